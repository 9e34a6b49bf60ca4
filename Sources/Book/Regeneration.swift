import Foundation
import Ground
import Literate

/// `swift run book`: every page made anew, in place.
struct Regeneration {
  let folder: BookFolder
  let chapters: [ChapterPlace]
  let threads: Int?

  /// Runs the chapters, then puts the rest of the book in order; false where one failed.
  func run() throws -> Bool {
    let runs = try SideBySide.run(chapters, out: nil, threads: threads)
    let made = Inventory(runs: runs, folder: folder)
    for name in made.stray(in: folder.pages) {
      guard name.hasSuffix(".svg") else {
        Terminal.print("book/\(name) belongs to no chapter; remove it if nothing needs it.")
        continue
      }
      unlink("\(folder.pages)/\(name)")
      Terminal.print("Removed book/\(name), which no page shows any more.")
    }
    let contents = try Contents(folder: folder, pages: folder.pages).text()
    let glossary = Glossary(folder: folder, pages: folder.pages).text()
    try Files.replace([
      (folder.pages + "/README.md", contents), ("\(folder.pages)/\(Glossary.file)", glossary),
    ])
    Terminal.print("\n" + closingTable(runs).text)
    let failed = runs.filter { $0.summary == nil }.map(\.chapter.command)
    if !failed.isEmpty { Terminal.print("\nFailed: \(failed.joined(separator: ", ")).") }
    return failed.isEmpty
  }

  private func closingTable(_ runs: [ChapterRun]) -> Table {
    let rows = runs.map { run -> [Any] in
      guard let summary = run.summary else {
        return [run.chapter.command, run.seconds, "–", "–", "failed"]
      }
      let claims = "\(summary.claimsHeld) of \(summary.claims)"
      return [run.chapter.command, run.seconds, summary.cells, summary.figures.count, claims]
    }
    return Table(
      columns: ["chapter", "seconds", "cells", "figures", "claims held"], rows: rows, decimals: 1)
  }
}

/// What the chapters that ran have made, and so what may lie in the book.
struct Inventory {
  private let runs: [ChapterRun]
  private let known: Set<String>

  init(runs: [ChapterRun], folder: BookFolder) {
    self.runs = runs.filter { $0.summary != nil }
    known = Set(folder.chapters.map(\.prefix))
  }

  /// The files in `pages` that no chapter makes; a chapter that did not run keeps all of its own.
  func stray(in pages: String) -> [String] {
    let made = Set(runs.flatMap(files))
    let prefixes = Set(runs.map(\.chapter.prefix))
    return Inventory.files(in: pages).filter { file in
      let prefix = String(URL(filePath: file).lastPathComponent.prefix(2))
      let isJudged = prefixes.contains(prefix) || !known.contains(prefix)
      return ![Glossary.file, "README.md"].contains(file) && isJudged && !made.contains(file)
    }
  }

  private func files(of run: ChapterRun) -> [String] {
    guard let summary = run.summary else { return [] }
    return ["\(run.chapter.page).md"] + summary.figures.map { "figures/\($0).svg" }
      + summary.recordings.map { "recorded/\($0).json" }
  }

  /// All files of a book, sorted.
  static func files(in pages: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: pages)?.compactMap { $0 as? String } ?? []
    var isFolder: ObjCBool = false
    return names.sorted().filter {
      FileManager.default.fileExists(atPath: "\(pages)/\($0)", isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }
}
