import Foundation
import Testing

/// `tagging --train`, `--evaluate` and `--tag`, run as a reader runs them.
@Suite struct TaggingToolTests {
  private static let network = [
    "--tagger", "network", "--size", "8", "--embedding", "8", "--epochs", "3",
  ]

  /// A folder with a text of 400 sentences; gone afterwards.
  private func withFolder(_ body: (_ folder: Folder) throws -> Void) throws {
    let sentences = (0..<400).map { number in
      let (first, last) = (
        ["Anna", "Peter", "Mary"][number % 3], ["Reed", "Ellis"][number * number % 5 % 2]
      )
      return """
        \(first)\tNAME\tB-person
        \(last)\tNAME\tI-person
        \(number % 2 == 0 ? "sees" : "paints")\tVERB\tO
        Port\tNAME\tB-place
        .\tSIGN\tO

        """
    }
    try Folder.with(["text.tsv": sentences.joined(separator: "\n")], body)
  }

  private func train(
    _ folder: Folder, _ options: [String] = [], model: String = "model"
  ) throws -> Program.Result {
    try Program("tagging").run(
      ["--train", folder.path + "/text.tsv", "--model", folder.path + "/" + model] + options)
  }

  @Test(arguments: [["commonest"], ["hmm"], ["features"], ["network"]])
  func everyKindLearnsAndIsAsked(_ kind: [String]) throws {
    try withFolder { folder in
      let options = kind == ["network"] ? Self.network : ["--tagger"] + kind
      for threads in ["1", "2"] {
        let run = try train(folder, options + ["--threads", threads], model: "model" + threads)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.hasPrefix("sentences   400, 2000 words\ntags        4, of pieces\n"))
      }
      #expect(try folder.bytes("model1") == folder.bytes("model2"))
      let model = ["--model", folder.path + "/model1"]
      let evaluation = try Program("tagging").run(
        ["--evaluate", folder.path + "/text.tsv"] + model)
      #expect(evaluation.status == 0, "\(evaluation.errors)")
      #expect(evaluation.output.contains("accuracy    100.00 %"), "\(evaluation.output)")
      #expect(evaluation.output.contains("recall 100.00 %, F1 100.00 %"), "\(evaluation.output)")
      let tagged = try Program("tagging").run(["--tag", "Mary Reed sees Port."] + model)
      #expect(
        tagged.output == "Mary\tB-person\nReed\tI-person\nsees\tO\nPort\tB-place\n.\tO\n",
        "\(tagged.errors)")
      // Lines of standard input become sentences that can be read again.
      try folder.write("Mary Reed paints Port .\n\nAnna 🦊 sees\n", to: "lines")
      let lines = try Program("tagging").run(
        ["--tag", "-"] + model, by: "exec \"$@\" < \(folder.path)/lines")
      #expect(lines.output.hasPrefix("Mary\tB-person\nReed\tI-person\n"), "\(lines.errors)")
      #expect(lines.output.contains(".\tO\n\nAnna\t"))
      try folder.write(lines.output, to: "tagged.tsv")
      let again = try Program("tagging").run(["--evaluate", folder.path + "/tagged.tsv"] + model)
      #expect(again.output.contains("words       8\n") && again.output.contains("12.50 % of the"))
    }
  }

  /// Of other columns, and of CoNLL-U, whose name says so.
  @Test func columnsAreChosen() throws {
    try withFolder { folder in
      let run = try train(folder, ["--column", "2"])
      #expect(run.output.contains("tags        3\n"), "\(run.errors)")
      let model = ["--model", folder.path + "/model"]
      let evaluation = try Program("tagging").run(
        ["--evaluate", folder.path + "/text.tsv"] + model)
      #expect(evaluation.output.contains("accuracy    100.00 %"), "\(evaluation.errors)")
      let wrong = try Program("tagging").run(
        ["--evaluate", folder.path + "/text.tsv", "--column", "3"] + model)
      #expect(wrong.errors.contains("has none of the tags that"), "\(wrong.errors)")
      let line = "\tPort\t_\tPROPN\tNNP\t_\t0\troot\t_\t_\n"
      try folder.write("# one\n1" + line + "2" + line + "\n1" + line, to: "text.conllu")
      let conllu = try Program("tagging").run(
        "--train", folder.path + "/text.conllu", "--model", folder.path + "/other", "--tagger",
        "hmm")
      #expect(
        conllu.output.hasPrefix("sentences   2, 3 words\ntags        1\n"), "\(conllu.errors)")
    }
  }

  /// Stopped after an epoch and gone on with, on more threads, a training ends in the same bytes.
  @Test func goesOnToTheSameBytes() throws {
    try withFolder { folder in
      let options = Self.network.dropLast() + ["60", "--patience", "1000"]
      for seconds in [0.5, 1, 3] {
        let run = try Program("tagging").run(
          [
            "--train", folder.path + "/text.tsv", "--model", folder.path + "/halted", "--threads",
            "1",
          ]
            + options, interruptedAfter: seconds)
        guard run.status == 130, run.errors.contains("--resume") else { continue }
        break
      }
      let halted = try folder.bytes("halted")
      let rest = try train(folder, ["--resume", "--threads", "2"], model: "halted")
      #expect(rest.status == 0 && rest.output.contains("resumed     after step "), "\(rest.errors)")
      let whole = try train(folder, options + ["--threads", "2"], model: "whole")
      #expect(whole.status == 0, "\(whole.errors)")
      #expect(try folder.bytes("halted") == folder.bytes("whole"))
      #expect(try folder.bytes("halted") != halted)
    }
  }

  @Test func piecesThatDontAddUpAreRepairedAndSaid() throws {
    try withFolder { folder in
      try folder.write("Anna\tI-person\nsees\tO\n\nPort\tI-place\n", to: "text.tsv")
      let run = try train(folder, ["--tagger", "hmm"])
      #expect(run.status == 0 && run.output.contains("tags        3, of pieces"))
      #expect(
        run.errors.hasPrefix("warning: 2 of the tags in “\(folder.path)/text.tsv” go on with"))
    }
  }

  @Test(arguments: [
    (
      ["--tagger", "perceptron"],
      "--tagger is commonest or hmm or features or network, not “perceptron”."
    ),
    (["--size", "8"], "--size is for --tagger network; leave it out with features."),
    (
      ["--tagger", "hmm", "--minimum-count", "2"],
      "--minimum-count is for --tagger features; leave it out with hmm."
    ),
    (["--column", "1"], "--column is a whole number from 2 to 1000, not 1."),
    (
      ["--column", "4"],
      "Line 1 of “TEXT” has 3 columns; it needs a word in the first and a tag in column 4."
    ),
  ])
  func mistakesAreOneSentence(options: [String], sentence: String) throws {
    try withFolder { folder in
      let run = try train(folder, options)
      #expect(run.status == 1)
      #expect(
        run.errors == "error: \(sentence.replacing("TEXT", with: folder.path + "/text.tsv"))\n")
      #expect(try folder.files == ["text.tsv"])
    }
  }

  @Test func aModelOfAnotherKindIsRefused() throws {
    try withFolder { folder in
      try folder.write("the sea and the old man\n", to: "words")
      let lstm = try Program("lstm").run(
        "--train", folder.path + "/words", "--model", folder.path + "/model", "--size", "4",
        "--batch", "1",
        "--steps", "2", "--epochs", "1", "--minimum-count", "1")
      #expect(lstm.status == 0, "\(lstm.errors)")
      for request in [["--tag", "Anna"], ["--evaluate", folder.path + "/text.tsv"]] {
        let run = try Program("tagging").run(request + ["--model", folder.path + "/model"])
        #expect(run.errors == "error: \(folder.path)/model is a checkpoint, but not of a tagger.\n")
      }
      let run = try train(folder, ["--tagger", "hmm"])
      #expect(run.errors.contains("is there already and holds no trigram tagger"), "\(run.errors)")
      let resumed = try train(folder, ["--tagger", "network", "--resume"])
      #expect(
        resumed.errors
          == "error: \(folder.path)/model is a checkpoint, but not of a neural tagger.\n")
    }
  }
}
