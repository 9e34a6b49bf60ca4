import Ground
import Tensors

/// A layer that works on each number by itself: y = f(x).
///
/// A subclass says what f and its derivative f′ are; the layer's two passes follow.
open class Activation: Layer {
  private var passed: (x: Tensor, y: Tensor)?

  public init() {}

  open var parameters: [Parameter] { [] }

  /// x (…) → f(x) (…).
  open func value(_ x: Tensor) -> Tensor {
    stop("\(Self.self) must override value(_:).")
  }

  /// x (…) → f′(x) (…), where y = f(x): many a derivative is simplest in y.
  open func derivative(_ x: Tensor, y: Tensor) -> Tensor {
    stop("\(Self.self) must override derivative(_:y:).")
  }

  /// x (…) → f′(x) (…).
  public final func derivative(_ x: Tensor) -> Tensor {
    derivative(x, y: value(x))
  }

  /// x (…) → y (…).
  public final func forward(_ x: Tensor, mode: Mode) -> Tensor {
    let y = value(x)
    passed = (x, y)
    return y
  }

  /// dy (…) → dx (…) = dy ⊙ f′(x), by the chain rule.
  open func backward(_ dy: Tensor) -> Tensor {
    let (x, y) = latest
    var dx = derivative(x, y: y)
    dx *= dy
    return dx
  }

  /// The input and output of the latest forward.
  final var latest: (x: Tensor, y: Tensor) { remembered(passed, "\(Self.self)") }
}
