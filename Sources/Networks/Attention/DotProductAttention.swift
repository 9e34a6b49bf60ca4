import Tensors

/// Softmax(scale · Q·Kᵀ)·V for one head of one row of a batch: the heart of every attention whose scores
/// are dot products (Vaswani et al., NIPS 2017, equation 1).
///
/// The softmax of a query runs over exactly the keys that it may see, and what it may not see gets a
/// weight of exactly 0. So a query's context has the same bits whether later keys are there or not.
struct DotProductAttention {
  /// What the products are multiplied by, above 0.
  let scale: Float
  /// How many keys each query sees.
  let sight: Sight

  /// Which keys a query sees: the first `length`; a causal one only those up to its own place.
  struct Sight {
    let length: Int
    /// How many keys come before the first query's own, if it is causal.
    var past: Int? = nil

    /// How many keys query t sees: the first ones.
    func keys(of t: Int) -> Int {
      guard let past else { return length }
      return min(length, past + t + 1)
    }

    /// The first query that sees key s.
    func firstQuery(of s: Int) -> Int {
      guard let past else { return 0 }
      return max(0, s - past)
    }
  }

  /// Queries in one product, at most. A causal product leaves out the keys that none of them sees.
  private static let blockRows = 32

  /// q (T, K), k (S, K), v (S, D) → weights (T, S), y (T, D).
  func forward(
    _ q: MatrixBlock, _ k: MatrixBlock, _ v: MatrixBlock,
    weights: MatrixBlock, into y: MatrixBlock
  ) {
    for rows in blocks(q.rows) {
      let seen = 0..<sight.keys(of: rows.upperBound - 1)
      let scores = weights[rows, seen]
      matmul(q[rows], k[seen], transposed: .right, into: scores)
      for t in rows {
        let (row, count) = (weights[row: t], sight.keys(of: t))
        softmax(from: row, to: row, count: count, scale: scale)
        (row + count).update(repeating: 0, count: k.rows - count)
      }
      matmul(scores, v[seen], into: y[rows])
    }
  }

  /// dy (T, D) → dq (T, K), dk (S, K), dv (S, D); with `adding`, dk and dv are added to what is there, as
  /// where several heads ask the same keys.
  func backward(
    _ dy: MatrixBlock, _ q: MatrixBlock, _ k: MatrixBlock, _ v: MatrixBlock, weights: MatrixBlock,
    dq: MatrixBlock, dk: MatrixBlock, dv: MatrixBlock, adding: Bool = false
  ) {
    let space = UnsafeMutablePointer<Float>.allocate(capacity: q.rows * k.rows)
    defer { space.deallocate() }
    let dScores = MatrixBlock(space, rows: q.rows, columns: k.rows, step: k.rows)
    for rows in blocks(q.rows) {
      let seen = 0..<sight.keys(of: rows.upperBound - 1)
      let block = dScores[rows, seen]
      matmul(dy[rows], v[seen], transposed: .right, into: block)
      for t in rows {
        softmaxBackward(weights[row: t], dScores[row: t], count: seen.count, scale: scale)
      }
      matmul(block, k[seen], into: dq[rows])
    }
    for keys in blocks(sight.length) {
      let queries = min(sight.firstQuery(of: keys.lowerBound), q.rows)..<q.rows
      matmul(
        dScores[queries, keys], q[queries], transposed: .left, into: dk[keys], adding: adding)
      matmul(
        weights[queries, keys], dy[queries], transposed: .left, into: dv[keys], adding: adding)
    }
    if adding { return }
    for s in sight.length..<k.rows {
      dk[row: s].update(repeating: 0, count: k.columns)
      dv[row: s].update(repeating: 0, count: v.columns)
    }
  }

  /// 0 ..< count in pieces. A piece of keys and the piece of queries that first sees it begin alike, so
  /// the way back reads no score that the products before it left out.
  private func blocks(_ count: Int) -> [Range<Int>] {
    let size = sight.past == nil ? max(count, 1) : DotProductAttention.blockRows
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}
