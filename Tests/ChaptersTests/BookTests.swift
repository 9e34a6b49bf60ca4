import Foundation
import Testing

/// The programs of the package, run as a reader runs them.
@Suite(.serialized) struct BookTests {
  /// Every page made anew is the page that is committed.
  @Test func theBookIsWhatItsChaptersMake() throws {
    let check = try Program("book").run("--check")
    #expect(check.status == 0, "\(check.output)\(check.errors)")
  }

  @Test func helpIsThere() throws {
    let help = try Program("book").run("--help")
    #expect(help.status == 0)
    #expect(help.output.contains("--check") && help.output.contains("neural-net-review"))
  }

  @Test(arguments: [
    (["--chekc"], "error: There is no option --chekc. Did you mean --check?\n"),
    (["--threads", "no"], "error: --threads is a whole number from 1 to 1024, not “no”.\n"),
    (
      ["neural-net-revue"],
      "error: There is no chapter neural-net-revue. Did you mean neural-net-review?\n"
    ),
  ])
  func mistakesAreOneSentence(arguments: [String], sentence: String) throws {
    let run = try Program("book").run(arguments)
    #expect(run.status == 1)
    #expect(run.errors == sentence)
    #expect(run.output.isEmpty)
  }
}

/// What every chapter's command line has in common.
@Suite struct ChapterCommandTests {
  static let commands = [
    "neural-net-review", "distributional-representation", "word2vec", "speedup", "rnn",
    "lstm", "generation", "attention", "transformer", "classification", "tagging", "pretraining",
    "retrieval", "machine",
  ]

  @Test(arguments: commands)
  func helpIsThere(command: String) throws {
    let help = try Program(command).run("--help")
    #expect(help.status == 0)
    for option in ["--seed", "--threads", "--out", "--record", "--quick"] {
      #expect(help.output.contains(option))
    }
  }

  @Test(arguments: commands)
  func anUnknownOptionSuggestsTheNearest(command: String) throws {
    let run = try Program(command).run("--sed", "3")
    #expect(run.status == 1)
    #expect(run.errors == "error: There is no option --sed. Did you mean --seed?\n")
  }

  /// Ended in the middle of its run, a chapter leaves the folder as it was.
  @Test(arguments: commands)
  func aSuddenEndLeavesNothingHalfWritten(command: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try Program(command).run(["--out", folder.path], killedAfter: 0.02)
    #expect(run.status != 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
