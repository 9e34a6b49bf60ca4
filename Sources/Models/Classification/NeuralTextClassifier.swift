import Ground
import Language
import Networks
import Tensors

/// A network that makes one vector of all words of a text, and of that vector the classes' scores.
///
///     var settings = NeuralTextClassifier.Settings(.convolution)
///     settings.filters = 50
///     let model = NeuralTextClassifier(of: training, settings, random: random)
///     let trainer = model.trainer(random: random)
///     try trainer.train(
///       on: model.data(training), validation: model.data(validation), epochs: 20)
///     model.guess(["not", "dull", "at", "all"])
///
/// The vector is the mean of the words' own (Joulin et al., "Bag of tricks for efficient text
/// classification", EACL 2017), or what filters found (Kim, "Convolutional neural networks for sentence
/// classification", EMNLP 2014), or what an LSTM made of it.
public final class NeuralTextClassifier: SavedModel, TextClassifier {
  /// The words, or for a mean the features, that have vectors.
  public let vocabulary: Vocabulary
  public let classes: [String]
  /// How many texts each class had when the model was made.
  let classCounts: [Int]
  public let settings: Settings
  public let encoder: any TextEncoder
  /// On the text's vector.
  private let dropout: Dropout
  public let output: Affine
  /// What makes ids of words, for a mean.
  private let features: TextFeatures?
  private let loss = SoftmaxWithLoss()
  /// The weight of each text's gradient in the latest batch; nil if all count alike.
  private var weights: [Float]?

  /// A model for these texts, which has learned nothing yet.
  ///
  /// - Parameter training: two classes at least, each with a text (`LabeledTexts.demandTrainable`).
  public convenience init(of training: LabeledTexts, _ settings: Settings, random: Random) {
    let words =
      settings.encoder == .mean
      ? TextFeatures(
        of: training.texts, longest: settings.longest, minimumCount: settings.minimumCount
      ).vocabulary
      : Vocabulary(
        of: training.texts.flatMap { $0 }, minimumCount: settings.minimumCount, withUnknown: true)
    let classes = Vocabulary(words: training.classes, counts: training.support)
    self.init([words, classes], settings, random: random)
  }

  /// - Parameter vocabularies: the words, and the classes.
  public init(_ vocabularies: [Vocabulary], _ settings: Settings, random: Random) {
    (vocabulary, classes) = (vocabularies[0], vocabularies[1].words)
    self.settings = settings
    require(
      Self.accepts(settings, with: vocabularies), "\(classes.count) classes need as many weights.")
    classCounts = vocabularies[1].counts
    var weights = random.stream("weights")
    let limit = settings.encoder == .mean ? 1 / Float(settings.embeddingSize) : 0.25
    var vectors = Tensor.uniform(
      [vocabulary.count, settings.embeddingSize], in: -limit..<limit, random: &weights)
    // A word that was never seen says nothing.
    if let unknown = vocabulary[Vocabulary.unknown] { vectors.clearRow(unknown) }
    let embedding = Embedding(Parameter("embedding.weight", vectors))
    encoder = settings.textEncoder(on: embedding, random: random, weights: &weights)
    dropout = Dropout(settings.dropout, random: random.stream("dropout"))
    // All classes are alike at first; but a mean of small vectors would take long to part them then.
    output = Affine(
      inputs: encoder.outputs, outputs: classes.count,
      weights: settings.encoder == .mean ? .xavier : .zeros, name: "output", random: &weights)
    features =
      settings.encoder == .mean ? TextFeatures(vocabulary, longest: settings.longest) : nil
  }

  public var parts: [any Trainable] { [encoder, dropout, output] }
  /// The vectors of the words.
  public var embedding: Embedding { encoder.embedding }
}

// MARK: - Texts

extension NeuralTextClassifier {
  /// The ids of a text's words, or of its features. Of a longer text than `settings.limit` the beginning is
  /// read.
  public func ids(of text: [String]) -> [Int] {
    let text = Array(text.prefix(settings.limit))
    if let features { return features.ids(of: text) }
    let unknown = vocabulary[Vocabulary.unknown]
    return text.compactMap { vocabulary[$0] ?? unknown }
  }

