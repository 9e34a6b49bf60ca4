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
    Row(
      lowHalf: UnsafeRawPointer(low).loadUnaligned(as: SIMD4<Float>.self),
      highHalf: UnsafeRawPointer(high).loadUnaligned(as: SIMD4<Float>.self))
  }

  /// Turns the left and the right 4 × 4 numbers of four rows, each in its place.
  @inline(__always)
  private static func turnHalves(_ a: Row, _ b: Row, _ c: Row, _ d: Row) -> (Row, Row, Row, Row) {
    let (ab, abLast) = (firstPairs(a, b), lastPairs(a, b))
    let (cd, cdLast) = (firstPairs(c, d), lastPairs(c, d))
    return (
      firstHalves(ab, cd), lastHalves(ab, cd), firstHalves(abLast, cdLast),
      lastHalves(abLast, cdLast)
    )
  }

  /// a₀ b₀ a₁ b₁ of either half.
  @inline(__always)
  private static func firstPairs(_ a: Row, _ b: Row) -> Row {
    Row(a[0], b[0], a[1], b[1], a[4], b[4], a[5], b[5])
  }

  /// a₂ b₂ a₃ b₃ of either half.
  @inline(__always)
  private static func lastPairs(_ a: Row, _ b: Row) -> Row {
    Row(a[2], b[2], a[3], b[3], a[6], b[6], a[7], b[7])
  }

  /// a₀ a₁ b₀ b₁ of either half.
  @inline(__always)
  private static func firstHalves(_ a: Row, _ b: Row) -> Row {
    Row(a[0], a[1], b[0], b[1], a[4], a[5], b[4], b[5])
  }

  /// a₂ a₃ b₂ b₃ of either half.
  @inline(__always)
  private static func lastHalves(_ a: Row, _ b: Row) -> Row {
    Row(a[2], a[3], b[2], b[3], a[6], a[7], b[6], b[7])
  }
}
