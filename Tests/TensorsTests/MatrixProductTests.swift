@testable import Tensors
import Testing

/// The sums that the library promises: along k, in fused multiply-adds, of 256 steps each from 0, added up
/// in order from 0 or from what is there.
private func sums(_ a: Tensor, _ b: Tensor, _ transposed: Transposed, from start: Tensor? = nil)
  -> [Float]
{
  let (x, y) = (a.values, b.values)
  let (m, k) = transposed == .left ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
  let n = transposed == .right ? b.shape[0] : b.shape[1]
  var c = start?.values ?? [Float](repeating: 0, count: m * n)
  for i in 0..<m {
    for first in stride(from: 0, to: k, by: 256) {
      var sums = [Float](repeating: 0, count: n)
      for p in first..<min(first + 256, k) {
        let left = transposed == .left ? x[p * m + i] : x[i * k + p]
        for j in 0..<n {
          let right = transposed == .right ? y[j * k + p] : y[p * n + j]
          sums[j] = sums[j].addingProduct(left, right)
        }
      }
      for j in 0..<n { c[i * n + j] += sums[j] }
    }
  }
  return c
}

private func operands(
  _ m: Int, _ k: Int, _ n: Int, _ transposed: Transposed, _ random: inout Random
)
  -> (Tensor, Tensor)
{
  let a = Tensor.normal(transposed == .left ? [k, m] : [m, k], random: &random)
  let b = Tensor.normal(transposed == .right ? [n, k] : [k, n], random: &random)
  return (a, b)
}

@Test(arguments: [Transposed.none, .left, .right])
func productsOfSmallMatricesAreChainsOfMultiplyAdds(_ transposed: Transposed) {
  var random = Random(seed: 2, stream: "small products")
  for _ in 0..<300 {
    let (m, k, n) = (
      1 + random.integer(below: 40), 1 + random.integer(below: 40), 1 + random.integer(below: 40)
    )
    let (a, b) = operands(m, k, n, transposed, &random)
    let c = matmul(a, b, transposed: transposed)
    #expect(c.shape == [m, n])
    #expect(c.values == sums(a, b, transposed), "\(m)x\(k)x\(n)")
  }
}

/// Around the sizes of tiles (6, 12, 8, 16, 32) and blocks (144, 256, 768, 1024), thin ones, some to be
/// packed and split among threads, and rows of B that lie a page apart.
private let largeSizes = [
  (64, 64, 64), (130, 300, 270), (257, 513, 300), (1, 300, 1000), (300, 300, 1), (20, 100, 400),
  (241, 257, 1057), (49, 300, 1056), (300, 40, 17), (2, 1000, 3), (500, 1, 500), (33, 700, 1041),
  (5, 3000, 300), (13, 900, 257), (145, 769, 1048), (12, 40, 1024), (13, 40, 1024), (48, 513, 104),
  (49, 767, 104), (300, 256, 300), (7, 255, 2056),
]

@Test(arguments: [Transposed.none, .left, .right])
func productsOfLargeMatricesAreSumsOfBlocks(_ transposed: Transposed) {
  var random = Random(seed: 3, stream: "large products")
  for (m, k, n) in largeSizes {
    let (a, b) = operands(m, k, n, transposed, &random)
    #expect(
      matmul(a, b, transposed: transposed).values == sums(a, b, transposed), "\(m)x\(k)x\(n)")
    var sum = Tensor.normal([m, n], random: &random)
    let expected = sums(a, b, transposed, from: sum)
    matmul(a, b, transposed: transposed, addingTo: &sum)
    #expect(sum.values == expected, "adding \(m)x\(k)x\(n)")
  }
}

@Test(arguments: [Transposed.none, .left, .right])
func tilesOfAllShapesGiveTheSameBits(_ transposed: Transposed) {
  var random = Random(seed: 4, stream: "tiles")
  let sizes = largeSizes + (1...26).map { ($0, 19, 2 * $0 + 5) }
  for (m, k, n) in sizes {
    let (a, b) = operands(m, k, n, transposed, &random)
    let tall = matmul(a, b, transposed: transposed, tile: .tall)
    for shape in [TileShape.small, .narrow] {
      #expect(tall == matmul(a, b, transposed: transposed, tile: shape), "\(m)x\(k)x\(n)")
    }
  }
}

