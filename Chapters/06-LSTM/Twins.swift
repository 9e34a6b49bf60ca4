import Language
import Models
import Networks
import Tensors

// The library's layers with the weights of the plain ones, to compare.

/// T steps of (N, D) → (N, T, D).
func batchFirst(_ steps: [Tensor]) -> Tensor {
  let parts = steps.map { $0.reshaped($0.shape[0], 1, $0.shape[1]) }
  return .concatenate(parts, axis: 1)
}

extension LSTM {
  /// Takes these weights for its own.
  func take(_ w: Weights) {
    for (parameter, value) in zip(parameters, [w.Wx, w.Wh, w.b]) {
      parameter.value = value
    }
  }
}

extension GRU {
  /// Takes these weights for its own: the gates' first, then the candidate's.
  func take(_ w: Weights) {
    let (gates, candidate) = (0..<2 * outputs, 2 * outputs..<3 * outputs)
    let b = w.b.reshaped(1, -1)
    let values = [gates, candidate].flatMap {
      [w.Wx.columns($0), w.Wh.columns($0), b.columns($0).reshaped(-1)]
    }
    for (parameter, value) in zip(parameters, values) {
      parameter.value = value
    }
  }

  /// The gradients of Wx, Wh and b, with gates and candidate side by side.
  var gradientsSideBySide: [Tensor] {
    (0..<3).map {
      let parts = [parameters[$0].gradient, parameters[$0 + 3].gradient]
      return .concatenate(parts, axis: parts[0].rank - 1)
    }
  }
}

/// The library's language model, from the plain one's start, trained alike.
func twin(
  of start: PlainModel, _ vocabulary: Vocabulary, trainedOn ids: [Int],
  _ plan: Plan, seed: UInt64
) throws -> RecurrentLanguageModel {
  var settings = RecurrentLanguageModel.Settings()
  settings.size = start.E.shape[1]
  settings.embeddingSize = settings.size
  (settings.layers, settings.isTied) = (start.layers.count, true)
  let random = Random(seed: seed, stream: "twin")
  let model = RecurrentLanguageModel(vocabulary, settings, random: random)
  model.embedding.weight.value = start.E
  for (layer, w) in zip(model.recurrent.layers, start.layers) {
    (layer as! LSTM).take(w)
  }
  let trainer = Trainer(
    model, optimizer: SGD(rate: plan.rate), batchSize: 1, random: random)
  trainer.isShuffling = false
  trainer.clipping = .norm(plan.limit)
  try trainer.train(
    on: try ParallelStreams(ids, streams: plan.streams, steps: plan.steps),
    epochs: plan.epochs)
  return model
}
