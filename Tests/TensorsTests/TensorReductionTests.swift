import Foundation
import Tensors
import Testing

private let shapes = [
  [1], [5], [16], [33], [2, 3], [3, 1], [1, 17], [4, 1000], [1000, 3], [2, 3, 4], [3, 17, 2],
  [2, 1, 5],
  [2, 2, 1030], [70, 2050],
]

/// The numbers that fall together when `axis` is reduced, for each number of the result.
private func groups(_ x: Tensor, _ axis: Int) -> [[Float]] {
  let inner = x.shape[(axis + 1)...].reduce(1, *)
  let (length, values) = (x.shape[axis], x.values)
  return (0..<x.shape[..<axis].reduce(1, *) * inner).map { place in
    (0..<length).map { values[(place / inner * length + $0) * inner + place % inner] }
  }
}

@Test func sumsAndMeansAlongAxesAgreeWithFloat64() {
  var random = Random(seed: 1, stream: "reductions")
  for shape in shapes {
    let x = Tensor.normal(shape, random: &random)
    for axis in shape.indices {
      let sums = x.sum(axis: axis).values
      #expect(sums == x.sum(axis: axis - shape.count).values)
      #expect(x.sum(axis: axis).shape == Array(shape[..<axis] + shape[(axis + 1)...]))
      #expect(x.sum(axis: axis, keepingAxis: true).values == sums)
      for (place, group) in groups(x, axis).enumerated() {
        let exact = group.reduce(0) { $0 + Double($1) }
        // As many roundings as terms, each of at most 2⁻²⁴ of the sum of magnitudes.
        let bound = Double(group.count) * 0x1p-24 * group.reduce(0) { $0 + Double(abs($1)) }
        #expect(abs(Double(sums[place]) - exact) <= bound)
      }
      #expect(x.mean(axis: axis).values == sums.map { $0 / Float(shape[axis]) })
    }
    let bound = Double(x.count) * 0x1p-24 * x.values.reduce(0) { $0 + Double(abs($1)) }
    #expect(abs(Double(x.sum()) - x.values.reduce(0) { $0 + Double($1) }) <= bound)
    #expect(x.mean() == x.sum() / Float(x.count))
  }
}

@Test func sumsOfWholeNumbersAreExact() {
  for count in [0, 1, 15, 16, 17, 31, 100, 1000] {
    let x = Tensor((0..<count).map(Float.init))
    #expect(x.sum() == Float(count * (count - 1) / 2))
  }
}

@Test func largestAndSmallestNumbers() {
  var random = Random(seed: 2, stream: "largest")
  for shape in shapes {
    let x = Tensor.normal(shape, random: &random)
    #expect(x.max() == x.values.max()! && x.min() == x.values.min()!)
    for axis in shape.indices {
      #expect(x.max(axis: axis).values == groups(x, axis).map { $0.max()! })
    }
    #expect(
      x.argmax()
        == groups(x, shape.count - 1).map { $0.firstIndex(of: $0.max()!)! })
  }
  let ties: Tensor = [[1, 3, 3], [2, 2, 1]]
  #expect(ties.argmax() == [1, 0])
  #expect(Tensor([.nan, 2, 1]).max() == 2)
  #expect(Tensor([-.infinity, -.infinity]).argmax() == [0])
}

@Test func emptyReductions() {
  #expect(Tensor.zeros(0).sum() == 0)
  #expect(Tensor.zeros(0, 3).sum(axis: 0) == [0, 0, 0])
  #expect(Tensor.zeros(3, 0).sum(axis: 1) == [0, 0, 0])
  #expect(Tensor.zeros(0, 3).sum(axis: 1).shape == [0])
}

@Test func normIsTheEuclideanLength() {
  #expect(Tensor([3, 4]).norm() == 5)
  #expect(Tensor.ones(7, 7).norm() == 7)
  var random = Random(seed: 3, stream: "norm")
  let x = Tensor.normal([1037], random: &random)
  let exact = x.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  // 65 roundings in a lane, five of the tree, one of the root (of which the errors are halved).
  #expect(abs(Double(x.norm()) - exact) <= 36 * 0x1p-24 * exact)
}

