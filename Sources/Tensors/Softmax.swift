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
