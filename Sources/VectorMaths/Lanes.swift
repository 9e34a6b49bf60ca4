/// The sixteen numbers that every vector function works on at a time: one AVX-512 register, two of
/// AVX2's, four of NEON's.
///
/// Each function exists three times, for `Float`, for `Lanes` and, in the room above, for `Tensor`, and
/// all three give the same bits: the one on `Lanes` is the only place where anything is computed. It uses
/// additions, products, quotients and fused multiply-adds alone, which IEEE 754 rounds the same way on
/// every machine, and no branch depends on a number.
public typealias Lanes = SIMD16<Float>

// MARK: - Memory

extension Lanes {
  /// The sixteen numbers that lie from `pointer` on.
  @inlinable @inline(always)
  public init(_ pointer: UnsafePointer<Float>) {
    self = UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
  }

  /// The `count` numbers (at most sixteen) that lie from `pointer` on, then zeros.
  @inlinable @inline(always)
  public init(_ pointer: UnsafePointer<Float>, count: Int) {
    if count == 16 {
      self.init(pointer)
      return
    }
    self = .zero
    for i in 0..<count { self[i] = pointer[i] }
  }

  /// Puts the sixteen numbers into memory from `pointer` on.
  @inlinable @inline(always)
  public func store(to pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Lanes.self)
  }

  /// Puts the first `count` numbers (at most sixteen) into memory from `pointer` on.
  @inlinable @inline(always)
  public func store(to pointer: UnsafeMutablePointer<Float>, count: Int) {
    if count == 16 { return store(to: pointer) }
    for i in 0..<count { pointer[i] = self[i] }
  }
}

/// Puts `operation` of the `count` numbers from `source` on into as many from `target` on, which may be
/// the same, sixteen at a time: the way to use `exp` and the like on memory of your own.
///
/// A closure of more than a few operations is called for every sixteen numbers. A function within a
/// function that is marked `@inline(always)` becomes a part of the loop; so it is with `forEachLanes`.
@inlinable @inline(always)
public func mapLanes(
  from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int,
  _ operation: (Lanes) -> Lanes
) {
  let whole = count & ~15
  var i = 0
  while i < whole {
    operation(Lanes(source + i)).store(to: target + i)
    i += 16
  }
  if i < count { mapRest(from: source + i, to: target + i, count: count - i, operation) }
}

/// The fewer than sixteen numbers at the end, out of the way: where `operation` is in the loop once, the
/// compiler puts it there instead of calling it.
@inlinable @inline(never)
func mapRest(
  from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int,
  _ operation: (Lanes) -> Lanes
) {
  operation(Lanes(source, count: count)).store(to: target, count: count)
}

/// Calls `body` with 0, 16, 32, … below `count` and how many of the `count` places are left there, at
/// most sixteen: for loops over several pieces of memory at once.
@inlinable @inline(always)
public func forEachLanes(_ count: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
  let whole = count & ~15
  var i = 0
  while i < whole {
    body(i, 16)
    i += 16
  }
  if i < count { doRest(i, count - i, body) }
}

/// The fewer than sixteen places at the end, out of the way for the same reason.
@inlinable @inline(never)
func doRest(_ start: Int, _ count: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
  body(start, count)
}

// MARK: - What the kernels are made of

extension Lanes {
  /// The bit patterns of the sixteen numbers.
  @inlinable @inline(always)
  var bits: SIMD16<Int32> { unsafeBitCast(self, to: SIMD16<Int32>.self) }

  /// The numbers with the bit patterns `bits`.
  @inlinable @inline(always)
  init(bits: SIMD16<Int32>) { self = unsafeBitCast(bits, to: Lanes.self) }

  /// The absolute values: the sign bits cleared.
  @inlinable @inline(always)
  package var magnitude: Lanes { Lanes(bits: bits & Int32.max) }

  /// These numbers, none of them negative, with the signs of `other`.
  @inlinable @inline(always)
  func signed(as other: Lanes) -> Lanes { Lanes(bits: bits | (other.bits & Int32.min)) }

  /// 2ⁿ for whole numbers n from -126 to 127, put together from its bits.
  @inlinable @inline(always)
  static func power(ofTwo n: SIMD16<Int32>) -> Lanes { Lanes(bits: (n &+ 127) &<< 23) }

  /// c₀ + c₁ x + c₂ x² + … by Horner's rule, in fused multiply-adds.
  @inlinable @inline(always)
  static func polynomial<let count: Int>(_ x: Lanes, _ c: [count of Float]) -> Lanes {
    var sum = Lanes(repeating: c[count - 1])
    var k = count - 1
    while k > 0 {
      k -= 1
      sum = Lanes(repeating: c[k]).addingProduct(sum, x)
    }
    return sum
  }
}
