import Dispatch
import Ground

/// The heart of the matrix product: a tile of C, `upper` + `lower` rows high and 16 · `vectors` wide, which stays in
/// registers while k runs.
///
/// Each step of k loads one row of B's panel and, for each row of the tile, broadcasts one number of A
/// for a fused multiply-add. A processor that starts two of those a cycle and finishes each after four
/// needs at least eight sums at once; the more there are, the fewer loads each multiply-add costs.
/// AVX-512 has 32 registers: 12 rows of 32 numbers take 24, B's row takes 2, A's number 1 or 2. AVX2
/// has 16 of half the width: 6 rows of 16 numbers take 12.
///
/// Every sum is one chain of fused multiply-adds along k = 0, 1, 2, …, whatever the tile's height and
/// width, so all tiles give the same bits.
///
/// The rows are kept in two arrays, because the optimizer keeps an array in registers only where it
/// unrolls all loops over it, and it does so for up to eight rounds.
enum Tile<let upper: Int, let lower: Int, let vectors: Int> {
  /// (rows, depth) · (depth, columns), added to what `start` holds and put into C.
  @inline(never)
  static func multiply(_ x: TileOperands) {
    // Wrapping operators throughout: a check for overflow would sit between the multiply-adds.
    var high = [upper of [vectors of Lanes]](repeating: .init(repeating: .zero))
    var low = [lower of [vectors of Lanes]](repeating: .init(repeating: .zero))
    for i in 0..<upper { high[i] = load(x.start + i &* x.startRow) }
    for i in 0..<lower { low[i] = load(x.start + (upper &+ i) &* x.startRow) }
    var (a, b) = (x.a, x.b)
    var left = x.depth
    while left > 0 {
      let row = load(b)
      for i in 0..<upper {
        let factor = Lanes(repeating: a[i &* x.aRow])
        for j in 0..<vectors { high[i][j].addProduct(factor, row[j]) }
      }
      for i in 0..<lower {
        let factor = Lanes(repeating: a[(upper &+ i) &* x.aRow])
        for j in 0..<vectors { low[i][j].addProduct(factor, row[j]) }
      }
      a += x.aStep
      b += x.bStep
      left &-= 1
    }
    for i in 0..<upper { store(high[i], to: x.c + i &* x.cRow) }
    for i in 0..<lower { store(low[i], to: x.c + (upper &+ i) &* x.cRow) }
  }

  @inline(__always)
  private static func load(_ pointer: UnsafePointer<Float>) -> [vectors of Lanes] {
    var row = [vectors of Lanes](repeating: .zero)
    for j in 0..<vectors { row[j] = Lanes(pointer + 16 &* j) }
    return row
  }

  @inline(__always)
  private static func store(_ row: [vectors of Lanes], to pointer: UnsafeMutablePointer<Float>) {
    for j in 0..<vectors { row[j].store(to: pointer + 16 &* j) }
  }
}

/// Where a tile finds its numbers. A and B are read with any strides, so they need not be packed.
struct TileOperands {
  /// A's number for row i and step k lies at `a[i * aRow + k * aStep]`.
  var a: UnsafePointer<Float>
  var aRow: Int
  var aStep: Int
  /// B's numbers for step k lie side by side from `b[k * bStep]` on.
  var b: UnsafePointer<Float>
  var bStep: Int
  /// The number of steps.
  var depth: Int
  /// C's row i lies from `c[i * cRow]` on.
  var c: UnsafeMutablePointer<Float>
  var cRow: Int
  /// The sums of row i go on from what lies from `start[i * startRow]` on.
  var start: UnsafePointer<Float>
  var startRow: Int

  /// 32 zeros, from which the sums of all rows can start.
  nonisolated(unsafe) static let zeros: (sums: UnsafePointer<Float>, row: Int) = {
    let zeros = UnsafeMutablePointer<Float>.allocate(capacity: 32)
    zeros.initialize(repeating: 0, count: 32)
    return (UnsafePointer(zeros), 0)
  }()
}

