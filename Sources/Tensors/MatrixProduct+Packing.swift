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

extension StridedMatrix {
  /// Packs the numbers of the given rows (steps of k) and columns into panels `width` columns wide, one
  /// after the other, the last one filled up with zeros to a multiple of 16: step by step, each
  /// panel's numbers side by side.
  ///
  /// Sixteen rows at a time go into all panels: each row may lie in a page of memory of its own, and a
  /// processor has only so many of those at hand.
  func packPanels(
    rows: Range<Int>, columns: Range<Int>, width: Int, into target: UnsafeMutablePointer<Float>
  ) {
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 16) {
      let depth = min(16, rows.upperBound - row)
      var panel = target
      for first in stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
        let filled = min(width, columns.upperBound - first)
        let padded = (filled + 15) & ~15
        let place = panel + (row - rows.lowerBound) * padded
        for part in stride(from: 0, to: padded, by: 16) {
          let (source, count) = (at(row, first + part), min(16, filled - part))
          if column == 1 {
            copyLanes(from: source, to: place + part, step: padded, count: count, depth: depth)
          } else {
            turnLanes(from: source, to: place + part, step: padded, count: count, depth: depth)
          }
        }
        panel += padded * rows.count
      }
    }
  }

  /// Copies `depth` rows of `count` numbers, at most 16, padded with zeros.
  private func copyLanes(
    from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, step: Int,
    count: Int, depth: Int
  ) {
    for k in 0..<depth { Lanes(source + k &* row, count: count).store(to: target + k &* step) }
  }

  /// Copies `count` columns of `depth` numbers that lie side by side, at most 16 of either, as rows.
  private func turnLanes(
    from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, step: Int,
    count: Int, depth: Int
  ) {
    var block = [16 of Lanes](repeating: .zero)
    for j in 0..<count { block[j] = Lanes(source + j &* column, count: depth) }
    transpose(&block)
    for i in 0..<depth { block[i].store(to: target + i &* step) }
  }

  /// Copies the numbers of the tiles' rows and the given columns (steps of k), each tile in one piece, its
  /// numbers in the order in which they lie.
  func packTiles(_ tiles: Pieces, columns: Range<Int>, into target: UnsafeMutablePointer<Float>) {
    if column == 1 {
      copyRows(tiles, columns: columns, into: target)
    } else {
      copyColumns(tiles, columns: columns, into: target)
    }
  }

  /// Rows that lie in one piece each.
  private func copyRows(
    _ tiles: Pieces, columns: Range<Int>, into target: UnsafeMutablePointer<Float>
  ) {
    for (i, row) in tiles.range.enumerated() {
      (target + i * columns.count).update(from: at(row, columns.lowerBound), count: columns.count)
    }
  }

  /// Columns that lie in one piece each, of which every tile takes some numbers, at most 16. Where the
  /// tile's copy has room for a whole vector, one is copied; what is too much is overwritten by the next.
  private func copyColumns(
    _ tiles: Pieces, columns: Range<Int>, into target: UnsafeMutablePointer<Float>
  ) {
    for (k, column) in columns.enumerated() {
      for tile in 0..<tiles.count {
        let rows = tiles[tile]
        let place = (rows.lowerBound - tiles.range.lowerBound) * columns.count + k * rows.count
        let hasRoom = (columns.count - k) * rows.count >= 16
        let count = hasRoom ? min(16, tiles.range.upperBound - rows.lowerBound) : rows.count
        let numbers = Lanes(at(rows.lowerBound, column), count: count)
        numbers.store(to: target + place, count: hasRoom ? 16 : rows.count)
      }
    }
  }
}

/// A range cut into the fewest pieces of at most `length`, all of nearly the same length: six tiles of 11
/// or 10 rows keep the processor busier than five of 12 and one of 4.
struct Pieces {
  let range: Range<Int>
  let count: Int

  init(_ range: Range<Int>, atMost length: Int) {
    self.range = range
    count = (range.count + length - 1) / length
  }

  subscript(_ piece: Int) -> Range<Int> {
    let lower = range.lowerBound + range.count * piece / count
    return lower..<range.lowerBound + range.count * (piece + 1) / count
  }
}
