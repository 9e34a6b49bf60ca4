import Foundation
import Networks
import Tensors
import Testing

/// Points in three overlapping clouds, each a class.
func clouds(_ count: Int, seed: UInt64 = 1) -> Examples<[Int]> {
  var random = Random(seed: seed, stream: "clouds")
  let t = (0..<count).map { $0 % 3 }
  let centers: Tensor = [[0, 2], [2, -1], [-2, -1]]
  return Examples(centers.rows(at: t) + .normal([count, 2], random: &random), t)
}

/// A small classifier with dropout, so that its training draws random numbers.
func classifier(dropout rate: Float = 0.2, hidden: Int = 8) -> Network<SoftmaxWithLoss> {
  var random = Random(seed: 1, stream: "weights")
  return Network(
    Sequential(
      Affine(inputs: 2, outputs: hidden, name: "hidden", random: &random), Tanh(),
      Dropout(rate, random: random.stream("dropout")),
      Affine(inputs: hidden, outputs: 3, name: "output", random: &random)),
    loss: SoftmaxWithLoss())
}

func trainer(
  _ network: Network<SoftmaxWithLoss>, _ optimizer: any Optimizer = Adam(rate: 0.05),
  batchSize: Int = 16
) -> Trainer<Network<SoftmaxWithLoss>> {
  Trainer(
    network, optimizer: optimizer, batchSize: batchSize,
    random: Random(seed: 1, stream: "order"))
}

@Test func trainingLearns() throws {
  let network = classifier(dropout: 0)
  let trainer = trainer(network)
  let test = clouds(300, seed: 2)
  let before = network.score(on: test)
  try trainer.train(on: clouds(200), validation: clouds(100, seed: 3), epochs: 10)
  let after = network.score(on: test)
  #expect(after.loss < before.loss / 2)
  #expect(after.accuracy! > 0.85)
  #expect(trainer.history.map(\.number) == Array(1...10))
  #expect(trainer.history.allSatisfy { $0.training.count == 200 && $0.validation?.count == 100 })
  #expect(trainer.history[9].training.loss < trainer.history[0].training.loss)
  #expect(trainer.steps == 130)
  // The score doesn't depend on how the data is cut into batches: up to the order of a sum.
  #expect(abs(network.score(on: test, batchSize: 7).loss - after.loss) < 1e-6)
}

@Test func trainingFollowsPyTorch() throws {
  let golden = try Golden("training", "two layers")
  func parameter(_ name: String) -> Parameter { Parameter(name, golden[name]) }
  let network = Network(
    Sequential(
      Affine(parameter("w1"), parameter("b1")), Sigmoid(),
      Affine(parameter("w2"), parameter("b2"))),
    loss: SoftmaxWithLoss())
  let trainer = trainer(network, Adam(rate: 0.1), batchSize: 6)
  trainer.isShuffling = false
  trainer.clipping = .norm(0.5)
  var losses: [Float] = []
  trainer.onStep = { losses.append($0.score.loss) }
  try trainer.train(on: Examples(golden["x"], golden.ids("t")), epochs: 10)
  // Ten steps, each some roundings away from PyTorch's in double precision.
  #expect(relativeError(Tensor(losses), golden.exact("losses")) < 1e-5)
}

@Test func trainingIsTheSameForAnyNumberOfThreads() throws {
  let parameters = try [1, 2, 7].map { threads in
    try withThreads(threads) {
      // Large enough that products and updates are split.
      let network = classifier(hidden: 9000)
      try trainer(network).train(on: clouds(64), epochs: 2)
      return network.parameters.map(\.value)
    }
  }
  #expect(parameters[1] == parameters[0])
  #expect(parameters[2] == parameters[0])
}

/// A model that only notes which examples it was given.
private final class Witness: Model {
  var seen: [[Int]] = []
  var resets = 0
  var loss: Float = 1
  var gradient: Float = 1
  let weight = Parameter("w", [[1]])
  var parameters: [Parameter] { [weight] }

  struct Numbers: Dataset {
    let count: Int
    func batch(_ indices: [Int]) -> [Int] { indices }
  }

  func forward(_ batch: [Int], mode: Mode) -> Score {
    if mode == .training { seen.append(batch) }
    return Score(loss: loss, count: batch.count)
  }

  func backward() { weight.gradient += gradient }
  func reset() { resets += 1 }
}

