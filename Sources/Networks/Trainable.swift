import Tensors

/// Anything with parameters to learn: a layer, a model of many layers.
///
/// It names its parts, parameters and layers alike, once; what it learns, and what it carries from call
/// to call, follows from them:
///
///     final class Twice: Layer {
///       let first, second: Affine
///       var parts: [any Trainable] { [first, second] }
///       …
///     }
public protocol Trainable: AnyObject {
  /// What it is made of, in a fixed order: each parameter and each layer that it holds; none unless
  /// given.
  var parts: [any Trainable] { get }

  /// What it learns, in a fixed order: the parameters of all parts, unless given. A shared parameter may
  /// appear more than once.
  var parameters: [Parameter] { get }

  /// What it carries from one call to the next besides its parameters, in a fixed order: a checkpoint
  /// must hold this too. What all parts carry, unless given.
  var carriedState: [CarriedState] { get set }

  /// Forgets what it has read: the states of its recurrent layers. Streams of random numbers go on.
  func resetState()
}

/// Something a layer carries from one call to the next.
public enum CarriedState: Equatable, Sendable {
  /// The state of a recurrent layer, which may be none yet.
  case state([Tensor])
  /// How far a stream of random numbers has come.
  case random(Random.State)
}

extension Trainable {
  public var parts: [any Trainable] { [] }

  public var parameters: [Parameter] { parts.flatMap(\.parameters) }

  public var carriedState: [CarriedState] {
    get { stateOfParts }
    set { stateOfParts = newValue }
  }

  public func resetState() {
    for part in parts { part.resetState() }
  }

  /// What its parts carry, one after the other: for layers that carry something of their own besides.
  public var stateOfParts: [CarriedState] {
    get { parts.flatMap(\.carriedState) }
    set {
      var rest = newValue[...]
      for part in parts {
        let own = part.carriedState.count
        part.carriedState = Array(rest.prefix(own))
        rest = rest.dropFirst(own)
      }
    }
  }

  /// Sets the gradients of all parameters to zero, as each training step must before `backward`.
  public func zeroGradients() {
    for parameter in parameters.unique { parameter.zeroGradient() }
  }

  /// How many numbers it learns, shared ones counted once.
  public var parameterCount: Int { parameters.unique.reduce(0) { $0 + $1.value.count } }
}
