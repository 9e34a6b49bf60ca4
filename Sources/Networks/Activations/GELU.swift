import Tensors

/// x·Φ(x), where Φ is the normal distribution function: the Gaussian error linear unit, exact, by the
/// error function (Hendrycks and Gimpel, 2016, section 2).
public final class GELU: Activation {
  public override func value(_ x: Tensor) -> Tensor { x * normalDistribution(x) }

  /// Φ(x) + x·φ(x), where φ(x) = e^(−x²/2) / √(2π).
  public override func derivative(_ x: Tensor, y: Tensor) -> Tensor {
    let density = exp(x.map { -0.5 * $0 * $0 })
    return normalDistribution(x) + x.map(with: density) { $0 * $1 * 0.398_942_28 }
  }

  /// Φ(x) = ½ (1 + erf(x / √2)).
  private func normalDistribution(_ x: Tensor) -> Tensor {
    erf(x.map { $0 * 0.707_106_78 }).map { 0.5 + 0.5 * $0 }
  }
}
