import Foundation
import Networks
import Tensors
import Testing

private func normal(_ shape: Int..., seed: UInt64 = 3, deviation: Float = 1) -> Tensor {
  var random = Random(seed: seed, stream: "inputs")
  return .normal(shape, deviation: deviation, random: &random)
}

/// Checks a loss against an oracle, and its gradient against the oracle's differences.
private func check<L: Loss>(
  _ loss: L, on x: Tensor, _ t: L.Target, at location: SourceLocation = #_sourceLocation,
  _ oracle: @escaping ([Double]) -> Double
) {
  let inputs = x.values.map(Double.init)
  let value = loss.forward(x, t)
  #expect(relativeError(Tensor([value]), [oracle(inputs)]) < 1e-6, sourceLocation: location)
  let dx = loss.backward()
  #expect(dx.shape == x.shape, sourceLocation: location)
  let expected = differences(of: { [oracle($0)] }, at: inputs, weights: [1])
  #expect(relativeError(dx, expected) < 1e-4, sourceLocation: location)
}

/// The mean of −log softmax(x)ₜ over the rows whose target isn't `ignored`.
private func crossEntropy(_ x: [Double], _ t: [Int], ignored: Int? = nil) -> Double {
  let classes = x.count / t.count
  let losses = t.enumerated().filter { $1 != ignored }.map { row, id in
    let powers = x[row * classes..<(row + 1) * classes].map { exp($0) }
    return -log(powers[id] / powers.reduce(0, +))
  }
  return losses.reduce(0, +) / Double(losses.count)
}

@Test func softmaxWithLossIsCrossEntropy() {
  let t = [2, 0, 1, 2, 2, 4]
  check(SoftmaxWithLoss(), on: normal(6, 5), t) { crossEntropy($0, t) }
  check(SoftmaxWithLoss(ignoring: 2), on: normal(6, 5), t) { crossEntropy($0, t, ignored: 2) }
  check(SoftmaxWithLoss(), on: normal(2, 3, 5), t) { crossEntropy($0, t) }
}

@Test func softmaxWithLossLeavesTheScoresOfOthersAlone() {
  let x = normal(4, 3)
  let values = x.values
  _ = SoftmaxWithLoss().forward(x, [0, 1, 2, 0])
  #expect(x.values == values)
}

/// Of 16,500 classes a block has 64 rows, so that the rows here are three blocks.
@Test(arguments: [1, 7], [false, true])
func softmaxThroughALayerIsSoftmaxOfItsScores(threads: Int, isTransposed: Bool) {
  let (classes, size) = (16_500, 5)
  let weight = Parameter("w", isTransposed ? normal(classes, size) : normal(size, classes))
  let layer = Affine(weight, Parameter("b", normal(classes, seed: 5)), transposed: isTransposed)
  let h = normal(2, 70, size, seed: 9)
  let t = [0, 1].map { row in (0..<70).map { ($0 * 233 + row) % classes } }
  for smoothing: Float in [0, 0.1] {
    let (apart, together) = (
      SoftmaxWithLoss(ignoring: 233, smoothing: smoothing),
      SoftmaxWithLoss(ignoring: 233, smoothing: smoothing)
    )
    withThreads(threads) {
      let expected = apart.score(layer.forward(h, mode: .training), t)
      let dh = layer.backward(apart.backward())
      let gradients = layer.parameters.map(\.gradient)
      layer.zeroGradients()
      #expect(together.score(h, through: layer, t) == expected)
      #expect(together.backward() == apart.backward())
      #expect(layer.backward(together.backward()) == dh)
      #expect(layer.parameters.map(\.gradient) == gradients)
      layer.zeroGradients()
    }
  }
}

@Test func sigmoidWithLossIsBinaryCrossEntropy() {
  let t: Tensor = [[1, 0, 1], [0, 0, 1]]
  check(SigmoidWithLoss(), on: normal(2, 3, deviation: 2), t) { x in
    let losses = zip(x, t.values).map { x, t -> Double in
      let yes: Double = 1 / (1 + exp(-x))
      return t == 1 ? -log(yes) : -log(1 - yes)
    }
    return losses.reduce(0, +) / 6
  }
}

@Test func squaredErrorIsTheMeanOfSquares() {
  let t = normal(4, 3, seed: 8)
  check(SquaredError(), on: normal(4, 3), t) { x in
    let differences = zip(x, t.values).map { x, t -> Double in x - Double(t) }
    return differences.reduce(0) { $0 + $1 * $1 } / 12
  }
}

@Test(arguments: ["softmax", "softmax ignoring", "softmax far apart"])
func softmaxWithLossAgreesWithPyTorch(name: String) throws {
  let golden = try Golden("losses", name)
  let loss = SoftmaxWithLoss(ignoring: name.contains("ignoring") ? 2 : nil)
  let value = loss.forward(golden["x"], golden.ids("t"))
  #expect(relativeError(Tensor(value), golden.exact("loss")) < 1e-6)
  #expect(relativeError(loss.backward(), golden.exact("dx")) < 1e-6)
}

@Test(arguments: ["smoothed", "smoothed ignoring"])
func smoothedSoftmaxWithLossAgreesWithPyTorch(name: String) throws {
  let golden = try Golden("attention", name)
  let loss = SoftmaxWithLoss(ignoring: name.contains("ignoring") ? 2 : nil, smoothing: 0.125)
  let value = loss.forward(golden["x"], golden.ids("t"))
  #expect(relativeError(Tensor(value), golden.exact("loss")) < 1e-6)
  #expect(relativeError(loss.backward(), golden.exact("dx")) < 1e-6)
}

