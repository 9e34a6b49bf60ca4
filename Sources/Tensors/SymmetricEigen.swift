import Ground

/// The eigenvalues and eigenvectors of a symmetric matrix, in Float64: G = Σ λᵢ yᵢ yᵢᵀ.
///
/// Householder reflections bring the matrix to three diagonals, the implicit QL method finds their
/// eigenvalues, and inverse iteration the vectors of those that are wanted (Wilkinson and Reinsch,
/// *Handbook for Automatic Computation* II, 1971, II/2, II/4 and II/18).
struct SymmetricEigen {
  /// The eigenvalues, the largest first.
  let values: [Double]
  /// (count, size): row i is the eigenvector of eigenvalue i, of length 1.
  let vectors: [Double]

  /// The `count` largest eigenvalues, and their vectors, of a matrix (size, size).
  init(_ matrix: [Double], size: Int, count: Int) {
    let reduction = Tridiagonal(matrix, size: size)
    let all = reduction.eigenvalues()
    values = Array(all.sorted(by: >).prefix(count))
    vectors = reduction.restored(reduction.eigenvectors(of: values))
  }
}

/// What one AVX-512 register holds in Float64.
private typealias Eight = SIMD8<Double>

/// A symmetric matrix on the way to its eigenvalues: three diagonals, and the reflections that led
/// there.
private struct Tridiagonal {
  let size: Int
  var diagonal: [Double]
  /// Entry i stands beside diagonal entries i and i + 1; the last one is 0.
  var beside: [Double]
  /// Row k holds the unit vector v of reflection k, I - 2 v vᵀ, zero up to and including place k.
  let reflections: Rows

  /// The three diagonals of a matrix (size, size).
  init(_ matrix: [Double], size: Int) {
    self.size = size
    diagonal = [Double](repeating: 0, count: size)
    beside = [Double](repeating: 0, count: size)
    let rows = Rows(count: size, length: size)
    for i in 0..<size {
      for j in 0..<size { rows[i][j] = matrix[i * size + j] }
    }
    let product = Rows(count: 1, length: size)
    let reflections = Rows(count: size, length: size)
    for k in 0..<size {
      diagonal[k] = rows[k][k]
      guard k + 1 < size else { break }
      beside[k] = Tridiagonal.reflection(of: rows[k], from: k + 1, size, into: reflections[k])
      if k + 2 < size {
        Tridiagonal.reflect(rows, from: k + 1, size, reflections[k], product[0])
      }
    }
    self.reflections = reflections
  }

  /// Sets `v` to the unit vector whose reflection sends `x`, from place `first` on, to a multiple of
  /// the first axis, and returns that multiple.
  private static func reflection(
    of x: UnsafeMutablePointer<Double>, from first: Int, _ size: Int,
    into v: UnsafeMutablePointer<Double>
  ) -> Double {
    var square = 0.0
    for i in first + 1..<max(size, first + 1) { square += x[i] * x[i] }
    // The square of what rounding left of rounding has lost its digits: no unit vector comes of it.
    guard square > 0x1p-900 else { return x[first] }
    let length = (x[first] * x[first] + square).squareRoot()
    let lead = x[first] + (x[first] < 0 ? -length : length)
    let scale = 1 / (lead * lead + square).squareRoot()
    v[first] = lead * scale
    for i in first + 1..<size { v[i] = x[i] * scale }
    return x[first] < 0 ? length : -length
  }

  /// A ← (I - 2vvᵀ) A (I - 2vvᵀ) = A - v wᵀ - w vᵀ from row and column `first` on, where
  /// w = 2 (Av - (vᵀAv) v). `w` is room for one vector.
  private static func reflect(
    _ rows: Rows, from first: Int, _ size: Int, _ v: UnsafeMutablePointer<Double>,
    _ w: UnsafeMutablePointer<Double>
  ) {
    let start = first / 8
    let blocks = rows.stride / 8
    Threads.split(size - first, grain: max(1, 40_000 / (size - first + 1))) { range in
      for i in range { w[first + i] = dot(rows[first + i], v, start..<blocks) }
    }
    let share = (first..<size).reduce(0.0) { $0 + v[$1] * w[$1] }
    for i in 0..<size { w[i] = i < first ? 0 : 2 * (w[i] - share * v[i]) }
    Threads.split(size - first, grain: max(1, 40_000 / (size - first + 1))) { range in
      for i in range.lowerBound + first..<range.upperBound + first {
        let (x, a, b) = (rows[i], Eight(repeating: v[i]), Eight(repeating: w[i]))
        for block in start..<blocks {
          let old = load(x + block * 8)
          store(old - (a * load(w + block * 8) + b * load(v + block * 8)), x + block * 8)
        }
      }
    }
  }

