import Foundation
import Ground
import Language
import Models
import Networks
import Tensors
import Testing

/// The words of the golden values: 0 … 5, of which 0 is unknown.
private let digits = Vocabulary(words: [Vocabulary.unknown] + (1..<6).map { "w\($0)" })
/// The same, 5 being the end sign; w6 and w7 are not among them.
private let ending = Vocabulary(
  words: [Vocabulary.unknown] + (1..<5).map { "w\($0)" } + [Pairs.end])
private let random = Random(seed: 1, stream: "retrieval")

private func words(_ ids: [Int]) -> [String] { ids.map { "w\($0)" } }

private func withFile(_ body: (_ path: String) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
  defer { try? FileManager.default.removeItem(atPath: path) }
  try body(path)
}

private func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
  let before = Threads.count
  defer { Threads.count = before }
  Threads.count = count
  return try body()
}

private func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

/// Compares a model with what PyTorch in double precision makes of each text alone. A loss may differ by a few
/// roundings of a Float (6e-8 each), a gradient, which is summed over texts and steps of either sign, by some
/// more.
private func expectGolden<M: Model>(
  _ name: String, _ model: M, _ batch: M.Batch, rows: [M.Batch] = []
) throws {
  let url = Bundle.module.url(forResource: "Golden/retrieval", withExtension: "json")!
  let golden = try JSONDecoder().decode(
    [String: [String: [Double]]].self, from: Data(contentsOf: url))[name]!
  let parameters = model.parameters.unique
  #expect(golden.count == 2 * parameters.count + (rows.isEmpty ? 1 : 2))
  for parameter in parameters {
    let values = try #require(golden[parameter.name], "\(parameter.name)")
    parameter.value = Tensor(values.map { Float($0) }, shape: parameter.value.shape)
  }
  model.zeroGradients()
  let score = model.forward(batch, mode: .training)
  model.backward()
  #expect(abs(Double(score.loss) / golden["loss"]![0] - 1) < 1e-6, "\(name)")
  for parameter in parameters {
    let expected = golden["d \(parameter.name)"]!
    let found = parameter.gradient.values.map { Double($0) }
    #expect(found.count == expected.count)
    let distance = length(zip(found, expected).map { $0 - $1 })
    #expect(distance <= 1e-5 * length(expected) + 1e-8, "\(name) \(parameter.name)")
  }
  for (row, batch) in rows.enumerated() {
    let loss = Double(model.forward(batch, mode: .inference).loss)
    #expect(abs(loss / golden["rows"]![row] - 1) < 1e-6, "\(name)")
  }
}

/// The loss along lines through all parameters: its slope is the gradient's share of that line. A step of 1e-2 errs
/// by its square, and a loss around 2 resolves 2.4e-7, so slopes by 2e-5.
private func expectSlopes<M: Model>(_ model: M, _ batch: M.Batch) {
  model.zeroGradients()
  _ = model.forward(batch, mode: .training)
  model.backward()
  let parameters = model.parameters.unique
  let (values, gradients) = (parameters.map(\.value), parameters.map(\.gradient))
  var random = Random(seed: 3, stream: "line")
  for _ in 0..<3 {
    let line = values.map { Tensor.normal($0.shape, random: &random) }
    let length = line.reduce(0) { $0 + ($1 * $1).sum() }.squareRoot()
    func loss(_ step: Float) -> Float {
      for (index, parameter) in parameters.enumerated() {
        parameter.value = values[index] + line[index] * (step / length)
      }
      return model.forward(batch, mode: .training).loss
    }
    let slope = (loss(0.01) - loss(-0.01)) / 0.02
    let expected = zip(gradients, line).reduce(0) { $0 + ($1.0 * $1.1).sum() } / length
    #expect(abs(slope - expected) < 2e-4)
  }
  for (parameter, value) in zip(parameters, values) { parameter.value = value }
}

