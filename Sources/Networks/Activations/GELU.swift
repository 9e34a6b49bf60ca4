import Tensors

/// x·Φ(x), where Φ is the normal distribution function: the Gaussian error linear unit, exact, by
/// the error function (Hendrycks and Gimpel, 2016, section 2).
public final class GELU: Activation {
  public override func value(_ x: Tensor) -> Tensor {
    x.mapLanes { $0 * distribution($0) }
  }

  /// Φ(x) + x·φ(x), where φ(x) = e^(−x²/2) / √(2π).
  public override func derivative(_ x: Tensor, y: Tensor) -> Tensor {
    x.mapLanes { distribution($0) + $0 * exp(-0.5 * $0 * $0) * 0.398_942_28 }
  }
}

/// Φ(x) = ½ (1 + erf(x / √2)).
@inline(__always)
private func distribution(_ x: Lanes) -> Lanes {
  0.5 + 0.5 * erf(x * 0.707_106_78)
}
