import Foundation
import Networks
import Tensors
import Testing

private func normal(_ shape: Int..., seed: UInt64 = 3, deviation: Float = 1) -> Tensor {
  var random = Random(seed: seed, stream: "inputs")
  return .normal(shape, deviation: deviation, random: &random)
}

// MARK: - Against naive oracles and their differences

@Test func affineMultipliesAndAdds() {
  let layer = Affine(Parameter("w", normal(4, 5, seed: 1)), Parameter("b", normal(5, seed: 2)))
  check(layer, on: normal(2, 3, 4)) { x, parameters in
    let y = product(x, parameters[0], 6, 4, 5)
    return y.indices.map { y[$0] + parameters[1][$0 % 5] }
  }
}

@Test func matmulMultiplies() {
  check(MatMul(Parameter("w", normal(4, 5, seed: 1))), on: normal(3, 4)) { x, parameters in
    product(x, parameters[0], 3, 4, 5)
  }
}

@Test func aTransposedWeightIsTakenAsItsTranspose() {
  let weight = normal(5, 4, seed: 1)
  check(MatMul(Parameter("w", weight), transposed: true), on: normal(3, 4)) { x, parameters in
    var transposed = [Double](repeating: 0, count: 20)
    for i in 0..<5 { for j in 0..<4 { transposed[j * 5 + i] = parameters[0][i * 4 + j] } }
    return product(x, transposed, 3, 4, 5)
  }
}

@Test func activationsWorkOnEachNumber() {
  let x = normal(6, 7, deviation: 2)
  func check(_ layer: any Layer, _ f: @escaping (Double) -> Double) {
    NetworksTests.check(layer, on: x) { x, _ in x.map(f) }
  }
  check(Sigmoid()) { 1 / (1 + exp(-$0)) }
  check(Tanh()) { tanh($0) }
  check(ReLU()) { max($0, 0) }
  check(LeakyReLU(slope: 0.2)) { $0 > 0 ? $0 : Double(Float(0.2)) * $0 }
  check(ELU(alpha: 1.5)) { $0 > 0 ? $0 : 1.5 * (exp($0) - 1) }
  check(GELU()) { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) }
}

/// Against Float64, where Foundation has e^x - 1 without the loss of small x.
@Test func eluKeepsSmallNumbers() {
  #expect(ELU().forward(Tensor([-1e-8, 0, 1e-8])) == [-1e-8, 0, 1e-8])
  let x = Tensor((0..<400).map { -Float(exp(Double($0) / 10 - 35)) })
  for (y, x) in zip(ELU(alpha: 1).forward(x).values, x.values) {
    let exact = expm1(Double(x))
    // The exponential's rest is good to 0.6 ulp, of which the sum makes a little more.
    #expect(abs(Double(y) / exact - 1) < 3 * 0x1p-24)
  }
}

@Test func aLearnedSlopeMayBeSharedOrOneForEachFeature() {
  for features in [1, 7] {
    let layer = PReLU(features: features)
    layer.slope.value = normal(features, seed: 5)
    check(layer, on: normal(6, 7)) { x, parameters in
      x.indices.map { x[$0] > 0 ? x[$0] : parameters[0][$0 % features] * x[$0] }
    }
  }
}

@Test func softmaxMakesProbabilities() {
  check(Softmax(), on: normal(2, 3, 5)) { x, _ in
    stride(from: 0, to: x.count, by: 5).flatMap { start in
      let powers = x[start..<start + 5].map { exp($0) }
      return powers.map { $0 / powers.reduce(0, +) }
    }
  }
  let y = Softmax().forward([[1000, 1000, -1000]])
  #expect(y == [[0.5, 0.5, 0]])
}

@Test func sequentialAppliesOneLayerAfterTheOther() {
  var random = Random(seed: 1, stream: "weights")
  let net = Sequential(
    Affine(inputs: 3, outputs: 4, random: &random), Tanh(),
    Affine(inputs: 4, outputs: 2, random: &random))
  check(net, on: normal(5, 3)) { x, p in
    let a = product(x, p[0], 5, 3, 4)
    let h = a.indices.map { tanh(a[$0] + p[1][$0 % 4]) }
    let y = product(h, p[2], 5, 4, 2)
    return y.indices.map { y[$0] + p[3][$0 % 2] }
  }
  #expect(net.parameterCount == 3 * 4 + 4 + 4 * 2 + 2)
}