private func trainer(of witness: Witness, _ optimizer: any Optimizer = SGD(rate: 0)) -> Trainer<
  Witness
> {
  Trainer(witness, optimizer: optimizer, batchSize: 4, random: Random(seed: 1, stream: "order"))
}

@Test func everyEpochTakesAllExamplesInAnOrderOfItsOwn() throws {
  let witness = Witness()
  try trainer(of: witness).train(on: Witness.Numbers(count: 10), epochs: 2)
  #expect(witness.seen.map(\.count) == [4, 4, 2, 4, 4, 2])
  let epochs = [witness.seen[..<3].flatMap { $0 }, witness.seen[3...].flatMap { $0 }]
  #expect(epochs.allSatisfy { $0.sorted() == Array(0..<10) })
  #expect(epochs[0] != epochs[1])
  #expect(epochs[0] != Array(0..<10))
  #expect(witness.resets == 2)
}

@Test func textIsReadInSequence() throws {
  let witness = Witness()
  let trainer = trainer(of: witness)
  trainer.isShuffling = false
  try trainer.train(on: Witness.Numbers(count: 6), epochs: 1)
  #expect(witness.seen == [[0, 1, 2, 3], [4, 5]])
}

@Test func theScheduleMultipliesTheRate() throws {
  let trainer = trainer(of: Witness(), SGD(rate: 0.5))
  trainer.schedule = .step(every: 1, by: 0.5)
  var rates: [Float] = []
  trainer.onStep = { rates.append($0.rate) }
  trainer.onEpoch = { if $0.number == 2 { trainer.rate = 1 } }
  try trainer.train(on: Witness.Numbers(count: 8), epochs: 3)
  #expect(rates == [0.5, 0.5, 0.25, 0.25, 0.25, 0.25])
  #expect(trainer.history.map(\.rate) == [0.5, 0.25, 0.25])
}

@Test func penaltiesClippingAndMaxNormTakePart() throws {
  func weight(_ change: (Trainer<Witness>) -> Void) throws -> Float {
    let witness = Witness()
    let trainer = trainer(of: witness, SGD(rate: 0.25))
    change(trainer)
    try trainer.train(on: Witness.Numbers(count: 4), epochs: 1)
    return witness.weight.value.item
  }
  #expect(try weight { _ in } == 0.75)
  #expect(try weight { $0.penalties = [.l2(2)] } == 0.25)
  #expect(try weight { $0.penalties = [.l1(1), .l2(2)] } == 0)
  #expect(try weight { $0.clipping = .norm(0.5) } == 0.875)
  #expect(try weight { $0.clipping = .value(0.5) } == 0.875)
  #expect(try weight { $0.maxNorm = 0.5 } == 0.5)
}

@Test func earlyStoppingKeepsTheBestParameters() throws {
  let witness = Witness()
  let trainer = trainer(of: witness, SGD(rate: 1))
  trainer.patience = 2
  // The loss is lowest in the third epoch; two more fail, and that is all the patience there is.
  let losses: [Float] = [5, 4, 1, 3, 2, 0, 0]
  trainer.onEpoch = { witness.loss = losses[$0.number] }
  witness.loss = losses[0]
  let data = Witness.Numbers(count: 4)
  try trainer.train(on: data, validation: data, epochs: 7)
  #expect(trainer.history.count == 5)
  #expect(witness.weight.value.item == 1 - 3)
  try trainer.train(on: data, validation: data, epochs: 7)
  #expect(trainer.history.count == 5)
}

@Test func patienceThatLastsKeepsTheBestParametersToo() throws {
  let witness = Witness()
  let trainer = trainer(of: witness, SGD(rate: 1))
  trainer.patience = 9
  trainer.onEpoch = { witness.loss = $0.number == 1 ? 1 : 2 }
  let data = Witness.Numbers(count: 4)
  witness.loss = 3
  try trainer.train(on: data, validation: data, epochs: 4)
  #expect(trainer.history.count == 4)
  #expect(witness.weight.value.item == 1 - 2)
}

@Test func aLossThatIsNoNumberStopsTrainingAndNamesTheStep() throws {
  let witness = Witness()
  let trainer = trainer(of: witness, SGD(rate: 1))
  trainer.onStep = { if $0.number == 3 { witness.loss = .nan } }
  let error = #expect(throws: TrainingError.self) {
    try trainer.train(on: Witness.Numbers(count: 8), epochs: 5)
  }
  #expect(
    error?.description
      == "The loss is nan at step 4 (epoch 2): lower the learning rate, clip the gradients, "
      + "or look at that batch."
  )
  #expect(witness.weight.value.item == 1 - 3)
}

