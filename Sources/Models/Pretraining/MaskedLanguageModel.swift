import Ground
import Language
import Networks
import Tensors

/// A Transformer that fills gaps: it guesses hidden words from those on both sides.
///
///     let model = MaskedLanguageModel(vocabulary, settings, random: random)
///     let data = model.data(sentences, copies: 4, random: random.stream("masks"))
///     let trainer = Trainer(model, optimizer: AdamW(rate: 1e-3), batchSize: 16, random: random)
///     try trainer.train(on: data, epochs: 1)
///     try model.guesses(for: ["the", "ship", "left", "the", "harbor"], at: 1)
///
/// A language model that is asked for the next word must not see it, nor what comes after. Where words are hidden
/// instead, every step may look at all others, so the vectors that come out know the whole text. (Devlin et al.,
/// "BERT: Pre-training of deep bidirectional Transformers", NAACL 2019.)
public final class MaskedLanguageModel: SavedModel {
  public static let kind = "masked language model"
  public static let vocabularyCount = 1

  public let vocabulary: Vocabulary
  public let settings: TransformerSettings
  public let stack: TransformerStack
  /// From vectors to a score for each word, and for the mask, which is never right.
  public let output: Affine
  private let loss: SoftmaxWithLoss
  private let smoothedLoss: SoftmaxWithLoss
  /// The latest batch: the places asked about among all steps, and the shape (N, T, D) of its vectors.
  private var passed: (places: [Int], shape: [Int])?

  public init(_ vocabulary: Vocabulary, _ settings: TransformerSettings, random: Random) {
    (self.vocabulary, self.settings) = (vocabulary, settings)
    stack = TransformerStack(
      tokens: vocabulary.count + 1, settings, isCausal: false, name: "encoder", random: random)
    output = .output(of: stack, settings, random: random)
    loss = SoftmaxWithLoss()
    smoothedLoss = SoftmaxWithLoss(smoothing: settings.smoothing)
  }

  public convenience init(
    _ vocabularies: [Vocabulary], _ settings: TransformerSettings, random: Random
  ) {
    self.init(vocabularies[0], settings, random: random)
  }

  public var vocabularies: [Vocabulary] { [vocabulary] }
  public var parts: [any Trainable] { [stack, output] }
  /// Which words are hidden, and what stands in their place.
  public var masking: Masking { Masking(words: vocabulary.count) }
}

// MARK: - Training

extension MaskedLanguageModel {
  /// Texts with words hidden. What is longer than the model can see is cut into pieces.
  ///
  /// - Parameter copies: how often each text stands in the data, every time with other words hidden.
  public func data(_ texts: [[Int]], copies: Int = 1, random: Random) -> MaskedTexts {
    let pieces = texts.flatMap { text in
      stride(from: 0, to: text.count, by: settings.context).map {
        Array(text[$0..<min($0 + settings.context, text.count)])
      }
    }
    return MaskedTexts(pieces, masking, copies: copies, random: random)
  }

  /// How well the model guesses what was hidden: the loss runs over those places alone. In training it is the
  /// smoothed one.
  public func forward(_ batch: MaskedTexts.Batch, mode: Mode) -> Score {
    let loss = mode == .training ? smoothedLoss : loss
    return loss.score(
      vectors(of: batch.inputs, at: batch.places, mode: mode), through: output, batch.targets)
  }

  public func backward() {
    let (places, shape) = passed!
    var dy = Tensor.zeros(shape[0] * shape[1], shape[2])
    dy.addRows(output.backward(smoothedLoss.backward()), at: places)
    stack.backward(dy.reshaped(shape))
  }

  /// Texts, and some places in each → (places, D), one text's after the other's.
  private func vectors(of texts: [[Int]], at places: [[Int]], mode: Mode) -> Tensor {
    let rows = Padded(texts, with: 0)
    let y = stack.forward(rows.ids, lengths: rows.lengths, mode: mode)
    let steps = y.shape[1]
    let all = places.enumerated().flatMap { n, places in places.map { n * steps + $0 } }
    passed = (all, y.shape)
    return y.reshaped(-1, settings.size).rows(at: all)
  }
}

// MARK: - Guessing

extension MaskedLanguageModel {
  /// How likely each word is at one place of each of N texts, where a mask hides what stands there: (N, V). No
  /// text depends on the others.
  ///
  /// - Throws: `InputError` for a text that is longer than the model can see, or has no such place.
  public func probabilities(for texts: [[Int]], at places: [Int]) throws -> Tensor {
    require(texts.count == places.count, "\(texts.count) texts need as many places.")
    try texts.forEach(demandPlaces)
    for (text, place) in zip(texts, places) {
      vocabulary.requireKnown(text)
      try demand(
        text.indices.contains(place), "A text of \(text.count) words has no place \(place).")
    }
    var parts: [Tensor] = []
    for start in stride(from: 0, to: texts.count, by: 64) {
      let part = start..<min(start + 64, texts.count)
      let hidden = part.map { n in
        var text = texts[n]
        text[places[n]] = masking.mask
        return text
      }
      let vectors = vectors(of: hidden, at: part.map { [places[$0]] }, mode: .inference)
      parts.append(softmax(output.forward(vectors).columns(0..<vocabulary.count)))
    }
    return parts.isEmpty ? .zeros(0, vocabulary.count) : .concatenate(parts)
  }

  /// The likeliest words at a place of a text, where a mask hides what stands there, and how likely each is.
  ///
  /// - Throws: `InputError` as `probabilities` does; `UnknownWord` for a word that the model doesn't know.
  public func guesses(
    for text: [String], at place: Int, count: Int = 5
  ) throws -> [(word: String, probability: Float)] {
    var ids = text.map { vocabulary[$0] ?? vocabulary[Vocabulary.unknown] }
    // Whatever stands at the place itself, it isn't seen.
    if ids.indices.contains(place) { ids[place] = ids[place] ?? 0 }
    let known = try zip(ids, text).map { id, word in try id ?? vocabulary.id(of: word) }
    let row = try probabilities(for: [known], at: [place]).values
    let order = row.indices.sorted { (row[$1], $0) < (row[$0], $1) }
    return order.prefix(count).map { (vocabulary.word($0), row[$0]) }
  }

  /// What each layer makes of N texts, whose rows are filled up to the longest: L + 1 tensors (N, T, D), of
  /// which the first are the words' vectors with their places.
  ///
  /// - Throws: `InputError` for a text that is longer than the model can see.
  public func hiddenStates(of texts: [[Int]]) throws -> [Tensor] {
    try texts.forEach(demandPlaces)
    let rows = Padded(texts, with: 0)
    return stack.hiddenStates(rows.ids, lengths: rows.lengths)
  }

  private func demandPlaces(_ text: [Int]) throws {
    try demand(
      text.count <= settings.context,
      "A text of \(text.count) words is longer than the model can see: \(settings.context).")
  }
}