extension TileOperands {
  /// A tile whose sums go on from C if `adding`, else from 0.
  init(
    a: UnsafePointer<Float>, row: Int, step: Int, b: UnsafePointer<Float>, bStep: Int, depth: Int,
    c: UnsafeMutablePointer<Float>, cRow: Int, adding: Bool
  ) {
    let (start, startRow) = adding ? (UnsafePointer(c), cRow) : TileOperands.zeros
    self.init(
      a: a, aRow: row, aStep: step, b: b, bStep: bStep, depth: depth, c: c, cRow: cRow,
      start: start, startRow: startRow)
  }
}

/// The largest tile that suits the processor.
package struct TileShape: Sendable {
  let rows: Int
  let vectors: Int
  var columns: Int { 16 * vectors }

  package static let tall = TileShape(rows: 12, vectors: 2)
  package static let small = TileShape(rows: 6, vectors: 1)

  /// The faster one on this processor. Swift can't ask for its registers, but it can try: the first
  /// matrix product spends a fraction of a millisecond on it, and no result depends on who wins.
  static let best: TileShape = {
    let numbers = Storage(count: 24 * 256 + 32 * 256 + 24 * 32)
    numbers.pointer.update(repeating: 1, count: numbers.count)
    func seconds(_ shape: TileShape) -> UInt64 {
      let start = DispatchTime.now().uptimeNanoseconds
      // Both do the same work: 24 × 32 numbers of C.
      for row in stride(from: 0, to: 24, by: shape.rows) {
        for column in stride(from: 0, to: 32, by: shape.columns) {
          let c = numbers.pointer + 56 * 256 + row * 32 + column
          multiply(
            rows: shape.rows, vectors: shape.vectors,
            TileOperands(
              a: numbers.pointer + row * 256, row: 256, step: 1,
              b: numbers.pointer + 24 * 256 + column * 256, bStep: shape.columns, depth: 256,
              c: c, cRow: 32, adding: false))
        }
      }
      return DispatchTime.now().uptimeNanoseconds - start
    }
    let rounds = (0..<20).map { _ in (tall: seconds(.tall), small: seconds(.small)) }
    return rounds.map(\.tall).min()! <= rounds.map(\.small).min()! ? .tall : .small
  }()

  /// Multiplies a tile of `rows` × 16 `vectors`, at most 12 × 32.
  static func multiply(rows: Int, vectors: Int, _ x: TileOperands) {
    switch (vectors, rows) {
    case (2, 12): Tile<6, 6, 2>.multiply(x)
    case (2, 11): Tile<6, 5, 2>.multiply(x)
    case (2, 10): Tile<5, 5, 2>.multiply(x)
    case (2, 9): Tile<5, 4, 2>.multiply(x)
    case (2, 8): Tile<4, 4, 2>.multiply(x)
    case (2, 7): Tile<4, 3, 2>.multiply(x)
    case (2, 6): Tile<6, 0, 2>.multiply(x)
    case (2, 5): Tile<5, 0, 2>.multiply(x)
    case (2, 4): Tile<4, 0, 2>.multiply(x)
    case (2, 3): Tile<3, 0, 2>.multiply(x)
    case (2, 2): Tile<2, 0, 2>.multiply(x)
    case (2, 1): Tile<1, 0, 2>.multiply(x)
    case (1, 12): Tile<6, 6, 1>.multiply(x)
    case (1, 11): Tile<6, 5, 1>.multiply(x)
    case (1, 10): Tile<5, 5, 1>.multiply(x)
    case (1, 9): Tile<5, 4, 1>.multiply(x)
    case (1, 8): Tile<4, 4, 1>.multiply(x)
    case (1, 7): Tile<4, 3, 1>.multiply(x)
    case (1, 6): Tile<6, 0, 1>.multiply(x)
    case (1, 5): Tile<5, 0, 1>.multiply(x)
    case (1, 4): Tile<4, 0, 1>.multiply(x)
    case (1, 3): Tile<3, 0, 1>.multiply(x)
    case (1, 2): Tile<2, 0, 1>.multiply(x)
    case (1, 1): Tile<1, 0, 1>.multiply(x)
    default: stop("There is no tile of \(rows) rows and \(vectors) vectors.")
    }
  }
}
