import Tensors

/// The simple recurrent layer: h = tanh(x·Wx + h₋·Wh + b), where h₋ is the h of the step before.
///
/// (Elman, "Finding structure in time", Cognitive Science 14, 1990.)
public final class RNN: Recurrent {
  private let affine: RecurrentAffine
  public var state: [Tensor] = []
  public private(set) var dState: [Tensor] = []
  private var passed: (x: Steps, a: Steps, h: States)?

  public init(
    inputs: Int, size: Int, weights: Initializer = .xavier, name: String = "rnn",
    random: inout Random
  ) {
    affine = RecurrentAffine(
      inputs: inputs, size: size, gates: 1, weights: weights, name: name, random: &random)
  }

  /// Wx (D, H), Wh (H, H) and b (H).
  public var parts: [any Trainable] { [affine] }
  public var inputs: Int { affine.inputs }
  public var outputs: Int { affine.size }
  public var stateCount: Int { 1 }

  public func forward(_ x: Tensor, lengths: [Int]?, mode: Mode) -> Tensor {
    requireState()
    let x = affine.steps(of: x, lengths)
    let h = affine.states(after: state.first, over: x)
    let a = affine.inputHalf(x)
    affine.forEachStep(of: x.lengths) { t, places in
      affine.addStateHalf(h.before, t, places, to: a)
      affine.forEach(places) { i in
        mapLanes(from: a.row(t, i), to: h.row(after: t, i), count: outputs, tanh)
      }
    }
    passed = (x, a, h)
    state = [h.last.tensor]
    return h.batchFirst()
  }

  public func backward(_ dy: Tensor, dState: [Tensor]) -> Tensor {
    requireStateGradient(dState)
    // da takes a's place in memory, number by number.
    let (x, da, h) = remembered(passed, "RNN")
    passed = nil
    let dy = affine.gradients(dy, like: x)
    let dh = State(dState.first, x.lengths, size: outputs)
    let weight = affine.transposedStateWeight
    affine.forEachStepBack(of: x.lengths) { t, places in
      affine.forEach(places) { i in
        stepBack(h.row(after: t, i), dy.row(t, i), dh.row(i), da.row(t, i))
      }
      da.multiply(t, places, by: weight, into: dh)
    }
    self.dState = [dh.tensor]
    return affine.backward(da, x: x, h: h.before)
  }

  /// da = (dy + dh) ⊙ (1 − h²): h feels the output of its step, and all later ones through the next.
  private func stepBack(
    _ h: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dh: UnsafePointer<Float>,
    _ da: UnsafeMutablePointer<Float>
  ) {
    @inline(always) func units(_ j: Int, _ count: Int) {
      let (h, dy) = (Lanes(h + j, count: count), Lanes(dy + j, count: count))
      ((dy + Lanes(dh + j, count: count)) * (1 - h * h)).store(to: da + j, count: count)
    }
    forEachLanes(outputs, units)
  }
}
