import Ground
import Language
import Networks
import Tensors

/// Reads a passage for the answer to a question: for each word it says how likely the answer begins there, and
/// how likely it ends there.
///
///     let reader = SpanReader(of: examples, settings, random: random)
///     let trainer = Trainer(reader, optimizer: Adam(rate: 0.005), batchSize: 16, random: random)
///     trainer.clipping = .norm(5)
///     try trainer.train(on: reader.data(examples), epochs: 10)
///     let answer = try reader.answer(["who", "lost", "a", "boat", "?"], in: story)
///     answer.span.map { story[$0] }
///
/// Each word of the passage is a vector, beside it a weighted sum of the question's words that are like it, and
/// whether the question has just this word. An LSTM reads that both ways. Another one reads the question, of
/// which a weighted sum is left, c; and h·Ws·c and h·We·c score the passage's words, as the answer's first and
/// as its last. (Chen, Fisch, Weston and Bordes, "Reading Wikipedia to answer open-domain questions", ACL 2017,
/// section 3.2, less its parts of speech and frequencies.)
public final class SpanReader: SavedModel {
  public let vocabulary: Vocabulary
  public let settings: Settings
  private let embedding: Embedding
  /// What of the question is like each word of the passage.
  private let alignment: Attention
  private let passageLayers, questionLayers: Bidirectional
  /// What the question's words are asked for: (2H).
  private let asked: Parameter
  private let summary: Attention
  /// Ws and We: (2H, 2H).
  private let start, end: MatMul
  /// From the question to the score of there being no answer.
  private let none: Affine?
  /// On the words' vectors, and on what is made of the passage and of the question.
  private let dropouts: (input: Dropout, passage: Dropout, question: Dropout)
  private let losses = (start: SoftmaxWithLoss(), end: SoftmaxWithLoss())
  private var passed: Passed?

  /// What `backward` needs: where the words stand, h (N, T, 2H), and Ws·c and We·c (N, 1, 2H).
  private struct Passed {
    let questions, passages: Ragged
    let h, start, end: Tensor
  }

  /// A model for these examples, which has learned nothing yet.
  public convenience init(of examples: [SpanExample], _ settings: Settings, random: Random) {
    let words = examples.flatMap { $0.question + $0.passage }
    self.init(
      [Vocabulary(of: words, minimumCount: settings.minimumCount, withUnknown: true)], settings,
      random: random)
  }

  /// - Parameter vocabularies: the words of questions and passages, `<unk>` among them.
  public init(_ vocabularies: [Vocabulary], _ settings: Settings, random: Random) {
    require(SpanReader.accepts(vocabularies), "A span reader's vocabulary needs <unk>.")
    (vocabulary, self.settings) = (vocabularies[0], settings)
    var weights = random.stream("weights")
    let (d, h) = (settings.embeddingSize, settings.size)
    embedding = Embedding(
      words: vocabularies[0].count, size: d, weights: .normal(deviation: 1 / Float(d).squareRoot()),
      random: &weights)
    alignment = Attention(.general, queries: d, memory: d, name: "alignment", random: &weights)
    func layers(_ inputs: Int, _ name: String) -> Bidirectional {
      Bidirectional(
        LSTM(inputs: inputs, size: h, name: "\(name).onward", random: &weights),
        LSTM(inputs: inputs, size: h, name: "\(name).back", random: &weights))
    }
    passageLayers = layers(2 * d + 1, "passage")
    questionLayers = layers(d, "question")
    asked = Parameter("summary.asked", .zeros(2 * h))
    summary = Attention(.dot, queries: 2 * h, memory: 2 * h, name: "summary", random: &weights)
    start = MatMul(inputs: 2 * h, outputs: 2 * h, name: "start", random: &weights)
    end = MatMul(inputs: 2 * h, outputs: 2 * h, name: "end", random: &weights)
    none =
      settings.canDecline
      ? Affine(inputs: 2 * h, outputs: 1, name: "none", random: &weights) : nil
    func dropout(_ name: String) -> Dropout {
      Dropout(settings.dropout, random: random.stream("\(name) dropout"))
    }
    dropouts = (dropout("input"), dropout("passage"), dropout("question"))
  }

  public var parts: [any Trainable] {
    let always: [any Trainable] = [
      embedding, dropouts.input, alignment, passageLayers, dropouts.passage, questionLayers,
      dropouts.question, asked, summary, start, end,
    ]
    return always + (none.map { [$0] } ?? [])
  }
}

// MARK: - Training

