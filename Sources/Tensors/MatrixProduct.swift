/// Which operand of a matrix product is taken transposed, as it lies in memory.
public enum Transposed: Sendable {
  case none, left, right
}

/// (M, K) · (K, N) → (M, N). With `.left` the first operand is stored (K, M), with `.right` the second
/// is stored (N, K). Each sum runs over k = 0, 1, … in that order, with fused multiply-add.
public func matmul(_ a: Tensor, _ b: Tensor, transposed: Transposed = .none) -> Tensor {
  let left = transposed == .left ? a.transposed() : a
  let right = transposed == .right ? b.transposed() : b
  require(
    a.rank == 2 && b.rank == 2 && left.shape[1] == right.shape[0],
    "The shapes \(a.shape) and \(b.shape) don't fit in a matrix product (transposed: \(transposed))."
  )
  let (m, k, n) = (left.shape[0], left.shape[1], right.shape[1])
  let result = Tensor.zeros(m, n)
  for i in 0..<m {
    let z = result.storage.pointer + i * n
    for p in 0..<k {
      let x = left.storage.pointer[i * k + p]
      let y = right.storage.pointer + p * n
      for j in 0..<n { z[j] = z[j].addingProduct(x, y[j]) }
    }
  }
  return result
}

/// (M, K) · (K, N), written into `result` (M, N), whose memory is used again.
public func matmul(
  _ a: Tensor, _ b: Tensor, transposed: Transposed = .none, into result: inout Tensor
) {
  result = matmul(a, b, transposed: transposed)
}
