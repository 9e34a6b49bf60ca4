import Dispatch

/// The heart of the matrix product: a tile of C, `rows` high and 16 · `vectors` wide, which stays in
/// registers while k runs.
///
/// Each step of k loads one row of B's panel and, for each row of the tile, broadcasts one number of A
/// and does `vectors` fused multiply-adds of sixteen lanes. A processor that starts two of those a
/// cycle and finishes each after four needs at least eight sums at once; the more there are, the fewer
/// loads each multiply-add costs. AVX-512 has 32 registers: 12 × 2 sums, 2 for B, 1 or 2 for A.
/// AVX2 has 16 of half the width: 6 × 1 sums, which take two registers each.
///
/// Every sum is one chain of fused multiply-adds along k = 0, 1, 2, …, whatever the tile's height and
/// width, so all tiles give the same bits.
enum Tile<let rows: Int, let vectors: Int> {
  /// (rows, depth) · (depth, 16 vectors), added to or put into C.
  @inline(never)
  static func multiply(_ x: TileOperands) {
    // Wrapping operators throughout: a check for overflow would sit between the multiply-adds.
    var sums = [rows of [vectors of Lanes]](repeating: [vectors of Lanes](repeating: .zero))
    if x.adding {
      for i in 0..<rows {
        for j in 0..<vectors { sums[i][j] = Lanes(x.c + (i &* x.cRow &+ 16 &* j)) }
      }
    }
    var (a, b) = (x.a, x.b)
    var left = x.depth
    while left > 0 {
      left &-= 1
      var lanes = [vectors of Lanes](repeating: .zero)
      for j in 0..<vectors { lanes[j] = Lanes(b + 16 &* j) }
      for i in 0..<rows {
        let factor = Lanes(repeating: a[i &* x.aRow])
        for j in 0..<vectors { sums[i][j] = sums[i][j].addingProduct(factor, lanes[j]) }
      }
      a += x.aStep
      b += x.bStep
    }
    for i in 0..<rows {
      for j in 0..<vectors { sums[i][j].store(to: x.c + (i &* x.cRow &+ 16 &* j)) }
    }
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
  /// C's row i lies from `c[i * cRow]` on.
  var c: UnsafeMutablePointer<Float>
  var cRow: Int
  /// The number of steps.
  var depth: Int
  /// Whether the sums go on from what C holds, or start at 0.
  var adding: Bool
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
              a: numbers.pointer + row * 256, aRow: 256, aStep: 1,
              b: numbers.pointer + 24 * 256 + column * 256, bStep: shape.columns, c: c, cRow: 32,
              depth: 256, adding: false))
        }
      }
      return DispatchTime.now().uptimeNanoseconds - start
    }
    let rounds = (0..<10).map { _ in (tall: seconds(.tall), small: seconds(.small)) }
    return rounds.map(\.tall).min()! <= rounds.map(\.small).min()! ? .tall : .small
  }()

  /// Multiplies a tile of `rows` × 16 `vectors`, at most 12 × 32.
  static func multiply(rows: Int, vectors: Int, _ x: TileOperands) {
    switch (vectors, rows) {
    case (2, 12): Tile<12, 2>.multiply(x)
    case (2, 11): Tile<11, 2>.multiply(x)
    case (2, 10): Tile<10, 2>.multiply(x)
    case (2, 9): Tile<9, 2>.multiply(x)
    case (2, 8): Tile<8, 2>.multiply(x)
    case (2, 7): Tile<7, 2>.multiply(x)
    case (2, 6): Tile<6, 2>.multiply(x)
    case (2, 5): Tile<5, 2>.multiply(x)
    case (2, 4): Tile<4, 2>.multiply(x)
    case (2, 3): Tile<3, 2>.multiply(x)
    case (2, 2): Tile<2, 2>.multiply(x)
    case (2, 1): Tile<1, 2>.multiply(x)
    case (1, 12): Tile<12, 1>.multiply(x)
    case (1, 11): Tile<11, 1>.multiply(x)
    case (1, 10): Tile<10, 1>.multiply(x)
    case (1, 9): Tile<9, 1>.multiply(x)
    case (1, 8): Tile<8, 1>.multiply(x)
    case (1, 7): Tile<7, 1>.multiply(x)
    case (1, 6): Tile<6, 1>.multiply(x)
    case (1, 5): Tile<5, 1>.multiply(x)
    case (1, 4): Tile<4, 1>.multiply(x)
    case (1, 3): Tile<3, 1>.multiply(x)
    case (1, 2): Tile<2, 1>.multiply(x)
    case (1, 1): Tile<1, 1>.multiply(x)
    default: stop("There is no tile of \(rows) rows and \(vectors) vectors.")
    }
  }
}
