import Foundation
import Testing

/// `word2vec --train`, run as a reader runs it.
@Suite(.serialized) struct TrainTests {
  /// A folder with a text of 20,000 words, of which the first are the most frequent, and an empty place
  /// for the vectors; gone afterwards.
  private func withText(_ body: (_ text: String, _ folder: String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var state: UInt64 = 1
    var words: [String] = []
    for _ in 0..<20_000 {
      state = (state * 1_103_515_245 + 12345) % (1 << 31)
      let share = Double(state) / Double(1 << 31)
      words.append("wörd\(Int(500 * share * share * share))")
    }
    let text = folder.appending(path: "text.txt").path
    try words.joined(separator: " ").write(toFile: text, atomically: true, encoding: .utf8)
    try body(text, folder.path)
  }

  private func files(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func writesVectorsThatDoNotDependOnThreads() throws {
    try withText { text, folder in
      var bytes: [Data] = []
      for threads in ["1", "2"] {
        let run = try Program("word2vec").run(
          "--train", text, "--vectors", folder + "/vectors", "--size", "20", "--epochs", "1",
          "--threads", threads)
        // A single epoch is too little, and said to be.
        #expect(run.status == 0 && run.errors.hasPrefix("warning: The vectors have hardly left"))
        bytes.append(try Data(contentsOf: URL(filePath: folder + "/vectors")))
      }
      #expect(bytes[0] == bytes[1])
      let lines = String(decoding: bytes[0], as: UTF8.self).split(separator: "\n")
      let words = Int(lines[0].split(separator: " ")[0])
      #expect(lines.count == 1 + (words ?? 0) && lines[0].hasSuffix(" 20"))
      #expect(lines[1].hasPrefix("wörd0 ") && lines[1].split(separator: " ").count == 21)
      #expect(try files(in: folder) == ["text.txt", "vectors"])
    }
  }

  @Test func writesBothModelsInBothFormats() throws {
    try withText { text, folder in
      for model in ["cbow", "skip-gram"] {
        let run = try Program("word2vec").run(
          "--train", text, "--vectors", folder + "/" + model, "--model", model, "--size", "3",
          "--epochs", "1", "--format", "binary", "--tokens", "lines", "--minimum-count", "1",
          "--window", "2", "--negatives", "3", "--subsampling", "0", "--rate", "0.01")
        #expect(run.status == 0, "\(run.errors)")
        let bytes = try Data(contentsOf: URL(filePath: folder + "/" + model))
        let header = String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
        #expect(header.hasSuffix(" 3") && run.output.hasSuffix(" words, 3 numbers each\n"))
      }
      #expect(try files(in: folder) == ["cbow", "skip-gram", "text.txt"])
    }
  }

  /// Stopped by Ctrl-C and gone on with, on more threads, a training ends in the same bytes.
  @Test func goesOnFromACheckpointToTheSameBytes() throws {
    try withText { text, folder in
      let checkpoint = folder + "/checkpoint"
      func arguments(_ vectors: String, threads: Int) -> [String] {
        [
          "--train", text, "--vectors", folder + "/" + vectors, "--epochs", "120", "--subsampling",
          "0",
          "--threads", "\(threads)",
        ]
      }
      // The whole takes seconds. A machine under load may be slow to start.
      for seconds in [0.25, 1, 4] {
        let run = try Program("word2vec").run(
          arguments("halted", threads: 1) + ["--checkpoint", checkpoint, "--force"],
          interruptedAfter: seconds)
        guard run.status == 130 else { continue }
        #expect(run.errors == "Interrupted; go on with --resume \(checkpoint).\n")
        break
      }
      #expect(try files(in: folder) == ["checkpoint", "text.txt"])
      let rest = try Program("word2vec").run(
        arguments("halted", threads: 2) + ["--resume", checkpoint])
      let whole = try Program("word2vec").run(arguments("whole", threads: 2))
      #expect(rest.status == 0 && whole.status == 0, "\(rest.errors)\(whole.errors)")
      let vectors = try ["halted", "whole"].map {
        try Data(contentsOf: URL(filePath: folder + "/" + $0))
      }
      #expect(vectors[0] == vectors[1] && !vectors[0].isEmpty)
      // Other settings are another training.
      let other = try Program("word2vec").run(
        arguments("other", threads: 2) + ["--resume", checkpoint, "--size", "7"])
      #expect(other.status == 1 && other.errors.contains("belongs to another training"))
      #expect(try files(in: folder) == ["checkpoint", "halted", "text.txt", "whole"])
    }
  }

  /// A training that no checkpoint was asked for is kept beside its vectors until they are written.
  @Test func theUsualCheckpointLivesAsLongAsTheTraining() throws {
    try withText { text, folder in
      func arguments(_ epochs: Int) -> [String] {
        ["--train", text, "--vectors", folder + "/v", "--size", "8", "--epochs", "\(epochs)"]
      }
      let checkpoint = folder + "/v.checkpoint"
      // Long enough not to be over by then; a machine under load may be slow to start.
      for seconds in [0.5, 2, 8] {
        let run = try Program("word2vec").run(arguments(100_000), interruptedAfter: seconds)
        guard run.errors != "Interrupted; nothing was written.\n" else { continue }
        #expect(
          run.status == 130 && run.errors == "Interrupted; go on with --resume \(checkpoint).\n")
        break
      }
      let kept = try Data(contentsOf: URL(filePath: checkpoint))
      let again = try Program("word2vec").run(arguments(100_000))
      #expect(again.status == 1)
      #expect(
        again.errors
          == "error: There is a word2vec training “\(checkpoint)” already; --resume it, name another, or let --force replace it.\n"
      )
      #expect(try Data(contentsOf: URL(filePath: checkpoint)) == kept)
      let forced = try Program("word2vec").run(arguments(1) + ["--force"])
      // After one epoch a warning says that the vectors have learned little.
      #expect(forced.status == 0 && !forced.errors.contains("error"))
      #expect(try files(in: folder) == ["text.txt", "v"])
    }
  }

