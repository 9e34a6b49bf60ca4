import Ground

/// A singular value decomposition, cut to the K largest singular values: A ≈ U · diag(s) · Vᵀ.
///
/// The columns of U are orthonormal, and so are those of V; a column that belongs to a singular value
/// of 0 is left 0. Of the two signs a pair of columns may have, it has the one that makes the
/// largest number in U's column positive (the first such number, if several are equally large).
public struct SVD: Sendable {
  /// (M, K): the left singular vectors, one a column.
  public let u: Tensor
  /// (K): the singular values, the largest first.
  public let s: Tensor
  /// (N, K): the right singular vectors, one a column.
  public let v: Tensor

  /// U · diag(s) · Vᵀ, (M, N).
  public var product: Tensor { matmul(u * s, v, transposed: .right) }

  /// The same decomposition with each column pair's sign settled.
  init(u: Tensor, s: Tensor, v: Tensor) {
    let signs = SVD.signs(u)
    self.u = u * signs
    self.s = s
    self.v = v * signs
  }

  /// (M, K) → (K): -1 for a column whose largest number is negative, otherwise 1.
  private static func signs(_ u: Tensor) -> Tensor {
    let columns = u.shape[1]
    var largest = [Float](repeating: 0, count: columns)
    for row in 0..<u.shape[0] {
      for column in 0..<columns {
        let value = u.storage.pointer[row * columns + column]
        if value.magnitude > largest[column].magnitude { largest[column] = value }
      }
    }
    return Tensor(largest.map { $0 < 0 ? -1 : 1 })
  }
}

/// (M, N) → all min(M, N) singular values and vectors, worked out in Float64: exact, and for small
/// matrices only, since the work grows with the cube of their size.
///
/// One-sided Jacobi (Hestenes, 1958; Demmel and Veselić, 1992): pairs of columns are rotated until
/// all are orthogonal; their lengths are then the singular values.
public func exactSVD(_ matrix: Tensor) -> SVD {
  require(matrix.rank == 2, "A tensor of shape \(matrix.shape) has no singular values.")
  let (m, n) = (matrix.shape[0], matrix.shape[1])
  if m < n {
    let turned = JacobiRotations(matrix)
    return turned.decomposition(swapped: true)
  }
  return JacobiRotations(matrix.transposed()).decomposition(swapped: false)
}

/// The vectors that one-sided Jacobi rotates against each other, and the rotations so far.
private struct JacobiRotations {
  /// How many vectors there are, and how long each is (count ≤ length).
  let count: Int
  let length: Int
  /// (count, length): the vectors.
  var vectors: [Double]
  /// (count, count): row i holds the part of each original vector in vector i.
  var parts: [Double]

  /// The rows of `matrix`, rotated until each two are orthogonal.
  init(_ matrix: Tensor) {
    count = matrix.shape[0]
    length = matrix.shape[1]
    vectors = matrix.values.map(Double.init)
    parts = [Double](repeating: 0, count: count * count)
    for i in 0..<count { parts[i * count + i] = 1 }
    // Convergence is quadratic: a dozen sweeps are plenty, the limit only bounds the loop.
    for _ in 0..<40 where !sweep() { break }
  }

  /// Rotates each pair once; false if all were orthogonal already.
  private mutating func sweep() -> Bool {
    var rotated = false
    for i in 0..<count {
      for j in i + 1..<max(count, i + 1) where rotate(i, j) { rotated = true }
    }
    return rotated
  }

  /// Makes vectors i and j orthogonal, the longer one first; false if they were.
  private mutating func rotate(_ i: Int, _ j: Int) -> Bool {
    let (a, b, c) = (dot(i, i), dot(j, j), dot(i, j))
    if c.magnitude <= 1e-15 * (a * b).squareRoot() && a >= b { return false }
    var (cosine, sine) = (0.0, 1.0)
    if c.magnitude > 1e-15 * (a * b).squareRoot() {
      let zeta = (b - a) / (2 * c)
      let tangent = (zeta < 0 ? -1 : 1) / (zeta.magnitude + (1 + zeta * zeta).squareRoot())
      cosine = 1 / (1 + tangent * tangent).squareRoot()
      sine = cosine * tangent
      if b > a { (cosine, sine) = (-sine, cosine) }
    }
    turn(&vectors, i * length, j * length, length, cosine, sine)
    turn(&parts, i * count, j * count, count, cosine, sine)
    return true
  }

  private func dot(_ i: Int, _ j: Int) -> Double {
    var sum = 0.0
    for k in 0..<length { sum += vectors[i * length + k] * vectors[j * length + k] }
    return sum
  }

  private func turn(
    _ x: inout [Double], _ i: Int, _ j: Int, _ length: Int, _ cosine: Double, _ sine: Double
  ) {
    for k in 0..<length {
      let (a, b) = (x[i + k], x[j + k])
      x[i + k] = cosine * a - sine * b
      x[j + k] = sine * a + cosine * b
    }
  }

  /// The decomposition of the matrix whose columns (or rows, if swapped) were rotated.
  func decomposition(swapped: Bool) -> SVD {
    let lengths = (0..<count).map { dot($0, $0).squareRoot() }
    let order = (0..<count).sorted { (lengths[$0], $1) > (lengths[$1], $0) }
    let noise = (lengths.max() ?? 0) * Double(length) * 0x1p-52
    let s = Tensor(order.map { Float(lengths[$0] > noise ? lengths[$0] : 0) })
    var long = Tensor.zeros(length, count)
    var short = Tensor.zeros(count, count)
    for (column, i) in order.enumerated() where lengths[i] > noise {
      for k in 0..<length { long[k, column] = Float(vectors[i * length + k] / lengths[i]) }
      for k in 0..<count { short[k, column] = Float(parts[i * count + k]) }
    }
    return swapped ? SVD(u: short, s: s, v: long) : SVD(u: long, s: s, v: short)
  }
}