/// Trains `make()` for two epochs, on one thread and on others, and with a stop in between: always the same bits.
private func expectSameBits<M: SavedModel>(
  _ data: some Dataset<M.Batch>, _ make: () -> M
) throws {
  func trainer(_ model: M) -> Trainer<M> {
    let trainer = Trainer(model, optimizer: Adam(rate: 0.01), batchSize: 5, random: random)
    (trainer.showsProgress, trainer.clipping) = (false, .norm(5))
    return trainer
  }
  let values = try [1, 2, 3].map { threads in
    try withThreads(threads) {
      let model = make()
      try trainer(model).train(on: data, epochs: 2)
      return model.parameters.map(\.value)
    }
  }
  #expect(values[0] == values[1] && values[0] == values[2])
  try withFile { path in
    let half = make()
    let first = trainer(half)
    first.onStep = { [unowned first] in if $0.number == 3 { first.stop() } }
    try first.train(on: data, epochs: 2)
    try half.save(to: path, training: first, notes: ["tokens": "words"])
    let (rest, notes) = try M.open(path)
    #expect(notes == ["tokens": "words"] && rest.settings == half.settings)
    let second = trainer(rest)
    try rest.resume(second, from: path)
    try second.train(on: data, epochs: 2)
    #expect(rest.parameters.map(\.value) == values[0])
    #expect(throws: InputError("\(path) is a checkpoint, but not of a recurrent language model.")) {
      try RecurrentLanguageModel(from: path)
    }
  }
}

// MARK: - Texts to learn from

/// Stories of who sold what to whom, and questions about them. A third of the names are known to no vocabulary.
private struct Sales {
  var stories: [[String]] = []
  var examples: [SpanExample] = []
  var summaries: [[String]] = []

  init(_ count: Int, seed: UInt64, names: Int = 30) {
    var random = Random(seed: seed, stream: "sales")
    func pick(_ words: [String]) -> String { words[random.integer(below: words.count)] }
    let things = ["boat", "net", "lamp", "rope", "barrel", "sail"]
    for _ in 0..<count {
      let people = (0..<3).map { _ in "N\(seed == 1 ? "" : "x")\(random.integer(below: names))" }
      let (thing, other) = (pick(things), pick(things))
      let sale = [people[0], "sold", "the", "old", thing, "to", people[1], "."]
      let more = [people[2], "watched", "a", other, "at", "the", "quay", "."]
      let story = random.bernoulli(0.5) ? sale + more : more + sale
      let first = story.firstIndex(of: "sold")!
      stories.append(story)
      summaries.append([people[0], "sold", thing])
      let kind = random.integer(below: 3)
      let (question, answer) = [
        (["who", "sold", "the", thing, "?"], first - 1..<first),
        (["what", "did", people[0], "sell", "?"], first + 1..<first + 4),
        (["to", "whom", "went", "the", thing, "?"], first + 5..<first + 6),
      ][kind]
      examples.append(SpanExample(question: question, passage: story, answer: answer))
    }
  }

  var pairs: TextPairs {
    TextPairs(questions: examples.map(\.question), passages: examples.map(\.passage))
  }
}

// MARK: - Dual encoder

@Suite struct DualEncoderTests {
  private static let cases: [(name: String, settings: DualEncoder.Settings)] = {
    func settings(_ change: (inout DualEncoder.Settings) -> Void) -> DualEncoder.Settings {
      var settings = DualEncoder.Settings()
      (settings.embeddingSize, settings.size) = (4, 3)
      change(&settings)
      return settings
    }
    return [
      ("dual mean", settings { $0.temperature = 0.25 }),
      (
        "dual mean apart",
        settings { ($0.temperature, $0.isShared, $0.isSymmetric) = (0.5, false, true) }
      ),
      (
        "dual lstm",
        settings { ($0.encoder, $0.temperature, $0.isSymmetric) = (.lstm, 0.5, true) }
      ),
      (
        "dual lstm apart",
        settings {
          ($0.encoder, $0.likeness, $0.temperature, $0.isShared) = (.lstm, .dot, 1, false)
        }
      ),
    ]
  }()

  private static let pairs = TextPairs(
    questions: [[1, 2], [3], [4, 4, 1], [2, 0, 5]].map(words),
    passages: [[2, 5, 1, 1], [3, 3, 4], [1], [3, 3, 4]].map(words))

  private func model(_ index: Int) -> DualEncoder {
    DualEncoder([digits], Self.cases[index].settings, random: random)
  }

  @Test(arguments: 0..<4) func lossAndGradientsAreThoseOfPyTorch(_ index: Int) throws {
    let model = model(index)
    try expectGolden(Self.cases[index].name, model, model.data(Self.pairs).batch([0, 1, 2, 3]))
  }

