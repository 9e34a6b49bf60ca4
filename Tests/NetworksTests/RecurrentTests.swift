import Networks
import Tensors
import Testing

private func normal(_ shape: Int..., seed: UInt64 = 3) -> Tensor {
  var random = Random(seed: seed, stream: "inputs")
  return .normal(shape, random: &random)
}

/// A layer and its oracle.
private struct Subject: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// Makes a layer of the given inputs and size, all whose parameters are random, biases too.
  let make: @Sendable (_ inputs: Int, _ size: Int) -> any Recurrent
  let oracle: @Sendable (_ size: Int) -> RecurrentOracle

  init(
    _ name: String, _ oracle: @escaping @Sendable (Int) -> RecurrentOracle,
    _ make: @escaping @Sendable (_ inputs: Int, _ size: Int, inout Random) -> any Recurrent
  ) {
    testDescription = name
    self.oracle = oracle
    self.make = { inputs, size in
      var random = Random(seed: 1, stream: name)
      let layer = make(inputs, size, &random)
      for parameter in layer.parameters {
        parameter.value = .normal(parameter.value.shape, deviation: 0.5, random: &random)
      }
      return layer
    }
  }

  static let cells = [
    Subject("RNN", { .rnn($0) }) { RNN(inputs: $0, size: $1, random: &$2) },
    Subject("LSTM", { .lstm($0) }) { LSTM(inputs: $0, size: $1, random: &$2) },
    Subject("GRU, reset before", { .gru($0, .before) }) {
      GRU(inputs: $0, size: $1, reset: .before, random: &$2)
    },
    Subject("GRU, reset after", { .gru($0, .after) }) {
      GRU(inputs: $0, size: $1, reset: .after, random: &$2)
    },
  ]

  static let combinations = [
    Subject("bidirectional LSTM", { .bidirectional(.lstm($0), .lstm($0)) }) {
      Bidirectional(
        LSTM(inputs: $0, size: $1, random: &$2), LSTM(inputs: $0, size: $1, random: &$2))
    },
    Subject("bidirectional of two kinds", { .bidirectional(.rnn($0), .gru($0 + 1, .after)) }) {
      Bidirectional(
        RNN(inputs: $0, size: $1, random: &$2),
        GRU(inputs: $0, size: $1 + 1, reset: .after, random: &$2))
    },
    Subject("stack of RNNs", { .stack([.rnn($0), .rnn($0 - 1), .rnn($0)]) }) {
      RecurrentStack([
        RNN(inputs: $0, size: $1, random: &$2), RNN(inputs: $1, size: $1 - 1, random: &$2),
        RNN(inputs: $1 - 1, size: $1, random: &$2),
      ])
    },
    Subject("stack of LSTMs", { .stack([.lstm($0), .lstm($0)]) }) {
      RecurrentStack([
        LSTM(inputs: $0, size: $1, random: &$2), LSTM(inputs: $1, size: $1, random: &$2),
      ])
    },
    Subject(
      "stack of bidirectional GRUs",
      { size in
        let both = RecurrentOracle.bidirectional(.gru(size, .before), .gru(size, .before))
        return .stack([both, both])
      }
    ) { inputs, size, random in
      func layer(_ inputs: Int) -> any Recurrent {
        Bidirectional(
          GRU(inputs: inputs, size: size, random: &random),
          GRU(inputs: inputs, size: size, random: &random))
      }
      return RecurrentStack([layer(inputs), layer(2 * size)])
    },
  ]

  static let all = cells + combinations

  /// A state for a batch of `rows`.
  func state(_ size: Int, rows: Int) -> [Tensor] {
    oracle(size).states.enumerated().map { normal(rows, $1, seed: UInt64(10 + $0)) }
  }
}

// MARK: - Against naive oracles and their differences

@Suite struct RecurrentOracleTests {
  /// 18 numbers are sixteen lanes and two more.
  @Test(arguments: Subject.cells) fileprivate func aCellComputesItsFormulas(_ subject: Subject) {
    check(subject.make(3, 18), on: normal(2, 4, 3), subject.oracle(18))
  }

  @Test(arguments: Subject.all) fileprivate func itGoesOnFromAState(_ subject: Subject) {
    let state = subject.state(3, rows: 2)
    check(subject.make(4, 3), on: normal(2, 5, 4), state: state, subject.oracle(3))
  }

