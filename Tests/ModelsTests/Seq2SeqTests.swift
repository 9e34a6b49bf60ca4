import Foundation
import Ground
import Language
import Models
import Networks
import Tensors
import Testing

private typealias Settings = Seq2Seq.Settings

private func settings(
  _ look: Seq2Seq.Look, size: Int = 4, _ change: (inout Settings) -> Void = { _ in }
) -> Settings {
  var settings = Settings()
  (settings.embeddingSize, settings.size, settings.look) = (3, size, look)
  change(&settings)
  return settings
}

/// All looks, with every other choice made at least once.
private let variants: [Settings] =
  Seq2Seq.Look.allCases.map { settings($0) } + [
    settings(.plain) { ($0.cell, $0.layers) = (.gru, 2) },
    settings(.peeky) { ($0.isReversing, $0.isBidirectional, $0.layers) = (true, true, 2) },
    settings(.attention(.dot)) { ($0.cell, $0.isReversing) = (.rnn, true) },
    settings(.attention(.general)) { $0.isBidirectional = true },
  ]

/// The tokens of the golden values: 0 … 5, and 0 … 3 with the end sign.
private let source = Vocabulary(words: (0..<6).map(String.init))
private let target = Vocabulary(words: (0..<4).map(String.init) + [Pairs.end])
private let batch = PairBatch(
  questions: [[0, 1, 2, 3, 1], [5], [4, 4, 0], [2, 5, 1, 1, 0]],
  answers: [[3, 1], [0], [2, 2, 1, 0], [1, 3, 3]])

private func model(_ settings: Settings, seed: UInt64 = 1) -> Seq2Seq {
  Seq2Seq(source, target, settings, random: Random(seed: seed, stream: "model"))
}

/// The loss of a batch, and the gradients of all parameters.
private func trained(_ model: Seq2Seq, _ batch: PairBatch) -> (score: Score, gradients: [Tensor]) {
  model.zeroGradients()
  let score = model.forward(batch, mode: .training)
  model.backward()
  return (score, model.parameters.map(\.gradient))
}

/// How far `a` is from `b`, as a share of the size of `b`, both taken as vectors.
private func relativeError(_ a: [Float], _ b: [Double]) -> Double {
  let distance = zip(a, b).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
  return a.count == b.count ? (distance / b.reduce(0) { $0 + $1 * $1 }).squareRoot() : .infinity
}

@Suite struct Seq2SeqGoldenTests {
  private static let cases: [(name: String, settings: Settings)] = [
    ("plain", settings(.plain)),
    ("plain, reversing", settings(.plain) { $0.isReversing = true }),
    ("peeky", settings(.peeky) { $0.isReversing = true }),
    ("peeky, bidirectional", settings(.peeky) { $0.isBidirectional = true }),
    ("dot attention", settings(.attention(.dot))),
    ("general attention, reversing", settings(.attention(.general)) { $0.isReversing = true }),
    (
      "additive attention, bidirectional",
      settings(.attention(.additive)) { $0.isBidirectional = true }
    ),
  ]

  /// PyTorch in double precision reads each row alone. A loss may differ by a few roundings of a Float
  /// (6e-8 each); a gradient, which is summed over rows and steps of either sign, by some more.
  @Test(arguments: 0..<7) func lossAndGradientsAreThoseOfPyTorch(_ index: Int) throws {
    let (name, settings) = Self.cases[index]
    let url = Bundle.module.url(forResource: "Golden/seq2seq", withExtension: "json")!
    let golden = try JSONDecoder().decode(
      [String: [String: [Double]]].self, from: Data(contentsOf: url))[name]!
    let model = model(settings)
    #expect(golden.count == 2 * model.parameters.count + 2)
    for parameter in model.parameters {
      let values = try #require(golden[parameter.name], "\(parameter.name)")
      parameter.value = Tensor(values.map { Float($0) }, shape: parameter.value.shape)
    }
    let (score, _) = trained(model, batch)
    #expect(abs(Double(score.loss) / golden["loss"]![0] - 1) < 1e-6)
    #expect(score.count == 14)
    for parameter in model.parameters {
      let error = relativeError(parameter.gradient.values, golden["d \(parameter.name)"]!)
      #expect(error < 1e-5, "\(parameter.name)")
    }
    for row in batch.questions.indices {
      let pair = PairBatch(questions: [batch.questions[row]], answers: [batch.answers[row]])
      let loss = model.forward(pair, mode: .inference).loss
      #expect(abs(Double(loss) / golden["rows"]![row] - 1) < 1e-6)
    }
  }
}

