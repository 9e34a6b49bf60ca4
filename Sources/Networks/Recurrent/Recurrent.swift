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

  /// How many tensors its state has: those it carries, or one as long as it carries none, unless given.
  var stateCount: Int { get }

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

  /// How many layers stand one above the other.
  var height: Int { get }

  /// What an encoder hands over: the state that the latest forward ended with, as a decoder's layers
  /// begin with it, the lowest layer's first; of an LSTM both h and c, (N, H) each.
  ///
  /// A layer of the decoder begins where the encoder's layer of the same height has ended. Where two
  /// directions make a layer, their states stand side by side, as their outputs do; nothing is thrown
  /// away, and nothing has to be learned in between. So a decoder's layers are as large as the encoder's
  /// outputs, and an encoder with two directions of H/2 goes with a decoder of H (so does OpenNMT: Klein
  /// et al., ACL 2017 demonstrations).
  var handedOver: [Tensor] { get }

  /// How many tensors each of its layers hands over, the lowest layer's first.
  var handedOverCounts: [Int] { get }

  /// The gradient of what was handed over → that of the state.
  func takenBack(_ gradient: [Tensor]) -> [Tensor]
}

extension Recurrent {
  /// Forgets all that was read.
  public func resetState() {
    state = []
    for part in parts { part.resetState() }
  }

  public func forward(_ x: Tensor, mode: Mode) -> Tensor { forward(x, lengths: nil, mode: mode) }

  public func backward(_ dy: Tensor) -> Tensor { backward(dy, dState: []) }

  /// A checkpoint holds the state, so that training goes on in the middle of a text: its own, or if it is
  /// made of recurrent layers, theirs.
  public var carriedState: [CarriedState] {
    get { isMadeOfLayers ? stateOfParts : [.state(state)] + stateOfParts }
    set {
      if isMadeOfLayers { return stateOfParts = newValue }
      if case .state(let state)? = newValue.first { self.state = state }
      stateOfParts = Array(newValue.dropFirst())
    }
  }

  /// Whether its state is that of recurrent layers among its parts.
  fileprivate var isMadeOfLayers: Bool { parts.contains { $0 is any Recurrent } }
}

/// A layer that keeps its state itself hands it over as it is. One that is made of recurrent layers must
/// say how they stand to each other.
extension Recurrent {
  public var height: Int {
    requireOneLayer()
    return 1
  }

  public var handedOver: [Tensor] {
    requireOneLayer()
    return state
  }

  public var stateCount: Int { max(state.count, 1) }

  public var handedOverCounts: [Int] { [stateCount] }

  public func takenBack(_ gradient: [Tensor]) -> [Tensor] {
    requireOneLayer()
    return gradient
  }

  private func requireOneLayer() {
    require(
      !isMadeOfLayers,
      """
      \(Self.self) is made of recurrent layers, and has to say itself how high they stand and what they \
      hand over.
      """)
  }
}

/// The tensors of a state, or of its gradient, shared out: part i gets `counts[i]` of them, or if there are
/// none, none. Of other numbers, which layers of a reader's own may carry, each part gets as many.
func shares(_ tensors: [Tensor], _ counts: [Int], among parts: String) -> [[Tensor]] {
  var counts = counts
  if tensors.count != counts.reduce(0, +) {
    require(
      tensors.count.isMultiple(of: counts.count),
      "A state of \(tensors.count) tensors can't be shared out among \(parts).")
    counts = counts.map { _ in tensors.count / counts.count }
  }
  var rest = tensors[...]
  return counts.map { count in
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
}

extension Trainable {
  /// Whether each recurrent layer within carries nothing yet, or tensors as it leaves them: as many, of
  /// (N, H) each. How large N must be, only a batch can tell.
  var hasSoundStates: Bool {
    guard let layer = self as? any Recurrent, !layer.isMadeOfLayers, let h = layer.state.first
    else { return parts.allSatisfy(\.hasSoundStates) }
    return layer.state.count == layer.stateCount && h.rank == 2 && h.shape[1] == layer.outputs
      && layer.state.allSatisfy { $0.shape == h.shape }
  }
}

extension Recurrent {
  /// What is carried must be nothing yet, or as many tensors as it says.
  func requireState() {
    require(
      state.isEmpty || state.count == stateCount,
      "The state of \(Self.self) has \(stateCount) tensors, not \(state.count).")
  }

  /// The gradient of the state that forward left must be nothing, or as many tensors.
  func requireStateGradient(_ dState: [Tensor]) {
    require(
      dState.isEmpty || dState.count == stateCount,
      "The gradient of the state of \(Self.self) has \(stateCount) tensors, not \(dState.count).")
  }
}
