import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 6.
var chapter06: [Exercise] {
  [clipped, lstmStep, lstmStepBackward, gruStep, gruStepBackward, bothDirections]
}

// MARK: - 6.1

private var clipped: Exercise {
  typealias Clip = ([Tensor], Float) -> [Tensor]
  typealias Input = (gradients: [Tensor], c: Float)
  var random = Random(seed: 1, stream: "6.1")
  func squares(_ gradient: Tensor) -> Double {
    gradient.values.reduce(0) { $0 + Double($1) * Double($1) }
  }
  /// A wrong answer by the factor that it finds for all gradients.
  func scaling(_ factor: @escaping (_ gradients: [Tensor], _ c: Double) -> Double) -> Clip {
    { gradients, c in
      let factor = factor(gradients, Double(c))
      return gradients.map { $0.map { Float(Double($0) * factor) } }
    }
  }
  /// The factor by what is taken for the norm.
  func limiting(_ norm: @escaping ([Tensor]) -> Double) -> Clip {
    scaling { gradients, c in norm(gradients) > c ? c / norm(gradients) : 1 }
  }
  func norm(_ gradients: [Tensor]) -> Double {
    gradients.map(squares).reduce(0, +).squareRoot()
  }
  func numbers(_ gradients: [Tensor]) -> [Double] {
    gradients.flatMap { $0.values.map { abs(Double($0)) } }
  }
  func oracle(_ gradients: [Tensor], _ c: Float) -> [Tensor] {
    // The length by Pythagoras, one number after the other.
    let length = numbers(gradients).reduce(0) { hypot($0, $1) }
    return gradients.map { gradient in
      gradient.map { length > Double(c) ? Float(Double($0) / length * Double(c)) : $0 }
    }
  }

  var question = Question(
    "6.1", "Clipping by norm", stars: 1,
    answer: Exercises.clipped, solution: Solutions.clipped, oracle: oracle,
    cases: [
      Case(
        "a matrix and a vector that are too long together",
        (gradients: [[[3, -1], [0.5, 2]], [0.2, -4, 1]], c: 2)),
      Case("gradients that are short enough", (gradients: [[[0.3, 0.1]], [0.2]], c: 5)),
      Case("gradients of zeros", (gradients: [.zeros(2, 3), .zeros(3)], c: 0.25)),
      Case("one gradient", (gradients: [[6, 8]], c: 5)),
      Case(
        "four gradients that each are short enough",
        (gradients: (0..<4).map { _ in 0.5 * random.normal(2, 2) }, c: 1)),
      Case(
        "gradients of 10³⁰",
        (gradients: [1e30 * random.normal(3, 2), 1e29 * random.normal(2), [1e30]], c: 2)),
    ] as [Case<Input>],
    outcome: { clip, input in ["the gradients": clip(input.gradients, input.c).map(\.value)] })
  question.mistake(
    """
    Each gradient is clipped by its own norm, and the direction of the whole changes. Take the norm of all together, \
    and scale all by one factor.
    """,
    { gradients, c in
      gradients.map { gradient in
        let norm = squares(gradient).squareRoot()
        return norm > Double(c) ? gradient * Float(Double(c) / norm) : gradient
      }
    })
  question.mistake(
    "Each number is cut off by itself. That changes the direction; scale all numbers by one factor.",
    { gradients, c in gradients.map { $0.map { min(max($0, -c), c) } } })
  question.mistake(
    "This is the square of the norm. Take the root.",
    limiting { $0.map(squares).reduce(0, +) })
  question.mistake(
    "The norms of the gradients are added. The norm of all is the root of the sum of the *squares*.",
    limiting { $0.map { squares($0).squareRoot() }.reduce(0, +) })
  question.mistake(
    "The norm is the root of the mean of the squares. Take their sum.",
    limiting {
      (numbers($0).map { $0 * $0 }.reduce(0, +) / Double(numbers($0).count)).squareRoot()
    },
    limiting { ($0.map(squares).reduce(0, +) / Double($0.count)).squareRoot() })
  question.mistake(
    "This is the sum of the numbers without their signs, or the largest of them. The norm is the root of the sum of squares.",
    limiting { numbers($0).reduce(0, +) }, limiting { numbers($0).max()! })
  question.mistake(
    "The norm becomes 1, not c: multiply by c / norm.",
    scaling { gradients, c in norm(gradients) > c ? 1 / norm(gradients) : 1 },
    scaling { gradients, _ in 1 / max(norm(gradients), 1) })
  question.mistake(
    "The factor is turned upside down: gradients that are too long become longer. It is c / norm.",
    scaling { gradients, c in norm(gradients) > c ? norm(gradients) / c : 1 })
  question.mistake(
    "Gradients that are short enough are scaled up. Clipping only makes them shorter: the factor is 1 at most.",
    scaling { gradients, c in c / max(norm(gradients), 1e-30) },
    scaling { gradients, c in c / norm(gradients) })
  question.mistake(
    "A short gradient is clipped to zero, or left out, where it should stay as it is.",
    scaling { gradients, c in norm(gradients) > c ? c / norm(gradients) : 0 })
  question.mistake(
    "Where all gradients are 0 something is divided by 0. They are short enough: leave them as they are.",
    scaling { gradients, c in norm(gradients) == 0 ? .nan : min(1, c / norm(gradients)) })
  question.mistake(
    "The factor isn't quite c / norm: something is added to the norm. There is no need to, since a norm above c isn't 0.",
    scaling { gradients, c in min(1, c / (norm(gradients) + 1e-2)) },
    scaling { gradients, c in min(1, c / (norm(gradients) + 1e-3)) })
  question.mistake(
    """
    The square of 10³⁰ is infinite for a Float, so the norm is, and nothing is left of the gradients. Add up the \
    squares in Double.
    """,
    { gradients, c in
      let norm = gradients.reduce(0) { $0 + ($1 * $1).sum() }.squareRoot()
      return norm > c ? gradients.map { $0 * (c / norm) } : gradients
    },
    { gradients, c in
      let norm = gradients.reduce(0) { $0 + ($1 * $1).sum() }.squareRoot()
      return norm > c ? gradients.map { $0 * c / norm } : gradients
    })
  return question.exercise
}

