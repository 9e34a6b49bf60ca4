import Foundation
import Language
import Literate
import Networks
import Tensors

/// `swift run word2vec --train FILE --vectors FILE`: word vectors of the reader's own text, without the
/// chapter.
struct Training {
  static let options = [
    Option("--train", "FILE", help: "no chapter: learn vectors from this text"),
    Option(
      "--vectors", "FILE", help: "with --train: where to write the vectors"),
    Option(
      "--format", "NAME", help: "how to write them: text or binary (text)"),
    Option(
      "--tokens", "NAME",
      help: "words finds words itself; lines were cut at blanks before (words)"),
    Option(
      "--minimum-count", "N", help: "how often a word must occur to be kept (5)"
    ),
    Option("--model", "NAME", help: "cbow or skip-gram (skip-gram)"),
    Option("--size", "N", help: "how many numbers a vector has (100)"),
    Option(
      "--window", "N",
      help: "how many neighbors to look at on each side, at most (5)"),
    Option(
      "--negatives", "N",
      help: "how many wrong words to draw for each right one (5)"),
    Option(
      "--subsampling", "X",
      help: "thin out words above this share of the text; 0 keeps all (0.001)"),
    Option("--epochs", "N", help: "how often to read the text (5)"),
    Option(
      "--rate", "X",
      help: "the learning rate to begin with (0.025; 0.04 for cbow)"),
    Option(
      "--checkpoint", "FILE",
      help: "save the training here every ten minutes and at Ctrl-C"),
    Option(
      "--resume", "FILE",
      help: "go on from this checkpoint, and keep the training there"),
  ]

  private let text: String
  private let vectors: String
  private let format: VectorsFile.Format
  private let tokenizer: Tokenizer
  private let minimumCount: Int
  private let settings: Word2Vec.Settings
  private let seed: UInt64
  private let resumed: String?
  private let checkpoint: String?

  /// What the options ask for; nil if it is the chapter. All that can be known to go wrong is checked
  /// here, before any work.
  init?(_ options: Options) throws {
    guard let text = try options.text("--train") else {
      if let option = Training.options.first(where: { options[$0.name] != nil })
      {
        throw InputError(
          "\(option.name) needs a text to learn from: --train FILE.")
      }
      return nil
    }
    guard let vectors = try options.text("--vectors") else {
      throw InputError("--train needs a place for the vectors: --vectors FILE.")
    }
    for name in ["--corpus", "--out", "--record", "--quick"]
    where options[name] != nil {
      throw InputError("\(name) is for the chapter; leave it out with --train.")
    }
    (self.text, self.vectors, seed) = (text, vectors, options.seed)
    format =
      try options.choice("--format", among: VectorsFile.Format.allCases)
      ?? .text
    tokenizer =
      try options.choice("--tokens", among: [.words, .lines]) ?? .words
    minimumCount = try options.number("--minimum-count") ?? 5
    settings = try Training.settings(options)
    resumed = try options.text("--resume")
    checkpoint = try options.text("--checkpoint") ?? resumed
    try checkFiles()
  }

  private static func settings(_ options: Options) throws -> Word2Vec.Settings {
    let architectures = Word2Vec.Architecture.allCases
    var settings = Word2Vec.Settings(
      try options.choice("--model", among: architectures) ?? .skipGram)
    settings.size = try options.number("--size") ?? settings.size
    settings.window = try options.number("--window") ?? settings.window
    settings.objective = .negativeSampling(
      try options.number("--negatives") ?? 5)
    settings.subsampling =
      try options.number("--subsampling") ?? settings.subsampling
    settings.epochs = try options.number("--epochs") ?? settings.epochs
    settings.rate = try options.number("--rate") ?? settings.rate
    try settings.check()
    return settings
  }

  /// Throws unless the files to be read are there, and the others can be written and are no others.
  private func checkFiles() throws {
    for path in [text, resumed].compactMap({ $0 }) {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      else {
        throw InputError("There is no file “\(path)”.")
      }
      guard !isFolder.boolValue else {
        throw InputError("“\(path)” is a folder; name a file.")
      }
    }
    let written = [vectors, checkpoint].compactMap { $0 }
    let places = ([text] + written).map {
      URL(fileURLWithPath: $0).resolvingSymlinksInPath().path
    }
    guard Set(places).count == places.count else {
      throw InputError(
        "The text, the vectors and the checkpoint need a file each.")
    }
    for path in written { try checkWritable(path) }
  }
}

// MARK: - Running

extension Training {
  /// Ctrl-C.
  private struct Interrupted: Error {
    /// What can be gone on with, if anything.
    let checkpoint: String?
  }

  /// Trains, writes the vectors, and ends the program.
  func run() throws -> Never {
    Interruption.watch()
    do {
      let words = try countWords()
      let model = try Word2Vec(
        words.vocabulary, settings,
        random: Random(seed: seed, stream: "word2vec"))
      if let resumed { try model.resume(from: resumed) }
      try train(model, on: words)
      try model.vectors.save(to: vectors, format: format)
      print(
        "\(vectors): \(Literate.format(words.vocabulary.count)) words, \(settings.size) numbers each"
      )
      exit(0)
    } catch let stop as Interrupted {
      let advice =
        stop.checkpoint.map { "go on with --resume \($0)" }
        ?? "nothing was written"
      FileHandle.standardError.write(Data("Interrupted; \(advice).\n".utf8))
      exit(130)
    }
  }

  private func countWords() throws -> TextStream {
    var progress = Literate.Progress("counting words", total: 1000)
    defer { progress.finish() }
    var done = 0
    return try TextStream(
      path: text, tokenizer: tokenizer, minimumCount: minimumCount
    ) { share in
      if Interruption.isAsked { throw Interrupted(checkpoint: resumed) }
      progress.advance(Int(share * 1000) - done)
      done = Int(share * 1000)
    }
  }

  private func train(_ model: Word2Vec, on words: TextStream) throws {
    var saved = ContinuousClock.now
    model.onProgress = { progress in
      let isDue = ContinuousClock.now - saved > .seconds(600)
      if let checkpoint, Interruption.isAsked || isDue {
        try model.save(to: checkpoint)
        saved = .now
      }
      if Interruption.isAsked { throw Interrupted(checkpoint: checkpoint) }
    }
    try model.train(on: words)
  }
}
