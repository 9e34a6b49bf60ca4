import Ground

/// Which operand of a matrix product is taken transposed, as it lies in memory.
public enum Transposed: Sendable {
  case none, left, right
}

/// (M, K) · (K, N) → (M, N). With `.left` the first operand is stored (K, M), with `.right` the second
/// is stored (N, K).
///
/// Operands with a batch axis in front give one product for each of its items: (B, M, K) · (B, K, N) →
/// (B, M, N). A second operand without it serves all items: (N, T, D) · (D, H) → (N, T, H).
///
/// Each sum runs over k = 0, 1, … in that order, in fused multiply-adds, on every machine and with any
/// number of threads.
public func matmul(_ a: Tensor, _ b: Tensor, transposed: Transposed = .none) -> Tensor {
  let sizes = ProductSizes(a, b, transposed)
  let result = Tensor(uninitialized: sizes.result)
  sizes.multiply(a, b, into: result.storage.pointer, adding: false)
  return result
}

/// The product of a and b, written into `result`, whose memory is used again.
public func matmul(
  _ a: Tensor, _ b: Tensor, transposed: Transposed = .none, into result: inout Tensor
) {
  let sizes = ProductSizes(a, b, transposed)
  sizes.require(result)
  result.makeUnique(keepingNumbers: false)
  sizes.multiply(a, b, into: result.storage.pointer, adding: false)
}

/// Adds the product of a and b to `sum`: each sum starts from the number that is there.
public func matmul(
  _ a: Tensor, _ b: Tensor, transposed: Transposed = .none, addingTo sum: inout Tensor
) {
  let sizes = ProductSizes(a, b, transposed)
  sizes.require(sum)
  sum.makeUnique()
  sizes.multiply(a, b, into: sum.storage.pointer, adding: true)
}

/// `rows` rows of numbers from `a` on, times b (K, N), put into as many rows from `c` on, or added to
/// what is there: for one step of a sequence, which is a part of a tensor.
///
/// - Parameter bias: a row (N) that every row's sums start from.
package func matmul(
  _ a: UnsafePointer<Float>, rows: Int, _ b: Tensor, bias: Tensor? = nil,
  into c: UnsafeMutablePointer<Float>, adding: Bool = false
) {
  let (k, n) = (b.shape[0], b.shape[1])
  var product = MatrixProduct(
    a: StridedMatrix(a, columns: k, isTransposed: false, rows: rows),
    b: StridedMatrix(b.storage.pointer, columns: n, isTransposed: false, rows: k),
    c: c, cRow: n, m: rows, k: k, n: n, adding: adding)
  product.bias = bias.map { UnsafePointer($0.storage.pointer) }
  product.run()
  withExtendedLifetime(bias) {}
}

/// The product of two matrices by tiles of a given shape, to show that it changes no bit.
package func matmul(
  _ a: Tensor, _ b: Tensor, transposed: Transposed = .none, tile: TileShape
) -> Tensor {
  let sizes = ProductSizes(a, b, transposed)
  let result = Tensor(uninitialized: sizes.result)
  var product = sizes.product(a, b, result.storage.pointer, item: 0, adding: false)
  product.shape = tile
  product.run()
  return result
}

/// The sizes in a product of two tensors.
private struct ProductSizes {
  /// How many products there are, one after the other.
  let batch: Int
  let m: Int
  let k: Int
  let n: Int
  let transposed: Transposed
  /// The shape of the result.
  let result: [Int]

  init(_ a: Tensor, _ b: Tensor, _ transposed: Transposed) {
    let (x, y) = (a.shape, b.shape)
    func fits(_ condition: Bool) {
      Ground.require(
        condition,
        "The shapes \(x) and \(y) don't fit in a matrix product (transposed: \(transposed)).")
    }
    fits(x.count >= 2 && (y.count == 2 || y.count == x.count && x.dropLast(2) == y.dropLast(2)))
    // One B for all items makes of them one long A, but for a transposed A.
    let shared = y.count == 2 && transposed != .left
    fits(shared || x.count == y.count)
    let leading = x.dropLast(2).reduce(1, *)
    batch = shared ? 1 : leading
    let (rows, steps) =
      transposed == .left ? (x[x.count - 1], x[x.count - 2]) : (x[x.count - 2], x[x.count - 1])
    let columns = transposed == .right ? y[y.count - 2] : y[y.count - 1]
    fits(steps == (transposed == .right ? y[y.count - 1] : y[y.count - 2]))
    (m, k, n) = (shared ? leading * rows : rows, steps, columns)
    self.transposed = transposed
    result = x.dropLast(2) + [rows, columns]
  }

  func require(_ tensor: Tensor) {
    Ground.require(
      tensor.shape == result,
      "A product of shape \(result) can't be put into a tensor of shape \(tensor.shape).")
  }

