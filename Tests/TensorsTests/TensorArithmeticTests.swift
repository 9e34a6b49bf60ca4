import Tensors
import Testing

/// NumPy's broadcasting, one number at a time.
private func broadcast(_ a: Tensor, _ b: Tensor, _ operation: (Float, Float) -> Float) -> Tensor {
  let rank = max(a.rank, b.rank)
  func padded(_ shape: [Int]) -> [Int] { [Int](repeating: 1, count: rank - shape.count) + shape }
  let (p, q) = (padded(a.shape), padded(b.shape))
  let shape = zip(p, q).map { $0 == 1 ? $1 : $0 }
  var values: [Float] = []
  for flat in 0..<shape.reduce(1, *) {
    var (rest, i, j, stepA, stepB) = (flat, 0, 0, 1, 1)
    for axis in shape.indices.reversed() {
      let index = rest % shape[axis]
      rest /= shape[axis]
      i += p[axis] == 1 ? 0 : index * stepA
      j += q[axis] == 1 ? 0 : index * stepB
      stepA *= p[axis]
      stepB *= q[axis]
    }
    values.append(operation(a.values[i], b.values[j]))
  }
  return Tensor(values, shape: shape)
}

@Test func broadcastingFollowsNumPy() {
  let pairs: [([Int], [Int])] = [
    ([3, 4], [3, 4]), ([3, 4], [4]), ([4], [3, 4]), ([3, 4], [3, 1]), ([3, 1], [1, 4]),
    ([3, 4], []),
    ([], [2]), ([], []), ([2, 3, 4], [3, 1]), ([2, 1, 4], [3, 1]), ([2, 3, 4], [2, 1, 1]),
    ([5, 1, 3, 1], [2, 1, 17]), ([2, 3, 4], [1, 3, 1]), ([1], [7, 1]),
    ([2, 2, 2, 2], [2, 1, 2, 1]),
    ([2, 3, 1], [2, 1, 5]), ([1, 1, 1], [1]), ([33, 1], [33, 40]),
  ]
  var random = Random(seed: 1, stream: "broadcasting")
  for (p, q) in pairs {
    let a = Tensor.uniform(p, in: 1..<2, random: &random)
    let b = Tensor.uniform(q, in: 1..<2, random: &random)
    #expect(a + b == broadcast(a, b, +), "\(p) + \(q)")
    #expect(a - b == broadcast(a, b, -), "\(p) - \(q)")
    #expect(a * b == broadcast(a, b, *), "\(p) * \(q)")
    #expect(a / b == broadcast(a, b, /), "\(p) / \(q)")
  }
}

@Test func emptyAxesBroadcastToEmpty() {
  #expect((Tensor.zeros(0, 3) + Tensor.ones(3)).shape == [0, 3])
  #expect((Tensor.zeros(2, 0) + Tensor.ones(2, 1)).shape == [2, 0])
  #expect((Tensor.zeros(0) * Tensor(2)).shape == [0])
}

@Test func arithmeticWithNumbers() {
  let x: Tensor = [1, 2, 4]
  #expect(x + 1 == [2, 3, 5] && 1 + x == [2, 3, 5])
  #expect(x - 1 == [0, 1, 3] && 1 - x == [0, -1, -3])
  #expect(x * 2 == [2, 4, 8] && 2 * x == [2, 4, 8])
  #expect(x / 2 == [0.5, 1, 2] && 2 / x == [2, 1, 0.5])
  #expect(-x == [-1, -2, -4])
}

@Test func arithmeticInPlace() {
  var x: Tensor = [[1, 2], [3, 4]]
  x += [[1, 1], [1, 1]]
  x -= [1, 2]
  x *= [[2], [3]] as Tensor
  x /= 2
  #expect(x == [[1, 1], [4.5, 4.5]])
  x += x
  x -= 1
  x *= 2
  x /= [[1, 2], [1, 2]]
  #expect(x == [[2, 1], [16, 8]])
}

@Test func mapping() {
  let x: Tensor = [[1, -2], [-3, 4]]
  #expect(x.map { max($0, 0) } == [[1, 0], [0, 4]])
  #expect(x.map(with: x) { $0 * $1 } == [[1, 4], [9, 16]])
}

@Test func largeTensorsAreSplitAmongThreadsWithoutATrace() {
  let count = 300_007
  let x = Tensor((0..<count).map { Float($0 % 1013) + 1 })
  let y = x * x - 3 / x
  #expect(
    y.values.elementsEqual(
      (0..<count).map {
        let v = Float($0 % 1013) + 1
        return v * v - 3 / v
      }))
}

@Test func shapesThatDoNotBroadcastStop() async {
  let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tensor.zeros(2, 3) + Tensor.zeros(2, 4)
  }
  #expect(sentence(sum).contains("The shapes [2, 3] and [2, 4] can't be broadcast together"))
  let inPlace = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    var x = Tensor.zeros(3)
    x += Tensor.zeros(2, 3)
  }
  #expect(sentence(inPlace).contains("[2, 3] can't be combined in place with one of shape [3]"))
}