  /// Σ x[i] y[i] over blocks of eight numbers.
  fileprivate static func dot(
    _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ blocks: Range<Int>
  ) -> Double {
    var sum = Eight.zero
    for block in blocks { sum = sum.addingProduct(load(x + block * 8), load(y + block * 8)) }
    let four = sum.lowHalf + sum.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  @inline(__always)
  fileprivate static func load(_ x: UnsafePointer<Double>) -> Eight {
    UnsafeRawPointer(x).load(as: Eight.self)
  }

  @inline(__always)
  fileprivate static func store(_ lanes: Eight, _ x: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(x).storeBytes(of: lanes, as: Eight.self)
  }

  /// All eigenvalues of the three diagonals.
  func eigenvalues() -> [Double] {
    var (rest, noise) = (self, 0.0)
    for first in 0..<size {
      var sweeps = 0
      while let last = rest.unfinished(from: first, noise: noise) {
        sweeps += 1
        // Three sweeps do. A stretch that holds together for so long is made of rounding alone.
        if sweeps > 30 { noise = rounding }
        require(sweeps <= 100, "A matrix with numbers that are not finite has no eigenvalues.")
        rest.sweep(first...last)
      }
    }
    return rest.diagonal
  }

  /// What rounding makes of a 0 among numbers as large as the matrix's.
  private var rounding: Double {
    let norm = zip(diagonal, beside).reduce(0) { max($0, $1.0.magnitude + $1.1.magnitude) }
    return max(norm * 0x1p-52, 0x1p-500)
  }

  /// The eigenvectors of the three diagonals that belong to `values`, orthonormal.
  ///
  /// A solution x of (T - λ) x = b is large along the vector of λ, and hardly has other parts; a second
  /// round, with b = x, leaves only rounding. Vectors of values that lie close together would still
  /// mix, so each is made orthogonal to those before it.
  func eigenvectors(of values: [Double]) -> Rows {
    let vectors = Rows(count: values.count, length: size)
    var random = Random(seed: 0, stream: "inverse iteration")
    for i in values.indices {
      for j in 0..<size { vectors[i][j] = Double(random.uniform(in: -1..<1)) }
    }
    for _ in 0..<2 {
      Threads.split(values.count) { range in
        for i in range { solve(shift: values[i], vectors[i]) }
      }
      for i in values.indices { vectors.orthogonalise(i) }
    }
    return vectors
  }

  /// Solves (T - λ) x = b in place, by elimination with pivots.
  ///
  /// Numbers beside the diagonal that rounding has made count as 0: they would bind what belongs to one
  /// eigenvalue together, and turn all its vectors into the same.
  private func solve(shift: Double, _ x: UnsafeMutablePointer<Double>) {
    let tiny = rounding
    let beside = beside.map { $0.magnitude < tiny ? 0 : $0 }
    func pivot(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
    // Row i of the eliminated matrix: its diagonal and the two numbers to the right of it.
    var rows = [SIMD4<Double>](repeating: .zero, count: size)
    var (p, q) = (diagonal[0] - shift, beside[0])
    for i in 0..<size - 1 {
      let (e, d, f) = (beside[i], diagonal[i + 1] - shift, beside[i + 1])
      if e.magnitude > p.magnitude {
        let factor = p / e
        rows[i] = SIMD4(e, d, f, 0)
        (p, q) = (q - factor * d, -factor * f)
        (x[i], x[i + 1]) = (x[i + 1], x[i] - factor * x[i + 1])
      } else {
        let factor = e / pivot(p)
        rows[i] = SIMD4(pivot(p), q, 0, 0)
        x[i + 1] -= factor * x[i]
        (p, q) = (d - factor * q, f)
      }
    }
    rows[size - 1] = SIMD4(pivot(p), 0, 0, 0)
    for i in stride(from: size - 1, through: 0, by: -1) {
      let right = i + 1 < size ? x[i + 1] : 0
      let next = i + 2 < size ? x[i + 2] : 0
      x[i] = (x[i] - rows[i].y * right - rows[i].z * next) / rows[i].x
    }
  }

  /// The end of the stretch from `first` on that still hangs together; nil if `first` is done.
  private func unfinished(from first: Int, noise: Double) -> Int? {
    var last = first
    while last + 1 < size {
      let scale = diagonal[last].magnitude + diagonal[last + 1].magnitude
      if beside[last].magnitude <= max(0x1p-52 * scale, noise) { break }
      last += 1
    }
    return last > first ? last : nil
  }

  /// One step of the implicit QL method with Wilkinson's shift, from the last row of `stretch` up to
  /// its first.
  private mutating func sweep(_ stretch: ClosedRange<Int>) {
    let (first, last) = (stretch.lowerBound, stretch.upperBound)
    let half = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first])
    let root = (half * half + 1).squareRoot()
    var g = diagonal[last] - diagonal[first] + beside[first] / (half + (half < 0 ? -root : root))
    var (sine, cosine, shift) = (1.0, 1.0, 0.0)
    for i in stride(from: last - 1, through: first, by: -1) {
      let f = sine * beside[i]
      let b = cosine * beside[i]
      let r = (f * f + g * g).squareRoot()
      beside[i + 1] = r
      if r == 0 {
        diagonal[i + 1] -= shift
        beside[last] = 0
        return
      }
      sine = f / r
      cosine = g / r
      g = diagonal[i + 1] - shift
      let s = (diagonal[i] - g) * sine + 2 * cosine * b
      shift = sine * s
      diagonal[i + 1] = g + shift
      g = cosine * s - b
    }
    diagonal[first] -= shift
    beside[first] = g
    beside[last] = 0
  }