  @Test(arguments: 0..<4) func gradientsAreTheSlopes(_ index: Int) {
    // Words of each text once: where an LSTM's maxima are two, they have no slope.
    expectSlopes(model(index), model(index).data(Self.pairs).batch([0, 1, 2, 3]))
  }

  @Test(arguments: 0..<4) func noTextDependsOnItsNeighbors(_ index: Int) throws {
    let model = model(index)
    let texts = [["w1"], words([5, 4, 3, 2, 1, 1, 2]), ["never"], words([2, 2])]
    for side in [DualEncoder.Side.question, .passage] {
      let together = try model.vectors(of: texts, as: side)
      for (n, text) in texts.enumerated() {
        #expect(try model.vectors(of: [text], as: side).row(0) == together.row(n))
      }
    }
  }

  @Test(arguments: 0..<4) func trainingIsTheSameBits(_ index: Int) throws {
    let sales = Sales(13, seed: 1)
    let settings = Self.cases[index].settings
    func make() -> DualEncoder { DualEncoder(of: sales.pairs, settings, random: random) }
    try expectSameBits(make().data(sales.pairs), make)
  }

  @Test func itLearnsWhatGoesTogether() throws {
    let sales = Sales(300, seed: 1, names: 300)
    var settings = DualEncoder.Settings()
    settings.embeddingSize = 32
    let model = DualEncoder(of: sales.pairs, settings, random: random)
    let trainer = Trainer(model, optimizer: Adam(rate: 0.02), batchSize: 20, random: random)
    trainer.showsProgress = false
    try trainer.train(on: model.data(sales.pairs), epochs: 15)
    let vectors = try model.vectors(of: sales.stories, as: .passage)
    // What somebody sold is asked of one story, or of few.
    let asked = sales.pairs.questions.filter { $0[0] == "what" }
    let found = try asked.count { question in
      let hit = try model.search(question, in: vectors, limit: 1)[0]
      return sales.stories[hit.document].contains(question[2])
    }
    #expect(asked.count > 60 && found > asked.count * 9 / 10, "\(found) of \(asked.count)")
    let hits = try model.search(["who", "never", "?"], in: vectors, limit: 1_000)
    #expect(hits.count == 300 && hits[0].score >= hits[1].score && hits[0].score <= 1.00001)
  }

  @Test func oddInputIsRefused() throws {
    let model = model(0)
    let vectors = try model.vectors(of: [["w1"]], as: .passage)
    let empty = InputError("The question has no words; ask with one at least.")
    #expect(throws: empty) { try model.search([], in: vectors, limit: 1) }
    #expect(throws: InputError("Passage 1 has no words; leave it out.")) {
      try model.vectors(of: [["w1"], []], as: .passage)
    }
    #expect(throws: InputError.self) { try model.search(["w1"], in: .zeros(2, 7)) }
    #expect(try model.search(["w1"], in: .zeros(0, 4)).isEmpty)
    let long = [[String]](repeating: ["w1", "new"], count: 2_500).flatMap { $0 }
    #expect(try model.vectors(of: [long], as: .passage).values.allSatisfy(\.isFinite))
    #expect(try model.vectors(of: [], as: .question).shape == [0, 4])
  }
}

// MARK: - Cross-encoder

@Suite struct CrossEncoderTests {
  private static func settings() -> CrossEncoder.Settings {
    var settings = CrossEncoder.Settings()
    (settings.size, settings.heads, settings.layers) = (8, 2, 1)
    return settings
  }

  private static func candidates(_ sales: Sales) -> [[[String]]] {
    sales.stories.indices.map { n in
      (0..<(n % 3 + 2)).map { sales.stories[(n + 5 * $0) % sales.stories.count] }
    }
  }

  @Test func gradientsAreTheSlopes() throws {
    let sales = Sales(6, seed: 1)
    let (questions, candidates) = (sales.pairs.questions, Self.candidates(sales))
    let model = CrossEncoder(of: questions, candidates, Self.settings(), random: random)
    expectSlopes(model, try model.data(questions, candidates))
  }

  @Test func trainingIsTheSameBits() throws {
    let sales = Sales(13, seed: 1)
    let (questions, candidates) = (sales.pairs.questions, Self.candidates(sales))
    func make() -> CrossEncoder {
      CrossEncoder(of: questions, candidates, Self.settings(), random: random)
    }
    try expectSameBits(try make().data(questions, candidates), make)
  }

