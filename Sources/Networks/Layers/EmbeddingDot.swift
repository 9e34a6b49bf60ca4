import Ground
import Tensors

/// y = h·w for chosen words w only: how well hidden vectors agree with the vectors of a few words.
///
/// The same as h·Wᵀ and then looking up the scores that are wanted, without the work of making the
/// others. Its other input is ids, so it stands on top of a model's layers, not among them.
public final class EmbeddingDot: Trainable {
  /// W: (V, D).
  public let weight: Parameter
  private var passed: (h: Tensor, ids: [[Int]], vectors: Tensor)?

  /// - Parameter weight: W (V, D).
  public init(_ weight: Parameter) {
    require(
      weight.value.rank == 2,
      "An embedding must be a matrix, but \(weight.name) has the shape \(weight.value.shape).")
    self.weight = weight
  }

  public var parameters: [Parameter] { [weight] }

  /// h (N, D) and N rows of K ids → (N, K): the product of each row of h with the vectors of its
  /// own K words.
  public func forward(_ h: Tensor, _ ids: [[Int]]) -> Tensor {
    let (rows, words, size) = (ids.count, ids.first?.count ?? 0, weight.value.shape[1])
    require(
      h.shape == [rows, size],
      "Hidden vectors of shape \(h.shape) don't fit \(rows) rows of words of size \(size).")
    if let other = ids.first(where: { $0.count != words }) {
      stop("Rows of \(words) and \(other.count) ids can't stand in one batch.")
    }
    let vectors = weight.value.rows(at: ids.flatMap { $0 }).reshaped(rows, words, size)
    passed = (h, ids, vectors)
    return (h.reshaped(rows, 1, size) * vectors).sum(axis: -1)
  }

  /// dy (N, K) → dh (N, D); adds dy·h to the gradient of each word, once for each time it was asked
  /// for.
  public func backward(_ dy: Tensor) -> Tensor {
    let (h, ids, vectors) = remembered(passed, "EmbeddingDot")
    let (rows, words, size) = (vectors.shape[0], vectors.shape[1], vectors.shape[2])
    require(
      dy.shape == [rows, words],
      "A gradient of shape \(dy.shape) doesn't fit \(words) scores of \(rows) rows.")
    let dy = dy.reshaped(rows, words, 1)
    let dw = dy * h.reshaped(rows, 1, size)
    weight.gradient.addRows(dw.reshaped(-1, size), at: ids.flatMap { $0 })
    return (dy * vectors).sum(axis: 1)
  }
}
