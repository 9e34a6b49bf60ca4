import Ground
import Tensors

/// The mean of (x − t)².
public final class SquaredError: Loss {
  private var difference: Tensor?

  public init() {}

  /// Outputs x (…) and targets t (…) → the mean over all numbers.
  public func forward(_ x: Tensor, _ t: Tensor) -> Float {
    require(
      x.shape == t.shape,
      "Targets of shape \(t.shape) don't fit outputs of shape \(x.shape).")
    let difference = x - t
    self.difference = difference
    return (difference * difference).mean()
  }

  /// dx (…) = 2 (x − t) / count.
  public func backward() -> Tensor {
    let difference = remembered(difference, "SquaredError")
    return difference * (2 / Float(max(difference.count, 1)))
  }
}