  @Test(arguments: Subject.all) fileprivate func rowsMayEndEarly(_ subject: Subject) {
    for state in [[], subject.state(3, rows: 4)] {
      check(
        subject.make(2, 3), on: normal(4, 4, 2), state: state, lengths: [2, 4, 0, 1],
        subject.oracle(3))
    }
  }

  @Test(arguments: Subject.all) fileprivate func aSingleStepOfASingleRowIsEnough(
    _ subject: Subject
  ) {
    check(subject.make(1, 2), on: normal(1, 1, 1), subject.oracle(2))
  }
}

// MARK: - Against PyTorch

@Suite struct RecurrentGoldenTests {
  /// The layer of a case, by the words of its name.
  private func layer(_ words: Set<String>) -> any Recurrent {
    var random = Random(seed: 1, stream: "weights")
    func cell(_ inputs: Int) -> any Recurrent {
      if words.contains("rnn") { return RNN(inputs: inputs, size: 3, random: &random) }
      if words.contains("lstm") { return LSTM(inputs: inputs, size: 3, random: &random) }
      return GRU(inputs: inputs, size: 3, reset: .after, random: &random)
    }
    func level(_ inputs: Int) -> any Recurrent {
      words.contains("bidirectional") ? Bidirectional(cell(inputs), cell(inputs)) : cell(inputs)
    }
    guard words.contains("stack") else { return level(4) }
    let first = level(4)
    return RecurrentStack([first, level(first.outputs)])
  }

  @Test(arguments: [
    "rnn", "lstm", "gru", "rnn masked", "lstm masked", "gru masked", "rnn bidirectional",
    "lstm bidirectional", "gru bidirectional masked", "lstm bidirectional masked", "rnn stack",
    "lstm stack", "gru stack masked", "lstm bidirectional stack masked",
  ])
  func recurrentLayersAgreeWithPyTorch(name: String) throws {
    let golden = try Golden("recurrent", name)
    let words = Set(name.split(separator: " ").map(String.init))
    let layer = layer(words)
    for (index, parameter) in layer.parameters.enumerated() {
      parameter.value = golden["parameter \(index)"]
    }
    /// PyTorch has a tensor for each part of the state with a row for each layer and direction.
    let parts = words.contains("lstm") ? ["h", "c"] : ["h"]
    func states(_ prefix: String, _ suffix: String) -> [Tensor] {
      let fields = parts.map { golden[prefix + $0 + suffix] }
      return (0..<fields[0].shape[0]).flatMap { unit in fields.map { $0.row(unit) } }
    }
    /// Outputs are good to some thirty roundings of a Float, gradients to a hundred: PyTorch's side is
    /// in double precision.
    func compare(_ field: String, _ found: Tensor, _ expected: Tensor, _ tolerance: Double) {
      let error = relativeError(found, expected.values.map(Double.init))
      #expect(error < tolerance, "\(field)")
    }
    layer.state = states("", "0")
    let lengths = words.contains("masked") ? golden.ids("lengths") : nil
    compare("y", layer.forward(golden["x"], lengths: lengths, mode: .training), golden["y"], 2e-6)
    for (found, expected) in zip(layer.state, states("", "")) {
      compare("state", found, expected, 2e-6)
    }
    compare("dx", layer.backward(golden["dy"], dState: states("d", "")), golden["dx"], 6e-6)
    for (found, expected) in zip(layer.dState, states("d", "0")) {
      compare("dState", found, expected, 6e-6)
    }
    for (index, parameter) in layer.parameters.enumerated() {
      compare(parameter.name, parameter.gradient, golden["gradient \(index)"], 6e-6)
    }
  }
}

// MARK: - Properties

