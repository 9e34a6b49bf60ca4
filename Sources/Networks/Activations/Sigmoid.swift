import Tensors

/// σ(x) = 1 / (1 + e⁻ˣ): any number to between 0 and 1.
public final class Sigmoid: Activation {
  public override func value(_ x: Tensor) -> Tensor { sigmoid(x) }

  /// σ′ = σ(1 − σ), at most ¼.
  public override func derivative(_ x: Tensor, y: Tensor) -> Tensor {
    y.mapLanes(Slope())
  }

  private struct Slope: LaneFunction {
    @inline(always) func callAsFunction(_ y: Lanes) -> Lanes { y * (1 - y) }
  }
}