extension SpanReader {
  /// Examples as the model reads them, to be trained on or to validate by.
  ///
  /// - Throws: `InputError` for a question or a passage without words, an answer that isn't in what the model
  ///   reads of its passage, or one that isn't there if the model can't say so.
  public func data(_ examples: [SpanExample]) throws -> EncodedSpans {
    for (place, example) in examples.enumerated() {
      guard let answer = example.answer else {
        try demand(
          settings.canDecline,
          "Question \(place) has no answer in its passage; let the model decline (canDecline).")
        continue
      }
      let count = min(example.passage.count, settings.limit)
      try demand(
        !answer.isEmpty && answer.lowerBound >= 0 && answer.upperBound <= count,
        """
        The answer to question \(place) stands at \(answer) of its passage, of which \(count) words are \
        read; leave it out, or raise the limit.
        """)
    }
    return EncodedSpans(
      try words.batch(
        examples.map(\.question), examples.map(\.passage), examples.map(\.answer)))
  }

  private var words: SpanWords { SpanWords(vocabulary: vocabulary, limit: settings.limit) }

  /// −log of the probability of each answer, that of its first word times that of its last; right is the answer
  /// that agrees word for word.
  public func forward(_ batch: SpanBatch, mode: Mode) -> Score {
    let scores = scores(of: batch, mode: mode)
    let first = settings.canDecline ? 1 : 0
    let starts = batch.answers.map { $0.map { $0.lowerBound + first } ?? 0 }
    let ends = batch.answers.map { $0.map { $0.upperBound - 1 + first } ?? 0 }
    let correct = zip(found(scores, batch), batch.answers).count { $0.span == $1 }
    let loss = losses.start.forward(scores.start, starts) + losses.end.forward(scores.end, ends)
    return Score(loss: loss, count: batch.answers.count, correct: correct)
  }

  public func backward() {
    guard let passed else { stop("SpanReader.backward needs a call of forward before it.") }
    let (dStart, dStartNone) = parted(losses.start.backward())
    let (dEnd, dEndNone) = parted(losses.end.backward())
    var dh = matmul(dStart, passed.start)
    matmul(dEnd, passed.end, addingTo: &dh)
    var dc = start.backward(matmul(dStart, passed.h, transposed: .left))
    dc += end.backward(matmul(dEnd, passed.h, transposed: .left))
    if let none { dc += none.backward(dStartNone + dEndNone) }

    let (dAsked, dg) = summary.backward(dc)
    asked.gradient += dAsked.reshaped(-1, asked.value.count).sum(axis: 0)
    var dQuestion = questionLayers.backward(dropouts.question.backward(dg))

    let dInputs = passageLayers.backward(dropouts.passage.backward(dh))
    let d = settings.embeddingSize
    let (dWords, dRest) = dInputs.parted(at: d)
    let (dQueries, dMemory) = alignment.backward(dRest.parted(at: d).0)
    dQuestion += dMemory
    let dx = Tensor.concatenate([
      passed.questions.steps(of: dQuestion), passed.passages.steps(of: dWords + dQueries),
    ])
    embedding.backward(dropouts.input.backward(dx))
  }

  /// The gradient of scores (N, C) → of those of words (N, T, 1), and of those of no answer (N, 1, 1).
  private func parted(_ d: Tensor) -> (words: Tensor, none: Tensor) {
    let (rows, columns) = (d.shape[0], d.shape[1])
    guard settings.canDecline else { return (d.reshaped(rows, columns, 1), .zeros(rows, 1, 1)) }
    return (
      d.columns(1..<columns).reshaped(rows, columns - 1, 1), d.columns(0..<1).reshaped(rows, 1, 1)
    )
  }

  /// The scores of each word as the first and as the last of the answer, −∞ beyond a passage's end: (N, T); with
  /// that of no answer before them (N, 1 + T), where there is one.
  private func scores(of batch: SpanBatch, mode: Mode) -> (start: Tensor, end: Tensor) {
    let (questions, passages) = (
      Ragged(batch.questions.map(\.count)), Ragged(batch.passages.map(\.count))
    )
    let ids = batch.questions.flatMap { $0 } + batch.passages.flatMap { $0 }
    let x = dropouts.input.forward(embedding.forward(ids), mode: mode)
    let count = batch.questions.reduce(0) { $0 + $1.count }
    let question = questions.padded(x.rows(0..<count))
    let passage = passages.padded(x.rows(count..<ids.count))

    let aligned = alignment.forward(passage, over: question, lengths: questions.lengths)
    let matches = batch.matches.flatMap { $0.map { $0 ? Float(1) : 0 } }
    let inputs = Tensor.concatenate(
      [passage, aligned, passages.padded(Tensor(matches, shape: [matches.count, 1]))], axis: 2)
    passageLayers.resetState()
    let h = dropouts.passage.forward(
      passageLayers.forward(inputs, lengths: passages.lengths, mode: mode), mode: mode)
    passageLayers.resetState()

    questionLayers.resetState()
    let g = dropouts.question.forward(
      questionLayers.forward(question, lengths: questions.lengths, mode: mode), mode: mode)
    questionLayers.resetState()
    let rows = batch.questions.count
    let queries = asked.value.reshaped(1, -1).rows(at: [Int](repeating: 0, count: rows))
    let c = summary.forward(
      queries.reshaped(rows, 1, -1), over: g, lengths: questions.lengths)

    let (u, v) = (start.forward(c, mode: mode), end.forward(c, mode: mode))
    passed = Passed(questions: questions, passages: passages, h: h, start: u, end: v)
    let declined = none?.forward(c, mode: mode).values
    func scores(_ u: Tensor) -> Tensor {
      masked(matmul(h, u, transposed: .right), lengths: passages.lengths, declined)
    }
    return (scores(u), scores(v))
  }