// MARK: - 6.2

/// σ in `Double`.
private func gate(_ a: Double) -> Double { 1 / (1 + exp(-a)) }

/// x Wx + h Wh + b.
private func affine(_ x: Table, _ h: Table, _ Wx: Table, _ Wh: Table, _ b: Table) -> Table {
  zip(product(x, Wx), product(h, Wh)).map { ofX, ofH in
    ofX.indices.map { ofX[$0] + ofH[$0] + b[0][$0] }
  }
}

/// A step of an LSTM in `Double`, one number after the other.
private func lstm(
  _ x: Table, _ h: Table, _ c: Table, _ Wx: Table, _ Wh: Table, _ b: Table
) -> (h: Table, c: Table) {
  let H = h[0].count
  var (newH, newC) = (h, c)
  for (n, a) in affine(x, h, Wx, Wh, b).enumerated() {
    for j in 0..<H {
      newC[n][j] = gate(a[H + j]) * c[n][j] + gate(a[j]) * tanh(a[2 * H + j])
      newH[n][j] = gate(a[3 * H + j]) * tanh(newC[n][j])
    }
  }
  return (newH, newC)
}

/// x, h and c before, and the weights.
private typealias LSTMInput = (
  x: Tensor, hBefore: Tensor, cBefore: Tensor, Wx: Tensor, Wh: Tensor, b: Tensor
)

private func drawnLSTM(_ N: Int, _ D: Int, _ H: Int, _ random: inout Random) -> LSTMInput {
  (
    random.normal(N, D), tanh(random.normal(N, H)), random.normal(N, H), random.normal(D, 4 * H),
    random.normal(H, 4 * H), random.normal(4 * H)
  )
}

private var lstmStep: Exercise {
  typealias Result = (h: Tensor, c: Tensor)
  var random = Random(seed: 1, stream: "6.2")
  /// What may be wrong in a step.
  struct Pass {
    /// Whose columns are taken for i, f, g and o.
    var order = [0, 1, 2, 3]
    var gate: (Tensor) -> Tensor = { sigmoid($0) }
    var candidate: (Tensor) -> Tensor = { tanh($0) }
    var forgetBias: Float = 0
    var inputs: (_ input: LSTMInput) -> Tensor = {
      matmul($0.x, $0.Wx) + matmul($0.hBefore, $0.Wh) + $0.b
    }
    var cell: (_ i: Tensor, _ f: Tensor, _ g: Tensor, _ before: Tensor) -> Tensor = {
      $1 * $3 + $0 * $2
    }
    var shown: (_ o: Tensor, _ c: Tensor, _ before: Tensor) -> Tensor = { o, c, _ in o * tanh(c) }
    var kept: (_ c: Tensor) -> Tensor = { $0 }

    func run(
      _ x: Tensor, _ hBefore: Tensor, _ cBefore: Tensor, _ Wx: Tensor, _ Wh: Tensor, _ b: Tensor
    ) -> Result {
      let H = hBefore.shape[1]
      let a = inputs((x, hBefore, cBefore, Wx, Wh, b))
      let parts = order.map { a.columns($0 * H..<($0 + 1) * H) }
      let c = cell(
        gate(parts[0]), gate(parts[1] + forgetBias), candidate(parts[2]), cBefore)
      return (shown(gate(parts[3]), c, cBefore), kept(c))
    }
  }
  func oracle(
    _ x: Tensor, _ hBefore: Tensor, _ cBefore: Tensor, _ Wx: Tensor, _ Wh: Tensor, _ b: Tensor
  ) -> Result {
    let (h, c) = lstm(x.table, hBefore.table, cBefore.table, Wx.table, Wh.table, b.table)
    return (Tensor(h), Tensor(c))
  }

  var question = Question(
    "6.2", "A step of an LSTM, forward", stars: 2,
    answer: Exercises.lstmStep, solution: Solutions.lstmStep, oracle: oracle,
    cases: [
      Case("three sequences, three inputs, three cells", drawnLSTM(3, 3, 3, &random)),
      Case("one sequence, two inputs, four cells", drawnLSTM(1, 2, 4, &random)),
      Case(
        "the first step, with states of zeros",
        (
          x: random.normal(2, 3), hBefore: .zeros(2, 2), cBefore: .zeros(2, 2),
          Wx: random.normal(3, 8), Wh: random.normal(2, 8), b: random.normal(8)
        )),
      Case("ten sequences", drawnLSTM(10, 4, 3, &random)),
    ] as [Case<LSTMInput>],
    outcome: { step, input in
      let (x, hBefore, cBefore, Wx, Wh, b) = input
      let (h, c) = step(x, hBefore, cBefore, Wx, Wh, b)
      return ["h": h, "c": c]
    })
  question.mistake(
    "The candidate is a sigmoid, so that a cell can never be counted down. It is a tanh.",
    Pass(candidate: { sigmoid($0) }).run)
  question.mistake(
    "The gates are a tanh, or not bounded at all. A gate is a share from 0 to 1: a sigmoid.",
    Pass(gate: { tanh($0) }).run, Pass(gate: { $0 }).run)
  question.mistake(
    "The columns are read in another order. They are those of i, f, g and o; other programs have others.",
    Pass(order: [1, 2, 0, 3]).run, Pass(order: [2, 0, 1, 3]).run, Pass(order: [0, 1, 3, 2]).run,
    Pass(order: [0, 2, 1, 3]).run, Pass(order: [0, 3, 1, 2]).run, Pass(order: [1, 0, 3, 2]).run)
  question.mistake(
    "i and f are exchanged: f keeps of the old cell, i lets the candidate in.",
    Pass(order: [1, 0, 2, 3]).run)
  question.mistake(
    "The output is o ⊙ c, and grows with the cell. tanh brings it back to −1 to 1: o ⊙ tanh(c).",
    Pass(shown: { o, c, _ in o * c }).run)
  question.mistake(
    "The output gate is missing: h = o ⊙ tanh(c).",
    Pass(shown: { _, c, _ in tanh(c) }).run)
  question.mistake(
    "What is shown is the old cell. First c is made new, then h of it.",
    Pass(shown: { o, _, before in o * tanh(before) }).run)
  question.mistake(
    "The cell itself goes through tanh, and is squeezed anew at each step. Only what is shown of it does.",
    Pass(kept: { tanh($0) }).run)
  question.mistake(
    "The forget gate is missing: all that ever came in stays. Keep f ⊙ cBefore.",
    Pass(cell: { i, _, g, before in before + i * g }).run)
  question.mistake(
    "The input gate is missing: i ⊙ g goes in.",
    Pass(cell: { _, f, g, before in f * before + g }).run)
  question.mistake(
    "What comes in has the share 1 − f. That is so in other cells; here i decides by itself.",
    Pass(cell: { _, f, g, before in f * before + (1 - f) * g }).run)
  question.mistake(
    "The old cell isn't in the new one: add f ⊙ cBefore.",
    Pass(cell: { i, _, g, _ in i * g }).run)
  question.mistake(
    "The gates see the cell. They see the input and what was *shown* before, hBefore.",
    Pass(inputs: { matmul($0.x, $0.Wx) + matmul($0.cBefore, $0.Wh) + $0.b }).run)
  question.mistake(
    "The gates don't see the state before: add hBefore · Wh.",
    Pass(inputs: { matmul($0.x, $0.Wx) + $0.b }).run)
  question.mistake(
    "The bias is missing.",
    Pass(inputs: { matmul($0.x, $0.Wx) + matmul($0.hBefore, $0.Wh) }).run)
  question.mistake(
    "Something is added to the forget gate's bias. It begins at 1 before training, and is in b already.",
    Pass(forgetBias: 1).run)
  return question.exercise
}