@Test func anInfiniteGradientStopsTrainingToo() throws {
  let witness = Witness()
  let trainer = trainer(of: witness)
  trainer.clipping = .norm(1)
  witness.weight.value = .full([1, 1], .infinity)
  trainer.penalties = [.l2(1)]
  #expect(throws: TrainingError.self) {
    try trainer.train(on: Witness.Numbers(count: 8), epochs: 1)
  }
}

/// Without clipping too, the parameters are those before the step.
@Test(arguments: [nil, Clipping.norm(9), .value(9)], [Float.nan, .infinity])
func aGradientThatIsNoNumberSpoilsNothing(clipping: Clipping?, gradient: Float) throws {
  let witness = Witness()
  let trainer = trainer(of: witness, SGD(rate: 1))
  trainer.clipping = clipping
  trainer.onStep = { if $0.number == 2 { witness.gradient = gradient } }
  let error = #expect(throws: TrainingError.self) {
    try trainer.train(on: Witness.Numbers(count: 8), epochs: 2)
  }
  #expect(witness.weight.value.item == 1 - 2)
  let what = clipping == nil ? "gradient of w" : "gradients' norm"
  #expect(error?.description.hasPrefix("The \(what) is \(gradient) at step 3 (epoch 2):") == true)
}

@Test(arguments: [1, 16, 100_001]) func aStrayGradientIsFoundWhereverItIs(count: Int) throws {
  for place in [0, count / 2, count - 1] {
    let network = Lonely(count)
    network.place = place
    let trainer = Trainer(
      network, optimizer: SGD(rate: 1), batchSize: 1, random: Random(seed: 1, stream: "order"))
    #expect(throws: TrainingError.self) {
      try trainer.train(on: Witness.Numbers(count: 1), epochs: 1)
    }
    #expect(network.weight.value == .zeros(count))
  }
}

/// A model of one parameter, of whose gradient one number is none.
private final class Lonely: Model {
  let weight: Parameter
  var place = 0
  init(_ count: Int) { weight = Parameter("w", .zeros(count)) }
  var parameters: [Parameter] { [weight] }
  func forward(_ batch: [Int], mode: Mode) -> Score { Score(loss: 1, count: batch.count) }
  func backward() { weight.gradient[place] = .nan }
}

@Test func evaluationLeavesNoTrace() throws {
  let network = classifier()
  _ = network.forward(clouds(8), mode: .training)
  network.backward()
  let (carried, gradients) = (network.carriedState, network.parameters.map(\.gradient))
  let score = network.score(on: clouds(30))
  #expect(network.score(on: clouds(30)) == score)
  #expect(network.carriedState == carried)
  #expect(network.parameters.map(\.gradient) == gradients)
}

@Test func scoresAddUp() {
  var score = Score(loss: 2, count: 3, correct: 1)
  score += Score(loss: 4, count: 1, correct: 1)
  #expect(score == Score(loss: 2.5, count: 4, correct: 2))
  #expect(score.accuracy == 0.5)
  score += Score(loss: 1, count: 4)
  #expect(score.accuracy == nil)
}

@Test func examplesAreSplitAndShuffledTogether() {
  let examples = Examples([[0], [1], [2], [3]], [0, 1, 2, 3])
  let (first, rest) = examples.split(at: 1)
  #expect(first.t == [0] && rest.t == [1, 2, 3] && rest.x == [[1], [2], [3]])
  var random = Random(seed: 1, stream: "order")
  let shuffled = examples.shuffled(&random)
  #expect(shuffled.t.sorted() == examples.t)
  #expect(shuffled.x.values == shuffled.t.map { Float($0) })
}

@Test func senselessTrainingStopsTheProgram() async {
  await #expect(processExitsWith: .failure) {
    _ = Examples([[0], [1]], [0])
  }
  await #expect(processExitsWith: .failure) {
    try trainer(classifier()).train(on: clouds(0), epochs: 1)
  }
  await #expect(processExitsWith: .failure) { _ = trainer(classifier(), batchSize: 0) }
  await #expect(processExitsWith: .failure) {
    let trainer = trainer(classifier())
    trainer.patience = 3
    try trainer.train(on: clouds(9), epochs: 1)
  }
}
