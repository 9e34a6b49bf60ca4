import Ground
import Language
import Models
import Tensors

/// `swift run word2vec --train FILE --vectors FILE`: word vectors of the reader's own text.
package struct TrainVectors: Tool {
  package static let request = Option(
    "--train", "FILE", help: "no chapter: learn vectors from this text")
  package static let example = Help.Example(
    "--train my.txt --vectors my.vec", "learn vectors from a text of your own")
  package static let options = [
    Option(
      "--vectors", "FILE",
      help: "where to write the vectors; with --similar and --analogy, those to ask"),
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
    Option("--epochs", "N", help: "how often to read the text (5 to 100, a short one more often)"),
    Option("--rate", "X", help: "the learning rate to begin with (0.025; 0.04 for cbow)"),
    Option(
      "--checkpoint", "FILE",
      help:
        "keep the training here, every ten minutes and at Ctrl-C (VECTORS.checkpoint, till its end)"
    ),
    Option("--resume", "FILE", help: "go on from this checkpoint, and keep the training there"),
    .force,
  ]

  private let text: String
  private let vectors: String
  private let format: VectorsFile.Format
  private let cut: ChosenTokenizer
  private let minimumCount: Int
  /// Where no epochs were asked for, the text's length decides.
  private let epochs: Int?
  private let settings: Word2Vec.Settings
  private let seed: UInt64
  private let resumed: String?
  private let checkpoint: String
  /// Whether the checkpoint was asked for, so that it stays when the vectors are written.
  private let keepsCheckpoint: Bool

  package init(_ arguments: Arguments) throws {
    text = try arguments.text("--train") ?? ""
    vectors = try arguments.place(for: "vectors", "--vectors", of: "--train")
    seed = try arguments.seed()
    format = try arguments.choice("--format", among: VectorsFile.Format.allCases) ?? .text
    cut = try ChosenTokenizer(arguments, for: text)
    minimumCount = try arguments.number("--minimum-count", in: 1...1_000_000_000) ?? 5
    epochs = try arguments.number("--epochs", in: Word2Vec.Settings.Bounds.epochs)
    settings = try TrainVectors.settings(arguments)
    resumed = try arguments.text("--resume")
    let asked = try arguments.text("--checkpoint")
    let usual = vectors + ".checkpoint"
    checkpoint = asked ?? resumed ?? usual
    keepsCheckpoint = asked != nil || checkpoint != usual
    try places.check(isForced: arguments["--force"] != nil)
  }

  private static func settings(_ arguments: Arguments) throws -> Word2Vec.Settings {
    typealias Bounds = Word2Vec.Settings.Bounds
    let architectures = Word2Vec.Architecture.allCases
    var settings = Word2Vec.Settings(
      try arguments.choice("--model", among: architectures) ?? .skipGram)
    settings.size = try arguments.number("--size", in: Bounds.size) ?? settings.size
    settings.window = try arguments.number("--window", in: Bounds.window) ?? settings.window
    settings.objective = .negativeSampling(
      try arguments.number("--negatives", in: Bounds.negatives) ?? 5)
    settings.subsampling =
      try arguments.number("--subsampling", in: Bounds.subsampling)
      ?? settings.subsampling
    settings.rate = try arguments.number("--rate", in: 0.000001...1000) ?? settings.rate
    return settings
  }

  private var places: Places {
    var places = Places()
    places.reads(text, "the text")
    places.writes(vectors, "the vectors", as: .vectors)
    if let resumed, Files.areSame(resumed, checkpoint) {
      places.updates(resumed, "the checkpoint")
    } else {
      places.reads(resumed, "the checkpoint to resume")
      places.begins(checkpoint, "the checkpoint", as: .checkpoint(of: Word2Vec.kind))
    }
    return places
  }
}

// MARK: - Running

extension TrainVectors {
  package func run() throws {
    Interruption.watch()
    if let remark = cut.remark { Terminal.print(remark) }
    let words = try countWords()
    try VectorsFile.check(words.vocabulary.words)
    let model = try model(of: words)
    if let resumed { try model.resume(from: resumed) }
    try checkRoom(words: words.vocabulary.count)
    try train(model, on: words)
    try finish(model)
    let count = Ground.format(words.vocabulary.count)
    Terminal.print("\(vectors): \(count) words, \(settings.size) numbers each")
    if let warning = model.warning { warn(warning) }
  }

  /// The model for a text, which says how often it will read it.
  private func model(of words: TextStream) throws -> Word2Vec {
    var settings = settings
    settings.epochs = epochs ?? Word2Vec.Settings.epochs(forWords: words.tokenCount)
    let (tokens, kinds) = (Ground.format(words.tokenCount), Ground.format(words.vocabulary.count))
    try Memory.demand(
      Word2Vec.bytes(words: words.vocabulary.count, settings),
      for: "Vectors of \(kinds) words, \(settings.size) numbers each,",
      advice: "lower --size, or raise --minimum-count")
    let model = try Word2Vec(
      words.vocabulary, settings, random: Random(seed: seed, stream: "word2vec"))
    let times = settings.epochs == 1 ? "once" : "\(settings.epochs) times"
    let reason = epochs == nil ? ", as suits its length (--epochs)" : ""
    Terminal.print("\(text): \(tokens) words, \(kinds) different ones, read \(times)\(reason)")
    return model
  }

  private func countWords() throws -> TextStream {
    var progress = ProgressLine("counting words", total: 1000)
    defer { progress.finish() }
    var done = 0
    return try TextStream(path: text, tokenizer: cut.tokenizer, minimumCount: minimumCount) {
      share in
      if Interruption.isAsked {
        throw Interrupted(resumed.map(TrainVectors.advice) ?? "nothing was written")
      }
      progress.advance(Int(share * 1000) - done)
      done = Int(share * 1000)
    }
  }

  /// Throws if there is no room for what is to be written. Where only the vectors have none, but the
  /// training a safe place of its own, that is a warning: there is time to make room.
  private func checkRoom(words: Int) throws {
    let numbers = words * settings.size
    let kept = (path: checkpoint, bytes: 8 * numbers)
    // No number takes fewer than two characters; most take eleven.
    let written = (path: vectors, bytes: (format == .binary ? 4 : 9) * numbers)
    if let shortage = Files.shortage(of: [kept]) { throw shortage }
    guard let shortage = Files.shortage(of: [kept, written]) else { return }
    guard keepsCheckpoint else { throw shortage }
    warn("\(shortage)")
  }

  private func train(_ model: Word2Vec, on words: TextStream) throws {
    var autosave = Autosave { try model.save(to: checkpoint) }
    model.onProgress = { progress in
      let isSaved = try autosave.check(advice: TrainVectors.advice(checkpoint))
      guard isSaved, !ProgressLine.hasTerminal else { return }
      Terminal.print(
        """
        epoch \(progress.epoch)/\(settings.epochs)  loss \(Ground.format(progress.loss, decimals: 4))  \
        saved \(checkpoint)
        """)
    }
    try model.train(on: words)
  }

  /// Writes the vectors; the whole training is safe in its checkpoint before.
  private func finish(_ model: Word2Vec) throws {
    var autosave = Autosave { try model.save(to: checkpoint) }
    let isSafe = autosave.saveNow()
    do {
      try model.vectors.save(to: vectors, format: format)
    } catch let error as InputError where isSafe {
      throw error.advising(TrainVectors.advice(checkpoint))
    }
    if isSafe && !keepsCheckpoint { Files.remove(checkpoint) }
  }

  private static func advice(_ checkpoint: String) -> String { "go on with --resume \(checkpoint)" }
}