// MARK: - 6.3

private var lstmStepBackward: Exercise {
  typealias Result = (dx: Tensor, dhBefore: Tensor, dcBefore: Tensor)
  typealias Backward = (
    Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, inout Tensor, inout Tensor,
    inout Tensor
  ) -> Result
  typealias Input = (
    dh: Tensor, dc: Tensor, forward: LSTMInput, dWx: Tensor, dWh: Tensor, db: Tensor
  )
  var random = Random(seed: 1, stream: "6.3")
  func drawn(_ N: Int, _ D: Int, _ H: Int) -> Input {
    var forward = drawnLSTM(N, D, H, &random)
    (forward.Wx, forward.Wh) = (0.5 * forward.Wx, 0.5 * forward.Wh)
    return (
      random.normal(N, H), random.normal(N, H), forward, random.normal(D, 4 * H),
      random.normal(H, 4 * H), random.normal(4 * H)
    )
  }
  /// What the forward pass leaves.
  struct Kept { var i, f, g, o, c, before, shown: Tensor }
  /// What may be wrong on the way back.
  struct Pass {
    var dc: (_ dc: Tensor, _ dh: Tensor, _ kept: Kept) -> Tensor = { dc, dh, kept in
      dc + dh * kept.o * (1 - kept.shown * kept.shown)
    }
    var dcBefore: (_ dc: Tensor, _ next: Tensor, _ kept: Kept) -> Tensor = { dc, _, kept in
      dc * kept.f
    }
    /// What goes on to i, f, g and o.
    var parts: (_ dc: Tensor, _ dh: Tensor, _ kept: Kept) -> [Tensor] = { dc, dh, kept in
      [dc * kept.g, dc * kept.before, dc * kept.i, dh * kept.shown]
    }
    var gate: (Tensor) -> Tensor = { $0 * (1 - $0) }
    var candidate: (Tensor) -> Tensor = { 1 - $0 * $0 }
    var order = [0, 1, 2, 3]
    var transposed = (x: Transposed.right, h: Transposed.right)
    var past: (_ hBefore: Tensor, _ kept: Kept) -> Tensor = { h, _ in h }
    var scale: (_ N: Float) -> Float = { _ in 1 }
    var add: (_ old: Tensor, _ new: Tensor) -> Tensor = { $0 + $1 }

    func run(
      _ dh: Tensor, _ dc: Tensor, _ x: Tensor, _ hBefore: Tensor, _ cBefore: Tensor, _ Wx: Tensor,
      _ Wh: Tensor, _ b: Tensor, _ dWx: inout Tensor, _ dWh: inout Tensor, _ db: inout Tensor
    ) -> Result {
      let H = hBefore.shape[1]
      let a = matmul(x, Wx) + matmul(hBefore, Wh) + b
      let (i, f) = (sigmoid(a.columns(0..<H)), sigmoid(a.columns(H..<2 * H)))
      let (g, o) = (tanh(a.columns(2 * H..<3 * H)), sigmoid(a.columns(3 * H..<4 * H)))
      let c = f * cBefore + i * g
      let kept = Kept(i: i, f: f, g: g, o: o, c: c, before: cBefore, shown: tanh(c))

      let whole = self.dc(dc, dh, kept)
      let derivatives = [gate(i), gate(f), candidate(g), gate(o)]
      let parts = zip(self.parts(whole, dh, kept), derivatives).map { $0 * $1 }
      let da = Tensor.concatenate(order.map { parts[$0] }, axis: 1)
      let scale = scale(Float(x.shape[0]))
      dWx = add(dWx, scale * matmul(x, da, transposed: .left))
      dWh = add(dWh, scale * matmul(past(hBefore, kept), da, transposed: .left))
      db = add(db, scale * da.sum(axis: 0))
      // A square part of each weight, so that a missing transpose fits.
      func back(_ W: Tensor, _ transposed: Transposed) -> Tensor {
        guard transposed == .none else { return matmul(da, W, transposed: .right) }
        let M = W.shape[0]
        return (0..<4).reduce(Tensor.zeros(x.shape[0], M)) { sum, k in
          sum + matmul(da.columns(k * H..<(k + 1) * H), W.columns(k * H..<(k + 1) * H))
        }
      }
      return (back(Wx, transposed.x), back(Wh, transposed.h), dcBefore(whole, dc, kept))
    }
  }

  func oracle(
    _ dh: Tensor, _ dc: Tensor, _ x: Tensor, _ hBefore: Tensor, _ cBefore: Tensor, _ Wx: Tensor,
    _ Wh: Tensor, _ b: Tensor, _ dWx: inout Tensor, _ dWh: inout Tensor, _ db: inout Tensor
  ) -> Result {
    let gradients = measuredGradients([x, hBefore, cBefore, Wx, Wh, b]) { all in
      let new = lstm(all[0], all[1], all[2], all[3], all[4], all[5])
      return weighted(new.h, by: dh.table) + weighted(new.c, by: dc.table)
    }
    dWx += gradients[3]
    dWh += gradients[4]
    db += gradients[5]
    return (gradients[0], gradients[1], gradients[2])
  }

  var question = Question(
    "6.3", "A step of an LSTM, backward", stars: 3,
    answer: Exercises.lstmStepBackward as Backward, solution: Solutions.lstmStepBackward,
    oracle: oracle,
    cases: [
      Case("three sequences, three inputs, three cells", drawn(3, 3, 3)),
      Case("one sequence, two inputs, four cells", drawn(1, 2, 4)),
      Case("two sequences, four inputs, one cell", drawn(2, 4, 1)),
      Case("eight sequences", drawn(8, 3, 2)),
    ] as [Case<Input>],
    outcome: { backward, input in
      var (dWx, dWh, db) = (input.dWx, input.dWh, input.db)
      let (x, hBefore, cBefore, Wx, Wh, b) = input.forward
      let (dx, dhBefore, dcBefore) = backward(
        input.dh, input.dc, x, hBefore, cBefore, Wx, Wh, b, &dWx, &dWh, &db)
      return [
        "dx": dx, "dhBefore": dhBefore, "dcBefore": dcBefore, "dWx": dWx, "dWh": dWh, "db": db,
      ]
    })
  question.mistake(
    """
    The cell's gradient is only what the next step sends back. The cell is also shown, so what comes back through h \
    is added: dh ⊙ o ⊙ (1 − tanh² c).
    """,
    Pass(dc: { dc, _, _ in dc }).run)
  question.mistake(
    "The cell's gradient is only what comes back through h. Add what the next step sends back: dc.",
    Pass(dc: { _, dh, kept in dh * kept.o * (1 - kept.shown * kept.shown) }).run)
  question.mistake(
    """
    dcBefore is what the next step sent back, times f. The cell before is in all that this cell does: take the whole \
    gradient, with the way through h.
    """,
    Pass(dcBefore: { _, next, kept in next * kept.f }).run)
  question.mistake(
    "dcBefore is the cell's gradient itself. Only the share f of the cell before is in the new one.",
    Pass(dcBefore: { dc, _, _ in dc }).run)
  question.mistake(
    """
    The derivative of the tanh of the cell is taken at the wrong place: it is 1 − tanh² c. The cell itself isn't what \
    the tanh put out, and the one before isn't what went in.
    """,
    Pass(dc: { dc, dh, kept in dc + dh * kept.o * (1 - kept.c * kept.c) }).run,
    Pass(dc: { dc, dh, kept in dc + dh * kept.o * (1 - tanh(kept.before) * tanh(kept.before)) })
      .run,
    Pass(dc: { dc, dh, kept in
      dc + dh * kept.o * (1 - tanh(kept.shown) * tanh(kept.shown))
    }).run)
  question.mistake(
    "On the way from h to the cell a factor is missing: it is dh ⊙ o ⊙ (1 − tanh² c).",
    Pass(dc: { dc, dh, kept in dc + dh * kept.o }).run,
    Pass(dc: { dc, dh, kept in dc + dh * (1 - kept.shown * kept.shown) }).run,
    Pass(dc: { dc, dh, _ in dc + dh }).run)
  question.mistake(
    "The forget gate was multiplied by the cell *before*, not by the new one.",
    Pass(parts: { dc, dh, kept in [dc * kept.g, dc * kept.c, dc * kept.i, dh * kept.shown] }).run)
  question.mistake(
    "i and g are multiplied with each other: what goes on to i has the factor g, and to g the factor i.",
    Pass(parts: { dc, dh, kept in
      [dc * kept.i, dc * kept.before, dc * kept.g, dh * kept.shown]
    }).run)
  question.mistake(
    "The output gate was multiplied by tanh(c), not by c.",
    Pass(parts: { dc, dh, kept in [dc * kept.g, dc * kept.before, dc * kept.i, dh * kept.c] }).run)
  question.mistake(
    "The output gate gets its gradient from h, and not from the cell: it is dh ⊙ tanh(c).",
    Pass(parts: { dc, _, kept in
      [dc * kept.g, dc * kept.before, dc * kept.i, dc * kept.shown]
    }).run)
  question.mistake(
    "The derivatives of the four are missing, or not of the right kind: s (1 − s) for a gate, 1 − g² for the candidate.",
    Pass(gate: { .ones($0.shape) }, candidate: { .ones($0.shape) }).run,
    Pass(gate: { .ones($0.shape) }).run, Pass(candidate: { .ones($0.shape) }).run,
    Pass(gate: { 1 - $0 * $0 }).run, Pass(candidate: { $0 * (1 - $0) }).run)
  question.mistake(
    "The four are put side by side in another order than their weights: i, f, g, o.",
    Pass(order: [1, 2, 0, 3]).run, Pass(order: [0, 1, 3, 2]).run, Pass(order: [1, 0, 2, 3]).run,
    Pass(order: [1, 0, 3, 2]).run)
  question.mistake(
    """
    The gradients of the weights are set, and what other steps have left there is lost. All steps have the same \
    weights, and their gradients add up: += in place of =.
    """,
    Pass(add: { $1 }).run)
  question.mistake(
    "To the input and to hBefore it goes back through the weights transposed.",
    Pass(transposed: (.none, .right)).run, Pass(transposed: (.right, .none)).run,
    Pass(transposed: (.none, .none)).run)
  question.mistake(
    "dWh needs what Wh was multiplied by: hBefore, and not the new h or a cell.",
    Pass(past: { _, kept in kept.o * kept.shown }).run, Pass(past: { $1.before }).run)
  question.mistake(
    "The gradients of the weights are means over the batch. If the loss is a mean, the division is in dh and dc already.",
    Pass(scale: { 1 / $0 }).run)
  return question.exercise
}

