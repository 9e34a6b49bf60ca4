import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 5.
var chapter05: [Exercise] {
  [perplexity, kneserNey, rnnStep, rnnStepBackward, throughTime, parallelStreams]
}

// MARK: - 5.1

private var perplexity: Exercise {
  typealias Perplexity = ([Float]) -> Float
  var random = Random(seed: 1, stream: "5.1")
  /// A wrong answer by what it makes of the mean cross entropy.
  func of(_ entropy: @escaping (_ mean: Float) -> Float) -> Perplexity {
    { p in entropy(-p.reduce(0) { $0 + log($1) } / Float(p.count)) }
  }
  /// A wrong answer by what it makes of the product of all probabilities.
  func product(_ root: @escaping (_ product: Double, _ T: Double) -> Double) -> Perplexity {
    { p in Float(root(p.reduce(1) { $0 * Double($1) }, Double(p.count))) }
  }
  func oracle(_ p: [Float]) -> Float {
    // The geometric mean as a product of roots.
    Float(1 / p.reduce(1) { $0 * pow(Double($1), 1 / Double(p.count)) })
  }

  var question = Question(
    "5.1", "Perplexity", stars: 1,
    answer: Exercises.perplexity, solution: Solutions.perplexity, oracle: oracle,
    cases: [
      Case("four words", [0.5, 0.25, 0.125, 0.25]),
      Case("a model that is always sure, and right", [1, 1, 1]),
      Case("one word", [0.2]),
      Case("a word that the model held for impossible", [0.5, 0, 0.25]),
      Case("thirty words", (0..<30).map { _ in 0.01 + 0.9 * random.uniform() }),
      Case("three hundred words", (0..<300).map { _ in 0.001 + 0.02 * random.uniform() }),
    ] as [Case<[Float]>],
    outcome: { perplexity, p in ["the perplexity": perplexity(p)] })
  question.mistake(
    "This is the cross entropy, in nats or in bits. The perplexity is e, or 2, to its power.",
    of { $0 }, of { $0 / log(2) })
  question.mistake(
    "A sum of logarithms is taken to the power, where their mean should be: divide by the number of words.",
    { p in exp(-p.reduce(0) { $0 + log($1) }) }, product { product, _ in 1 / product })
  question.mistake(
    """
    The logarithm has one base and the power another. With natural logarithms it is e to the power of the mean, \
    with those to base 2 it is 2.
    """,
    of { exp($0 / log(2)) }, of { exp($0 * log(2)) })
  question.mistake(
    "The sign is missing: this is the mean probability, and the perplexity is its inverse.",
    of { exp(-$0) })
  question.mistake(
    """
    This is the inverse of the arithmetic mean of the probabilities. In a perplexity the logarithms are averaged: \
    the mean is the geometric one.
    """,
    { p in Float(p.count) / p.reduce(0, +) })
  question.mistake(
    "The inverses of the probabilities are averaged. Average their logarithms, and take the power at the end.",
    { p in p.reduce(0) { $0 + 1 / $1 } / Float(p.count) })
  question.mistake(
    "The mean is over all T words, the first one too.",
    { p in exp(-p.dropFirst().reduce(0) { $0 + log($1) } / Float(p.count - 1)) },
    { p in exp(-p.dropFirst().reduce(0) { $0 + log($1) } / Float(p.count)) },
    { p in exp(-p.reduce(0) { $0 + log($1) } / Float(p.count - 1)) })
  question.mistake(
    """
    A word with the probability 0 is left out, or its probability made a little larger. That hides the worst that \
    can happen to a model: the perplexity is infinite.
    """,
    { p in Solutions.perplexity(of: p.filter { $0 > 0 }) },
    { p in exp(-p.reduce(0) { $0 + ($1 > 0 ? log($1) : 0) } / Float(p.count)) },
    { p in exp(-p.reduce(0) { $0 + log($1 + 1e-8) } / Float(p.count)) },
    { p in exp(-p.reduce(0) { $0 + log($1 + 1e-7) } / Float(p.count)) })
  question.mistake(
    """
    The product of three hundred probabilities is too small for a number, and is rounded to 0. Add up their \
    logarithms.
    """,
    product { pow($0, -1 / $1) }, product { exp(-log($0) / $1) })
  return question.exercise
}

// MARK: - 5.2

