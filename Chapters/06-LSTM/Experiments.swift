import Literate
import Networks
import Tensors

// MARK: - A gradient's way back (6.1)

/// What a gradient met on its way back through a recurrent layer, and what
/// became of it.
struct Passage {
  /// Those of the state weights.
  let singularValues: [Float]
  /// The slopes of tanh at all states.
  let slopes: [Float]
  /// The gradient's norm 0, 1, 2, … steps back.
  let norms: [Float]

  init(through weight: Tensor, states: Tensor, norms: [Float]) {
    singularValues = exactSVD(weight).s.values
    slopes = states.values.map { 1 - $0 * $0 }
    self.norms = norms
  }

  var largestSingularValue: Float { singularValues.max()! }

  /// How much it grows a step, between 5 and 45 steps back.
  var growth: Float { exp(log(norms[45] / norms[5]) / 40) }

  /// How much it should grow a step if its direction were left to chance.
  var expectedGrowth: Float {
    rootMeanSquare(singularValues) * rootMeanSquare(slopes)
  }

  /// Whether it never grew more than the largest stretch and slope allow.
  var staysWithinBound: Bool {
    let bound = largestSingularValue * slopes.max()!
    return zip(norms, norms.dropFirst()).allSatisfy {
      $1 <= 1.001 * bound * $0
    }
  }
}

/// The root mean square of `x`, summed in double precision.
func rootMeanSquare(_ x: [Float]) -> Float {
  let squares = x.reduce(0.0) { $0 + Double($1) * Double($1) }
  return Float((squares / Double(x.count)).squareRoot())
}

/// `norms` as shares of the first.
func relative(_ norms: [Float]) -> [Float] { norms.map { $0 / norms[0] } }

/// 0, 1, 2, …: how many steps back each of `norms` is.
func stepsBack(_ norms: [Float]) -> [Int] { Array(norms.indices) }

/// What the matrices of section 6.1 can do, and what they did.
func passageTable(_ scales: [Float], _ passages: [Passage]) -> Table {
  Table(
    columns: [
      "scale", "largest σ", "rms of σ", "rms of tanh′", "rms σ · rms tanh′",
      "measured growth a step",
    ],
    rows: zip(scales, passages).map { scale, passage in
      [
        scale, passage.largestSingularValue,
        rootMeanSquare(passage.singularValues),
        rootMeanSquare(passage.slopes), passage.expectedGrowth,
        passage.growth,
      ]
    }, decimals: 2,
    caption:
      "Four matrices: how far they can stretch, how far they do on average, and what becomes of a gradient."
  )
}

// MARK: - The wall (6.2)

/// The loss of the unit of section 6.2, around its wall.
struct Wall {
  let weights: [Float]
  let losses: [Float]
  let bestWeight: Float
  let steepestSlope: Float

  init() {
    weights = (0...500).map { 4.4 + 0.002 * Float($0) }
    losses = weights.map { cliff($0).loss }
    bestWeight = weights.min { cliff($0).loss < cliff($1).loss }!
    let fine = (0...20_000).map { 4.8 + 2e-6 * Float($0) }
    steepestSlope = fine.map { abs(cliff($0).slope) }.max()!
  }
}

/// The number farthest from 0.
func farthest(_ numbers: [Float]) -> Float {
  numbers.max { abs($0) < abs($1) }!
}

/// Where gradient descent got to in 100 steps, without clipping and with it.
func descentTable(free: [Float], clipped: [Float]) -> Table {
  Table(
    columns: ["", "farthest w", "w after 99", "loss", "w after 100", "loss"],
    rows: [("without clipping", free), ("with clipping", clipped)].map {
      [
        $0, farthest($1), $1[98], cliff($1[98]).loss, $1[99],
        cliff($1[99]).loss,
      ]
    }, decimals: 4)
}

// MARK: - Gates and their biases (6.3 to 6.5)

/// What becomes of a cell that has a misprint in it.
func misprintTable(
  correct: (lowest: Float, largest: Float),
  sigmoidCandidate: (lowest: Float, largest: Float),
  bareOutput: (lowest: Float, largest: Float)
) -> Table {
  Table(
    columns: ["over 200 steps", "lowest c", "largest size of h"],
    rows: [
      ["as above", correct.lowest, correct.largest],
      [
        "candidate through σ", sigmoidCandidate.lowest,
        sigmoidCandidate.largest,
      ],
      ["h = o ⊙ c, without tanh", bareOutput.lowest, bareOutput.largest],
    ], decimals: 2)
}

