import Foundation
import Ground
import Language
import Networks
import Tensors

/// Learns word vectors from a text: CBOW or skip-gram (Mikolov et al., 2013), fast, and to the same
/// bits on any number of threads.
///
///     let model = try Word2Vec(corpus.vocabulary, random: Random(seed: 1, stream: "word2vec"))
///     try model.train(on: corpus.training)
///     try model.vectors.mostSimilar(to: "herring")
///
/// The text is read in rounds of eight passages. Each passage learns by itself, on private copies of
/// the rows that it needs, and what all have changed is then put together. Where n passages changed
/// the same row, their changes are added and divided by √n: the sum would go too far where they agree,
/// as for the most frequent words, and their mean not far enough where they differ. So threads never
/// wait for each other within a round, and it does not matter how many there are (up to eight).
public final class Word2Vec {
  /// What is guessed from what.
  public enum Architecture: String, Sendable, CaseIterable {
    /// A word from the mean of its neighbors.
    case cbow
    /// A word and its neighbors from each other, pair by pair.
    case skipGram = "skip-gram"
  }

  /// How it is asked for the right word among V.
  public enum Objective: Sendable, Equatable {
    /// By telling it from so many words drawn at random, K ≥ 1.
    case negativeSampling(Int)
    /// By turning left or right on the way to it through a Huffman tree.
    case hierarchicalSoftmax
  }

  /// How to learn.
  public struct Settings: Sendable, Equatable {
    public var architecture: Architecture
    public var objective = Objective.negativeSampling(5)
    /// D, the size of a vector.
    public var size = 100
    /// How many neighbors are looked at on each side, m.
    public var window = 5
    /// Whether each word draws its own window from 1 … m, so that near neighbors count for more.
    public var hasDynamicWindow = true
    /// The frequency above which words are left out at random; 0 keeps all.
    public var subsampling: Float = 1e-3
    /// How often the text is read.
    public var epochs = 5
    /// The learning rate to begin with. It falls in a straight line to a ten thousandth of that.
    public var rate: Float

    public init(_ architecture: Architecture = .skipGram) {
      self.architecture = architecture
      rate = architecture == .cbow ? 0.04 : 0.025
    }
  }

  /// Where a training stands.
  public struct Progress: Sendable {
    /// The share of all epochs that is done, 0 … 1.
    public let share: Double
    /// 1 for the first epoch.
    public let epoch: Int
    /// The mean loss of the epoch so far, in nats for each word (CBOW) or pair (skip-gram).
    public let loss: Float
  }

  public let vocabulary: Vocabulary
  public let settings: Settings
  /// Whether a progress line is shown, if standard error is a terminal.
  public var showsProgress = true
  /// Called after each round, the place to save a checkpoint or to stop; what it throws ends the
  /// training there.
  public var onProgress: ((Progress) throws -> Void)?
  /// The mean loss of each epoch done, measured on one passage in 64.
  public internal(set) var losses: [Float] = []

  /// V rows of vectors, and the rows that questions are about, each padded with zeros to whole lanes.
  var inputs: Tensor
  var outputs: Tensor
  /// How many rounds of the epoch under way are done, and the losses measured in it.
  var roundsDone = 0
  var lossInEpoch = Score.none
  /// The fingerprint of the text that the training reads; nil before it begins.
  var text: UInt64?
  let random: Random
  let objective: PreparedObjective
  let subsampling: Subsampling
  private lazy var round = Round(settings, objective: objective, words: vocabulary.count)
  private var isStopping = false

  /// - Throws: `InputError` for a vocabulary of fewer than two words or settings out of range.
  public init(_ vocabulary: Vocabulary, _ settings: Settings = Settings(), random: Random) throws {
    try settings.check()
    guard vocabulary.count >= 2 else {
      throw InputError("Word vectors need at least two different words to learn from.")
    }
    (self.vocabulary, self.settings, self.random) = (vocabulary, settings, random)
    objective = PreparedObjective(settings.objective, counts: vocabulary.counts)
    subsampling = Subsampling(counts: vocabulary.counts, threshold: settings.subsampling)
    try subsampling.check(words: vocabulary.counts.reduce(0, +), settings)
    let padded = Word2Vec.paddedSize(settings.size)
    outputs = .zeros(objective.rows, padded)
    var random = random.stream("vectors")
    let limit = 0.5 / Float(settings.size)
    let values = Tensor.uniform(
      [vocabulary.count, settings.size], in: -limit..<limit, random: &random)
    let padding = Tensor.zeros(vocabulary.count, padded - settings.size)
    inputs = .concatenate([values, padding], axis: 1)
  }

  /// The words with their vectors.
  public var vectors: WordVectors {
    WordVectors(vocabulary, inputs.columns(0..<settings.size))
  }

  /// S: the least multiple of 16 that is not below `size`.
  static func paddedSize(_ size: Int) -> Int { (size + 15) & ~15 }
}

// MARK: - Training

extension Word2Vec {
  /// Trains until the epochs of the settings are done, those before a resume included.
  public func train(on ids: [Int]) throws { try train(on: Tokens(ids)) }

