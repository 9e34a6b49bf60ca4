/// Sums and the like. Every sum runs in one fixed order: 16 running sums over the numbers as they lie,
/// then a tree of those sixteen, so the result is the same on every machine.
extension Tensor {
  /// The sum of `count` numbers from `x` on.
  @inline(__always)
  static func sum(_ x: UnsafePointer<Float>, count: Int) -> Float {
    var lanes = SIMD16<Float>.zero
    let blocks = count / 16
    for block in 0..<blocks {
      lanes += UnsafeRawPointer(x + block * 16).loadUnaligned(as: SIMD16<Float>.self)
    }
    for i in blocks * 16..<count { lanes[i - blocks * 16] += x[i] }
    return tree(lanes)
  }

  /// The sum of sixteen numbers, halves added to halves.
  @inline(__always)
  static func tree(_ lanes: SIMD16<Float>) -> Float {
    let eight = lanes.lowHalf + lanes.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  /// The sum of all numbers.
  public func sum() -> Float { Tensor.sum(storage.pointer, count: count) }

  /// The mean of all numbers.
  public func mean() -> Float { sum() / Float(count) }

  /// The largest number.
  public func max() -> Float {
    require(count > 0, "A tensor of shape \(shape) has no largest number.")
    return values.max()!
  }

  /// The smallest number.
  public func min() -> Float {
    require(count > 0, "A tensor of shape \(shape) has no smallest number.")
    return values.min()!
  }

  /// The lengths before, along and after `axis` (negative: from the end), and the shape without it.
  private func around(_ axis: Int, keepingAxis: Bool) -> (
    outer: Int, length: Int, inner: Int, shape: [Int]
  ) {
    let axis = axis < 0 ? axis + rank : axis
    require(axis >= 0 && axis < rank, "The axis \(axis) lies outside the shape \(shape).")
    var reduced = shape
    if keepingAxis { reduced[axis] = 1 } else { reduced.remove(at: axis) }
    return (shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *), reduced)
  }

  /// The sums along `axis`: (N, D) with axis 0 → (D), with axis 1 → (N).
  public func sum(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let (outer, length, inner, reduced) = around(axis, keepingAxis: keepingAxis)
    let result = Tensor.zeros(reduced)
    for i in 0..<outer {
      let source = storage.pointer + i * length * inner
      let target = result.storage.pointer + i * inner
      if inner == 1 {
        target[0] = Tensor.sum(source, count: length)
      } else {
        for k in 0..<length { for j in 0..<inner { target[j] += source[k * inner + j] } }
      }
    }
    return result
  }

  /// The means along `axis`.
  public func mean(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let length = shape[axis < 0 ? axis + rank : axis]
    return sum(axis: axis, keepingAxis: keepingAxis) / Float(length)
  }

  /// The largest numbers along `axis`.
  public func max(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let (outer, length, inner, reduced) = around(axis, keepingAxis: keepingAxis)
    require(length > 0, "A tensor of shape \(shape) has no largest number along axis \(axis).")
    let result = Tensor(uninitialised: reduced)
    for i in 0..<outer {
      let source = storage.pointer + i * length * inner
      let target = result.storage.pointer + i * inner
      for j in 0..<inner { target[j] = source[j] }
      for k in 1..<Swift.max(length, 1) {
        for j in 0..<inner { target[j] = Swift.max(target[j], source[k * inner + j]) }
      }
    }
    return result
  }

  /// (N, C) → for each row the column of its largest number, the first one if there are several.
  public func argmax() -> [Int] {
    guard let columns = shape.last, columns > 0 else {
      stop("A tensor of shape \(shape) has no argmax.")
    }
    return (0..<count / columns).map { row in
      let x = storage.pointer + row * columns
      var best = 0
      for i in 1..<columns where x[i] > x[best] { best = i }
      return best
    }
  }

  /// The Euclidean length of all numbers taken as one vector.
  public func norm() -> Float { (self * self).sum().squareRoot() }
}

/// (…, C) → (…, C): exp(x) / Σ exp(x) along the last axis, with the largest x subtracted first so that
/// nothing overflows.
public func softmax(_ x: Tensor) -> Tensor {
  let shifted = exp(x - x.max(axis: -1, keepingAxis: true))
  return shifted / shifted.sum(axis: -1, keepingAxis: true)
}