/// The layer of section 6.1 at its smallest scale, with LSTM cells in it.
func plainLSTM(units: Int, forgetBias: Float, seed: UInt64) -> LSTM {
  var random = Random(seed: seed, stream: "plain LSTM")
  return LSTM(
    inputs: units, size: units, weights: .normal(deviation: 0.5 / 8),
    forgetBias: forgetBias, random: &random)
}

/// How long a memory lasts, by the bias of the forget gate.
func halfLifeTable(_ biases: [Float], _ halfLives: [Float]) -> Table {
  Table(
    columns: ["forget bias", "forget gate", "half-life, steps"],
    rows: zip(biases, halfLives).map { [$0, sigmoid($0), $1] }, decimals: 2)
}

/// The training of section 6.4, the same for every bias.
struct FlagTraining {
  let seed: UInt64

  /// The share of right answers after each ten of 250 steps.
  func callAsFunction(forgetBias: Float) -> [Float] {
    var random = Random(seed: seed, stream: "flags")
    let reader = FlagReader(forgetBias: forgetBias, random: &random)
    let test = flags(200, &random)
    var accuracies: [Float] = []
    for step in 1...250 {
      let batch = flags(32, &random)
      reader.learn(batch.x, batch.t)
      if step % 10 == 0 { accuracies.append(reader.accuracy(test.x, test.t)) }
    }
    return accuracies
  }
}

/// A small LSTM that says at the end which sign its first input had.
private struct FlagReader {
  let lstm: LSTM
  let answer: Affine
  let loss = SoftmaxWithLoss()
  let optimizer = Adam(rate: 0.01)
  var parameters: [Parameter] { lstm.parameters + answer.parameters }

  init(forgetBias: Float, random: inout Random) {
    lstm = LSTM(inputs: 1, size: 16, forgetBias: forgetBias, random: &random)
    answer = Affine(inputs: 16, outputs: 2, random: &random)
  }

  /// What speaks for either sign, after the last input.
  func scores(_ x: Tensor) -> Tensor {
    lstm.resetState()
    _ = lstm.forward(x, mode: .training)
    return answer.forward(lstm.state[0])
  }

  /// Makes one step of learning from a batch.
  func learn(_ x: Tensor, _ t: [Int]) {
    for parameter in parameters { parameter.zeroGradient() }
    _ = loss.forward(scores(x), t)
    let dh = answer.backward(loss.backward())
    // Only the last state has a gradient; the outputs before it are not asked.
    _ = lstm.backward(
      .zeros(x.shape[0], x.shape[1], 16), dState: [dh, .zeros(dh.shape)])
    Clipping.norm(1).clip(parameters)
    optimizer.update(parameters)
  }

  /// The share of right answers.
  func accuracy(_ x: Tensor, _ t: [Int]) -> Float {
    Float(loss.correct(scores(x), t)!) / Float(t.count)
  }
}

/// A recurrent layer, and what it is called.
typealias NamedLayer = (name: String, layer: any Recurrent)

/// The layers that section 6.5 compares, with `size` inputs and units each.
func comparedLayers(size: Int, random: inout Random) -> [NamedLayer] {
  [
    ("RNN", RNN(inputs: size, size: size, random: &random)),
    ("GRU, reset before", GRU(inputs: size, size: size, random: &random)),
    (
      "GRU, reset after",
      GRU(inputs: size, size: size, reset: .after, random: &random)
    ),
    ("LSTM", LSTM(inputs: size, size: size, random: &random)),
  ]
}

/// What `layers` cost, the first of them being the measure.
func costTable(_ layers: [NamedLayer]) -> Table {
  let measure = Float(layers[0].layer.parameterCount)
  return Table(
    columns: ["layer", "parameters", "times the RNN's", "states"],
    rows: layers.map { name, layer in
      [
        name, layer.parameterCount, Float(layer.parameterCount) / measure,
        name == "LSTM" ? 2 : 1,
      ]
    }, decimals: 2)
}
