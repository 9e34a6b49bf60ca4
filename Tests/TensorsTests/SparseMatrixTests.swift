import Foundation
import Testing

@testable import Tensors

@Suite(.serialized) struct SparseMatrixTests {
  func random(_ m: Int, _ n: Int, share: Float, stream: String = "sparse") -> SparseMatrix {
    var random = Random(seed: 3, stream: stream)
    let mask = Tensor.uniform([m, n], in: 0..<1, random: &random).map { $0 < share ? 1 : 0 }
    return SparseMatrix(Tensor.normal([m, n], random: &random) * mask)
  }

  @Test func aMatrixByHand() {
    let counts = SparseMatrix([[0, 2, 0], [0, 0, 0], [1, 0, 3]])
    #expect(
      counts.starts == [0, 1, 1, 3] && counts.indices == [1, 0, 2] && counts.values == [2, 1, 3])
    #expect(counts.shape == [3, 3] && counts.nonzeros == 3)
    #expect(counts[0, 1] == 2 && counts[1, 1] == 0 && counts[2, 2] == 3 && counts[2, 1] == 0)
    #expect(counts.rowSums() == [2, 0, 4] && counts.columnSums() == [1, 2, 3])
  }

  @Test(arguments: [(1, 1), (5, 9), (40, 17), (0, 3)]) func thereAndBack(m: Int, n: Int) {
    let sparse = random(m, n, share: 0.3)
    #expect(SparseMatrix(sparse.dense) == sparse)
    #expect(sparse.transposed().dense == sparse.dense.transposed())
    #expect(sparse.transposed().transposed() == sparse)
  }

  /// Widths around the blocks of 64 and 16 columns.
  @Test(arguments: [1, 15, 16, 17, 63, 64, 100]) func theProductIsTheDenseOne(width: Int) {
    let a = random(50, 40, share: 0.2)
    var source = Random(seed: 4, stream: "x")
    let x = Tensor.normal([40, width], random: &source)
    let product = matmul(a, x)
    for row in 0..<50 {
      for column in 0..<width {
        let exact = (0..<40).reduce(0.0) { $0 + Double(a[row, $1]) * Double(x[$1, column]) }
        // Eight steps or so, each rounded to 6e-8 of a sum that may reach 20.
        #expect(abs(Double(product[row, column]) - exact) < 1e-5)
      }
    }
  }

  @Test func theSameBitsWithAnyNumberOfThreads() {
    defer { Threads.count = ProcessInfo.processInfo.activeProcessorCount }
    let a = random(3_000, 900, share: 0.02)
    var source = Random(seed: 4, stream: "x")
    let x = Tensor.normal([900, 90], random: &source)
    let products = [1, 2, 7].map { threads in
      Threads.count = threads
      return matmul(a, x)
    }
    #expect(products[1] == products[0] && products[2] == products[0])
  }

  @Test func shapesThatDoNotFitStop() async {
    await #expect(processExitsWith: .failure) {
      _ = matmul(SparseMatrix([[1, 2]]), Tensor.ones(3, 1))
    }
    await #expect(processExitsWith: .failure) {
      _ = SparseMatrix(columns: 2, starts: [0, 1], indices: [2], values: [1])
    }
  }

  /// All that looks for an entry takes the order for granted.
  @Test func entriesOutOfOrderStop() async {
    await #expect(processExitsWith: .failure) {
      _ = SparseMatrix(columns: 3, starts: [0, 2], indices: [2, 0], values: [1, 2])
    }
    await #expect(processExitsWith: .failure) {
      _ = SparseMatrix(columns: 3, starts: [0, 2], indices: [1, 1], values: [1, 2])
    }
    let rows = SparseMatrix(columns: 3, starts: [0, 0, 1, 2], indices: [2, 0], values: [1, 2])
    #expect(rows[1, 2] == 1 && rows[-1, -3] == 2)
  }
}