  /// Texts as the model reads them, to be trained on or to validate by.
  public func data(_ texts: LabeledTexts) -> EncodedTexts {
    EncodedTexts(ids: texts.texts.map(ids), labels: texts.labels)
  }
}

/// Labeled texts as ids.
public struct EncodedTexts: Dataset, Sendable {
  public let ids: [[Int]]
  /// The class of each text.
  public let labels: [Int]

  public init(ids: [[Int]], labels: [Int]) {
    require(ids.count == labels.count, "\(labels.count) labels don't fit \(ids.count) texts.")
    (self.ids, self.labels) = (ids, labels)
  }

  public var count: Int { ids.count }

  public func batch(_ indices: [Int]) -> EncodedTexts {
    EncodedTexts(ids: indices.map { ids[$0] }, labels: indices.map { labels[$0] })
  }
}

// MARK: - Training

extension NeuralTextClassifier {
  /// What trains the model as it was tried. `SparseAdam`, and an end when three epochs in a row don't raise
  /// the accuracy on validation data; a mean by plain descent, under which vectors of rare words and rows stay
  /// small, at a rate that falls to 0 and through all epochs, since it is in the last ones that the weights come
  /// to rest. The best epoch's weights stay.
  public func trainer(
    rate: Float? = nil, batchSize: Int = 50, random: Random
  ) -> Trainer<NeuralTextClassifier> {
    let rate = rate ?? settings.usualRate
    let isMean = settings.encoder == .mean
    let trainer = Trainer(
      self, optimizer: isMean ? SGD(rate: rate) : SparseAdam(rate: rate), batchSize: batchSize,
      random: random.stream("order"))
    (trainer.patience, trainer.watchesAccuracy) = (isMean ? .max : 3, true)
    if isMean { trainer.schedule = .linear(to: 0) }
    return trainer
  }

  public func forward(_ batch: EncodedTexts, mode: Mode) -> Score {
    if mode == .training, let limit = settings.maxNorm {
      limitNorms([output.weight], to: limit)
    }
    let scores = scores(batch.ids, mode: mode)
    let correct = loss.correct(scores, batch.labels)
    weights = settings.classWeights.map { weights in batch.labels.map { weights[$0] } }
    guard let weights else {
      let mean = loss.forward(scores, batch.labels)
      return Score(loss: mean, count: batch.count, correct: correct)
    }
    _ = loss.forward(scores, batch.labels)
    let losses = loss.losses(scores, batch.labels) * Tensor(weights)
    return Score(loss: losses.mean(), count: batch.count, correct: correct)
  }

  public func backward() {
    var dy = loss.backward()
    if let weights { dy *= Tensor(weights, shape: [weights.count, 1]) }
    encoder.backward(dropout.backward(output.backward(dy)))
  }

  /// N texts → (N, C).
  private func scores(_ ids: [[Int]], mode: Mode) -> Tensor {
    let h = encoder.forward(ids, mode: mode)
    return output.forward(dropout.forward(h, mode: mode), mode: mode)
  }

  /// Of all texts, those of about the same length together: so a long one doesn't make memory for many.
  public func scores(of texts: [[String]]) -> Tensor {
    let ids = texts.map(ids)
    let order = ids.indices.sorted { (ids[$0].count, $0) < (ids[$1].count, $1) }
    var rows = Tensor.zeros(texts.count, classes.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, (end + 1 - start) * ids[order[end]].count <= 1 << 14 { end += 1 }
      let part = Array(order[start..<end])
      rows.setRows(scores(part.map { ids[$0] }, mode: .inference), at: part)
      start = end
    }
    return rows
  }

  /// `save(to:training:notes:)` without a training.
  public func save(to path: String, notes: [String: String]) throws {
    try save(to: path, training: nil, notes: notes)
  }
}

extension Tensor {
  /// Sets a row of a matrix to zero.
  fileprivate mutating func clearRow(_ row: Int) {
    changeBlock { $0[row: row].update(repeating: 0, count: $0.columns) }
  }

  /// Puts the rows of another matrix at the given places.
  mutating func setRows(_ rows: Tensor, at places: [Int]) {
    changeBlock { target in
      rows.withBlock { rows in
        for (i, place) in places.enumerated() {
          target[row: place].update(from: rows[row: i], count: rows.columns)
        }
      }
    }
  }
}