@Test func anEmbeddingIsAOneHotProduct() {
  let embedding = Embedding(Parameter("w", normal(6, 3)))
  let ids = [[4, 0, 4], [1, 5, 4]]
  let y = embedding.forward(ids)
  let oneHot = Tensor.oneHot(ids.flatMap { $0 }, classes: 6)
  #expect(y == matmul(oneHot, embedding.weight.value).reshaped(2, 3, 3))
  let dy = normal(2, 3, 3, seed: 4)
  embedding.backward(dy)
  // A word that stands three times gets the sum of three rows: 1e-6 for the order of the sum.
  let expected = matmul(oneHot, dy.reshaped(6, 3), transposed: .left)
  #expect(relativeError(embedding.weight.gradient, expected.values.map(Double.init)) < 1e-6)
}

// MARK: - Against PyTorch

@Test(arguments: [
  "affine", "matmul", "matmul transposed", "sigmoid", "tanh", "relu", "leaky relu", "elu", "prelu",
  "prelu by feature", "gelu", "softmax",
])
func layersAgreeWithPyTorch(name: String) throws {
  let golden = try Golden("layers", name)
  func parameter(_ field: String) -> Parameter { Parameter(field, golden[field]) }
  let layer: any Layer =
    switch name {
    case "affine": Affine(parameter("weight"), parameter("bias"))
    case "matmul": MatMul(parameter("weight"))
    case "matmul transposed": MatMul(parameter("weight"), transposed: true)
    case "sigmoid": Sigmoid()
    case "tanh": Tanh()
    case "relu": ReLU()
    case "leaky relu": LeakyReLU(slope: 0.125)
    case "elu": ELU(alpha: 1.5)
    case "gelu": GELU()
    case "softmax": Softmax()
    default: PReLU(features: golden["slope"].count)
    }
  if let layer = layer as? PReLU { layer.slope.value = golden["slope"] }
  // PyTorch's side is in double precision, so what differs is our rounding: some 6e-8.
  #expect(relativeError(layer.forward(golden["x"]), golden.exact("y")) < 1e-6)
  #expect(relativeError(layer.backward(golden["dy"]), golden.exact("dx")) < 1e-6)
  for parameter in layer.parameters {
    let field = parameter.name == "prelu.slope" ? "dslope" : "d\(parameter.name)"
    #expect(relativeError(parameter.gradient, golden.exact(field)) < 1e-6)
  }
}

@Test func embeddingAgreesWithPyTorch() throws {
  let golden = try Golden("layers", "embedding")
  let embedding = Embedding(Parameter("weight", golden["weight"]))
  let ids = golden.ids("x")
  #expect(embedding.forward([Array(ids[..<3]), Array(ids[3...])]) == golden["y"])
  embedding.backward(golden["dy"])
  #expect(relativeError(embedding.weight.gradient, golden.exact("dweight")) < 1e-6)
}

// MARK: - Properties

@Test func everyDerivativeIsOfferedForPlotting() {
  let x: Tensor = [-2, -0.5, 0.5, 2]
  #expect(ReLU().derivative(x) == [0, 0, 1, 1])
  #expect(LeakyReLU(slope: 0.5).derivative(x) == [0.5, 0.5, 1, 1])
  #expect(Sigmoid().derivative([0]) == [0.25])
  #expect(Tanh().derivative([0]) == [1])
}

@Test func gradientsAddUpUntilTheyAreZeroed() {
  let layer = Affine(Parameter("w", normal(4, 5, seed: 1)), Parameter("b", normal(5, seed: 2)))
  let (x, dy) = (normal(3, 4), normal(3, 5, seed: 4))
  _ = layer.forward(x)
  _ = layer.backward(dy)
  let once = layer.weight.gradient
  _ = layer.backward(dy)
  // Sums that start from the gradient so far round elsewhere: some 6e-8.
  let twice = (once + once).values.map { Double($0) }
  #expect(relativeError(layer.weight.gradient, twice) < 1e-6)
  layer.zeroGradients()
  #expect(layer.parameters.allSatisfy { $0.gradient == .zeros($0.value.shape) })
}

@Test func forgettingToZeroGradientsSpoilsTraining() {
  // (w − 3)² by gradient descent: each step should come closer. With gradients left over from all
  // earlier steps it overshoots again and again.
  func distances(zeroing: Bool) -> [Float] {
    let w = Parameter("w", Tensor([0]))
    let optimizer = SGD(rate: 0.1)
    return (0..<30).map { _ in
      if zeroing { w.zeroGradient() }
      w.gradient += 2 * (w.value - 3)
      optimizer.update([w])
      return abs(w.value.item - 3)
    }
  }
  let (right, wrong) = (distances(zeroing: true), distances(zeroing: false))
  #expect(zip(right, right.dropFirst()).allSatisfy { $0 > $1 })
  #expect(right.last! < 0.01)
  #expect(wrong.suffix(15).max()! > 1)
}

