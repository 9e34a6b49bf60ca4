import Foundation
import Testing

/// `lstm --train` and `lstm --evaluate`, run as a reader runs them.
@Suite(.serialized) struct LanguageModelToolTests {
  /// A small and fast training.
  fileprivate static let small = ["--size", "12", "--batch", "5", "--steps", "8", "--epochs", "2"]

  /// Runs `body` with a folder that holds a text of 6,000 words, `text.txt`, some of which occur only
  /// once; gone afterwards.
  private func withFolder(_ body: (_ folder: Folder) throws -> Void) throws {
    var state: UInt64 = 1
    func draw(_ count: Int) -> Int {
      state = (state * 1_103_515_245 + 12345) % (1 << 31)
      return Int(state >> 16) % count
    }
    let sentences = (0..<1000).map { number in
      let object = number % 50 == 0 ? "rätsel\(number)" : ["cat", "dog", "sea"][draw(3)]
      return "the \(["old", "new"][draw(2)]) man sees \(object) ."
    }
    try Folder.with(["text.txt": sentences.joined(separator: "\n")], body)
  }

  // MARK: - Training and evaluating

  @Test func writesAModelThatDoesNotDependOnThreads() throws {
    try withFolder { folder in
      for threads in ["1", "2"] {
        let run = try folder.train("model\(threads)", Self.small + ["--threads", threads])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines[0] == "words       5400 to learn from, 600 to validate by (the last tenth)")
        #expect(lines[1] == "vocabulary  10 words")
        #expect(lines[2] == "model       lstm 1 × 12 on 12, dropout 0.0")
        // 10 × 12 twice, 10, and four gates of 12 × (12 + 12 + 1).
        #expect(lines[3] == "parameters  1450")
        #expect(
          lines[4].hasPrefix("epoch 1  training ") && lines[5].hasPrefix("epoch 2  training "))
        #expect(lines[6].hasPrefix("validation perplexity ") && lines.count == 7)
      }
      #expect(try folder.bytes("model1") == folder.bytes("model2"))
      #expect(try folder.files == ["model1", "model2", "text.txt"])
    }
  }

  /// A text of one sentence said again and again has the perplexity 1, and the model finds that out.
  @Test func evaluatesAsTheTrainingDid() throws {
    try withFolder { folder in
      let sentence = "we sail out to the sea . "
      try folder.write(String(repeating: sentence, count: 300), to: "text.txt")
      try folder.write(String(repeating: sentence, count: 20), to: "held.txt")
      let options = ["--validation", folder.path + "/held.txt", "--epochs", "30"]
      let run = try folder.train("model", Self.small.dropLast(2) + options)
      #expect(run.status == 0, "\(run.errors)")
      #expect(
        run.output.contains("2100 to learn from, 140 to validate by (“\(folder.path)/held.txt”)"))
      let perplexity = run.output.split(separator: "\n").last?.split(separator: " ")[2].dropLast()
      let value = try #require(perplexity.flatMap { Double($0) })
      #expect(value < 1.05)
      let evaluation = try folder.evaluate("held.txt", "model")
      #expect(evaluation.status == 0, "\(evaluation.errors)")
      #expect(
        evaluation.output == """
          perplexity  \(perplexity ?? "")
          words       140
          unknown     0.00 %

          """)
    }
  }

  @Test func wordsOfNoVocabularyAreUnknown() throws {
    try withFolder { folder in
      #expect(try folder.train("model").status == 0)
      try folder.write("the old man sees zebras , The NEW man sees the sea", to: "other.txt")
      let run = try folder.evaluate("other.txt", "model")
      // zebras and the comma, of twelve; capitals are read as small letters.
      #expect(
        run.output.hasSuffix(
          """
          words       12
          unknown     16.67 %
          16.7 % of the words are <unk>, all rare ones counted as a single one, which is easily guessed: \
          this flatters the perplexity; lower --minimum-count, or train with --tokens characters.

          """), "\(run.output)\(run.errors)")
    }
  }

  @Test func takesEverySetting() throws {
    try withFolder { folder in
      for cell in ["rnn", "gru", "lstm"] {
        let run = try folder.train(
          cell,
          [
            "--tokens", "lines", "--vocabulary", "9", "--minimum-count", "1", "--cell", cell,
            "--size", "7", "--layers", "2", "--dropout", "0.25", "--tied", "--batch", "3",
            "--steps", "4", "--rate", "1", "--clip", "5", "--epochs", "1", "--patience", "1",
            "--seed", "3",
          ])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("\(cell) 2 × 7 on 7, dropout 0.25, tied"))
        #expect(run.output.contains("vocabulary  9 words"))
        // The model's file knows how its text was cut.
        let evaluation = try folder.evaluate("text.txt", cell)
        #expect(evaluation.output.contains("words       7000\n"), "\(evaluation.errors)")
      }
    }
  }

  /// Chinese is read by characters without being asked, and written without blanks.
  @Test func textsWithoutBlanksAreReadByCharacters() throws {
    try withFolder { folder in
      let sentences = (0..<600).map { "我看見\(["老", "新"][$0 % 2])船在海上。" + ($0 % 5 == 0 ? "\n" : "") }
      try folder.write(sentences.joined(), to: "text.txt")
      let run = try folder.train("model", Self.small.dropLast(2) + ["--epochs", "6"])
      #expect(run.status == 0, "\(run.errors)")
      let said =
        "“\(folder.path)/text.txt” has no blanks between its words, so it is read by characters; "
      #expect(run.output.hasPrefix(said))
      #expect(
        run.output.contains("\ncharacters  ") && run.output.contains("vocabulary  11 characters\n"))
      // It is not said again where the model's file says it.
      let resumed = try folder.train("model", ["--resume", "--epochs", "7"])
      #expect(resumed.status == 0 && !resumed.output.contains("no blanks"), "\(resumed.errors)")
      let evaluation = try folder.evaluate("text.txt", "model")
      #expect(evaluation.output.contains("characters  5520\nunknown     0.00 %\n"), "\(evaluation)")
      let written = try Program("generation").run(
        "--model", folder.path + "/model", "--prompt", "我看", "--greedy", "--length", "6")
      #expect(written.output.hasPrefix("我看見") && !written.output.contains(" "), "\(written)")
      let words = try folder.train(
        "words", Self.small + ["--tokens", "words", "--minimum-count", "1"])
      #expect(!words.output.contains("no blanks"))
    }
  }

  @Test func aTextWhoseWordsAreAllUnknownIsRefused() throws {
    try withFolder { folder in
      try folder.write((0..<2000).map { "w\($0)" }.joined(separator: " "), to: "text.txt")
      for tokens in ["words", "lines"] {
        let run = try folder.train("model", Self.small + ["--tokens", tokens])
        #expect(run.status == 1)
        #expect(
          run.errors == """
            error: None of the words of “\(folder.path)/text.txt” occurs at least 2 times; lower \
            --minimum-count, or take a longer text.

            """)
      }
      #expect(try folder.files == ["text.txt"])
    }
  }

  @Test func aShareOfUnknownWordsIsSaid() throws {
    try withFolder { folder in
      try folder.write(
        (0..<3000).map { $0 % 4 == 0 ? "w\($0)" : "sea" }.joined(separator: " "), to: "text.txt")
      let run = try folder.train("model")
      let remark = "25.0 % of the words are <unk>, all rare ones counted as a single one, which is"
      #expect(run.output.components(separatedBy: remark).count == 3, "\(run)")
    }
  }

  // MARK: - Stopping and going on

  /// Stopped by Ctrl-C and gone on with, on more threads, a training ends in the same bytes.
  @Test func goesOnToTheSameBytes() throws {
    try withFolder { folder in
      let options = [
        "--size", "40", "--dropout", "0.2", "--batch", "10", "--steps", "20", "--epochs", "400",
        "--patience", "1000",
      ]
      // Long enough not to be over by then; and a machine under load may be slow to start.
      for seconds in [0.3, 1, 4] {
        let run = try Program("lstm").run(
          folder.arguments("halted", options + ["--threads", "1"]), interruptedAfter: seconds)
        guard run.status == 130, run.errors.contains("--resume") else { continue }
        #expect(
          run.errors
            == "Interrupted; go on with --train \(folder.path)/text.txt --model \(folder.path)/halted --resume.\n"
        )
        break
      }
      #expect(try folder.files == ["halted", "text.txt"])
      let halted = try folder.bytes("halted")
      // What is not said again is as it was.
      let rest = try folder.train("halted", ["--resume", "--threads", "2"])
      #expect(rest.status == 0 && rest.output.contains("resumed     after step "), "\(rest.errors)")
      let whole = try folder.train("whole", options + ["--threads", "2"])
      #expect(whole.status == 0, "\(whole.errors)")
      #expect(try folder.bytes("halted") == folder.bytes("whole"))
      #expect(try folder.bytes("halted") != halted)
      #expect(try folder.files == ["halted", "text.txt", "whole"])
    }
  }

  @Test func aTrainingCanBeMadeLonger() throws {
    try withFolder { folder in
      #expect(try folder.train("model").status == 0)
      let run = try folder.train("model", ["--resume", "--epochs", "3", "--rate", "2.5"])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("epoch 3 ") && !run.output.contains("epoch 2 "))
      #expect(run.output.contains("rate 2.5\n"))
      let before = try folder.bytes("model")
      let over = try folder.train("model", ["--resume"])
      #expect(over.status == 0)
      #expect(over.output.contains("It was at its end: allow more by --epochs or --patience.\n"))
      #expect(!over.output.contains("epoch 4"))
      #expect(try folder.bytes("model") == before)
    }
  }

  @Test func anotherTrainingIsNotGoneOnWith() throws {
    try withFolder { folder in
      #expect(try folder.train("model").status == 0)
      let before = try folder.bytes("model")
      func expect(_ options: [String], _ sentence: String) throws {
        let run = try folder.train("model", options)
        #expect(run.status == 1)
        #expect(run.errors == "error: \(sentence)\n")
        #expect(try folder.bytes("model") == before)
        #expect(try folder.files.filter { $0.hasPrefix(".") }.isEmpty)
      }
      let model = "“\(folder.path)/model”"
      try expect(
        [],
        "There is a recurrent language model \(model) already; --resume it, name another, or let --force replace it."
      )
      for (option, value, old) in [
        ("--size", "13", "12"), ("--cell", "gru", "lstm"), ("--tokens", "lines", "words"),
        ("--batch", "7", "5"), ("--seed", "2", "1"), ("--minimum-count", "1", "2"),
      ] {
        try expect(
          ["--resume", option, value],
          "\(model) was trained with \(option) \(old); leave that option out.")
      }
      try expect(
        ["--resume", "--vocabulary", "1000"],
        "\(model) was trained without --vocabulary; leave that option out.")
      try folder.write(String(repeating: "the new man . ", count: 1500), to: "text.txt")
      try expect(
        ["--resume"],
        "“\(folder.path)/text.txt” is not the text, as it was, that \(model) was trained on.")
    }
  }

  // MARK: - What can go wrong

  @Test func aTrainingOutOfBoundsKeepsTheLastGoodModel() throws {
    try withFolder { folder in
      let lost = try folder.train("lost", Self.small + ["--rate", "1000000"])
      #expect(lost.status == 1)
      #expect(lost.errors.hasPrefix("error: The "))
      #expect(lost.errors.contains(" at step 2"))
      #expect(lost.errors.contains("lower the "))
      #expect(lost.errors.hasSuffix(" Nothing was written.\n"))
      #expect(try folder.files == ["text.txt"])

      #expect(try folder.train("model").status == 0)
      let good = try folder.bytes("model")
      let run = try folder.train("model", ["--resume", "--epochs", "4", "--rate", "1000000"])
      #expect(run.status == 1)
      // Two epochs of 135 blocks were good, and the step after them.
      #expect(run.errors.contains(" at step 272"), "\(run.errors)")
      #expect(
        run.errors.hasSuffix(
          " “\(folder.path)/model” holds the model after step 270: --resume it with a lower --rate.\n"
        ))
      #expect(try folder.bytes("model") == good)
      #expect(try folder.files == ["model", "text.txt"])
    }
  }

  @Test func aFullDiskKeepsTheModelOfBefore() throws {
    try withFolder { folder in
      // The training goes on where it can't be saved after an epoch: perhaps there is room at its end.
      func expectFullDisk(_ options: [String], epochs: Int) throws {
        let warning = "warning: \(folder.path)/model can't be written: File too large.\n"
        let warnings = String(repeating: warning, count: epochs)
        let run = try Program("lstm").run(folder.arguments("model", options), withRoomFor: 4096)
        #expect(run.status == 1)
        #expect(
          run.errors
            == "\(warnings)error: \(folder.path)/model can't be written: File too large.\n")
      }
      try expectFullDisk(Self.small, epochs: 2)
      #expect(try folder.files == ["text.txt"])
      #expect(try folder.train("model").status == 0)
      let before = try folder.bytes("model")
      #expect(before.count > 4096)
      try expectFullDisk(["--resume", "--epochs", "3"], epochs: 1)
      #expect(try folder.bytes("model") == before)
      #expect(try folder.files == ["model", "text.txt"])
    }
  }

  @Test func forceBeginsAnew() throws {
    try withFolder { folder in
      try folder.write("A poem.", to: "model")
      let refused = try folder.train("model")
      #expect(refused.status == 1)
      #expect(
        refused.errors
          == "error: “\(folder.path)/model” is there already and holds no recurrent language model; name another, or let --force replace it.\n"
      )
      #expect(try folder.bytes("model") == Data("A poem.".utf8))
      for _ in 1...2 { #expect(try folder.train("model", Self.small + ["--force"]).status == 0) }
      #expect(try folder.train("fresh").status == 0)
      #expect(try folder.bytes("model") == folder.bytes("fresh"))
    }
  }

  /// The terminal that is closed ends a training as Ctrl-C does, unless `nohup` says otherwise. Nothing is
  /// lost by a log that can't be written: the epoch before it was saved.
  @Test func theModelOutlivesItsTerminalAndItsLog() throws {
    try withFolder { folder in
      let long = Array(Self.small.dropLast()) + ["100000", "--patience", "100000"]
      let line = "\"$@\" & sleep 1; kill -s HUP $!; sleep 1; kill -s TERM $!; wait $!"
      for before in ["", "trap '' HUP; "] {
        let run = try Program("lstm").run(folder.arguments("model", long), by: before + line)
        #expect(run.status == 130 && run.errors.contains("go on with --train "), "\(run.errors)")
        #expect(try folder.files == ["model", "text.txt"])
        try FileManager.default.removeItem(atPath: folder.path + "/model")
      }
      let run = try Program("lstm").run(
        folder.arguments("model", long), by: "\"$@\" | head -n 5")
      #expect(run.output.split(separator: "\n").count == 5)
      #expect(try folder.files == ["model", "text.txt"])
    }
  }

  @Test func aModelMustBeOne() throws {
    try withFolder { folder in
      func expect(_ sentence: String) throws {
        for run in [
          try folder.evaluate("text.txt", "model"), try folder.train("model", ["--resume"]),
        ] {
          #expect(run.status == 1)
          #expect(run.errors == "error: \(folder.path)/\(sentence)\n")
        }
      }
      try folder.write("no model", to: "model")
      try expect("model is not a checkpoint of this book.")
      try FileManager.default.removeItem(atPath: folder.path + "/model")
      #expect(try folder.train("model").status == 0)
      var bytes = try folder.bytes("model")
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(filePath: folder.path + "/model"))
      try expect("model is damaged: its checksum is wrong; use another copy.")
      try bytes.prefix(1000).write(to: URL(filePath: folder.path + "/model"))
      try expect("model is cut short; save it again, or use an older copy.")
    }
  }

  @Test func withoutUnknownAWordMustBeKnown() throws {
    try withFolder { folder in
      try folder.write(String(repeating: "we sail out to sea . ", count: 100), to: "text.txt")
      #expect(try folder.train("model").status == 0)
      try folder.write("we sail to sea and out .", to: "other.txt")
      let run = try folder.evaluate("other.txt", "model")
      #expect(run.status == 1)
      #expect(
        run.errors
          == "error: “\(folder.path)/other.txt” has the word “and”, which the model doesn't know, and no <unk> for it; train one with a higher --minimum-count.\n"
      )
    }
  }

  @Test(arguments: [
    (["--model", "FOLDER/m"], "--model goes with --train FILE or --evaluate FILE."),
    (["--resume"], "--resume goes with --train FILE."),
    (["--train", "TEXT"], "--train needs a place for the model: --model FILE."),
    (["--evaluate", "TEXT"], "--evaluate needs a model: --model FILE."),
    (
      ["--train", "TEXT", "--evaluate", "TEXT", "--model", "FOLDER/m"],
      "One thing at a time: --train or --evaluate."
    ),
    (
      ["--evaluate", "TEXT", "--model", "FOLDER/m", "--size", "3"],
      "--size is for --train; leave it out with --evaluate."
    ),
    (
      ["--evaluate", "TEXT", "--model", "FOLDER/m"],
      "There is no file “FOLDER/m”."
    ),
    (["--evaluate", "TEXT", "--model", "FOLDER"], "“FOLDER” is a folder; name a file within it."),
    (["TRAIN", "--resume"], "There is no file “FOLDER/m”."),
    (["TRAIN", "--out", "FOLDER"], "--out is for the chapter; leave it out with --train."),
    (["TRAIN", "--sise", "3"], "There is no option --sise. Did you mean --size?"),
    (["TRAIN", "--size", "ten"], "--size is a whole number from 1 to 8192, not “ten”."),
    (["TRAIN", "--size", "0"], "--size is a whole number from 1 to 8192, not 0."),
    (["TRAIN", "--batch", "0"], "--batch is a whole number from 1 to 10000, not 0."),
    (["TRAIN", "--vocabulary", "1"], "--vocabulary is a whole number from 2 to 1000000, not 1."),
    (["TRAIN", "--dropout", "1"], "--dropout is a number from 0 to 0.99, not 1."),
    (["TRAIN", "--rate", "0"], "--rate is a number from 0.000001 to 1000000, not 0."),
    (["TRAIN", "--rate", "nan"], "--rate is a number from 0.000001 to 1000000, not nan."),
    (["TRAIN", "--cell", "cnn"], "--cell is lstm or gru or rnn, not “cnn”."),
    (["TRAIN", "--tokens", "bytes"], "--tokens is words or lines or characters, not “bytes”."),
    (
      ["TRAIN", "--validation", "TEXT"],
      "The text and the text to validate by need a file each; “TEXT” would be both."
    ),
    (["TRAIN", "--validation", "FOLDER/none"], "There is no file “FOLDER/none”."),
    (
      ["TRAIN", "--batch", "100", "--steps", "54"],
      "“TEXT”, its last tenth apart, has 5400 words, too few for --batch 100 and --steps 54, which take 5401; lower one of them."
    ),
    (
      ["--train", "TEXT", "--model", "FOLDER/none/m"],
      "FOLDER/none/m can't be written: there is no folder FOLDER/none."
    ),
    (["--train", "TEXT", "--model", "FOLDER"], "FOLDER is a folder; name a file to write."),
    (
      ["--train", "TEXT", "--model", "/dev/null"],
      "/dev/null is no ordinary file; name one to write."
    ),
    (["--train", "FOLDER/none", "--model", "FOLDER/m"], "There is no file “FOLDER/none”."),
    (
      ["--train", "FOLDER", "--model", "FOLDER/m"],
      "“FOLDER” is a folder; name a file within it."
    ),
    (
      ["--train", "FOLDER/empty.txt", "--model", "FOLDER/m"],
      "The file “FOLDER/empty.txt” is empty."
    ),
    (
      ["--train", "FOLDER/mark.txt", "--model", "FOLDER/m"],
      "The file “FOLDER/mark.txt” is empty."
    ),
    (
      ["--train", "FOLDER/word.txt", "--model", "FOLDER/m"],
      "The file “FOLDER/word.txt” holds one word; a language model needs a text."
    ),
    (
      ["--train", "FOLDER/word.txt", "--model", "FOLDER/m", "--tokens", "lines"],
      "The file “FOLDER/word.txt” holds one word; a language model needs a text."
    ),
    (
      ["--train", "FOLDER/two.txt", "--model", "FOLDER/m"],
      "“FOLDER/two.txt”, its last tenth apart, has 0 words, too few for --batch 20 and --steps 35, which take 701; lower one of them."
    ),
  ])
  func mistakesAreOneSentence(arguments: [String], sentence: String) throws {
    try withFolder { folder in
      try folder.write("\n", to: "empty.txt")
      try folder.write("word\n", to: "word.txt")
      try folder.write("\u{FEFF}", to: "mark.txt")
      try folder.write("two words", to: "two.txt")
      let files = try folder.files
      func filled(_ text: String) -> String {
        text.replacing("TEXT", with: folder.path + "/text.txt")
          .replacing("FOLDER", with: folder.path)
      }
      let arguments = arguments.flatMap {
        $0 == "TRAIN" ? ["--train", "TEXT", "--model", "FOLDER/m"] : [$0]
      }
      let run = try Program("lstm").run(arguments.map(filled))
      #expect(run.status == 1)
      #expect(run.errors == "error: \(filled(sentence))\n")
      #expect(try folder.files == files)
    }
  }
}

extension Folder {
  /// Runs `lstm --train text.txt --model MODEL` with more options.
  fileprivate func train(_ model: String, _ options: [String] = LanguageModelToolTests.small) throws
    -> Program.Result
  {
    try Program("lstm").run(arguments(model, options))
  }

  fileprivate func arguments(_ model: String, _ options: [String]) -> [String] {
    ["--train", path + "/text.txt", "--model", path + "/" + model] + options
  }

  fileprivate func evaluate(_ text: String, _ model: String) throws -> Program.Result {
    try Program("lstm").run("--evaluate", path + "/" + text, "--model", path + "/" + model)
  }
}
