/// Element by element, with NumPy's broadcasting: 1 where the comparison holds, elsewhere 0. So their sum
/// counts, and a product with them chooses.
///
///     (x .> 0).sum()             // how many numbers are positive
extension Tensor {
  public static func .< (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, IsLess.self) }
  public static func .> (a: Tensor, b: Tensor) -> Tensor { b .< a }
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, IsAtMost.self) }
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { b .<= a }
  public static func .== (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, IsEqual.self) }
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { 1 - (a .== b) }

  public static func .< (a: Tensor, b: Float) -> Tensor { a.map { $0 < b ? 1 : 0 } }
  public static func .> (a: Tensor, b: Float) -> Tensor { a.map { $0 > b ? 1 : 0 } }
  public static func .<= (a: Tensor, b: Float) -> Tensor { a.map { $0 <= b ? 1 : 0 } }
  public static func .>= (a: Tensor, b: Float) -> Tensor { a.map { $0 >= b ? 1 : 0 } }
  public static func .== (a: Tensor, b: Float) -> Tensor { a.map { $0 == b ? 1 : 0 } }
  public static func .!= (a: Tensor, b: Float) -> Tensor { a.map { $0 != b ? 1 : 0 } }
}

private enum IsLess: Operation {
  static func apply(_ a: Float, _ b: Float) -> Float { a < b ? 1 : 0 }
}

private enum IsAtMost: Operation {
  static func apply(_ a: Float, _ b: Float) -> Float { a <= b ? 1 : 0 }
}

private enum IsEqual: Operation {
  static func apply(_ a: Float, _ b: Float) -> Float { a == b ? 1 : 0 }
}
