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
    for (program, words) in [
      ("book", []), ("check", []), ("benchmark", []), ("benchmark", ["fuzz"]),
    ] {
      let help = try Program(program).run(words + ["--help"])
      #expect(help.output.isHelp(of: program), "\(help.output)")
    }
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

extension String {
  /// The command lines at the end of a help text.
  fileprivate var examples: [String] {
    guard let start = range(of: "\nexamples:\n") else { return [] }
    return self[start.upperBound...].split(separator: "\n").map { $0.trimmingPrefix("  ") }
      .filter { $0.hasPrefix("swift run ") }.map(String.init)
  }

  /// Whether this tells how `program` is used, in lines of 80 characters, with two or three examples.
  fileprivate func isHelp(of program: String) -> Bool {
    hasPrefix("usage: swift run \(program)") && split(separator: "\n").allSatisfy { $0.count <= 80 }
      && (2...3).contains(examples.count)
      && examples.allSatisfy { ($0 + " ").hasPrefix("swift run \(program) ") }
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
    #expect(help.output.isHelp(of: command))
  }

  /// What an example names isn't there; all else about it is right.
  @Test(arguments: commands)
  func examplesAreUnderstood(command: String) throws {
    let help = try Program(command).run("--help")
    for example in help.output.examples where example.contains("my.") || example.contains("notes") {
      let words = example.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .flatMap { place, part in
          place.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [String(part)]
        }
      let run = try Program(command).run(Array(words.dropFirst(3)))
      #expect(run.status == 1)
      #expect(run.errors.hasPrefix("error: There is no"), "\(example): \(run.errors)")
      #expect(!run.errors.contains("option"), "\(example): \(run.errors)")
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
