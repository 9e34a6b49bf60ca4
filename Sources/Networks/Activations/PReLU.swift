import Tensors

/// x above 0, a·x below, where the slope a is learned (He et al., ICCV 2015, section 2.1).
public final class PReLU: Activation {
  /// a: (1), one slope for all, or (D), one for each feature of the last axis.
  public let slope: Parameter

  public init(features: Int = 1, slope: Float = 0.25, name: String = "prelu") {
    self.slope = Parameter("\(name).slope", .full([features], slope))
  }

  public override var parts: [any Trainable] { [slope] }

  public override func value(_ x: Tensor) -> Tensor {
    x.map { max($0, 0) } + slope.value * x.map { min($0, 0) }
  }

  public override func derivative(_ x: Tensor, y: Tensor) -> Tensor {
    x.map { $0 > 0 ? 1 : 0 } + slope.value * x.map { $0 > 0 ? 0 : 1 }
  }

  /// dy (…, D) → dx (…, D); da = Σ dy ⊙ min(x, 0).
  public override func backward(_ dy: Tensor) -> Tensor {
    let da = dy * latest.x.map { min($0, 0) }
    let features = slope.value.count
    slope.gradient +=
      features == 1 ? Tensor([da.sum()]) : da.reshaped(-1, features).sum(axis: 0)
    return super.backward(dy)
  }
}