  func multiply(_ a: Tensor, _ b: Tensor, into c: UnsafeMutablePointer<Float>, adding: Bool) {
    if batch == 1 { return product(a, b, c, item: 0, adding: adding).run() }
    // Many products, and small ones: each is one thread's.
    Threads.split(batch, grain: 1 + (1 << 19) / max(m * k * n, 1)) { items in
      for item in items { product(a, b, c, item: item, adding: adding).run() }
    }
  }

  /// The product of one item of the batch.
  func product(
    _ a: Tensor, _ b: Tensor, _ c: UnsafeMutablePointer<Float>, item: Int, adding: Bool
  ) -> MatrixProduct {
    MatrixProduct(
      a: StridedMatrix(
        a.storage.pointer + item * m * k, columns: k, isTransposed: transposed == .left, rows: m),
      b: StridedMatrix(
        b.storage.pointer + item * k * n, columns: n, isTransposed: transposed == .right, rows: k),
      c: c + item * m * n, cRow: n, m: m, k: k, n: n, adding: adding)
  }
}

/// One product, C = A B or C += A B, on the memory that holds it.
///
/// C is made tile by tile (see `Tile`). So that the tiles find their numbers near, the work is cut into
/// blocks the way of Goto and van de Geijn ("Anatomy of high-performance matrix multiplication", 2008):
/// `depth` steps of k at a time, a panel of B that the first-level cache holds, and a block of A's
/// rows that the second level holds. Between blocks of k a sum rests in C, which changes no bit of it.
struct MatrixProduct {
  let a: StridedMatrix
  let b: StridedMatrix
  /// C's row i lies from `c[i * cRow]` on.
  let c: UnsafeMutablePointer<Float>
  let cRow: Int
  let m: Int
  let k: Int
  let n: Int
  let adding: Bool
  var shape = TileShape.best
  /// B once more, if it was packed beforehand; then `b` is not read.
  var packed: PackedMatrix?
  /// A row that every row's sums start from, if not from 0 or from C.
  var bias: UnsafePointer<Float>?

  /// Steps of k in a block: 256 rows of a panel of 32 columns take 32 KB.
  static let depth = 256
  /// Rows of A in a block: 240 of 256 steps take 240 KB.
  static let rows = 240
  /// Columns of B in a block.
  static let columns = 1024

  /// Does the product, by several threads if it is large: each makes a band of C's rows or columns.
  func run() {
    guard k > 0, m > 0, n > 0 else {
      if !adding { for i in 0..<m { begin(c + i * cRow) } }
      return
    }
    if n == 1 && m > 1 && cRow == 1 && packed == nil && bias == nil {
      return transposed.run()
    }
    // About a quarter of a million multiply-adds, some 2 µs, are worth a thread.
    let grain = 1 << 18
    let work = m * k * n
    if work < 2 * grain { return run(rows: 0..<m, columns: 0..<n) }
    // Each band of rows packs all of B, each band of columns all of A. But rows are what softmax and the
    // like will be split by: of what a core has made by rows, it finds all in its own cache, not half.
    if k * (n - m) > m * n / 2 {
      let panels = (n + shape.columns - 1) / shape.columns
      Threads.split(panels, grain: max(1, grain * panels / work)) { part in
        run(
          rows: 0..<m,
          columns: part.lowerBound * shape.columns..<min(n, part.upperBound * shape.columns))
      }
    } else {
      let tiles = Pieces(0..<m, atMost: shape.rows)
      Threads.split(tiles.count, grain: max(1, grain * tiles.count / work)) { part in
        run(
          rows: tiles[part.lowerBound].lowerBound..<tiles[part.upperBound - 1].upperBound,
          columns: 0..<n)
      }
    }
  }

  /// What a row of C is without a step of k.
  private func begin(_ row: UnsafeMutablePointer<Float>) {
    guard let bias else { return row.update(repeating: 0, count: n) }
    row.update(from: bias, count: n)
  }

  /// The same product as Cᵀ = Bᵀ Aᵀ, for a C with only one column: as a row it fills whole vectors.
  private var transposed: MatrixProduct {
    MatrixProduct(
      a: b.transposed, b: a.transposed, c: c, cRow: m, m: n, k: k, n: m, adding: adding)
  }

  /// Makes the given rows and columns of C.
  func run(rows: Range<Int>, columns: Range<Int>) {
    let space = Workspace(for: self, rows: rows, columns: columns)
    let (stepBlocks, rowBlocks) = (
      Pieces(0..<k, atMost: MatrixProduct.depth), Pieces(rows, atMost: MatrixProduct.rows)
    )
    for step in 0..<stepBlocks.count {
      let steps = stepBlocks[step]
      for first in stride(
        from: columns.lowerBound, to: columns.upperBound, by: MatrixProduct.columns)
      {
        let block = first..<min(first + MatrixProduct.columns, columns.upperBound)
        if space.packsB {
          b.packPanels(rows: steps, columns: block, width: shape.columns, into: space.b)
        }
        for row in 0..<rowBlocks.count {
          let tiles = Pieces(rowBlocks[row], atMost: shape.rows)
          if space.packsA { a.packTiles(tiles, columns: steps, into: space.a) }
          multiply(tiles, columns: block, steps: steps, space)
        }
      }
    }
    withExtendedLifetime(space) {}
  }

