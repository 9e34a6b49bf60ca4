import Tensors

/// tanh(x): any number to between −1 and 1, odd about 0.
public final class Tanh: Activation {
  public override func value(_ x: Tensor) -> Tensor { tanh(x) }

  /// tanh′ = 1 − tanh².
  public override func derivative(_ x: Tensor, y: Tensor) -> Tensor {
    y.mapLanes(Slope())
  }

  private struct Slope: LaneFunction {
    @inline(always) func callAsFunction(_ y: Lanes) -> Lanes { 1 - y * y }
  }
}