  @Test func noPassageDependsOnTheOthers() throws {
    let sales = Sales(20, seed: 1)
    let model = CrossEncoder(
      of: sales.pairs.questions, Self.candidates(sales), Self.settings(), random: random)
    let passages = [["sold"], sales.stories[0] + sales.stories[1], ["never", "seen"]]
    let question = sales.pairs.questions[0]
    let scores = try model.scores(of: question, passages)
    for (passage, score) in zip(passages, scores) {
      #expect(try model.scores(of: question, [passage]) == [score])
    }
    let ranked = try model.ranked(question, passages)
    #expect(ranked.map(\.score) == scores.sorted(by: >))
    #expect(try model.ranked(question, []).isEmpty)
    let long = [String](repeating: "sold", count: 5_000)
    #expect(try model.scores(of: long, [long])[0].isFinite)
  }

  @Test func oddInputIsRefused() throws {
    let model = CrossEncoder([digits], Self.settings(), random: random)
    #expect(throws: InputError("The question has no words; ask with one at least.")) {
      try model.scores(of: [], [["w1"]])
    }
    #expect(throws: InputError("A passage has no words; leave it out.")) {
      try model.scores(of: ["w1"], [[]])
    }
    #expect(throws: InputError.self) { try model.data([["w1"]], [[["w1"]]]) }
  }
}

// MARK: - Span reader

@Suite struct SpanReaderTests {
  private static func settings(
    declines: Bool = false, _ size: Int = 3, _ embeddingSize: Int = 4
  ) -> SpanReader.Settings {
    var settings = SpanReader.Settings()
    (settings.embeddingSize, settings.size, settings.canDecline) = (embeddingSize, size, declines)
    return settings
  }

  private static func golden(declines: Bool) -> [SpanExample] {
    [
      SpanExample(question: words([1, 2, 3]), passage: words([4, 2, 5, 1, 3]), answer: 1..<3),
      SpanExample(question: words([5]), passage: words([3, 0]), answer: 1..<2),
      SpanExample(
        question: ["new", "w4"], passage: ["New", "w0", "w4", "w1"], answer: declines ? nil : 0..<3),
    ]
  }

  @Test(arguments: [false, true]) func lossAndGradientsAreThoseOfPyTorch(declines: Bool) throws {
    let model = SpanReader([digits], Self.settings(declines: declines), random: random)
    let data = try model.data(Self.golden(declines: declines))
    try expectGolden(
      declines ? "span declining" : "span", model, data.batch([0, 1, 2]),
      rows: (0..<3).map { data.batch([$0]) })
  }

  @Test(arguments: [false, true]) func gradientsAreTheSlopes(declines: Bool) throws {
    let model = SpanReader([digits], Self.settings(declines: declines), random: random)
    expectSlopes(model, try model.data(Self.golden(declines: declines)).batch([0, 1, 2]))
  }

  @Test func theBestSpanIsTheBestOfAll() {
    var random = Random(seed: 1, stream: "spans")
    for _ in 0..<200 {
      let count = 1 + random.integer(below: 7)
      // Of few numbers, so that there are equal ones.
      let (start, end) = (
        (0..<count).map { _ in Float(random.integer(below: 4)) },
        (0..<count).map { _ in Float(random.integer(below: 4)) }
      )
      let longest = 1 + random.integer(below: 4)
      let spans = (0..<count).flatMap { s in (s..<count).map { s..<$0 + 1 } }.filter {
        $0.count <= longest
      }
      let most = spans.map { start[$0.lowerBound] + end[$0.upperBound - 1] }.max()!
      let first = spans.first { start[$0.lowerBound] + end[$0.upperBound - 1] == most }!
      let best = SpanReader.bestSpan(start: start, end: end, longest: longest)
      #expect(best.span == first && best.score == most)
    }
  }