  /// Scores (N, T, 1) → (N, T) or (N, 1 + T), with those of no answer in front.
  private func masked(_ scores: Tensor, lengths: [Int], _ none: [Float]?) -> Tensor {
    let (steps, first) = (scores.shape[1], none == nil ? 0 : 1)
    var result = Tensor.full([lengths.count, first + steps], -.infinity)
    result.changeBlock { result in
      scores.withBlock { scores in
        for (n, length) in lengths.enumerated() {
          let row = result[row: n]
          if let none { row[0] = none[n] }
          for t in 0..<length { row[first + t] = scores[row: n * steps + t][0] }
        }
      }
    }
    return result
  }
}

// MARK: - Answering

extension SpanReader {
  /// What was found in a passage.
  public struct Answer: Equatable, Sendable {
    /// The answer's words, as places in the passage; nil if the model thinks that it has none.
    public let span: Range<Int>?
    /// The score of its first word plus that of its last, by which answers in several passages can be compared
    /// (Clark and Gardner, "Simple and effective multi-paragraph reading comprehension", ACL 2018).
    public let score: Float
    /// How likely it is, if there is one in this passage or, of a model that can decline, in any case.
    public let probability: Float
  }

  /// The likeliest answer to a question in a passage.
  ///
  /// - Throws: `InputError` if one of both has no words.
  public func answer(_ question: [String], in passage: [String]) throws -> Answer {
    try answers(to: [question], in: [passage])[0]
  }

  /// The likeliest answer to each question in its passage; none depends on the others.
  ///
  /// - Throws: `InputError` for a question or a passage without words.
  public func answers(to questions: [[String]], in passages: [[String]]) throws -> [Answer] {
    let batch = try words.batch(questions, passages)
    var answers = [Answer?](repeating: nil, count: questions.count)
    for part in groups(of: batch.passages.map(\.count)) {
      let some = SpanBatch(
        questions: part.map { batch.questions[$0] }, passages: part.map { batch.passages[$0] },
        matches: part.map { batch.matches[$0] }, answers: [])
      for (place, answer) in zip(part, found(scores(of: some, mode: .inference), some)) {
        answers[place] = answer
      }
    }
    return answers.map { $0! }
  }

  /// How well each word of a passage would begin and end the answer to a question, and how well there being no
  /// answer fits, if the model can say so.
  ///
  /// - Throws: `InputError` if one of both has no words.
  public func scores(
    of question: [String], in passage: [String]
  ) throws -> (start: [Float], end: [Float], none: Float?) {
    let scores = scores(of: try words.batch([question], [passage]), mode: .inference)
    let first = settings.canDecline ? 1 : 0
    return (
      Array(scores.start.values[first...]), Array(scores.end.values[first...]),
      settings.canDecline ? scores.start[0, 0] : nil
    )
  }

  /// How much each word of the passage took of each word of the question, in the latest forward: (N, T, S).
  public var alignmentWeights: Tensor { alignment.weights }

  /// How much each word of the question counts for what is asked, in the latest forward: (N, 1, S).
  public var questionWeights: Tensor { summary.weights }

  /// The span with the highest sum of the score of its first word and that of its last, of at most `longest`
  /// words; of equally good ones the first. One word at least must be scored.
  public static func bestSpan(
    start: [Float], end: [Float], longest: Int
  ) -> (span: Range<Int>, score: Float) {
    require(
      !start.isEmpty && start.count == end.count && longest > 0,
      "\(start.count) and \(end.count) scores have no best span of up to \(longest) words.")
    var best = (span: 0..<1, score: start[0] + end[0])
    for first in start.indices {
      for last in first..<min(first + longest, end.count)
      where start[first] + end[last] > best.score {
        best = (first..<last + 1, start[first] + end[last])
      }
    }
    return best
  }

  private func found(
    _ scores: (start: Tensor, end: Tensor), _ batch: SpanBatch
  ) -> [Answer] {
    let first = settings.canDecline ? 1 : 0
    let normalizers = zip(logSumExp(scores.start).values, logSumExp(scores.end).values).map(+)
    return batch.passages.enumerated().map { n, passage in
      let words = first..<first + passage.count
      let (start, end) = (scores.start.row(n).values, scores.end.row(n).values)
      let best = SpanReader.bestSpan(
        start: Array(start[words]), end: Array(end[words]), longest: settings.longest)
      let declined = start[0] + end[0]
      let isNone = settings.canDecline && declined >= best.score
      let score = isNone ? declined : best.score
      return Answer(
        span: isNone ? nil : best.span, score: score, probability: exp(score - normalizers[n]))
    }
  }
}
