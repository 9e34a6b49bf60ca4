import Tensors

/// y = exp(x) / Σ exp(x) along the last axis: scores become probabilities.
///
/// A classifier in training wants `SoftmaxWithLoss`, which is faster and loses nothing to rounding.
public final class Softmax: Layer {
  private var y: Tensor?

  public init() {}

  /// x (…, C) → y (…, C).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    let y = softmax(x)
    self.y = y
    return y
  }

  /// dy (…, C) → dx (…, C) = y ⊙ (dy − Σ dy ⊙ y).
  public func backward(_ dy: Tensor) -> Tensor {
    let y = remembered(y, "Softmax")
    return y * (dy - (dy * y).sum(axis: -1, keepingAxis: true))
  }
}
