import Ground
import Language
import Networks
import Tensors

/// Reads a question and a passage together, every word looking at all words of both, and says how well they fit.
///
///     let model = CrossEncoder(of: questions, candidates, settings, random: random)
///     let trainer = Trainer(model, optimizer: Adam(rate: 0.002), batchSize: 8, random: random)
///     try trainer.train(on: model.data(questions, candidates), epochs: 5)
///     try model.ranked(["who", "lost", "a", "boat"], found)
///
/// It is a Transformer's encoder over a sign, the question and the passage; what stands at the sign in the end is
/// scored. Beside its own vector each word has that of its kind: whose it is, and whether the other text has it
/// too. Nothing can be made ready before the question comes, so it is for the few passages that a quicker
/// search has found. (Nogueira and Cho, "Passage re-ranking with BERT", 2019, less its pretraining.)
public final class CrossEncoder: SavedModel {
  public let vocabulary: Vocabulary
  public let settings: Settings
  /// Of the words, and of the sign, which comes after them.
  private let embedding: Embedding
  private let kinds: Embedding
  private let positions: PositionalEncoding
  private let dropout: Dropout
  private let blocks: [TransformerBlock]
  private let norm: LayerNorm
  private let output: Affine
  private let loss = SoftmaxWithLoss()
  /// The latest forward's candidates for each question, and the shape of what was read.
  private var passed: (counts: [Int], shape: [Int])?

  /// A model for these questions and passages, which has learned nothing yet.
  public convenience init(
    of questions: [[String]], _ candidates: [[[String]]], _ settings: Settings, random: Random
  ) {
    let words = questions.flatMap { $0 } + candidates.flatMap { $0.flatMap { $0 } }
    self.init(
      [Vocabulary(of: words, minimumCount: settings.minimumCount, withUnknown: true)], settings,
      random: random)
  }

  /// - Parameter vocabularies: the words of questions and passages, `<unk>` among them.
  public init(_ vocabularies: [Vocabulary], _ settings: Settings, random: Random) {
    require(CrossEncoder.accepts(vocabularies), "A cross-encoder's vocabulary needs <unk>.")
    (vocabulary, self.settings) = (vocabularies[0], settings)
    var weights = random.stream("weights")
    let d = settings.size
    func embedding(_ count: Int, _ name: String) -> Embedding {
      Embedding(
        words: count, size: d, weights: .normal(deviation: 1 / Float(d).squareRoot()), name: name,
        random: &weights)
    }
    self.embedding = embedding(vocabularies[0].count + 1, "embedding")
    kinds = embedding(Kind.allCases.count, "kinds")
    positions = PositionalEncoding(size: d)
    blocks = (0..<settings.layers).map { layer in
      TransformerBlock(
        size: d, heads: settings.heads, hidden: 4 * d, isCausal: false, dropout: settings.dropout,
        name: "block\(layer + 1)", random: &weights)
    }
    dropout = Dropout(settings.dropout, random: random.stream("dropout"))
    norm = LayerNorm(d)
    output = Affine(inputs: d, outputs: 1, name: "output", random: &weights)
  }

  public var parts: [any Trainable] {
    [embedding, kinds, positions, dropout] + blocks + [norm, output]
  }

  /// What a step is.
  private enum Kind: Int, CaseIterable { case sign, asked, askedAndFound, read, readAndAsked }
}

// MARK: - Texts

/// Questions with passages of which one is right, as a `CrossEncoder` reads them.
public struct EncodedCandidates: Dataset, Sendable {
  /// A question and a passage: the ids of their words, and their kinds.
  struct Row: Sendable {
    var ids: [Int]
    var kinds: [Int]
  }

  /// For each question its candidates, the right one first.
  let rows: [[Row]]

  public var count: Int { rows.count }

  public func batch(_ indices: [Int]) -> EncodedCandidates {
    EncodedCandidates(rows: indices.map { rows[$0] })
  }
}

extension CrossEncoder {
  /// Questions with their candidates as the model reads them, to be trained on or to validate by.
  ///
  /// - Parameter candidates: for each question two passages at least, the first being the right one.
  /// - Throws: `InputError` for a question or a passage without words, or a question with fewer candidates.
  public func data(_ questions: [[String]], _ candidates: [[[String]]]) throws -> EncodedCandidates
  {
    require(
      questions.count == candidates.count,
      "\(questions.count) questions need as many lists of candidates, not \(candidates.count).")
    return EncodedCandidates(
      rows: try zip(questions, candidates).map { question, passages in
        try demand(
          passages.count > 1, "A question needs its passage and at least one that is wrong.")
        return try passages.map { try row(question, $0) }
      })
  }

