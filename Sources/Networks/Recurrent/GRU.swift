import Tensors

/// A gated recurrent unit: two gates, and no state beside the output h.
///
///     r = σ(x·Wr + h₋·Ur + br)                what the candidate sees of the past
///     z = σ(x·Wz + h₋·Uz + bz)                what stays of it
///     n = tanh(x·Wn + (r ⊙ h₋)·Un + bn)       the candidate, with the reset before the product
///     n = tanh(x·Wn + r ⊙ (h₋·Un + b′) + bn)  or after it
///     h = (1 − z) ⊙ n + z ⊙ h₋
///
/// The reset before the product is the original (Cho et al., EMNLP 2014, section 2.3); after it, as in
/// cuDNN and PyTorch, one product serves gates and candidate. The weights of the gates stand side by
/// side in the order r, z: Wx is (D, 2H), Wh (H, 2H), b (2H).
public final class GRU: Recurrent {
  /// Where the reset gate works: on h₋, or on what the candidate's weights make of it.
  public enum Reset: String, CaseIterable, Sendable {
    case before, after
  }

  public let reset: Reset
  private let gates: RecurrentAffine
  private let candidate: RecurrentAffine
  /// b′ (H), for a reset after the product.
  private let stateBias: Parameter?
  public var state: [Tensor] = []
  public private(set) var dState: [Tensor] = []
  private var passed: Passed?

  /// What backward needs. The gates are r and z, and n the candidate, after their activations; h is
  /// h₋; the past is r ⊙ h₋ for a reset before the product, h₋·Un + b′ for one after.
  private struct Passed {
    let x, gates, n, h, past: Steps
  }

  public init(
    inputs: Int, size: Int, reset: Reset = .before, weights: Initializer = .xavier,
    name: String = "gru", random: inout Random
  ) {
    self.reset = reset
    gates = RecurrentAffine(
      inputs: inputs, size: size, gates: 2, weights: weights, name: "\(name).gates",
      random: &random)
    candidate = RecurrentAffine(
      inputs: inputs, size: size, gates: 1, weights: weights, name: "\(name).candidate",
      random: &random)
    stateBias = reset == .after ? Parameter("\(name).candidate.stateBias", .zeros(size)) : nil
  }

  /// Wx, Wh and b of the gates, the same of the candidate, and b′ for a reset after the product.
  public var parts: [any Trainable] { [gates, candidate] + (stateBias.map { [$0] } ?? []) }
  public var inputs: Int { gates.inputs }
  public var outputs: Int { gates.size }
  public var stateCount: Int { 1 }

  public func forward(_ x: Tensor, lengths: [Int]?, mode: Mode) -> Tensor {
    requireState()
    let x = gates.steps(of: x, lengths)
    let h = gates.states(after: state.first, over: x)
    let (a, n) = (gates.inputHalf(x), candidate.inputHalf(x))
    let past =
      stateBias.map { Steps(repeating: $0.value, x.lengths) } ?? Steps(x.lengths, size: outputs)
    gates.forEachStep(of: x.lengths) { t, places in
      gates.addStateHalf(h.before, t, places, to: a)
      switch reset {
      case .before:
        gates.forEach(places) { i in
          resetBefore(a.row(t, i), h.row(before: t, i), past.row(t, i))
        }
        candidate.addStateHalf(past, t, places, to: n)
      case .after:
        candidate.addStateHalf(h.before, t, places, to: past)
        gates.forEach(places) { i in resetAfter(a.row(t, i), past.row(t, i), n.row(t, i)) }
      }
      gates.forEach(places) { i in
        update(a.row(t, i), n.row(t, i), h.row(before: t, i), h.row(after: t, i))
      }
    }
    passed = Passed(x: x, gates: a, n: n, h: h.before, past: past)
    state = [h.last.tensor]
    return h.batchFirst()
  }

  public func backward(_ dy: Tensor, dState: [Tensor]) -> Tensor {
    requireStateGradient(dState)
    let passed = takePassed()
    let (x, a, n, h, past) = (passed.x, passed.gates, passed.n, passed.h, passed.past)
    let dy = gates.gradients(dy, like: x)
    let dh = State(dState.first, x.lengths, size: outputs)
    let dPast = State(nil, x.lengths, size: outputs)
    let weight = gates.transposedStateWeight
    let candidateWeight = candidate.transposedStateWeight
    gates.forEachStepBack(of: x.lengths) { t, places in
      gates.forEach(places) { i in
        updateBack(a.row(t, i), n.row(t, i), h.row(t, i), dy.row(t, i), dh.row(i))
      }
      switch reset {
      case .before:
        n.multiply(t, places, by: candidateWeight, into: dPast)
        gates.forEach(places) { i in
          resetBeforeBack(a.row(t, i), h.row(t, i), dPast.row(i), dh.row(i))
        }
      case .after:
        gates.forEach(places) { i in
          resetAfterBack(a.row(t, i), n.row(t, i), past.row(t, i))
        }
        past.multiply(t, places, by: candidateWeight, into: dh, adding: true)
      }
      a.multiply(t, places, by: weight, into: dh, adding: true)
    }
    self.dState = [dh.tensor]
    return parameterGradients(passed)
  }

