import Ground
import Tensors

/// A layer that reads sequences step by step and carries a state from each step to the next.
///
///     let lstm = LSTM(inputs: 100, size: 100, random: &random)
///     let y = lstm.forward(x, mode: .training)     // (N, T, D) → (N, T, H)
///     lstm.state                                   // h and c after the last step, (N, H) each
///
/// The state outlives the call: the next `forward` goes on from it, `resetState()` makes it forget.
/// The gradient does not: `backward` goes back to the start of the latest `forward` and no further,
/// which is truncated back-propagation through time (Williams and Peng, 1990).
public protocol Recurrent: Layer {
  /// D, the size of an input.
  var inputs: Int { get }
  /// The size of an output: H.
  var outputs: Int { get }

  /// What the next forward starts from, and what the latest ended with: (N, H) each, the output h
  /// first. Empty stands for zeros.
  var state: [Tensor] { get set }

  /// x (N, T, D) → y (N, T, H).
  ///
  /// - Parameter lengths: how many of its T steps each row has; the others are padding. A row's
  ///   outputs are 0 after its last step, and its state stays what it was then.
  func forward(_ x: Tensor, lengths: [Int]?, mode: Mode) -> Tensor

  /// dy (N, T, H) → dx (N, T, D), and *adds* the parameters' gradients to `Parameter.gradient`.
  ///
  /// It uses up what the latest forward remembered: one backward for each forward.
  ///
  /// - Parameter dState: the gradient of the state that the latest forward ended with, if it went
  ///   anywhere, as an encoder's does; empty stands for zeros.
  func backward(_ dy: Tensor, dState: [Tensor]) -> Tensor

  /// The gradient of the state that the latest forward started from: (N, H) each.
  var dState: [Tensor] { get }
}

extension Recurrent {
  /// Forgets all that was read.
  public func resetState() { state = [] }

  public func forward(_ x: Tensor, mode: Mode) -> Tensor { forward(x, lengths: nil, mode: mode) }

  public func backward(_ dy: Tensor) -> Tensor { backward(dy, dState: []) }

  /// A checkpoint holds the state, so that training goes on in the middle of a text.
  public var memory: [Memory] {
    get { [.state(state)] }
    set { if case .state(let state)? = newValue.first { self.state = state } }
  }
}

extension Recurrent {
  /// What is carried must be nothing yet, or `count` tensors.
  func requireState(of count: Int) {
    require(
      state.isEmpty || state.count == count,
      "The state of \(Self.self) has \(count) tensors, not \(state.count).")
  }

  /// The gradient of the state that forward left must be nothing, or `count` tensors.
  func requireStateGradient(_ dState: [Tensor], of count: Int) {
    require(
      dState.isEmpty || dState.count == count,
      "The gradient of the state of \(Self.self) has \(count) tensors, not \(dState.count).")
  }
}