@Test func normsNeitherOverflowNorVanish() {
  for scale: Float in [1e-38, 1e-25, 1e-19, 1e-10, 1, 1e15, 1e19, 5e37] {
    let x = Tensor([3 * scale, -4 * scale])
    // The numbers themselves are rounded, and the norm is.
    #expect(abs(x.norm() / (5 * scale) - 1) < 3 * 0x1p-24)
  }
  #expect(Tensor.zeros(3).norm() == 0 && Tensor([3e38, 3e38]).norm() == .infinity)
  #expect(Tensor([1, .nan]).norm().isNaN && Tensor([-.infinity]).norm() == .infinity)
}

/// A running sum in Float32 is 0.1 % off here. In blocks it has 256 roundings a lane, of at most 2⁻²⁴ each,
/// on the way up: half of them of the size of the whole.
@Test func sumsOfVeryManyNumbers() {
  let count = (1 << 20) + 4097
  let tenths = Tensor.full([count], 0.1)
  let exact = Double(count) * Double(Float(0.1))
  #expect(abs(Double(tenths.sum()) / exact - 1) < 128 * 0x1p-24)
  #expect(abs(tenths.mean() / 0.1 - 1) < 128 * 0x1p-24)
  #expect(tenths.reshaped(1, count).sum(axis: 1).item == tenths.sum())
  // In Float64, rounded once.
  let norm = (Double(count) * Double(Float(0.1)) * Double(Float(0.1))).squareRoot()
  #expect(abs(Double(tenths.norm()) / norm - 1) < 0x1p-24)
  let pairs = Tensor.full([count, 2], 0.1)
  #expect(pairs.sum(axis: 0).values.allSatisfy { abs(Double($0) / exact - 1) < 0x1p-24 })
  let usual = Threads.count
  defer { Threads.count = usual }
  let sums = [1, 2, 7].map { threads in
    Threads.count = threads
    return [tenths.sum(), pairs.sum(axis: 0)[1]]
  }
  #expect(sums[1] == sums[0] && sums[2] == sums[0])
}

@Test func softmaxIsExpOverItsSum() {
  var random = Random(seed: 4, stream: "softmax")
  for shape in [[1], [7], [3, 5], [2, 3, 16], [4, 1000], [70, 101]] {
    let x = Tensor.uniform(shape, in: -20..<20, random: &random)
    let (inputs, outputs, columns) = (x.values, softmax(x).values, shape.last!)
    for row in 0..<x.count / columns {
      let values = inputs[row * columns..<(row + 1) * columns].map(Double.init)
      let sum = values.reduce(0) { $0 + Foundation.exp($1) }
      for (i, value) in values.enumerated() {
        let exact = Foundation.exp(value) / sum
        // x - max rounds by up to 2⁻²⁴ of 40, which exp turns into a relative error; the sum's own roundings.
        let bound = (40 + Double(columns) / 16 + 8) * 0x1p-24 * exact
        #expect(abs(Double(outputs[row * columns + i]) - exact) <= bound)
      }
    }
  }
}

@Test func softmaxOfHugeAndInfiniteNumbers() {
  #expect(softmax(Tensor([1e30, 1e30] as [Float])).values == [0.5, 0.5])
  #expect(softmax(Tensor([-3e38, 3e38] as [Float])).values == [0, 1])
  #expect(softmax(Tensor([-.infinity, 0] as [Float])).values == [0, 1])
  #expect(softmax(Tensor.zeros(0, 3)).shape == [0, 3])
  #expect(softmax(Tensor.zeros(3, 0)).shape == [3, 0])
}

@Test func logSumExpNeverOverflows() {
  let two = Tensors.log(2 as Float)
  #expect(logSumExp([[0, 0], [1000, 1000]]).values == [two, 1000 + two])
  let infinite = Tensor([-.infinity, -.infinity, .infinity, 0] as [Float], shape: [2, 2])
  #expect(logSumExp(infinite).values == [-.infinity, .infinity])
  #expect(logSumExp(Tensor.zeros(2, 3, 4)).shape == [2, 3])
  for row in [[Float.nan, .nan], [.nan, -.infinity], [.infinity, .nan], [1, .nan]] {
    #expect(logSumExp(Tensor(row)).item.isNaN)
  }
}

@Test func axesOutsideTheShapeStop() async {
  let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tensor.zeros(2, 3).sum(axis: 2)
  }
  #expect(sentence(sum).contains("The axis 2 lies outside the shape [2, 3]"))
  let largest = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tensor.zeros(2, 0).max(axis: 1)
  }
  #expect(sentence(largest).contains("[2, 0] has no largest number along axis 1"))
}
