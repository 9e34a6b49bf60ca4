import Ground
import Language
import Networks
import Tensors

/// Rewrites a text, such as a story as its summary, with words of its own or with words copied from where it looks:
/// also such as it has never seen.
///
///     let model = PointerGenerator(of: stories, summaries, settings, random: random)
///     let trainer = Trainer(model, optimizer: Adam(rate: 0.005), batchSize: 16, random: random)
///     trainer.clipping = .norm(2)
///     try trainer.train(on: model.data(stories, summaries), epochs: 10)
///     try model.written(of: [story], limit: 20)
///
/// An encoder reads the text both ways, and a decoder with attention writes. At each step a gate says how much of
/// the next word's probability is for the vocabulary's words by their scores, and how much for the text's by how
/// much attention they get. (See, Liu and Manning, "Get to the point: summarization with pointer-generator
/// networks", ACL 2017, section 2.) A word that the vocabulary doesn't have gets a number from V on, by its place
/// among such words of its text; it is read as `<unk>`.
public final class PointerGenerator: SavedModel, SequenceModel {
  public let vocabulary: Vocabulary
  public let settings: Settings
  private let encoder: SequenceEncoder
  private let decoder: AttentionDecoder
  /// From [context, h, x] to the gate: (2H + D) to 1.
  private let gate: Affine
  private let loss = CopyLoss(ignoring: PairBatch.padding)
  /// The gradient of the price of looking where one has looked: (N, T, S).
  private var dCoverage: Tensor?

  /// A model for these texts and what they are rewritten as, which has learned nothing yet.
  public convenience init(
    of texts: [[String]], _ summaries: [[String]], _ settings: Settings, random: Random
  ) {
    let words = texts.flatMap { $0 } + summaries.flatMap { $0 + [Pairs.end] }
    let vocabulary = Vocabulary(
      of: words, limit: settings.vocabularyLimit, minimumCount: settings.minimumCount,
      withUnknown: true, keeping: [Pairs.end])
    self.init([vocabulary], settings, random: random)
  }

  /// - Parameter vocabularies: the words of both sides, `<unk>` and the end sign among them.
  public init(_ vocabularies: [Vocabulary], _ settings: Settings, random: Random) {
    require(
      PointerGenerator.accepts(vocabularies),
      "A pointer-generator's vocabulary needs <unk> and \(Pairs.end).")
    require(
      settings.size.isMultiple(of: 2),
      "Two directions can't share \(settings.size) outputs; take an even size.")
    (vocabulary, self.settings) = (vocabularies[0], settings)
    var weights = random.stream("weights")
    let (d, h) = (settings.embeddingSize, settings.size)
    // Both halves know a word by the same vector.
    let vectors = Parameter(
      "embedding.weight",
      .normal(
        [vocabularies[0].count, d], deviation: 1 / Float(d).squareRoot(), random: &weights))
    encoder = SequenceEncoder(
      Embedding(vectors), settings.layers.encoder(random: &weights))
    decoder = AttentionDecoder(
      embedding: Embedding(vectors),
      recurrent: LSTM(inputs: d, size: h, name: "decoder.lstm1", random: &weights),
      score: settings.score, hasCoverage: settings.coverage > 0, random: &weights)
    gate = Affine(inputs: 2 * h + d, outputs: 1, name: "gate", random: &weights)
  }

  public var parts: [any Trainable] { [encoder, decoder, gate] }
  public var target: Vocabulary { vocabulary }
}

// MARK: - Texts

/// Texts and what they are rewritten as, for a `PointerGenerator` to learn from.
public struct CopyExamples: Dataset, Sendable {
  let all: PairBatch

  public var count: Int { all.questions.count }

  public func batch(_ indices: [Int]) -> PairBatch {
    PairBatch(
      questions: indices.map { all.questions[$0] }, answers: indices.map { all.answers[$0] })
  }
}

extension PointerGenerator {
  /// Texts with what they are to be rewritten as, as the model reads them.
  ///
  /// - Throws: `InputError` for a text without words.
  public func data(_ texts: [[String]], _ summaries: [[String]]) throws -> CopyExamples {
    require(
      texts.count == summaries.count,
      "\(summaries.count) summaries don't fit \(texts.count) texts.")
    let sources = try texts.enumerated().map(source)
    let answers = zip(sources, summaries).map { source, summary in
      summary.map { vocabulary[$0] ?? source.number(of: $0) ?? unknown }
    }
    return CopyExamples(all: PairBatch(questions: sources.map(\.ids), answers: answers))
  }

