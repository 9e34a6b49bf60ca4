import Ground
import Tensors

/// A weighted look back: for each query a softmax over the rows of a memory, and their weighted sum.
///
///     weights = softmax(score(queries, memory)), contexts = weights · memory
///
/// (Bahdanau, Cho and Bengio, ICLR 2015, section 3.1.)
public final class Attention: Trainable {
  /// How well a query and a row of the memory fit: a number for each pair.
  public enum Score: String, CaseIterable, Sendable {
    /// q·m (Luong, Pham and Manning, EMNLP 2015, section 3.1).
    case dot
    /// q·W·m (the same).
    case general
    /// v·tanh(q·Wq + m·Wm) (Bahdanau, Cho and Bengio, ICLR 2015, appendix A.1.2).
    case additive
  }

  public let score: Score
  /// How much each query took of each row of the memory in the latest forward: (N, T, S).
  public private(set) var weights = Tensor.zeros(0, 0, 0)
  /// What a score changes by for each time that its row of the memory was taken whole before: (1); nil if
  /// queries don't know of each other.
  public let coverage: Parameter?
  /// How much of each row of the memory was taken before each query of the latest forward: (N, T, S); nil
  /// without coverage.
  public private(set) var covered: Tensor?
  private let scores: any AttentionScores
  private var memory: Tensor?

  /// - Parameters:
  ///   - queries: Q, the size of a query.
  ///   - memory: K, the size of a row of the memory.
  ///   - size: A, the size of the space in which the additive score compares them; K if nil.
  ///   - hasCoverage: whether each query knows what those before it took, so that it may look elsewhere (See,
  ///     Liu and Manning, ACL 2017, section 2.3; there it comes within the additive score, here it is added to
  ///     any).
  public init(
    _ score: Score, queries: Int, memory: Int, size: Int? = nil, hasCoverage: Bool = false,
    name: String = "attention", random: inout Random
  ) {
    self.score = score
    coverage = hasCoverage ? Parameter("\(name).coverage", .zeros(1)) : nil
    switch score {
    case .dot:
      require(
        queries == memory,
        "Dot products need queries and a memory of one size, not \(queries) and \(memory).")
      scores = DotScores()
    case .general:
      scores = GeneralScores(queries: queries, memory: memory, name: name, random: &random)
    case .additive:
      scores = AdditiveScores(
        queries: queries, memory: memory, size: size ?? memory, name: name, random: &random)
    }
  }

  public var parts: [any Trainable] { [scores] + (coverage.map { [$0] } ?? []) }

  /// queries (N, T, Q), memory (N, S, K) → contexts (N, T, K). Of row n of the
  /// memory only the first `lengths[n]` steps count, the others get a weight
  /// of exactly 0.
  ///
  /// - Parameter taken: with coverage, how much of the memory was taken before the first query: (N, S);
  ///   nothing unless given.
  public func forward(
    _ queries: Tensor, over memory: Tensor, lengths: [Int]? = nil, taken: Tensor? = nil
  ) -> Tensor {
    requireFit(queries, memory)
    weights = scores.forward(queries, memory)
    if let coverage {
      covered = coveredSoftmax(
        of: &weights, weight: coverage.value[0], taken: taken, lengths: lengths)
    } else {
      softmaxRows(of: &weights, lengths: lengths)
    }
    self.memory = memory
    return matmul(weights, memory)
  }

  /// dy (N, T, K) → dQueries (N, T, Q), dMemory (N, S, K).
  ///
  /// The memory feels the gradient twice: as what was taken, and as what was
  /// compared.
  ///
  /// - Parameter dWeights: the gradient of the weights (N, T, S) themselves, where something else was made
  ///   of them.
  public func backward(
    _ dy: Tensor, weights dWeights: Tensor? = nil
  ) -> (queries: Tensor, memory: Tensor) {
    let memory = remembered(memory, "Attention")
    var d = matmul(dy, memory, transposed: .right)
    if let dWeights { d += dWeights }
    if let coverage, let covered {
      coverage.gradient += coveredSoftmaxBackward(
        weights, covered, &d, weight: coverage.value[0])
    } else {
      softmaxRowsBackward(weights, &d)
    }
    var (dQueries, dMemory) = scores.backward(d)
    matmul(weights, dy, transposed: .left, addingTo: &dMemory)
    return (dQueries, dMemory)
  }

  private func requireFit(_ queries: Tensor, _ memory: Tensor) {
    require(
      queries.rank == 3 && memory.rank == 3 && queries.shape[0] == memory.shape[0],
      "Queries of shape \(queries.shape) don't fit a memory of shape \(memory.shape).")
  }
}
