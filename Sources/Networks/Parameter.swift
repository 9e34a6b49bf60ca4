import Synchronization
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

  /// The first number of the gradient that isn't finite; nil if all are.
  var strayGradient: Float? {
    gradient.withUnsafeBufferPointer { numbers in
      guard let first = numbers.baseAddress else { return nil }
      let isFinite = Atomic<Bool>(true)
      Threads.split(numbers.count, grain: 1 << 15) { part in
        // Of a finite number, and of no other, the product with 0 is 0.
        var lanes = Lanes.zero
        forEachLanes(part.count) { i, count in
          lanes += Lanes(first + part.lowerBound + i, count: count) * 0
        }
        if treeSum(lanes) != 0 { isFinite.store(false, ordering: .relaxed) }
      }
      if isFinite.load(ordering: .relaxed) { return nil }
      return numbers.first { !$0.isFinite }
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
