import Tensors

/// Adam with weight decay done right: weights shrink by a share of their size, which the division
/// by the root of the squares leaves alone (Loshchilov and Hutter, ICLR 2019, algorithm 2).
/// Vectors, such as biases, don't shrink.
public final class AdamW: Optimizer {
  private let adam: Adam
  /// λ: a step takes ηλ of each weight away.
  public let decay: Float

  public init(
    rate: Float = 0.001, decay: Float = 0.01, decays: (Float, Float) = (0.9, 0.999),
    epsilon: Float = 1e-8
  ) {
    adam = Adam(rate: rate, decays: decays, epsilon: epsilon)
    self.decay = decay
  }

  public var rate: Float {
    get { adam.rate }
    set { adam.rate = newValue }
  }

  public var state: OptimizerState {
    get { adam.state }
    _modify { yield &adam.state }
  }

  public func update(_ parameter: Parameter) {
    adam.update(parameter, shrinkingBy: parameter.isWeight ? rate * decay : 0)
  }
}
