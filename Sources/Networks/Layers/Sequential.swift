import Tensors

/// Layers one after the other, the output of each the input of the next.
///
///     let net = Sequential(
///       Affine(inputs: 2, outputs: 10, random: &random), Sigmoid(),
///       Affine(inputs: 10, outputs: 3, random: &random))
public final class Sequential: Layer {
  public let layers: [any Layer]

  public init(_ layers: any Layer...) { self.layers = layers }

  public init(_ layers: [any Layer]) { self.layers = layers }

  public var parts: [any Trainable] { layers }

  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    layers.reduce(x) { x, layer in layer.forward(x, mode: mode) }
  }

  public func value(_ x: Tensor) -> Tensor { layers.reduce(x) { x, layer in layer.value(x) } }

  public func backward(_ dy: Tensor) -> Tensor {
    layers.reversed().reduce(dy) { dy, layer in layer.backward(dy) }
  }
}
