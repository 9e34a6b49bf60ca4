import Foundation
import Testing

/// `retrieval --index`, `--search` and `--ask`, run as a reader runs them.
@Suite struct RetrievalToolTests {
  /// A folder with some texts in `texts`; gone afterwards.
  private func withFolder(_ body: (_ folder: String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(
      atPath: folder + "/texts/ships", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write(
      "# The harbor\n\nThe bar falls dry at the lowest tide. Nobody sails then.\n",
      folder + "/texts/harbor.txt")
    try write("The Gull was sold to Anna.\n", folder + "/texts/ships/gull.txt")
    try Data([0x89, 0, 1]).write(to: URL(filePath: folder + "/texts/picture.png"))
    try body(folder)
  }

  private func write(_ text: String, _ path: String) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  @discardableResult
  private func index(_ folder: String, _ options: [String] = []) throws -> Program.Result {
    try Program("retrieval").run(
      ["--index", folder + "/texts", "--out", folder + "/index"] + options)
  }

  @Test func textsAreFoundAndAsked() throws {
    try withFolder { folder in
      let made = try index(folder)
      #expect(
        made.output == """
          files       2, 2 passages
          read        2, new or changed
          left out    1
            picture.png: a binary file

          """, "\(made.errors)")
      let search = try Program("retrieval").run("--search", "tides", "bars", folder + "/index")
      #expect(search.output.contains("harbor.txt:1  The harbor\n"), "\(search.errors)")
      #expect(search.output.contains("The [bar] falls dry at the lowest [tide]."))
      let ask = try Program("retrieval").run(
        "--ask", "To whom was the gull sold?", folder + "/index")
      #expect(ask.output.hasPrefix("answer  The Gull was sold to Anna.\n"), "\(ask.errors)")
      let none = try Program("retrieval").run("--search", "ocean", folder + "/index")
      #expect(none.status == 0 && none.output == "Nothing is found for “ocean”.\n")
      try write("gull\n\nlowest bar\n", folder + "/lines")
      let lines = try Program("retrieval").run(
        ["--search", "-", folder + "/index", "--count", "1"], by: "exec \"$@\" < \(folder)/lines")
      #expect(lines.output.contains("The [Gull] was sold"), "\(lines.errors)")
      #expect(lines.output.contains("\n\n1  "))
    }
  }

  @Test func onlyWhatIsNewIsRead() throws {
    try withFolder { folder in
      try index(folder)
      try write("Low water at noon.", folder + "/texts/new.txt")
      try FileManager.default.removeItem(atPath: folder + "/texts/ships/gull.txt")
      let again = try index(folder)
      #expect(again.output.contains("read        1, new or changed\ngone        1\n"))
      let search = try Program("retrieval").run("--search", "gull", folder + "/index")
      #expect(search.output.hasPrefix("Nothing is found"))
    }
  }

  /// Killed at any time, the index answers, and the same command goes on.
  @Test func killedItGoesOn() throws {
    try withFolder { folder in
      for n in 0..<300 {
        let text = (0..<2_000).map { "tide w\(($0 * 7919 + n * 104_729) % 5_003)" }
        try write(text.joined(separator: " "), folder + "/texts/\(n).txt")
      }
      for seconds in [0.02, 0.1, 0.3] {
        let run = try Program("retrieval").run(
          ["--index", folder + "/texts", "--out", folder + "/index"], killedAfter: seconds)
        #expect(run.errors.isEmpty)
      }
      let stopped = try Program("retrieval").run(
        ["--index", folder + "/texts", "--out", folder + "/index"], interruptedAfter: 0.2)
      #expect(stopped.status == 0 || stopped.errors.contains("what was done is kept"))
      let rest = try index(folder)
      #expect(rest.output.contains("files       302, "), "\(rest.errors)")
      let search = try Program("retrieval").run("--search", "w17", folder + "/index")
      #expect(search.status == 0 && search.output.contains("[w17]"))
    }
  }

  @Test func refusesWhatItCantUse() throws {
    try withFolder { folder in
      func refusal(_ arguments: String...) throws -> String {
        let run = try Program("retrieval").run(arguments)
        #expect(run.status == 1 && run.output.isEmpty, "\(arguments)")
        return run.errors
      }
      let (texts, out) = (folder + "/texts", folder + "/index")
      #expect(try refusal("--index", texts).contains("--out INDEX"))
      #expect(try refusal("--index", folder + "/none", "--out", out).contains("There is no folder"))
      #expect(try refusal("--index", texts, "--out", texts).contains("a folder of its own"))
      #expect(try refusal("--index", texts, "--out", out, "--semantic").contains("--minilm"))
      #expect(try refusal("--search", "tide", out).contains("There is no index"))
      #expect(try refusal("--search", "tide").contains("needs an index"))
      try index(folder)
      #expect(try refusal("--search", " ", out).contains("needs words"))
      #expect(
        try refusal("--ask", "who?", out, "--reader", texts + "/harbor.txt").contains("harbor.txt"))
      #expect(try refusal("--search", "tide", out, "--count", "0").contains("--count"))
      try write("CtoA index\t9\n", out + "/index")
      #expect(try refusal("--search", "tide", out).contains("version 9"))
    }
  }
}
