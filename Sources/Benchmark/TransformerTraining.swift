import Ground
import Language
import Models
import Networks
import Tensors

/// `benchmark transformer`: a decoder-only Transformer learns the Penn Treebank by characters.
///
/// 256 numbers wide, four blocks of four heads, 128 characters of context, 32 windows at a time.
struct TransformerTraining: Workload {
  let name = "transformer"
  let summary = "a Transformer of 3.2 million parameters on characters, batch 32, in training"
  let unit = "tokens/s"
  let cases = ["characters"]

  func prepare(_ name: String) throws -> Job {
    guard cases.contains(name) else {
      throw InputError("The case of transformer is named characters, not \(name).")
    }
    let corpus = try Corpus.load("ptb", tokenizer: .characters)
    let random = Random(seed: 1, stream: "transformer")
    let model = TransformerLanguageModel(corpus.vocabulary, .benchmark, random: random)
    let trainer = Trainer(model, optimizer: AdamW(rate: 3e-4), batchSize: 32, random: random)
    let windows = try TextWindows(corpus.training, steps: 128, count: 100_000, random: random)
    let steps = 5
    trainer.onStep = { step in if step.number % steps == 0 { trainer.stop() } }
    return Job(work: Double(32 * 128 * steps)) {
      try trainer.train(on: windows, epochs: 1000)
      return []
    }
  }
}

extension TransformerSettings {
  /// 3.2 million parameters.
  static var benchmark: TransformerSettings {
    var settings = TransformerSettings()
    (settings.size, settings.layers, settings.heads, settings.context) = (256, 4, 4, 128)
    settings.positions = .learned
    return settings
  }
}
