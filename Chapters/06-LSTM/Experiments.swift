import Literate
import Networks
import Tensors

// MARK: - A gradient's way back (6.1)

/// What a gradient met on its way back through a recurrent layer, and what
/// became of it.
struct Passage {
  /// Those of the state weights.
  let singularValues: [Float]
  /// The derivatives of tanh at all states.
  let derivatives: [Float]
  /// The gradient's norm 0, 1, 2, … steps back.
  let norms: [Float]

  init(through weight: Tensor, states: [Tensor], norms: [Float]) {
    singularValues = exactSVD(weight).s.values
    derivatives = states.dropFirst().flatMap(\.values).map { 1 - $0 * $0 }
    self.norms = norms
  }

  var largestSingularValue: Float { singularValues.max()! }

  /// How much it grows a step, between 5 and 45 steps back.
  var growth: Float { exp(log(norms[45] / norms[5]) / 40) }

  /// How much it should grow a step if its direction were left to chance.
  var expectedGrowth: Float {
    rootMeanSquare(singularValues) * rootMeanSquare(derivatives)
  }

  /// Whether it never grew more than the largest stretch and derivative allow.
  var staysWithinBound: Bool {
    let bound = largestSingularValue * derivatives.max()!
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
        rootMeanSquare(passage.derivatives), passage.expectedGrowth,
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
  let weights, losses: [Float]
  /// The same around the cleft.
  let nearWeights, nearLosses: [Float]
  let bestWeight: Float
  let steepestGradient: Float

  init() {
    weights = (0...500).map { 4.4 + 0.002 * Float($0) }
    losses = weights.map { cliff($0).loss }
    nearWeights = (0...800).map { 4.81 + 0.00005 * Float($0) }
    nearLosses = nearWeights.map { cliff($0).loss }
    bestWeight = nearWeights.min { cliff($0).loss < cliff($1).loss }!
    let fine = (0...20_000).map { 4.8 + 2e-6 * Float($0) }
    steepestGradient = fine.map { abs(cliff($0).dw) }.max()!
  }
}

/// The number farthest from 0.
func farthest(_ numbers: [Float]) -> Float {
  numbers.max { abs($0) < abs($1) }!
}

// MARK: - Gates and their biases (6.3 to 6.6)

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

/// How long a memory lasts, by the bias of the forget gate.
func halfLifeTable(_ biases: [Float], _ halfLives: [Float]) -> Table {
  Table(
    columns: ["forget bias", "forget gate", "half-life, steps"],
    rows: zip(biases, halfLives).map { [$0, sigmoid($0), $1] }, decimals: 2)
}

/// A recurrent layer, and what it is called.
typealias NamedLayer = (name: String, layer: any Recurrent)

/// The layers that section 6.6 compares, with `size` inputs and units each.
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
