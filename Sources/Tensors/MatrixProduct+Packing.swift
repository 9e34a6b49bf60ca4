/// A matrix as it lies in memory, and how blocks of it are packed.
///
/// Packing copies a block of an operand into the order in which the kernel reads it. That pays when the
/// block is read many times: the copy lies dense in the caches, where rows that are thousands of
/// numbers apart would crowd into a few of their sets, and a transposed operand is turned on the way.
struct StridedMatrix {
  /// The number in row i and column j lies at `pointer[i * row + j * column]`.
  let pointer: UnsafePointer<Float>
  let row: Int
  let column: Int

  init(_ pointer: UnsafePointer<Float>, columns: Int, isTransposed: Bool, rows: Int) {
    self.pointer = pointer
    row = isTransposed ? 1 : columns
    column = isTransposed ? rows : 1
  }

  init(_ pointer: UnsafePointer<Float>, row: Int, column: Int) {
    (self.pointer, self.row, self.column) = (pointer, row, column)
  }

  /// Where the number in row i and column j lies.
  func at(_ i: Int, _ j: Int) -> UnsafePointer<Float> { pointer + (i * row + j * column) }

  /// The same numbers with rows and columns exchanged.
  var transposed: StridedMatrix { StridedMatrix(pointer, row: column, column: row) }
}

// MARK: - Panels of B

extension StridedMatrix {
  /// Packs the numbers of the given rows (steps of k) and columns into panels as wide as `shape` says, one
  /// after the other: step by step, each panel's numbers side by side. What fills the last one up is
  /// anything.
  func packPanels(
    rows: Range<Int>, columns: Range<Int>, shape: TileShape,
    into target: UnsafeMutablePointer<Float>
  ) {
    if column == 1 {
      copyPanels(rows: rows, columns: columns, shape: shape, into: target)
    } else {
      var panel = target
      forEachPanel(of: columns, shape) { first, width, filled in
        turn(
          at(rows.lowerBound, first), step: column, rows: filled, depth: rows.count, into: panel,
          width: width)
        panel += width * rows.count
      }
    }
  }

  /// Rows that lie in one piece each. Sixteen at a time go into all panels: each row may lie in a page of
  /// memory of its own, and a processor has only so many of those at hand.
  private func copyPanels(
    rows: Range<Int>, columns: Range<Int>, shape: TileShape,
    into target: UnsafeMutablePointer<Float>
  ) {
    let end = at(rows.upperBound - 1, columns.upperBound)
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 16) {
      let depth = min(16, rows.upperBound - row)
      var panel = target
      forEachPanel(of: columns, shape) { first, width, filled in
        let place = panel + (row - rows.lowerBound) * width
        copy(from: at(row, first), to: place, width: width, filled: filled, depth: depth, end)
        panel += width * rows.count
      }
    }
  }

  /// Copies `depth` rows of `width` numbers, 8, 16 or 32, of which `filled` matter and none is read that lies
  /// from `end` on.
  @inline(__always)
  private func copy(
    from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, width: Int,
    filled: Int, depth: Int, _ end: UnsafePointer<Float>
  ) {
    for k in 0..<depth {
      let (from, to) = (source + k &* row, target + k &* width)
      if from + width > end {
        for j in 0..<filled { to[j] = from[j] }
      } else if width == 8 {
        copyEight(from, to)
      } else {
        Lanes(from).store(to: to)
        if width == 32 { Lanes(from + 16).store(to: to + 16) }
      }
    }
  }
}

/// Calls `body` with the first column, the width and the number of columns of each panel.
@inline(__always)
private func forEachPanel(
  of columns: Range<Int>, _ shape: TileShape,
  _ body: (_ first: Int, _ width: Int, _ filled: Int) -> Void
) {
  var first = columns.lowerBound
  while first < columns.upperBound {
    let left = columns.upperBound - first
    let width = shape.panelWidth(left)
    body(first, width, min(width, left))
    first += width
  }
}

@inline(__always)
private func copyEight(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
  let eight = UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Float>.self)
  UnsafeMutableRawPointer(target).storeBytes(of: eight, as: SIMD8<Float>.self)
}

// MARK: - Tiles of A