@Suite struct RecurrentPropertyTests {
  /// A text in pieces, the state carried from each to the next, gives what it gives as a whole.
  @Test(arguments: Subject.cells) fileprivate func truncatedStepsAreTheFullUnroll(
    _ subject: Subject
  ) {
    let (whole, pieces) = (subject.make(5, 19), subject.make(5, 19))
    let x = normal(3, 12, 5)
    func steps(_ range: Range<Int>, of x: Tensor) -> Tensor {
      x.transposed(axes: [1, 0, 2]).rows(range).transposed(axes: [1, 0, 2])
    }
    let y = whole.forward(x, mode: .training)
    let parts = [0..<1, 1..<5, 5..<12].map {
      pieces.forward(steps($0, of: x), mode: .training)
    }
    #expect(Tensor.concatenate(parts, axis: 1) == y)
    #expect(pieces.state == whole.state)

    // What is cut is the gradient: the last piece's is that of a sequence which begins there.
    let dy = steps(5..<12, of: normal(3, 12, 19, seed: 4))
    let fresh = subject.make(5, 19)
    _ = fresh.forward(steps(0..<5, of: x))
    _ = fresh.forward(steps(5..<12, of: x), mode: .training)
    for layer in [pieces, fresh] { layer.zeroGradients() }
    #expect(pieces.backward(dy) == fresh.backward(dy))
    #expect(pieces.parameters.map(\.gradient) == fresh.parameters.map(\.gradient))
  }

  @Test(arguments: Subject.all) fileprivate func itRemembersUntilItIsReset(_ subject: Subject) {
    let (layer, x) = (subject.make(3, 4), normal(2, 3, 3))
    #expect(layer.state.isEmpty)
    let first = layer.forward(x)
    #expect(layer.forward(x) != first)
    layer.resetState()
    #expect(layer.forward(x) == first)
    let (state, second) = (layer.state, layer.forward(x))
    layer.state = state
    #expect(layer.forward(x) == second)
  }

  @Test(arguments: Subject.all) fileprivate func itGoesOnFromWhereItsStateWas(_ subject: Subject) {
    let (layer, other, x) = (subject.make(3, 4), subject.make(3, 4), normal(2, 3, 3))
    let nothing = layer.carriedState
    _ = layer.forward(x)
    // What is carried has as many parts before anything was read as after.
    #expect(layer.carriedState.count == nothing.count)
    other.carriedState = layer.carriedState
    let y = layer.forward(x)
    #expect(other.forward(x) == y)
    other.carriedState = nothing
    #expect(other.state.isEmpty && other.forward(x) != y)
  }

  @Test(arguments: Subject.all) fileprivate func gradientsAddUp(_ subject: Subject) {
    let layer = subject.make(3, 4)
    let (x, dy) = (normal(2, 3, 3), normal(2, 3, layer.outputs, seed: 4))
    func pass() {
      layer.resetState()
      _ = layer.forward(x)
      _ = layer.backward(dy)
    }
    pass()
    let once = layer.parameters.map(\.gradient)
    pass()
    for (parameter, once) in zip(layer.parameters, once) {
      // Sums that start from the gradient so far round elsewhere: some 6e-8.
      let twice = (once + once).values.map { Double($0) }
      #expect(relativeError(parameter.gradient, twice) < 1e-6, "\(parameter.name)")
    }
  }

  /// What stands in the padding changes nothing.
  @Test(arguments: Subject.all) fileprivate func paddingIsNotRead(_ subject: Subject) {
    var results: [[Tensor]] = []
    for padding: Float in [0, 7] {
      let layer = subject.make(3, 4)
      var x = normal(2, 4, 3)
      for step in 2..<4 { for i in 0..<3 { x[0, step, i] = padding } }
      let y = layer.forward(x, lengths: [2, 4], mode: .training)
      let dx = layer.backward(normal(2, 4, layer.outputs, seed: 4))
      #expect((2..<4).allSatisfy { dx.row(0).row($0) == .zeros(3) })
      results.append([y, dx] + layer.state + layer.parameters.map(\.gradient))
    }
    #expect(results[0] == results[1])
  }