@Suite struct Seq2SeqTests {
  /// The loss along a line through all parameters: its slope is the gradient's share of that line. A
  /// step of 1e-2 errs by its square, and a loss around 1.5 resolves 1.2e-7, so slopes by 1e-5.
  @Test(arguments: variants) fileprivate func gradientsAreTheSlopes(_ settings: Settings) {
    let model = model(settings)
    let (_, gradients) = trained(model, batch)
    let values = model.parameters.map(\.value)
    var random = Random(seed: 3, stream: "line")
    for _ in 0..<3 {
      let line = values.map { Tensor.normal($0.shape, random: &random) }
      let length = line.reduce(0) { $0 + ($1 * $1).sum() }.squareRoot()
      func loss(_ step: Float) -> Float {
        for (index, parameter) in model.parameters.enumerated() {
          parameter.value = values[index] + line[index] * (step / length)
        }
        return model.forward(batch, mode: .training).loss
      }
      let slope = (loss(0.01) - loss(-0.01)) / 0.02
      let expected = zip(gradients, line).reduce(0) { $0 + ($1.0 * $1.1).sum() } / length
      #expect(abs(slope - expected) < 1e-4)
    }
  }

  /// What fills up shorter rows, in questions and answers, has no part in anything.
  @Test(arguments: variants) fileprivate func paddingChangesNothing(_ settings: Settings) throws {
    let model = model(settings)
    let short = PairBatch(questions: [[5, 2]], answers: [[0]])
    let long = PairBatch(questions: [[1, 2, 3, 4, 5, 0, 1]], answers: [[0, 1, 2, 3, 3, 3]])
    let both = PairBatch(
      questions: short.questions + long.questions, answers: short.answers + long.answers)
    let alone = [short, long].map { model.forward($0, mode: .inference) }
    let together = model.forward(both, mode: .inference)
    #expect(together.count == 2 + 7)
    // The mean over two rows rounds otherwise than two means.
    #expect(abs(together.total - alone[0].total - alone[1].total) < 1e-5)
    // The scores are the same bits.
    let encoded = model.encode(both.questions)
    let scores = model.decoder.forward([[4, 0], [4, 0]], of: encoded, mode: .inference)
    for (row, pair) in [short, long].enumerated() {
      let encoded = model.encode(pair.questions)
      let own = model.decoder.forward([[4, 0]], of: encoded, mode: .inference)
      #expect(own.row(0) == scores.row(row))
    }
  }

  /// A writer's steps, with rows chosen anew in between, are the whole answer's to the bit.
  @Test(arguments: variants) fileprivate func stepsEqualTheWhole(_ settings: Settings) throws {
    let model = model(settings)
    let answer = [1, 3, 0]
    let rows = batch.questions.map { _ in [4] + answer }
    let whole = model.decoder.forward(rows, of: model.encode(batch.questions), mode: .inference)
    let writer = model.writer(for: batch.questions)
    var order = [0, 1, 2, 3]
    for (step, id) in ([4] + answer).enumerated() {
      #expect(writer.rows == order.count)
      let scores = try writer.next(after: order.map { _ in id })
      for (row, place) in order.enumerated() {
        #expect(scores.row(row) == whole.row(place).row(step))
      }
      if step == 1 {
        writer.select([3, 0, 0])
        order = [3, 0, 0]
      }
    }
  }

  @Test(arguments: variants) fileprivate func threadsChangeNothing(_ settings: Settings) throws {
    let usual = Threads.count
    defer { Threads.count = usual }
    var wide = settings
    (wide.embeddingSize, wide.size) = (16, 32)
    let copies = (0..<20).map { _ in batch }
    let many = PairBatch(
      questions: copies.flatMap(\.questions), answers: copies.flatMap(\.answers))
    let results = [1, 2, 3].map { count in
      Threads.count = count
      return trained(model(wide), many)
    }
    for other in results.dropFirst() {
      #expect(other.score == results[0].score)
      #expect(other.gradients == results[0].gradients)
    }
  }

  /// Four letters, written backwards: what any of them learns soon.
  @Test(arguments: [Seq2Seq.Look.plain, .peeky, .attention(.dot)])
  func itLearnsToReverse(_ look: Seq2Seq.Look) throws {
    var random = Random(seed: 2, stream: "words")
    let texts = (0..<250).map { _ in
      let word = String((0..<4).map { _ in Array("abcd")[random.integer(below: 4)] })
      return (question: word, answer: String(word.reversed()))
    }
    let (training, test) = Pairs(texts).split(at: 225)
    let model = Seq2Seq(
      training.source, training.target, settings(look, size: 32), random: random)
    let trainer = Trainer(model, optimizer: Adam(rate: 0.01), batchSize: 25, random: random)
    trainer.clipping = .norm(5)
    trainer.showsProgress = false
    try trainer.train(on: training, epochs: 25)
    #expect(try model.exactMatch(on: test) >= 0.9)
    let beam = try Decoding.beam(width: 3)
    let limit = 5
    let answers = try model.answers(to: test.questions, limit: limit, decoding: beam)
    #expect(zip(answers, test.answers).count { $0 == $1 } >= 22)
  }

