import Language
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
      throw Usage("The case of transformer is named characters, not \(name).")
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

/// `benchmark generation`: the same model writes, one character at a time, with its keys and values
/// kept.
struct Generation: Workload {
  let name = "generation"
  let summary = "the same Transformer writes 120 characters, with its keys and values kept"
  let unit = "tokens/s"
  /// How many texts are written side by side.
  let cases = ["1", "16"]

  func prepare(_ name: String) throws -> Job {
    guard let rows = Int(name), rows > 0 else {
      throw Usage("A case of generation is a number of texts, not \(name).")
    }
    let corpus = try Corpus.load("ptb", tokenizer: .characters)
    let model = TransformerLanguageModel(
      corpus.vocabulary, .benchmark, random: Random(seed: 1, stream: "transformer"))
    let first = Array(corpus.training.prefix(8))
    return Job(work: Double(rows * 120)) {
      var random = Random(seed: 1, stream: "generation")
      _ = try Decoding.sampling().write(
        with: model.writer(rows: rows), after: first, limit: 120, random: &random)
      return []
    }
  }
}

extension TransformerSettings {
  /// 3.2 million parameters.
  fileprivate static var benchmark: TransformerSettings {
    var settings = TransformerSettings()
    (settings.size, settings.layers, settings.heads, settings.context) = (256, 4, 4, 128)
    settings.positions = .learned
    return settings
  }
}
