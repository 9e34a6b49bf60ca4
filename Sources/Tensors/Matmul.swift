import Ground

/// Which operand of a matrix product is taken transposed, as it lies in memory.
public enum Transposed: Sendable {
  case none, left, right
}

/// The matrix product, (M, K) · (K, N) → (M, N). With `.left` the first operand is stored (K, M), with
/// `.right` the second is stored (N, K).
///
/// Operands with a batch axis in front give one product for each of its items: (B, M, K) · (B, K, N) →
/// (B, M, N). A second operand without it serves all items: (N, T, D) · (D, H) → (N, T, H).
///
/// Each sum runs over k = 0, 1, … in that order, in fused multiply-adds, but every 256 steps it begins anew
/// at zero, and those sums are added up in their order: on every machine and with any number of threads.
/// So a sum of k products is off by at most 256 + k / 256 roundings instead of k.
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

/// Adds the product of a and b to `sum`: the sums of 256 steps each, one after the other.
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
/// - Parameter bias: a row (N) that every row's sums are added to.
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
