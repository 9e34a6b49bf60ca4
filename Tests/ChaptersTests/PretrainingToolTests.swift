import Foundation
import Testing

/// `pretraining --train`, `--finetune`, `--tokenize` and their neighbors, run as a reader runs them.
@Suite struct PretrainingToolTests {
  private struct Folder {
    let path: String

    func write(_ text: String, to name: String) throws {
      try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    }

    func bytes(_ name: String) throws -> Data {
      try Data(contentsOf: URL(filePath: path + "/" + name))
    }

    /// Runs the program with FOLDER in its arguments.
    func run(_ arguments: [String]) throws -> Program.Result {
      try Program("pretraining").run(arguments.map { $0.replacing("FOLDER", with: path) })
    }

    func train(_ model: String, _ options: [String] = []) throws -> Program.Result {
      try run(["--train", "FOLDER/text.txt", "--model", "FOLDER/" + model] + options)
    }

    func fineTune(_ model: String, _ options: [String]) throws -> Program.Result {
      try run(["--finetune", "FOLDER/labels.tsv", "--model", "FOLDER/" + model] + options)
    }
  }

  private func withFolder(_ body: (_ folder: Folder) throws -> Void) throws {
    let folder = Folder(
      path: FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path)
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let text = (0..<300).map { number in
      "The \(["boat", "net", "gull"][number * number % 7 % 3]) is \(number % 2 == 0 ? "old" : "new")."
    }
    try folder.write(text.joined(separator: " ") + "\n", to: "text.txt")
    let labels = (0..<60).map { number in
      number % 3 == 0 ? "bad\tThe boat is old." : "good\tThe boat is new."
    }
    try folder.write(labels.joined(separator: "\n"), to: "labels.tsv")
    try body(folder)
  }

  private static let small = [
    "--merges", "40", "--size", "8", "--layers", "1", "--heads", "2", "--context", "8", "--epochs",
    "1", "--dropout", "0",
  ]

  @Test(arguments: [[], ["--masked"]])
  func pretrainsAndFineTunes(_ masked: [String]) throws {
    try withFolder { folder in
      let run = try folder.train("base", Self.small + masked)
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      #expect(run.output.contains("pieces      ") && run.output.contains(" pieces\nmodel "))
      let evaluated = try folder.run(
        ["--evaluate", "FOLDER/text.txt", "--model", "FOLDER/base"])
      #expect(
        evaluated.status == 0 && evaluated.output.hasPrefix("perplexity  "), "\(evaluated.errors)")
      for learns in ["top", "all", "low-rank"] {
        let run = try folder.fineTune(
          learns, ["--from", "FOLDER/base", "--learns", learns, "--epochs", "2"])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        let scores = try folder.run(
          ["--evaluate", "FOLDER/labels.tsv", "--model", "FOLDER/" + learns])
        #expect(
          scores.status == 0 && scores.output.hasPrefix("texts       60\n"), "\(scores.errors)")
      }
      let answer = try folder.run(["--classify", "The boat is old.", "--model", "FOLDER/all"])
      #expect(answer.status == 0 && answer.output.contains("bad"), "\(answer.errors)")
      let prompt = try folder.run(
        ["--prompt", "The boat", "--model", "FOLDER/base", "--length", "5"])
      if masked.isEmpty {
        #expect(prompt.status == 0 && prompt.output.hasPrefix("The boat"), "\(prompt.errors)")
      } else {
        #expect(prompt.errors.contains("is a checkpoint, but not of a language model."))
      }
    }
  }

  @Test func piecesAreShown() throws {
    try withFolder { folder in
      #expect(try folder.train("base", Self.small).status == 0)
      let run = try folder.run(["--tokenize", "The gulls", "--model", "FOLDER/base"])
      let lines = run.output.split(separator: "\n").map { $0.split(separator: " ") }
      #expect(run.status == 0 && lines.count == 2 && lines[0].count == lines[1].count)
      #expect(lines[0].joined().replacing("Ġ", with: " ") == "The gulls", "\(run.output)")
      let file = try folder.run(["--tokenize", "FOLDER/text.txt", "--model", "FOLDER/base"])
      #expect(file.status == 0 && file.output.hasPrefix("The"), "\(file.errors)")
    }
  }

  /// Stopped by Ctrl-C and gone on with, on more threads, a training ends in the same bytes.
  @Test func goesOnToTheSameBytes() throws {
    try withFolder { folder in
      let options = Self.small.dropLast(4) + ["--epochs", "40", "--masked", "--patience", "1000"]
      let arguments = ["--train", folder.path + "/text.txt", "--model", folder.path + "/halted"]
      for seconds in [0.5, 1, 2] {
        let run = try Program("pretraining").run(
          arguments + options + ["--threads", "1"], interruptedAfter: seconds)
        if run.status == 130, run.errors.contains("--resume") { break }
      }
      let rest = try folder.train("halted", ["--resume", "--threads", "2"])
      #expect(rest.status == 0 && rest.output.contains("resumed     after step "), "\(rest.errors)")
      #expect(try folder.train("whole", options + ["--threads", "2"]).status == 0)
      #expect(try folder.bytes("halted") == folder.bytes("whole"))
    }
  }

  @Test(arguments: [
    (["--train", "FOLDER/text.txt"], "--train needs a place for the model: --model FILE."),
    (
      ["--train", "FOLDER/text.txt", "--model", "FOLDER/m", "--merges", "5", "--tokens", "words"],
      "--tokens is for words; leave it out with --merges."
    ),
    (
      ["--finetune", "FOLDER/labels.tsv", "--model", "FOLDER/m"],
      "--finetune needs a pretrained model: --from FILE."
    ),
    (
      ["--finetune", "FOLDER/labels.tsv", "--model", "FOLDER/m", "--from", "FOLDER/text.txt"],
      "FOLDER/text.txt is not a checkpoint of this book."
    ),
    (
      [
        "--finetune", "FOLDER/labels.tsv", "--model", "FOLDER/m", "--from", "FOLDER/text.txt",
        "--rank", "3",
      ], "--rank is for --learns low-rank; leave it out with all."
    ),
    (
      ["--tokenize", "a"],
      "--tokenize takes the pieces of --model FILE or of --minilm NAME; give one of them."
    ),
    (["--embed", "a"], "--embed needs a model: --minilm NAME."),
    (
      ["--embed", "a", "--minilm", "FOLDER"], "There is no file “FOLDER/config.json”."
    ),
  ])
  func mistakesAreOneSentence(options: [String], sentence: String) throws {
    try withFolder { folder in
      let run = try folder.run(options)
      #expect(run.status == 1)
      let said = sentence.replacing("FOLDER", with: folder.path).replacing("NAME", with: "FOLDER")
      #expect(run.errors == "error: \(said)\n")
    }
  }
}
