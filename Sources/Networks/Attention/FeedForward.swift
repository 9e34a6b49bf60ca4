import Tensors

/// Two layers with an activation between them, the same for every step: y = f(x·W₁ + b₁)·W₂ + b₂ (Vaswani et al.,
/// NIPS 2017, section 3.3).
public final class FeedForward: Layer {
  private let layers: Sequential

  /// - Parameters:
  ///   - size: D, the size of a step.
  ///   - hidden: H, the size between the layers, as a rule 4 D.
  ///   - activation: f, a layer of its own.
  public init(
    size: Int, hidden: Int, activation: any Layer = GELU(.tanh), weights: Initializer = .xavier,
    name: String = "feedForward", random: inout Random
  ) {
    layers = Sequential(
      Affine(
        inputs: size, outputs: hidden, weights: weights, name: "\(name).first", random: &random),
      activation,
      Affine(
        inputs: hidden, outputs: size, weights: weights, name: "\(name).second", random: &random))
  }

  public var parts: [any Trainable] { [layers] }

  /// x (…, D) → y (…, D).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor { layers.forward(x, mode: mode) }

  public func value(_ x: Tensor) -> Tensor { layers.value(x) }

  /// dy (…, D) → dx (…, D).
  public func backward(_ dy: Tensor) -> Tensor { layers.backward(dy) }
}