// MARK: - 6.4

/// A step of a GRU in `Double`, one number after the other.
private func gru(_ x: Table, _ before: Table, _ Wx: Table, _ Wh: Table, _ b: Table) -> Table {
  let H = before[0].count
  return zip(x, before).map { x, before in
    func half(_ column: Int) -> Double {
      x.indices.reduce(b[0][column]) { $0 + x[$1] * Wx[$1][column] }
    }
    func past(_ column: Int, _ state: [Double]) -> Double {
      state.indices.reduce(0) { $0 + state[$1] * Wh[$1][column] }
    }
    let seen = (0..<H).map { before[$0] * gate(half($0) + past($0, before)) }
    return (0..<H).map { j in
      let z = gate(half(H + j) + past(H + j, before))
      return (1 - z) * tanh(half(2 * H + j) + past(2 * H + j, seen)) + z * before[j]
    }
  }
}

/// x, the state before, and the weights.
private typealias GRUInput = (x: Tensor, before: Tensor, Wx: Tensor, Wh: Tensor, b: Tensor)

private func drawnGRU(_ N: Int, _ D: Int, _ H: Int, _ random: inout Random) -> GRUInput {
  (
    random.normal(N, D), tanh(random.normal(N, H)), random.normal(D, 3 * H),
    random.normal(H, 3 * H), random.normal(3 * H)
  )
}

