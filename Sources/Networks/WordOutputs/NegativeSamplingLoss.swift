import Ground
import Tensors

/// Instead of *which of V words is it?*, asks *is it this one?* of the right word and of K others
/// drawn at random (Mikolov et al., NIPS 2013, equation 4):
///
///     −log σ(h·t) − Σ log σ(−h·n),    n drawn K times with P(n) ∝ count(n)^0.75
///
/// A draw may happen to be the right word. It then counts as a draw like any other, as in the
/// equation: the expected loss is the equation's own, whose minimum is known (Levy and Goldberg,
/// NIPS 2014, section 3.1). The word is pulled by its one answer *yes* and pushed by the *no*.
public final class NegativeSamplingLoss: WordOutput {
  /// How many words are drawn for each right one, K.
  public let negatives: Int
  /// What they are drawn from.
  public let noise: AliasTable
  private let scores: EmbeddingDot
  private let loss = SigmoidWithLoss()
  private var random: Random

  /// - Parameters:
  ///   - weight: W (V, D).
  ///   - noise: draws words.
  ///   - negatives: K, at least 1.
  ///   - random: the stream of draws, which a checkpoint keeps the place of.
  public init(_ weight: Parameter, noise: AliasTable, negatives: Int = 5, random: Random) {
    require(negatives >= 1, "Negative sampling needs at least 1 negative, not \(negatives).")
    scores = EmbeddingDot(weight)
    require(
      noise.count == weight.value.shape[0],
      "Noise over \(noise.count) words doesn't fit a weight of shape \(weight.value.shape).")
    (self.negatives, self.noise, self.random) = (negatives, noise, random)
  }

  /// - Parameters:
  ///   - counts: how often each of the V words occurs.
  ///   - size: D.
  public convenience init(
    counts: [Int], size: Int, negatives: Int = 5, weights: Initializer = .zeros,
    name: String = "output", random: inout Random
  ) {
    let value = weights.matrix(inputs: counts.count, outputs: size, random: &random)
    self.init(
      Parameter("\(name).weight", value), noise: AliasTable(noiseOf: counts),
      negatives: negatives, random: random.stream("negatives"))
  }

  /// W: (V, D).
  public var weight: Parameter { scores.weight }
  public var parameters: [Parameter] { scores.parameters }

  public var memory: [Memory] {
    get { [.random(random.state)] }
    set { if case .random(let state)? = newValue.first { random = Random(state) } }
  }

  /// h (N, D) and N rows of T words → the mean over the words of the sum of 1 + K losses.
  public func forward(_ h: Tensor, _ t: [[Int]]) -> Float {
    _ = wordsPerRow(t, h)
    let asked = t.map { words in words.flatMap { [$0] + drawNegatives() } }
    let x = scores.forward(h, asked)
    return loss.forward(x, answers(x.shape)) * Float(1 + negatives)
  }

  public func backward() -> Tensor { scores.backward(loss.backward() * Float(1 + negatives)) }

  /// K words.
  private func drawNegatives() -> [Int] {
    (0..<negatives).map { _ in noise.draw(&random) }
  }

  /// (N, T (1 + K)): 1 for the right word, 0 for the K after it.
  private func answers(_ shape: [Int]) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor(
      (0..<count).map { $0.isMultiple(of: 1 + negatives) ? 1 : 0 }, shape: shape)
  }
}

extension AliasTable {
  /// Draws words by count^`power`: with ¾, which Mikolov et al. (2013, section 2.2) found best, rare
  /// words are drawn more often than they occur, frequent ones less.
  public init(noiseOf counts: [Int], power: Float = 0.75) {
    self.init(weights: counts.map { $0 > 0 ? exp(power * log(Float($0))) : 0 })
  }
}
