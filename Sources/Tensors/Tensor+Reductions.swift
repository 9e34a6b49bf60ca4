import Ground

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
    return treeSum(lanes)
  }

  /// The sum of all numbers.
  public func sum() -> Float { Tensor.sum(storage.pointer, count: count) }

  /// The mean of all numbers.
  public func mean() -> Float { sum() / Float(count) }

  /// The largest number, NaNs passed over.
  public func max() -> Float {
    require(count > 0, "A tensor of shape \(shape) has no largest number.")
    return largest(of: storage.pointer, count: count)
  }

  /// The smallest number, NaNs passed over.
  public func min() -> Float {
    require(count > 0, "A tensor of shape \(shape) has no smallest number.")
    return -(-self).max()
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
    reduced(axis, keepingAxis: keepingAxis, startingWith: 0, row: Tensor.sum, Plus.self)
  }

  /// The means along `axis`.
  public func mean(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let (_, length, _, _) = around(axis, keepingAxis: keepingAxis)
    return sum(axis: axis, keepingAxis: keepingAxis) / Float(length)
  }

  /// The largest numbers along `axis`, NaNs passed over.
  public func max(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let (_, length, _, _) = around(axis, keepingAxis: keepingAxis)
    require(length > 0, "A tensor of shape \(shape) has no largest number along axis \(axis).")
    return reduced(
      axis, keepingAxis: keepingAxis, startingWith: -.infinity, row: largest, Larger.self)
  }

  /// Reduces `axis`: by `row` where its numbers lie side by side, else by `operation`, row after row.
  ///
  /// The second way is one loop within another within another, all over the same pointers, and stays in one
  /// piece: that is how it becomes fast code.
  private func reduced<O: Operation>(
    _ axis: Int, keepingAxis: Bool, startingWith first: Float,
    row: (UnsafePointer<Float>, Int) -> Float, _ operation: O.Type
  ) -> Tensor {
    let (outer, length, inner, reduced) = around(axis, keepingAxis: keepingAxis)
    let result = Tensor(uninitialized: reduced)
    let (source, target) = (storage.pointer, result.storage.pointer)
    if inner == 1 {
      Threads.split(outer, grain: 1 + Tensor.grain / Swift.max(length, 1)) { rows in
        for i in rows { target[i] = row(source + i * length, length) }
      }
      return result
    }
    // Bands of columns, narrow enough for their results to stay in the cache while the rows go by, and
    // enough of them for several threads.
    let band = Swift.min(2048, Swift.max(256, (inner + 3) / 4))
    let bands = (inner + band - 1) / band
    Threads.split(outer * bands, grain: 1 + Tensor.grain / Swift.max(length * band, 1)) { part in
      for piece in part {
        let (i, j) = (piece / bands, piece % bands * band)
        let columns = Swift.min(band, inner - j)
        let (x, y) = (source + (i * length * inner + j), target + (i * inner + j))
        y.update(repeating: first, count: columns)
        // Four rows at a time, one after the other: a result is fetched and put back once for all.
        let whole = length & ~3
        for k in stride(from: 0, to: whole, by: 4) {
          let (a, b) = (x + k * inner, x + (k + 1) * inner)
          let (c, d) = (x + (k + 2) * inner, x + (k + 3) * inner)
          for j in 0..<columns {
            y[j] = O.apply(O.apply(O.apply(O.apply(y[j], a[j]), b[j]), c[j]), d[j])
          }
        }
        for k in whole..<length {
          for j in 0..<columns { y[j] = O.apply(y[j], x[k * inner + j]) }
        }
      }
    }
    return result
  }

  /// (…, C) → for each row the column of its largest number, the first one if there are several.
  public func argmax() -> [Int] {
    guard let columns = shape.last, columns > 0 else {
      stop("A tensor of shape \(shape) has no argmax.")
    }
    return (0..<count / columns).map { row in
      let x = storage.pointer + row * columns
      let most = largest(of: x, count: columns)
      return (0..<columns).first { x[$0] == most } ?? 0
    }
  }

  /// The Euclidean length of all numbers taken as one vector.
  public func norm() -> Float {
    var lanes = Lanes.zero
    let whole = count & ~15
    for i in stride(from: 0, to: whole, by: 16) {
      let x = Lanes(storage.pointer + i)
      lanes.addProduct(x, x)
    }
    let rest = Lanes(storage.pointer + whole, count: count - whole)
    return treeSum(lanes.addingProduct(rest, rest)).squareRoot()
  }
}
