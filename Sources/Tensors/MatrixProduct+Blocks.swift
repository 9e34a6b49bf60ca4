import Ground

/// A matrix that is a part of a larger one: its rows lie `step` numbers apart, the numbers of a row side
/// by side.
///
/// It doesn't keep the memory alive: blocks are handed out to closures only, by what holds the tensor
/// while they run, and to a `HeldBlock`.
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
  package subscript(row i: Int) -> UnsafeMutablePointer<Float> {
    assert(i >= 0 && i <= rows, "There is no row \(i) among \(rows).")
    return pointer + i * step
  }

  /// Some of its rows, and the first of their columns or some in between.
  package subscript(rows: Range<Int>, columns: Range<Int>) -> MatrixBlock {
    assert(rows.lowerBound >= 0 && rows.upperBound <= self.rows)
    assert(columns.lowerBound >= 0 && columns.upperBound <= self.columns)
    return MatrixBlock(
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

// MARK: - Blocks of tensors

extension Tensor {
  /// All rows of the last axis, (…, D), one below the other, as long as somebody holds the tensor.
  fileprivate var block: MatrixBlock {
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

  /// Calls `body` with all rows of the last axis, to read.
  package func withBlock<Result>(_ body: (MatrixBlock) -> Result) -> Result {
    defer { withExtendedLifetime(storage) {} }
    return body(block)
  }
}

/// Calls `body` with all rows of the last axis of several tensors, to read.
package func withBlocks<Result>(
  _ a: Tensor, _ b: Tensor, _ body: (MatrixBlock, MatrixBlock) -> Result
) -> Result {
  a.withBlock { a in b.withBlock { b in body(a, b) } }
}

package func withBlocks<Result>(
  _ a: Tensor, _ b: Tensor, _ c: Tensor, _ body: (MatrixBlock, MatrixBlock, MatrixBlock) -> Result
) -> Result {
  withBlocks(a, b) { a, b in c.withBlock { c in body(a, b, c) } }
}

package func withBlocks<Result>(
  _ a: Tensor, _ b: Tensor, _ c: Tensor, _ d: Tensor,
  _ body: (MatrixBlock, MatrixBlock, MatrixBlock, MatrixBlock) -> Result
) -> Result {
  withBlocks(a, b) { a, b in withBlocks(c, d) { c, d in body(a, b, c, d) } }
}

/// Calls `change` with all rows of the last axis of several tensors, to change.
package func changeBlocks(
  _ a: inout Tensor, _ b: inout Tensor, _ c: inout Tensor,
  _ change: (MatrixBlock, MatrixBlock, MatrixBlock) -> Void
) {
  a.changeBlock { a in b.changeBlock { b in c.changeBlock { c in change(a, b, c) } } }
}

/// A tensor whose rows are set and read one by one, in no matter how many calls: it holds the memory they
/// lie in.
package struct HeldBlock {
  package let tensor: Tensor
  private let block: MatrixBlock

  /// - Parameter tensor: shared with nobody who would see the changes.
  package init(_ tensor: Tensor) { (self.tensor, block) = (tensor, tensor.block) }

  /// A tensor of `shape` whose numbers are not set yet.
  package init(shape: [Int]) { self.init(Tensor(uninitialized: shape)) }

  /// Where row i of the last axis begins, to be used no longer than this is held.
  package subscript(row i: Int) -> UnsafeMutablePointer<Float> { block[row: i] }
}
