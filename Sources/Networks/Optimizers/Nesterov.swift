import Tensors

/// Momentum that takes the gradient where the ball is about to be (Nesterov, 1983; Sutskever et
/// al., ICML 2013).
///
/// The parameters held are the looked-ahead ones, w = θ − ημv, as in Bengio, Boulanger-Lewandowski
/// and Pascanu (ICASSP 2013, section 3.5): so the gradient is taken at w itself and each step
/// already includes the momentum to come.
public final class Nesterov: Optimizer {
  public var rate: Float
  /// μ: how much of the velocity is left after a step, 0 ≤ μ < 1.
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
        w[i] -= rate * (g[i] + momentum * v[i])
      }
    }
  }
}
