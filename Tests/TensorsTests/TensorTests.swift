import Tensors
import Testing

/// What a program that stopped had to say.
func sentence(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}

@Test func literalsAndShapes() {
  let x: Tensor = [[1, 2, 3], [4, 5, 6]]
  #expect(x.shape == [2, 3] && x.rank == 2 && x.count == 6)
  #expect(x.values == [1, 2, 3, 4, 5, 6])
  #expect(x[1, 2] == 6 && x[0, 0] == 1)
  let cube: Tensor = [[[1], [2]], [[3], [4]]]
  #expect(cube.shape == [2, 2, 1])
  let empty: Tensor = []
  #expect(empty.shape == [0] && empty.count == 0)
  #expect(Tensor(2.5).shape == [] && Tensor(2.5).item == 2.5)
}

@Test func waysToMakeATensor() {
  #expect(Tensor.zeros(2, 2) == [[0, 0], [0, 0]])
  #expect(Tensor.ones([3]) == [1, 1, 1])
  #expect(Tensor.full([2], 7) == [7, 7])
  #expect(Tensor.identity(2) == [[1, 0], [0, 1]])
  #expect(Tensor.linspace(0, 1, count: 5) == [0, 0.25, 0.5, 0.75, 1])
  #expect(Tensor.oneHot([2, 0], classes: 3) == [[0, 0, 1], [1, 0, 0]])
  #expect(Tensor.zeros(0, 3).count == 0)
}

@Test func memoryIsAlignedToACacheLine() {
  for count in [1, 3, 17, 1000, 100_000] {
    Tensor.zeros(count).withUnsafeBufferPointer {
      #expect(UInt(bitPattern: $0.baseAddress) % 64 == 0)
    }
  }
}

@Test func aCopyIsIndependent() {
  let x: Tensor = [1, 2, 3]
  var y = x
  y[0] = 9
  var z = x
  z += 1
  var w = x
  w.withUnsafeMutableBufferPointer { $0[2] = 0 }
  #expect(x == [1, 2, 3] && y == [9, 2, 3] && z == [2, 3, 4] && w == [1, 2, 0])
}

@Test func equalityIsOfShapesAndNumbers() {
  #expect(Tensor([1, 2]) != Tensor([1, 2], shape: [1, 2]))
  #expect(Tensor([0]) == Tensor([-0.0]))
  #expect(Tensor([.nan]) != Tensor([.nan]))
}

@Test func descriptionsAreShort() {
  let matrix: Tensor = [[1, -2], [0.00001, 4]]
  #expect("\(Tensor(1.5))" == "1.5")
  #expect("\(matrix)" == "[[     1,     -2],\n [1.0e-5,      4]]")
  #expect("\(Tensor([.nan, .infinity, -.infinity] as [Float]))" == "[nan, inf, -inf]")
  let long = Tensor((0..<100).map(Float.init))
  #expect("\(long)" == "[0, 1, 2, 3, …, 96, 97, 98, 99]")
  #expect("\(Tensor([0.5, 2, 1.23456]))" == "[0.5000, 2.0000, 1.2346]")
  #expect("\(Tensor.zeros(2, 0))" == "[[],\n []]")
  #expect("\(Tensor([1e20, 0.5]))" == "[1.0e20, 0.5]")
  #expect("\(Tensor([-1e20, 2]))" == "[-1.0e20, 2]")
}

@Test func noNumberIsShownAsZeroThatIsNot() {
  #expect("\(Tensor([0.00004]))" == "[4.0e-5]")
  #expect("\(Tensor([0.00004, 1.5, 0]))" == "[4.0e-5, 1.5, 0.0]")
  #expect("\(Tensor([0.00006, -0.00004999]))" == "[0.0001, -4.999e-5]")
  let column: Tensor = [[1.25, 0], [-1e-9, 20]]
  #expect("\(column)" == "[[   1.25,    0.00],\n [-1.0e-9,   20.00]]")
  #expect("\(Tensor([.leastNonzeroMagnitude, -0.0]))" == "[1.401e-45, 0]")
}

@Test func mistakesStopWithASentence() async {
  let ragged = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    let x: Tensor = [[1, 2], [3]]
    _ = x.count
  }
  #expect(sentence(ragged).contains("rows of [2] and [1]"))
  let wrongCount = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tensor([1, 2, 3], shape: [2, 2])
  }
  #expect(sentence(wrongCount).contains("3 values can't fill a tensor of shape [2, 2]"))
  let outside = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tensor.zeros(2, 2)[0, 2]
  }
  #expect(sentence(outside).contains("The index [0, 2] lies outside the shape [2, 2]"))
  let notOne = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tensor.zeros(2, 2).item
  }
  #expect(sentence(notOne).contains("[2, 2] is not a single number"))
}