  @Test(arguments: [false, true])
  func attentionsColumnsAreTheQuestions(isReversing: Bool) throws {
    let model = model(settings(.attention(.dot)) { $0.isReversing = isReversing })
    let question = batch.questions[0]
    let (answer, found) = try model.attention(of: question, limit: 6)
    let weights = try #require(found)
    #expect(answer == (try model.answers(to: [question], limit: 6)[0]))
    #expect(weights.shape == [answer.count + 1, 5])
    for step in 0..<weights.shape[0] { #expect(abs(weights.row(step).sum() - 1) < 1e-6) }
    // The encoder's outputs in the question's order, and the first weights by their definition.
    let encoded = model.encode([question])
    let outputs = encoded.outputs.row(0)
    let order = isReversing ? [4, 3, 2, 1, 0] : [0, 1, 2, 3, 4]
    let decoder = try #require(model.decoder as? AttentionDecoder)
    decoder.recurrent.state = encoded.state
    let h = decoder.recurrent.forward(decoder.embedding.forward([[4]])).reshaped(1, 4)
    let expected = softmax(matmul(h, outputs.rows(at: order), transposed: .right)).row(0)
    #expect(relativeError(weights.row(0).values, expected.values.map { Double($0) }) < 1e-6)

    let plain = Seq2SeqTests.plain
    #expect(try plain.attention(of: question, limit: 3).weights == nil)
  }

  private static var plain: Seq2Seq { model(settings(.plain)) }

  @Test func nothingIsLeftFromBatchToBatch() {
    let model = model(settings(.plain))
    let before = model.forward(batch, mode: .inference)
    _ = model.forward(
      PairBatch(questions: [[1, 2]], answers: [[3]]), mode: .training)
    #expect(model.forward(batch, mode: .inference) == before)
    #expect(model.memory.allSatisfy { $0 == .state([]) })
  }

  /// The parts of a model may be the reader's own.
  @Test func aModelIsMadeOfParts() {
    var random = Random(seed: 1, stream: "parts")
    let model = Seq2Seq(
      source, target, embedding: Embedding(words: 6, size: 2, random: &random),
      encoder: Bidirectional(
        GRU(inputs: 2, size: 3, random: &random), GRU(inputs: 2, size: 3, random: &random)),
      decoder: PeekyDecoder(
        embedding: Embedding(words: 5, size: 2, random: &random),
        recurrent: GRU(inputs: 8, size: 6, random: &random), random: &random))
    #expect(trained(model, batch).score.loss.isFinite)
    #expect(model.parameters.contains { $0.gradient.norm() > 0 })
  }
}

@Suite struct Seq2SeqFileTests {
  private func path() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  }

  @Test(arguments: variants) fileprivate func aModelComesBack(_ settings: Settings) throws {
    let (path, model) = (path(), model(settings))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(to: path, notes: ["tokens": "characters"])
    let (opened, notes) = try SavedSequenceModels.open(path)
    let copy = try #require(opened as? Seq2Seq)
    #expect(notes == ["tokens": "characters"])
    #expect(copy.settings == settings && copy.source == source && copy.target == target)
    #expect(
      try copy.answers(to: batch.questions, limit: 7)
        == model.answers(to: batch.questions, limit: 7))
  }

  @Test func aTrainingGoesOnToTheSameBits() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    var random = Random(seed: 1, stream: "data")
    let pairs = Additions.pairs(60, random: &random)
    func make() -> (Seq2Seq, Trainer<Seq2Seq>) {
      let model = Seq2Seq(
        pairs.source, pairs.target, settings(.attention(.dot)), random: random)
      let trainer = Trainer(model, optimizer: Adam(), batchSize: 25, random: random)
      trainer.showsProgress = false
      return (model, trainer)
    }
    let (whole, trainer) = make()
    try trainer.train(on: pairs, epochs: 3)
    let (first, stopped) = make()
    stopped.onStep = { [unowned stopped] step in if step.number == 5 { stopped.stop() } }
    try stopped.train(on: pairs, epochs: 3)
    try first.save(to: path, training: stopped)
    let (second, rest) = make()
    try second.resume(rest, from: path)
    try rest.train(on: pairs, epochs: 3)
    #expect(second.parameters.map(\.value) == whole.parameters.map(\.value))
  }

  @Test func filesOfAnotherKindAreRefused() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    var random = Random(seed: 1, stream: "other")
    let layer = Affine(inputs: 1, outputs: 1, random: &random)
    try layer.save(to: path)
    let refusal = #expect(throws: InputError.self) { try SavedSequenceModels.open(path) }
    #expect("\(refusal!)".contains("but not of a model that answers questions"))
    try model(settings(.plain)).save(to: path)
    let other = #expect(throws: InputError.self) { try RecurrentLanguageModel(from: path) }
    #expect("\(other!)".contains("not of a recurrent language model"))
    #expect(throws: InputError.self) { try Transformer(from: path) }
  }
}
