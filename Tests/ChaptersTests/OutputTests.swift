import Foundation
import Testing

/// What programs say where their output can't be written.
@Suite struct OutputTests {
  private static let commands = [
    "lstm --help", "book --help", "benchmark matmul --case 8x8x8 --repetitions 1",
  ]

  private func run(_ command: String, by line: String) throws -> Program.Result {
    let words = command.split(separator: " ").map(String.init)
    return try Program(words[0]).run(Array(words.dropFirst()), by: line)
  }

  /// A full disk, a stream that was closed, and a reader that has gone away while nobody may be killed.
  @Test(arguments: commands)
  func outputThatCannotBeWrittenIsOneSentence(command: String) throws {
    for (line, reason) in [
      ("exec \"$@\" > /dev/full", "No space left on device"),
      ("exec \"$@\" >&-", "it is closed"),
      ("exec \"$@\" < /dev/null 1< /dev/null", "it is closed"),
      ("trap '' PIPE; (\"$@\"; echo $? >&2) | true", "Broken pipe"),
    ] {
      guard FileManager.default.fileExists(atPath: "/dev/full") || !line.contains("full") else {
        continue
      }
      let run = try run(command, by: line)
      let status = line.contains("PIPE") ? "1\n" : ""
      #expect(run.errors == "error: The output can't be written: \(reason).\n" + status)
      #expect(run.status == (status.isEmpty ? 1 : 0) && run.output.isEmpty)
    }
  }

  /// As usual, a program whose reader has gone away ends without a word.
  @Test func aReaderMayGoAway() throws {
    let run = try run("lstm --help", by: "(\"$@\"; echo $? >&2) | true")
    #expect(run.errors == "141\n" || run.errors == "0\n")
  }

  /// Where errors can't be written there is nobody to tell; the exit says enough.
  @Test func errorsThatCannotBeWrittenChangeNothing() throws {
    for end in ["2> /dev/full", "2>&-", "2>&- <&-"] {
      let mistake = try run("lstm --sise", by: "exec \"$@\" \(end)")
      #expect(mistake.status == 1 && mistake.output.isEmpty)
      let help = try run("lstm --help", by: "exec \"$@\" \(end)")
      #expect(help.status == 0 && help.output.hasPrefix("usage: swift run lstm"))
    }
  }
}
