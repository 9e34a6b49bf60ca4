import Ground
import Language
import Networks
import Tensors

/// A pretrained model that classifies: what its Transformer makes of a text, averaged over the words, and one
/// new layer that makes scores of it.
///
///     let model = FineTunedClassifier(of: training, from: pretrained, learning: .lowRank(4), random: random)
///     let trainer = model.trainer(random: random)
///     try trainer.train(on: model.data(training), epochs: 10)
///     model.guess(["not", "dull", "at", "all"])
///
/// The pretrained model itself stays as it is. (Radford et al., "Improving language understanding by generative
/// pre-training", 2018; with a mean for their vector of the last word, which serves models of both kinds.)
public final class FineTunedClassifier: SavedModel, TextClassifier {
  /// The words of the pretrained model.
  public let vocabulary: Vocabulary
  public let classes: [String]
  /// How many texts each class had when the model was made.
  let classCounts: [Int]
  public let settings: Settings
  public let encoder: TransformerEncoder
  /// On the text's vector.
  private let dropout: Dropout
  public let output: Affine
  private let loss = SoftmaxWithLoss()

  /// A classifier for these texts with the weights of a pretrained model.
  ///
  /// - Parameters:
  ///   - training: two classes at least, each with a text (`LabeledTexts.demandTrainable`).
  ///   - learning: what learns.
  public convenience init(
    of training: LabeledTexts, from pretrained: some PretrainedTransformer,
    learning: Learning = .all, random: Random
  ) {
    self.init(
      [pretrained.vocabulary, Vocabulary(words: training.classes, counts: training.support)],
      Settings(pretrained.settings, isCausal: pretrained.isCausal, learning: learning),
      random: random)
    stack.takeWeights(of: pretrained.stack)
  }

  /// - Parameter vocabularies: the words, and the classes.
  public init(_ vocabularies: [Vocabulary], _ settings: Settings, random: Random) {
    (vocabulary, classes) = (vocabularies[0], vocabularies[1].words)
    (classCounts, self.settings) = (vocabularies[1].counts, settings)
    let stack = TransformerStack(
      tokens: vocabulary.count + (settings.isCausal ? 0 : 1), settings.transformer,
      isCausal: settings.isCausal, name: "encoder", random: random)
    switch settings.learning {
    case .all: break
    case .top: stack.freeze()
    case .lowRank(let rank):
      var weights = random.stream("updates")
      stack.addUpdates(rank: rank, random: &weights)
    }
    encoder = TransformerEncoder(stack)
    dropout = Dropout(settings.dropout, random: random.stream("dropout"))
    var weights = random.stream("weights")
    output = Affine(
      inputs: encoder.outputs, outputs: classes.count, weights: .zeros, name: "output",
      random: &weights)
  }

  public var parts: [any Trainable] { [encoder, dropout, output] }
  /// The Transformer.
  public var stack: TransformerStack { encoder.stack }
}

/// A language model whose Transformer can serve other ends.
public protocol PretrainedTransformer: SavedModel where Settings == TransformerSettings {
  var vocabulary: Vocabulary { get }
  var stack: TransformerStack { get }
  /// Whether each word sees only those before it.
  var isCausal: Bool { get }
}

extension TransformerLanguageModel: PretrainedTransformer {
  public var isCausal: Bool { true }
}

extension MaskedLanguageModel: PretrainedTransformer {
  public var isCausal: Bool { false }
}

extension PretrainedTransformer {
  /// The model with the weights that fine-tuning has left in a classifier's Transformer, updates merged: what it
  /// has forgotten can then be measured. What isn't the Transformer's, the output's bias or its weights where
  /// they aren't tied to the words' vectors, is as it was.
  public func withWeights(of classifier: FineTunedClassifier) -> Self {
    let model = Self(vocabularies, settings, random: Random(seed: 0, stream: "replaced"))
    for (own, given) in zip(model.parameters, parameters) { own.value = given.value }
    model.stack.takeWeights(of: classifier.stack)
    return model
  }
}

// MARK: - Texts

extension FineTunedClassifier {
  /// The ids of a text's words; of a text that is longer than the model can see, the beginning.
  public func ids(of text: [String]) -> [Int] {
    let unknown = vocabulary[Vocabulary.unknown]
    let ids = text.lazy.compactMap { self.vocabulary[$0] ?? unknown }
    return Array(ids.prefix(settings.transformer.context))
  }

  /// Texts as the model reads them, to be trained on or to validate by.
  public func data(_ texts: LabeledTexts) -> EncodedTexts {
    EncodedTexts(ids: texts.texts.map(ids), labels: texts.labels)
  }
}

// MARK: - Training

extension FineTunedClassifier {
  /// What trains the model as it was tried: AdamW, gradients of norm 1 at most, a rate that rises for a tenth of
  /// the steps and then falls to 0.
  public func trainer(
    rate: Float? = nil, batchSize: Int = 16, random: Random
  ) -> Trainer<FineTunedClassifier> {
    let trainer = Trainer(
      self, optimizer: AdamW(rate: rate ?? settings.usualRate), batchSize: batchSize,
      random: random.stream("order"))
    trainer.clipping = .norm(1)
    trainer.watchesAccuracy = true
    trainer.schedule = Schedule { place in
      let rising = Float(max(1, place.steps / 10))
      let falling = Float(place.steps - place.step) / Float(max(1, place.steps))
      return min(Float(place.step + 1) / rising, 1) * falling
    }
    return trainer
  }

  public func forward(_ batch: EncodedTexts, mode: Mode) -> Score {
    let scores = scores(batch.ids, mode: mode)
    return Score(
      loss: loss.forward(scores, batch.labels), count: batch.count,
      correct: loss.correct(scores, batch.labels))
  }

  public func backward() {
    encoder.backward(dropout.backward(output.backward(loss.backward())))
  }

  /// N texts → (N, C).
  private func scores(_ ids: [[Int]], mode: Mode) -> Tensor {
    let h = encoder.forward(ids, mode: mode)
    return output.forward(dropout.forward(h, mode: mode), mode: mode)
  }

  public func scores(of texts: [[String]]) -> Tensor {
    scores(of: texts.map(ids), columns: classes.count) { scores($0, mode: .inference) }
  }

  /// `save(to:training:notes:)` without a training.
  public func save(to path: String, notes: [String: String]) throws {
    try save(to: path, training: nil, notes: notes)
  }
}
