import Tensors

/// x + f(x): what a part finds is added to what came in, so that the gradient has a way past it (He et
/// al., CVPR 2016). With a norm before f or after the sum, and dropout on what f finds.
final class Residual: Trainable {
  private let norm: any Layer
  private let place: NormPlace
  private let dropout: Dropout

  init(_ norm: any Layer, _ place: NormPlace, _ dropout: Dropout) {
    (self.norm, self.place, self.dropout) = (norm, place, dropout)
  }

  var parts: [any Trainable] { [norm, dropout] }

  /// x (…, D) → y (…, D).
  func forward(
    _ x: Tensor, mode: Mode, _ part: (Tensor) -> Tensor
  ) -> Tensor {
    let found = part(place == .before ? norm.forward(x, mode: mode) : x)
    var y = dropout.forward(found, mode: mode)
    y += x
    return place == .after ? norm.forward(y, mode: mode) : y
  }

  /// The same in inference, with nothing kept for `backward`.
  func value(_ x: Tensor, _ part: (Tensor) -> Tensor) -> Tensor {
    var y = part(place == .before ? norm.value(x) : x)
    y += x
    return place == .after ? norm.value(y) : y
  }

  /// dy (…, D) → dx (…, D).
  func backward(_ dy: Tensor, _ part: (Tensor) -> Tensor) -> Tensor {
    let dy = place == .after ? norm.backward(dy) : dy
    var dx = part(dropout.backward(dy))
    if place == .before { dx = norm.backward(dx) }
    dx += dy
    return dx
  }
}
