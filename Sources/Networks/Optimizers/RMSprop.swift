import Tensors

/// AdaGrad that forgets: the squares are a running mean (Tieleman and Hinton, lecture 6.5 of
/// "Neural networks for machine learning", 2012).
public final class RMSprop: Optimizer {
  public var rate: Float
  /// How much of the running mean is left after a step, 0 ≤ decay < 1.
  public let decay: Float
  public let epsilon: Float
  public var state = OptimizerState(slots: ["squares"])

  public init(rate: Float = 0.01, decay: Float = 0.99, epsilon: Float = 1e-8) {
    (self.rate, self.decay, self.epsilon) = (rate, decay, epsilon)
  }

  public func update(_ parameter: Parameter) {
    let (rate, decay, epsilon) = (rate, decay, epsilon)
    state.update(parameter) { range, w, g, s in
      for i in range {
        s[i] = decay * s[i] + (1 - decay) * g[i] * g[i]
        w[i] -= rate * g[i] / (s[i].squareRoot() + epsilon)
      }
    }
  }
}
