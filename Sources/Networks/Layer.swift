import Ground
import Tensors

/// What a forward pass is for. Only some layers care: dropout drops in training alone.
public enum Mode: Sendable {
  case training, inference
}

/// A function of one tensor, which may have parameters to learn.
///
/// `forward` remembers what `backward` needs, in either mode. `backward` belongs to the latest
/// `forward`.
public protocol Layer: Trainable {
  /// x → y.
  func forward(_ x: Tensor, mode: Mode) -> Tensor

  /// x → y as in inference, for what needs no `backward` afterwards: a layer may keep nothing then, and its
  /// memory serves the next one. `forward`, unless given.
  func value(_ x: Tensor) -> Tensor

  /// dy → dx, and *adds* the parameters' gradients to `Parameter.gradient`.
  func backward(_ dy: Tensor) -> Tensor
}

extension Layer {
  /// x → y, in inference.
  public func forward(_ x: Tensor) -> Tensor { forward(x, mode: .inference) }

  public func value(_ x: Tensor) -> Tensor { forward(x, mode: .inference) }
}

/// What `backward` needs of the latest `forward`.
func remembered<Value>(_ value: Value?, _ layer: String) -> Value {
  guard let value else { stop("\(layer).backward needs a call of \(layer).forward before it.") }
  return value
}
