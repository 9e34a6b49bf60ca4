import Tensors

/// y = (x − mean) / √(variance + ε) · gain + bias, with the mean and the variance of each row by itself:
/// whatever comes in, what goes on has the size that the gain gives it. (Ba, Kiros and Hinton, "Layer
/// normalization", 2016, equation 4.)
public final class LayerNorm: Layer {
  /// What each feature is multiplied by: (D), 1 at first.
  public let gain: Parameter
  /// What is then added to it: (D).
  public let bias: Parameter
  /// What keeps a row of equal numbers from a division by zero.
  public var epsilon: Float { norm.epsilon }
  private let norm: RowNorm
  /// The latest input, and for each of its rows the mean and 1 / √(variance + ε).
  private var passed: (x: Tensor, moments: Tensor)?

  public init(_ size: Int, epsilon: Float = 1e-5, name: String = "norm") {
    gain = Parameter("\(name).gain", .ones(size))
    bias = Parameter("\(name).bias", .zeros(size))
    norm = RowNorm(size: size, epsilon: epsilon, isCentered: true)
  }

  public var parts: [any Trainable] { [gain, bias] }
  /// D, the size of a row.
  public var size: Int { norm.size }

  /// x (…, D) → y (…, D).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    let (y, moments) = norm.forward(x, gain.value, bias.value)
    passed = (x, moments)
    return y
  }

  public func value(_ x: Tensor) -> Tensor { norm.forward(x, gain.value, bias.value).y }

  /// dy (…, D) → dx (…, D); dGain = Σ dy ⊙ normalized x, dBias = Σ dy.
  public func backward(_ dy: Tensor) -> Tensor {
    let (x, moments) = remembered(passed, "LayerNorm")
    let d = norm.backward(dy, of: x, moments, gain.value)
    gain.gradient += d.gain
    bias.gradient += d.bias
    return d.x
  }
}
