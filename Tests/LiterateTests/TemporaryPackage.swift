import Foundation
import Ground

@testable import Literate

/// A package of its own in a temporary folder: one chapter, a neighbor, a library to list from.
final class TemporaryPackage {
  let root: String
  var chapter: String { root + "/Chapters/05-Demo/main.swift" }
  var next: String { root + "/Chapters/06-Next/main.swift" }
  var page: String? { Files.text(at: root + "/book/05-demo.md") }

  init(_ source: String, library: String = "") throws {
    root =
      FileManager.default.temporaryDirectory.appending(path: "literate-\(UUID().uuidString)").path
    try add("Package.swift", "")
    try add("Chapters/05-Demo/main.swift", source)
    try add("Chapters/06-Next/main.swift", "/*:\n # The next one\n*/\n")
    try add("Sources/Lib/Lib.swift", library)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func add(_ path: String, _ text: String) throws {
    let whole = root + "/" + path
    try Files.makeFolder(URL(filePath: whole).deletingLastPathComponent().path)
    try Files.replace([(whole, text)])
  }

  /// All files under `book`, sorted.
  var bookFiles: [String] {
    let names = FileManager.default.enumerator(atPath: root + "/book")?.compactMap { $0 as? String }
    return (names ?? []).filter { $0.contains(".") }.sorted()
  }

  /// The chapter as it begins, silent.
  @MainActor
  func begin(_ arguments: [String] = [], isClosed: Bool = true) throws -> Chapter {
    try TemporaryPackage.begin(chapter, arguments, isClosed: isClosed)
  }

  @MainActor
  static func begin(
    _ file: String, _ arguments: [String] = [], isClosed: Bool = true,
    print: @escaping (String) -> Void = { _ in }
  )
    throws -> Chapter
  {
    let options = try Options(
      Arguments(arguments, known: Options.known(readsCorpus: true)), corpus: "harbor", seed: 1)
    return try Chapter(file: file, options: options, isClosed: isClosed, print: print)
  }
}

/// A picture for tests.
struct Square: Drawing {
  var svg: String { "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n" }
}

extension Figure {
  static func square(_ name: String) -> Figure {
    Figure(name: name, caption: "A square.", alternative: "A square", svg: Square().svg)
  }
}

/// What `work` failed with.
struct Failure: Equatable {
  var sentence: String
  var line: Int?
}

/// The error that `work` throws, or nil.
func failure(_ work: () throws -> Void) -> Failure? {
  do {
    try work()
    return nil
  } catch {
    let known = error as? ChapterError
    return Failure(sentence: known?.sentence ?? "\(error)", line: known?.line)
  }
}
