import Tensors

/// A price on large weights, added to the loss. Vectors, such as biases, go free.
public enum Penalty: Equatable, Sendable {
  /// λ Σ|w|: drives weights that earn nothing to exactly 0.
  case l1(Float)
  /// ½λ Σw²: shrinks all weights, the large ones most (with plain SGD the same as weight decay).
  case l2(Float)

  /// The price of the weights among `parameters`.
  public func loss(_ parameters: [Parameter]) -> Float {
    let weights = parameters.unique.filter(\.isWeight)
    return switch self {
    case .l1(let lambda): weights.reduce(0) { $0 + lambda * $1.value.map(\.magnitude).sum() }
    case .l2(let lambda): weights.reduce(0) { $0 + lambda / 2 * ($1.value * $1.value).sum() }
    }
  }

  /// Adds the penalty's gradients to those of the weights among `parameters`.
  public func addGradients(_ parameters: [Parameter]) {
    for parameter in parameters.unique where parameter.isWeight {
      parameter.gradient.withUnsafeMutableBufferPointer { g in
        parameter.value.withUnsafeBufferPointer { w in
          switch self {
          case .l1(let lambda):
            for i in g.indices { g[i] += w[i] > 0 ? lambda : w[i] < 0 ? -lambda : 0 }
          case .l2(let lambda): for i in g.indices { g[i] += lambda * w[i] }
          }
        }
      }
    }
  }
}

/// Max-norm: scales down each column of a weight (D, H), the incoming weights of one neuron, whose
/// Euclidean norm is above `limit` (Srivastava et al., JMLR 15, 2014, section 5.1).
public func limitNorms(_ parameters: [Parameter], to limit: Float) {
  for parameter in parameters.unique where parameter.value.rank == 2 {
    var norms = sqrt((parameter.value * parameter.value).sum(axis: 0))
    // Where a square has overflowed, the norm need not have.
    for column in 0..<norms.count where norms[column] == .infinity {
      norms[column] = parameter.value.columns(column..<column + 1).norm()
    }
    parameter.value *= norms.map { $0 > limit ? limit / $0 : 1 }
  }
}