private var kneserNey: Exercise {
  typealias Model = ([Int], Int, Float) -> [[Float]]
  typealias Input = (ids: [Int], V: Int, D: Float)
  var random = Random(seed: 1, stream: "5.2")
  /// What is counted of a text.
  struct Counts {
    let V: Int
    /// c(v w).
    var pairs: [[Double]]
    /// c(v ·).
    var after: [Double]
    /// The weights of words when no context is known: n(· w).
    var before: [Double]

    init(_ ids: [Int], _ V: Int) {
      self.V = V
      pairs = (0..<V).map { v in
        (0..<V).map { w in
          Double(ids.indices.dropFirst().count { ids[$0 - 1] == v && ids[$0] == w })
        }
      }
      after = pairs.map { $0.reduce(0, +) }
      let seen = pairs
      before = (0..<V).map { w in Double(seen.count { $0[w] > 0 }) }
    }
  }
  /// What may be wrong in the formula.
  struct Formula {
    var count: (_ ids: [Int], _ counts: inout Counts) -> Void = { _, _ in }
    /// c(v w), D and c(v ·) → the first term.
    var term: (_ count: Double, _ D: Double, _ all: Double) -> Double = { max($0 - $1, 0) / $2 }
    var rest: (_ D: Double, _ different: Double, _ all: Double) -> Double = { $0 * $1 / $2 }
    var mix: (_ term: Double, _ rest: Double, _ shorter: Double) -> Double = { $0 + $1 * $2 }
    /// n(· w), D, n, m and V → P(w).
    var shorter: (_ before: Double, _ D: Double, _ n: Double, _ m: Double, _ V: Double) -> Double =
      {
        max($0 - $1, 0) / $2 + $1 * $3 / $2 / $4
      }
    var unseen: (_ shorter: [Double]) -> [Double] = { $0 }

    func run(_ ids: [Int], _ V: Int, _ D: Float) -> [[Float]] {
      var counts = Counts(ids, V)
      count(ids, &counts)
      let D = Double(D)
      let n = counts.before.reduce(0, +)
      let m = Double(counts.before.count { $0 > 0 })
      let shorter = counts.before.map { self.shorter($0, D, n, m, Double(V)) }
      return zip(counts.pairs, counts.after).map { row, all in
        guard all > 0 else { return unseen(shorter).map { Float($0) } }
        let rest = rest(D, Double(row.count { $0 > 0 }), all)
        return zip(row, shorter).map { Float(mix(term($0, D, all), rest, $1)) }
      }
    }
  }

  func oracle(_ ids: [Int], _ V: Int, _ D: Float) -> [[Float]] {
    // Takes the discounts away one by one, and hands them on.
    let D = Double(D)
    let pairs = Array(zip(ids, ids.dropFirst()))
    let different = Set(pairs.map { [$0, $1] })
    var shorter = [Double](repeating: 0, count: V)
    var freed = 0.0
    for w in 0..<V {
      let before = different.filter { $0[1] == w }.count
      guard before > 0 else { continue }
      shorter[w] = Double(before) - D
      freed += D
    }
    shorter = shorter.map { ($0 + freed / Double(V)) / Double(different.count) }
    return (0..<V).map { v in
      let next = pairs.filter { $0.0 == v }.map(\.1)
      var row = [Double](repeating: 0, count: V)
      var freed = next.isEmpty ? 1.0 : 0
      for w in Set(next) {
        row[w] = Double(next.count { $0 == w }) - D
        freed += D
      }
      return row.indices.map { w in
        Float((row[w] + freed * shorter[w]) / Double(max(next.count, 1)))
      }
    }
  }

  var question = Question(
    "5.2", "Kneser–Ney for pairs", stars: 3,
    answer: Exercises.kneserNey, solution: Solutions.kneserNey, oracle: oracle,
    cases: [
      Case(
        "a text of three different words",
        (ids: [0, 1, 2, 0, 1, 1, 2, 0, 1, 0, 0, 1], V: 3, D: 0.75)
      ),
      Case("a word that begins no pair", (ids: [0, 1, 0, 0, 1, 2], V: 3, D: 0.5)),
      Case("words that don't occur", (ids: [1, 3, 1, 1, 3, 3, 1], V: 5, D: 0.75)),
      Case("two words", (ids: [1, 0], V: 2, D: 0.25)),
      Case("a discount of 1", (ids: [0, 1, 2, 1, 2, 2, 0, 1], V: 3, D: 1)),
      Case("forty words", (ids: random.integers(40, below: 8), V: 9, D: 0.6)),
    ] as [Case<Input>],
    outcome: { model, input in ["P": model(input.ids, input.V, input.D)] })
  question.mistake(
    """
    The shorter model counts how often a word occurs. Kneser and Ney count after how many different words it does: \
    a word that only ever follows one other should not be expected elsewhere.
    """,
    Formula(count: { ids, counts in
      let V = counts.V
      counts.before = (0..<V).map { w in Double(ids.count { $0 == w }) }
    }).run,
    Formula(count: { _, counts in
      let pairs = counts.pairs
      counts.before = pairs.indices.map { w in pairs.reduce(0) { $0 + $1[w] } }
    }).run,
    Formula(
      count: { ids, counts in
        let V = counts.V
        counts.before = (0..<V).map { w in Double(ids.count { $0 == w }) }
      }, shorter: { before, _, n, _, _ in before / n }
    ).run)
  question.mistake(
    "The shorter model counts how many different words follow w. It should be before how many it stands: n(· w).",
    Formula(count: { _, counts in
      counts.before = counts.pairs.map { Double($0.count { $0 > 0 }) }
    }).run)
  question.mistake(
    """
    The shorter model is asked only about pairs that never occurred (that is back-off). Interpolated smoothing mixes \
    it in always, and only so does a row sum to 1.
    """,
    Formula(mix: { term, rest, shorter in term > 0 ? term : rest * shorter }).run)
  question.mistake(
    "Nothing is taken from the counts of pairs, though γ gives something away: the rows sum to more than 1.",
    Formula(term: { count, _, all in count / all }).run)
  question.mistake(
    "A discount is taken from pairs that never occurred, and they fall below 0. What is least is 0.",
    Formula(term: { ($0 - $1) / $2 }).run,
    Formula(term: { ($0 - $1) / $2 }, shorter: { ($0 - $1) / $2 + $1 * $3 / $2 / $4 }).run)
  question.mistake(
    "γ(v) has one discount, whatever followed v. Each of the n(v ·) different words gave up D.",
    Formula(rest: { D, _, all in D / all }).run)
  question.mistake(
    """
    γ(v) has a discount for each pair that begins with v. A pair that occurs three times gave up D once: it is \
    n(v ·), the number of different words, not c(v ·).
    """,
    Formula(rest: { D, _, _ in D }).run)
  question.mistake(
    """
    c(v ·) counts the occurrences of v. The last word of a text begins no pair: count pairs, or the rows don't sum \
    to 1.
    """,
    { ids, V, D in
      var counts = Counts(ids, V)
      let last = ids[ids.count - 1]
      counts.after[last] += 1
      return Formula(count: { $1 = counts }).run(ids, V, D)
    })
  question.mistake(
    "The last word of the text and the first are counted as a pair.",
    { ids, V, D in
      Formula(count: { _, counts in counts = Counts(ids + [ids[0]], V) }).run(ids, V, D)
    })
  question.mistake(
    "The table is transposed: row v has the probabilities of what comes after v, and sums to 1.",
    { ids, V, D in
      let P = Formula().run(ids, V, D)
      return (0..<V).map { v in P.map { $0[v] } }
    })
  question.mistake(
    "The shorter model gives nothing to the even share: its counts have a discount as well, and it goes to 1 / V.",
    Formula(shorter: { before, _, n, _, _ in before / n }).run,
    Formula(shorter: { before, D, n, _, _ in max(before - D, 0) / n }).run)
  question.mistake(
    "After a word that begins no pair, the sums are 0, and a fraction of them no number. γ(v) is 1 there.",
    Formula(unseen: { $0.map { _ in .nan } }).run)
  question.mistake(
    """
    A word that begins no pair has a row that sums to 0, or to less than 1. All that is known then is the shorter \
    model: γ(v) is 1.
    """,
    Formula(unseen: { $0.map { _ in 0 } }).run, Formula(unseen: { $0.map { $0 / 2 } }).run)
  question.mistake(
    "After a word that begins no pair all words are taken for equally likely. The shorter model knows more.",
    Formula(unseen: { shorter in shorter.map { _ in 1 / Double(shorter.count) } }).run)
  question.mistake(
    """
    Below the single words, γ has a discount for all V words, also for those that stand behind no other and gave \
    up nothing.
    """,
    Formula(shorter: { before, D, n, _, _ in max(before - D, 0) / n + D / n }).run)
  return question.exercise
}

