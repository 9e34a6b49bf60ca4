import Tensors

/// Long short-term memory: beside the output h a cell c, which gates protect.
///
///     i = σ(x·Wi + h₋·Ui + bi)      what to let in
///     f = σ(x·Wf + h₋·Uf + bf)      what to keep
///     g = tanh(x·Wg + h₋·Ug + bg)   the candidate
///     o = σ(x·Wo + h₋·Uo + bo)      what to show
///     c = f ⊙ c₋ + i ⊙ g
///     h = o ⊙ tanh(c)
///
/// The weights of the four stand side by side in that order: Wx is (D, 4H), Wh (H, 4H), b (4H).
/// (Hochreiter and Schmidhuber, Neural Computation 9, 1997; the forget gate is from Gers, Schmidhuber
/// and Cummins, Neural Computation 12, 2000.)
public final class LSTM: Recurrent {
  private let affine: RecurrentAffine
  public var state: [Tensor] = []
  public private(set) var dState: [Tensor] = []
  private var passed: Passed?

  /// What backward needs. The gates are i, f, g, o after their activations; h and c are the states
  /// before each step.
  private struct Passed {
    let x, gates, h, c, tanhC: Steps
  }

  /// - Parameter forgetBias: where the forget gates' biases begin. At 1 a cell keeps three quarters of
  ///   its content a step before it has learned anything (Jozefowicz et al., ICML 2015, section 4).
  public init(
    inputs: Int, size: Int, weights: Initializer = .xavier, forgetBias: Float = 1,
    name: String = "lstm", random: inout Random
  ) {
    affine = RecurrentAffine(
      inputs: inputs, size: size, gates: 4, weights: weights, name: name, random: &random)
    for j in size..<2 * size { affine.bias.value[j] = forgetBias }
  }

  public var parts: [any Trainable] { [affine] }
  public var inputs: Int { affine.inputs }
  public var outputs: Int { affine.size }
  public var stateCount: Int { 2 }

  public func forward(_ x: Tensor, lengths: [Int]?, mode: Mode) -> Tensor {
    requireState()
    let x = affine.steps(of: x, lengths)
    let h = affine.states(after: state.first, over: x)
    let c = affine.states(after: state.last, over: x)
    let tanhC = Steps(x.lengths, size: outputs)
    let gates = affine.inputHalf(x)
    affine.forEachStep(of: x.lengths) { t, places in
      affine.addStateHalf(h.before, t, places, to: gates)
      affine.forEach(places) { i in
        step(
          gates.row(t, i), c.row(before: t, i), c.row(after: t, i), tanhC.row(t, i),
          h.row(after: t, i))
      }
    }
    passed = Passed(x: x, gates: gates, h: h.before, c: c.before, tanhC: tanhC)
    state = [h.last.tensor, c.last.tensor]
    return h.batchFirst()
  }

  public func backward(_ dy: Tensor, dState: [Tensor]) -> Tensor {
    requireStateGradient(dState)
    let passed = takePassed()
    let (x, gates, c, tanhC) = (passed.x, passed.gates, passed.c, passed.tanhC)
    let dy = affine.gradients(dy, like: x)
    let dh = State(dState.first, x.lengths, size: outputs)
    let dc = State(dState.last, x.lengths, size: outputs)
    let weight = affine.transposedStateWeight
    affine.forEachStepBack(of: x.lengths) { t, places in
      affine.forEach(places) { i in
        stepBack(
          gates.row(t, i), c.row(t, i), tanhC.row(t, i), dy.row(t, i), dh.row(i), dc.row(i))
      }
      gates.multiply(t, places, by: weight, into: dh)
    }
    self.dState = [dh.tensor, dc.tensor]
    return affine.backward(gates, x: x, h: passed.h)
  }

  private func takePassed() -> Passed {
    defer { passed = nil }
    return remembered(passed, "LSTM")
  }
}

// MARK: - One step of one row

extension LSTM {
  /// a = x·W + h₋·U + b of the four gates, and c₋ → i, f, g, o in their place, and c, tanh(c), h.
  private func step(
    _ a: Numbers, _ before: Numbers, _ c: Numbers, _ tanhC: Numbers, _ h: Numbers
  ) {
    let size = outputs
    @inline(always) func units(_ j: Int, _ count: Int) {
      let (i, f, g, o) = (a + j, a + size + j, a + 2 * size + j, a + 3 * size + j)
      let input = sigmoid(Lanes(i, count: count))
      let forget = sigmoid(Lanes(f, count: count))
      let candidate = tanh(Lanes(g, count: count))
      let output = sigmoid(Lanes(o, count: count))
      let before = Lanes(before + j, count: count)
      let cell = (input * candidate).addingProduct(forget, before)
      let shown = tanh(cell)
      input.store(to: i, count: count)
      forget.store(to: f, count: count)
      candidate.store(to: g, count: count)
      output.store(to: o, count: count)
      cell.store(to: c + j, count: count)
      shown.store(to: tanhC + j, count: count)
      (output * shown).store(to: h + j, count: count)
    }
    forEachLanes(size, units)
  }

  /// i, f, g, o → da in their place; dc → dc₋. σ′ = σ(1 − σ), tanh′ = 1 − tanh².
  private func stepBack(
    _ a: Numbers, _ before: Numbers, _ tanhC: Numbers, _ dy: Numbers,
    _ dh: Numbers, _ dc: Numbers
  ) {
    let size = outputs
    @inline(always) func units(_ j: Int, _ count: Int) {
      let (i, f) = (a + j, a + size + j)
      let (g, o) = (a + 2 * size + j, a + 3 * size + j)
      let (input, forget) = (Lanes(i, count: count), Lanes(f, count: count))
      let (candidate, output) = (Lanes(g, count: count), Lanes(o, count: count))
      let before = Lanes(before + j, count: count)
      let shown = Lanes(tanhC + j, count: count)
      let dh = Lanes(dy + j, count: count) + Lanes(dh + j, count: count)
      // From this step's output and, by the forget gate, from all later ones.
      let cell = Lanes(dc + j, count: count) + dh * output * (1 - shown * shown)
      (cell * candidate * input * (1 - input)).store(to: i, count: count)
      (cell * before * forget * (1 - forget)).store(to: f, count: count)
      (cell * input * (1 - candidate * candidate)).store(to: g, count: count)
      (dh * shown * output * (1 - output)).store(to: o, count: count)
      (cell * forget).store(to: dc + j, count: count)
    }
    forEachLanes(size, units)
  }
}
