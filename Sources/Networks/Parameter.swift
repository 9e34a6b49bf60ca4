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

/// The smallest thing that learns: what all others are made of in the end.
extension Parameter: Trainable {
  public var parameters: [Parameter] { [self] }
}

extension Sequence where Element == Parameter {
  /// Each parameter once, in order of first appearance: a shared one appears in several layers.
  public var unique: [Parameter] {
    var seen = Set<ObjectIdentifier>()
    return filter { seen.insert(ObjectIdentifier($0)).inserted }
  }
}
