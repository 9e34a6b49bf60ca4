/// A row of numbers in double precision, in memory that it keeps for itself: what a search among hundreds of
/// thousands of numbers changes in place.
final class DoubleVector {
  let start: UnsafeMutablePointer<Double>
  let count: Int

  /// Zeros.
  init(_ count: Int) {
    (start, self.count) = (.allocate(capacity: max(count, 1)), count)
    start.initialize(repeating: 0, count: count)
  }

  convenience init(_ values: [Double]) {
    self.init(values.count)
    for (i, value) in values.enumerated() { start[i] = value }
  }

  deinit { start.deallocate() }

  var values: [Double] { (0..<count).map { start[$0] } }

  @inline(__always)
  subscript(i: Int) -> Double {
    get { start[i] }
    set { start[i] = newValue }
  }

  /// Each number as `value` has it of its place.
  @inline(__always)
  func set(_ value: (_ i: Int) -> Double) {
    for i in 0..<count { start[i] = value(i) }
  }

  /// Σ value(i), in eight sums that are added up in the end: the same on every machine.
  @inline(__always)
  static func sum(_ count: Int, _ value: (_ i: Int) -> SIMD8<Double>, _ rest: (Int) -> Double)
    -> Double
  {
    var lanes = SIMD8<Double>.zero
    var i = 0
    while i + 8 <= count {
      lanes += value(i)
      i += 8
    }
    var sum = lanes.sum8
    while i < count {
      sum += rest(i)
      i += 1
    }
    return sum
  }

  /// Σ aᵢ bᵢ.
  func dot(_ other: DoubleVector) -> Double {
    DoubleVector.sum(count, { self.eight($0) * other.eight($0) }) { self[$0] * other[$0] }
  }

  /// Adds `factor` times another row.
  func add(_ factor: Double, _ other: DoubleVector) {
    for i in 0..<count { start[i] += factor * other.start[i] }
  }

  /// The largest magnitude.
  var largest: Double {
    var largest = 0.0
    for i in 0..<count { largest = max(largest, start[i].magnitude) }
    return largest
  }

  @inline(__always)
  func eight(_ i: Int) -> SIMD8<Double> {
    UnsafeRawPointer(start + i).loadUnaligned(as: SIMD8<Double>.self)
  }
}

extension SIMD8<Double> {
  fileprivate var sum8: Double {
    let four = lowHalf + highHalf
    return (four.x + four.z) + (four.y + four.w)
  }
}
