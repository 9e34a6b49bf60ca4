import Foundation
import Testing

/// `generation --model FILE --prompt TEXT`, run as a reader runs it.
@Suite(.serialized) struct GenerationToolTests {
  /// Runs `body` with a folder that holds `model`, trained on sentences of five words; gone afterwards.
  private func withModel(
    tokens: String = "words", text: String? = nil, _ body: (_ folder: String) throws -> Void
  ) throws {
    let sentences = (0..<400).map {
      "the \(["old", "new"][$0 % 2]) man sees \($0 == 7 ? "us" : "me") ."
    }
    try Folder.with(["text.txt": text ?? sentences.joined(separator: "\n")]) { folder in
      let training = try Program("lstm").run([
        "--train", "\(folder.path)/text.txt", "--model", "\(folder.path)/model", "--tokens", tokens,
        "--size", "12", "--batch", "5", "--steps", "8", "--epochs", "6",
      ])
      try #require(training.status == 0, "\(training.errors)")
      try body(folder.path)
    }
  }

  private func write(
    _ folder: String, _ options: [String], prompt: String = "the old"
  ) throws -> Program.Result {
    try Program("generation").run(
      ["--model", "\(folder)/model", "--prompt", prompt] + options)
  }

  @Test func itGoesOnFromThePrompt() throws {
    try withModel { folder in
      for options in [["--greedy"], ["--beam", "3"], ["--top", "1"], ["--nucleus", "0.01"]] {
        let run = try write(folder, options + ["--length", "12"])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(
          run.output.hasPrefix("the old man sees me. the "), "\(options): \(run.output)")
        #expect(run.output.hasSuffix("\n"))
        // Twelve words and full stops after the two of the prompt.
        let words = run.output.replacing(".", with: " .").split(whereSeparator: \.isWhitespace)
        #expect(words.count == 14)
      }
    }
  }

  @Test func itEndsWhereItIsTold() throws {
    try withModel { folder in
      let run = try write(folder, ["--greedy", "--until", "."])
      #expect(run.output == "the old man sees me.\n", "\(run.errors)")
    }
  }

  @Test func drawingHangsOnTheSeedAndNotOnThreads() throws {
    try withModel { folder in
      let texts = try [["--threads", "1"], ["--threads", "2"], ["--seed", "2"]].map {
        try write(folder, $0 + ["--temperature", "2"]).output
      }
      #expect(texts[0] == texts[1] && texts[0] != texts[2])
      #expect(!texts[0].contains("<unk>"))
      let unknown = try write(folder, ["--temperature", "5", "--unknown"]).output
      #expect(unknown.contains("<unk>"))
    }
  }

  /// The model's file knows that its text was cut at blanks, with an end sign for each line.
  @Test func linesComeAsLines() throws {
    try withModel(tokens: "lines") { folder in
      let run = try write(folder, ["--greedy", "--length", "9"])
      #expect(run.output.hasPrefix("the old man sees me.\nthe "), "\(run.output)\(run.errors)")
      let next = try write(
        folder, ["--greedy", "--length", "1"], prompt: "the old man sees me .\n")
      #expect(next.output == "the old man sees me.\nthe\n", "\(next.output)\(next.errors)")
    }
  }

  @Test func aModelMustBeOne() throws {
    try withModel { folder in
      let model = "\(folder)/model"
      func expect(_ sentence: String) throws {
        let run = try write(folder, [])
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.errors == "error: \(model) \(sentence)\n")
      }
      var bytes = try Data(contentsOf: URL(filePath: model))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(filePath: model))
      try expect("is damaged: its checksum is wrong; use another copy.")
      try Data("no model".utf8).write(to: URL(filePath: model))
      try expect("is not a checkpoint of this book.")
      let none = try Program("generation").run(["--model", folder + "/none", "--prompt", "the"])
      #expect(none.errors == "error: There is no file “\(folder)/none”.\n")
    }
  }

  @Test func mistakesAreOneSentence() throws {
    try withModel { folder in
      for (options, prompt, sentence) in [
        ([], "", "The prompt is empty; give at least one word."),
        ([], " \n", "The prompt is empty; give at least one word."),
        ([], "the zebra", "The prompt has the word “zebra”, which the model doesn't know."),
        (
          [], "the odl",
          "The prompt has the word “odl”, which the model doesn't know."
        ),
        (
          ["--until", "!"], "the",
          "The --until has the word “!”, which the model doesn't know."
        ),
        (["--temperature", "0"], "the", "--temperature is a number from 0.0001 to 10000, not 0."),
        (
          ["--temperature", "nan"], "the",
          "--temperature is a number from 0.0001 to 10000, not nan."
        ),
        (
          ["--temperature", "-1"], "the", "--temperature is a number from 0.0001 to 10000, not -1."
        ),
        (
          ["--temperature", "hot"], "the",
          "--temperature is a number from 0.0001 to 10000, not “hot”."
        ),
        (
          ["--top", "0"], "the",
          "--top is a whole number from 1 to 1000000, not 0."
        ),
        (
          ["--nucleus", "1.5"], "the",
          "--nucleus is a number from 0.000001 to 1, not 1.5."
        ),
        (["--beam", "0"], "the", "--beam is a whole number from 1 to 256, not 0."),
        (["--length", "0"], "the", "--length is a whole number from 1 to 1000000, not 0."),
        (
          ["--beam", "2", "--top", "3"], "the",
          "--beam and --top are two ways to choose; give one of them."
        ),
        (["--out", folder], "the", "--out is for the chapter; leave it out with --prompt."),
      ] as [([String], String, String)] {
        let run = try write(folder, options, prompt: prompt)
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.errors.hasPrefix("error: \(sentence)"), "\(run.errors)")
        #expect(run.errors.count(where: { $0 == "\n" }) == 1)
      }
      let alone = try Program("generation").run("--prompt", "the")
      #expect(alone.errors == "error: --prompt needs a model: --model FILE.\n")
      let silent = try Program("generation").run("--model", folder + "/model")
      #expect(
        silent.errors == "error: --model goes with --prompt TEXT.\n")
    }
  }
}
