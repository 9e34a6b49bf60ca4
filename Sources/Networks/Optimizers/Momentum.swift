import Tensors

/// Steps along a running sum of gradients, as a ball rolls on (Polyak, 1964).
///
/// The sum v holds gradients, not steps, so a change of the rate acts at once.
public final class Momentum: Optimizer {
  public var rate: Float
  /// μ: how much of the sum is left after a step, 0 ≤ μ < 1.
  public let momentum: Float
  public var state = OptimizerState(slots: ["velocity"])

  public init(rate: Float = 0.01, momentum: Float = 0.9) {
    (self.rate, self.momentum) = (rate, momentum)
  }

  public func update(_ parameter: Parameter) {
    let (rate, momentum) = (rate, momentum)
    state.update(parameter) { range, w, g, v in
      for i in range {
        v[i] = momentum * v[i] + g[i]
        w[i] -= rate * v[i]
      }
    }
  }
}