@Test func productsAreWithinTheBoundOfRoundingOfTheExactOnes() {
  var random = Random(seed: 5, stream: "exact products")
  for (m, k, n) in [(7, 5, 9), (31, 200, 33), (13, 1000, 40), (3, 100_000, 16)] {
    let (a, b) = operands(m, k, n, .none, &random)
    let (x, y, c) = (a.values.map(Double.init), b.values.map(Double.init), matmul(a, b).values)
    for i in 0..<m {
      for j in 0..<n {
        let terms = (0..<k).map { x[i * k + $0] * y[$0 * n + j] }
        // Each product is rounded with its block's sum, and the blocks' sums once more: each time by at
        // most 2⁻²⁴ of a partial sum, none of which is larger than the sum of magnitudes.
        let roundings = Double(min(k, 256) + (k + 255) / 256)
        let bound = roundings * 0x1p-24 * terms.reduce(0) { $0 + abs($1) } * 1.001
        #expect(abs(Double(c[i * n + j]) - terms.reduce(0, +)) <= bound)
      }
    }
  }
}

/// A product of parts of larger matrices changes nothing beside its own part, and reads nothing beyond theirs.
@Test(arguments: [Transposed.none, .left, .right])
func productsOfPartsStayWithinTheirParts(_ transposed: Transposed) {
  var random = Random(seed: 8, stream: "parts")
  for (m, k, n) in [(5, 7, 3), (13, 300, 20), (60, 40, 41), (40, 19, 1030)] {
    let (a, b) = operands(m, k, n, transposed, &random)
    var c = Tensor.full([m + 2, n + 9], 7)
    // Where the parts end, the tensors end: reading on would leave their memory.
    let (x, y) = (framed(a), framed(b))
    c.changeBlock { c in
      withBlocks(x, y) { x, y in
        matmul(
          x[3..<x.rows, 5..<x.columns], y[3..<y.rows, 5..<y.columns], transposed: transposed,
          into: c[1..<m + 1, 4..<n + 4])
      }
    }
    var expected = Tensor.full([m + 2, n + 9], 7)
    let product = matmul(a, b, transposed: transposed)
    for i in 0..<m { for j in 0..<n { expected[i + 1, j + 4] = product[i, j] } }
    #expect(c == expected, "\(m)x\(k)x\(n)")
  }
}

/// The matrix with three rows of NaN above it and five columns on its left.
private func framed(_ matrix: Tensor) -> Tensor {
  var result = Tensor.full([matrix.shape[0] + 3, matrix.shape[1] + 5], .nan)
  for i in 0..<matrix.shape[0] {
    for j in 0..<matrix.shape[1] { result[i + 3, j + 5] = matrix[i, j] }
  }
  return result
}

@Test func infinitiesAndNaNsReachOnlyTheSumsTheyBelongTo() {
  var a = Tensor.ones(20, 50)
  a[3, 7] = .infinity
  a[5, 9] = .nan
  let c = matmul(a, .ones(50, 37))
  for i in 0..<20 {
    for j in 0..<37 {
      #expect(i == 3 ? c[i, j] == .infinity : i == 5 ? c[i, j].isNaN : c[i, j] == 50)
    }
  }
}

@Test func emptyProducts() {
  #expect(matmul(.zeros(0, 3), .zeros(3, 4)).shape == [0, 4])
  #expect(matmul(.zeros(3, 4), .zeros(4, 0)).shape == [3, 0])
  #expect(matmul(.zeros(3, 0), .zeros(0, 4)) == .zeros(3, 4))
  var sum = Tensor.ones(3, 4)
  matmul(.zeros(3, 0), .zeros(0, 4), addingTo: &sum)
  #expect(sum == .ones(3, 4))
}

@Test func batchedProductsAreTheProductsOfTheItems() {
  var random = Random(seed: 6, stream: "batches")
  let a = Tensor.normal([3, 2, 5, 7], random: &random)
  let b = Tensor.normal([3, 2, 7, 4], random: &random)
  let c = matmul(a, b)
  #expect(c.shape == [3, 2, 5, 4])
  let (x, y) = (a.reshaped(6, 5, 7), b.reshaped(6, 7, 4))
  for item in 0..<6 {
    let product = matmul(x.row(item), y.row(item))
    #expect(c.reshaped(6, 5, 4).row(item) == product)
    #expect(matmul(x.row(item).transposed(), y.row(item), transposed: .left) == product)
    #expect(matmul(x.row(item), y.row(item).transposed(), transposed: .right) == product)
  }
  let turned = matmul(
    x.transposed(axes: [0, 2, 1]), y, transposed: .left)
  #expect(turned == c.reshaped(6, 5, 4))
  let other = matmul(x, y.transposed(axes: [0, 2, 1]), transposed: .right)
  #expect(other == c.reshaped(6, 5, 4))
}

