import Tensors

/// A rate for each number that shrinks with the squares of its gradients so far (Duchi, Hazan and
/// Singer, JMLR 12, 2011).
public final class AdaGrad: Optimizer {
  public var rate: Float
  /// Keeps the first division from being one by zero.
  public let epsilon: Float
  public var state = OptimizerState(slots: ["squares"])

  public init(rate: Float = 0.01, epsilon: Float = 1e-10) {
    (self.rate, self.epsilon) = (rate, epsilon)
  }

  public func update(_ parameter: Parameter) {
    let (rate, epsilon) = (rate, epsilon)
    state.update(parameter) { range, w, g, s in
      for i in range {
        s[i] += g[i] * g[i]
        w[i] -= rate * g[i] / (s[i].squareRoot() + epsilon)
      }
    }
  }
}
