import Testing

@testable import Tensors

@Suite struct SVDTests {
  /// (K, K) products of the columns of x, which are orthonormal if this is the identity.
  func gram(_ x: Tensor) -> Tensor { matmul(x, x, transposed: .left) }

  func difference(_ a: Tensor, _ b: Tensor) -> Float { (a - b).map(abs).max() }

  /// A matrix (m, n) with the singular values `s`, from random orthonormal columns.
  func matrix(_ m: Int, _ n: Int, singularValues s: [Float], seed: UInt64) -> Tensor {
    var random = Random(seed: seed, stream: "matrix")
    let left = exactSVD(.normal([m, s.count], random: &random)).u
    let right = exactSVD(.normal([n, s.count], random: &random)).u
    return matmul(left * Tensor(s), right, transposed: .right)
  }

  @Test func aMatrixSolvedByHand() {
    // [[3, 0], [4, 5]]: AᵀA = [[25, 20], [20, 25]], with eigenvalues 45 and 5.
    let svd = exactSVD([[3, 0], [4, 5]])
    #expect(difference(svd.s, [6.7082039, 2.2360680]) < 1e-6)
    #expect(difference(svd.product, [[3, 0], [4, 5]]) < 2e-6)
  }

  @Test(arguments: [(1, 1), (7, 7), (12, 5), (5, 12), (40, 33)])
  func theExactDecompositionMultipliesBack(m: Int, n: Int) {
    var random = Random(seed: 3, stream: "svd")
    let a = Tensor.normal([m, n], random: &random)
    let svd = exactSVD(a)
    // Float32's rounding, 6e-8, times a few for the sums of at most 40 products of size about 1.
    #expect(difference(svd.product, a) < 5e-6)
    #expect(difference(gram(svd.u), .identity(min(m, n))) < 2e-6)
    #expect(difference(gram(svd.v), .identity(min(m, n))) < 2e-6)
    #expect(zip(svd.s.values, svd.s.values.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test func aSingularValueOfZeroHasColumnsOfZero() {
    let svd = exactSVD([[1, 2], [2, 4], [3, 6]])
    #expect(svd.s[1] == 0)
    #expect((0..<3).allSatisfy { svd.u[$0, 1] == 0 })
    #expect(difference(svd.product, [[1, 2], [2, 4], [3, 6]]) < 2e-6)
  }

  @Test func theSignOfEachColumnIsSettled() {
    let a = matrix(20, 20, singularValues: [5, 4, 3, 2, 1], seed: 1)
    for svd in [exactSVD(a), exactSVD(a * -1)] {
      for column in 0..<5 {
        let numbers = (0..<20).map { svd.u[$0, column] }
        #expect(numbers.max { abs($0) < abs($1) }! > 0)
      }
    }
  }

  @Test func theRandomizedDecompositionFindsTheLeadingValues() {
    // 600 × 500, singular values 1, 1/2, 1/3, … (no gap at the cut).
    let values = (1...60).map { 1 / Float($0) }
    let a = matrix(600, 500, singularValues: values, seed: 2)
    var random = Random(seed: 1, stream: "svd")
    let svd = randomizedSVD(a, rank: 20, random: &random)
    for (found, expected) in zip(svd.s.values, values) {
      // Float32 products of vectors of length up to 1, against values down to 1/20.
      #expect(abs(found - expected) < 2e-5 * expected + 2e-6)
    }
    #expect(difference(gram(svd.u), .identity(20)) < 1e-4)
    #expect(difference(gram(svd.v), .identity(20)) < 1e-5)
  }

  @Test func denseAndSparseAgree() {
    var random = Random(seed: 5, stream: "svd")
    let mask = Tensor.uniform([500, 450], in: 0..<1, random: &random).map { $0 < 0.05 ? 1 : 0 }
    let a = Tensor.normal([500, 450], random: &random) * mask
    var first = Random(seed: 1, stream: "svd")
    var second = Random(seed: 1, stream: "svd")
    let dense = randomizedSVD(a, rank: 10, random: &first)
    let sparse = randomizedSVD(SparseMatrix(a), rank: 10, random: &second)
    // The products round differently, and the last values have hardly a gap between them.
    #expect(difference(dense.s, sparse.s) < 1e-4 * dense.s[0])
  }