private var gruStep: Exercise {
  var random = Random(seed: 1, stream: "6.4")
  /// What may be wrong in a step.
  struct Pass {
    /// Whose columns are taken for r, z and n.
    var order = [0, 1, 2]
    var usesBias = true
    var gate: (Tensor) -> Tensor = { sigmoid($0) }
    var candidate: (Tensor) -> Tensor = { tanh($0) }
    /// What the candidate gets, of x's half, the state, Un, r and z.
    var inside: (_ x: Tensor, _ before: Tensor, _ U: Tensor, _ r: Tensor, _ z: Tensor) -> Tensor = {
      x, before, U, r, _ in x + matmul(r * before, U)
    }
    var mix: (_ n: Tensor, _ before: Tensor, _ r: Tensor, _ z: Tensor) -> Tensor = {
      n, before, _, z in (1 - z) * n + z * before
    }

    func run(
      _ x: Tensor, _ before: Tensor, _ Wx: Tensor, _ Wh: Tensor, _ b: Tensor
    ) -> Tensor {
      let H = before.shape[1]
      let half = matmul(x, Wx) + (usesBias ? b : .zeros(b.shape))
      func part(_ tensor: Tensor, _ k: Int) -> Tensor {
        tensor.columns(order[k] * H..<(order[k] + 1) * H)
      }
      let gates = (0..<2).map { gate(part(half, $0) + matmul(before, part(Wh, $0))) }
      let n = candidate(inside(part(half, 2), before, part(Wh, 2), gates[0], gates[1]))
      return mix(n, before, gates[0], gates[1])
    }
  }
  func oracle(_ x: Tensor, _ before: Tensor, _ Wx: Tensor, _ Wh: Tensor, _ b: Tensor) -> Tensor {
    Tensor(gru(x.table, before.table, Wx.table, Wh.table, b.table))
  }

  var question = Question(
    "6.4", "A step of a GRU, forward", stars: 2,
    answer: Exercises.gruStep, solution: Solutions.gruStep, oracle: oracle,
    cases: [
      Case("three sequences, three inputs, a state of three", drawnGRU(3, 3, 3, &random)),
      Case("one sequence, two inputs, a state of four", drawnGRU(1, 2, 4, &random)),
      Case(
        "the first step, with a state of zeros",
        (
          x: random.normal(2, 3), before: .zeros(2, 2), Wx: random.normal(3, 6),
          Wh: random.normal(2, 6), b: random.normal(6)
        )),
      Case("ten sequences", drawnGRU(10, 4, 3, &random)),
    ] as [Case<GRUInput>],
    outcome: { step, input in
      let (x, before, Wx, Wh, b) = input
      return ["h": step(x, before, Wx, Wh, b)]
    })
  question.mistake(
    "z and 1 − z are exchanged. Both ways are in use; here z is the share of the old state that stays.",
    Pass(mix: { n, before, _, z in z * n + (1 - z) * before }).run)
  question.mistake(
    """
    The reset comes after the product, as in PyTorch: r ⊙ (before · Un). Here it comes before: (r ⊙ before) · Un.
    """,
    Pass(inside: { x, before, U, r, _ in x + r * matmul(before, U) }).run)
  question.mistake(
    "The reset gate has no effect: the candidate sees r ⊙ before, not all of the state before.",
    Pass(inside: { x, before, U, _, _ in x + matmul(before, U) }).run)
  question.mistake(
    "The reset gate is applied to the input as well. It is only the past that the candidate may see less of.",
    Pass(inside: { x, before, U, r, _ in r * (x + matmul(before, U)) }).run,
    Pass(inside: { x, before, U, r, _ in r * x + matmul(r * before, U) }).run)
  question.mistake(
    "z is taken for the reset: r says what the candidate sees of the past, z what stays of it.",
    Pass(
      inside: { x, before, U, _, z in x + matmul(z * before, U) },
      mix: { n, before, r, _ in (1 - r) * n + r * before }
    ).run,
    Pass(inside: { x, before, U, _, z in x + matmul(z * before, U) }).run,
    Pass(mix: { n, before, r, _ in (1 - r) * n + r * before }).run)
  question.mistake(
    "The columns are read in another order. They are those of r, z and n.",
    Pass(order: [2, 0, 1]).run, Pass(order: [1, 2, 0]).run, Pass(order: [0, 2, 1]).run,
    Pass(order: [2, 1, 0]).run)
  question.mistake(
    "The candidate is a sigmoid, or isn't bounded. It is a tanh.",
    Pass(candidate: { sigmoid($0) }).run, Pass(candidate: { $0 }).run)
  question.mistake(
    "The gates are a tanh, or not bounded at all. A gate is a share from 0 to 1: a sigmoid.",
    Pass(gate: { tanh($0) }).run, Pass(gate: { $0 }).run)
  question.mistake(
    "What comes in isn't weighed: the candidate has the share 1 − z.",
    Pass(mix: { n, before, _, z in n + z * before }).run)
  question.mistake(
    "The new state has the candidate alone, or its share. Add what stays: z ⊙ before.",
    Pass(mix: { n, _, _, z in (1 - z) * n }).run, Pass(mix: { n, _, _, _ in n }).run)
  question.mistake(
    "What stays of the state is reset as well. r is for what the candidate sees; what stays is z ⊙ before.",
    Pass(mix: { n, before, r, z in (1 - z) * n + z * r * before }).run)
  question.mistake(
    "The bias is missing.",
    Pass(usesBias: false).run)
  return question.exercise
}

