import Ground

/// (…, C) → (…, C): exp(x) / Σ exp(x) along the last axis, with the largest x subtracted first so that
/// nothing overflows.
public func softmax(_ x: Tensor) -> Tensor {
  guard let columns = x.shape.last else {
    stop("softmax needs at least one axis, not a single number.")
  }
  let result = Tensor(uninitialized: x.shape)
  let (source, target) = (x.storage.pointer, result.storage.pointer)
  Threads.split(x.count / max(columns, 1), grain: 1 + (1 << 15) / max(columns, 1)) { rows in
    for row in rows {
      softmax(from: source + row * columns, to: target + row * columns, count: columns)
    }
  }
  return result
}

/// The softmax of `scale` times `count` numbers from `source` on, put from `target` on, which may be the
/// same place. The scale must be positive.
package func softmax(
  from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int,
  scale: Float = 1
) {
  let sum = exponentials(from: source, to: target, count: count, scale: scale).sum
  mapLanes(from: target, to: target, count: count) { $0 / sum }
}

/// (…, C) → (…): log Σ exp(x) along the last axis, without overflow; what -log softmax(x) adds to -x.
public func logSumExp(_ x: Tensor) -> Tensor {
  guard let columns = x.shape.last, columns > 0 else {
    stop("logSumExp needs a last axis that isn't empty, not the shape \(x.shape).")
  }
  /// Where no number is finite and largest, it is the largest, unless a NaN was passed over.
  func infinite(_ largest: Float, _ row: UnsafePointer<Float>) -> Float {
    (0..<columns).contains { row[$0].isNaN } ? .nan : largest
  }
  let result = Tensor(uninitialized: x.shape.dropLast())
  let (source, target) = (x.storage.pointer, result.storage.pointer)
  Threads.split(result.count, grain: 1 + (1 << 15) / columns) { rows in
    let space = Storage(count: columns)
    for row in rows {
      let (largest, sum) = exponentials(
        from: source + row * columns, to: space.pointer, count: columns)
      let start = source + row * columns
      target[row] = largest.isFinite ? largest + log(sum) : infinite(largest, start)
    }
    withExtendedLifetime(space) {}
  }
  return result
}

/// Puts exp(scale · (x - max x)) of `count` numbers from `source` on into `target`; returns that maximum
/// and the sum of all exponentials, added up in the order of `Tensor.sum`.
package func exponentials(
  from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int,
  scale: Float = 1
) -> (max: Float, sum: Float) {
  let largest = Tensor.max(source, count: count)
  var lanes = Lanes.zero
  let whole = count & ~15
  for i in stride(from: 0, to: whole, by: 16) {
    let powers = exp(scale * (Lanes(source + i) - largest))
    powers.store(to: target + i)
    lanes += powers
  }
  let powers = exp(scale * (Lanes(source + whole, count: count - whole) - largest))
  powers.store(to: target + whole, count: count - whole)
  for i in 0..<count - whole { lanes[i] += powers[i] }
  return (largest, Tensor.tree(lanes))
}
