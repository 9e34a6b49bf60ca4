/// The sum of sixteen numbers, halves added to halves.
@inlinable @inline(always)
package func treeSum(_ lanes: Lanes) -> Float {
  let eight = lanes.lowHalf + lanes.highHalf
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
}

/// The largest of `count` numbers from `x` on, NaNs passed over; -∞ if there is none.
@inlinable @inline(always)
package func largest(of x: UnsafePointer<Float>, count: Int) -> Float {
  var lanes = Lanes(repeating: -.infinity)
  let blocks = count / 16
  for block in 0..<blocks {
    let next = Lanes(x + block * 16)
    lanes.replace(with: next, where: next .> lanes)
  }
  var largest = -Float.infinity
  for i in 0..<16 where lanes[i] > largest { largest = lanes[i] }
  for i in blocks * 16..<count where x[i] > largest { largest = x[i] }
  return largest
}
