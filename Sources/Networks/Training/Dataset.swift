import Ground
import Tensors

/// Examples to learn from or to be tested on.
public protocol Dataset<Batch> {
  associatedtype Batch

  /// How many examples there are.
  var count: Int { get }

  /// The examples that `indices` name, in that order.
  func batch(_ indices: [Int]) -> Batch
}

/// Inputs with their targets. A batch of examples is fewer examples.
public struct Examples<Target: Rows>: Dataset {
  /// Inputs: (N, …).
  public let x: Tensor
  /// Targets: N of them.
  public let t: Target

  public init(_ x: Tensor, _ t: Target) {
    require(
      x.rowCount == t.rowCount, "\(t.rowCount) targets don't fit inputs of shape \(x.shape).")
    (self.x, self.t) = (x, t)
  }

  public var count: Int { x.rowCount }

  public func batch(_ indices: [Int]) -> Examples {
    Examples(x.rows(at: indices), t.rows(at: indices))
  }

  /// The same examples in a random order.
  public func shuffled(_ random: inout Random) -> Examples { batch(random.permutation(count)) }

  /// The first `count` examples, and the others.
  public func split(at count: Int) -> (Examples, Examples) {
    require(
      count >= 0 && count <= self.count, "\(self.count) examples can't be split after \(count).")
    return (batch(Array(0..<count)), batch(Array(count..<self.count)))
  }
}
