import Tensors

/// x above 0, `slope`·x below: a ReLU that never dies (Maas, Hannun and Ng, ICML 2013).
public final class LeakyReLU: Activation {
  public let slope: Float

  public init(slope: Float = 0.01) { self.slope = slope }

  public override func value(_ x: Tensor) -> Tensor {
    let slope = slope
    return x.map { $0 > 0 ? $0 : slope * $0 }
  }

  public override func derivative(_ x: Tensor, y: Tensor) -> Tensor {
    let slope = slope
    return x.map { $0 > 0 ? 1 : slope }
  }
}