  @Test func anotherTextIsNotGoneOnWith() throws {
    try withText { text, folder in
      func train(_ options: String...) throws -> Program.Result {
        try Program("word2vec").run(
          ["--train", text, "--vectors", folder + "/v", "--size", "8", "--epochs", "1"] + options)
      }
      #expect(try train("--checkpoint", folder + "/c").status == 0)
      let words = try String(contentsOfFile: text, encoding: .utf8).split(separator: " ")
      let reordered = words.dropLast(100) + words.suffix(100).reversed()
      try reordered.joined(separator: " ").write(toFile: text, atomically: true, encoding: .utf8)
      let run = try train("--resume", folder + "/c")
      #expect(run.status == 1)
      #expect(
        run.errors
          == "error: This is not the text, as it was, that the training began with; give it that one, or train anew.\n"
      )
      // Other blanks make no other text.
      try words.joined(separator: "\n ").write(toFile: text, atomically: true, encoding: .utf8)
      #expect(try train("--resume", folder + "/c").status == 0)
    }
  }

  /// Where the vectors can't be written in the end, the whole training is in its checkpoint.
  @Test func aFullDiskKeepsTheTraining() throws {
    try withText { text, folder in
      func arguments(_ vectors: String, _ options: String...) -> [String] {
        ["--train", text, "--vectors", "\(folder)/\(vectors)", "--size", "48", "--epochs", "1"]
          + options
      }
      let checkpoint = folder + "/c"
      #expect(
        try Program("word2vec").run(arguments("whole", "--checkpoint", checkpoint)).status == 0)
      let whole = try Data(contentsOf: URL(filePath: folder + "/whole"))
      let smaller = try Data(contentsOf: URL(filePath: checkpoint)).count
      try #require(smaller + 1024 < whole.count)
      let room = (smaller + whole.count) / 1024 * 512
      for (options, kept) in [
        (["--checkpoint", checkpoint, "--force"], checkpoint), ([], folder + "/v.checkpoint"),
      ] {
        let run = try Program("word2vec").run(arguments("v") + options, withRoomFor: room)
        #expect(run.status == 1)
        #expect(
          run.errors
            == "error: \(folder)/v can't be written: File too large; go on with --resume \(kept).\n"
        )
        let rest = try Program("word2vec").run(arguments("v", "--resume", kept))
        #expect(rest.status == 0 && !rest.errors.contains("error"), "\(rest.errors)")
        #expect(try Data(contentsOf: URL(filePath: folder + "/v")) == whole)
        try FileManager.default.removeItem(atPath: folder + "/v")
      }
      #expect(try files(in: folder) == ["c", "text.txt", "whole"])
    }
  }

  /// Killed at any moment, a training leaves a whole checkpoint and perhaps a temporary file, which the next
  /// one clears up.
  @Test func filesOfKilledTrainingsGo() throws {
    try withText { text, folder in
      let arguments = ["--train", text, "--vectors", folder + "/v", "--size", "8", "--epochs", "1"]
      for name in ["v", "v.checkpoint"] {
        try "half".write(
          toFile: "\(folder)/.\(name).4194305.tmp", atomically: true, encoding: .utf8)
      }
      #expect(try Program("word2vec").run(arguments).status == 0)
      #expect(try files(in: folder) == ["text.txt", "v"])
    }
  }

  /// A short text is read more often than a long one, and the tool says so.
  @Test func theTextsLengthChoosesThePasses() throws {
    try withText { text, folder in
      let run = try Program("word2vec").run(
        "--train", text, "--vectors", folder + "/vectors", "--size", "20")
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      #expect(
        run.output.contains(" read 87 times, as suits its length (--epochs)\n"), "\(run.output)")
    }
  }

  @Test func whatCannotBeReadTwiceIsRefused() throws {
    try withText { text, folder in
      let program = try Program("word2vec").path
      let command = "cat '\(text)' | '\(program)' --train /dev/stdin --vectors v"
      let run = try Program.run(["sh", "-c", command], in: URL(filePath: folder))
      #expect(
        run.errors
          == "error: “/dev/stdin” is no ordinary file, so it can't be read twice; save it as one.\n"
      )
    }
  }

  /// Sizes that no machine has the memory for; here a machine with little of it.
  @Test func whatTakesTooMuchMemoryIsRefused() throws {
    #if os(Linux)
      try withText { text, folder in
        let program = try Program("word2vec").path
        let words = (0..<20_000).map { "w\($0)" }.joined(separator: " ")
        try words.write(toFile: text, atomically: true, encoding: .utf8)
        let command = """
          ulimit -v 2000000; '\(program)' --train '\(text)' --vectors v --minimum-count 1 --size 4096 \
          --checkpoint c
          """
        let run = try Program.run(["sh", "-c", command], in: URL(filePath: folder))
        #expect(run.status == 1 && run.errors.contains("lower --size, or raise --minimum-count"))
      }
    #endif
  }

  /// What can't be saved is no word, and what can't be seen neither.
  @Test func oddTextsMakeVectorsOfTheirWords() throws {
    try withText { text, folder in
      func words(_ contents: String, _ options: String...) throws -> [String] {
        try contents.write(toFile: text, atomically: true, encoding: .utf8)
        let run = try Program("word2vec").run(
          [
            "--train", text, "--vectors", folder + "/v", "--minimum-count", "1", "--size", "2",
            "--epochs", "1",
          ] + options)
        guard run.status == 0 else { return [run.errors] }
        let lines = try String(contentsOfFile: folder + "/v", encoding: .utf8).split(
          separator: "\n")
        return lines.dropFirst().map { String($0.split(separator: " ")[0]) }
      }
      #expect(try words("a\u{0}b a\u{1B}c a") == ["a", "b", "c"])
      #expect(try words("a\u{C}b a\n", "--tokens", "lines") == ["a", "b", "<eos>"])
      #expect(try words("می\u{200C}روم x می\u{200C}روم") == ["می\u{200C}روم", "x"])
      #expect(try words("老人看海。\n老人看船。\n") == ["老", "人", "看", "。", "海", "船"])
      #expect(try words("老人看海。", "--tokens", "words") == ["老人看海", "。"])
      #expect(try words("老人 看 海 。 老人 看 船 。") == ["老人", "看", "。", "海", "船"])
      for (doubles, word) in [("; \u{37E}", ";"), ("` \u{1FEF}", "`")] {
        let result = try words(doubles)
        let sentence = "holds a single word, “\(word)”; vectors need words that differ."
        #expect(result == ["error: The file “\(text)” \(sentence)\n"])
      }
    }
  }

  @Test(arguments: [
    (
      ["--vectors", "FOLDER/v"],
      "--vectors goes with --train FILE or --similar WORD … or --analogy A B C."
    ),
    (["--size", "7"], "--size goes with --train FILE."),
    (["--train", "FOLDER/text.txt"], "--train needs a place for the vectors: --vectors FILE."),
    (["--train", "FOLDER/none", "--vectors", "FOLDER/v"], "There is no file “FOLDER/none”."),
    (
      ["--train", "FOLDER", "--vectors", "FOLDER/v"], "“FOLDER” is a folder; name a file within it."
    ),
    (
      ["--vectors", "FOLDER/none/v"],
      "FOLDER/none/v can't be written: there is no folder FOLDER/none."
    ),
    (["--vectors", "FOLDER"], "FOLDER is a folder; name a file to write."),
    (
      ["--train", "FOLDER/text.txt", "--vectors", "/dev/null"],
      "/dev/null is no ordinary file; name one to write."
    ),
    (
      ["--vectors", "FOLDER/./text.txt"],
      "The text and the vectors need a file each; “FOLDER/./text.txt” would be both."
    ),
    (
      ["--vectors", "FOLDER/v", "--checkpoint", "FOLDER/v"],
      "The vectors and the checkpoint need a file each; “FOLDER/v” would be both."
    ),
    (
      ["--vectors", "FOLDER/v", "--checkpoint", "FOLDER/none/c"],
      "FOLDER/none/c can't be written: there is no folder FOLDER/none."
    ),
    (["--vectors", "FOLDER/v", "--resume", "FOLDER/c"], "There is no file “FOLDER/c”."),
    (
      ["--vectors", "FOLDER/v", "--resume", "FOLDER/text.txt", "--checkpoint", "FOLDER/c"],
      "The text and the checkpoint to resume need a file each; “FOLDER/text.txt” would be both."
    ),
    (
      ["--vectors", "FOLDER/v", "--vector", "x"],
      "There is no option --vector. Did you mean --vectors?"
    ),
    (
      ["--vectors", "FOLDER/v", "--size", "ten"],
      "--size is a whole number from 1 to 4096, not “ten”."
    ),
    (
      ["--vectors", "FOLDER/v", "--epochs", "9000000000000000000"],
      "--epochs is a whole number from 1 to 1000000, not 9000000000000000000."
    ),
    (
      ["--vectors", "FOLDER/v", "--threads", "100000"],
      "--threads is a whole number from 1 to 1024, not 100000."
    ),
    (
      ["--vectors", "FOLDER/v", "--subsampling", "nan"],
      "--subsampling is a number from 0 to 1, not nan."
    ),
    (
      ["--vectors", "FOLDER/v", "more.txt"],
      "“more.txt” belongs to no option; give --train one value."
    ),
    (["--similar", "sea"], "--similar needs vectors to ask: --vectors FILE."),
    (["--vectors", "FOLDER/v", "--size", "0"], "--size is a whole number from 1 to 4096, not 0."),
    (
      ["--vectors", "FOLDER/v", "--rate", "fast"],
      "--rate is a number from 0.000001 to 1000, not “fast”."
    ),
    (["--vectors", "FOLDER/v", "--format", "json"], "--format is text or binary, not “json”."),
    (["--vectors", "FOLDER/v", "--model", "glove"], "--model is cbow or skip-gram, not “glove”."),
    (
      ["--vectors", "FOLDER/v", "--out", "FOLDER"],
      "--out is for the chapter; leave it out with --train."
    ),
    (
      ["--vectors", "FOLDER/v", "--minimum-count", "10000"],
      "No word of “FOLDER/text.txt” occurs at least 10000 times; lower the minimum count, or take a longer text."
    ),
  ])
  func mistakesAreOneSentence(arguments: [String], sentence: String) throws {
    try withText { text, folder in
      var arguments = arguments.map { $0.replacing("FOLDER", with: folder) }
      if !arguments.contains("--train") && arguments.contains(where: { $0.hasPrefix(folder) })
        && arguments != ["--vectors", folder + "/v"]
      {
        arguments += ["--train", text]
      }
      let run = try Program("word2vec").run(arguments)
      #expect(run.status == 1)
      #expect(run.errors == "error: \(sentence.replacing("FOLDER", with: folder))\n")
      #expect(try files(in: folder) == ["text.txt"])
    }
  }
}