  private var unknown: Int { vocabulary[Vocabulary.unknown]! }

  /// A text's words as numbers; of a longer text than `settings.limit` the beginning.
  private func source(_ number: Int, _ text: [String]) throws -> Source {
    try demand(!text.isEmpty, "Text \(number) has no words; there is nothing to rewrite.")
    return Source(text.prefix(settings.limit), vocabulary)
  }

  /// What a model reads of numbers, those from V on being unknown words.
  private func read(_ ids: [[Int]]) -> [[Int]] {
    ids.map { $0.map { $0 < vocabulary.count ? $0 : unknown } }
  }
}

/// A text as numbers, with those that only this text has.
private struct Source {
  private(set) var ids: [Int] = []
  /// The words that the vocabulary doesn't have: V, V + 1, …
  private(set) var strangers: [String] = []
  private var places: [String: Int] = [:]

  init(_ text: ArraySlice<String>, _ vocabulary: Vocabulary) {
    for word in text {
      if let id = vocabulary[word] ?? places[word] {
        ids.append(id)
        continue
      }
      let id = vocabulary.count + strangers.count
      places[word] = id
      strangers.append(word)
      ids.append(id)
    }
  }

  /// The number of a word that the vocabulary doesn't have, if the text has it.
  func number(of word: String) -> Int? { places[word] }
}

// MARK: - Training

extension PointerGenerator {
  /// How well the model predicts each word, given those before it. In training, the price of looking where it has
  /// looked before comes on top, if coverage has one.
  public func forward(_ batch: PairBatch, mode: Mode) -> Score {
    let (inputs, targets) = batch.taught(end)
    let encoded = encoder.forward(read(batch.questions), mode: mode)
    var state = encoded.state
    let (scores, gates) = scores(
      of: decoder.read(
        read(inputs.ids), lengths: inputs.lengths, of: encoded, state: &state, mode: mode),
      mode: mode)
    let weights = decoder.attention.weights
    var score = loss.score(
      scores, gates: gates, weights: weights, sources: batch.questions, targets.ids)
    dCoverage = nil
    if let covered = decoder.attention.covered, mode == .training {
      let price = coveragePrice(
        weights, covered, lengths: inputs.lengths,
        factor: settings.coverage / Float(max(score.count, 1)))
      dCoverage = price.gradient
      score.total += Double(price.value) * Double(score.count)
    }
    return score
  }

  public func backward() {
    var (dScores, dGates, dWeights) = loss.backward()
    if let dCoverage { dWeights += dCoverage }
    let h = decoder.recurrent.outputs
    let (dRead, dInputs) = gate.backward(dGates).parted(at: 2 * h)
    dScores = decoder.output.backward(dScores) + dRead
    encoder.backward(decoder.backward(read: dScores, weights: dWeights, inputs: dInputs))
  }

  /// What the decoder has read (N, T, 2H) → the vocabulary's scores (N, T, V) and the gates before their
  /// sigmoid (N, T, 1).
  private func scores(of read: Tensor, mode: Mode) -> (scores: Tensor, gates: Tensor) {
    let known = Tensor.concatenate([read, decoder.inputs!], axis: 2)
    return (decoder.output.forward(read, mode: mode), gate.forward(known, mode: mode))
  }
}

/// factor · Σ min(weights, covered) over the steps that count (See, Liu and Manning, equation 12), and its
/// gradient for the weights, which also make up what is covered later: (N, T, S).
private func coveragePrice(
  _ weights: Tensor, _ covered: Tensor, lengths: [Int], factor: Float
) -> (value: Float, gradient: Tensor) {
  let (steps, columns) = (weights.shape[1], weights.shape[2])
  var (sums, gradient) = (Tensor.zeros(lengths.count), Tensor.zeros(weights.shape))
  var later = Tensor.zeros(lengths.count, columns)
  withBlocks(weights, covered) { weights, covered in
    changeBlocks(&sums, &gradient, &later) { sums, gradient, later in
      for (n, length) in lengths.enumerated() {
        let behind = later[row: n]
        for t in (n * steps..<n * steps + length).reversed() {
          let (a, before, d) = (weights[row: t], covered[row: t], gradient[row: t])
          for s in 0..<columns {
            d[s] = behind[s]
            if a[s] < before[s] { d[s] += factor } else { behind[s] += factor }
            sums.pointer[n] += min(a[s], before[s])
          }
        }
      }
    }
  }
  return (sums.sum() * factor, gradient)
}