@Test func oneMatrixServesAllItems() {
  var random = Random(seed: 7, stream: "shared")
  let x = Tensor.normal([4, 6, 5], random: &random)
  let w = Tensor.normal([5, 3], random: &random)
  let y = matmul(x, w)
  #expect(y.shape == [4, 6, 3])
  #expect(y.reshaped(24, 3) == matmul(x.reshaped(24, 5), w))
  #expect(matmul(x, w.transposed(), transposed: .right) == y)
}

@Test func aProductIntoATensorReplacesItsNumbers() {
  let a: Tensor = [[1, 2], [3, 4]]
  var c = Tensor.full([2, 2], 9)
  let kept = c
  matmul(a, a, into: &c)
  #expect(c == [[7, 10], [15, 22]])
  #expect(kept == .full([2, 2], 9))
  var square = a
  matmul(square, square, into: &square)
  #expect(square == c)
}

@Test func productsThatDoNotFitStop() async {
  let wrongSteps = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = matmul(.zeros(2, 3), .zeros(2, 3))
  }
  #expect(
    sentence(wrongSteps).contains("The shapes [2, 3] and [2, 3] don't fit in a matrix product"))
  let wrongBatch = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = matmul(.zeros(2, 3, 4), .zeros(3, 4, 2))
  }
  #expect(sentence(wrongBatch).contains("[2, 3, 4] and [3, 4, 2]"))
  let wrongTarget = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    var c = Tensor.zeros(2, 3)
    matmul(.zeros(2, 5), .zeros(5, 2), into: &c)
  }
  #expect(
    sentence(wrongTarget).contains("shape [2, 2] can't be put into a tensor of shape [2, 3]"))
}

/// A matrix that was packed beforehand gives the same sums.
@Test(arguments: [false, true])
func packedMatricesGiveTheSameProducts(isTransposed: Bool) {
  var random = Random(seed: 4, stream: "packed products")
  for (m, k, n) in largeSizes {
    let (a, b) = operands(m, k, n, isTransposed ? .right : .none, &random)
    let packed = PackedMatrix(b, transposed: isTransposed)
    for adding in [false, true] {
      let start = Tensor.normal([m, n], random: &random)
      var c = start
      a.withUnsafeBufferPointer { a in
        c.withUnsafeMutableBufferPointer { c in
          matmul(a.baseAddress!, rows: m, packed, into: c.baseAddress!, adding: adding)
        }
      }
      var expected = adding ? start : .zeros(m, n)
      matmul(a, b, transposed: isTransposed ? .right : .none, addingTo: &expected)
      #expect(c == expected, "\(m)x\(k)x\(n)")
    }
  }
}

/// Sums that start from a row are those that go on from it in a matrix of such rows.
@Test func productsStartFromABias() {
  var random = Random(seed: 5, stream: "products with a bias")
  for (m, k, n) in largeSizes + [(3, 0, 4), (5, 3, 1)] {
    let (a, b) = operands(m, k, n, .none, &random)
    let bias = Tensor.normal([n], random: &random)
    var c = Tensor.full([m, n], 9)
    a.withUnsafeBufferPointer { a in
      c.withUnsafeMutableBufferPointer { c in
        matmul(a.baseAddress!, rows: m, b, bias: bias, into: c.baseAddress!)
      }
    }
    var expected = Tensor.zeros(m, n) + bias
    matmul(a, b, addingTo: &expected)
    #expect(c == expected, "\(m)x\(k)x\(n)")
  }
}

/// What a block of A takes when it is packed ends within the memory that was asked for, however few its steps
/// are: the last tile's numbers, and up to sixteen that a vector writes beyond them.
@Test(arguments: [6, 12]) func packedTilesStayWithinTheirRoom(tileRows: Int) {
  for rows in 1...MatrixProduct.rows {
    let tiles = Pieces(0..<rows, atMost: tileRows)
    for depth in [1, 2, 5, 11, 12, 23, 24, 100, 256, 257, 512, 515, 768] {
      let last = (depth - 1) % MatrixProduct.depth + 1  // steps of the last block
      let start = (depth - last) * (rows + 16)
      let end =
        start + tiles.packedStart(tiles.count - 1, depth: last)
        + tiles[tiles.count - 1].count * last + 16
      #expect(end <= Plan.room(rows: rows, depth: depth, tileRows: tileRows), "\(rows) × \(depth)")
    }
  }
}
