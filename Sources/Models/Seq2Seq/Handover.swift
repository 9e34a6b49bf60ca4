import Language
import Networks
import Tensors

/// What crosses from an encoder's recurrent layers to a decoder's: of an LSTM both h and c.
///
/// A layer of the decoder begins where the encoder's layer of the same height has ended. Where two
/// directions make a layer, their states stand side by side, as their outputs do; nothing is thrown
/// away, and nothing has to be learned in between. So a decoder's layers are as large as the encoder's
/// outputs, and an encoder with two directions of H/2 goes with a decoder of H (so does OpenNMT: Klein
/// et al., ACL 2017 demonstrations).
extension Recurrent {
  /// How many layers stand one above the other.
  var height: Int {
    switch self {
    case let stack as RecurrentStack: stack.layers.map(\.height).reduce(0, +)
    case let both as Bidirectional: both.onward.height
    default: 1
    }
  }

  /// The state that the latest forward ended with, as a decoder begins with it.
  var handedOver: [Tensor] {
    switch self {
    case let stack as RecurrentStack: stack.layers.flatMap(\.handedOver)
    case let both as Bidirectional:
      zip(both.onward.handedOver, both.back.handedOver).map { .concatenate([$0, $1], axis: 1) }
    default: state
    }
  }

  /// The gradient of what was handed over → that of the state.
  func takenBack(_ gradient: [Tensor]) -> [Tensor] {
    switch self {
    case let stack as RecurrentStack:
      var rest = gradient[...]
      return stack.layers.flatMap { layer in
        defer { rest = rest.dropFirst(gradient.count * layer.height / stack.height) }
        return layer.takenBack(Array(rest.prefix(gradient.count * layer.height / stack.height)))
      }
    case let both as Bidirectional:
      let (size, width) = (both.onward.outputs, both.outputs)
      return both.onward.takenBack(gradient.map { $0.columns(0..<size) })
        + both.back.takenBack(gradient.map { $0.columns(size..<width) })
    default: return gradient
    }
  }

  /// x (N, T, D) → (N, T, H), going on from `state`, which moves along. The layer itself carries
  /// nothing from call to call.
  func forward(
    _ x: Tensor, lengths: [Int]?, from state: inout [Tensor], mode: Mode
  ) -> Tensor {
    self.state = state
    let y = forward(x, lengths: lengths, mode: mode)
    state = self.state
    resetState()
    return y
  }
}
