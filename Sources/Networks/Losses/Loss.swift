import Tensors

/// How wrong a model's outputs are, as one number: the mean over the batch.
public protocol Loss: AnyObject {
  /// What the outputs should have been.
  associatedtype Target: Rows

  /// Outputs x (N, …) and targets → the mean loss.
  func forward(_ x: Tensor, _ t: Target) -> Float

  /// ∂L/∂x (N, …) of the latest forward.
  func backward() -> Tensor

  /// Over how many rows the mean is taken: all of them, unless some don't count.
  func counted(_ t: Target) -> Int

  /// How many of the outputs are right, where right and wrong are all there is; else nil.
  func correct(_ x: Tensor, _ t: Target) -> Int?
}

extension Loss {
  public func counted(_ t: Target) -> Int { t.rowCount }

  public func correct(_ x: Tensor, _ t: Target) -> Int? { nil }
}

/// Something of which a batch takes some rows: ids, or a tensor with one row an example.
public protocol Rows {
  /// How many rows there are.
  var rowCount: Int { get }

  /// The rows that `indices` name, in that order.
  func rows(at indices: [Int]) -> Self
}

extension Tensor: Rows {
  public var rowCount: Int { shape.first ?? 0 }
}

extension Array: Rows {
  public var rowCount: Int { count }
  public func rows(at indices: [Int]) -> [Element] { indices.map { self[$0] } }
}
