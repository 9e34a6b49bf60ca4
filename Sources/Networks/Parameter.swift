import Tensors

/// Numbers that a model learns, with the gradient of the loss with respect to them.
///
/// A parameter is an object, so layers that hold the same one share it: weight tying needs no more.
public final class Parameter {
  /// What it is called in checkpoints and error messages: `affine.weight`.
  public let name: String
  /// The numbers themselves.
  public var value: Tensor
  /// ∂L/∂value, of the same shape. Every `backward` adds to it, only `zeroGradient()` empties it.
  public var gradient: Tensor

  public init(_ name: String, _ value: Tensor) {
    self.name = name
    self.value = value
    gradient = .zeros(value.shape)
  }

  /// Sets the gradient to zero.
  public func zeroGradient() {
    gradient.withUnsafeMutableBufferPointer { numbers in
      let first = numbers.baseAddress!
      Threads.split(numbers.count, grain: 1 << 15) { part in
        (first + part.lowerBound).update(repeating: 0, count: part.count)
      }
    }
  }

  /// Whether weight decay, penalties and norm limits apply: to matrices (weights, embeddings), but
  /// not to vectors (biases, gains), which add no capacity worth limiting.
  public var isWeight: Bool { value.rank > 1 }
}

extension Sequence where Element == Parameter {
  /// Each parameter once, in order of first appearance: a shared one appears in several layers.
  public var unique: [Parameter] {
    var seen = Set<ObjectIdentifier>()
    return filter { seen.insert(ObjectIdentifier($0)).inserted }
  }
}

/// Anything with parameters to learn: a layer, a model of many layers.
public protocol Trainable: AnyObject {
  /// What it learns, in a fixed order. A shared parameter may appear more than once.
  var parameters: [Parameter] { get }

  /// What it carries from one call to the next besides its parameters, in a fixed order: a
  /// checkpoint must hold this too.
  var memory: [Memory] { get set }
}

/// Something a layer carries from one call to the next.
public enum Memory: Equatable, Sendable {
  /// The state of a recurrent layer, which may be none yet.
  case state([Tensor])
  /// How far a stream of random numbers has come.
  case random(Random.State)
}

extension Trainable {
  public var parameters: [Parameter] { [] }

  public var memory: [Memory] {
    get { [] }
    set {}
  }

  /// Sets the gradients of all parameters to zero, as each training step must before `backward`.
  public func zeroGradients() {
    for parameter in parameters.unique { parameter.zeroGradient() }
  }

  /// How many numbers it learns, shared ones counted once.
  public var parameterCount: Int { parameters.unique.reduce(0) { $0 + $1.value.count } }
}

/// Hands out to each of `parts` as many of the memories as it has, in order.
package func restore(_ memory: [Memory], to parts: [any Trainable]) {
  var rest = memory[...]
  for part in parts {
    let own = part.memory.count
    part.memory = Array(rest.prefix(own))
    rest = rest.dropFirst(own)
  }
}