  /// Makes the tiles of one block of rows and columns, as far as `steps` take them.
  private func multiply(_ tiles: Pieces, columns: Range<Int>, steps: Range<Int>, _ space: Workspace)
  {
    let goesOn = adding || steps.lowerBound > 0
    for first in stride(from: columns.lowerBound, to: columns.upperBound, by: shape.columns) {
      let width = min(shape.columns, columns.upperBound - first)
      let panel = panel(first, width, in: columns, steps, space)
      for tile in 0..<tiles.count {
        let rows = tiles[tile]
        var (start, row, step) = (a.at(rows.lowerBound, steps.lowerBound), a.row, a.column)
        if space.packsA {
          start = UnsafePointer(space.a) + (rows.lowerBound - tiles.range.lowerBound) * steps.count
          (row, step) = a.column == 1 ? (steps.count, 1) : (1, rows.count)
        }
        // A tile at C's right edge is made as a whole in a place of its own: not all of it is C's.
        let isWhole = width == 16 * panel.vectors
        let target = c + (rows.lowerBound * cRow + first)
        let begun: (sums: UnsafePointer<Float>, row: Int)? =
          goesOn ? (UnsafePointer(target), cRow) : bias.map { ($0 + first, 0) }
        var (sums, sumsRow) = begun ?? TileOperands.zeros
        if !isWhole, let begun {
          copy(begun.sums, begun.row, to: space.tile, 32, rows: rows.count, columns: width)
          (sums, sumsRow) = (UnsafePointer(space.tile), 32)
        }
        TileShape.multiply(
          rows: rows.count, vectors: panel.vectors,
          TileOperands(
            a: start, aRow: row, aStep: step, b: panel.start, bStep: panel.step,
            depth: steps.count, c: isWhole ? target : space.tile, cRow: isWhole ? cRow : 32,
            start: sums, startRow: sumsRow))
        if !isWhole { copy(space.tile, 32, to: target, cRow, rows: rows.count, columns: width) }
      }
    }
  }

  /// Copies rows of numbers that lie `step` apart to where they lie `newStep` apart.
  private func copy(
    _ source: UnsafePointer<Float>, _ step: Int, to target: UnsafeMutablePointer<Float>,
    _ newStep: Int, rows: Int, columns: Int
  ) {
    for i in 0..<rows { (target + i * newStep).update(from: source + i * step, count: columns) }
  }

  /// Where B's panel of `width` columns from `first` on lies. One that is not a whole number of vectors
  /// wide is packed, if nothing else is, so that the kernel can load whole vectors.
  private func panel(
    _ first: Int, _ width: Int, in columns: Range<Int>, _ steps: Range<Int>, _ space: Workspace
  ) -> (start: UnsafePointer<Float>, step: Int, vectors: Int) {
    let vectors = (width + 15) / 16
    if let packed { return (packed.panel(first, steps), 16 * vectors, vectors) }
    if space.packsB {
      return (
        UnsafePointer(space.b) + (first - columns.lowerBound) * steps.count, 16 * vectors, vectors
      )
    }
    if width == 16 * vectors {
      return (b.at(steps.lowerBound, first), b.row, vectors)
    }
    b.packPanels(rows: steps, columns: first..<first + width, width: width, into: space.b)
    return (UnsafePointer(space.b), 16 * vectors, vectors)
  }
}

/// What one thread packs into.
private struct Workspace {
  /// Whether blocks of A and B are packed, or read where they are.
  let packsA: Bool
  let packsB: Bool
  let a: UnsafeMutablePointer<Float>
  let b: UnsafeMutablePointer<Float>
  /// A tile of C.
  let tile: UnsafeMutablePointer<Float>
  private let storage: Storage

  init(for product: MatrixProduct, rows: Range<Int>, columns: Range<Int>) {
    // What is small stays in the cache as it is; what is read by few tiles is not worth a copy. A panel
    // must have its columns side by side, so a transposed B is turned in any case.
    packsA = columns.count >= 256 && rows.count * product.k > 8192
    packsB =
      product.packed == nil
      && (product.b.column != 1 || rows.count > 48 && product.k * columns.count > 8192)
    let depth = min(product.k, MatrixProduct.depth)
    let width =
      product.packed != nil ? 0 : packsB ? min(columns.count + 31, MatrixProduct.columns) : 32
    let sizes = (
      a: packsA ? min(rows.count, MatrixProduct.rows) * depth : 0, b: width * depth, tile: 12 * 32
    )
    storage = Storage(count: sizes.a + sizes.b + sizes.tile)
    b = storage.pointer
    tile = b + sizes.b
    a = tile + sizes.tile
  }
}
