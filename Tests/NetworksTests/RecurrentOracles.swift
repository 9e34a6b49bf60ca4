import Foundation
import Networks
import Tensors
import Testing

/// What a recurrent layer should compute, in double precision and straight from the formulas: one row
/// of a batch at a time, one step at a time, one number at a time.
struct RecurrentOracle {
  typealias Vector = [Double]

  /// The size of an output.
  let outputs: Int
  /// The size of each part of the state.
  let states: [Int]
  /// How many parameters there are.
  let parameters: Int
  /// The steps of a row, the state before them and the parameters → the outputs and the state after.
  let read: (_ x: [Vector], _ state: [Vector], _ p: [Vector]) -> (y: [Vector], state: [Vector])

  /// A cell that makes of an input and a state the next state, whose first part is the output.
  private init(
    hidden: Int, states: Int, parameters: Int,
    step: @escaping (_ x: Vector, _ state: [Vector], _ p: [Vector]) -> [Vector]
  ) {
    outputs = hidden
    self.states = .init(repeating: hidden, count: states)
    self.parameters = parameters
    read = { x, state, p in
      var (y, state) = ([Vector](), state)
      for x in x {
        state = step(x, state, p)
        y.append(state[0])
      }
      return (y, state)
    }
  }

  private init(
    outputs: Int, of layers: [RecurrentOracle],
    read: @escaping ([Vector], [Vector], [Vector]) -> (y: [Vector], state: [Vector])
  ) {
    self.outputs = outputs
    states = layers.flatMap(\.states)
    parameters = layers.reduce(0) { $0 + $1.parameters }
    self.read = read
  }
}

// MARK: - The layers

extension RecurrentOracle {
  /// h' = tanh(x·Wx + h·Wh + b).
  static func rnn(_ hidden: Int) -> RecurrentOracle {
    RecurrentOracle(hidden: hidden, states: 1, parameters: 3) { x, state, p in
      [sum(x • p[0], state[0] • p[1], p[2]).map(tanh)]
    }
  }

  /// c' = f ⊙ c + i ⊙ g, h' = o ⊙ tanh(c').
  static func lstm(_ hidden: Int) -> RecurrentOracle {
    RecurrentOracle(hidden: hidden, states: 2, parameters: 3) { x, state, p in
      let a = sum(x • p[0], state[0] • p[1], p[2])
      func gate(_ number: Int) -> ArraySlice<Double> { a[number * hidden..<(number + 1) * hidden] }
      let (i, f) = (gate(0).map(sigmoid), gate(1).map(sigmoid))
      let (g, o) = (gate(2).map(tanh), gate(3).map(sigmoid))
      let c = (0..<hidden).map { f[$0] * state[1][$0] + i[$0] * g[$0] }
      return [(0..<hidden).map { o[$0] * tanh(c[$0]) }, c]
    }
  }

  /// h' = (1 − z) ⊙ n + z ⊙ h, where the reset gate works on h before or after the product with it.
  /// Parameters 0 to 2 are the gates', the others the candidate's.
  static func gru(_ hidden: Int, _ reset: GRU.Reset) -> RecurrentOracle {
    RecurrentOracle(hidden: hidden, states: 1, parameters: reset == .after ? 7 : 6) { x, state, p in
      let h = state[0]
      let gates = sum(x • p[0], h • p[1], p[2]).map(sigmoid)
      let (r, z) = (Array(gates[..<hidden]), Array(gates[hidden...]))
      let past =
        reset == .after
        ? zip(r, sum(h • p[4], p[6])).map { $0 * $1 } : zip(r, h).map { $0 * $1 } • p[4]
      let n = sum(x • p[3], past, p[5]).map(tanh)
      return [(0..<hidden).map { (1 - z[$0]) * n[$0] + z[$0] * h[$0] }]
    }
  }

  /// Both directions, side by side.
  static func bidirectional(_ one: RecurrentOracle, _ other: RecurrentOracle) -> RecurrentOracle {
    RecurrentOracle(outputs: one.outputs + other.outputs, of: [one, other]) { x, state, p in
      let (states, parameters) = (one.states.count, one.parameters)
      let onward = one.read(x, Array(state[..<states]), Array(p[..<parameters]))
      let back = other.read(x.reversed(), Array(state[states...]), Array(p[parameters...]))
      return (zip(onward.y, back.y.reversed()).map { $0 + $1 }, onward.state + back.state)
    }
  }

  /// The first reads the input, each other one what the one before it puts out.
  static func stack(_ layers: [RecurrentOracle]) -> RecurrentOracle {
    RecurrentOracle(outputs: layers.last!.outputs, of: layers) { x, state, p in
      var (y, after, state, p) = (x, [Vector](), state[...], p[...])
      for layer in layers {
        let read = layer.read(
          y, Array(state.prefix(layer.states.count)), Array(p.prefix(layer.parameters)))
        (state, p) = (state.dropFirst(layer.states.count), p.dropFirst(layer.parameters))
        (y, after) = (read.y, after + read.state)
      }
      return (y, after)
    }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }
  private static func tanh(_ x: Double) -> Double { Foundation.tanh(x) }