  /// Eigenvectors of the matrix itself from those of its three diagonals: the reflections, undone.
  func restored(_ result: Rows) -> [Double] {
    let blocks = result.stride / 8
    Threads.split(result.count) { range in
      for i in range {
        for k in Swift.stride(from: size - 2, through: 0, by: -1) {
          let v = reflections[k]
          let share = Eight(repeating: 2 * Tridiagonal.dot(v, result[i], (k + 1) / 8..<blocks))
          for block in (k + 1) / 8..<blocks {
            let y = result[i] + block * 8
            Tridiagonal.store(Tridiagonal.load(y) - share * Tridiagonal.load(v + block * 8), y)
          }
        }
      }
    }
    return (0..<result.count).flatMap { result.row($0) }
  }
}

/// Rows of Float64 numbers, each padded with zeros to whole blocks of 16.
private final class Rows: @unchecked Sendable {
  let count: Int
  let length: Int
  let stride: Int
  private let pointer: UnsafeMutablePointer<Double>

  init(count: Int, length: Int) {
    self.count = count
    self.length = length
    stride = (length + 15) / 16 * 16
    pointer =
      UnsafeMutableRawPointer
      .allocate(byteCount: max(count * stride, 1) * 8, alignment: 64)
      .bindMemory(to: Double.self, capacity: max(count * stride, 1))
    pointer.initialize(repeating: 0, count: count * stride)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  /// Where row i begins.
  subscript(i: Int) -> UnsafeMutablePointer<Double> { pointer + i * stride }

  /// Row i.
  func row(_ i: Int) -> [Double] { Array(UnsafeBufferPointer(start: self[i], count: length)) }

  /// Makes row i of length 1 and orthogonal to all rows before it, twice, for precision.
  ///
  /// Where little is left even the second time, the first left nothing but rounding, which is a vector
  /// like any other: it is made orthogonal in its turn.
  func orthogonalise(_ i: Int) {
    let (x, blocks) = (self[i], 0..<stride / 8)
    for pass in 0..<8 {
      scale(x, by: 1 / largest(x))
      scale(x, by: 1 / Tridiagonal.dot(x, x, blocks).squareRoot())
      takeOut(i)
      if pass > 0 && Tridiagonal.dot(x, x, blocks) > 0.25 { break }
      if largest(x) == 0 { x[i] = 1 }
    }
    scale(x, by: 1 / Tridiagonal.dot(x, x, blocks).squareRoot())
  }

  /// Takes out of row i what it has of the rows before it.
  private func takeOut(_ i: Int) {
    let (x, blocks) = (self[i], 0..<stride / 8)
    for j in 0..<i {
      let share = Eight(repeating: Tridiagonal.dot(x, self[j], blocks))
      for block in blocks {
        let place = x + block * 8
        Tridiagonal.store(
          Tridiagonal.load(place) - share * Tridiagonal.load(self[j] + block * 8), place)
      }
    }
  }

  private func largest(_ x: UnsafeMutablePointer<Double>) -> Double {
    (0..<length).reduce(0) { max($0, x[$1].magnitude) }
  }

  private func scale(_ x: UnsafeMutablePointer<Double>, by factor: Double) {
    for k in 0..<length { x[k] *= factor }
  }
}
