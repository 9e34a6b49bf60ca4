import Tensors

/// A softmax over all words: P(w | h) = exp(h·w) / Σ exp(h·w'), with a vector for each word w.
///
/// Asked for T words of one row, it makes the row's V scores once.
public final class FullSoftmax: WordOutput {
  private let scores: MatMul
  private var dx: Tensor?

  /// - Parameter weight: W (V, D).
  public init(_ weight: Parameter) { scores = MatMul(weight, transposed: true) }

  /// Begins with zeros unless told otherwise: every word is equally likely, and the loss is log V.
  public convenience init(
    words: Int, size: Int, weights: Initializer = .zeros, name: String = "output",
    random: inout Random
  ) {
    let value = weights.matrix(inputs: words, outputs: size, random: &random)
    self.init(Parameter("\(name).weight", value))
  }

  /// W: (V, D).
  public var weight: Parameter { scores.weight }
  public var parts: [any Trainable] { [scores] }

  /// h (N, D) → (N, V): the probability of each word.
  public func probabilities(_ h: Tensor) -> Tensor { softmax(scores.forward(h)) }

  /// h (N, D) and N rows of T words → the mean of −log P(t | h).
  ///
  /// The gradient of a row's scores, summed over its words, is T softmax(x) less 1 for each word.
  public func forward(_ h: Tensor, _ t: [[Int]]) -> Float {
    let perRow = wordsPerRow(t, h)
    let x = scores.forward(h)
    let logSums = logSumExp(x)
    let scale = 1 / Float(max(t.count * perRow, 1))
    var dx = softmax(x) * (Float(perRow) * scale)
    var losses: [Float] = []
    for (row, words) in t.enumerated() {
      for word in words {
        losses.append(logSums[row] - x[row, word])
        dx[row, word] -= scale
      }
    }
    self.dx = dx
    return Tensor(losses).sum() * scale
  }

  public func backward() -> Tensor { scores.backward(remembered(dx, "FullSoftmax")) }
}