// MARK: - 5.3

/// tanh(x Wx + before Wh + b) in `Double`, with a row of b for each row of x.
private func states(_ x: Table, _ before: Table, _ Wx: Table, _ Wh: Table, _ b: Table) -> Table {
  zip(zip(product(x, Wx), product(before, Wh)), b).map { halves, b in
    b.indices.map { tanh(halves.0[$0] + halves.1[$0] + b[$0]) }
  }
}

/// `row` once for each of N sequences.
private func repeated(_ row: Tensor, _ N: Int) -> Table {
  [[Double]](repeating: row.values.map(Double.init), count: N)
}

private var rnnStep: Exercise {
  typealias Step = (Tensor, Tensor, Tensor, Tensor, Tensor) -> Tensor
  typealias Input = (x: Tensor, before: Tensor, Wx: Tensor, Wh: Tensor, b: Tensor)
  var random = Random(seed: 1, stream: "5.3")
  func drawn(_ N: Int, _ D: Int, _ H: Int) -> Input {
    (
      random.normal(N, D), tanh(random.normal(N, H)), random.normal(D, H), random.normal(H, H),
      random.normal(H)
    )
  }
  func oracle(_ x: Tensor, _ before: Tensor, _ Wx: Tensor, _ Wh: Tensor, _ b: Tensor) -> Tensor {
    Tensor(states(x.table, before.table, Wx.table, Wh.table, repeated(b, x.shape[0])))
  }

  var question = Question(
    "5.3", "A recurrent cell, forward", stars: 1,
    answer: Exercises.rnnStep, solution: Solutions.rnnStep, oracle: oracle,
    cases: [
      Case("three sequences, three inputs, a state of three", drawn(3, 3, 3)),
      Case("one sequence, two inputs, a state of four", drawn(1, 2, 4)),
      Case(
        "the first step, with a state of zeros",
        (
          x: random.normal(2, 3), before: .zeros(2, 2), Wx: random.normal(3, 2),
          Wh: random.normal(2, 2), b: random.normal(2)
        )),
      Case(
        "200 and −200 before tanh",
        (x: [[2], [-2]], before: .zeros(2, 1), Wx: [[100]], Wh: [[1]], b: [0])),
      Case("ten sequences", drawn(10, 5, 3)),
    ] as [Case<Input>],
    outcome: { step, input in
      let (x, before, Wx, Wh, b) = input
      return ["h": step(x, before, Wx, Wh, b)]
    })
  question.mistake(
    "tanh is missing. Without it, all steps together are one matrix product, and states grow without bound.",
    { x, before, Wx, Wh, b in matmul(x, Wx) + matmul(before, Wh) + b })
  question.mistake(
    "This is the sigmoid, which is never below 0. A recurrent layer takes tanh.",
    { x, before, Wx, Wh, b in sigmoid(matmul(x, Wx) + matmul(before, Wh) + b) })
  question.mistake(
    "The state before has no part in it. It is what the layer remembers: add before · Wh.",
    { x, _, Wx, _, b in tanh(matmul(x, Wx) + b) })
  question.mistake(
    "The two weights are exchanged: Wx (D, H) is for the input, Wh (H, H) for the state.",
    { x, before, Wx, Wh, b in tanh(matmul(x, Wh) + matmul(before, Wx) + b) })
  question.mistake(
    """
    A matrix is transposed that shouldn't be. Wx is (D, H) and Wh (H, H), as they have to be behind x and the state.
    """,
    { x, before, Wx, Wh, b in
      tanh(matmul(x, Wx, transposed: .right) + matmul(before, Wh, transposed: .right) + b)
    },
    { x, before, Wx, Wh, b in tanh(matmul(x, Wx) + matmul(before, Wh, transposed: .right) + b) },
    { x, before, Wx, Wh, b in tanh(matmul(x, Wx, transposed: .right) + matmul(before, Wh) + b) },
    { x, before, Wx, Wh, b in tanh(matmul(Wx, x) + matmul(Wh, before) + b) })
  question.mistake(
    "The bias is missing.",
    { x, before, Wx, Wh, _ in tanh(matmul(x, Wx) + matmul(before, Wh)) })
  question.mistake(
    "The bias is added twice, with either product. The two halves have one between them.",
    { x, before, Wx, Wh, b in tanh(matmul(x, Wx) + matmul(before, Wh) + 2 * b) })
  question.mistake(
    "tanh is taken of each half by itself, and the sum may leave −1 to 1. Add first.",
    { x, before, Wx, Wh, b in tanh(matmul(x, Wx) + b) + tanh(matmul(before, Wh)) },
    { x, before, Wx, Wh, b in tanh(matmul(x, Wx)) + tanh(matmul(before, Wh) + b) },
    { x, before, Wx, Wh, b in tanh(matmul(x, Wx)) + tanh(matmul(before, Wh)) + b },
    { x, before, Wx, Wh, b in tanh(matmul(x, Wx) + b) + matmul(before, Wh) })
  question.mistake(
    "The bias is added after tanh.",
    { x, before, Wx, Wh, b in tanh(matmul(x, Wx) + matmul(before, Wh)) + b })
  question.mistake(
    "The old state is added to the new one, or goes through tanh once more. It comes in by way of Wh only.",
    { x, before, Wx, Wh, b in before + tanh(matmul(x, Wx) + matmul(before, Wh) + b) },
    { x, before, Wx, Wh, b in tanh(matmul(x, Wx) + before + matmul(before, Wh) + b) },
    { x, before, Wx, Wh, b in tanh(matmul(x, Wx) + matmul(tanh(before), Wh) + b) })
  question.mistake(
    """
    The exponential of 200 is infinite, and ∞ / ∞ is no number. The library's tanh has no such trouble; by hand, \
    divide by the larger exponential first.
    """,
    { x, before, Wx, Wh, b in
      let a = matmul(x, Wx) + matmul(before, Wh) + b
      return (exp(a) - exp(-a)) / (exp(a) + exp(-a))
    },
    { x, before, Wx, Wh, b in
      let e = exp(2 * (matmul(x, Wx) + matmul(before, Wh) + b))
      return (e - 1) / (e + 1)
    })
  return question.exercise
}