@Test func aSharedParameterCollectsFromAllItsLayers() {
  let weight = Parameter("w", normal(6, 3))
  let (embedding, output) = (Embedding(weight), MatMul(weight, transposed: true))
  let dy = normal(2, 6, seed: 9)
  _ = output.forward(embedding.forward([1, 4]))
  let dh = output.backward(dy)
  let fromOutput = weight.gradient
  embedding.backward(dh)
  var expected = fromOutput
  expected.addRows(dh, at: [1, 4])
  #expect(weight.gradient == expected)
  #expect([weight, weight].unique.count == 1)
}

@Test func dropoutKeepsTheMeanAndIsOffInInference() {
  let layer = Dropout(0.3, random: Random(seed: 1, stream: "dropout"))
  let x = Tensor.ones(200, 500)
  #expect(layer.forward(x) == x)
  let y = layer.forward(x, mode: .training)
  // 100,000 draws: the mean's deviation is √(0.3 / 0.7 / 1e5) = 0.0021; five of them are allowed.
  #expect(abs(y.mean() - 1) < 0.0104)
  #expect(Set(y.values) == [0, 1 / (1 - 0.3)])
  #expect(layer.backward(x) == y)
  #expect(layer.forward(x, mode: .training) != y)
}

@Test func dropoutGoesOnFromWhereItsStateWas() {
  let x = Tensor.ones(10, 10)
  let layer = Dropout(0.5, random: Random(seed: 1, stream: "dropout"))
  _ = layer.forward(x, mode: .training)
  let net = Sequential(Dropout(0.5, random: Random(seed: 2, stream: "other")), Sigmoid())
  net.carriedState = layer.carriedState
  #expect(net.layers[0].forward(x, mode: .training) == layer.forward(x, mode: .training))
}

// MARK: - Nodes of the computation graph

@Test func graphNodesPassGradientsBack() {
  let (x, y, dz) = (normal(2, 3), normal(2, 3, seed: 4), normal(2, 3, seed: 5))
  #expect(AddNode().forward(x, y) == x + y)
  #expect(AddNode().backward(dz) == (dz, dz))
  var multiply = MultiplyNode()
  #expect(multiply.forward(x, y) == x * y)
  #expect(multiply.backward(dz) == (dz * y, dz * x))
  #expect(BranchNode().forward(x) == (x, x))
  #expect(BranchNode().backward(x, y) == x + y)
  #expect(RepeatNode(3).forward([[1, 2]]) == [[1, 2], [1, 2], [1, 2]])
  #expect(RepeatNode(3).backward([[1, 2], [3, 4], [5, 6]]) == [[9, 12]])
  var sum = SumNode()
  #expect(sum.forward([[1, 2], [3, 4], [5, 6]]) == [[9, 12]])
  #expect(sum.backward([[1, 2]]) == [[1, 2], [1, 2], [1, 2]])
}

@Test func theMatmulNodeGivesBothGradients() {
  let (x, y, dz) = (normal(2, 3), normal(3, 4, seed: 4), normal(2, 4, seed: 5))
  var node = MatMulNode()
  _ = node.forward(x, y)
  let (dx, dy) = node.backward(dz)
  let (a, b, weights) = (
    x.values.map(Double.init), y.values.map(Double.init), dz.values.map(Double.init)
  )
  #expect(
    relativeError(dx, differences(of: { product($0, b, 2, 3, 4) }, at: a, weights: weights)) < 1e-4)
  #expect(
    relativeError(dy, differences(of: { product(a, $0, 2, 3, 4) }, at: b, weights: weights)) < 1e-4)
}

// MARK: - Mistakes

@Test func aWrongShapeStopsTheProgram() async {
  await #expect(processExitsWith: .failure) {
    _ = MatMul(Parameter("w", .zeros(3, 4))).forward(.zeros(2, 5))
  }
  await #expect(processExitsWith: .failure) {
    _ = Affine(Parameter("w", .zeros(3, 4)), Parameter("b", .zeros(3)))
  }
  await #expect(processExitsWith: .failure) { _ = Sigmoid().backward(.zeros(2, 5)) }
  await #expect(processExitsWith: .failure) {
    _ = Dropout(1, random: Random(seed: 1, stream: "dropout"))
  }
  await #expect(processExitsWith: .failure) {
    _ = Embedding(Parameter("w", .zeros(3, 4))).forward([3])
  }
}
