/// The softmax of `scale` times `count` numbers from `source` on, put from `target` on, which may be the
/// same place. The scale must be positive.
package func softmax(
  from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int,
  scale: Float = 1
) {
  let sum = exponentials(from: source, to: target, count: count, scale: scale).sum
  @inline(always) func share(_ power: Lanes) -> Lanes { power / sum }
  mapLanes(from: target, to: target, count: count, share)
}

/// Puts exp(scale · (x - max x)) of `count` numbers from `source` on into `target`; returns that maximum
/// and the sum of all exponentials, added up in the order of `Tensor.sum`.
package func exponentials(
  from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int,
  scale: Float = 1
) -> (max: Float, sum: Float) {
  let most = largest(of: source, count: count)
  return (most, exponentials(from: source, to: target, count: count, less: most, scale: scale))
}

/// Puts exp(scale · (x - most)) of `count` numbers from `source` on into `target`, which may be the same
/// place; returns their sum, added up in the order of `Tensor.sum`.
package func exponentials(
  from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int,
  less most: Float, scale: Float = 1
) -> Float {
  var lanes = Lanes.zero
  let whole = count & ~15
  for i in stride(from: 0, to: whole, by: 16) {
    let powers = exp(scale * (Lanes(source + i) - most))
    powers.store(to: target + i)
    lanes += powers
  }
  let powers = exp(scale * (Lanes(source + whole, count: count - whole) - most))
  powers.store(to: target + whole, count: count - whole)
  for i in 0..<count - whole { lanes[i] += powers[i] }
  return treeSum(lanes)
}
