import Tensors

/// w ← w − ηg: stochastic gradient descent.
public final class SGD: Optimizer {
  public var rate: Float
  public var state = OptimizerState()

  public init(rate: Float = 0.01) { self.rate = rate }

  public func update(_ parameters: [Parameter]) {
    let rate = rate
    state.update(parameters) { w, g in w -= rate * g }
  }
}