// MARK: - 5.4

private var rnnStepBackward: Exercise {
  typealias Result = (dx: Tensor, dBefore: Tensor)
  typealias Backward = (
    Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, inout Tensor, inout Tensor, inout Tensor
  ) -> Result
  typealias Input = (
    dh: Tensor, x: Tensor, before: Tensor, h: Tensor, Wx: Tensor, Wh: Tensor, dWx: Tensor,
    dWh: Tensor, db: Tensor
  )
  var random = Random(seed: 1, stream: "5.4")
  func drawn(_ N: Int, _ D: Int, _ H: Int) -> Input {
    let (x, before) = (random.normal(N, D), tanh(random.normal(N, H)))
    let (Wx, Wh, b) = (random.normal(D, H), random.normal(H, H), random.normal(H))
    let h = states(x.table, before.table, (0.5 * Wx).table, (0.5 * Wh).table, repeated(0.5 * b, N))
    return (
      random.normal(N, H), x, before, Tensor(h), 0.5 * Wx, 0.5 * Wh, random.normal(D, H),
      random.normal(H, H), random.normal(H)
    )
  }
  /// What may be wrong on the way back.
  struct Pass {
    var da: (_ dh: Tensor, _ h: Tensor, _ before: Tensor) -> Tensor = { dh, h, _ in
      dh * (1 - h * h)
    }
    /// What goes back through Wh, of da and dh.
    var back: (_ da: Tensor, _ dh: Tensor) -> Tensor = { da, _ in da }
    var transposed = (x: Transposed.right, h: Transposed.right)
    var dWx: (_ x: Tensor, _ da: Tensor) -> Tensor = { matmul($0, $1, transposed: .left) }
    var dWh: (_ before: Tensor, _ h: Tensor, _ da: Tensor) -> Tensor = { before, _, da in
      matmul(before, da, transposed: .left)
    }
    var db: (_ da: Tensor, _ dh: Tensor) -> Tensor = { da, _ in da.sum(axis: 0) }
    var scale: (_ N: Float) -> Float = { _ in 1 }
    var add: (_ old: Tensor, _ new: Tensor) -> Tensor = { $0 + $1 }

    func run(
      _ dh: Tensor, _ x: Tensor, _ before: Tensor, _ h: Tensor, _ Wx: Tensor, _ Wh: Tensor,
      _ dWx: inout Tensor, _ dWh: inout Tensor, _ db: inout Tensor
    ) -> Result {
      let da = da(dh, h, before)
      let scale = scale(Float(x.shape[0]))
      dWx = add(dWx, scale * self.dWx(x, da))
      dWh = add(dWh, scale * self.dWh(before, h, da))
      db = add(db, scale * self.db(da, dh))
      return (
        matmul(da, Wx, transposed: transposed.x),
        matmul(back(da, dh), Wh, transposed: transposed.h)
      )
    }
  }

  func oracle(
    _ dh: Tensor, _ x: Tensor, _ before: Tensor, _ h: Tensor, _ Wx: Tensor, _ Wh: Tensor,
    _ dWx: inout Tensor, _ dWh: inout Tensor, _ db: inout Tensor
  ) -> Result {
    // The bias by which h comes out, a row for each sequence.
    let halves = zip(product(x.table, Wx.table), product(before.table, Wh.table))
    let b = zip(h.table, halves).map { h, halves in
      h.indices.map { atanh(h[$0]) - halves.0[$0] - halves.1[$0] }
    }
    let gradients = measuredGradients([x, before, Wx, Wh, .zeros(db.shape)]) { all in
      let b = b.map { row in zip(row, all[4][0]).map { $0 + $1 } }
      return weighted(states(all[0], all[1], all[2], all[3], b), by: dh.table)
    }
    dWx += gradients[2]
    dWh += gradients[3]
    db += gradients[4]
    return (gradients[0], gradients[1])
  }

  var question = Question(
    "5.4", "A recurrent cell, backward", stars: 2,
    answer: Exercises.rnnStepBackward as Backward, solution: Solutions.rnnStepBackward,
    oracle: oracle,
    cases: [
      Case("three sequences, three inputs, a state of three", drawn(3, 3, 3)),
      Case("one sequence, two inputs, a state of four", drawn(1, 2, 4)),
      Case("two sequences, four inputs, a state of one", drawn(2, 4, 1)),
      Case("ten sequences", drawn(10, 5, 3)),
    ] as [Case<Input>],
    outcome: { backward, input in
      var (dWx, dWh, db) = (input.dWx, input.dWh, input.db)
      let (dx, dBefore) = backward(
        input.dh, input.x, input.before, input.h, input.Wx, input.Wh, &dWx, &dWh, &db)
      return ["dx": dx, "dBefore": dBefore, "dWx": dWx, "dWh": dWh, "db": db]
    })
  question.mistake(
    """
    The gradients of the weights are set, and what the other steps have left there is lost. All steps have the same \
    weights, and their gradients add up: += in place of =.
    """,
    Pass(add: { $1 }).run)
  question.mistake(
    "The gradient passes tanh as if it weren't there. Multiply by its derivative, 1 − h².",
    Pass(da: { dh, _, _ in dh }).run)
  question.mistake(
    "h (1 − h) is the derivative of a sigmoid; that of tanh is 1 − h².",
    Pass(da: { dh, h, _ in dh * h * (1 - h) }).run)
  question.mistake(
    """
    The derivative of tanh is taken at the wrong place. It is 1 − h² of the state that this step has given: not of \
    the state before, and no tanh is taken once more.
    """,
    Pass(da: { dh, _, before in dh * (1 - before * before) }).run,
    Pass(da: { dh, h, _ in dh * (1 - tanh(h) * tanh(h)) }).run)
  question.mistake(
    "To the input it goes back through the transpose of Wx: only Wxᵀ leads from H to D.",
    Pass(transposed: (.none, .right)).run)
  question.mistake(
    "To the state before it goes back through the transpose of Wh.",
    Pass(transposed: (.right, .none)).run, Pass(transposed: (.none, .none)).run)
  question.mistake(
    "dWh needs what Wh was multiplied by: the state before this step, not the one after it.",
    Pass(dWh: { _, h, da in matmul(h, da, transposed: .left) }).run)
  question.mistake(
    "A weight's gradient is (its input transposed) times da; a transpose is missing.",
    Pass(dWx: { matmul($0, $1) }, dWh: { before, _, da in matmul(before, da) }).run,
    Pass(dWx: { matmul($0, $1) }).run,
    Pass(dWh: { before, _, da in matmul(before, da) }).run)
  question.mistake(
    "A weight's gradient comes out transposed. Exchange the two factors, and transpose the other one.",
    Pass(
      dWx: { matmul($1, $0, transposed: .left) },
      dWh: { before, _, da in matmul(da, before, transposed: .left) }
    ).run,
    Pass(dWh: { before, _, da in matmul(da, before, transposed: .left) }).run,
    Pass(dWx: { matmul($1, $0, transposed: .left) }).run)
  question.mistake(
    "The state before gets dh Whᵀ. It comes into h by way of tanh as well: da Whᵀ.",
    Pass(back: { $1 }).run)
  question.mistake(
    "db is the sum of dh. The bias stands before tanh: sum da.",
    Pass(db: { $1.sum(axis: 0) }).run)
  question.mistake(
    "db is summed along the wrong axis: each sequence had the same bias, so sum over the rows, axis 0.",
    Pass(db: { da, _ in da.sum(axis: 1) }).run)
  question.mistake(
    "The gradients of the weights are means over the batch. If the loss is a mean, the division is in dh already.",
    Pass(scale: { 1 / $0 }).run, Pass(db: { da, _ in da.mean(axis: 0) }).run)
  return question.exercise
}