// MARK: - 6.5

private var gruStepBackward: Exercise {
  typealias Result = (dx: Tensor, dBefore: Tensor)
  typealias Backward = (
    Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, inout Tensor, inout Tensor, inout Tensor
  ) -> Result
  typealias Input = (dh: Tensor, forward: GRUInput, dWx: Tensor, dWh: Tensor, db: Tensor)
  var random = Random(seed: 1, stream: "6.5")
  func drawn(_ N: Int, _ D: Int, _ H: Int) -> Input {
    var forward = drawnGRU(N, D, H, &random)
    (forward.Wx, forward.Wh) = (0.5 * forward.Wx, 0.5 * forward.Wh)
    return (
      random.normal(N, H), forward, random.normal(D, 3 * H), random.normal(H, 3 * H),
      random.normal(3 * H)
    )
  }
  /// What the forward pass leaves.
  struct Kept { var r, z, n, before: Tensor }
  /// What may be wrong on the way back.
  struct Pass {
    var dN: (_ dh: Tensor, _ kept: Kept) -> Tensor = { dh, kept in dh * (1 - kept.z) }
    var dZ: (_ dh: Tensor, _ kept: Kept) -> Tensor = { dh, kept in dh * (kept.before - kept.n) }
    var dR: (_ dPast: Tensor, _ kept: Kept) -> Tensor = { dPast, kept in dPast * kept.before }
    var gate: (Tensor) -> Tensor = { $0 * (1 - $0) }
    var candidate: (Tensor) -> Tensor = { 1 - $0 * $0 }
    /// What goes back to the state directly, by way of the candidate, and by way of the gates.
    var ways: (_ direct: Tensor, _ dPast: Tensor, _ ofGates: Tensor, _ kept: Kept) -> Tensor = {
      direct, dPast, ofGates, kept in direct + dPast * kept.r + ofGates
    }
    var past: (_ kept: Kept) -> Tensor = { $0.r * $0.before }
    var transposed = (candidate: Transposed.right, gates: Transposed.right, x: Transposed.right)
    var order = [0, 1, 2]
    var scale: (_ N: Float) -> Float = { _ in 1 }
    var add: (_ old: Tensor, _ new: Tensor) -> Tensor = { $0 + $1 }

    func run(
      _ dh: Tensor, _ x: Tensor, _ before: Tensor, _ Wx: Tensor, _ Wh: Tensor, _ b: Tensor,
      _ dWx: inout Tensor, _ dWh: inout Tensor, _ db: inout Tensor
    ) -> Result {
      let H = before.shape[1]
      func part(_ tensor: Tensor, _ k: Int) -> Tensor { tensor.columns(k * H..<(k + 1) * H) }
      let half = matmul(x, Wx) + b
      let r = sigmoid(part(half, 0) + matmul(before, part(Wh, 0)))
      let z = sigmoid(part(half, 1) + matmul(before, part(Wh, 1)))
      let n = tanh(part(half, 2) + matmul(r * before, part(Wh, 2)))
      let kept = Kept(r: r, z: z, n: n, before: before)

      let daN = dN(dh, kept) * candidate(n)
      let dPast = matmul(daN, part(Wh, 2), transposed: transposed.candidate)
      let daR = dR(dPast, kept) * gate(r)
      let daZ = dZ(dh, kept) * gate(z)
      let parts = [daR, daZ, daN]
      let da = Tensor.concatenate(order.map { parts[$0] }, axis: 1)
      let dU = [before, before, past(kept)].enumerated().map { k, state in
        matmul(state, part(da, k), transposed: .left)
      }
      let scale = scale(Float(x.shape[0]))
      dWx = add(dWx, scale * matmul(x, da, transposed: .left))
      dWh = add(dWh, scale * Tensor.concatenate(dU, axis: 1))
      db = add(db, scale * da.sum(axis: 0))
      func back(_ W: Tensor, _ parts: Range<Int>, _ transposed: Transposed) -> Tensor {
        parts.reduce(Tensor.zeros(x.shape[0], W.shape[0])) { sum, k in
          sum + matmul(part(da, k), part(W, k), transposed: transposed)
        }
      }
      return (
        back(Wx, 0..<3, transposed.x),
        ways(dh * z, dPast, back(Wh, 0..<2, transposed.gates), kept)
      )
    }
  }

  func oracle(
    _ dh: Tensor, _ x: Tensor, _ before: Tensor, _ Wx: Tensor, _ Wh: Tensor, _ b: Tensor,
    _ dWx: inout Tensor, _ dWh: inout Tensor, _ db: inout Tensor
  ) -> Result {
    let gradients = measuredGradients([x, before, Wx, Wh, b]) { all in
      weighted(gru(all[0], all[1], all[2], all[3], all[4]), by: dh.table)
    }
    dWx += gradients[2]
    dWh += gradients[3]
    db += gradients[4]
    return (gradients[0], gradients[1])
  }

  var question = Question(
    "6.5", "A step of a GRU, backward", stars: 3,
    answer: Exercises.gruStepBackward as Backward, solution: Solutions.gruStepBackward,
    oracle: oracle,
    cases: [
      Case("three sequences, three inputs, a state of three", drawn(3, 3, 3)),
      Case("one sequence, two inputs, a state of four", drawn(1, 2, 4)),
      Case("two sequences, four inputs, a state of one", drawn(2, 4, 1)),
      Case("eight sequences", drawn(8, 3, 2)),
    ] as [Case<Input>],
    outcome: { backward, input in
      var (dWx, dWh, db) = (input.dWx, input.dWh, input.db)
      let (x, before, Wx, Wh, b) = input.forward
      let (dx, dBefore) = backward(input.dh, x, before, Wx, Wh, b, &dWx, &dWh, &db)
      return ["dx": dx, "dBefore": dBefore, "dWx": dWx, "dWh": dWh, "db": db]
    })
  question.mistake(
    "The direct way is missing: z ⊙ before is in the new state, so dh ⊙ z goes back to the state before.",
    Pass(ways: { _, dPast, ofGates, kept in dPast * kept.r + ofGates }).run)
  question.mistake(
    "The way by the candidate is missing: it sees r ⊙ before, and what comes back to that goes on to the state, times r.",
    Pass(ways: { direct, _, ofGates, _ in direct + ofGates }).run)
  question.mistake(
    "The ways by the gates are missing: both see the state before, by way of their weights.",
    Pass(ways: { direct, dPast, _, kept in direct + dPast * kept.r }).run)
  question.mistake(
    "What comes back by way of the candidate goes to the state without the reset: it saw r ⊙ before, so multiply by r.",
    Pass(ways: { direct, dPast, ofGates, _ in direct + dPast + ofGates }).run)
  question.mistake(
    "The sign of the update gate's gradient is turned: h grows with z by before − n.",
    Pass(dZ: { dh, kept in dh * (kept.n - kept.before) }).run)
  question.mistake(
    "The update gate decides between two: its gradient has before *and* −n.",
    Pass(dZ: { dh, kept in dh * kept.before }).run, Pass(dZ: { dh, kept in -dh * kept.n }).run)
  question.mistake(
    "The reset gate was multiplied by the state before: what comes back to r ⊙ before goes on to r times before.",
    Pass(dR: { dPast, _ in dPast }).run)
  question.mistake(
    "The candidate has the share 1 − z in the new state, so it gets dh ⊙ (1 − z).",
    Pass(dN: { dh, kept in dh * kept.z }).run, Pass(dN: { dh, _ in dh }).run)
  question.mistake(
    "The derivatives of the three are missing, or not of the right kind: s (1 − s) for a gate, 1 − n² for the candidate.",
    Pass(gate: { .ones($0.shape) }, candidate: { .ones($0.shape) }).run,
    Pass(gate: { .ones($0.shape) }).run, Pass(candidate: { .ones($0.shape) }).run,
    Pass(gate: { 1 - $0 * $0 }).run, Pass(candidate: { $0 * (1 - $0) }).run)
  question.mistake(
    "The candidate's part of dWh needs what these weights were multiplied by: r ⊙ before.",
    Pass(past: { $0.before }).run)
  question.mistake(
    "A transpose is missing: it goes back through the weights transposed.",
    Pass(transposed: (.none, .right, .right)).run, Pass(transposed: (.right, .none, .right)).run,
    Pass(transposed: (.right, .right, .none)).run, Pass(transposed: (.none, .none, .none)).run)
  question.mistake(
    "The three are put side by side in another order than their weights: r, z, n.",
    Pass(order: [1, 0, 2]).run, Pass(order: [2, 0, 1]).run)
  question.mistake(
    """
    The gradients of the weights are set, and what other steps have left there is lost. All steps have the same \
    weights, and their gradients add up: += in place of =.
    """,
    Pass(add: { $1 }).run)
  question.mistake(
    "The gradients of the weights are means over the batch. If the loss is a mean, the division is in dh already.",
    Pass(scale: { 1 / $0 }).run)
  return question.exercise
}