  @Test(arguments: [false, true]) func noQuestionDependsOnTheOthers(declines: Bool) throws {
    let sales = Sales(10, seed: 1)
    let model = SpanReader(of: sales.examples, Self.settings(declines: declines), random: random)
    let questions = sales.pairs.questions + [["?"], ["who"]]
    let passages = sales.stories + [["never"], sales.stories.flatMap { $0 }]
    let answers = try model.answers(to: questions, in: passages)
    for (n, answer) in answers.enumerated() {
      #expect(try model.answer(questions[n], in: passages[n]) == answer)
      let scores = try model.scores(of: questions[n], in: passages[n])
      let best = SpanReader.bestSpan(start: scores.start, end: scores.end, longest: 10)
      let isNone = declines && 2 * scores.none! >= best.score
      #expect(answer.span == (isNone ? nil : best.span) && (0...1).contains(answer.probability))
    }
    #expect(model.alignmentWeights.shape == [1, passages.last!.count, 1])
    let long = [String](repeating: "old", count: 5_000)
    #expect(try model.scores(of: ["who"], in: long).start.count == 2_000)
  }

  @Test func trainingIsTheSameBits() throws {
    let sales = Sales(13, seed: 1)
    var settings = Self.settings(declines: true)
    settings.dropout = 0.2
    func make() -> SpanReader { SpanReader(of: sales.examples, settings, random: random) }
    try expectSameBits(try make().data(sales.examples), make)
  }

  /// Names that it has never seen are found as well.
  @Test func itLearnsToAnswer() throws {
    let (training, test) = (Sales(300, seed: 1, names: 300), Sales(100, seed: 2))
    let model = SpanReader(of: training.examples, Self.settings(16, 16), random: random)
    let trainer = Trainer(model, optimizer: Adam(rate: 0.01), batchSize: 20, random: random)
    (trainer.clipping, trainer.showsProgress) = (.norm(5), false)
    try trainer.train(on: try model.data(training.examples), epochs: 10)
    let answers = try model.answers(to: test.pairs.questions, in: test.stories)
    let scores = AnswerScores(
      of: zip(answers, test.stories).map { Array($1[$0.span!]) },
      answers: test.examples.map { [Array($0.passage[$0.answer!])] })
    #expect(scores.exactMatch > 0.9 && scores.f1 >= scores.exactMatch, "\(scores)")
    let score = model.score(on: try model.data(test.examples))
    #expect(score.accuracy! > 0.9)
  }

  @Test func oddInputIsRefused() throws {
    let model = SpanReader([digits], Self.settings(), random: random)
    #expect(throws: InputError("Question 0 has no words; ask with one at least.")) {
      try model.answer([], in: ["w1"])
    }
    #expect(
      throws: InputError("The passage of question 1 has no words; there is nothing to read.")
    ) { try model.answers(to: [["w1"], ["w1"]], in: [["w1"], []]) }
    for answer in [nil, 0..<0, 0..<3, -1..<1] {
      #expect(throws: InputError.self) {
        try model.data([SpanExample(question: ["w1"], passage: ["w1", "w2"], answer: answer)])
      }
    }
    #expect(try model.answers(to: [], in: []).isEmpty)
  }
}

// MARK: - Pointer-generator

@Suite struct PointerGeneratorTests {
  private static let cases: [(name: String, settings: PointerGenerator.Settings)] = [
    ("pointer dot", .dot, 0), ("pointer general, coverage", .general, 0.5),
    ("pointer additive", .additive, 0), ("pointer additive, coverage", .additive, 1),
  ].map { (name: String, score: Attention.Score, coverage: Float) in
    var settings = PointerGenerator.Settings()
    (settings.embeddingSize, settings.size) = (4, 4)
    (settings.score, settings.coverage) = (score, coverage)
    return (name, settings)
  }

  private static let texts = [[1, 6, 2, 6, 7], [4], [3, 3, 6, 1]].map(words)
  private static let summaries = [[6, 3, 7], [9], [1, 6, 2, 6]].map(words)

  private func model(_ index: Int) -> PointerGenerator {
    PointerGenerator([ending], Self.cases[index].settings, random: random)
  }

  @Test(arguments: 0..<4) func lossAndGradientsAreThoseOfPyTorch(_ index: Int) throws {
    let model = model(index)
    // w2 isn't in the third text, but in the vocabulary; w9 is in neither.
    let data = try model.data(Self.texts, Self.summaries)
    try expectGolden(
      Self.cases[index].name, model, data.batch([0, 1, 2]), rows: (0..<3).map { data.batch([$0]) })
  }

