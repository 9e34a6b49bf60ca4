import Foundation
import Testing

/// `transformer --train` and `transformer --evaluate`, run as a reader runs them. What they have in common
/// with those of `lstm`, `LanguageModelToolTests` tests.
@Suite struct TransformerToolTests {
  private static let small = [
    "--size", "16", "--layers", "2", "--context", "8", "--batch", "8", "--epochs", "2",
  ]

  /// A folder with a text of 6,000 words; gone afterwards.
  private func withFolder(_ body: (_ folder: Folder) throws -> Void) throws {
    let sentences = (0..<1000).map { number in
      let noun = ["cat", "dog", "sea"][number * number % 7 % 3]
      return "the \(number % 3 == 0 ? "old" : "new") man sees \(noun) ."
    }
    try Folder.with(["text.txt": sentences.joined(separator: "\n")], body)
  }

  private func arguments(_ folder: Folder, _ model: String, _ options: [String]) -> [String] {
    ["--train", folder.path + "/text.txt", "--model", folder.path + "/" + model] + options
  }

  private func train(
    _ folder: Folder, _ model: String, _ options: [String] = small
  ) throws -> Program.Result {
    try Program("transformer").run(arguments(folder, model, options))
  }

  @Test func aModelThatDoesNotDependOnThreadsIsReadByAll() throws {
    try withFolder { folder in
      for threads in ["1", "2"] {
        let run = try train(folder, "model\(threads)", Self.small + ["--threads", threads])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines[0] == "words       5400 to learn from, 600 to validate by (the last tenth)")
        #expect(
          lines[2]
            == "model       2 × 16, 4 heads, context 8, dropout 0.1, norms before, sinusoidal positions"
        )
        #expect(lines.last?.hasPrefix("validation perplexity ") == true)
      }
      #expect(try folder.bytes("model1") == folder.bytes("model2"))
      // Either chapter's tool evaluates a model of either kind.
      let said = try ["transformer", "lstm"].map {
        try Program($0).run(
          "--evaluate", folder.path + "/text.txt", "--model", folder.path + "/model1")
      }
      #expect(said[0].status == 0 && said[0].output.hasPrefix("perplexity  "), "\(said[0].errors)")
      #expect(said[0].output == said[1].output)
      let written = try Program("generation").run(
        "--model", folder.path + "/model1", "--prompt", "the old", "--greedy", "--length", "12")
      #expect(written.status == 0 && written.output.hasPrefix("the old"), "\(written.errors)")
    }
  }

  /// It learns: of a sentence said again and again nothing is left to guess.
  @Test func aRepeatedSentenceIsKnown() throws {
    try withFolder { folder in
      try folder.write(
        String(repeating: "we sail out to the sea . ", count: 300), to: "text.txt")
      let run = try train(
        folder, "model", ["--size", "32", "--layers", "1", "--context", "16", "--rate", "0.01"])
      #expect(run.status == 0, "\(run.errors)")
      let perplexity = run.output.split(separator: "\n").last?.split(separator: " ")[2].dropLast()
      #expect(try #require(perplexity.flatMap { Double($0) }) < 1.05)
      let evaluation = try Program("transformer").run(
        "--evaluate", folder.path + "/text.txt", "--model", folder.path + "/model")
      let value = evaluation.output.split(separator: "\n")[0].split(separator: " ")[1]
      #expect(try #require(Double(value)) < 1.05)
    }
  }

  @Test func takesEverySetting() throws {
    try withFolder { folder in
      let options = [
        "--tokens", "characters", "--minimum-count", "1", "--size", "24", "--layers", "1",
        "--heads", "4", "--context", "12", "--positions", "rotary", "--key-heads", "2", "--gated",
        "--rms", "--dropout", "0.25", "--tied", "--batch", "64", "--rate", "0.01", "--clip", "5",
        "--epochs", "1", "--patience", "1", "--seed", "3",
      ]
      let run = try train(folder, "model", options)
      #expect(run.status == 0, "\(run.errors)")
      #expect(
        run.output.contains(
          "1 × 24, 4 heads, context 12, dropout 0.25, norms before, rotary positions, tied, RMSNorm, SwiGLU, keys of 2 heads\n"
        ), "\(run.output)")
      // What is not said again is as it was.
      let longer = try train(folder, "model", ["--resume", "--epochs", "2"])
      #expect(longer.status == 0 && longer.output.contains("epoch 2 "), "\(longer.errors)")
    }
  }

  /// Stopped by Ctrl-C and gone on with, on more threads, a training ends in the same bytes.
  @Test func goesOnToTheSameBytes() throws {
    try withFolder { folder in
      let options = Self.small.dropLast() + ["40", "--patience", "1000", "--dropout", "0.2"]
      for seconds in [0.5, 1, 3] {
        let run = try Program("transformer").run(
          arguments(folder, "halted", options + ["--threads", "1"]), interruptedAfter: seconds)
        guard run.status == 130, run.errors.contains("--resume") else { continue }
        break
      }
      let halted = try folder.bytes("halted")
      let rest = try train(folder, "halted", ["--resume", "--threads", "2"])
      #expect(rest.status == 0 && rest.output.contains("resumed     after step "), "\(rest.errors)")
      let whole = try train(folder, "whole", options + ["--threads", "2"])
      #expect(whole.status == 0, "\(whole.errors)")
      #expect(try folder.bytes("halted") == folder.bytes("whole"))
      #expect(try folder.bytes("halted") != halted)
    }
  }

  @Test(arguments: [
    (["--size", "30"], "--size 30 can't be shared out among --heads 4; take a multiple of 4."),
    (
      ["--size", "7", "--heads", "7"],
      "--size 7 is odd, but sinusoids come in pairs; take an even one."
    ),
    (
      ["--size", "12", "--positions", "rotary"],
      "--size 12 gives each of --heads 4 an odd size, but what rotates comes in pairs; take a multiple of 8."
    ),
    (["--key-heads", "3"], "--heads 4 can't share --key-heads 3; take a divisor of 4."),
    (
      ["--positions", "waves"],
      "--positions is sinusoidal or learned or rotary, not “waves”."
    ),
    (
      ["--context", "6000"],
      "“TEXT”, its last tenth apart, has 5400 words, too few for --context 6000, which takes 6001; lower it."
    ),
    (["--cell", "gru"], "There is no option --cell. Did you mean --help?"),
  ])
  func mistakesAreOneSentence(options: [String], sentence: String) throws {
    try withFolder { folder in
      let run = try train(folder, "model", options)
      #expect(run.status == 1)
      #expect(
        run.errors == "error: \(sentence.replacing("TEXT", with: folder.path + "/text.txt"))\n")
      #expect(try folder.files == ["text.txt"])
    }
  }

  @Test func aModelOfAnotherKindIsNotResumed() throws {
    try withFolder { folder in
      let lstm = try Program("lstm").run(
        arguments(
          folder, "model", ["--size", "8", "--batch", "4", "--steps", "4", "--epochs", "1"]))
      #expect(lstm.status == 0, "\(lstm.errors)")
      let run = try train(folder, "model", ["--resume"])
      #expect(
        run.errors
          == "error: \(folder.path)/model is a checkpoint, but not of a Transformer language model.\n"
      )
    }
  }
}
