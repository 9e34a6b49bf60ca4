import Foundation
import Networks
import Tensors
import Testing

func makeOptimizer(_ name: String) -> any Optimizer {
  switch name {
  case "SGD", "SGD with L2": SGD(rate: 0.125)
  case "Momentum": Momentum(rate: 0.125, momentum: 0.875)
  case "Nesterov": Nesterov(rate: 0.125, momentum: 0.875)
  case "AdaGrad": AdaGrad(rate: 0.125)
  case "RMSprop": RMSprop(rate: 0.125, decay: 0.875)
  case "Adam": Adam(rate: 0.125)
  case "AdamW": AdamW(rate: 0.125, decay: 0.25)
  default: fatalError(name)
  }
}

private let names = ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSprop", "Adam", "AdamW"]

// MARK: - Against PyTorch and a naive oracle

@Test(arguments: names + ["SGD with L2"])
func optimizersFollowPyTorch(name: String) throws {
  let golden = try Golden("optimizers", name)
  let optimizer = makeOptimizer(name)
  let parameter = Parameter("w", golden["start"])
  for step in 0..<7 {
    if step == 4 { optimizer.rate /= 2 }
    parameter.gradient = golden["gradients"].row(step)
    if name == "SGD with L2" { Penalty.l2(0.25).addGradients([parameter]) }
    optimizer.update([parameter])
    let expected = Array(golden.exact("weights")[step * 6..<step * 6 + 6])
    // A few roundings a step, against a trajectory in double precision.
    #expect(relativeError(parameter.value, expected) < 2e-6, "step \(step + 1)")
  }
}

/// One number's way through `gradients`, by each rule's formulas in double precision.
private func way(_ name: String, from start: Double, gradients: [Double]) -> Double {
  var (w, a, b) = (start, 0.0, 0.0)
  for (step, g) in gradients.enumerated() {
    switch name {
    case "SGD": w -= 0.125 * g
    case "Momentum":
      // v ← μv − ηg in the older notation.
      a = 0.875 * a - 0.125 * g
      w += a
    case "Nesterov":
      // The position θ and velocity v of Sutskever et al.; w looks ahead, θ + μv.
      let theta = w - 0.875 * a
      let velocity = 0.875 * a - 0.125 * g
      w = theta + velocity + 0.875 * velocity
      a = velocity
    case "AdaGrad":
      a += g * g
      w -= 0.125 * g / (a.squareRoot() + 1e-10)
    case "RMSprop":
      a = 0.875 * a + 0.125 * g * g
      w -= 0.125 * g / (a.squareRoot() + 1e-8)
    default:
      if name == "AdamW" { w *= 1 - 0.125 * 0.25 }
      a = 0.9 * a + 0.1 * g
      b = 0.999 * b + 0.001 * g * g
      let mean = a / (1 - pow(0.9, Double(step + 1)))
      let square = b / (1 - pow(0.999, Double(step + 1)))
      w -= 0.125 * mean / (square.squareRoot() + 1e-8)
    }
  }
  return w
}

@Test(arguments: names)
func optimizersFollowTheirFormulas(name: String) {
  var random = Random(seed: 5, stream: "gradients")
  let start = Tensor.normal([3, 2], random: &random)
  let gradients = (0..<9).map { _ in Tensor.normal([3, 2], random: &random) }
  let optimizer = makeOptimizer(name)
  let parameter = Parameter("w", start)
  for gradient in gradients {
    parameter.gradient = gradient
    optimizer.update([parameter])
  }
  let expected = (0..<6).map { i in
    way(name, from: Double(start.values[i]), gradients: gradients.map { Double($0.values[i]) })
  }
  #expect(relativeError(parameter.value, expected) < 5e-6)
}

// MARK: - Properties

@Test func nesterovLooksAheadFromTheFirstStep() {
  let w = Parameter("w", Tensor([1]))
  w.gradient = [1]
  Nesterov(rate: 0.1, momentum: 0.9).update([w])
  #expect(abs(w.value.item - 0.81) < 1e-6)
}

@Test(arguments: names)
func aSharedParameterIsUpdatedOnce(name: String) {
  func value(listed times: Int) -> Tensor {
    let parameter = Parameter("w", [[1, -2]])
    let optimizer = makeOptimizer(name)
    for _ in 0..<3 {
      parameter.gradient = [[0.5, 0.25]]
      optimizer.update([Parameter](repeating: parameter, count: times))
    }
    return parameter.value
  }
  #expect(value(listed: 1) == value(listed: 2))
}

@Test(arguments: names)
func updatesAreTheSameForAnyNumberOfThreads(name: String) {
  var random = Random(seed: 6, stream: "weights")
  let start = Tensor.normal([3, 100_001], random: &random)
  let gradient = Tensor.normal([3, 100_001], random: &random)
  let values = [1, 2, 7].map { threads in
    withThreads(threads) {
      let parameter = Parameter("w", start)
      parameter.gradient = gradient
      let optimizer = makeOptimizer(name)
      for _ in 0..<2 { optimizer.update([parameter]) }
      return parameter.value
    }
  }
  #expect(values[0] != start)
  #expect(values[1] == values[0])
  #expect(values[2] == values[0])
}

@Test func biasesDontDecay() {
  let (weight, bias) = (Parameter("w", [[1]]), Parameter("b", [1]))
  AdamW(rate: 0.5, decay: 0.5).update([weight, bias])
  #expect(weight.value == [[0.75]])
  #expect(bias.value == [1])
}

// MARK: - Clipping and penalties

