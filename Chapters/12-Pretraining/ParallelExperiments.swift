import Ground
import Language
import Literate
import Models
import Networks
import Tensors

// A training shared out among workers, and what published ones took (12.11).

/// A small model and rows to train it on, by one or by many.
struct ParallelTrial {
  let settings: TransformerSettings
  let seed: UInt64
  private let words = 100

  var weightCount: Int { untrained().parameterCount }

  private func untrained() -> TransformerLanguageModel {
    TransformerLanguageModel(
      Vocabulary(words: (0..<words).map { "w\($0)" }), settings,
      random: Random(seed: seed, stream: "workers"))
  }

  /// The rows that step `step` learns from.
  private func rows(_ step: Int) -> ParallelStreams.Block {
    var random = Random(seed: seed, stream: "rows \(step)")
    let rows = (0..<32).map { _ in
      (0..<17).map { _ in random.integer(below: words) }
    }
    return .init(
      inputs: rows.map { Array($0.dropLast()) },
      targets: rows.map { Array($0.dropFirst()) })
  }

  /// All gradients of a model on some of a step's rows, one after the other.
  private func gradients(
    _ model: TransformerLanguageModel, step: Int, rows range: Range<Int>
  ) -> [Float] {
    let all = rows(step)
    model.zeroGradients()
    _ = model.forward(
      .init(
        inputs: Array(all.inputs[range]), targets: Array(all.targets[range])),
      mode: .training)
    model.backward()
    return model.parameters.flatMap(\.gradient.values)
  }

  /// Changes a model by Adam, against gradients that stand one after the other.
  private func change(
    _ model: TransformerLanguageModel, _ adam: Adam, against sum: [Float],
    of workers: Int
  ) {
    var start = 0
    for parameter in model.parameters {
      let part = sum[start..<start + parameter.value.count]
      parameter.gradient =
        Tensor(Array(part), shape: parameter.value.shape) / Float(workers)
      start += part.count
    }
    adam.update(model.parameters)
  }

  /// One step of all workers: each works out the gradient of its rows, all add
  /// theirs up, and each changes its own model. Gives what each has sent.
  func step(
    _ step: Int, _ models: [TransformerLanguageModel], _ adams: [Adam],
    sum: ([[Float]]) -> (sums: [[Float]], sent: Int)
  ) -> Int {
    let share = 32 / models.count
    let gradients = models.indices.map { k in
      self.gradients(
        models[k], step: step, rows: k * share..<(k + 1) * share)
    }
    let (sums, sent) = sum(gradients)
    for k in models.indices {
      change(models[k], adams[k], against: sums[k], of: models.count)
    }
    return sent
  }

  /// The weights of each worker at the end, and the bytes that the first sent
  /// in a step.
  func trained(
    workers: Int, steps: Int, sum: ([[Float]]) -> (sums: [[Float]], sent: Int)
  ) -> (weights: [[Float]], sent: Int) {
    let models = (0..<workers).map { _ in untrained() }
    let adams = models.map { _ in Adam() }
    var sent = 0
    for step in 0..<steps { sent = self.step(step, models, adams, sum: sum) }
    return (models.map { weights($0) }, sent * 4)
  }

  /// The weights of one that works out all shares, and adds piece k of them
  /// from share k on, as a ring does.
  func trainedAlone(shares: Int, steps: Int) -> [Float] {
    let (model, adam) = (untrained(), Adam())
    let rows = 32 / shares
    for step in 0..<steps {
      let all = (0..<shares).map {
        gradients(model, step: step, rows: $0 * rows..<($0 + 1) * rows)
      }
      var sum = all[0]
      for k in 0..<shares {
        for i in k * sum.count / shares..<(k + 1) * sum.count / shares {
          sum[i] = (1..<shares).reduce(all[k][i]) { sum, j in
            sum + all[(k + j) % shares][i]
          }
        }
      }
      change(model, adam, against: sum, of: shares)
    }
    return weights(model)
  }

  /// The weights of one that reads all rows as one batch.
  func trainedWhole(steps: Int) -> [Float] {
    let (model, adam) = (untrained(), Adam())
    for step in 0..<steps {
      change(
        model, adam, against: gradients(model, step: step, rows: 0..<32), of: 1)
    }
    return weights(model)
  }

  private func weights(_ model: TransformerLanguageModel) -> [Float] {
    model.parameters.flatMap(\.value.values)
  }
}

/// 6·N·n of published models, beside what their authors give.
func publishedTable() -> Table {
  let models: [(name: String, weights: Double, tokens: Double, theirs: Double)]
  models = [
    ("GPT-3", 175e9, 300e9, 3.14e23), ("Gopher", 280e9, 300e9, 5.76e23),
    ("Chinchilla", 70e9, 1.4e12, 5.76e23),
  ]
  func short(_ x: Double) -> String {
    format(Float(x / 1e23), decimals: 2) + "e23"
  }
  return Table(
    columns: ["", "N, 10⁹", "n, 10⁹", "6·N·n", "authors", "16·N, 10⁹ bytes"],
    rows: models.map { model in
      [
        model.name, Int(model.weights / 1e9), Int(model.tokens / 1e9),
        short(6 * model.weights * model.tokens), short(model.theirs),
        Int(trainingBytes(model.weights) / 1e9),
      ]
    })
}
