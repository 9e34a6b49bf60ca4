import Tensors

/// y = x / √(mean(x²) + ε) · gain: a LayerNorm that doesn't shift. What a row's mean is stays in it, and
/// training comes out as well for a pass over the row less. (Zhang and Sennrich, "Root mean square layer
/// normalization", NeurIPS 2019, equation 4.)
public final class RMSNorm: Layer {
  /// What each feature is multiplied by: (D), 1 at first.
  public let gain: Parameter
  /// What keeps a row of zeros from a division by zero.
  public var epsilon: Float { norm.epsilon }
  private let norm: RowNorm
  /// The latest input, and for each of its rows 0 and 1 / √(mean(x²) + ε).
  private var passed: (x: Tensor, moments: Tensor)?

  public init(_ size: Int, epsilon: Float = 1e-5, name: String = "norm") {
    gain = Parameter("\(name).gain", .ones(size))
    norm = RowNorm(size: size, epsilon: epsilon, isCentered: false)
  }

  public var parts: [any Trainable] { [gain] }
  /// D, the size of a row.
  public var size: Int { norm.size }

  /// x (…, D) → y (…, D).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    let (y, moments) = norm.forward(x, gain.value, nil)
    passed = (x, moments)
    return y
  }

  public func value(_ x: Tensor) -> Tensor { norm.forward(x, gain.value, nil).y }

  /// dy (…, D) → dx (…, D); dGain = Σ dy ⊙ normalized x.
  public func backward(_ dy: Tensor) -> Tensor {
    let (x, moments) = remembered(passed, "RMSNorm")
    let d = norm.backward(dy, of: x, moments, gain.value)
    gain.gradient += d.gain
    return d.x
  }
}