  /// A stack with dropout between its layers is its parts, one after the other.
  /// Layers that carry unlike numbers of tensors get back what is theirs, state and gradients alike.
  @Test func aStackOfUnlikeLayersGoesOnFromItsState() {
    var random = Random(seed: 5, stream: "unlike")
    let stack = RecurrentStack([
      Bidirectional(
        LSTM(inputs: 3, size: 2, random: &random), LSTM(inputs: 3, size: 2, random: &random)),
      GRU(inputs: 4, size: 4, random: &random), LSTM(inputs: 4, size: 4, random: &random),
    ])
    let x = Tensor.normal([2, 3, 3], random: &random)
    _ = stack.forward(x, mode: .inference)
    let state = stack.state
    #expect(state.count == stack.stateCount && state.count == 7)
    let next = stack.forward(x, mode: .inference)
    stack.resetState()
    #expect(stack.state.isEmpty && stack.stateCount == 7)
    stack.state = state
    #expect(stack.state == state && stack.forward(x, mode: .inference) == next)
    #expect(stack.handedOver.count == 5 && stack.handedOverCounts == [2, 1, 2])

    let dState = stack.state.map { Tensor.normal($0.shape, random: &random) }
    let dx = stack.backward(.zeros(next.shape), dState: dState)
    #expect(dx.shape == x.shape && dx.map(\.magnitude).max() > 0)
    let gradient = stack.handedOver.map { Tensor.normal($0.shape, random: &random) }
    #expect(stack.takenBack(gradient).map(\.shape) == state.map(\.shape))
    stack.resetState()
    #expect(stack.takenBack(gradient).last == gradient.last)
  }

  @Test func dropoutStandsBetweenTheLayersOfAStack() {
    let (lower, upper) = (Subject.cells[1].make(3, 4), Subject.cells[1].make(4, 4))
    func dropout() -> VariationalDropout {
      VariationalDropout(0.5, random: Random(seed: 1, stream: "dropout"))
    }
    let between = dropout()
    let stack = RecurrentStack(
      [Subject.cells[1].make(3, 4), Subject.cells[1].make(4, 4)], between: [dropout()])
    let (x, dy) = (normal(2, 5, 3), normal(2, 5, 4, seed: 4))
    for _ in 1...2 {
      let h = between.forward(lower.forward(x, mode: .training), mode: .training)
      #expect(stack.forward(x, mode: .training) == upper.forward(h, mode: .training))
      #expect(stack.backward(dy) == lower.backward(between.backward(upper.backward(dy))))
    }
    // It carries the layers' states and the dropout's stream.
    let copy = RecurrentStack(
      [Subject.cells[1].make(3, 4), Subject.cells[1].make(4, 4)], between: [dropout()])
    copy.carriedState = stack.carriedState
    #expect(copy.forward(x, mode: .training) == stack.forward(x, mode: .training))
  }

  /// Reading backwards is reading the reversed text: with one set of weights, both directions of a
  /// palindrome say the same.
  @Test func bothDirectionsOfAPalindromeAgree() {
    let layer = Bidirectional(Subject.cells[1].make(3, 4), Subject.cells[1].make(3, 4))
    let (a, b) = (normal(1, 1, 3), normal(1, 1, 3, seed: 4))
    let x = Tensor.concatenate([a, b, b, a, a], axis: 1)
    let y = layer.forward(x, lengths: [4], mode: .inference).row(0)
    for step in 0..<4 {
      #expect(y.rows(step..<step + 1).columns(0..<4) == y.rows(3 - step..<4 - step).columns(4..<8))
    }
    #expect(y.row(4) == .zeros(8))
  }

  /// Whatever stands beside it and however long that is: a row gets the same bits as alone.
  @Test(arguments: Subject.all)
  fileprivate func aRowIsReadAsIfItWereAlone(_ subject: Subject) {
    let (x, dy) = (normal(5, 6, 3), normal(5, 6, subject.make(3, 4).outputs, seed: 4))
    let lengths = [2, 6, 0, 5, 6]
    let layer = subject.make(3, 4)
    let y = layer.forward(x, lengths: lengths, mode: .training)
    let dx = layer.backward(dy)
    for (n, length) in lengths.enumerated() where length > 0 {
      func own(_ tensor: Tensor) -> Tensor {
        let row = tensor.row(n)
        return row.rows(0..<length).reshaped(1, length, row.shape[1])
      }
      let alone = subject.make(3, 4)
      #expect(alone.forward(own(x), mode: .training) == own(y))
      #expect(alone.backward(own(dy)) == own(dx))
      #expect(alone.state == layer.state.map { $0.rows(n..<n + 1) })
      #expect(alone.dState == layer.dState.map { $0.rows(n..<n + 1) })
    }
  }

  @Test func aForgetGateBeginsOpen() {
    var random = Random(seed: 1, stream: "weights")
    let bias = LSTM(inputs: 2, size: 3, random: &random).parameters[2]
    #expect(bias.value == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
  }

