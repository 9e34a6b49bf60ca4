import Ground

/// One product, C = A B or C += A B, on the memory that holds it.
///
/// C is made tile by tile (see `Tile`). So that the tiles find their numbers near, the work is cut into
/// blocks the way of Goto and van de Geijn ("Anatomy of high-performance matrix multiplication", 2008): 256
/// steps of k at a time, a panel of B that the first-level cache holds, and a block of A's rows that the
/// second level holds.
///
/// Each number of C is a sum of sums: one for the steps 0..<256, one for 256..<512 and so on, each from
/// zero, added up in order. So it is rounded as seldom as a sum of 256 products and one of k / 256 numbers,
/// and a tile begins with empty registers and reads C last, when it no longer waits for it.
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
  /// A row that every sum is added to, if not to 0 or to C.
  var bias: UnsafePointer<Float>?

  /// Steps of k in a block. Every result's last bits depend on it.
  static let depth = 256
  /// Steps of k, three blocks of them, that a part of C gets before the next part has its turn: more would
  /// take more of B than the last-level cache holds, fewer would fetch C from far away more often.
  static let groupDepth = 768
  /// Rows of A in a block: 144 of 256 steps take 147 KB.
  static let rows = 144
  /// Columns of B in a band. Where one block of rows is all that A has, B is packed in narrower ones, which
  /// are still in the second-level cache when they are used.
  static let (columns, columnsOfFewRows) = (1024, 256)

  /// Does the product, by several threads if it is large: each makes bands of C's rows or columns.
  func run() {
    guard k > 0, m > 0, n > 0 else {
      if !adding { for i in 0..<m { begin(c + i * cRow) } }
      return
    }
    if n == 1 && m > 1 && cRow == 1 && packed == nil && bias == nil {
      return transposed.run()
    }
    // A quarter of a million multiply-adds, some 2 µs, are worth a thread.
    let threads = min(Threads.count, (m * k * n) >> 18)
    if threads < 2 { return run(rows: 0..<m, columns: 0..<n) }
    // Each band of rows packs all of B, each band of columns all of A, if it packs A. But rows are what
    // softmax and the like will be split by: of what a core has made by rows, it finds all in its own
    // cache, not half.
    let saved = packsA(columns: n / threads) ? n - m : n
    if k * saved > m * n / 2 {
      let panels = (n + shape.columns - 1) / shape.columns
      deal(panels, to: threads, atLeast: 256 / shape.columns) { part in
        run(
          rows: 0..<m,
          columns: part.lowerBound * shape.columns..<min(n, part.upperBound * shape.columns))
      }
    } else {
      let tiles = Pieces(0..<m, atMost: shape.rows)
      deal(tiles.count, to: threads, atLeast: 512 / shape.rows) { part in
        run(
          rows: tiles[part.lowerBound].lowerBound..<tiles[part.upperBound - 1].upperBound,
          columns: 0..<n)
      }
    }
  }

  /// Has threads call `body` with bands of `count` tiles: each with one, or, where that takes longer than a
  /// millisecond, with several that are dealt out, so that one thread that is held up doesn't hold up all.
  private func deal(_ count: Int, to threads: Int, atLeast least: Int, _ body: (Range<Int>) -> Void)
  {
    let isLong = m * k * n / threads > 1 << 26
    let bands = min(count, max(threads, isLong ? min(4 * threads, count / least) : 0))
    func band(_ i: Int) -> Range<Int> { count * i / bands..<count * (i + 1) / bands }
    if bands > threads {
      Threads.forEach(bands) { body(band($0)) }
    } else {
      Threads.split(bands) {
        body(band($0.lowerBound).lowerBound..<band($0.upperBound - 1).upperBound)
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
    let plan = Plan(for: self, rows: rows, columns: columns)
    for first in stride(from: 0, to: k, by: MatrixProduct.groupDepth) {
      let group = first..<min(first + MatrixProduct.groupDepth, k)
      if plan.packsA && plan.blocks.count == 1 { packA(0, group, plan) }
      for first in stride(from: columns.lowerBound, to: columns.upperBound, by: plan.columns) {
        let band = first..<min(first + plan.columns, columns.upperBound)
        if plan.packsB { packB(band, group, plan) }
        for block in 0..<plan.blocks.count { multiply(block, band, group, plan) }
      }
    }
  }

  /// Whether A is packed for so many columns of C. It is read in rows with hardly any loss, where the copy
  /// of a number pays only if that is used a thousand times. Columns of A are packed always: the kernel
  /// wants a tile's numbers of one step side by side.
  fileprivate func packsA(columns: Int) -> Bool { a.column != 1 || columns >= 1024 && m > 24 }

  /// Whether B is packed for so many rows and columns of C: not if what is left of it stays in the cache as it
  /// is, or is read by few tiles. Rows that lie pages of memory apart crowd into few sets of the cache, so
  /// those had better be packed sooner. Columns of B are turned always: the kernel loads its rows.
  fileprivate func packsB(rows: Int, columns: Int) -> Bool {
    let few = b.row % 1024 == 0 ? 12 : 48
    return packed == nil && (b.column != 1 || rows > few && k * columns > 1 << 15)
  }

  /// Packs a block of A's rows for all steps of a group.
  private func packA(_ block: Int, _ group: Range<Int>, _ plan: Plan) {
    let tiles = plan.tiles(block)
    forEachBlock(of: group) { steps in
      a.packTiles(tiles, columns: steps, into: plan.tiles(of: tiles, steps, in: group))
    }
  }

  /// Packs a band of B's columns for all steps of a group.
  private func packB(_ band: Range<Int>, _ group: Range<Int>, _ plan: Plan) {
    forEachBlock(of: group) { steps in
      b.packPanels(
        rows: steps, columns: band, shape: shape, into: plan.panels(of: band, steps, in: group))
    }
  }

  /// Calls `body` with the blocks of steps of k.
  private func forEachBlock(of group: Range<Int>, _ body: (Range<Int>) -> Void) {
    for first in stride(from: group.lowerBound, to: group.upperBound, by: MatrixProduct.depth) {
      body(first..<min(first + MatrixProduct.depth, group.upperBound))
    }
  }

  /// Makes the tiles of one block of rows and band of columns, as far as the steps of a group take them.
  private func multiply(_ block: Int, _ band: Range<Int>, _ group: Range<Int>, _ plan: Plan) {
    if plan.packsA && plan.blocks.count > 1 { packA(block, group, plan) }
    let tiles = plan.tiles(block)
    forEachBlock(of: group) { steps in
      var first = band.lowerBound
      while first < band.upperBound {
        let panel = panel(first, in: band, steps, group, plan)
        multiply(
          tiles, panel, at: first..<min(first + panel.width, band.upperBound), steps, group, plan)
        first += panel.width
      }
    }
  }

  /// Multiplies the tiles of A by one panel of B.
  @inline(__always)
  private func multiply(
    _ tiles: Pieces, _ panel: Panel, at columns: Range<Int>, _ steps: Range<Int>,
    _ group: Range<Int>, _ plan: Plan
  ) {
    let packed = plan.tiles(of: tiles, steps, in: group)
    for tile in 0..<tiles.count {
      let rows = tiles[tile]
      let target = c + (rows.lowerBound * cRow + columns.lowerBound)
      let base = base(of: target, column: columns.lowerBound, isFirst: steps.lowerBound == 0)
      let operands = TileOperands(
        a: plan.packsA
          ? UnsafePointer(packed + tiles.packedStart(tile, depth: steps.count))
          : a.at(rows.lowerBound, steps.lowerBound),
        aRow: a.row, b: panel.start, bStep: panel.step, depth: steps.count,
        c: target, cRow: cRow, base: base.row, baseRow: base.step)
      if columns.count == panel.width {
        TileShape.multiply(
          rows: rows.count, columns: panel.width, isPacked: plan.packsA, operands)
      } else {
        multiplyAtEdge(operands, rows: rows.count, columns: columns.count, panel.width, plan)
      }
    }
  }

  /// A tile at C's right edge is made as a whole in a place of its own: not all of it is C's.
  private func multiplyAtEdge(
    _ operands: TileOperands, rows: Int, columns: Int, _ width: Int, _ plan: Plan
  ) {
    var whole = operands
    copy(operands.base, operands.baseRow, to: plan.tile, 32, rows: rows, columns: columns)
    (whole.c, whole.cRow, whole.base, whole.baseRow) = (plan.tile, 32, UnsafePointer(plan.tile), 32)
    TileShape.multiply(rows: rows, columns: width, isPacked: plan.packsA, whole)
    copy(plan.tile, 32, to: operands.c, operands.cRow, rows: rows, columns: columns)
  }

  /// Copies rows of numbers that lie `step` apart to where they lie `newStep` apart.
  private func copy(
    _ source: UnsafePointer<Float>, _ step: Int, to target: UnsafeMutablePointer<Float>,
    _ newStep: Int, rows: Int, columns: Int
  ) {
    for i in 0..<rows {
      for j in 0..<columns { target[i &* newStep &+ j] = source[i &* step &+ j] }
    }
  }

  /// What a block's sums are added to: what lies in C, or in the first block the bias or zeros.
  @inline(__always)
  private func base(
    of target: UnsafeMutablePointer<Float>, column: Int, isFirst: Bool
  ) -> (row: UnsafePointer<Float>, step: Int) {
    if adding || !isFirst { return (UnsafePointer(target), cRow) }
    return bias.map { ($0 + column, 0) } ?? (TileOperands.zeros, 0)
  }

  /// B's panel of the columns from `first` on. One that is not a whole number of vectors wide is packed, if
  /// nothing else is, so that the kernel can load whole vectors.
  @inline(__always)
  private func panel(
    _ first: Int, in band: Range<Int>, _ steps: Range<Int>, _ group: Range<Int>, _ plan: Plan
  ) -> Panel {
    let width = shape.panelWidth(band.upperBound - first)
    if let packed { return Panel(start: packed.panel(first, steps), step: width, width: width) }
    if plan.packsB {
      let start = plan.panels(of: band, steps, in: group) + (first - band.lowerBound) * steps.count
      return Panel(start: start, step: width, width: width)
    }
    if first + width <= band.upperBound {
      return Panel(start: b.at(steps.lowerBound, first), step: b.row, width: width)
    }
    b.packPanels(rows: steps, columns: first..<band.upperBound, shape: shape, into: plan.b)
    return Panel(start: plan.b, step: width, width: width)
  }
}

/// Some columns of B: those of step k lie from `start[k * step]` on.
private struct Panel {
  let start: UnsafePointer<Float>
  let step: Int
  let width: Int
}

/// How one thread makes its part of C, and the memory it packs into.
struct Plan {
  /// Whether blocks of A and B are packed, or read where they are.
  let packsA: Bool
  let packsB: Bool
  /// Blocks of A's rows, rows in a tile, and columns of B in a band.
  let blocks: Pieces
  let tileRows: Int
  let columns: Int
  private let a: UnsafeMutablePointer<Float>
  let b: UnsafeMutablePointer<Float>
  /// A tile of C.
  let tile: UnsafeMutablePointer<Float>

  init(for product: MatrixProduct, rows: Range<Int>, columns: Range<Int>) {
    packsA = product.packsA(columns: columns.count)
    packsB = product.packsB(rows: rows.count, columns: columns.count)
    blocks = Pieces(rows, atMost: MatrixProduct.rows)
    tileRows = packsA ? product.shape.rows : TileShape.mostRowsInPlace
    self.columns = min(
      columns.count,
      packsB && blocks.count == 1 ? MatrixProduct.columnsOfFewRows : MatrixProduct.columns)
    let depth = min(product.k, MatrixProduct.groupDepth)
    let sizes = (
      a: packsA
        ? Plan.room(rows: min(rows.count, MatrixProduct.rows), depth: depth, tileRows: tileRows)
        : 0,
      b: (packsB ? self.columns + 7 : 32) * depth, tile: 12 * 32
    )
    tile = Scratch.numbers(sizes.a + sizes.b + sizes.tile)
    b = tile + sizes.tile
    a = b + sizes.b
  }

  /// The tiles of a block.
  func tiles(_ block: Int) -> Pieces { Pieces(blocks[block], atMost: tileRows) }

  /// Where the tiles of a block lie for some steps of a group, if A is packed.
  func tiles(of tiles: Pieces, _ steps: Range<Int>, in group: Range<Int>) -> UnsafeMutablePointer<
    Float
  > {
    a + (steps.lowerBound - group.lowerBound) * Plan.packedSize(rows: tiles.range.count)
  }

  /// Numbers a step, with room for what the tiles of so many rows overwrite in a block of 256 steps.
  private static func packedSize(rows: Int) -> Int { rows + 16 }

  /// The numbers that a block of A takes when it is packed: in few steps there is less room a step than its
  /// tiles stand apart.
  static func room(rows: Int, depth: Int, tileRows: Int) -> Int {
    packedSize(rows: rows) * depth + 16 * (Pieces(0..<rows, atMost: tileRows).count + 1)
  }

  /// Where the panels of a band lie for some steps of a group, if B is packed.
  func panels(of band: Range<Int>, _ steps: Range<Int>, in group: Range<Int>)
    -> UnsafeMutablePointer<Float>
  {
    b + (steps.lowerBound - group.lowerBound) * ((band.count + 7) & ~7)
  }
}

extension Panel {
  init(start: UnsafeMutablePointer<Float>, step: Int, width: Int) {
    self.init(start: UnsafePointer(start), step: step, width: width)
  }
}
