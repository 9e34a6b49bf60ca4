/// A block of 8 × 8 numbers in registers.
struct Square {
  private var rows: (Row, Row, Row, Row, Row, Row, Row, Row)

  typealias Row = SIMD8<Float>

  /// Row i of the block is eight numbers from `pointer[i * step]` on, row i of `count`; beyond those the last
  /// once more.
  ///
  /// Rows i and i + 4 are read in halves, so that what is turned later lies in the same half of a register.
  @inline(__always)
  init(turning pointer: UnsafePointer<Float>, step: Int, count: Int = 8) {
    let last = count &- 1
    @inline(__always) func row(_ i: Int) -> UnsafePointer<Float> {
      pointer + min(i, last) &* step
    }
    let (r0, r1, r2, r3) = (row(0), row(1), row(2), row(3))
    let (r4, r5, r6, r7) = (row(4), row(5), row(6), row(7))
    let left = Square.turnHalves(
      Square.halves(r0, r4), Square.halves(r1, r5), Square.halves(r2, r6), Square.halves(r3, r7))
    let right = Square.turnHalves(
      Square.halves(r0 + 4, r4 + 4), Square.halves(r1 + 4, r5 + 4),
      Square.halves(r2 + 4, r6 + 4), Square.halves(r3 + 4, r7 + 4))
    rows = (left.0, left.1, left.2, left.3, right.0, right.1, right.2, right.3)
  }

  /// Puts row i into memory from `pointer[i * step]` on, from the first row to the last.
  @inline(__always)
  func store(to pointer: UnsafeMutablePointer<Float>, step: Int) {
    @inline(__always) func put(_ row: Row, _ i: Int) {
      UnsafeMutableRawPointer(pointer + i &* step).storeBytes(of: row, as: Row.self)
    }
    put(rows.0, 0)
    put(rows.1, 1)
    put(rows.2, 2)
    put(rows.3, 3)
    put(rows.4, 4)
    put(rows.5, 5)
    put(rows.6, 6)
    put(rows.7, 7)
  }

  /// Four numbers from `low` on and four from `high` on.
  @inline(__always)
  private static func halves(_ low: UnsafePointer<Float>, _ high: UnsafePointer<Float>) -> Row {
    let halves = Pairs(
      lowHalf: UnsafeRawPointer(low).loadUnaligned(as: SIMD2<Double>.self),
      highHalf: UnsafeRawPointer(high).loadUnaligned(as: SIMD2<Double>.self))
    return unsafeBitCast(halves, to: Row.self)
  }

  /// Turns the left and the right 4 × 4 numbers of four rows, each in its place.
  ///
  /// First number by number, then by pairs. That pairs are taken for numbers of twice the width keeps the
  /// optimizer from making one long list of moves of it.
  @inline(__always)
  private static func turnHalves(_ a: Row, _ b: Row, _ c: Row, _ d: Row) -> (Row, Row, Row, Row) {
    let (ab, abLast) = (firstOfPairs(a, b), lastOfPairs(a, b))
    let (cd, cdLast) = (firstOfPairs(c, d), lastOfPairs(c, d))
    return (
      firstPairs(ab, cd), lastPairs(ab, cd), firstPairs(abLast, cdLast), lastPairs(abLast, cdLast)
    )
  }

  /// Eight numbers as four pairs.
  private typealias Pairs = SIMD4<Double>

  /// a₀ b₀ a₁ b₁ of either half.
  @inline(__always)
  private static func firstOfPairs(_ a: Row, _ b: Row) -> Pairs {
    unsafeBitCast(Row(a[0], b[0], a[1], b[1], a[4], b[4], a[5], b[5]), to: Pairs.self)
  }

  /// a₂ b₂ a₃ b₃ of either half.
  @inline(__always)
  private static func lastOfPairs(_ a: Row, _ b: Row) -> Pairs {
    unsafeBitCast(Row(a[2], b[2], a[3], b[3], a[6], b[6], a[7], b[7]), to: Pairs.self)
  }

  /// The first pair of a and the first of b, of either half.
  @inline(__always)
  private static func firstPairs(_ a: Pairs, _ b: Pairs) -> Row {
    unsafeBitCast(Pairs(a[0], b[0], a[2], b[2]), to: Row.self)
  }

  /// The second pair of a and the second of b, of either half.
  @inline(__always)
  private static func lastPairs(_ a: Pairs, _ b: Pairs) -> Row {
    unsafeBitCast(Pairs(a[1], b[1], a[3], b[3]), to: Row.self)
  }
}