  /// Trains until the epochs of the settings are done, those before a resume included.
  ///
  /// - Throws: `InputError` if the loss is no longer a finite number, or a training that was begun goes on
  ///   with another text; what reading the text throws.
  public func train(on text: some TokenSource) throws {
    guard text.tokenCount >= 2 else {
      throw InputError("A text of \(text.tokenCount) words has no neighbors to learn from.")
    }
    let fingerprint = text.fingerprint
    try demand(
      self.text == nil || self.text == fingerprint,
      "This is not the text, as it was, that the training began with; give it that one, or train anew."
    )
    self.text = fingerprint
    isStopping = false
    var line = ProgressLine(isShown: showsProgress)
    defer { line.finish() }
    while losses.count < settings.epochs, !isStopping {
      try readEpoch(text, &line)
      if !isStopping { endEpoch() }
    }
  }

  /// Makes `train` return after the round under way: for `onProgress`.
  public func stop() { isStopping = true }

  /// Learns from what is left of the epoch under way. After a resume, the rounds before are cut from
  /// the text again, so that all that follows is as if nothing had happened.
  private func readEpoch(_ text: some TokenSource, _ line: inout ProgressLine) throws {
    var random = random.stream("subsampling").stream(losses.count)
    var cutter = RoundCutter(margin: settings.window)
    func learn(isLast: Bool) throws {
      while !isStopping, let cut = cutter.next(isLast: isLast) {
        guard cut.number >= roundsDone else { continue }
        try self.learn(cut, words: text.tokenCount, &line)
      }
    }
    try text.read(from: 0) { block in
      cutter.append(block, keeping: { subsampling.keeps($0, &random) })
      try learn(isLast: false)
      return !isStopping
    }
    try learn(isLast: true)
  }

  /// Learns from one round.
  private func learn(_ cut: RoundCutter.Cut, words: Int, _ line: inout ProgressLine) throws {
    let (before, after) = (share(ofRounds: cut.number), share(ofRounds: cut.number + 1))
    lossInEpoch += round.learn(
      cut, inputs: &inputs, outputs: &outputs,
      rate: settings.rate * max(1 - Float(before), 1e-4),
      random: random.stream("passages").stream(losses.count))
    roundsDone = cut.number + 1
    let progress = Progress(share: after, epoch: losses.count + 1, loss: lossInEpoch.loss)
    // Untrained, every question costs log 2, and there are at most some hundred: this is no model.
    guard progress.loss < 1000 else {
      throw InputError(
        "The loss has grown to \(progress.loss) in epoch \(progress.epoch); choose a lower rate.")
    }
    line.show(after) { share, seconds in
      let speed = share * Double(settings.epochs) * Double(words) / max(seconds, 1e-9)
      return progress.text(epochs: settings.epochs, speed: speed)
    }
    try onProgress?(progress)
  }

  /// How much of all the training is done after so many rounds of the epoch under way. How many words
  /// subsampling will keep is known in the mean only.
  private func share(ofRounds rounds: Int) -> Double {
    let done = min(Double(rounds * Round.length) / max(subsampling.expectedCount, 1), 1)
    return (Double(losses.count) + done) / Double(settings.epochs)
  }

  private func endEpoch() {
    losses.append(lossInEpoch.loss)
    (roundsDone, lossInEpoch) = (0, .none)
  }
}

extension Word2Vec.Progress {
  /// `epoch 2/5  loss 2.1043  1.25 M words/s`
  func text(epochs: Int, speed: Double) -> String {
    let loss = String(format: "%.4f", loss)
    let speed = String(format: "%.2f", speed / 1e6)
    return "epoch \(epoch)/\(epochs)  loss \(loss)  \(speed) M words/s"
  }
}

extension Word2Vec.Settings {
  /// What numbers make sense.
  public enum Bounds {
    public static let size = 1...4096
    public static let window = 1...100
    public static let negatives = 1...100
    public static let epochs = 1...1_000_000
    public static let subsampling: ClosedRange<Float> = 0...1
  }

  /// - Throws: `InputError` for a number that makes no sense.
  public func check() throws {
    func demand<Number>(
      _ number: Number, in range: ClosedRange<Number>, _ sentence: (String) -> String
    ) throws {
      let words = sentence("\(range.lowerBound) to \(range.upperBound)")
      try Ground.demand(range.contains(number), "\(words), not \(number).")
    }
    try demand(size, in: Bounds.size) { "Vectors have \($0) dimensions" }
    try demand(window, in: Bounds.window) { "A window is \($0) words wide" }
    try demand(epochs, in: Bounds.epochs) { "Training takes \($0) epochs" }
    try Ground.demand(rate > 0 && rate.isFinite, "The learning rate must be above 0, not \(rate).")
    try demand(subsampling, in: Bounds.subsampling) { "Subsampling needs a frequency from \($0)" }
    if case .negativeSampling(let count) = objective {
      try demand(count, in: Bounds.negatives) { "Negative sampling draws \($0) words" }
    }
  }
}
