import Dispatch
import Ground

/// The heart of the matrix product: a tile of C, `upper` + `lower` rows high and `vectors` vectors wide,
/// which stays in registers while k runs.
///
/// Each step of k loads one row of B's panel and, for each row of the tile, broadcasts one number of A
/// for a fused multiply-add. A processor that starts two of those a cycle and finishes each after four
/// needs at least eight sums at once; the more there are, the fewer loads each multiply-add costs.
/// AVX-512 has 32 registers: 12 rows of 32 numbers take 24, B's row takes 2, A's number 1 or 2. AVX2
/// has 16 of half the width: 6 rows of 16 numbers take 12. NEON has 32 of a quarter: 12 rows of 8 numbers
/// take 24.
///
/// Every sum is one chain of fused multiply-adds along k = 0, 1, 2, … from zero, added to its base at the
/// end, whatever the tile's height and width; so all tiles give the same bits.
///
/// The rows are kept in two arrays, because the optimizer keeps an array in registers only where it
/// unrolls all loops over it, and it does so for up to eight rounds. Four steps are written out, so that
/// most addresses are constants away from two pointers.
enum Tile<Vector: SIMD, let upper: Int, let lower: Int, let vectors: Int>
where Vector.Scalar == Float {
  /// A's numbers of each step lie side by side, one step after the other.
  @inline(never)
  static func multiplyPacked(_ x: TileOperands) { multiply(x, row: 1, step: upper &+ lower) }

  /// A's numbers of each row lie side by side.
  @inline(never)
  static func multiplyInPlace(_ x: TileOperands) { multiply(x, row: x.aRow, step: 1) }

  /// (rows, depth) · (depth, columns), added to the base and put into C. A's number for row i and step k lies
  /// at `a[i * row + k * step]`.
  @inline(__always)
  private static func multiply(_ x: TileOperands, row: Int, step: Int) {
    // Wrapping operators throughout: a check for overflow would sit between the multiply-adds.
    var high = [upper of [vectors of Vector]](repeating: .init(repeating: .zero))
    var low = [lower of [vectors of Vector]](repeating: .init(repeating: .zero))
    var (a, b) = (x.a, x.b)
    var left = x.depth
    while left >= 4 {
      take(a, row, b, &high, &low)
      take(a + step, row, b + x.bStep, &high, &low)
      take(a + 2 &* step, row, b + 2 &* x.bStep, &high, &low)
      take(a + 3 &* step, row, b + 3 &* x.bStep, &high, &low)
      a += 4 &* step
      b += 4 &* x.bStep
      left &-= 4
    }
    while left > 0 {
      take(a, row, b, &high, &low)
      a += step
      b += x.bStep
      left &-= 1
    }
    for i in 0..<upper { add(high[i], to: x.base + i &* x.baseRow, into: x.c + i &* x.cRow) }
    for i in 0..<lower {
      add(low[i], to: x.base + (upper &+ i) &* x.baseRow, into: x.c + (upper &+ i) &* x.cRow)
    }
  }

  /// One step of k: adds the products of A's numbers, which lie `row` apart, and a row of B.
  @inline(__always)
  private static func take(
    _ a: UnsafePointer<Float>, _ row: Int, _ b: UnsafePointer<Float>,
    _ high: inout [upper of [vectors of Vector]], _ low: inout [lower of [vectors of Vector]]
  ) {
    let numbers = load(b)
    for i in 0..<upper {
      let factor = Vector(repeating: a[i &* row])
      for j in 0..<vectors { high[i][j].addProduct(factor, numbers[j]) }
    }
    for i in 0..<lower {
      let factor = Vector(repeating: a[(upper &+ i) &* row])
      for j in 0..<vectors { low[i][j].addProduct(factor, numbers[j]) }
    }
  }

  @inline(__always)
  private static func load(_ pointer: UnsafePointer<Float>) -> [vectors of Vector] {
    var row = [vectors of Vector](repeating: .zero)
    for j in 0..<vectors { row[j] = vector(pointer, j) }
    return row
  }

  @inline(__always)
  private static func vector(_ pointer: UnsafePointer<Float>, _ j: Int) -> Vector {
    UnsafeRawPointer(pointer + Vector.scalarCount &* j).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  private static func add(
    _ row: [vectors of Vector], to base: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>
  ) {
    for j in 0..<vectors {
      UnsafeMutableRawPointer(target + Vector.scalarCount &* j).storeBytes(
        of: vector(base, j) + row[j], as: Vector.self)
    }
  }
}

/// Where a tile finds its numbers.
struct TileOperands {
  /// A's number for row 0 and the first step.
  var a: UnsafePointer<Float>
  /// How far apart A's rows lie, if it isn't packed.
  var aRow: Int
  /// B's numbers for step k lie side by side from `b[k * bStep]` on.
  var b: UnsafePointer<Float>
  var bStep: Int
  /// The number of steps.
  var depth: Int
  /// C's row i lies from `c[i * cRow]` on.
  var c: UnsafeMutablePointer<Float>
  var cRow: Int
  /// The sums of row i are added to what lies from `base[i * baseRow]` on, which may be C.
  var base: UnsafePointer<Float>
  var baseRow: Int

  /// A row of zeros, to which the sums of all rows can be added.
  nonisolated(unsafe) static let zeros: UnsafePointer<Float> = {
    let zeros = UnsafeMutablePointer<Float>.allocate(capacity: 32)
    zeros.initialize(repeating: 0, count: 32)
    return UnsafePointer(zeros)
  }()
}

/// The largest tile that suits the processor.
package struct TileShape: Sendable {
  let rows: Int
  let columns: Int

  /// For 32 registers of 512 bits, 16 of 256 and 32 of 128.
  package static let tall = TileShape(rows: 12, columns: 32)
  package static let small = TileShape(rows: 6, columns: 16)
  package static let narrow = TileShape(rows: 12, columns: 8)

  /// The most rows of a tile that finds A where it lies: each takes an address.
  static let mostRowsInPlace = 6

  /// How wide a panel of B is where `left` columns are left: the narrowest of 8, 16 and 32 that holds them
  /// and that the shape allows, but 16 rather than 32 if a panel of 8 holds the rest.
  func panelWidth(_ left: Int) -> Int { left <= 8 ? 8 : left <= 24 ? min(16, columns) : columns }

  /// The fastest one on this processor. Swift can't ask for its registers, but it can try: the first
  /// matrix product spends a fraction of a millisecond on it, and no result depends on who wins.
  static let best: TileShape = {
    let numbers = Storage(count: 24 * 256 + 32 * 256 + 24 * 32)
    numbers.pointer.update(repeating: 1, count: numbers.count)
    func seconds(_ shape: TileShape) -> UInt64 {
      let start = DispatchTime.now().uptimeNanoseconds
      // All do the same work: 24 × 32 numbers of C.
      for row in stride(from: 0, to: 24, by: shape.rows) {
        for column in stride(from: 0, to: 32, by: shape.columns) {
          let c = numbers.pointer + 56 * 256 + row * 32 + column
          multiply(
            rows: shape.rows, columns: shape.columns, isPacked: true,
            TileOperands(
              a: numbers.pointer + row * 256, aRow: 0,
              b: numbers.pointer + 24 * 256 + column * 256, bStep: shape.columns, depth: 256,
              c: c, cRow: 32, base: TileOperands.zeros, baseRow: 0))
        }
      }
      return DispatchTime.now().uptimeNanoseconds - start
    }
    let shapes = [TileShape.tall, .small, .narrow]
    let rounds = (0..<20).map { _ in shapes.map(seconds) }
    withExtendedLifetime(numbers) {}
    return shapes[
      shapes.indices.min { a, b in
        rounds.map { $0[a] }.min()! < rounds.map { $0[b] }.min()!
      }!]
  }()

  /// Multiplies a tile of `rows` × `columns`, which are 8, 16 or 32; packed at most 12 rows, else 6.
  static func multiply(rows: Int, columns: Int, isPacked: Bool, _ x: TileOperands) {
    switch (columns, isPacked) {
    case (8, true): Tiles<SIMD8<Float>, 1>.multiplyPacked(rows, x)
    case (8, false): Tiles<SIMD8<Float>, 1>.multiplyInPlace(rows, x)
    case (16, true): Tiles<Lanes, 1>.multiplyPacked(rows, x)
    case (16, false): Tiles<Lanes, 1>.multiplyInPlace(rows, x)
    case (32, true): Tiles<Lanes, 2>.multiplyPacked(rows, x)
    case (32, false): Tiles<Lanes, 2>.multiplyInPlace(rows, x)
    default: stop("There is no tile of \(columns) columns.")
    }
  }
}

/// The tiles of one width.
private enum Tiles<Vector: SIMD, let vectors: Int> where Vector.Scalar == Float {
  @inline(__always)
  static func multiplyPacked(_ rows: Int, _ x: TileOperands) {
    switch rows {
    case 12: Tile<Vector, 6, 6, vectors>.multiplyPacked(x)
    case 11: Tile<Vector, 6, 5, vectors>.multiplyPacked(x)
    case 10: Tile<Vector, 5, 5, vectors>.multiplyPacked(x)
    case 9: Tile<Vector, 5, 4, vectors>.multiplyPacked(x)
    case 8: Tile<Vector, 4, 4, vectors>.multiplyPacked(x)
    case 7: Tile<Vector, 4, 3, vectors>.multiplyPacked(x)
    case 6: Tile<Vector, 6, 0, vectors>.multiplyPacked(x)
    case 5: Tile<Vector, 5, 0, vectors>.multiplyPacked(x)
    case 4: Tile<Vector, 4, 0, vectors>.multiplyPacked(x)
    case 3: Tile<Vector, 3, 0, vectors>.multiplyPacked(x)
    case 2: Tile<Vector, 2, 0, vectors>.multiplyPacked(x)
    case 1: Tile<Vector, 1, 0, vectors>.multiplyPacked(x)
    default: stop("There is no tile of \(rows) rows.")
    }
  }

  @inline(__always)
  static func multiplyInPlace(_ rows: Int, _ x: TileOperands) {
    switch rows {
    case 6: Tile<Vector, 6, 0, vectors>.multiplyInPlace(x)
    case 5: Tile<Vector, 5, 0, vectors>.multiplyInPlace(x)
    case 4: Tile<Vector, 4, 0, vectors>.multiplyInPlace(x)
    case 3: Tile<Vector, 3, 0, vectors>.multiplyInPlace(x)
    case 2: Tile<Vector, 2, 0, vectors>.multiplyInPlace(x)
    case 1: Tile<Vector, 1, 0, vectors>.multiplyInPlace(x)
    default: stop("There is no tile of \(rows) rows that finds A where it lies.")
    }
  }
}