  @Test func parametersHaveNames() {
    var random = Random(seed: 1, stream: "weights")
    func names(_ layer: any Recurrent) -> [String] { layer.parameters.map(\.name) }
    #expect(
      names(RNN(inputs: 2, size: 3, random: &random)) == [
        "rnn.inputWeight", "rnn.stateWeight", "rnn.bias",
      ])
    #expect(
      names(GRU(inputs: 2, size: 3, reset: .after, name: "upper", random: &random)) == [
        "upper.gates.inputWeight", "upper.gates.stateWeight", "upper.gates.bias",
        "upper.candidate.inputWeight", "upper.candidate.stateWeight", "upper.candidate.bias",
        "upper.candidate.stateBias",
      ])
  }
}

// MARK: - Determinism

@Suite struct RecurrentDeterminismTests {
  /// Large enough that products and rows are split: by columns, by bands of rows, and by columns again
  /// because an LSTM's weights are too large for bands.
  @Test(arguments: Subject.all, [(9, 130), (26, 130), (26, 190)])
  fileprivate func threadsChangeNothing(_ subject: Subject, _ sizes: (rows: Int, size: Int)) {
    let (rows, size) = sizes
    let x = normal(rows, 6, 70)
    let lengths = (0..<rows).map { (6 + 4 * $0) % 7 }
    let results = [1, 2, 7].map { threads in
      withThreads(threads) {
        let layer = subject.make(70, size)
        let y = layer.forward(x, lengths: lengths, mode: .training)
        let dx = layer.backward(normal(rows, 6, layer.outputs, seed: 4))
        return [y, dx] + layer.state + layer.dState + layer.parameters.map(\.gradient)
      }
    }
    #expect(results[1] == results[0] && results[2] == results[0])
  }
}

// MARK: - Mistakes

@Suite struct RecurrentMistakeTests {
  /// What a program that makes a mistake writes before it stops.
  private func expectStop(
    _ sentence: String, _ result: ExitTest.Result?, at location: SourceLocation = #_sourceLocation
  ) {
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(errors == "error: \(sentence)\n", sourceLocation: location)
  }

  private static func lstm() -> LSTM {
    var random = Random(seed: 1, stream: "weights")
    return LSTM(inputs: 3, size: 4, random: &random)
  }

  @Test func inputsOfAnotherSizeAreRefused() async {
    expectStop(
      "A layer of 3 inputs can't read the shape [2, 5, 4]; it takes (N, T, 3).",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = RecurrentMistakeTests.lstm().forward(.zeros(2, 5, 4))
      })
    expectStop(
      "A layer of 3 inputs can't read the shape [2, 3]; it takes (N, T, 3).",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = RecurrentMistakeTests.lstm().forward(.zeros(2, 3))
      })
  }

  @Test func aStateOfAnotherBatchIsRefused() async {
    expectStop(
      """
      A state of shape [2, 4] doesn't fit a batch of 3 rows with 4 numbers each; reset the state \
      before a batch of another size.
      """,
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let layer = RecurrentMistakeTests.lstm()
        _ = layer.forward(.zeros(2, 5, 3))
        _ = layer.forward(.zeros(3, 5, 3))
      })
  }

  @Test func aStateOfTooFewPartsIsRefused() async {
    expectStop(
      "The state of LSTM has 2 tensors, not 1.",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let layer = RecurrentMistakeTests.lstm()
        layer.state = [.zeros(2, 4)]
        _ = layer.forward(.zeros(2, 5, 3))
      })
    expectStop(
      "The gradient of the state of LSTM has 2 tensors, not 1.",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let layer = RecurrentMistakeTests.lstm()
        _ = layer.forward(.zeros(2, 5, 3))
        _ = layer.backward(.zeros(2, 5, 4), dState: [.zeros(2, 4)])
      })
  }

  @Test func lengthsThatDoNotFitAreRefused() async {
    expectStop(
      "A row of 5 steps can't have the length 6.",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = RecurrentMistakeTests.lstm().forward(
          .zeros(2, 5, 3), lengths: [5, 6], mode: .inference)
      })
    expectStop(
      "3 lengths don't fit a batch of 2 rows.",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = RecurrentMistakeTests.lstm().forward(
          .zeros(2, 5, 3), lengths: [5, 5, 5], mode: .inference)
      })
  }

  @Test func aGradientOfAnotherShapeIsRefused() async {
    expectStop(
      "A gradient of shape [2, 4, 4] doesn't fit outputs of shape [2, 5, 4].",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let layer = RecurrentMistakeTests.lstm()
        _ = layer.forward(.zeros(2, 5, 3))
        _ = layer.backward(.zeros(2, 4, 4))
      })
  }

  @Test func backwardNeedsAForwardOfItsOwn() async {
    expectStop(
      "LSTM.backward needs a call of LSTM.forward before it.",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let layer = RecurrentMistakeTests.lstm()
        _ = layer.forward(.zeros(2, 5, 3))
        _ = layer.backward(.zeros(2, 5, 4))
        _ = layer.backward(.zeros(2, 5, 4))
      })
  }

  @Test func layersThatDoNotFitCanNotBeCombined() async {
    expectStop(
      "Layers of 3 and 4 inputs can't read the same sequence.",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var random = Random(seed: 1, stream: "weights")
        _ = Bidirectional(
          RecurrentMistakeTests.lstm(), RNN(inputs: 4, size: 4, random: &random))
      })
    expectStop(
      "A layer of 3 inputs can't stand on one of 4 outputs.",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = RecurrentStack([RecurrentMistakeTests.lstm(), RecurrentMistakeTests.lstm()])
      })
  }
}

