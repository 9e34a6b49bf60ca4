import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// Losses by the size of a model and by the amount of text (12.10).

/// Stories of the primer, and models that read some of them once.
struct ScalingTrial {
  private let training, test: [Int]
  private let vocabulary: Vocabulary
  private let seed: UInt64
  /// The loss of the grammar itself on the test, in nats a word.
  let floor: Float

  init(seed: UInt64, words: Int, test count: Int) throws {
    let town = Harbor(seed: seed, edition: .primer)
    let text = town.text(words: words, stream: "scaling").words
    let exam = town.text(words: count, stream: "scaling exam")
    vocabulary = Vocabulary(of: text + exam.words)
    training = try vocabulary.ids(of: text)
    test = try vocabulary.ids(of: exam.words)
    floor = log(exam.perplexity)
    self.seed = seed
  }

  /// Trains a model of size D on the first `words` words, read once.
  func point(size: Int, words: Int) throws -> ScalingPoint {
    var settings = TransformerSettings()
    (settings.size, settings.layers, settings.heads) = (size, 2, 4)
    (settings.context, settings.isTied) = (32, true)
    let random = Random(seed: seed, stream: "scaling \(size)")
    let model = TransformerLanguageModel(vocabulary, settings, random: random)
    let trainer = Trainer(
      model, optimizer: AdamW(rate: 0.6 / Float(size)), batchSize: 8,
      random: random)
    (trainer.clipping, trainer.showsProgress) = (.norm(1), false)
    trainer.schedule = Schedule.cosine(to: 0.1).warmingUp(20)
    let windows = try TextWindows(Array(training.prefix(words)), steps: 32)
    try trainer.train(on: windows, epochs: 1)
    let outside = vocabulary.count * (size + 1)
    return ScalingPoint(
      weights: model.parameterCount - outside, words: words,
      loss: log(model.perplexity(on: test)))
  }
}

/// What came of a model: of how many weights, not counting its words', after how
/// many words, with which loss in nats.
struct ScalingPoint {
  let weights, words: Int
  let loss: Float
}

/// What is above the floor, by size and by words, with the lines drawn before the
/// last point, and where that point fell.
func scalingFigure(
  _ panels: [(title: String, x: [Float], excess: [Float], line: [Float])]
) -> Figure {
  Figure(
    Panels(
      columns: 2, y: "loss − floor, nats a word",
      panels.map { panel in
        let last = panel.x.count - 1
        return LineChart(
          x: Axis(panel.title, .logarithmic), y: Axis("", .logarithmic),
          series: [
            Series(
              "trained first", x: Array(panel.x[..<last]),
              y: Array(panel.excess[..<last]), style: .dotted,
              marker: .circle, color: .blue),
            Series(
              "the line fitted to them", x: panel.x, y: panel.line,
              style: .dashed, color: .blue),
            Series(
              "trained last", x: [panel.x[last]], y: [panel.excess[last]],
              style: .solid, marker: .diamond, color: .orange),
          ])
      }, panelHeight: 260),
    "12-scaling",
    caption:
      "What is left above the grammar's own loss, by weights and by words read, on logarithmic axes. Each dashed line was fitted to the blue points alone, before the orange one was trained.",
    alternative:
      "Two charts with a falling row of blue points on a dashed line, and an orange point near the end of each line"
  )
}
