import Ground
import Models
import Networks
import Tensors

/// Text read in parallel streams, gradients cut after some steps, and plain descent whose rate is cut when
/// validation stalls.
package struct RecurrentRecipe: TrainingRecipe {
  package static let options =
    [
      NotedOption("--cell", "NAME", help: "lstm, gru or rnn (lstm)"),
      NotedOption("--size", "N", help: "the size of vectors and layers (100)"),
      NotedOption("--layers", "N", help: "how many recurrent layers (1)"),
      NotedOption("--dropout", "X", help: "the rate of dropout, 0 to 0.99 (0)"),
      NotedOption("--tied", help: "use the words' vectors for the output as well"),
      NotedOption("--batch", "N", help: "how many streams to read side by side (20)"),
      NotedOption("--steps", "N", help: "how many steps gradients go back (35)"),
    ] + TrainingLimits.options(clip: usualClip, epochs: usualEpochs)
  package static let largeOptions = "--size, --layers, --vocabulary, --batch or --steps"
  private static let (usualClip, usualEpochs): (Float, Int) = (0.25, 40)
  package static let usualRate: Float = 20

  package let settings: RecurrentLanguageModel.Settings
  private let streams, steps: Int
  package let limits: TrainingLimits

  package init(_ arguments: Arguments) throws {
    var settings = RecurrentLanguageModel.Settings()
    settings.cell = try arguments.choice("--cell", among: [.lstm, .gru, .rnn]) ?? .lstm
    settings.size = try arguments.number("--size", in: 1...8192) ?? 100
    settings.embeddingSize = settings.size
    settings.layers = try arguments.number("--layers", in: 1...100) ?? 1
    settings.dropout = try arguments.number("--dropout", in: 0...0.99) ?? 0
    settings.isTied = arguments["--tied"] != nil
    self.settings = settings
    streams = try arguments.number("--batch", in: 1...10_000) ?? 20
    steps = try arguments.number("--steps", in: 1...10_000) ?? 35
    limits = try TrainingLimits(
      arguments, clip: Self.usualClip, epochs: Self.usualEpochs)
  }

  package var values: [String: String?] {
    [
      "--cell": settings.cell.rawValue, "--size": "\(settings.size)",
      "--layers": "\(settings.layers)", "--dropout": "\(settings.dropout)",
      "--tied": settings.isTied ? "" : nil, "--batch": "\(streams)", "--steps": "\(steps)",
    ].merging(limits.values) { $1 }
  }

  package var fewestTokens: Int { streams * steps + 1 }
  package var demandOfTokens: String {
    """
    --batch \(streams) and --steps \(steps), which take \(format(fewestTokens)); lower one of them
    """
  }

  package func numbersInMemory(words: Int) -> Double {
    let places = Double(streams) * Double(steps)
    let layers = 16 * Double(settings.size) * Double(settings.layers)
    return 7 * settings.parameterCount(words: [words]) + places * (layers + 3 * Double(words))
  }

  package func trainer(
    of model: RecurrentLanguageModel, rate: Float, random: Random
  ) -> Trainer<RecurrentLanguageModel> {
    let trainer = Trainer(model, optimizer: SGD(rate: rate), batchSize: 1, random: random)
    trainer.isShuffling = false
    trainer.clipping = .norm(limits.clip)
    trainer.cutback = 0.25
    return trainer
  }

  package func data(
    _ ids: [Int], for model: M, random: Random
  ) throws -> any Dataset<ParallelStreams.Block> {
    try ParallelStreams(ids, streams: streams, steps: steps)
  }

  package func validation(
    _ ids: [Int], for model: M, random: Random
  ) throws -> any Dataset<ParallelStreams.Block> {
    let steps = min(steps, ids.count - 1)
    let streams = min(streams, (ids.count - 1) / steps)
    return try ParallelStreams(ids, streams: streams, steps: steps)
  }
}