// MARK: - 5.5

private var throughTime: Exercise {
  typealias Result = (
    h: Tensor, dx: Tensor, dStart: Tensor, dWx: Tensor, dWh: Tensor, db: Tensor
  )
  typealias ThroughTime = (Tensor, Tensor, Tensor, Tensor, Tensor, Tensor) -> Result
  typealias Input = (x: Tensor, start: Tensor, Wx: Tensor, Wh: Tensor, b: Tensor, dy: Tensor)
  var random = Random(seed: 1, stream: "5.5")
  func drawn(_ T: Int, _ D: Int, _ H: Int) -> Input {
    (
      random.normal(T, D), tanh(random.normal(1, H)), 0.5 * random.normal(D, H),
      0.5 * random.normal(H, H), 0.5 * random.normal(H), random.normal(T, H)
    )
  }
  /// What may be wrong on the way back.
  struct Pass {
    var start: (Tensor) -> Tensor = { $0 }
    var dy: (_ dy: Tensor) -> Tensor = { $0 }
    /// The state's gradient, of that from above and that from the next step.
    var dh: (_ dy: Tensor, _ next: Tensor) -> Tensor = { $0 + $1 }
    var da: (_ dh: Tensor, _ h: Tensor, _ dy: Tensor, _ next: Tensor) -> Tensor = { dh, h, _, _ in
      dh * (1 - h * h)
    }
    var next: (_ da: Tensor, _ dh: Tensor, _ Wh: Tensor, _ old: Tensor) -> Tensor = {
      da, _, Wh, _ in
      matmul(da, Wh, transposed: .right)
    }
    var past: (_ before: Tensor, _ h: Tensor) -> Tensor = { before, _ in before }
    var add: (_ old: Tensor, _ new: Tensor) -> Tensor = { $0 + $1 }
    var order: (_ T: Int) -> [Int] = { (0..<$0).reversed() }
    var placeOfInput: (_ t: Int, _ T: Int) -> Int = { t, _ in t }
    var scale: (_ T: Float) -> Float = { _ in 1 }
    var dStart: (_ next: Tensor, _ first: Tensor) -> Tensor = { next, _ in next }

    func run(
      _ x: Tensor, _ start: Tensor, _ Wx: Tensor, _ Wh: Tensor, _ b: Tensor, _ dy: Tensor
    ) -> Result {
      let T = x.shape[0]
      var states = [self.start(start)]
      for t in 0..<T {
        states.append(tanh(matmul(x.rows(t..<t + 1), Wx) + matmul(states[t], Wh) + b))
      }
      let (above, scale) = (self.dy(dy), scale(Float(T)))
      var (dWx, dWh, db) = (Tensor.zeros(Wx.shape), Tensor.zeros(Wh.shape), Tensor.zeros(b.shape))
      var (dx, dNext, da) = (Tensor.zeros(x.shape), Tensor.zeros(start.shape), start)
      for t in order(T) {
        let dh = dh(above.rows(t..<t + 1), dNext)
        da = self.da(dh, states[t + 1], above.rows(t..<t + 1), dNext)
        dWx = add(dWx, scale * matmul(x.rows(t..<t + 1), da, transposed: .left))
        dWh = add(dWh, scale * matmul(past(states[t], states[t + 1]), da, transposed: .left))
        db = add(db, scale * da.row(0))
        dx.setRows(from: placeOfInput(t, T), to: matmul(da, Wx, transposed: .right))
        dNext = next(da, dh, Wh, dNext)
      }
      return (
        .concatenate(Array(states.dropFirst())), dx, dStart(dNext, da), dWx, dWh, db
      )
    }
  }

  func oracle(
    _ x: Tensor, _ start: Tensor, _ Wx: Tensor, _ Wh: Tensor, _ b: Tensor, _ dy: Tensor
  ) -> Result {
    let inputs = [x, start, Wx, Wh, b]
    func run(_ all: [Table]) -> Table {
      var h = all[1]
      return all[0].map { row in
        h = states([row], h, all[2], all[3], all[4])
        return h[0]
      }
    }
    let gradients = measuredGradients(inputs) { weighted(run($0), by: dy.table) }
    return (
      Tensor(run(inputs.map(\.table))), gradients[0], gradients[1], gradients[2], gradients[3],
      gradients[4]
    )
  }

  var question = Question(
    "5.5", "Back-propagation through time", stars: 3,
    answer: Exercises.throughTime as ThroughTime, solution: Solutions.throughTime,
    oracle: oracle,
    cases: [
      Case("three steps, three inputs, a state of three", drawn(3, 3, 3)),
      Case("one step", drawn(1, 2, 3)),
      Case("two steps, four inputs, a state of one", drawn(2, 4, 1)),
      Case("twelve steps", drawn(12, 2, 3)),
    ] as [Case<Input>],
    outcome: { throughTime, input in
      let (x, start, Wx, Wh, b, dy) = input
      let result = throughTime(x, start, Wx, Wh, b, dy)
      return [
        "h": result.h, "dx": result.dx, "dStart": result.dStart, "dWx": result.dWx,
        "dWh": result.dWh, "db": result.db,
      ]
    })
  question.mistake(
    """
    What comes back from the next step is forgotten. A state goes to the layer above *and* to the next step, and its \
    gradient is the sum of what both send back.
    """,
    Pass(dh: { dy, _ in dy }).run)
  question.mistake(
    """
    What comes back from later steps is added up from step to step. dNext is what the *next* step sends back, and \
    each step sets it anew.
    """,
    Pass(next: { da, _, Wh, old in old + matmul(da, Wh, transposed: .right) }).run)
  question.mistake(
    "Only the last output's gradient is used. Each step has one from the layer above: add dy[t] at each step.",
    Pass(dy: { dy in
      var last = Tensor.zeros(dy.shape)
      last.setRows(from: dy.shape[0] - 1, to: dy.rows(dy.shape[0] - 1..<dy.shape[0]))
      return last
    }).run)
  question.mistake(
    "The way back goes from the first step to the last. A step needs what the one after it sends back: go in reverse.",
    Pass(order: { Array(0..<$0) }).run)
  question.mistake(
    """
    The weights' gradients are those of one step alone. All steps have the same weights, and their gradients add up: \
    += in place of =.
    """,
    Pass(add: { $1 }).run)
  question.mistake(
    "The weights' gradients are means over the steps. The same weights are used T times, so they are sums.",
    Pass(scale: { 1 / $0 }).run)
  question.mistake(
    "dWh takes the state after each step. Wh was multiplied by the state before it, in the first step by `start`.",
    Pass(past: { _, h in h }).run)
  question.mistake(
    """
    What the next step sends back is added after the derivative of tanh. It is a gradient of h[t], like dy[t]: add both, \
    then multiply by 1 − h².
    """,
    Pass(da: { _, h, dy, next in dy * (1 - h * h) + next }).run)
  question.mistake(
    "What goes back to the step before is dh Whᵀ. It has to pass tanh first: da Whᵀ.",
    Pass(next: { _, dh, Wh, _ in matmul(dh, Wh, transposed: .right) }).run)
  question.mistake(
    "To the step before it goes back through the transpose of Wh.",
    Pass(next: { da, _, Wh, _ in matmul(da, Wh) }).run)
  question.mistake(
    "The first step begins with zeros. It goes on from `start`, which may be another block's last state.",
    Pass(start: { .zeros($0.shape) }).run)
  question.mistake(
    "dx is in reverse order: going back, the last step comes first, and its row belongs at the end.",
    Pass(placeOfInput: { t, T in T - 1 - t }).run)
  question.mistake(
    "dStart is one product short, or not set: what the first step sends back by way of Wh is the start's gradient.",
    Pass(dStart: { next, _ in .zeros(next.shape) }).run, Pass(dStart: { $1 }).run)
  return question.exercise
}

