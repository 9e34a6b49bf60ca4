import Ground
import Tensors

/// Sigmoid and binary cross entropy in one: for scores x of yes-or-no questions with answers t, 1
/// or 0, −t log σ(x) − (1 − t) log(1 − σ(x)).
public final class SigmoidWithLoss: Loss {
  private var passed: (x: Tensor, t: Tensor)?

  public init() {}

  /// Scores x (…) and answers t (…) → the mean loss over all numbers, in nats.
  public func forward(_ x: Tensor, _ t: Tensor) -> Float { losses(x, t).mean() }

  /// Scores x (…) and answers t (…) → (…): the loss of each.
  public func losses(_ x: Tensor, _ t: Tensor) -> Tensor {
    require(
      x.shape == t.shape,
      "Targets of shape \(t.shape) don't fit scores of shape \(x.shape).")
    passed = (x, t)
    // The same as above in terms that can't overflow: max(x, 0) − x t + log(1 + e^−|x|).
    let tail = log1p(exp(x.map { -$0.magnitude }))
    return x.map(with: t) { x, t in max(x, 0) - x * t } + tail
  }

  /// dx (…) = (σ(x) − t) / count.
  public func backward() -> Tensor {
    let (x, t) = remembered(passed, "SigmoidWithLoss")
    let scale = 1 / Float(max(x.count, 1))
    return sigmoid(x).map(with: t) { ($0 - $1) * scale }
  }

  /// How many of the N rows have every score on the right side of ½.
  public func correct(_ x: Tensor, _ t: Tensor) -> Int? {
    let right = x.map(with: t) { x, t in (x > 0) == (t > 0.5) ? 1 : 0 }
    return right.reshaped(x.rowCount, -1).sum(axis: 1).values.count {
      $0 == Float(x.count / x.rowCount)
    }
  }
}