  @Test(arguments: 0..<4) func gradientsAreTheSlopes(_ index: Int) throws {
    let model = model(index)
    expectSlopes(model, try model.data(Self.texts, Self.summaries).batch([0, 1, 2]))
  }

  @Test(arguments: 0..<4) func trainingIsTheSameBits(_ index: Int) throws {
    let sales = Sales(13, seed: 1)
    let settings = Self.cases[index].settings
    func make() -> PointerGenerator {
      PointerGenerator(of: sales.stories, sales.summaries, settings, random: random)
    }
    try expectSameBits(try make().data(sales.stories, sales.summaries), make)
  }

  /// What a text becomes is the same words alone and beside longer ones, by either decoding; and the steps of
  /// writing are those of training, to the bit.
  @Test(arguments: 0..<4) func noTextDependsOnItsNeighbors(_ index: Int) throws {
    let sales = Sales(12, seed: 1)
    let model = PointerGenerator(
      of: sales.stories, sales.summaries, Self.cases[index].settings, random: random)
    let texts = sales.stories + [["never"], ["sold", "never"], sales.stories.flatMap { $0 }]
    for decoding in [Decoding.greedy, try .beam(width: 3)] {
      let together = try model.written(of: texts, limit: 6, decoding: decoding)
      for (text, words) in zip(texts, together) {
        #expect(try model.written(of: [text], limit: 6, decoding: decoding) == [words])
        #expect(!words.contains(Vocabulary.unknown))
      }
    }
    let (words, gates, weights) = try model.gates(of: texts[0], limit: 6)
    #expect(weights.shape == [words.count, texts[0].count] && gates.count == words.count)
    let written = try model.written(of: [texts[0]], limit: 6)[0]
    #expect(words == written || words == written + [Pairs.end])

    let data = try model.data(texts, texts.map { Array($0.prefix(3)) })
    let batch = data.batch(Array(0..<data.count))
    let writer = model.writer(for: batch.questions)
    var logs = [Float](repeating: 0, count: data.count)
    for step in 0..<2 {
      let ids = batch.answers.map { step == 0 ? model.end : $0[min(step - 1, $0.count - 1)] }
      let next = try writer.next(after: ids)
      for (n, answer) in batch.answers.enumerated() where step < answer.count {
        logs[n] = next[n, answer[step]]
        #expect(abs(exp(logSumExp(next.row(n)).item) - 1) < 1e-5)
      }
    }
    // The floor under a probability is what the two ways differ by.
    let first = PairBatch(questions: [batch.questions[0]], answers: [batch.answers[0]])
    let whole = model.forward(first, mode: .inference)
    #expect(whole.loss.isFinite && logs.allSatisfy { $0 < 0 })
  }

  /// Names that it has never seen are written as well: copied.
  @Test(arguments: [0, 1, 2]) func itLearnsToCopy(_ index: Int) throws {
    let (training, test) = (Sales(300, seed: 1, names: 300), Sales(60, seed: 2))
    var settings = Self.cases[index].settings
    (settings.embeddingSize, settings.size, settings.minimumCount) = (16, 32, 12)
    let model = PointerGenerator(
      of: training.stories, training.summaries, settings, random: random)
    let trainer = Trainer(model, optimizer: Adam(rate: 0.01), batchSize: 20, random: random)
    (trainer.clipping, trainer.showsProgress) = (.norm(5), false)
    try trainer.train(on: try model.data(training.stories, training.summaries), epochs: 14)
    let written = try model.written(of: test.stories, limit: 6)
    let right = zip(written, test.summaries).count { $0 == $1 }
    #expect(right > 48, "\(settings) \(right)")
    #expect(test.summaries.allSatisfy { model.vocabulary[$0[0]] == nil })
  }

  @Test func oddInputIsRefused() throws {
    let model = model(3)
    #expect(throws: InputError("Text 1 has no words; there is nothing to rewrite.")) {
      try model.written(of: [["w1"], []], limit: 3)
    }
    #expect(throws: InputError.self) { try model.data([[]], [["w1"]]) }
    let long = (0..<5_000).map { "new\($0)" }
    let written = try model.written(of: [long], limit: 3)
    #expect(written[0].count <= 3)
    #expect(try model.written(of: [], limit: 3).isEmpty)
    #expect(try model.data([["w1"]], [[]]).count == 1)
  }
}