  private static func sum(_ vectors: Vector...) -> Vector {
    vectors[0].indices.map { i in vectors.reduce(0) { $0 + $1[i] } }
  }
}

infix operator • : MultiplicationPrecedence

/// (D) • (D, H) → (H).
private func • (x: [Double], w: [Double]) -> [Double] {
  product(x, w, 1, x.count, w.count / x.count)
}

// MARK: - On batches

extension RecurrentOracle {
  /// x (N, T, D), the parts of the state, each (N, H), and the parameters → y (N, T, H) and the parts
  /// of the final state, all in row-major order. Of a row only as many steps count as its length says.
  func forward(
    _ x: Vector, _ shape: [Int], state: [Vector], _ p: [Vector], lengths: [Int]?
  ) -> (y: Vector, state: [Vector]) {
    let (rows, steps, inputs) = (shape[0], shape[1], shape[2])
    var (y, after) = (Vector(), states.map { _ in Vector() })
    for row in 0..<rows {
      let length = lengths?[row] ?? steps
      let result = read(
        (0..<length).map {
          Array(x[(row * steps + $0) * inputs..<(row * steps + $0 + 1) * inputs])
        },
        zip(state, states).map { Array($0[row * $1..<(row + 1) * $1]) }, p)
      y += result.y.flatMap { $0 } + Vector(repeating: 0, count: (steps - length) * outputs)
      for part in after.indices { after[part] += result.state[part] }
    }
    return (y, after)
  }
}

/// Checks a recurrent layer's outputs, final state and gradients against an oracle and its differences.
///
/// A number goes through a product and a function at each of a few steps: outputs may differ by 2e-6,
/// some thirty roundings of a Float (6e-8 each). Gradients may differ by 1e-4, which no wrong formula
/// passes.
func check(
  _ layer: any Recurrent, on x: Tensor, state: [Tensor] = [], lengths: [Int]? = nil,
  _ oracle: RecurrentOracle, at location: SourceLocation = #_sourceLocation
) {
  let inputs = x.values.map(Double.init)
  let parameters = layer.parameters.map { $0.value.values.map(Double.init) }
  let start =
    state.isEmpty
    ? oracle.states.map { [Double](repeating: 0, count: x.shape[0] * $0) }
    : state.map { $0.values.map(Double.init) }
  /// All that comes out, for any x, state and parameters.
  func results(_ x: [Double], _ state: [[Double]], _ p: [[Double]], shape: [Int]) -> [[Double]] {
    let result = oracle.forward(x, shape, state: state, p, lengths: lengths)
    return [result.y] + result.state
  }
  let expected = results(inputs, start, parameters, shape: x.shape)
  layer.state = state
  let y = layer.forward(x, lengths: lengths, mode: .training)
  #expect(y.shape == [x.shape[0], x.shape[1], oracle.outputs], sourceLocation: location)
  #expect(layer.state.count == oracle.states.count, sourceLocation: location)
  for (number, (found, expected)) in zip([y] + layer.state, expected).enumerated() {
    #expect(
      relativeError(found, expected) < 2e-6, "\(number == 0 ? "y" : "state \(number - 1)")",
      sourceLocation: location)
  }

  // A gradient comes into the outputs and into the final state.
  var random = Random(seed: 7, stream: "upper gradient")
  let upper = ([y] + layer.state).map { Tensor.normal($0.shape, random: &random) }
  let weights = upper.flatMap { $0.values.map(Double.init) }
  layer.zeroGradients()
  let dx = layer.backward(upper[0], dState: Array(upper[1...]))
  #expect(dx.shape == x.shape, sourceLocation: location)
  func compare(
    _ name: String, _ gradient: Tensor, at value: [Double],
    _ results: @escaping ([Double]) -> [[Double]]
  ) {
    let expected = differences(of: { results($0).flatMap { $0 } }, at: value, weights: weights)
    #expect(relativeError(gradient, expected) < 1e-4, "\(name)", sourceLocation: location)
  }
  compare("dx", dx, at: inputs) { results($0, start, parameters, shape: x.shape) }
  #expect(layer.dState.count == start.count, sourceLocation: location)
  for (index, gradient) in layer.dState.enumerated() {
    compare("dState \(index)", gradient, at: start[index]) {
      results(inputs, start.replacing(index, by: $0), parameters, shape: x.shape)
    }
  }
  for (index, parameter) in layer.parameters.enumerated() {
    compare(parameter.name, parameter.gradient, at: parameters[index]) {
      results(inputs, start, parameters.replacing(index, by: $0), shape: x.shape)
    }
  }
}

extension Array {
  fileprivate func replacing(_ index: Int, by element: Element) -> Self {
    var changed = self
    changed[index] = element
    return changed
  }
}
