import Foundation
import Ground
import Literate

/// `swift run book --check`: everything made anew in a folder apart, and compared byte by byte.
struct Check {
  let folder: BookFolder
  let chapters: [ChapterPlace]
  let threads: Int?

  /// Whether the book holds exactly what its chapters make; says where it doesn't.
  func run() throws -> Bool {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let runs = try SideBySide.run(chapters, out: scratch.path, threads: threads)
    let failed = runs.filter { $0.summary == nil }.map(\.chapter.command)
    guard failed.isEmpty else {
      Terminal.print("\nFailed: \(failed.joined(separator: ", ")).")
      return false
    }
    try copyOtherPages(to: scratch.path)
    let contents = try Contents(folder: folder, pages: scratch.path).text()
    let glossary = Glossary(folder: folder, pages: scratch.path).text()
    try Files.replace([
      (scratch.path + "/README.md", contents), ("\(scratch.path)/\(Glossary.file)", glossary),
    ])

    var differences = Inventory(runs: runs, folder: folder).stray(in: folder.pages).map {
      "book/\($0) belongs to no chapter."
    }
    for file in Inventory.files(in: scratch.path) {
      differences += try difference(in: file, made: scratch.path)
    }
    for difference in differences { Terminal.print("\n" + difference) }
    Terminal.print(
      differences.isEmpty
        ? "\nThe book is what its chapters make."
        : "\nThe book differs; `swift run book` makes it anew.")
    return differences.isEmpty
  }

  /// The contents and the glossary tell of all chapters, also of those that did not run.
  private func copyOtherPages(to scratch: String) throws {
    for chapter in folder.chapters where !chapters.contains(chapter) {
      guard let text = Files.text(at: "\(folder.pages)/\(chapter.page).md") else { continue }
      try Files.replace([("\(scratch)/\(chapter.page).md", text)])
    }
  }

  private func difference(in file: String, made: String) throws -> [String] {
    guard let old = FileManager.default.contents(atPath: "\(folder.pages)/\(file)") else {
      return ["book/\(file) is missing."]
    }
    guard let new = FileManager.default.contents(atPath: "\(made)/\(file)"), new != old else {
      return []
    }
    let lines = Difference(
      from: String(decoding: old, as: UTF8.self), to: String(decoding: new, as: UTF8.self)
    ).lines
    return ["book/\(file) differs:\n" + lines.joined(separator: "\n")]
  }
}

/// The first lines in which two texts differ, in the manner of `diff`.
struct Difference {
  private static let most = 12
  let lines: [String]

  init(from old: String, to new: String) {
    let before = old.split(separator: "\n", omittingEmptySubsequences: false)
    let after = new.split(separator: "\n", omittingEmptySubsequences: false)
    let changes = after.difference(from: before).map { change in
      switch change {
      case .remove(let offset, let line, _): (offset, "  \(offset + 1) - \(line.prefix(88))")
      case .insert(let offset, let line, _): (offset, "  \(offset + 1) + \(line.prefix(88))")
      }
    }
    let ordered = changes.sorted { $0.0 < $1.0 }.map(\.1)
    lines = ordered.prefix(Difference.most) + (ordered.count > Difference.most ? ["  …"] : [])
  }
}
