import Ground
import Tensors

/// A vector for each word: row `id` of W is the vector of word `id`.
///
/// The same as a one-hot vector times W, without the work of multiplying by zeros. Its input is ids
/// rather than a tensor, so it stands before the layers of a model, not among them.
public final class Embedding: Trainable {
  /// W: (V, D).
  public let weight: Parameter
  private var ids: [Int]?

  /// - Parameter weight: W (V, D).
  public init(_ weight: Parameter) {
    require(
      weight.value.rank == 2,
      "An embedding must be a matrix, but \(weight.name) has the shape \(weight.value.shape).")
    self.weight = weight
  }

  public convenience init(
    words: Int, size: Int, weights: Initializer = .normal(deviation: 0.01),
    name: String = "embedding",
    random: inout Random
  ) {
    let value = weights.matrix(inputs: words, outputs: size, random: &random)
    self.init(Parameter("\(name).weight", value))
  }

  public var parts: [any Trainable] { [weight] }
  /// V, how many words have a vector.
  public var words: Int { weight.value.shape[0] }

  /// n ids → (n, D).
  public func forward(_ ids: [Int]) -> Tensor {
    self.ids = ids
    return weight.value.rows(at: ids)
  }

  /// N rows of T ids → (N, T, D).
  public func forward(_ ids: [[Int]]) -> Tensor {
    let steps = ids.first?.count ?? 0
    for row in ids {
      require(
        row.count == steps,
        "Rows of \(steps) and \(row.count) ids can't stand in one batch.")
    }
    let size = weight.value.shape[1]
    return forward(ids.flatMap { $0 }).reshaped(ids.count, steps, size)
  }

  /// dy (…, D): adds each row to the gradient of its word. Ids have no gradient of their own.
  public func backward(_ dy: Tensor) {
    let ids = remembered(ids, "Embedding")
    weight.addToGradient(dy.reshaped(-1, weight.value.shape[1]), at: ids)
  }
}