  @Test func aMatrixOfLowRankEndsTheSearch() {
    let a = matrix(900, 700, singularValues: [30, 20, 10], seed: 4)
    var random = Random(seed: 1, stream: "svd")
    let svd = randomizedSVD(a, rank: 5, random: &random)
    #expect(difference(svd.s.rows(0..<3), [30, 20, 10]) < 1e-3)
    // What is left is rounding: the square root of a few of Float32's, times the largest value.
    #expect(svd.s[3] < 30 * 0x1p-9 && svd.s[4] < 30 * 0x1p-9)
  }

  /// The worst of a matrix (size, size) times its vectors less the values times them, and of the vectors'
  /// products with each other less those of orthonormal ones.
  func errors(_ a: [Double], _ eigen: SymmetricEigen, size: Int) -> (image: Double, angle: Double) {
    func dot(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>) -> Double {
      zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let vectors = (0..<size).map { eigen.vectors[$0 * size..<($0 + 1) * size] }
    var (image, angle) = (0.0, 0.0)
    for (k, y) in vectors.enumerated() {
      for (i, number) in y.enumerated() {
        let found = dot(a[i * size..<(i + 1) * size], y)
        image = max(image, abs(found - eigen.values[k] * number))
        angle = max(angle, abs(dot(y, vectors[i]) - (i == k ? 1 : 0)))
      }
    }
    return (image, eigen.vectors.allSatisfy(\.isFinite) ? angle : .infinity)
  }

  /// All eigenvalues but one are 0, and the three diagonals are rounding but for their beginning.
  @Test(arguments: [1, 2, 16, 19, 22, 24, 27, 30, 45, 50])
  func aMatrixOfOnesHasOrthonormalVectors(size: Int) {
    let a = [Double](repeating: 1, count: size * size)
    let eigen = SymmetricEigen(a, size: size, count: size)
    #expect(abs(eigen.values[0] - Double(size)) < 1e-13 * Double(size))
    #expect(eigen.values.dropFirst().allSatisfy { abs($0) < 1e-13 * Double(size) })
    let errors = errors(a, eigen, size: size)
    // Float64's rounding, 1e-16, times the norm, which is the size, times the terms of each sum.
    #expect(errors.image < 1e-15 * Double(size * size))
    #expect(errors.angle < 1e-13)
  }

  /// Sums of a few squares vᵀv of whole numbers: nearly all eigenvalues are 0.
  @Test(arguments: [1, 2, 3, 5])
  func matricesOfLowRankHaveOrthonormalVectors(rank: Int) {
    let size = 40
    var random = Random(seed: UInt64(rank), stream: "low rank")
    var a = [Double](repeating: 0, count: size * size)
    for _ in 0..<rank {
      let v = (0..<size).map { _ in Double(random.integer(below: 3) - 1) }
      for i in 0..<size { for j in 0..<size { a[i * size + j] += v[i] * v[j] } }
    }
    let eigen = SymmetricEigen(a, size: size, count: size)
    let errors = errors(a, eigen, size: size)
    // As above; the norm is at most the size times the rank.
    #expect(errors.image < 1e-15 * Double(size * size * rank) && errors.angle < 1e-13)
    #expect(eigen.values.dropFirst(rank).allSatisfy { abs($0) < 1e-12 })
  }

  /// A diagonal matrix (420, 420) whose first numbers are given, each so many times; the others are 0.
  func diagonal(_ numbers: [(Float, times: Int)]) -> SparseMatrix {
    let all = numbers.flatMap { [Float](repeating: $0.0, count: $0.times) }
    return SparseMatrix(
      columns: 420, starts: (0...420).map { min($0, all.count) },
      indices: all.indices.map(Int32.init), values: all)
  }

  /// Sixteen random vectors see sixteen copies of a singular value at most; there may be more.
  @Test(arguments: ["420", "210 210", "5 20 9", "3"], [17, 40])
  func repeatedSingularValuesAreAllFound(times: String, rank: Int) {
    let times = times.split(separator: " ").map { Int($0)! }
    let numbers = times.enumerated().map { (Float(times.count - $0), times: $1) }
    var random = Random(seed: 1, stream: "svd")
    let svd = randomizedSVD(diagonal(numbers), rank: rank, dimensions: 96, random: &random)
    let all = numbers.flatMap { [Float](repeating: $0.0, count: $0.times) }
    let expected = Array((all + [Float](repeating: 0, count: rank)).prefix(rank))
    // Four digits are promised.
    #expect(difference(svd.s, Tensor(expected)) < 1e-4)
    let kept = min(rank, all.count)
    #expect(difference(gram(svd.v.columns(0..<kept)), .identity(kept)) < 1e-4)
    #expect(difference(gram(svd.u.columns(0..<kept)), .identity(kept)) < 1e-4)
  }

  /// Copies that the first vectors miss beside values that all differ, so that the space doesn't close.
  @Test func repeatedValuesAmongOthersAreAllFound() {
    let others: [(Float, times: Int)] = (0..<300).map { (1 - Float($0) / 400, times: 1) }
    let matrix = diagonal([(2, times: 20)] + others)
    var random = Random(seed: 1, stream: "svd")
    let svd = randomizedSVD(matrix, rank: 22, dimensions: 160, random: &random)
    // Four digits are promised.
    #expect(difference(svd.s.rows(0..<20), .full([20], 2)) < 4e-4)
    #expect(difference(svd.s.rows(20..<22), [1, 0.9975]) < 1e-3)
  }

  /// A product of two thin matrices has no more singular values than they have columns between them.
  @Test func aRankBeyondThatOfTheMatrixGivesZeros() {
    var random = Random(seed: 2, stream: "thin")
    func thin(_ rows: Int) -> Tensor {
      Tensor((0..<rows * 3).map { _ in Float(random.integer(below: 3) - 1) }, shape: [rows, 3])
    }
    let (left, right) = (thin(450), thin(410))
    let product = matmul(left, right, transposed: .right)
    let svd = randomizedSVD(product, rank: 40, dimensions: 96, random: &random)
    #expect(svd.s.values[2] > 100 && svd.s.values[3...].allSatisfy { $0 == 0 })
    #expect(difference(svd.product, product) < 1e-3)
  }

  @Test func theEigenvaluesOfASymmetricMatrix() {
    var random = Random(seed: 8, stream: "eigen")
    let size = 70
    let x = Tensor.normal([size, size], random: &random)
    let a = (x + x.transposed()).values.map { Double($0) }
    let eigen = SymmetricEigen(a, size: size, count: size)
    var worst = 0.0
    for k in 0..<size {
      let y = eigen.vectors[k * size..<(k + 1) * size].map { $0 }
      for i in 0..<size {
        let image = (0..<size).reduce(0.0) { $0 + a[i * size + $1] * y[$1] }
        worst = max(worst, abs(image - eigen.values[k] * y[i]))
      }
      #expect(abs(y.reduce(0.0) { $0 + $1 * $1 } - 1) < 1e-13)
    }
    // Float64's rounding, 1e-16, times the norm (about 24) times the size.
    #expect(worst < 1e-12)
  }

  @Test(arguments: [1, 2, 40])
  func eigenvaluesThatAreEqualHaveOrthonormalVectors(size: Int) {
    // Blocks [[2, 1], [1, 2]] along the diagonal: eigenvalues 3 and 1, half of them each.
    var a = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      a[i * size + i] = 2
      let partner = i ^ 1
      if partner < size { a[i * size + partner] = 1 }
    }
    let eigen = SymmetricEigen(a, size: size, count: size)
    let vectors = (0..<size).map { Array(eigen.vectors[$0 * size..<($0 + 1) * size]) }
    func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    for k in 0..<size {
      let expected = size == 1 ? 2.0 : k < size / 2 ? 3.0 : 1.0
      #expect(abs(eigen.values[k] - expected) < 1e-14)
      for i in 0..<size {
        let image = dot(Array(a[i * size..<(i + 1) * size]), vectors[k])
        // Float64's rounding, 1e-16, times what parallel vectors lose when they are made orthogonal.
        #expect(abs(image - expected * vectors[k][i]) < 1e-12)
        #expect(abs(dot(vectors[k], vectors[i]) - (i == k ? 1 : 0)) < 1e-12)
      }
    }
  }

  @Test func theSameBitsWithAnyNumberOfThreads() {
    defer { Threads.count = 2 }
    var random = Random(seed: 5, stream: "svd")
    let mask = Tensor.uniform([800, 700], in: 0..<1, random: &random).map { $0 < 0.05 ? 1 : 0 }
    let a = SparseMatrix(Tensor.normal([800, 700], random: &random) * mask)
    let results = [1, 2, 7].map { threads in
      Threads.count = threads
      var random = Random(seed: 1, stream: "svd")
      return randomizedSVD(a, rank: 30, random: &random)
    }
    for other in results.dropFirst() {
      #expect(other.u == results[0].u && other.s == results[0].s && other.v == results[0].v)
    }
  }

  @Test func aRankBeyondTheMatrixStops() async {
    await #expect(processExitsWith: .failure) {
      var random = Random(seed: 1, stream: "svd")
      _ = randomizedSVD(Tensor.ones(3, 4), rank: 4, random: &random)
    }
  }
}
