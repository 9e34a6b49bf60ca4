import Foundation
import Testing

/// `attention --translate TEXT`, run as a reader runs it.
@Suite(.serialized) struct TranslateToolTests {
  private static let date = "september 27, 1994"

  /// Runs `body` with a folder that holds `model`, which `--save` has kept after a short training, and
  /// `map.svg`, drawn by the same run; gone afterwards.
  private func withModel(
    _ body: (_ folder: String, _ output: String) throws -> Void
  ) throws {
    try Folder.with { folder in
      let training = try Program("attention").run([
        "--translate", Self.date, "--quick", "--save", "\(folder.path)/model", "--map",
        "\(folder.path)/map.svg",
      ])
      try #require(training.status == 0 && training.errors.isEmpty, "\(training.errors)")
      try body(folder.path, training.output)
    }
  }

  private func translate(_ text: String, _ options: String...) throws -> Program.Result {
    try Program("attention").run(["--translate", text] + options)
  }

  /// Characters of the drawn map, one row for each sign of the answer.
  @Test func itAnswersAndDrawsWhereItLooked() throws {
    try withModel { folder, output in
      let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines[0] == "\(Self.date) → 1994-09-27")
      #expect(lines[2] == "  \(Self.date)")
      #expect(lines[3...].prefix(10).map { $0.prefix(1) }.joined() == "1994-09-27")
      #expect(lines[3...].prefix(10).allSatisfy { $0.count == 2 + Self.date.count })
      let map = try String(contentsOfFile: "\(folder)/map.svg", encoding: .utf8)
      #expect(map.hasPrefix("<svg ") && map.contains("written") && map.contains("</svg>"))
    }
  }

  @Test func whatWasSavedAnswersAlike() throws {
    try withModel { folder, output in
      for threads in ["1", "2"] {
        let again = try translate(
          Self.date, "--model", "\(folder)/model", "--map", "\(folder)/again.svg", "--threads",
          threads)
        #expect(again.status == 0 && again.output == output, "\(again.errors)")
        let maps = try ["map", "again"].map {
          try Data(contentsOf: URL(filePath: "\(folder)/\($0).svg"))
        }
        #expect(maps[0] == maps[1])
      }
      // The answer hangs on the question, not on what the model was trained for.
      let other = try translate("27 SEP 2001", "--model", "\(folder)/model")
      #expect(other.output.hasPrefix("27 SEP 2001 → 2001-"), "\(other.output)\(other.errors)")
    }
  }

  @Test func mistakesAreOneSentence() throws {
    try withModel { folder, _ in
      let (model, date) = ("\(folder)/model", Self.date)
      try Data("no model".utf8).write(to: URL(filePath: "\(folder)/text"))
      var bytes = try Data(contentsOf: URL(filePath: model))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(filePath: "\(folder)/damaged"))
      for (text, options, sentence) in [
        ("", [], "--translate needs a date, such as “september 27, 1994”."),
        (" \n", [], "--translate needs a date, such as “september 27, 1994”."),
        (
          "27~9~1994", [],
          "The model never saw the character “~”; it reads dates such as “september 27, 1994”."
        ),
        (
          "27~9~1994", ["--model", model],
          "The model never saw the character “~”; it reads dates such as “september 27, 1994”."
        ),
        (
          String(repeating: "a", count: 101), [],
          "A date has at most 100 characters, and this text has 101."
        ),
        (
          date, ["--model", "\(folder)/none"],
          "There is no file “\(folder)/none”."
        ),
        (date, ["--model", "\(folder)/text"], "\(folder)/text is not a checkpoint of this book."),
        (
          date, ["--model", "\(folder)/damaged"],
          "\(folder)/damaged is damaged: its checksum is wrong; use another copy."
        ),
        (
          date, ["--model", model, "--save", "\(folder)/copy"],
          "--save keeps a new model; leave it out with --model."
        ),
        (
          date, ["--model", model, "--map", "\(folder)/./model"],
          "The model and the map need a file each; “\(folder)/./model” would be both."
        ),
        (
          date, ["--save", "\(folder)/new", "--map", "\(folder)/new"],
          "The model and the map need a file each; “\(folder)/new” would be both."
        ),
        (
          date, ["--model", model, "--map", "\(folder)/text"],
          "“\(folder)/text” is there already and holds no SVG picture; name another, or let --force replace it."
        ),
        (
          date, ["--save", "\(folder)/map.svg"],
          "“\(folder)/map.svg” is there already and holds no sequence-to-sequence model; name another, or let --force replace it."
        ),
        (
          date, ["--save", "\(folder)/none/model"],
          "\(folder)/none/model can't be written: there is no folder \(folder)/none."
        ),
        (date, ["--save", ""], "The option --save needs a value."),
        (date, ["--out", folder], "--out is for the chapter; leave it out with --translate."),
        (date, ["--corpus", "ptb"], "There is no option --corpus. See --help."),
      ] as [(String, [String], String)] {
        let run = try Program("attention").run(["--translate", text] + options)
        #expect(run.status == 1 && run.output.isEmpty, "\(text) \(options)")
        #expect(run.errors == "error: \(sentence)\n")
      }
      let unwritten = try translate(date, "--model", model, "--map", "\(folder)/none/map.svg")
      #expect(unwritten.status == 1)
      #expect(
        unwritten.errors
          == "error: \(folder)/none/map.svg can't be written: there is no folder \(folder)/none.\n"
      )
    }
  }

  @Test func itNeedsADate() throws {
    for option in ["--map", "--save", "--model"] {
      let run = try Program("attention").run(option, "file")
      #expect(run.status == 1 && run.output.isEmpty)
      #expect(run.errors == "error: \(option) goes with --translate TEXT.\n")
    }
  }

  /// A model of words is a checkpoint, but answers nothing.
  @Test func anotherKindOfModelIsRefused() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try String(repeating: "a b c .\n", count: 100).write(
      toFile: "\(folder)/text", atomically: true, encoding: .utf8)
    let training = try Program("lstm").run([
      "--train", "\(folder)/text", "--model", "\(folder)/model", "--size", "4", "--batch", "2",
      "--steps", "5", "--epochs", "1",
    ])
    try #require(training.status == 0, "\(training.errors)")
    let run = try translate(Self.date, "--model", "\(folder)/model")
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(
      run.errors
        == "error: \(folder)/model is a checkpoint, but not of a sequence-to-sequence model.\n")
  }
}
