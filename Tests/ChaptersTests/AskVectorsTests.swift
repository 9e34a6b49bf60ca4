import Foundation
import Testing

/// `word2vec --vectors FILE --similar WORD` and `--analogy A B C`, run as a reader runs them.
@Suite(.serialized) struct AskVectorsTests {
  /// A folder with vectors as they are published: without a header, in capitals.
  private func withVectors(_ body: (_ vectors: String, _ folder: URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = """
      man 1 0 0 0.1
      woman 1 1 0 0.1
      king 1 0 1 0.1
      queen 1 1 1 0.1
      sea -1 0.2 0 1
      ocean -1 0.3 0 1
      Oslo 0 -1 0 -1
      été 0.5 -1 0 0
      """
    let vectors = folder.appending(path: "vectors").path
    try text.write(toFile: vectors, atomically: true, encoding: .utf8)
    try body(vectors, folder)
  }

  private func ask(_ words: String..., count: Int = 1) throws -> Program.Result {
    var result: Program.Result?
    try withVectors { vectors, _ in
      result = try Program("word2vec").run(["--vectors", vectors, "--count", "\(count)"] + words)
    }
    return result!
  }

  /// Several words have an answer each, whether the shell keeps them together or not.
  @Test func similarWords() throws {
    for words in [
      ["--similar", "sea", "woman"], ["--similar", "sea woman"], ["--similar", "sea\u{200B}woman"],
    ] {
      var run: Program.Result?
      try withVectors { vectors, _ in
        run = try Program("word2vec").run(words + ["--vectors", vectors, "--count", "1"])
      }
      #expect(run?.output == "sea\n  ocean  0.998\n\nwoman\n  queen  0.817\n", "\(run!.errors)")
    }
    let two = try ask("--similar", "sea", count: 2)
    #expect(two.output.hasPrefix("sea\n  ocean  0.998\n  queen  -0.28"), "\(two.output)")
  }

  @Test func analogies() throws {
    for run in [
      try ask("--analogy", "man", "king", "woman"), try ask("--analogy", "man king woman"),
    ] {
      #expect(run.output == "man : king = woman :\n  queen  1.055\n", "\(run.output)\(run.errors)")
    }
    #expect(
      try ask("--analogy", "man", "king").errors
        == "error: An analogy takes three words, such as man king woman; “man king” has 2.\n")
  }

  /// As it is written first, and then as a text's words are.
  @Test func wordsAreFoundHoweverTheyAreWritten() throws {
    #expect(try ask("--similar", "SEA").output.hasPrefix("sea\n"))
    #expect(try ask("--similar", "Oslo").output.hasPrefix("Oslo\n"))
    #expect(try ask("--similar", "E\u{301}te\u{301}").output.hasPrefix("été\n"))
  }

  @Test func unknownWordsAreSaidAndTheRestGoesOn() throws {
    let some = try ask("--similar", "queeen", "sea")
    #expect(some.status == 0 && some.output.hasPrefix("sea\n"))
    #expect(some.errors == "warning: The vectors have no word “queeen”. Did you mean “queen”?\n")
    let none = try ask("--similar", "seen")
    #expect(none.status == 1 && none.output.isEmpty)
    #expect(none.errors.contains("error: The vectors have no word “seen”."), "\(none.errors)")
  }

  @Test func standardInputIsAskedLineByLine() throws {
    try withVectors { vectors, folder in
      func run(_ input: String, _ request: String) throws -> Program.Result {
        let program = try Program("word2vec").path
        let command = "printf '\(input)' | '\(program)' --vectors vectors --count 1 \(request) -"
        return try Program.run(["sh", "-c", command], in: folder)
      }
      let similar = try run("sea\\r\\n\\nqxqxqx\\nman", "--similar")
      #expect(similar.output.hasPrefix("sea\n  ocean  0.998\n\nman\n") && similar.status == 0)
      #expect(similar.errors == "warning: The vectors have no word “qxqxqx”.\n")
      let analogy = try run("man king woman\\nsea\\n", "--analogy")
      #expect(analogy.output == "man : king = woman :\n  queen  1.055\n" && analogy.status == 0)
      let none = try run("qxqxqx", "--similar")
      #expect(none.status == 1)
      #expect(
        none.errors.hasSuffix("error: Nothing that standard input asked could be answered.\n"))
      #expect(try run("", "--similar").errors.contains("Nothing was asked"))
    }
  }
}
