import Ground

/// A matrix that is a part of a larger one: its rows lie `step` numbers apart, the numbers of a row side
/// by side. It doesn't keep the memory alive.
package struct MatrixBlock {
  package let pointer: UnsafeMutablePointer<Float>
  package let rows: Int
  package let columns: Int
  package let step: Int

  package init(_ pointer: UnsafeMutablePointer<Float>, rows: Int, columns: Int, step: Int) {
    (self.pointer, self.rows, self.columns, self.step) = (pointer, rows, columns, step)
  }

  /// To read only.
  package init(_ pointer: UnsafePointer<Float>, rows: Int, columns: Int, step: Int) {
    self.init(UnsafeMutablePointer(mutating: pointer), rows: rows, columns: columns, step: step)
  }

  /// Where row i begins.
  package subscript(row i: Int) -> UnsafeMutablePointer<Float> { pointer + i * step }

  /// Some of its rows, and the first of their columns or some in between.
  package subscript(rows: Range<Int>, columns: Range<Int>) -> MatrixBlock {
    MatrixBlock(
      pointer + (rows.lowerBound * step + columns.lowerBound),
      rows: rows.count, columns: columns.count, step: step)
  }

  /// Some of its rows.
  package subscript(rows: Range<Int>) -> MatrixBlock { self[rows, 0..<columns] }

  fileprivate func operand(isTransposed: Bool) -> StridedMatrix {
    StridedMatrix(pointer, row: isTransposed ? 1 : step, column: isTransposed ? step : 1)
  }
}

/// The product of two blocks, put into a third or added to what is there: for operands that are parts
/// of tensors, such as one head's columns in a product of all.
package func matmul(
  _ a: MatrixBlock, _ b: MatrixBlock, transposed: Transposed = .none, into c: MatrixBlock,
  adding: Bool = false
) {
  let (m, k) = transposed == .left ? (a.columns, a.rows) : (a.rows, a.columns)
  let (steps, n) = transposed == .right ? (b.columns, b.rows) : (b.rows, b.columns)
  require(
    k == steps && c.rows == m && c.columns == n,
    "Blocks of \(a.rows) × \(a.columns) and \(b.rows) × \(b.columns) don't fit in a matrix product."
  )
  MatrixProduct(
    a: a.operand(isTransposed: transposed == .left),
    b: b.operand(isTransposed: transposed == .right),
    c: c.pointer, cRow: c.step, m: m, k: k, n: n, adding: adding
  ).run()
}

extension Tensor {
  /// All rows of the last axis, (…, D), one below the other: to read, as long as the tensor lives.
  package var block: MatrixBlock {
    let columns = shape.last ?? 1
    return MatrixBlock(
      storage.pointer, rows: columns > 0 ? count / columns : 0, columns: columns, step: columns)
  }

  /// A tensor of `shape` whose numbers `fill` sets, given all rows of the last axis.
  package static func filled(_ shape: [Int], by fill: (MatrixBlock) -> Void) -> Tensor {
    let result = Tensor(uninitialized: shape)
    fill(result.block)
    return result
  }

  /// Calls `change` with all rows of the last axis, to change.
  package mutating func changeBlock(_ change: (MatrixBlock) -> Void) {
    makeUnique()
    change(block)
    withExtendedLifetime(storage) {}
  }
}
