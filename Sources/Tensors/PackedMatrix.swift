/// A matrix packed for products in which it stands on the right, again and again, as a recurrent layer's
/// weights do at every step.
package struct PackedMatrix {
  /// K and N.
  let rows, columns: Int
  private let storage: Storage

  /// Packs b (K, N), or with `transposed` the b (N, K) that is to be taken so.
  package init(_ b: Tensor, transposed: Bool = false) {
    let (first, second) = (b.shape[0], b.shape[1])
    let (rows, columns) = transposed ? (second, first) : (first, second)
    let matrix = StridedMatrix(
      b.storage.pointer, columns: columns, isTransposed: transposed, rows: rows)
    let (shape, padded) = (TileShape.best, (columns + 7) & ~7)
    let storage = Storage(count: rows * padded)
    let panels = (columns + shape.columns - 1) / shape.columns
    Threads.split(panels, grain: 1 + Tensor.grain / (shape.columns * rows + 1)) { part in
      let part =
        part.lowerBound * shape.columns..<min(part.upperBound * shape.columns, columns)
      for first in stride(from: 0, to: rows, by: MatrixProduct.depth) {
        let steps = first..<min(first + MatrixProduct.depth, rows)
        matrix.packPanels(
          rows: steps, columns: part, shape: shape,
          into: storage.pointer + (first * padded + part.lowerBound * steps.count))
      }
    }
    (self.rows, self.columns, self.storage) = (rows, columns, storage)
  }

  /// Where the panel of columns from `first` on lies, as far as a block of steps of k takes it.
  func panel(_ first: Int, _ steps: Range<Int>) -> UnsafePointer<Float> {
    let padded = (columns + 7) & ~7
    return UnsafePointer(storage.pointer + (steps.lowerBound * padded + first * steps.count))
  }
}

/// `rows` rows of K numbers from `a` on, times b (K, N), put into as many rows from `c` on, or added to
/// what is there.
package func matmul(
  _ a: UnsafePointer<Float>, rows: Int, _ b: PackedMatrix, into c: UnsafeMutablePointer<Float>,
  adding: Bool = false
) {
  let (k, n) = (b.rows, b.columns)
  var product = MatrixProduct(
    a: StridedMatrix(a, columns: k, isTransposed: false, rows: rows),
    b: StridedMatrix(b.panel(0, 0..<0), columns: n, isTransposed: false, rows: k),
    c: c, cRow: n, m: rows, k: k, n: n, adding: adding)
  product.packed = b
  product.run()
  withExtendedLifetime(b) {}
}