  /// The gradients of all steps, which stand in place of what forward left → dx (N, T, D).
  private func parameterGradients(_ d: Passed) -> Tensor {
    var dx = gates.backward(d.gates, x: d.x, h: d.h)
    switch stateBias {
    case nil:
      dx += candidate.backward(d.n, x: d.x, h: d.past)
    case let stateBias?:
      candidate.addStateGradient(d.past, h: d.h)
      stateBias.gradient += d.past.all.sum(axis: 0)
      dx += candidate.inputGradient(d.n, x: d.x)
    }
    return dx
  }

  private func takePassed() -> Passed {
    defer { passed = nil }
    return remembered(passed, "GRU")
  }
}

// MARK: - One step of one row

extension GRU {
  /// a of the gates → r, z in its place; r ⊙ h₋.
  private func resetBefore(_ a: Numbers, _ before: Numbers, _ past: Numbers) {
    let size = outputs
    mapLanes(from: a, to: a, count: 2 * size, sigmoid)
    @inline(always) func units(_ j: Int, _ count: Int) {
      let (r, before) = (Lanes(a + j, count: count), Lanes(before + j, count: count))
      (r * before).store(to: past + j, count: count)
    }
    forEachLanes(size, units)
  }

  /// a of the gates → r, z in its place; a of the candidate, to which r ⊙ past is added.
  private func resetAfter(_ a: Numbers, _ past: Numbers, _ n: Numbers) {
    let size = outputs
    mapLanes(from: a, to: a, count: 2 * size, sigmoid)
    @inline(always) func units(_ j: Int, _ count: Int) {
      let (r, past) = (Lanes(a + j, count: count), Lanes(past + j, count: count))
      Lanes(n + j, count: count).addingProduct(r, past).store(to: n + j, count: count)
    }
    forEachLanes(size, units)
  }

  /// a of the candidate → n in its place, and h = n + z ⊙ (h₋ − n).
  private func update(_ gates: Numbers, _ n: Numbers, _ before: Numbers, _ h: Numbers) {
    let z = gates + outputs
    @inline(always) func units(_ j: Int, _ count: Int) {
      let candidate = tanh(Lanes(n + j, count: count))
      let change = Lanes(before + j, count: count) - candidate
      candidate.store(to: n + j, count: count)
      candidate.addingProduct(Lanes(z + j, count: count), change).store(to: h + j, count: count)
    }
    forEachLanes(outputs, units)
  }

  /// z and n → da of the update gate and of the candidate in their place; dh → what of it h₋ gets by
  /// z. σ′ = σ(1 − σ), tanh′ = 1 − tanh².
  private func updateBack(
    _ gates: Numbers, _ n: Numbers, _ before: Numbers, _ dy: Numbers, _ dh: Numbers
  ) {
    let update = gates + outputs
    @inline(always) func units(_ j: Int, _ count: Int) {
      let (z, candidate) = (Lanes(update + j, count: count), Lanes(n + j, count: count))
      let change = Lanes(before + j, count: count) - candidate
      let gradient = Lanes(dy + j, count: count) + Lanes(dh + j, count: count)
      (gradient * change * z * (1 - z)).store(to: update + j, count: count)
      (gradient * (1 - z) * (1 - candidate * candidate)).store(to: n + j, count: count)
      (gradient * z).store(to: dh + j, count: count)
    }
    forEachLanes(outputs, units)
  }

  /// r → da of the reset gate in its place; adds to dh what h₋ gets by r.
  private func resetBeforeBack(
    _ gates: Numbers, _ before: Numbers, _ dPast: Numbers, _ dh: Numbers
  ) {
    @inline(always) func units(_ j: Int, _ count: Int) {
      let (r, dPast) = (Lanes(gates + j, count: count), Lanes(dPast + j, count: count))
      let before = Lanes(before + j, count: count)
      (dPast * before * r * (1 - r)).store(to: gates + j, count: count)
      Lanes(dh + j, count: count).addingProduct(dPast, r).store(to: dh + j, count: count)
    }
    forEachLanes(outputs, units)
  }

  /// r → da of the reset gate in its place; past → its gradient in its place.
  private func resetAfterBack(_ gates: Numbers, _ dn: Numbers, _ past: Numbers) {
    @inline(always) func units(_ j: Int, _ count: Int) {
      let (r, dn) = (Lanes(gates + j, count: count), Lanes(dn + j, count: count))
      (dn * Lanes(past + j, count: count) * r * (1 - r)).store(to: gates + j, count: count)
      (dn * r).store(to: past + j, count: count)
    }
    forEachLanes(outputs, units)
  }
}
