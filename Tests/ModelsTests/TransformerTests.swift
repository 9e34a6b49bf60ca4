import Ground
import Networks
import Tensors
import Testing

@testable import Language
@testable import Models

private func settings(_ change: (inout TransformerSettings) -> Void = { _ in })
  -> TransformerSettings
{
  var settings = TransformerSettings()
  (settings.size, settings.layers, settings.heads, settings.context) = (16, 2, 4, 16)
  change(&settings)
  return settings
}

/// Words and their letters in reverse.
private let pairs: Pairs = {
  var random = Random(seed: 1, stream: "words")
  return Pairs(
    (0..<400).map { _ in
      let word = (0..<random.integer(below: 4) + 2).map { _ in "abcde".randomLetter(&random) }
      return (String(word), String(word.reversed()))
    })
}()

extension String {
  fileprivate func randomLetter(_ random: inout Random) -> Character {
    self[index(startIndex, offsetBy: random.integer(below: count))]
  }
}

private func model(_ settings: TransformerSettings = settings()) -> Transformer {
  Transformer(pairs.source, pairs.target, settings, random: Random(seed: 1, stream: "model"))
}

private func train(_ model: Transformer, epochs: Int) throws {
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.005), batchSize: 20, random: Random(seed: 1, stream: "order"))
  (trainer.showsProgress, trainer.clipping) = (false, .norm(1))
  try trainer.train(on: pairs, epochs: epochs)
}

private let variants: [TransformerSettings] = [
  settings(), settings { ($0.norm, $0.positions) = (.after, .learned) },
  settings { ($0.isTied, $0.smoothing) = (true, 0.1) },
  settings {
    $0.positions = .rotary
    ($0.block.norm, $0.block.isGated, $0.block.keyHeads) = (.rms, true, 2)
  },
]

@Suite struct TransformerTests {
  @Test(arguments: variants) func itLearnsToReverse(_ settings: TransformerSettings) throws {
    let model = model(settings)
    #expect(try model.exactMatch(on: pairs) < 0.1)
    try train(model, epochs: 12)
    // Cross-attention isn't rotated: of the order it knows only what self-attention tells it.
    #expect(try model.exactMatch(on: pairs) > (settings.positions == .rotary ? 0.5 : 0.8))
  }

  /// What it writes step by step is what it was taught with all steps at once.
  @Test(arguments: variants) func stepsEqualTheWhole(_ settings: TransformerSettings) throws {
    let model = model(settings)
    let questions = Array(pairs.questions[..<3])
    let answer = [model.end, 1, 2, 3, 1]
    let (memory, lengths) = model.encode(questions, mode: .inference)
    let whole = model.output.forward(
      model.decoder.forward(
        Array(repeating: answer, count: 3), over: memory, memoryLengths: lengths, mode: .inference))
    let writer = model.writer(for: questions)
    for (step, id) in answer.enumerated() {
      let scores = try writer.next(after: [id, id, id])
      for row in 0..<3 { #expect(scores.row(row) == whole.row(row).row(step)) }
    }
    writer.select([2, 0])
    #expect(writer.rows == 2)
  }

  /// A question's padding, and the questions beside it, are nothing to it.
  @Test func paddingChangesNothing() throws {
    let model = model()
    let (short, long) = ([0, 1], [3, 2, 1, 0, 4])
    let alone = model.encode([short], mode: .inference).memory
    let beside = model.encode([short, long], mode: .inference).memory
    #expect(beside.row(0).rows(0..<2) == alone.row(0))
    let answers = try model.answers(to: [short, long], limit: 5)
    #expect(try model.answers(to: [short], limit: 5) == [answers[0]])
  }

  @Test func gradientsAreTheSlopes() {
    let model = model(settings { $0.layers = 1 })
    let batch = pairs.batch([0, 1, 2, 3])
    model.zeroGradients()
    _ = model.forward(batch, mode: .training)
    model.backward()
    for parameter in model.parameters.unique {
      // Along the gradient the loss grows by its squared norm. Float32 leaves about three digits.
      let (value, gradient) = (parameter.value, parameter.gradient)
      let square = (gradient * gradient).sum()
      guard square > 1e-8 else { continue }
      let step = 0.01 / square.squareRoot()
      func loss(_ step: Float) -> Float {
        parameter.value = value + gradient * step
        defer { parameter.value = value }
        return model.forward(batch, mode: .inference).loss
      }
      let slope = (loss(step) - loss(-step)) / (2 * step)
      #expect(abs(slope - square) < 0.02 * square + 1e-4 / step * 0.01, "\(parameter.name)")
    }
  }

  @Test func eachHeadsWeightsSumToOne() throws {
    let (answer, weights) = try model().attention(of: [0, 1, 2], block: 1, limit: 6)
    #expect(weights.shape == [4, answer.count + 1, 3])
    for sum in weights.sum(axis: 2).values { #expect(abs(sum - 1) < 1e-6) }
  }
}

/// Learned positions come to an end; waves don't.
@Test func textsLongerThanThePositionsAreRefused() throws {
  let model: Transformer = model(settings { ($0.positions, $0.context) = (.learned, 5) })
  // Never the end sign, so that answers are as long as they may be.
  let bias = model.parameters.first { $0.name == "output.bias" }!
  bias.value[model.end] = -100
  #expect(try model.answers(to: [[1, 2, 1, 2, 1]], limit: 5)[0].count == 5)
  #expect(throws: InputError.self) { try model.answers(to: [[1, 2]], limit: 6) }
  #expect(throws: InputError.self) {
    try model.answers(to: [[1, 2], [1, 2, 1, 2, 1, 2]], limit: 3)
  }
  #expect(throws: InputError.self) { try model.attention(of: [1, 2], block: 0, limit: 5) }
  let error = #expect(throws: InputError.self) {
    try model.writer(for: [[1, 2, 1, 2, 1, 2]]).next(after: [model.end])
  }
  #expect(
    error?.description == "A question of 6 tokens is longer than the model can read: 5.")
  let waves = Transformer(
    pairs.source, pairs.target, settings { $0.context = 5 },
    random: Random(seed: 1, stream: "model"))
  #expect(try waves.answers(to: [[1, 2, 1, 2, 1, 2]], limit: 7).count == 1)
}
