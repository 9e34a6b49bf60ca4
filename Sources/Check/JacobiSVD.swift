/// The singular value decomposition in `Double`, by turning pairs of columns until all are at right angles
/// (Hestenes, "Inversion of matrices by biorthogonalization and related results", 1958).
struct JacobiSVD {
  /// The columns of A V, which are those of U, each times its singular value.
  private var columns: Table
  /// The columns of V.
  private var turned: Table

  /// - Parameter matrix: (M, N)
  init(_ matrix: Table) {
    let N = matrix.first?.count ?? 0
    columns = (0..<N).map { j in matrix.map { $0[j] } }
    turned = (0..<N).map { i in (0..<N).map { i == $0 ? 1 : 0 } }
    // A sweep squares what is left of the angles, so that ten are more than enough for small matrices.
    for _ in 0..<30 {
      for i in 0..<N {
        for j in i + 1..<max(N, i + 1) { turn(i, j) }
      }
    }
  }

  private mutating func turn(_ i: Int, _ j: Int) {
    let (a, b) = (columns[i], columns[j])
    let cross = JacobiSVD.dot(a, b)
    guard cross != 0 else { return }
    let zeta = (JacobiSVD.dot(b, b) - JacobiSVD.dot(a, a)) / (2 * cross)
    let tangent = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = cosine * tangent
    for path in [\JacobiSVD.columns, \JacobiSVD.turned] {
      let (a, b) = (self[keyPath: path][i], self[keyPath: path][j])
      self[keyPath: path][i] = zip(a, b).map { cosine * $0 - sine * $1 }
      self[keyPath: path][j] = zip(a, b).map { sine * $0 + cosine * $1 }
    }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { $0 * $1 }.reduce(0, +)
  }

  /// U (M, k), S (k) and V (N, k), the largest singular values first.
  func leading(_ k: Int) -> (U: Table, S: [Double], V: Table) {
    let sizes = columns.map { JacobiSVD.dot($0, $0).squareRoot() }
    let order = sizes.indices.sorted { sizes[$0] > sizes[$1] }.prefix(k)
    let U = columns[0].indices.map { i in order.map { columns[$0][i] / sizes[$0] } }
    let V = turned.indices.map { i in order.map { turned[$0][i] } }
    return (U, order.map { sizes[$0] }, V)
  }
}
