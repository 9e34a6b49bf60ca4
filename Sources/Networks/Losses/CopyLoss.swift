import Ground
import Tensors

/// −log of the probability of tokens that may be written or copied: of the vocabulary's V tokens by their scores, or
/// of the source's by how much attention they get.
///
///     P(t) = g · softmax(x)ₜ + (1 − g) · Σ weights where the source has t,  g = σ(z)
///
/// A token that isn't in the vocabulary has a number from V on, and can only be copied. (See, Liu and Manning,
/// "Get to the point: summarization with pointer-generator networks", ACL 2017, equations 8 and 9.)
public final class CopyLoss {
  /// A target that doesn't count, such as padding.
  public let ignoring: Int?
  private var gradients: (scores: Tensor, gates: Tensor, weights: Tensor)?

  /// What is added to a probability, so that one of 0 has a logarithm.
  public static let floor: Float = 1e-10

  public init(ignoring: Int? = nil) { self.ignoring = ignoring }

  /// Scores x (N, T, V), gates z (N, T, 1), attention weights (N, T, S) → the mean loss over the targets that
  /// count, in nats, and how many they are.
  ///
  /// - Parameters:
  ///   - sources: the tokens that were attended to, N rows of up to S.
  ///   - targets: the right tokens, N rows of T.
  public func score(
    _ x: consuming Tensor, gates: Tensor, weights: Tensor, sources: [[Int]], _ targets: [[Int]]
  ) -> Score {
    let (rows, steps, words) = (x.shape[0], x.shape[1], x.shape[2])
    require(
      gates.shape == [rows, steps, 1] && weights.shape.prefix(2) == [rows, steps]
        && sources.count == rows && targets.count == rows
        && targets.allSatisfy { $0.count == steps }
        && sources.allSatisfy { $0.count <= weights.shape[2] },
      "Gates \(gates.shape), weights \(weights.shape) and targets don't fit scores \(x.shape).")
    require(
      targets.allSatisfy { $0.allSatisfy { $0 >= 0 || $0 == ignoring } },
      "A target is a token's number, not below 0.")
    let count = targets.reduce(0) { $0 + $1.count { $0 != ignoring } }
    let scale = 1 / Float(max(count, 1))
    gradients = nil
    var dx = x
    var (dGates, dWeights) = (Tensor.zeros(gates.shape), Tensor.zeros(weights.shape))
    var losses = Tensor.zeros(rows * steps)
    losses.withUnsafeMutableBufferPointer { losses in
      let losses = losses.baseAddress
      withBlocks(gates, weights) { gates, weights in
        changeBlocks(&dx, &dGates, &dWeights) { dx, dGates, dWeights in
          Threads.split(rows * steps, grain: 1 + (1 << 13) / (words + 32)) { part in
            for i in part {
              let (n, t) = (i / steps, i % steps)
              let row = Row(
                scores: dx[row: i], words: words, gate: gates[row: i][0], weights: weights[row: i],
                dGate: dGates[row: i], dWeights: dWeights[row: i])
              let target = targets[n][t]
              losses![i] =
                target == ignoring ? row.leaveOut() : row.loss(target, sources[n], scale)
            }
          }
        }
      }
    }
    gradients = (dx, dGates, dWeights)
    return Score(loss: losses.sum() * scale, count: count)
  }

  /// The gradients of the scores (N, T, V), the gates (N, T, 1) and the attention weights (N, T, S).
  public func backward() -> (scores: Tensor, gates: Tensor, weights: Tensor) {
    remembered(gradients, "CopyLoss")
  }

  /// Scores x (N, V), gates z (N, 1), attention weights (N, S) → the logarithm of each token's probability,
  /// (N, V + the most tokens from V on that one of the sources has); −∞ for those that it hasn't.
  public static func logProbabilities(
    _ x: Tensor, gates: Tensor, weights: Tensor, sources: [[Int]]
  ) -> Tensor {
    let words = x.shape[1]
    let most = sources.reduce(words) { max($0, 1 + ($1.max() ?? -1)) }
    var probabilities = Tensor.zeros(x.shape[0], most)
    probabilities.changeBlock { result in
      withBlocks(x, gates, weights) { x, gates, weights in
        for (n, source) in sources.enumerated() {
          let (row, gate) = (result[row: n], gates[row: n][0])
          let (writing, copying) = (sigmoid(gate), sigmoid(-gate))
          softmax(from: x[row: n], to: row, count: words)
          for id in 0..<words { row[id] *= writing }
          for (step, id) in source.enumerated() { row[id] += copying * weights[row: n][step] }
          for id in 0..<most { row[id] = row[id] > 0 ? log(row[id]) : -.infinity }
        }
      }
    }
    return probabilities
  }
}

/// One step: where its numbers lie.
private struct Row {
  /// The scores, and then their gradient.
  let scores: Numbers
  let words: Int
  let gate: Float
  let weights: ReadOnlyNumbers
  let dGate, dWeights: Numbers

  /// A target that doesn't count has no gradient.
  func leaveOut() -> Float {
    scores.update(repeating: 0, count: words)
    return 0
  }

  /// −log P(target); sets the gradients, times `scale`.
  func loss(_ target: Int, _ source: [Int], _ scale: Float) -> Float {
    let sum = exponentials(from: scores, to: scores, count: words).sum
    // As sigmoid(-z), 1 - g keeps its digits where g is nearly 1.
    let (writing, copying) = (sigmoid(gate), sigmoid(-gate))
    let written = target < words ? scores[target] / sum : 0
    var copied: Float = 0
    for (step, id) in source.enumerated() where id == target { copied += weights[step] }
    let probability = writing * written + copying * copied + CopyLoss.floor
    let d = -scale / probability
    for (step, id) in source.enumerated() where id == target { dWeights[step] = d * copying }
    dGate[0] = d * (written - copied) * writing * copying
    // The gradient of a softmax's loss, by how much of the probability was written.
    let share = -d * writing * written
    let factor = share / sum
    @inline(always) func gradient(_ power: Lanes) -> Lanes { power * factor }
    mapLanes(from: scores, to: scores, count: words, gradient)
    if target < words { scores[target] -= share }
    return -log(probability)
  }
}
