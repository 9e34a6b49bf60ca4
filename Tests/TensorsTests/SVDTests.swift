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
