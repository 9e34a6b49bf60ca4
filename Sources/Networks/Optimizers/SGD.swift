import Tensors

/// Stochastic gradient descent: a step against the gradient.
public final class SGD: Optimizer {
  public var rate: Float
  public var state = OptimizerState()

  public init(rate: Float = 0.01) { self.rate = rate }

  public func update(_ parameter: Parameter) {
    let rate = rate
    // Rows without a gradient would stay as they are.
    state.update(parameter, rows: parameter.touchedRows) { range, w, g in
      for i in range {
        w[i] -= rate * g[i]
      }
    }
  }
}
