import Ground
import Language
import Models
import Tensors

/// `swift run word2vec --train FILE --vectors FILE`: word vectors of the reader's own text.
package struct TrainVectors: Tool {
  package static let request = Option(
    "--train", "FILE", help: "no chapter: learn vectors from this text")
  package static let options = [
    Option("--vectors", "FILE", help: "with --train: where to write the vectors"),
    Option("--format", "NAME", help: "how to write them: text or binary (text)"),
    ChosenTokenizer.option,
    Option("--minimum-count", "N", help: "how often a word must occur to be kept (5)"),
    Option("--model", "NAME", help: "cbow or skip-gram (skip-gram)"),
    Option("--size", "N", help: "how many numbers a vector has (100)"),
    Option("--window", "N", help: "how many neighbors to look at on each side, at most (5)"),
    Option("--negatives", "N", help: "how many wrong words to draw for each right one (5)"),
    Option(
      "--subsampling", "X", help: "thin out words above this share of the text; 0 keeps all (0.001)"
    ),
    Option("--epochs", "N", help: "how often to read the text (5)"),
    Option("--rate", "X", help: "the learning rate to begin with (0.025; 0.04 for cbow)"),
    Option("--checkpoint", "FILE", help: "save the training here every ten minutes and at Ctrl-C"),
    Option("--resume", "FILE", help: "go on from this checkpoint, and keep the training there"),
  ]

  private let text: String
  private let vectors: String
  private let format: VectorsFile.Format
  private let cut: ChosenTokenizer
  private let minimumCount: Int
  private let settings: Word2Vec.Settings
  private let seed: UInt64
  private let resumed: String?
  private let checkpoint: String?

  package init(_ arguments: Arguments) throws {
    text = try arguments.text("--train") ?? ""
    guard let vectors = try arguments.text("--vectors") else {
      throw InputError("--train needs a place for the vectors: --vectors FILE.")
    }
    self.vectors = vectors
    seed = try arguments.seed()
    format = try arguments.choice("--format", among: VectorsFile.Format.allCases) ?? .text
    cut = try ChosenTokenizer(arguments, for: text)
    minimumCount = try arguments.number("--minimum-count") ?? 5
    settings = try TrainVectors.settings(arguments)
    resumed = try arguments.text("--resume")
    checkpoint = try arguments.text("--checkpoint") ?? resumed
    try checkFiles()
  }

  private static func settings(_ arguments: Arguments) throws -> Word2Vec.Settings {
    let architectures = Word2Vec.Architecture.allCases
    var settings = Word2Vec.Settings(
      try arguments.choice("--model", among: architectures) ?? .skipGram)
    settings.size = try arguments.number("--size") ?? settings.size
    settings.window = try arguments.number("--window") ?? settings.window
    settings.objective = .negativeSampling(try arguments.number("--negatives") ?? 5)
    settings.subsampling = try arguments.number("--subsampling") ?? settings.subsampling
    settings.epochs = try arguments.number("--epochs") ?? settings.epochs
    settings.rate = try arguments.number("--rate") ?? settings.rate
    try settings.check()
    return settings
  }

  /// Throws unless the files to be read are there, and the others can be written and are no others.
  private func checkFiles() throws {
    for path in [text, resumed].compactMap({ $0 }) { try Files.checkReadable(path) }
    let written = [vectors, checkpoint].compactMap { $0 }
    try Files.checkDistinct([text] + written, "The text, the vectors and the checkpoint")
    for path in written { try Files.checkWritable(path) }
  }
}

// MARK: - Running

extension TrainVectors {
  package func run() throws {
    if let remark = cut.remark { Terminal.print(remark) }
    let words = try countWords()
    try VectorsFile.check(words.vocabulary.words)
    let model = try Word2Vec(
      words.vocabulary, settings, random: Random(seed: seed, stream: "word2vec"))
    if let resumed { try model.resume(from: resumed) }
    try train(model, on: words)
    try model.vectors.save(to: vectors, format: format)
    let count = Ground.format(words.vocabulary.count)
    Terminal.print("\(vectors): \(count) words, \(settings.size) numbers each")
  }

  private func countWords() throws -> TextStream {
    var progress = ProgressLine("counting words", total: 1000)
    defer { progress.finish() }
    var done = 0
    return try TextStream(path: text, tokenizer: cut.tokenizer, minimumCount: minimumCount) {
      share in
      if Interruption.isAsked { throw Interrupted(advice(resumed)) }
      progress.advance(Int(share * 1000) - done)
      done = Int(share * 1000)
    }
  }

  private func train(_ model: Word2Vec, on words: TextStream) throws {
    var autosave = checkpoint.map { path in Autosave { try model.save(to: path) } }
    model.onProgress = { _ in
      try autosave?.check(advice: advice(checkpoint))
      if Interruption.isAsked { throw Interrupted(advice(nil)) }
    }
    try model.train(on: words)
  }

  private func advice(_ checkpoint: String?) -> String {
    checkpoint.map { "go on with --resume \($0)" } ?? "nothing was written"
  }
}