// MARK: - 5.6

private var parallelStreams: Exercise {
  typealias Blocks = [(x: [[Int]], t: [[Int]])]
  typealias Cut = ([Int], Int, Int) -> Blocks
  typealias Input = (ids: [Int], N: Int, T: Int)
  /// What may be wrong: how the text is cut, by places; beyond its end it is read from its start.
  struct Cutting {
    var length: (_ L: Int, _ N: Int) -> Int = { max($0 - 1, 0) / $1 }
    /// Where in the text an input stands: row n, block number, step.
    var place: (_ n: Int, _ block: Int, _ step: Int, _ size: Size) -> Int = {
      n, block, step, size in
      n * size.length + block * size.T + step
    }
    var blocks: (_ size: Size) -> Int = { ($0.length + $0.T - 1) / $0.T }
    var isLastShort = true
    var target: (_ place: Int, _ size: Size) -> Int = { place, _ in place + 1 }

    struct Size { var L, N, T, length: Int }

    func run(_ ids: [Int], _ N: Int, _ T: Int) -> Blocks {
      let size = Size(L: ids.count, N: N, T: T, length: length(ids.count, N))
      func id(_ place: Int) -> Int { ids[(place % ids.count + ids.count) % ids.count] }
      return (0..<max(blocks(size), 0)).map { block in
        let steps = isLastShort ? min(T, size.length - block * T) : T
        let places = (0..<N).map { n in (0..<max(steps, 0)).map { place(n, block, $0, size) } }
        return (
          places.map { $0.map(id) }, places.map { $0.map { id(target($0, size)) } }
        )
      }
    }
  }

  func oracle(_ ids: [Int], _ N: Int, _ T: Int) -> Blocks {
    // Each stream by itself, cut off in front until nothing is left.
    let length = (ids.count - 1) / N
    var streams = (0..<N).map { Array(ids.dropFirst($0 * length).prefix(length + 1)) }
    var blocks: Blocks = []
    while streams[0].count > 1 {
      let heads = streams.map { $0.prefix(T + 1) }
      blocks.append((heads.map { Array($0.dropLast()) }, heads.map { Array($0.dropFirst()) }))
      streams = streams.map { Array($0.dropFirst(T)) }
    }
    return blocks
  }

  var question = Question(
    "5.6", "Parallel streams", stars: 2, tolerance: .exact,
    answer: Exercises.parallelStreams as Cut, solution: Solutions.parallelStreams, oracle: oracle,
    cases: [
      Case(
        "a text of 24 words, two streams, blocks of three steps",
        (ids: Array(10..<34), N: 2, T: 3)),
      Case(
        "a text that comes out even: 13 words, three streams, two steps", (Array(20..<33), 3, 2)),
      Case("as many streams as steps", (ids: Array(40..<60), N: 3, T: 3)),
      Case("one stream", (ids: Array(5..<16), N: 1, T: 4)),
      Case("blocks longer than a stream", (ids: [7, 3, 9, 2, 8], N: 2, T: 6)),
      Case("a text too short for its streams", (ids: [4, 1, 3], N: 3, T: 2)),
    ] as [Case<Input>],
    outcome: { cut, input in
      let blocks = cut(input.ids, input.N, input.T)
      return [
        "the number of blocks": blocks.count, "the inputs": blocks.map(\.x),
        "the targets": blocks.map(\.t),
      ]
    })
  question.mistake(
    """
    Rows are cut from the text one after the other: row n of a block doesn't go on where row n of the block before \
    has stopped, and gets the state of another. Each row has a stretch of the text of its own.
    """,
    Cutting(place: { n, block, step, size in (block * size.N + n) * size.T + step }).run,
    Cutting(
      place: { n, block, step, size in (block * size.N + n) * size.T + step },
      blocks: { ($0.L - 1) / ($0.N * $0.T) }, isLastShort: false
    ).run)
  question.mistake(
    "The targets are the inputs themselves. A target is the id behind its input.",
    Cutting(target: { place, _ in place }).run)
  question.mistake(
    "The targets are the ids before their inputs. What is to be guessed comes behind.",
    Cutting(target: { place, _ in place - 1 }).run)
  question.mistake(
    """
    The last target of a row is wrong. It is the id behind the block's last input, though it stands in the next block \
    already, or in the next stream.
    """,
    { ids, N, T in
      Cutting().run(ids, N, T).map { x, _ in (x, x.map { Array($0.dropFirst() + $0.prefix(1)) }) }
    },
    { ids, N, T in
      Cutting().run(ids, N, T).map { x, _ in (x, x.map { Array($0.dropFirst()) }) }
    })
  question.mistake(
    """
    The streams are ⌊L / N⌋ long. The text's last id has nothing behind it and is a target only, so it is \
    ⌊(L − 1) / N⌋.
    """,
    Cutting(length: { $0 / $1 }).run)
  question.mistake(
    "The last block is missing, where it has fewer than T steps.",
    Cutting(blocks: { $0.length / $0.T }).run)
  question.mistake(
    "The last block is filled up with what follows in the text, which is the next stream's. Let it be shorter.",
    Cutting(isLastShort: false).run)
  question.mistake(
    "Rows and columns are exchanged: a block has N rows of T ids.",
    { ids, N, T in
      func transposed(_ rows: [[Int]]) -> [[Int]] {
        (rows.first ?? []).indices.map { column in rows.map { $0[column] } }
      }
      return Cutting().run(ids, N, T).map { (transposed($0), transposed($1)) }
    })
  question.mistake(
    "N and T are exchanged: a block has N rows, the streams, of T ids, the steps.",
    { ids, N, T in Cutting().run(ids, T, N) })
  question.mistake(
    "Stream n has each N-th id of the text. Its ids should lie side by side in the text.",
    Cutting(
      place: { n, block, step, size in (block * size.T + step) * size.N + n },
      target: { place, size in place + size.N }
    ).run,
    Cutting(place: { n, block, step, size in (block * size.T + step) * size.N + n }).run)
  question.mistake(
    """
    Each block begins one step after the one before, or repeats its last step. It begins where that has stopped, T \
    steps on.
    """,
    Cutting(
      place: { n, block, step, size in n * size.length + block + step },
      blocks: { $0.length - $0.T + 1 }, isLastShort: false
    ).run,
    Cutting(
      place: { n, block, step, size in n * size.length + block * (size.T - 1) + step }
    ).run)
  question.mistake(
    """
    The text is cut into N pieces first, and the last id of each has no target in its own piece. Stream n begins at \
    n · ⌊(L − 1) / N⌋, with the id that is the last target of the stream before.
    """,
    Cutting(
      length: { $0 / $1 - 1 },
      place: { n, block, step, size in n * (size.length + 1) + block * size.T + step }
    ).run)
  return question.exercise
}