// MARK: - The time layers: embedding, affine and loss on sequences

@Suite struct TimeLayerTests {
  /// An embedding and an output layer that share their weight: each adds its part of the gradient.
  @Test func tiedWeightsCollectFromBothEnds() {
    let ids = [[1, 4, 0], [4, 4, 2]]
    let targets = [4, 0, 1, 4, 2, 3]
    let value = normal(6, 5)
    /// The gradients of an embedding's and an output layer's weights around an LSTM.
    func gradients(_ embedded: Parameter, _ output: Parameter) -> [Tensor] {
      var random = Random(seed: 1, stream: "weights")
      let lstm = LSTM(inputs: 5, size: 5, random: &random)
      let embedding = Embedding(embedded)
      let affine = Affine(output, Parameter("bias", .zeros(6)), transposed: true)
      let loss = SoftmaxWithLoss()
      _ = loss.forward(
        affine.forward(lstm.forward(embedding.forward(ids), mode: .training)), targets)
      embedding.backward(lstm.backward(affine.backward(loss.backward())))
      return [embedded.gradient, output.gradient]
    }
    let tied = Parameter("tied", value)
    let sum = gradients(tied, tied)[0]
    let apart = gradients(Parameter("embedded", value), Parameter("output", value))
    #expect(apart.allSatisfy { $0.norm() > 0.01 })
    // The same sums in another order: some roundings.
    #expect(relativeError(sum, (apart[0] + apart[1]).values.map(Double.init)) < 1e-6)
  }

  /// Padding in the targets leaves the loss, and its gradient, what the other rows alone have.
  @Test func aMaskedLossIsThatOfTheWordsThatCount() {
    let scores = normal(2, 3, 5)
    let (padded, plain) = (SoftmaxWithLoss(ignoring: -1), SoftmaxWithLoss())
    let loss = padded.forward(scores, [4, 0, -1, 2, -1, -1])
    let rows = scores.reshaped(6, 5).rows(at: [0, 1, 3])
    #expect(loss == plain.forward(rows, [4, 0, 2]))
    let dx = padded.backward().reshaped(6, 5)
    #expect(dx.rows(at: [0, 1, 3]) == plain.backward())
    #expect(dx.rows(at: [2, 4, 5]) == .zeros(3, 5))
  }

  @Test func theTimeLayersTakeSequences() {
    var random = Random(seed: 1, stream: "weights")
    let embedding = Embedding(words: 7, size: 4, random: &random)
    let affine = Affine(inputs: 4, outputs: 3, random: &random)
    let y = affine.forward(embedding.forward([[1, 2, 6], [0, 1, 1]]))
    #expect(y.shape == [2, 3, 3])
    // Each step is what it would be alone.
    for (row, ids) in [[1, 2, 6], [0, 1, 1]].enumerated() {
      for (step, id) in ids.enumerated() {
        #expect(y.row(row).row(step) == affine.forward(embedding.forward([id])).row(0))
      }
    }
  }
}