// MARK: - 6.6

private var bothDirections: Exercise {
  typealias Layer = (Tensor) -> Tensor
  typealias Both = (Tensor, Layer, Layer) -> Tensor
  typealias Weights = (Wx: Tensor, Wh: Tensor)
  typealias Input = (x: Tensor, onward: Weights, back: Weights)
  var random = Random(seed: 1, stream: "6.6")
  func drawn(_ T: Int, _ D: Int, _ H: Int) -> Input {
    func weights() -> Weights { (random.normal(D, H), 0.5 * random.normal(H, H)) }
    return (random.normal(T, D), weights(), weights())
  }
  /// A recurrent layer.
  func layer(_ weights: Weights) -> Layer {
    { x in
      var h = Tensor.zeros(1, weights.Wh.shape[0])
      let states = (0..<x.shape[0]).map { t in
        h = tanh(matmul(x.rows(t..<t + 1), weights.Wx) + matmul(h, weights.Wh))
        return h
      }
      return .concatenate(states)
    }
  }
  func turned(_ x: Tensor) -> Tensor { x.rows(at: (0..<x.shape[0]).reversed()) }
  func columnsTurned(_ x: Tensor) -> Tensor { turned(x.transposed()).transposed() }

  func oracle(_ x: Tensor, _ onward: Layer, _ back: Layer) -> Tensor {
    // Each row by itself: the last state of each layer when it has read just what it should.
    let T = x.shape[0]
    let rows = (0..<T).map { t in
      let first = onward(x.rows(at: Array(0...t))).row(-1).values
      return first + back(x.rows(at: (t..<T).reversed())).row(-1).values
    }
    return Tensor(rows.flatMap { $0 }, shape: [T, rows[0].count])
  }

  var question = Question(
    "6.6", "A layer in both directions", stars: 1,
    answer: Exercises.bothDirections as Both, solution: Solutions.bothDirections, oracle: oracle,
    cases: [
      Case("three steps, three inputs, states of three", drawn(3, 3, 3)),
      Case("one step", drawn(1, 2, 3)),
      Case("five steps, two inputs, states of four", drawn(5, 2, 4)),
      Case("twelve steps", drawn(12, 3, 2)),
    ] as [Case<Input>],
    outcome: { both, input in ["h": both(input.x, layer(input.onward), layer(input.back))] })
  question.mistake(
    """
    What `back` gives isn't turned round again: its row 0 belongs to the last step. Reverse its rows before both stand \
    side by side.
    """,
    { x, onward, back in .concatenate([onward(x), back(turned(x))], axis: 1) })
  question.mistake(
    "`back` reads from the first step on, like the other. Give it the steps in reverse.",
    { x, onward, back in .concatenate([onward(x), back(x)], axis: 1) })
  question.mistake(
    "`back` has read the steps from the first on, and only what it gave is reversed. Reverse what it reads as well.",
    { x, onward, back in .concatenate([onward(x), turned(back(x))], axis: 1) })
  question.mistake(
    "The states are added, or averaged. They should stand side by side, 2H numbers a step.",
    { x, onward, back in onward(x) + turned(back(turned(x))) },
    { x, onward, back in (onward(x) + turned(back(turned(x)))) / 2 })
  question.mistake(
    "The two stand one below the other, (2T, H). Side by side is axis 1.",
    { x, onward, back in .concatenate([onward(x), turned(back(turned(x)))]) })
  question.mistake(
    "The state of `onward` comes first in each row.",
    { x, onward, back in .concatenate([turned(back(turned(x))), onward(x)], axis: 1) })
  question.mistake(
    "`back` reads what `onward` has given. Both read x.",
    { x, onward, back in
      let h = onward(x)
      return .concatenate([h, turned(back(turned(h)))], axis: 1)
    })
  question.mistake(
    "The numbers of each step are reversed, where the order of the steps should be: rows, not columns.",
    { x, onward, back in
      .concatenate([onward(x), columnsTurned(back(columnsTurned(x)))], axis: 1)
    },
    { x, onward, back in .concatenate([onward(x), back(columnsTurned(x))], axis: 1) })
  question.mistake(
    "Both directions have the same layer. They have weights of their own: `onward` and `back`.",
    { x, onward, _ in .concatenate([onward(x), turned(onward(turned(x)))], axis: 1) },
    { x, _, back in .concatenate([back(x), turned(back(turned(x)))], axis: 1) })
  question.mistake(
    "All rows are turned round in the end, those of `onward` too.",
    { x, onward, back in turned(.concatenate([onward(x), back(turned(x))], axis: 1)) })
  return question.exercise
}
