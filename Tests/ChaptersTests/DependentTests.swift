import Foundation
import Testing

/// A package of somebody's that depends on this one, as README.md says it can. It builds the library twice
/// more, which takes minutes, so it is tested only where `BOOK_DEPENDENT=1` asks for it.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["BOOK_DEPENDENT"] == "1"))
struct DependentTests {
  /// The program texts of README.md run, in a package that depends on this one by its path and in one
  /// that depends on a version of it, and print the same bits.
  @Test func whatTheReadmeSaysOfYourProgramsIsTrue() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let notes = folder.appending(path: "notes")
    try FileManager.default.createDirectory(
      at: notes.appending(path: "Sources/notes"), withIntermediateDirectories: true)
    try train(in: notes)
    let book = try versionOfThisPackage(in: folder)

    let texts = try programTexts()
    let manifest = try #require(texts.first { $0.contains("import PackageDescription") })
    let programs = texts.filter { !$0.contains("import PackageDescription") }
    try #require(programs.count == 3)

    // Without the optimizer, whose build takes minutes more, and with what a version brings.
    let byPath = try run(
      programs, manifest, in: notes, ["env", "BOOK_OPTIMIZE=none", "swift", "run"])
    let path = #".package(path: "../FromCountingToAttention")"#
    try #require(manifest.contains(path))
    let byVersion = try run(
      programs,
      manifest.replacing(path, with: #".package(url: "file://\#(book.path)", from: "1.0.0")"#),
      in: notes, ["swift", "run", "-c", "release"])
    #expect(byPath == byVersion)
    #expect(byPath.allSatisfy { $0.contains("0.") })
  }

  private let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The blocks of Swift in README.md.
  private func programTexts() throws -> [String] {
    let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    return text.split(separator: "```swift\n").dropFirst().compactMap {
      $0.split(separator: "```").first.map(String.init)
    }
  }

  /// The files that the programs open: what the book's tools learn from a small text.
  private func train(in folder: URL) throws {
    let things = ["man", "woman", "king", "queen", "sea"]
    let text = (0..<2000).map { "the old \(things[$0 % 5]) sees the \(things[$0 / 5 % 5]) ." }
    let path = folder.appending(path: "notes").path
    try text.joined(separator: "\n").write(
      toFile: path + ".txt", atomically: true, encoding: .utf8)
    let reviews = (0..<40).map { $0 % 2 == 0 ? "good\ta fine film" : "bad\ta dull film" }
    try reviews.joined(separator: "\n").write(
      toFile: folder.appending(path: "reviews.tsv").path, atomically: true, encoding: .utf8)
    for (program, result) in [("word2vec", "vectors"), ("lstm", "model")] {
      let run = try Program(program).run(
        "--train", path + ".txt", "--\(result)", path + "." + result, "--size", "8", "--epochs", "1"
      )
      try #require(run.status == 0, "\(run.errors)")
    }
  }

  /// A repository beside the dependent package that holds this package as it is, as version 1.0.0.
  private func versionOfThisPackage(in folder: URL) throws -> URL {
    let book = folder.appending(path: "FromCountingToAttention")
    try FileManager.default.createDirectory(at: book, withIntermediateDirectories: true)
    for part in ["Package.swift", "Sources", "Chapters", "Tests"] {
      try FileManager.default.copyItem(
        at: root.appending(path: part), to: book.appending(path: part))
    }
    let author = ["-c", "user.name=test", "-c", "user.email=test@localhost"]
    for step in [["init"], ["add", "."], author + ["commit", "-m", "1.0.0"], ["tag", "1.0.0"]] {
      let run = try Program.run(["git"] + step, in: book)
      try #require(run.status == 0, "\(run.errors)")
    }
    return book
  }

  /// What each of the programs prints as the only one of the package in `folder`. Nothing is kept, or
  /// looked for, outside of it.
  private func run(
    _ programs: [String], _ manifest: String, in folder: URL, _ command: [String]
  ) throws -> [String] {
    try manifest.write(
      to: folder.appending(path: "Package.swift"), atomically: true, encoding: .utf8)
    return try programs.map { program in
      try program.write(
        to: folder.appending(path: "Sources/notes/main.swift"), atomically: true, encoding: .utf8)
      let run = try Program.run(
        command + ["--cache-path", ".cache", "--security-path", ".security"], in: folder)
      try #require(run.status == 0, "\(run.output)\(run.errors)")
      return run.output
    }
  }
}