/// The loss is that of a mixture of targets, and its gradient the difference of that loss.
@Test(arguments: [0, 0.1, 0.9])
func smoothedLossAgreesWithItsFormula(smoothing: Float) {
  var random = Random(seed: 1, stream: "scores")
  let (x, t) = (Tensor.normal([7, 21], deviation: 3, random: &random), [3, 0, 20, 5, 5, 17, 9])
  let loss = SoftmaxWithLoss(ignoring: 5, smoothing: smoothing)
  let oracle = { (x: [Double]) -> [Double] in
    let losses = t.indices.filter { t[$0] != 5 }.map { row in
      let scores = x[row * 21..<row * 21 + 21]
      let total = log(scores.reduce(0) { $0 + exp($1) })
      return scores.enumerated().reduce(0.0) { sum, next in
        let share = Double(smoothing) / 21 + (next.offset == t[row] ? 1 - Double(smoothing) : 0)
        return sum + share * (total - next.element)
      }
    }
    return [losses.reduce(0, +) / 5]
  }
  let inputs = x.values.map(Double.init)
  // Some roundings of a Float in a sum of twenty-one.
  #expect(relativeError(Tensor(loss.forward(x, t)), oracle(inputs)) < 1e-6)
  #expect(relativeError(loss.backward(), differences(of: oracle, at: inputs, weights: [1])) < 1e-4)
}

@Test(arguments: ["sigmoid", "sigmoid far apart"])
func sigmoidWithLossAgreesWithPyTorch(name: String) throws {
  let golden = try Golden("losses", name)
  let loss = SigmoidWithLoss()
  #expect(
    relativeError(Tensor(loss.forward(golden["x"], golden["t"])), golden.exact("loss")) < 1e-6)
  #expect(relativeError(loss.backward(), golden.exact("dx")) < 1e-6)
}

@Test func squaredErrorAgreesWithPyTorch() throws {
  let golden = try Golden("losses", "squared error")
  let loss = SquaredError()
  #expect(
    relativeError(Tensor(loss.forward(golden["x"], golden["t"])), golden.exact("loss")) < 1e-6)
  #expect(relativeError(loss.backward(), golden.exact("dx")) < 1e-6)
}

@Test func lossesStayFiniteHoweverWrongTheScores() {
  let softmax = SoftmaxWithLoss()
  #expect(softmax.forward([[1000, -1000, 0]], [1]) == 2000)
  #expect(softmax.backward() == [[1, -1, 0]])
  let sigmoid = SigmoidWithLoss()
  #expect(sigmoid.forward([1000, -1000], [0, 1]) == 1000)
  #expect(sigmoid.backward() == [0.5, -0.5])
  // Far on the right side the loss is e^-x, which 1 + e^-x would round away.
  let tail = sigmoid.forward([20], [1])
  #expect(abs(Double(tail) / exp(-20) - 1) < 1e-6)
}

@Test func everyRowHasALossOfItsOwn() {
  let (x, t) = (normal(6, 5), [2, 0, 1, 2, 2, 4])
  let loss = SoftmaxWithLoss(ignoring: 2)
  let losses = loss.losses(x, t)
  #expect(losses[0] == 0 && losses[3] == 0 && losses[4] == 0)
  for row in [1, 2, 5] {
    #expect(abs(losses[row] - SoftmaxWithLoss().forward(x.rows(row..<row + 1), [t[row]])) < 1e-6)
  }
  #expect(loss.forward(x, [2, 2, 2, 2, 2, 2]) == 0)
  #expect(loss.backward() == .zeros(6, 5))
}

/// A network's score is that of the rows that count, in one batch and in several.
@Test func rowsThatDoNotCountWeighNothing() {
  let network = Network(
    Affine(Parameter("w", .identity(3)), Parameter("b", .zeros(3))),
    loss: SoftmaxWithLoss(ignoring: 2))
  let x: Tensor = [[9, 0, 0], [0, 2, 0], [9, 0, 0], [0, 9, 0], [1, 2, 3], [3, 0, 0]]
  let t = [0, 1, 2, 2, 2, 1]
  let whole = network.forward(Examples(x, t), mode: .inference)
  #expect(whole.count == 3 && whole.accuracy == 2 / 3)
  #expect(abs(Double(whole.loss) - crossEntropy(x.values.map(Double.init), t, ignored: 2)) < 1e-6)
  for size in [1, 2, 4] {
    let score = network.score(on: Examples(x, t), batchSize: size)
    #expect(score.count == 3 && score.accuracy == 2 / 3)
    // Means of a few Floats, put together in Float64.
    #expect(abs(score.loss - whole.loss) < 1e-6)
  }
}

@Test func rightAnswersAreCounted() {
  let x: Tensor = [[3, 1, 2], [0, 0, 1], [5, 9, 7]]
  #expect(SoftmaxWithLoss().correct(x, [0, 1, 1]) == 2)
  #expect(SoftmaxWithLoss(ignoring: 1).correct(x, [0, 1, 1]) == 1)
  #expect(SigmoidWithLoss().correct([1, -1, 2], [1, 1, 1]) == 2)
  #expect(SigmoidWithLoss().correct([[1, -1], [2, 2]], [[1, 0], [1, 0]]) == 1)
  #expect(SquaredError().correct(x, x) == nil)
}

@Test func aWrongTargetStopsTheProgram() async {
  await #expect(processExitsWith: .failure) { _ = SoftmaxWithLoss().forward([[1, 2]], [2]) }
  await #expect(processExitsWith: .failure) { _ = SoftmaxWithLoss().forward([[1, 2]], [-1]) }
  await #expect(processExitsWith: .failure) { _ = SoftmaxWithLoss().forward([[1, 2]], [0, 1]) }
  await #expect(processExitsWith: .failure) { _ = SigmoidWithLoss().forward([1, 2], [0]) }
  await #expect(processExitsWith: .failure) { _ = SquaredError().backward() }
}