// MARK: - Writing

extension PointerGenerator {
  public func writer(for questions: [[Int]]) -> any Writer { CopyWriter(self, questions) }

  /// What the model makes of texts, without the end sign; none depends on the others.
  ///
  /// - Parameters:
  ///   - limit: how many words are written at most.
  ///   - decoding: how words are chosen; the likeliest each time unless given.
  /// - Throws: `InputError` for a text without words, and what `Decoding.write` throws.
  public func written(
    of texts: [[String]], limit: Int, decoding: Decoding = .greedy,
    random: Random = Random(seed: 1, stream: "written")
  ) throws -> [[String]] {
    let sources = try texts.enumerated().map(source)
    var random = random
    var result: [[String]] = []
    for start in stride(from: 0, to: sources.count, by: 100) {
      let some = sources[start..<min(start + 100, sources.count)]
      let written = try decoding.write(
        with: writer(for: some.map(\.ids)), after: [end], until: end, limit: limit,
        skipping: [unknown], random: &random)
      result += zip(some, written).map { source, written in
        written.ids.map { word($0, of: source) }
      }
    }
    return result
  }

  private func word(_ id: Int, of source: Source) -> String {
    id < vocabulary.count ? vocabulary.word(id) : source.strangers[id - vocabulary.count]
  }

  /// What the model makes of a text, word by word and the end sign's step too, if it came to it: how much of each
  /// step's probability was the vocabulary's, and how much attention each of the text's S words got, (T, S).
  public func gates(
    of text: [String], limit: Int
  ) throws -> (words: [String], gates: [Float], weights: Tensor) {
    let source = try source(0, text)
    var random = Random(seed: 1, stream: "greedy")
    let written = try Decoding.greedy.write(
      with: writer(for: [source.ids]), after: [end], until: end, limit: limit,
      skipping: [unknown], random: &random)[0]
    let encoded = encoder.forward(read([source.ids]), mode: .inference)
    var state = encoded.state
    let ids = [end] + (written.isEnded ? written.ids : written.ids.dropLast())
    let read = decoder.read(
      read([ids]), lengths: nil, of: encoded, state: &state, mode: .inference)
    let gates = scores(of: read, mode: .inference).gates
    let words = written.ids.map { word($0, of: source) } + (written.isEnded ? [Pairs.end] : [])
    return (words, sigmoid(gates).values, decoder.attention.weights.row(0))
  }

  /// One more token in each row → the logarithms of all tokens' probabilities.
  fileprivate func next(
    after ids: [Int], _ sources: [[Int]], of encoded: Encoded, state: inout [Tensor],
    taken: inout Tensor?
  ) -> Tensor {
    let read = decoder.read(
      read(ids.map { [$0] }), lengths: nil, of: encoded, state: &state, taken: taken,
      mode: .inference)
    let (scores, gates) = scores(of: read, mode: .inference)
    let weights = decoder.attention.weights
    taken = decoder.attention.covered.map { ($0 + weights).lastStep }
    let rows = ids.count
    return CopyLoss.logProbabilities(
      scores.reshaped(rows, -1), gates: gates.reshaped(rows, 1), weights: weights.lastStep,
      sources: sources)
  }

  /// What the encoder makes of texts.
  fileprivate func encoded(_ sources: [[Int]]) -> Encoded {
    encoder.forward(read(sources), mode: .inference)
  }
}

/// Rewrites texts, step by step.
private final class CopyWriter: Writer {
  private let model: PointerGenerator
  private var sources: [[Int]]
  private var encoded: Encoded
  private var state: [Tensor]
  /// How much of each step of the text was looked at so far, with coverage: (N, S).
  private var taken: Tensor?

  init(_ model: PointerGenerator, _ sources: [[Int]]) {
    (self.model, self.sources, encoded) = (model, sources, model.encoded(sources))
    state = encoded.state
  }

  var rows: Int { sources.count }

  func next(after ids: [Int]) -> Tensor {
    model.next(after: ids, sources, of: encoded, state: &state, taken: &taken)
  }

  func select(_ rows: [Int]) {
    (sources, encoded) = (rows.map { sources[$0] }, encoded.rows(at: rows))
    state = state.map { $0.rows(at: rows) }
    taken = taken?.rows(at: rows)
  }
}
