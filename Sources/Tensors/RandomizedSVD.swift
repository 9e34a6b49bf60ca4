import Ground

/// (M, N) sparse → its `rank` largest singular values and their vectors, by a randomized method.
///
/// Random vectors, multiplied by AᵀA again and again, turn towards the leading singular vectors
/// (Halko, Martinsson and Tropp, "Finding structure with randomness", 2011). Keeping every power on
/// the way, not the last alone, makes a *block Krylov space*, in which even singular values that lie
/// close together are found to four digits and more (Musco and Musco, "Randomized block Krylov
/// methods", 2015). A small matrix is decomposed exactly instead.
/// Since AᵀA holds the squares, singular values below a thousandth of the largest are lost in rounding
/// and come out as 0, or near it.
///
/// - Parameters:
///   - rank: how many singular values, at most min(M, N).
///   - dimensions: the size of the Krylov space, at least `rank`: more is slower and more exact.
///   - random: where the first vectors come from.
public func randomizedSVD(
  _ matrix: SparseMatrix, rank: Int, dimensions: Int? = nil, random: inout Random
) -> SVD {
  let turned = matrix.transposed()
  return randomizedSVD(
    shape: matrix.shape, rank: rank, dimensions: dimensions, random: &random,
    dense: { matrix.dense },
    forward: { matmul(matrix, $0) }, backward: { matmul(turned, $0) })
}

/// (M, N) → its `rank` largest singular values and their vectors, by the same randomized method.
public func randomizedSVD(
  _ matrix: Tensor, rank: Int, dimensions: Int? = nil, random: inout Random
) -> SVD {
  require(matrix.rank == 2, "A tensor of shape \(matrix.shape) has no singular values.")
  return randomizedSVD(
    shape: matrix.shape, rank: rank, dimensions: dimensions, random: &random, dense: { matrix },
    forward: { matmul(matrix, $0) }, backward: { matmul(matrix, $0, transposed: .left) })
}

/// The method itself, for a matrix A known by its products A · x (`forward`) and Aᵀ · y (`backward`).
private func randomizedSVD(
  shape: [Int], rank: Int, dimensions: Int?, random: inout Random, dense: () -> Tensor,
  forward: (Tensor) -> Tensor, backward: (Tensor) -> Tensor
) -> SVD {
  let (m, n) = (shape[0], shape[1])
  require(
    rank >= 1 && rank <= min(m, n),
    "A matrix of shape \(shape) has \(min(m, n)) singular values, so it can't be cut to \(rank).")
  let dimensions = dimensions ?? 4 * rank + 160
  require(dimensions >= rank, "\(dimensions) dimensions can't hold \(rank) singular vectors.")
  if min(m, n) <= max(dimensions, 128) && min(m, n) <= 400 {
    return exactSVD(dense()).cut(to: rank)
  }

  var space = KrylovSpace(rows: n, dimensions: min(dimensions, n), random: &random)
  while space.grow(by: { backward(forward($0)) }) {}
  var eigen = LeadingEigen(space, rank: rank)
  while eigen.mayLackCopies(from: space), space.beginAgain(random: &random) {
    while space.grow(by: { backward(forward($0)) }) {}
    eigen = LeadingEigen(space, rank: rank)
  }
  let s = eigen.values.map { max($0, 0).squareRoot() }
  let noise = (s.first ?? 0) * 0x1p-10
  let v = space.combined(eigen.vectors, count: rank)
  let inverse = Tensor(s.map { $0 > noise ? Float(1 / $0) : 0 })
  let kept = Tensor(s.map { $0 > noise ? 1 : 0 })
  return SVD(u: forward(v) * inverse, s: Tensor(s.map(Float.init)) * kept, v: v * kept)
}

/// The largest eigenvalues of AᵀA, as a Krylov space knows them.
private struct LeadingEigen {
  /// The largest first; where the space has fewer dimensions than are asked for, all others are 0.
  let values: [Double]
  /// (rank, dimensions): the vectors within the space.
  let vectors: [Double]

  init(_ space: KrylovSpace, rank: Int) {
    let known = min(rank, space.dimensions)
    let eigen = SymmetricEigen(space.projection, size: space.dimensions, count: known)
    values = eigen.values + [Double](repeating: 0, count: rank - known)
    vectors = eigen.vectors + [Double](repeating: 0, count: (rank - known) * space.dimensions)
  }

  /// Whether an eigenvalue stands as many times as there were random vectors, and smaller ones come after
  /// it: it may stand more times than they could see.
  func mayLackCopies(from space: KrylovSpace) -> Bool {
    let seen = space.starts * KrylovSpace.width
    let noise = (values.first ?? 0) * 0x1p-20
    // Products in Float32 leave about six digits.
    return values.indices.dropLast(min(seen, values.count)).contains { first in
      let last = values[first + seen - 1]
      return last > noise && values[first] - last <= 1e-5 * values[first]
    }
  }
}

extension SVD {
  /// The `rank` largest singular values alone.
  public func cut(to rank: Int) -> SVD {
    SVD(u: u.columns(0..<rank), s: s.rows(0..<rank), v: v.columns(0..<rank))
  }
}
