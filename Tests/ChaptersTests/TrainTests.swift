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
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
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
          arguments("halted", threads: 1) + ["--checkpoint", checkpoint],
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
    (["--vectors", "FOLDER/v"], "--vectors goes with --train FILE."),
    (["--size", "7"], "--size goes with --train FILE."),
    (["--train", "FOLDER/text.txt"], "--train needs a place for the vectors: --vectors FILE."),
    (["--train", "FOLDER/none", "--vectors", "FOLDER/v"], "There is no file “FOLDER/none”."),
    (
      ["--train", "FOLDER", "--vectors", "FOLDER/v"], "“FOLDER” is a folder; name a file within it."
    ),
    (
      ["--vectors", "FOLDER/none/v"],
      "FOLDER/none/v can't be written; does its folder exist, and may you write there?"
    ),
    (["--vectors", "FOLDER"], "FOLDER is a folder; name a file to write."),
    (
      ["--vectors", "FOLDER/./text.txt"],
      "The text, the vectors and the checkpoint need a file each."
    ),
    (
      ["--vectors", "FOLDER/v", "--checkpoint", "FOLDER/v"],
      "The text, the vectors and the checkpoint need a file each."
    ),
    (["--vectors", "FOLDER/v", "--resume", "FOLDER/c"], "There is no file “FOLDER/c”."),
    (
      ["--vectors", "FOLDER/v", "--resume", "FOLDER/text.txt", "--checkpoint", "FOLDER/c"],
      "FOLDER/text.txt is not a checkpoint of this book."
    ),
    (
      ["--vectors", "FOLDER/v", "--vector", "x"],
      "There is no option --vector. Did you mean --vectors?"
    ),
    (["--vectors", "FOLDER/v", "--size", "ten"], "--size needs a whole number, not “ten”."),
    (["--vectors", "FOLDER/v", "--size", "0"], "Vectors have 1 to 4096 dimensions, not 0."),
    (["--vectors", "FOLDER/v", "--rate", "fast"], "--rate needs a number, not “fast”."),
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