  private func row(_ question: [String], _ passage: [String]) throws -> EncodedCandidates.Row {
    try demand(!question.isEmpty, "The question has no words; ask with one at least.")
    try demand(!passage.isEmpty, "A passage has no words; leave it out.")
    let (question, passage) = (question.prefix(settings.limit), passage.prefix(settings.limit))
    let (asked, found) = (Set(question), Set(passage))
    let unknown = vocabulary[Vocabulary.unknown]!
    let kinds =
      [.sign] + question.map { found.contains($0) ? Kind.askedAndFound : .asked }
      + passage.map { asked.contains($0) ? Kind.readAndAsked : .read }
    return EncodedCandidates.Row(
      ids: [vocabulary.count] + (question + passage).map { vocabulary[$0] ?? unknown },
      kinds: kinds.map(\.rawValue))
  }
}

// MARK: - Training

extension CrossEncoder {
  /// −log of the right candidates' probability, by a softmax over those of the same question.
  public func forward(_ batch: EncodedCandidates, mode: Mode) -> Score {
    let counts = batch.rows.map(\.count)
    let scores = scores(of: batch.rows.flatMap { $0 }, mode: mode)
    passed?.counts = counts
    var lists = Tensor.full([counts.count, counts.max() ?? 0], -.infinity)
    var start = 0
    for (n, count) in counts.enumerated() {
      for k in 0..<count { lists[n, k] = scores[start + k] }
      start += count
    }
    let right = [Int](repeating: 0, count: counts.count)
    let correct = loss.correct(lists, right)
    return Score(loss: loss.forward(lists, right), count: counts.count, correct: correct)
  }

  public func backward() {
    guard let (counts, shape) = passed else {
      stop("CrossEncoder.backward needs a call of forward before it.")
    }
    let lists = loss.backward()
    let d = counts.enumerated().flatMap { n, count in (0..<count).map { lists[n, $0] } }
    let dy = norm.backward(output.backward(Tensor(d, shape: [d.count, 1])))
    var dx = Tensor.zeros(shape[0] * shape[1], shape[2])
    dx.setRows(dy, at: (0..<shape[0]).map { $0 * shape[1] })
    dx = dx.reshaped(shape)
    for block in blocks.reversed() { dx = block.backward(dx).x }
    dx = positions.backward(dropout.backward(dx)) * scale
    embedding.backward(dx)
    kinds.backward(dx)
  }

  /// √D, which brings the vectors to the size of the positions.
  private var scale: Float { Float(settings.size).squareRoot() }

  private func scores(of rows: [EncodedCandidates.Row], mode: Mode) -> [Float] {
    let (ids, kinds) = (
      Padded(rows.map(\.ids), with: vocabulary.count), Padded(rows.map(\.kinds), with: 0)
    )
    let words = embedding.forward(ids.ids) + self.kinds.forward(kinds.ids)
    var x = dropout.forward(positions.forward(words * scale, mode: mode), mode: mode)
    for block in blocks { x = block.forward(x, lengths: ids.lengths, mode: mode) }
    passed = ([], x.shape)
    let steps = x.shape[1]
    let signs = x.reshaped(-1, settings.size).rows(at: rows.indices.map { $0 * steps })
    return output.forward(norm.forward(signs, mode: mode), mode: mode).values
  }
}

// MARK: - Ranking

extension CrossEncoder {
  /// How well each passage fits a question; none depends on the others.
  ///
  /// - Throws: `InputError` for a question or a passage without words.
  public func scores(of question: [String], _ passages: [[String]]) throws -> [Float] {
    let rows = try passages.map { try row(question, $0) }
    var scores = [Float](repeating: 0, count: rows.count)
    for part in groups(of: rows.map(\.ids.count)) {
      let some = self.scores(of: part.map { rows[$0] }, mode: .inference)
      for (place, score) in zip(part, some) { scores[place] = score }
    }
    return scores
  }

  /// The passages, the best fitting first; of equally good ones the first.
  ///
  /// - Throws: `InputError` for a question or a passage without words.
  public func ranked(_ question: [String], _ passages: [[String]]) throws -> [Hit] {
    let scores = try scores(of: question, passages)
    return highest(scores.count, of: scores).map { Hit(document: $0, score: scores[$0]) }
  }
}