extension StridedMatrix {
  /// Copies the numbers of the tiles' rows and the given columns (steps of k): step by step, each tile's
  /// numbers side by side. Some of what lies between the tiles is overwritten.
  func packTiles(_ tiles: Pieces, columns: Range<Int>, into target: UnsafeMutablePointer<Float>) {
    guard column == 1 else { return copyTiles(tiles, columns: columns, into: target) }
    for tile in 0..<tiles.count {
      let rows = tiles[tile]
      turn(
        at(rows.lowerBound, columns.lowerBound), step: row, rows: rows.count, depth: columns.count,
        into: target + tiles.packedStart(tile, depth: columns.count), width: rows.count)
    }
  }

  /// Columns that lie in one piece each, of which every tile takes some numbers: a whole vector is copied, and
  /// what is too much overwritten by the next column's. None is read from beyond the block's last column.
  /// Sixteen at a time: each may lie in a page of memory of its own.
  private func copyTiles(
    _ tiles: Pieces, columns: Range<Int>, into target: UnsafeMutablePointer<Float>
  ) {
    let end = at(tiles.range.upperBound, columns.upperBound - 1)
    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: 16) {
      for tile in 0..<tiles.count {
        let place = tiles.packedStart(tile, depth: columns.count)
        copyColumns(
          column..<min(column + 16, columns.upperBound), rows: tiles[tile],
          into: target + place + (column - columns.lowerBound) * tiles[tile].count, end: end)
      }
    }
  }

  @inline(__always)
  private func copyColumns(
    _ columns: Range<Int>, rows: Range<Int>, into target: UnsafeMutablePointer<Float>,
    end: UnsafePointer<Float>
  ) {
    let (first, count) = (at(rows.lowerBound, columns.lowerBound), rows.count)
    for k in 0..<columns.count {
      let (source, place) = (first + k &* column, target + k &* count)
      prefetch(source + 16 &* column)
      if source + 16 > end {
        for i in 0..<count { place[i] = source[i] }
      } else if count <= 8 {
        copyEight(source, place)
      } else {
        Lanes(source).store(to: place)
      }
    }
  }
}

/// Turns `rows` rows of `depth` numbers that lie `step` apart: number k of row i goes to
/// `target[k * width + i]`.
///
/// Eight by eight; where a row of the target has no room for eight, what is too much is overwritten by the
/// next one, and at the end goes up to seven numbers beyond.
private func turn(
  _ source: UnsafePointer<Float>, step: Int, rows: Int, depth: Int,
  into target: UnsafeMutablePointer<Float>, width: Int
) {
  guard depth >= 8 else {
    for k in 0..<depth {
      for i in 0..<rows { target[k &* width &+ i] = source[i &* step &+ k] }
    }
    return
  }
  // The last rows first, so that what they put too much is overwritten.
  for first in stride(from: (rows - 1) & ~7, through: 0, by: -8) {
    let (from, to) = (source + first * step, target + first)
    var k = 0
    while k < depth {
      // The last eight once more rather than fewer.
      k = min(k, depth &- 8)
      Square(turning: from + k, step: step, count: rows &- first)
        .store(to: to + k &* width, step: width)
      k &+= 8
    }
  }
}

/// A range cut into the fewest pieces of at most `length`, all of nearly the same length: six tiles of 11
/// or 10 rows keep the processor busier than five of 12 and one of 4.
struct Pieces {
  let range: Range<Int>
  let count: Int
  /// The length of a piece, and how many of the first are longer by one.
  private let length: Int
  private let longer: Int

  init(_ range: Range<Int>, atMost most: Int) {
    self.range = range
    count = (range.count + most - 1) / most
    (length, longer) = count > 0 ? range.count.quotientAndRemainder(dividingBy: count) : (0, 0)
  }

  subscript(_ piece: Int) -> Range<Int> {
    let first = range.lowerBound &+ piece &* length &+ min(piece, longer)
    return first..<first &+ length &+ (piece < longer ? 1 : 0)
  }

  /// Where a tile lies in a block of A whose tiles were packed, `depth` steps of each.
  func packedStart(_ tile: Int, depth: Int) -> Int {
    (self[tile].lowerBound - range.lowerBound) &* depth &+ 16 &* tile
  }
}
