import Ground
import Language
import Models
import Networks
import Tensors

/// `benchmark lstm-lm`: an LSTM language model learns the Penn Treebank, 20 streams of 35 steps at a time.
///
/// `small` has one layer of 100; `large` two of 650 with dropout and tied weights.
struct LanguageModelTraining: Workload {
  let name = "lstm-lm"
  let summary = "an LSTM language model on the Penn Treebank, batch 20, 35 steps, in training"
  let unit = "tokens/s"
  let cases = ["small", "large"]

  func prepare(_ name: String) throws -> Job {
    guard cases.contains(name) else {
      throw InputError("A case of lstm-lm is named small or large, not \(name).")
    }
    let corpus = try Corpus.load("ptb")
    let streams = try ParallelStreams(corpus.training, streams: 20, steps: 35)
    let random = Random(seed: 1, stream: "lstm-lm")
    var settings = RecurrentLanguageModel.Settings()
    if name == "large" {
      (settings.embeddingSize, settings.size, settings.layers) = (650, 650, 2)
      (settings.dropout, settings.isTied) = (0.5, true)
    }
    let model = RecurrentLanguageModel(corpus.vocabulary, settings, random: random)
    let trainer = Trainer(model, optimizer: SGD(rate: 20), batchSize: 1, random: random)
    trainer.isShuffling = false
    trainer.clipping = .norm(0.25)
    let steps = name == "small" ? 50 : 5
    trainer.onStep = { step in if step.number % steps == 0 { trainer.stop() } }
    return Job(work: Double(20 * 35 * steps)) {
      try trainer.train(on: streams, epochs: 1000)
      return []
    }
  }
}