@Test(arguments: ["clip norm", "clip value"])
func clippingAgreesWithPyTorch(name: String) throws {
  let golden = try Golden("optimizers", name)
  let first = Parameter("first", golden["first"])
  let second = Parameter("second", golden["second"])
  (first.gradient, second.gradient) = (first.value, second.value)
  (name == "clip norm" ? Clipping.norm(1.5) : .value(0.5)).clip([first, second, first])
  // PyTorch adds 1e-6 to the norm.
  #expect(relativeError(first.gradient, golden.exact("clipped first")) < 2e-6)
  #expect(relativeError(second.gradient, golden.exact("clipped second")) < 2e-6)
}

@Test func smallGradientsAreNotClipped() {
  let parameter = Parameter("w", [3, 4])
  parameter.gradient = [3, 4]
  #expect(gradientNorm([parameter, parameter]) == 5)
  Clipping.norm(5).clip([parameter])
  #expect(parameter.gradient == [3, 4])
  Clipping.norm(1).clip([parameter])
  #expect(parameter.gradient == [0.6, 0.8])
  parameter.gradient = [3e30, 4e30]
  #expect(gradientNorm([parameter]) == 5e30)
}

@Test func penaltiesPriceWeightsAlone() {
  let (weight, bias) = (Parameter("w", [[1, -2, 0]]), Parameter("b", [7]))
  #expect(Penalty.l1(0.5).loss([weight, bias, weight]) == 1.5)
  #expect(Penalty.l2(0.5).loss([weight, bias, weight]) == 1.25)
  Penalty.l1(0.5).addGradients([weight, bias])
  #expect(weight.gradient == [[0.5, -0.5, 0]])
  Penalty.l2(0.5).addGradients([weight, bias, weight])
  #expect(weight.gradient == [[1, -1.5, 0]])
  #expect(bias.gradient == [0])
}

@Test func maxNormLimitsTheWeightsOfEachNeuron() {
  let weight = Parameter("w", [[3, 0.6], [4, 0]])
  limitNorms([weight], to: 2.5)
  #expect(weight.value == [[1.5, 0.6], [2, 0]])
  let large = Parameter("w", [[3e30], [4e30]])
  limitNorms([large], to: 2.5)
  #expect(abs(large.value[0, 0] - 1.5) < 1e-6 && abs(large.value[1, 0] - 2) < 1e-6)
}

// MARK: - Schedules

@Test(arguments: ["step", "exponential", "linear", "cosine"])
func schedulesAgreeWithPyTorch(name: String) throws {
  let factors = try Golden("optimizers", name).exact("factors")
  let schedule: Schedule =
    switch name {
    case "step": .step(every: 2, by: 0.5)
    case "exponential": .exponential(by: 0.75)
    case "linear": .linear(to: 0.25)
    default: .cosine(to: 0.125)
    }
  let ours = (0..<12).map { schedule.factor(Schedule.Place(step: $0, epoch: $0 / 3, steps: 12)) }
  #expect(relativeError(Tensor(ours), factors) < 1e-6)
}

@Test func inverseSquareRootRisesInALineAndFallsSlowly() {
  let factors = [0, 1, 3, 15, 63].map {
    Schedule.inverseSquareRoot(warmup: 4).factor(.init(step: $0, epoch: 0, steps: 64))
  }
  #expect(factors == [0.25, 0.5, 1, 0.5, 0.25])
}

@Test func warmUpRisesToTheScheduleProper() {
  let schedule = Schedule.linear().warmingUp(4)
  let factors = (0..<8).map { schedule.factor(Schedule.Place(step: $0, epoch: 0, steps: 8)) }
  #expect(factors == [0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25])
  #expect(Schedule.constant.factor(Schedule.Place(step: 3, epoch: 1, steps: 9)) == 1)
}

// MARK: - Initializers

@Test func initializersHaveTheirVariance() {
  var random = Random(seed: 2, stream: "weights")
  func check(_ initializer: Initializer, variance: Float) {
    let weights = initializer.matrix(inputs: 300, outputs: 200, random: &random)
    #expect(weights.shape == [300, 200])
    // 60,000 draws: the mean's deviation is σ/245, the variance's at most σ²·√(2/6e4); five of
    // each.
    #expect(abs(weights.mean()) < 5 * variance.squareRoot() / 245)
    #expect(abs((weights * weights).mean() / variance - 1) < 0.029)
  }
  check(.normal(deviation: 0.5), variance: 0.25)
  check(.xavier, variance: 2 / 500)
  check(.he, variance: 2 / 300)
  let limit = (6 / Float(500)).squareRoot()
  let xavier = Initializer.xavier.matrix(inputs: 300, outputs: 200, random: &random)
  #expect(xavier.max() < limit && xavier.min() >= -limit && xavier.max() > 0.99 * limit)
  #expect(Initializer.zeros.matrix(inputs: 2, outputs: 3, random: &random) == .zeros(2, 3))
  #expect(
    Initializer.identity.matrix(inputs: 2, outputs: 3, random: &random) == [[1, 0, 0], [0, 1, 0]])
}

@Test func zeroWeightsKeepHiddenUnitsAlike() {
  var random = Random(seed: 1, stream: "weights")
  let net = Sequential(
    Affine(inputs: 2, outputs: 4, weights: .zeros, random: &random), Sigmoid(),
    Affine(inputs: 4, outputs: 2, weights: .zeros, random: &random))
  let loss = SoftmaxWithLoss()
  let optimizer = SGD(rate: 1)
  for _ in 0..<20 {
    net.zeroGradients()
    _ = loss.forward(net.forward([[1, 2], [3, -1], [0, 1]], mode: .training), [0, 1, 1])
    _ = net.backward(loss.backward())
    optimizer.update(net.parameters)
  }
  let weights = net.parameters[0].value.transposed()
  #expect(weights != .zeros(4, 2))
  for unit in 1..<4 { #expect(weights.row(unit) == weights.row(0)) }
}
