import Ground
import Models
import Networks
import Tensors

/// Windows of the text in an order of their own each epoch, and AdamW whose rate rises in the first tenth of
/// the steps, a hundred at most, and falls along a cosine to a tenth.
package struct TransformerRecipe: TrainingRecipe {
  package static let options =
    [
      NotedOption("--size", "N", help: "the size of vectors, a multiple of --heads (128)"),
      NotedOption("--layers", "N", help: "how many blocks (4)"),
      NotedOption("--heads", "N", help: "how many heads look back in each block (4)"),
      NotedOption("--context", "N", help: "how many words it sees at most (64)"),
      NotedOption("--positions", "NAME", help: "sinusoidal, learned or rotary (sinusoidal)"),
      NotedOption(
        "--key-heads", "N", help: "how many keys and values the heads share (each its own)"),
      NotedOption("--gated", help: "feed-forward layers with gates (SwiGLU)"),
      NotedOption("--rms", help: "norms that don't center (RMSNorm)"),
      NotedOption("--dropout", "X", help: "the rate of dropout, 0 to 0.99 (0.1)"),
      NotedOption("--tied", help: "use the words' vectors for the output as well"),
      NotedOption("--batch", "N", help: "how many windows to read side by side (16)"),
    ] + TrainingLimits.options(clip: usualClip, epochs: usualEpochs)
  package static let largeOptions = "--size, --layers, --context, --vocabulary or --batch"
  private static let (usualClip, usualEpochs): (Float, Int) = (1, 10)
  package static let usualRate: Float = 0.001

  package let settings: TransformerSettings
  private let batch: Int
  package let limits: TrainingLimits

  package init(_ arguments: Arguments) throws {
    var settings = TransformerSettings()
    settings.size = try arguments.number("--size", in: 2...8192) ?? 128
    settings.layers = try arguments.number("--layers", in: 1...100) ?? 4
    settings.heads = try arguments.number("--heads", in: 1...1024) ?? 4
    settings.context = try arguments.number("--context", in: 1...10_000) ?? 64
    settings.positions =
      try arguments.choice("--positions", among: [.sinusoidal, .learned, .rotary]) ?? .sinusoidal
    settings.block.keyHeads = try arguments.number("--key-heads", in: 1...1024)
    settings.block.isGated = arguments["--gated"] != nil
    settings.block.norm = arguments["--rms"] == nil ? .layer : .rms
    settings.dropout = try arguments.number("--dropout", in: 0...0.99) ?? 0.1
    settings.isTied = arguments["--tied"] != nil
    try TransformerRecipe.check(settings)
    self.settings = settings
    batch = try arguments.number("--batch", in: 1...10_000) ?? 16
    limits = try TrainingLimits(
      arguments, clip: Self.usualClip, epochs: Self.usualEpochs)
  }

  /// Throws unless the heads can share out the vectors.
  private static func check(_ settings: TransformerSettings) throws {
    let (size, heads) = (settings.size, settings.heads)
    try demand(
      size.isMultiple(of: heads),
      "--size \(size) can't be shared out among --heads \(heads); take a multiple of \(heads).")
    try demand(
      settings.positions != .sinusoidal || size.isMultiple(of: 2),
      "--size \(size) is odd, but sinusoids come in pairs; take an even one.")
    try demand(
      settings.positions != .rotary || (size / heads).isMultiple(of: 2),
      """
      --size \(size) gives each of --heads \(heads) an odd size, but what rotates comes in pairs; take a \
      multiple of \(2 * heads).
      """)
    if let shared = settings.block.keyHeads {
      try demand(
        heads.isMultiple(of: shared),
        "--heads \(heads) can't share --key-heads \(shared); take a divisor of \(heads).")
    }
  }

  package var values: [String: String?] {
    [
      "--size": "\(settings.size)", "--layers": "\(settings.layers)",
      "--heads": "\(settings.heads)", "--context": "\(settings.context)",
      "--positions": settings.positions.rawValue,
      "--key-heads": settings.block.keyHeads.map { "\($0)" },
      "--gated": settings.block.isGated ? "" : nil,
      "--rms": settings.block.norm == .rms ? "" : nil, "--dropout": "\(settings.dropout)",
      "--tied": settings.isTied ? "" : nil, "--batch": "\(batch)",
    ].merging(limits.values) { $1 }
  }

  package var fewestTokens: Int { settings.context + 1 }
  package var demandOfTokens: String {
    "--context \(settings.context), which takes \(format(fewestTokens)); lower it"
  }

  package func numbersInMemory(words: Int) -> Double {
    let (context, size) = (Double(settings.context), Double(settings.size))
    let block = 40 * size + 2 * Double(settings.heads) * context
    let places = Double(batch) * context
    return 9 * settings.parameterCount(words: [words])
      + places * (block * Double(settings.layers) + 3 * Double(words))
  }

  package func trainer(
    of model: TransformerLanguageModel, rate: Float, random: Random
  ) -> Trainer<TransformerLanguageModel> {
    usualTrainer(of: model, rate: rate, random: random)
  }

  /// What trains a Transformer, whatever it is to learn.
  func usualTrainer<Network: Model>(
    of model: Network, rate: Float, random: Random
  ) -> Trainer<Network> {
    let trainer = Trainer(
      model, optimizer: AdamW(rate: rate, decay: 0.1), batchSize: batch, random: random)
    trainer.clipping = .norm(limits.clip)
    trainer.schedule = Schedule { place in
      let rise = min(100, place.steps / 10)
      return Schedule.cosine(to: 0.1).warmingUp(rise).factor(place)
    }
    return trainer
  }

  package func data(
    _ ids: [Int], for model: M, random: Random
  ) throws -> any Dataset<ParallelStreams.Block> {
    try TextWindows(ids, steps: settings.context)
  }

  package func validation(
    _ ids: [Int], for model: M, random: Random
  ) throws -> any Dataset<ParallelStreams.Block> {
    try TextWindows(ids, steps: min(settings.context, ids.count - 1))
  }
}
