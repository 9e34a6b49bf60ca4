import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 9.
var chapter09: [Exercise] {
  [
    causalSelfAttention, sinusoidalPositions, splittingHeads, layerNormBackward, cachedStep,
    rotaryPositions, labelSmoothing,
  ]
}

// MARK: - 9.1

/// One head's causal attention, row by row: weights (T, T) and y (T, d).
private func causal(_ x: Table, _ WQ: Table, _ WK: Table, _ WV: Table) -> (w: Table, y: Table) {
  let (Q, K, V) = (product(x, WQ), product(x, WK), product(x, WV))
  let root = Double(K[0].count).squareRoot()
  let w = Q.indices.map { t -> [Double] in
    let scores = product([Q[t]], transposed(Array(K.prefix(t + 1))))[0].map { $0 / root }
    return attentionWeights([scores])[0] + [Double](repeating: 0, count: Q.count - t - 1)
  }
  return (w, product(w, V))
}

private var causalSelfAttention: Exercise {
  typealias Input = (x: Tensor, WQ: Tensor, WK: Tensor, WV: Tensor)
  typealias Result = (A: Tensor, y: Tensor)
  typealias Attention = (Tensor, Tensor, Tensor, Tensor) -> Result
  var random = Random(seed: 1, stream: "9.1")
  func drawn(_ T: Int, _ D: Int, _ d: Int) -> Input {
    (random.normal(T, D), random.normal(D, d), random.normal(D, d), random.normal(D, d))
  }
  /// What may be wrong.
  struct Pass {
    /// T, D and d → what the scores are divided by.
    var divisor: (_ T: Float, _ D: Float, _ d: Float) -> Float = { $2.squareRoot() }
    var scores: (_ Q: Tensor, _ K: Tensor) -> Tensor = { matmul($0, $1, transposed: .right) }
    var sees: (_ t: Int, _ s: Int) -> Bool = { $1 <= $0 }
    /// e (T, T), 1 where a position sees another → w (T, T)
    var weights: (_ e: Tensor, _ seen: Tensor) -> Tensor = { e, seen in
      softmax(e.map(with: seen) { $1 > 0 ? $0 : -.infinity })
    }
    var y: (_ w: Tensor, _ V: Tensor, _ K: Tensor, _ x: Tensor) -> Tensor = { w, V, _, _ in
      matmul(w, V)
    }

    func run(_ x: Tensor, _ WQ: Tensor, _ WK: Tensor, _ WV: Tensor) -> Result {
      let (Q, K, V) = (matmul(x, WQ), matmul(x, WK), matmul(x, WV))
      let (T, D, d) = (x.shape[0], x.shape[1], WQ.shape[1])
      let seen = (0..<T * T).map { place -> Float in sees(place / T, place % T) ? 1 : 0 }
      let e = scores(Q, K) / divisor(Float(T), Float(D), Float(d))
      let w = weights(e, Tensor(seen, shape: [T, T]))
      return (w, y(w, V, K, x))
    }
  }
  /// The softmax of what is seen, without taking anything away, and 0 / 0 as `nothing`.
  func plain(_ e: Tensor, _ seen: Tensor, nothing: Float) -> Tensor {
    let p = exp(e) * seen
    return (p / p.sum(axis: 1, keepingAxis: true)).map { $0.isNaN ? nothing : $0 }
  }

  func oracle(_ x: Tensor, _ WQ: Tensor, _ WK: Tensor, _ WV: Tensor) -> Result {
    let (w, y) = causal(x.table, WQ.table, WK.table, WV.table)
    return (Tensor(w), Tensor(y))
  }

  var question = Question(
    "9.1", "Causal self-attention", stars: 2,
    answer: Exercises.causalSelfAttention as Attention,
    solution: Solutions.causalSelfAttention as Attention, oracle: oracle,
    cases: [
      Case("three positions, D = d = 3", drawn(3, 3, 3)),
      Case("five positions of six numbers, a head of two", drawn(5, 6, 2)),
      Case("one position", drawn(1, 4, 2)),
      Case(
        "scores in the thousands",
        (
          x: [[40, 0], [0, 40], [40, 40]], WQ: [[2, 0, 0, 0], [0, 2, 0, 0]],
          WK: [[-2, 0, 0, 0], [0, 2, 0, 0]], WV: random.normal(2, 4)
        )),
      Case("twelve positions of four numbers, a head of eight", drawn(12, 4, 8)),
    ] as [Case<Input>],
    outcome: { attention, input in
      let (A, y) = attention(input.x, input.WQ, input.WK, input.WV)
      return ["A": A, "y": y]
    })
  question.mistake(
    "The scores aren't divided by √d.",
    Pass(divisor: { _, _, _ in 1 }).run)
  question.mistake(
    "The scores are divided by √D. What is multiplied are queries and keys, of d numbers each: √d.",
    Pass(divisor: { _, D, _ in D.squareRoot() }).run)
  question.mistake(
    "The scores are divided by √T. However long the text is, a product is a sum of d numbers: √d.",
    Pass(divisor: { T, _, _ in T.squareRoot() }).run)
  question.mistake(
    "The scores are divided by d, and not by its root. Their standard deviation is what should become 1.",
    Pass(divisor: { _, _, d in d }).run)
  question.mistake(
    "The scores are multiplied by √d: they should be divided.",
    Pass(divisor: { _, _, d in 1 / d.squareRoot() }).run)
  question.mistake(
    "Every position sees every other. A model that writes must not see what it will write: hide what is later than t.",
    Pass(sees: { _, _ in true }).run)
  question.mistake(
    """
    Position t doesn't see itself, and the first sees nothing at all. What is hidden comes *after* t; the present is \
    there already.
    """,
    Pass(sees: { $1 < $0 }).run,
    Pass(sees: { $1 < $0 }, weights: { plain($0, $1, nothing: 0) }).run,
    Pass(sees: { $1 < $0 }, weights: { plain($0, $1, nothing: .nan) }).run,
    Pass(sees: { t, s in t == 0 || s < t }).run)
  question.mistake(
    "The mask is turned around: position t sees what comes after it, and not what came before.",
    Pass(sees: { $1 >= $0 }).run,
    Pass(sees: { $1 > $0 }, weights: { plain($0, $1, nothing: 0) }).run,
    Pass(sees: { $1 > $0 }, weights: { plain($0, $1, nothing: .nan) }).run)
  question.mistake(
    "One position of the future is left in sight: position t sees position t + 1.",
    Pass(sees: { $1 <= $0 + 1 }).run)
  question.mistake(
    """
    The weights don't add up to 1: those of later positions are erased after the softmax, but had their share in its \
    sum. Hide them before.
    """,
    Pass(weights: { softmax($0) * $1 }).run)
  question.mistake(
    "Hidden scores are set to 0, and the exponential of 0 is 1. That of −∞ is 0.",
    Pass(weights: { softmax($0 * $1) }).run,
    Pass(weights: { softmax($0 * $1) * $1 }).run)
  question.mistake(
    "The softmax runs over the queries, down the columns. A row is one position's: along the last axis.",
    Pass(weights: { e, seen in
      softmax(e.map(with: seen) { $1 > 0 ? $0 : -.infinity }.transposed()).transposed()
    }).run)
  question.mistake(
    "Queries and keys are exchanged: row t of the scores belongs to query t.",
    Pass(scores: { matmul($1, $0, transposed: .right) }).run)
  question.mistake(
    "The scores need the transpose of K: Q is (T, d), and only Kᵀ, which is (d, T), leads to T scores a position.",
    Pass(scores: { matmul($0, $1) }).run)
  question.mistake(
    "What is taken are the values, not the keys, and not x itself.",
    Pass(y: { w, _, K, _ in matmul(w, K) }).run,
    Pass(y: { w, _, _, x in matmul(w, x) }).run)
  question.mistake(
    "In y the weights are transposed: row t of A says how much position t takes of each value.",
    Pass(y: { w, V, _, _ in matmul(w, V, transposed: .left) }).run)
  question.mistake(
    """
    The exponential of a score in the thousands is infinite, or all of a row are 0. Take the largest score that \
    is seen away first, or let the library's softmax do so.
    """,
    Pass(weights: { plain($0, $1, nothing: .nan) }).run)
  question.mistake(
    """
    A hidden score is set to some low number, or lowered by some number. Others may be lower still: take −∞, whose \
    exponential is always 0.
    """,
    Pass(weights: { softmax($0.map(with: $1) { $1 > 0 ? $0 : $0 - 100 }) }).run,
    Pass(weights: { softmax($0.map(with: $1) { $1 > 0 ? $0 : $0 - 1000 }) }).run,
    Pass(weights: { softmax($0.map(with: $1) { $1 > 0 ? $0 : -100 }) }).run,
    Pass(weights: { softmax($0.map(with: $1) { $1 > 0 ? $0 : -1000 }) }).run)
  return question.exercise
}

// MARK: - 9.2

private var sinusoidalPositions: Exercise {
  typealias Positions = (Int, Int, Int) -> Tensor
  typealias Input = (T: Int, D: Int, first: Int)
  /// What may be wrong. All in Double, as nothing else should differ.
  struct Waves {
    var position: (_ t: Int, _ first: Int) -> Int = { t, first in first + t }
    var angle: (_ p: Double, _ i: Double, _ D: Double, _ isOdd: Double) -> Double = { p, i, D, _ in
      p / pow(10_000, 2 * i / D)
    }
    /// Which column the sine and the cosine of pair i go to.
    var columns: (_ i: Int, _ D: Int) -> (Int, Int) = { i, _ in (2 * i, 2 * i + 1) }

    func vectors(_ T: Int, _ D: Int, _ first: Int) -> Tensor {
      var vectors = Tensor.zeros(T, D)
      for t in 0..<T {
        let p = Double(position(t, first))
        for i in 0..<D / 2 {
          let (sine, cosine) = columns(i, D)
          vectors[t, sine] = Float(sin(angle(p, Double(i), Double(D), 0)))
          vectors[t, cosine] = Float(cos(angle(p, Double(i), Double(D), 1)))
        }
      }
      return vectors
    }
  }

  var question = Question(
    "9.2", "Sinusoidal positions", stars: 1,
    answer: Exercises.sinusoids as Positions,
    solution: Solutions.sinusoids as Positions, oracle: Waves().vectors,
    cases: [
      Case("the first five positions, D = 6", (T: 5, D: 6, first: 0)),
      Case("three positions from 7 on, D = 4", (T: 3, D: 4, first: 7)),
      Case("two columns, from position 100 on", (T: 3, D: 2, first: 100)),
      Case("position 0 alone", (T: 1, D: 8, first: 0)),
      Case("no positions", (T: 0, D: 4, first: 3)),
      Case("twenty positions, D = 16", (T: 20, D: 16, first: 0)),
    ] as [Case<Input>],
    outcome: { positions, input in ["the vectors": positions(input.T, input.D, input.first)] })
  question.mistake(
    "Sines fill the first half of the columns and cosines the second. Here they alternate: 2i and 2i + 1.",
    Waves(columns: { i, D in (i, D / 2 + i) }).vectors)
  question.mistake(
    "Sine and cosine are exchanged: the even column of a pair has the sine.",
    Waves(columns: { i, _ in (2 * i + 1, 2 * i) }).vectors)
  question.mistake(
    "The exponent is i / D, and should be 2i / D, for the D / 2 pairs i = 0, 1, 2, …",
    Waves(angle: { p, i, D, _ in p / pow(10_000, i / D) }).vectors)
  question.mistake(
    "The exponent is 4i / D: the column, which is 2i already, was doubled once more.",
    Waves(angle: { p, i, D, _ in p / pow(10_000, 4 * i / D) }).vectors)
  question.mistake(
    "Each column has an angle of its own. The two of a pair share one, with the exponent 2i / D for both.",
    Waves(angle: { p, i, D, isOdd in p / pow(10_000, (2 * i + isOdd) / D) }).vectors,
    Waves(angle: { p, i, D, isOdd in p / pow(10_000, 2 * (2 * i + isOdd) / D) }).vectors)
  question.mistake(
    "The position is multiplied by the power, and should be divided: later pairs turn more slowly.",
    Waves(angle: { p, i, D, _ in p * pow(10_000, 2 * i / D) }).vectors)
  question.mistake(
    """
    All pairs turn alike. Is the power missing, or its exponent 0? Of whole numbers, 2 * i / D is 0: make a `Float` of \
    both first.
    """,
    Waves(angle: { p, _, _, _ in p }).vectors)
  question.mistake(
    "The pairs are counted from 1, and should be from 0: the first turns by one radian a position.",
    Waves(angle: { p, i, D, _ in p / pow(10_000, 2 * (i + 1) / D) }).vectors)
  question.mistake(
    "The slowest pair has just 1 / 10000: the exponent is i / (D / 2 − 1), as in some programs. The paper's is 2i / D.",
    Waves(angle: { p, i, D, _ in p / pow(10_000, i / max(D / 2 - 1, 1)) }).vectors)
  question.mistake(
    "A position is a whole turn, 2π. It should be one radian, in the first pair.",
    Waves(angle: { p, i, D, _ in 2 * .pi * p / pow(10_000, 2 * i / D) }).vectors)
  question.mistake(
    "The first position is 1, and should be 0: all angles are 0 there.",
    Waves(position: { t, first in first + t + 1 }).vectors)
  question.mistake(
    "The positions begin at 0 whatever `first` says.",
    Waves(position: { t, _ in t }).vectors)
  question.mistake(
    "The vectors are columns. Each position has a row of D numbers.",
    { T, D, first in Waves().vectors(T, D, first).transposed() })
  return question.exercise
}

// MARK: - 9.3

private var splittingHeads: Exercise {
  typealias Split = (Tensor, Int) -> Tensor
  typealias Join = (Tensor) -> Tensor
  typealias Heads = (split: Split, join: Join)
  typealias Input = (x: Tensor, heads: Int)
  var random = Random(seed: 1, stream: "9.3")
  let (splits, joins): Heads = (Solutions.splitHeads, Solutions.joinHeads)

  func split(_ x: Tensor, _ heads: Int) -> Tensor {
    let (N, T, d) = (x.shape[0], x.shape[1], x.shape[2] / heads)
    var y = Tensor.zeros(N, heads, T, d)
    for n in 0..<N {
      for t in 0..<T {
        for j in 0..<heads * d { y[n, j / d, t, j % d] = x[n, t, j] }
      }
    }
    return y
  }
  func join(_ y: Tensor) -> Tensor {
    let (N, heads, T, d) = (y.shape[0], y.shape[1], y.shape[2], y.shape[3])
    var x = Tensor.zeros(N, T, heads * d)
    for n in 0..<N {
      for t in 0..<T {
        for j in 0..<heads * d { x[n, t, j] = y[n, j / d, t, j % d] }
      }
    }
    return x
  }
  /// A wrong way to split, by the order of the axes N, T, heads and d.
  func axes(_ order: [Int]) -> Heads {
    (
      { x, heads in
        x.reshaped(x.shape[0], x.shape[1], heads, x.shape[2] / heads).transposed(axes: order)
      }, joins
    )
  }

  var question = Question(
    "9.3", "Splitting and joining heads", stars: 2, tolerance: .exact,
    answer: (Exercises.splitHeads, Exercises.joinHeads) as Heads,
    solution: (splits, joins) as Heads, oracle: (split, join) as Heads,
    cases: [
      Case("two texts, three positions, two heads of two", (x: random.normal(2, 3, 4), heads: 2)),
      Case("one head", (x: random.normal(2, 3, 2), heads: 1)),
      Case("heads of one number", (x: random.normal(1, 2, 3), heads: 3)),
      Case("one position", (x: random.normal(3, 1, 6), heads: 2)),
      Case(
        "two texts, five positions, four heads of three", (x: random.normal(2, 5, 12), heads: 4)),
    ] as [Case<Input>],
    outcome: { heads, input in
      // The second function is judged by heads that are right, whatever the first one gives.
      [
        "splitHeads(x)": heads.split(input.x, input.heads),
        "joinHeads(y)": heads.join(split(input.x, input.heads)),
      ]
    })
  question.mistake(
    """
    The numbers of several positions are mixed into one row: `reshaped` moves none of them, it only counts anew. Make it \
    (N, T, heads, d) first, and then exchange axes.
    """,
    (
      { x, heads in x.reshaped(x.shape[0], heads, x.shape[1], x.shape[2] / heads) }, joins
    ))
  question.mistake(
    "The columns are dealt out like cards: a head has every heads-th. Its columns should lie side by side.",
    (
      { x, heads in
        x.reshaped(x.shape[0], x.shape[1], x.shape[2] / heads, heads)
          .transposed(axes: [0, 3, 1, 2])
      }, joins
    ))
  question.mistake(
    "The shape is (N, T, heads, d): the right groups, but the positions of a head don't lie together yet. Exchange the two axes in the middle.",
    axes([0, 1, 2, 3]))
  question.mistake(
    "The matrix of each head is transposed, (d, T). A row should be a position.",
    axes([0, 2, 3, 1]))
  question.mistake(
    "The shape is (heads, N, T, d): the texts should come first.",
    axes([2, 0, 1, 3]))
  question.mistake(
    """
    Joined, the rows of one head come after those of another: `reshaped` moves no number. Exchange the two axes in the \
    middle first, so that the heads of a position lie side by side.
    """,
    (
      splits, { y in y.reshaped(y.shape[0], y.shape[2], y.shape[1] * y.shape[3]) }
    ))
  question.mistake(
    "Joined, the columns of the heads alternate. First all of the first head, then all of the second.",
    (
      splits,
      { y in
        y.transposed(axes: [0, 2, 3, 1]).reshaped(y.shape[0], y.shape[2], y.shape[1] * y.shape[3])
      }
    ))
  question.mistake(
    "Joined, the heads are one under the other. They belong side by side, in the columns of a position.",
    (
      splits, { y in y.reshaped(y.shape[0], y.shape[1] * y.shape[2], y.shape[3]) }
    ))
  question.mistake(
    "The heads are added up, or their mean is taken. To join them is to put them side by side.",
    (splits, { y in y.sum(axis: 1) }), (splits, { y in y.mean(axis: 1) }))
  return question.exercise
}

// MARK: - 9.4

private var layerNormBackward: Exercise {
  typealias Input = (dy: Tensor, x: Tensor, g: Tensor, dg: Tensor, db: Tensor)
  typealias Backward = (Tensor, Tensor, Tensor, inout Tensor, inout Tensor) -> Tensor
  var random = Random(seed: 1, stream: "9.4")
  func input(_ x: Tensor) -> Input {
    let (T, D) = (x.shape[0], x.shape[1])
    return (random.normal(T, D), x, random.normal(D), random.normal(D), random.normal(D))
  }
  /// What may be wrong.
  struct Pass {
    /// The axis that means and variances are taken along.
    var axis = 1
    var variance: (_ x: Tensor, _ centered: Tensor, _ axis: Int) -> Tensor = { _, centered, axis in
      (centered * centered).mean(axis: axis, keepingAxis: true)
    }
    var deviation: (_ variance: Tensor) -> Tensor = { sqrt($0 + 1e-5) }
    var dn: (_ dy: Tensor, _ g: Tensor) -> Tensor = { $0 * $1 }
    var shift: (_ dn: Tensor, _ axis: Int) -> Tensor = { $0.mean(axis: $1, keepingAxis: true) }
    var stretch: (_ dn: Tensor, _ n: Tensor, _ axis: Int) -> Tensor = { dn, n, axis in
      n * (dn * n).mean(axis: axis, keepingAxis: true)
    }
    var dx: (_ dn: Tensor, _ deviation: Tensor, _ g: Tensor) -> Tensor = { dn, deviation, _ in
      dn / deviation
    }
    var dg: (_ dy: Tensor, _ n: Tensor, _ x: Tensor, _ g: Tensor) -> Tensor = { dy, n, _, _ in
      (dy * n).sum(axis: 0)
    }
    var db: (_ dy: Tensor) -> Tensor = { $0.sum(axis: 0) }
    var isSet = false

    func run(
      _ dy: Tensor, _ x: Tensor, _ g: Tensor, _ dg: inout Tensor, _ db: inout Tensor
    ) -> Tensor {
      let centered = x - x.mean(axis: axis, keepingAxis: true)
      let deviation = deviation(variance(x, centered, axis))
      let n = centered / deviation
      let (ofGain, ofBias) = (self.dg(dy, n, x, g), self.db(dy))
      (dg, db) = isSet ? (ofGain, ofBias) : (dg + ofGain, db + ofBias)
      let dn = dn(dy, g)
      return dx(dn - shift(dn, axis) - stretch(dn, n, axis), deviation, g)
    }
  }

  func oracle(
    _ dy: Tensor, _ x: Tensor, _ g: Tensor, _ dg: inout Tensor, _ db: inout Tensor
  ) -> Tensor {
    func mean(_ row: [Double]) -> Double { row.reduce(0, +) / Double(row.count) }
    let gradients = measuredGradients([x, g, .zeros(db.shape)]) { all in
      let (g, b) = (all[1], all[2])
      let y = all[0].map { x -> [Double] in
        let middle = mean(x)
        let variance = mean(x.map { ($0 - middle) * ($0 - middle) })
        let rate = 1 / (variance + 1e-5).squareRoot()
        return x.indices.map { g[0][$0] * (x[$0] - middle) * rate + b[0][$0] }
      }
      return weighted(y, by: dy.table)
    }
    dg += gradients[1]
    db += gradients[2]
    return gradients[0]
  }

  var question = Question(
    "9.4", "Layer norm's gradients", stars: 3,
    answer: Exercises.layerNormBackward as Backward,
    solution: Solutions.layerNormBackward as Backward, oracle: oracle,
    cases: [
      Case("three rows of three numbers", input([[1, 2, 6], [-3, 0, 1], [4, -1, 2]])),
      Case("a row of equal numbers", input([[2, 2, 2, 2]])),
      Case("numbers near 10,000", input([[10_001, 10_004, 10_005, 10_010]])),
      Case("two columns", input([[5, 1], [2, 2.5], [-1, 3]])),
      Case("ten rows of seven numbers", input(2 * random.normal(10, 7) + 1)),
    ] as [Case<Input>],
    outcome: { backward, input in
      var (dg, db) = (input.dg, input.db)
      let dx = backward(input.dy, input.x, input.g, &dg, &db)
      return ["dx": dx, "dg": dg, "db": db]
    })
  let nothing: (Tensor, Int) -> Tensor = { dn, _ in .zeros(dn.shape) }
  question.mistake(
    """
    dx treats μ and σ as constants, but each number of a row moves both, and by them the whole row. Take \
    away the mean of dn = dy ⊙ g, and n times the mean of dn ⊙ n.
    """,
    Pass(shift: nothing, stretch: { dn, _, _ in .zeros(dn.shape) }).run)
  question.mistake(
    "In dx σ is a constant. Each number moves it: take away n times the mean of dn ⊙ n as well.",
    Pass(stretch: { dn, _, _ in .zeros(dn.shape) }).run)
  question.mistake(
    "In dx μ is a constant. Each number moves it: take away the mean of dn as well.",
    Pass(shift: nothing).run)
  question.mistake(
    "What is taken away in dx are sums over the row, and should be means: divide by D.",
    Pass(
      shift: { $0.sum(axis: $1, keepingAxis: true) },
      stretch: { dn, n, axis in n * (dn * n).sum(axis: axis, keepingAxis: true) }
    ).run)
  question.mistake(
    "The mean of dn ⊙ n is taken away from all numbers of a row alike. It belongs to each n: multiply by it.",
    Pass(stretch: { dn, n, axis in (dn * n).mean(axis: axis, keepingAxis: true) }).run)
  question.mistake(
    "dx isn't divided by σ: the larger the numbers of a row, the less one of them changes.",
    Pass(dx: { dn, _, _ in dn }).run)
  question.mistake(
    "dx lacks the gain. What comes back to n is dn = dy ⊙ g.",
    Pass(dn: { dy, _ in dy }).run)
  question.mistake(
    "The gain comes in at the end. It must be in dn = dy ⊙ g before the means are taken, as it differs from column to column.",
    Pass(dn: { dy, _ in dy }, dx: { dn, deviation, g in g * dn / deviation }).run)
  question.mistake(
    "The gain was multiplied by n, so dg is the sum of dy ⊙ n, not that of dy ⊙ x or dy ⊙ (x − μ).",
    Pass(dg: { dy, _, x, _ in (dy * x).sum(axis: 0) }).run,
    Pass(dg: { dy, _, x, _ in
      (dy * (x - x.mean(axis: 1, keepingAxis: true))).sum(axis: 0)
    }).run)
  question.mistake(
    "In dg the gain is multiplied once too often: y = g ⊙ n + b has the derivative n there.",
    Pass(dg: { dy, n, _, g in (dy * n * g).sum(axis: 0) }).run)
  question.mistake(
    "dg and db are set, so what they held is lost. Gradients add up: += in place of =.",
    Pass(isSet: true).run)
  question.mistake(
    "dg and db are means over the rows. A layer sums; if the loss is a mean, the division is in dy already.",
    Pass(dg: { dy, n, _, _ in (dy * n).mean(axis: 0) }, db: { $0.mean(axis: 0) }).run)
  question.mistake(
    "dg or db is summed along the wrong axis: each row used the same g and b, so sum over the rows, axis 0.",
    Pass(db: { $0.sum(axis: 1) }).run,
    Pass(dg: { dy, n, _, _ in (dy * n).sum(axis: 1) }).run,
    Pass(dg: { dy, n, _, _ in (dy * n).sum(axis: 1) }, db: { $0.sum(axis: 1) }).run)
  question.mistake(
    "Means and variances are taken down the columns. That is batch normalization; here each row is by itself.",
    Pass(axis: 0).run)
  question.mistake(
    """
    The means of the rows have the shape (T), and so are taken for one row: each is taken away from a column. With \
    `keepingAxis: true` they are (T, 1), and each stays in its row.
    """,
    Pass(shift: { $0.mean(axis: $1) }).run,
    Pass(stretch: { dn, n, axis in n * (dn * n).mean(axis: axis) }).run,
    Pass(
      shift: { $0.mean(axis: $1) }, stretch: { dn, n, axis in n * (dn * n).mean(axis: axis) }
    ).run)
  question.mistake(
    "The root is missing: what the row is divided by is σ, and not its square.",
    Pass(deviation: { $0 + 1e-5 }).run)
  question.mistake(
    "The variance is divided by D − 1, and should be the plain mean over the D numbers of the row.",
    Pass(variance: { _, centered, axis in
      let D = Float(centered.shape[axis])
      return (centered * centered).sum(axis: axis, keepingAxis: true) / (D - 1)
    }).run)
  question.mistake(
    "ε is outside of the root: add it to the mean of (x − μ)² before. In a row of equal numbers, σ is 300 times as large then.",
    Pass(deviation: { sqrt($0) + 1e-5 }).run)
  question.mistake(
    "Without ε, a row of equal numbers is divided by 0.",
    Pass(deviation: { sqrt($0) }).run)
  question.mistake(
    """
    The variance is the mean of the squares less the square of the mean. In Float its digits are lost when the mean \
    is large: take the mean away first.
    """,
    Pass(variance: { x, _, axis in
      let mean = x.mean(axis: axis, keepingAxis: true)
      return (x * x).mean(axis: axis, keepingAxis: true) - mean * mean
    }).run)
  return question.exercise
}

// MARK: - 9.5

private var cachedStep: Exercise {
  typealias Input = (
    x: Tensor, P: Tensor, WQ: Tensor, WK: Tensor, WV: Tensor, before: Int
  )
  typealias Step = (Tensor, Tensor, Tensor, Tensor, Tensor, inout Tensor, inout Tensor) -> Tensor
  /// All positions after those `before`, one after the other, and the cache in the end.
  typealias Run = (Input) -> (y: [Tensor], K: Tensor, V: Tensor)
  var random = Random(seed: 1, stream: "9.5")
  func drawn(_ T: Int, _ D: Int, _ d: Int, before: Int = 0) -> Input {
    (
      random.normal(T, D), random.normal(T + 2, D), random.normal(D, d), random.normal(D, d),
      random.normal(D, d), before
    )
  }
  /// The vectors with their positions.
  func located(_ input: Input) -> Table {
    zip(input.x.table, input.P.table).map { x, p in zip(x, p).map { $0 + $1 } }
  }
  func running(_ step: @escaping Step) -> Run {
    { input in
      let (z, d) = (Array(located(input).prefix(input.before)), input.WK.shape[1])
      func given(_ W: Tensor) -> Tensor {
        z.isEmpty ? .zeros(0, d) : Tensor(product(z, W.table))
      }
      var (K, V) = (given(input.WK), given(input.WV))
      let y = (input.before..<input.x.shape[0]).map { t in
        step(
          input.x.rows(t..<t + 1), input.P, input.WQ, input.WK, input.WV, &K, &V)
      }
      return (y, K, V)
    }
  }
  /// What may be wrong at one position.
  struct Pass {
    /// The number of positions before → the position.
    var position: (_ t: Int) -> Int = { $0 }
    /// x, and x with its position → what makes keys and values, and what makes the query.
    var source: (_ x: Tensor, _ z: Tensor) -> (cached: Tensor, query: Tensor) = { ($1, $1) }
    var values: (_ WV: Tensor, _ WK: Tensor) -> Tensor = { WV, _ in WV }
    var divisor: (_ D: Float, _ d: Float) -> Float = { $1.squareRoot() }
    var join: (_ old: Tensor, _ new: Tensor) -> Tensor = { .concatenate([$0, $1]) }
    /// What is there, and what is new → what is seen, and what is kept.
    var seen: (_ old: Tensor, _ all: Tensor) -> Tensor = { $1 }
    var kept: (_ old: Tensor, _ all: Tensor) -> Tensor = { $1 }
    /// y where nothing is seen.
    var nothing: Float = 0

    func run(
      _ x: Tensor, _ P: Tensor, _ WQ: Tensor, _ WK: Tensor, _ WV: Tensor,
      _ keys: inout Tensor, _ values: inout Tensor
    ) -> Tensor {
      let t = position(keys.shape[0])
      let (cached, query) = source(x, x + P.rows(t..<t + 1))
      let allKeys = join(keys, matmul(cached, WK))
      let allValues = join(values, matmul(cached, self.values(WV, WK)))
      let (K, V) = (seen(keys, allKeys), seen(values, allValues))
      (keys, values) = (kept(keys, allKeys), kept(values, allValues))
      if K.shape[0] == 0 { return .full([1, V.shape[1]], nothing) }
      let e = matmul(matmul(query, WQ), K, transposed: .right)
      let w = softmax(e / divisor(Float(x.shape[1]), Float(K.shape[1])))
      return matmul(w, V)
    }
  }

  func oracle(_ input: Input) -> (y: [Tensor], K: Tensor, V: Tensor) {
    // The whole text at once.
    let z = located(input)
    let y = causal(z, input.WQ.table, input.WK.table, input.WV.table).y
    return (
      y[input.before...].map { Tensor([$0]) },
      Tensor(product(z, input.WK.table)), Tensor(product(z, input.WV.table))
    )
  }

  var question = Question(
    "9.5", "A cached step", stars: 2,
    answer: running(Exercises.cachedStep), solution: running(Solutions.cachedStep),
    oracle: oracle,
    cases: [
      Case("three positions, D = d = 3", drawn(3, 3, 3)),
      Case("a first position", drawn(1, 4, 2)),
      Case("four positions of six numbers, a head of two", drawn(4, 6, 2)),
      Case("two positions after three that the cache holds", drawn(5, 4, 3, before: 3)),
      Case("ten positions", drawn(10, 5, 4)),
    ] as [Case<Input>],
    outcome: { run, input in
      let (y, K, V) = run(input)
      return ["y, one after the other,": y, "K": K, "V": V]
    })
  question.mistake(
    "Every position is taken for 0. It is the number of those before it, which the cache knows.",
    running(Pass(position: { _ in 0 }).run))
  question.mistake(
    "The position is one too many: the first, with nothing before it, is 0. Count before you add to the cache.",
    running(Pass(position: { $0 + 1 }).run))
  question.mistake(
    "The head isn't told the position: add its row of P to x.",
    running(Pass(source: { x, _ in (x, x) }).run))
  question.mistake(
    "Key and value are made of x alone. They too are made of x plus its position's row, as the query is.",
    running(Pass(source: { x, z in (x, z) }).run))
  question.mistake(
    "The query is made of x alone. It too is made of x plus its position's row, as key and value are.",
    running(Pass(source: { x, z in (z, x) }).run))
  question.mistake(
    "The position doesn't see itself. Put its key and its value into the cache first.",
    running(Pass(seen: { old, _ in old }).run),
    running(Pass(seen: { old, _ in old }, nothing: .nan).run))
  question.mistake(
    "The cache stays as it was: put the new key and the new value below the others.",
    running(Pass(kept: { old, _ in old }).run))
  question.mistake(
    "The cache holds the newest key and value alone. Put them below the others.",
    running(Pass(join: { $1 }).run),
    running(Pass(kept: { old, all in all.rows(old.shape[0]..<all.shape[0]) }).run))
  question.mistake(
    "The new key and the new value stand first. (y doesn't see the order, but who reads the cache does.) Put them below the others.",
    running(Pass(join: { .concatenate([$1, $0]) }).run))
  question.mistake(
    "The values are made with WK: they have a matrix of their own, WV.",
    running(Pass(values: { _, WK in WK }).run))
  question.mistake(
    "The scores aren't divided by √d.",
    running(Pass(divisor: { _, _ in 1 }).run))
  question.mistake(
    "The scores are divided by √D. What is multiplied are queries and keys, of d numbers each: √d.",
    running(Pass(divisor: { D, _ in D.squareRoot() }).run))
  return question.exercise
}

// MARK: - 9.6

private var rotaryPositions: Exercise {
  typealias Rotation = (Tensor, Int) -> Tensor
  typealias Input = (x: Tensor, first: Int)
  var random = Random(seed: 1, stream: "9.6")
  /// What may be wrong. All in Double, as nothing else should differ.
  struct Turn {
    var position: (_ t: Int, _ first: Int) -> Int = { t, first in first + t }
    /// The angles by which the first and the second number of a pair are turned.
    var angle: (_ p: Double, _ i: Double, _ d: Double, _ isOdd: Double) -> Double = { p, i, d, _ in
      p / pow(10_000, 2 * i / d)
    }
    var columns: (_ i: Int, _ d: Int) -> (Int, Int) = { i, _ in (2 * i, 2 * i + 1) }
    var first: (_ a: Double, _ b: Double, _ angle: Double) -> Double = { a, b, angle in
      a * cos(angle) - b * sin(angle)
    }
    var second: (_ a: Double, _ b: Double, _ angle: Double, _ turned: Double) -> Double = {
      a, b, angle, _ in a * sin(angle) + b * cos(angle)
    }

    func turned(_ x: Tensor, _ start: Int) -> Tensor {
      let d = x.shape[1]
      var y = x
      for t in 0..<x.shape[0] {
        let p = Double(position(t, start))
        for i in 0..<d / 2 {
          let (j, k) = columns(i, d)
          let (a, b) = (Double(x[t, j]), Double(x[t, k]))
          let turned = first(a, b, angle(p, Double(i), Double(d), 0))
          y[t, j] = Float(turned)
          y[t, k] = Float(second(a, b, angle(p, Double(i), Double(d), 1), turned))
        }
      }
      return y
    }
  }

  func oracle(_ x: Tensor, _ first: Int) -> Tensor {
    // A product with a matrix that turns all pairs at once.
    let d = x.shape[1]
    let rows = x.table.enumerated().map { t, row -> [Double] in
      var turn = Table(repeating: [Double](repeating: 0, count: d), count: d)
      for j in 0..<d {
        let other = j ^ 1
        let alpha = Double(first + t) / pow(10_000, Double(min(j, other)) / Double(d))
        turn[j][j] = cos(alpha)
        turn[j][other] = j < other ? sin(alpha) : -sin(alpha)
      }
      return product([row], turn)[0]
    }
    return Tensor(rows)
  }

  var question = Question(
    "9.6", "Rotary positions", stars: 2,
    answer: Exercises.turned as Rotation, solution: Solutions.turned as Rotation, oracle: oracle,
    cases: [
      Case("four positions, d = 4", (x: random.normal(4, 4), first: 0)),
      Case("three positions from 7 on, d = 4", (x: random.normal(3, 4), first: 7)),
      Case("two columns, from position 100 on", (x: random.normal(2, 2), first: 100)),
      Case("position 0, where nothing turns", (x: random.normal(1, 6), first: 0)),
      Case("twelve positions, d = 16", (x: random.normal(12, 16), first: 3)),
    ] as [Case<Input>],
    outcome: { turned, input in ["the turned rows": turned(input.x, input.first)] })
  question.mistake(
    """
    Column i is paired with column i + d / 2, as some programs do. (Both are good, if queries and keys agree.) Here \
    the neighbors 2i and 2i + 1 are.
    """,
    Turn(columns: { i, d in (i, d / 2 + i) }).turned)
  question.mistake(
    "The pairs are turned the other way around: is the minus in the second line?",
    Turn(
      first: { $0 * cos($2) + $1 * sin($2) },
      second: { a, b, angle, _ in b * cos(angle) - a * sin(angle) }
    ).turned)
  question.mistake(
    "The minus is missing in the first line, so nothing is turned: lengths change.",
    Turn(first: { $0 * cos($2) + $1 * sin($2) }).turned)
  question.mistake(
    "Sine and cosine are exchanged. At position 0, where the angle is 0, nothing should change.",
    Turn(
      first: { $0 * sin($2) - $1 * cos($2) },
      second: { a, b, angle, _ in a * cos(angle) + b * sin(angle) }
    ).turned)
  question.mistake(
    "The second number of a pair is made of the first that was turned already. Keep the old one until both are made.",
    Turn(second: { _, b, angle, turned in turned * sin(angle) + b * cos(angle) }).turned)
  question.mistake(
    "The exponent is i / d, and should be 2i / d, for the d / 2 pairs i = 0, 1, 2, …",
    Turn(angle: { p, i, d, _ in p / pow(10_000, i / d) }).turned)
  question.mistake(
    "The exponent is 4i / d: the column, which is 2i already, was doubled once more.",
    Turn(angle: { p, i, d, _ in p / pow(10_000, 4 * i / d) }).turned)
  question.mistake(
    """
    All pairs turn by the same angle. Each further pair turns more slowly: divide by 10000^(2i/d). (Of whole numbers, \
    2 * i / d is 0: make a `Float` of both first.)
    """,
    Turn(angle: { p, _, _, _ in p }).turned)
  question.mistake(
    "The position is multiplied by the power, and should be divided: later pairs turn more slowly.",
    Turn(angle: { p, i, d, _ in p * pow(10_000, 2 * i / d) }).turned)
  question.mistake(
    "The pairs are counted from 1, and should be from 0: the first turns by one radian a position.",
    Turn(angle: { p, i, d, _ in p / pow(10_000, 2 * (i + 1) / d) }).turned)
  question.mistake(
    "The two numbers of a pair are turned by different angles. They share one, with the exponent 2i / d.",
    Turn(angle: { p, i, d, isOdd in p / pow(10_000, (2 * i + isOdd) / d) }).turned)
  question.mistake(
    "The first row is turned as position 1. It is position `first`, and at position 0 nothing turns.",
    Turn(position: { t, first in first + t + 1 }).turned)
  question.mistake(
    "The positions begin at 0 whatever `first` says. With a cache, every one would be taken for 0.",
    Turn(position: { t, _ in t }).turned)
  question.mistake(
    "All rows are turned as the first is. Row t is position `first` + t.",
    Turn(position: { _, first in first }).turned)
  question.mistake(
    "Something is added to the rows. That is how sinusoidal positions are told; these turn.",
    { x, first in
      x + Solutions.sinusoids(x.shape[0], x.shape[1], from: first)
    })
  return question.exercise
}

// MARK: - 9.7

private var labelSmoothing: Exercise {
  typealias Input = (s: Tensor, t: [Int], epsilon: Float)
  typealias Result = (loss: Float, ds: Tensor)
  typealias Loss = (Tensor, [Int], Float) -> Result
  typealias Target = (_ oneHot: Tensor, _ share: Float, _ V: Float) -> Tensor
  var random = Random(seed: 1, stream: "9.7")
  /// What may be wrong.
  struct Pass {
    var loss: Target = { (1 - $1) * $0 + $1 / $2 }
    var gradient: Target = { (1 - $1) * $0 + $1 / $2 }
    var softmax = SoftmaxParts()
    /// The target → what the loss lacks.
    var missing: (_ target: Tensor) -> Float = { _ in 0 }
    var divisors: (_ T: Float) -> (loss: Float, gradient: Float) = { ($0, $0) }

    func run(_ s: Tensor, _ t: [Int], _ share: Float) -> Result {
      let (T, V) = (Float(s.shape[0]), Float(s.shape[1]))
      let oneHot = Tensor.oneHot(t, classes: s.shape[1])
      let target = loss(oneHot, share, V)
      let divisors = divisors(T)
      return (
        (-(target * softmax.logP(s)).sum() - missing(target)) / divisors.loss,
        (softmax.p(s) - gradient(oneHot, share, V)) / divisors.gradient
      )
    }
  }
  func both(_ target: @escaping Target) -> Loss { Pass(loss: target, gradient: target).run }

  func oracle(_ s: Tensor, _ t: [Int], _ share: Float) -> Result {
    // Each token is asked about by itself, and the answers are weighed.
    let V = s.shape[1]
    func loss(_ s: Table) -> Double {
      let even = (0..<V).map { c in meanCrossEntropy(s, t.map { _ in c }) }
      return (1 - Double(share)) * meanCrossEntropy(s, t)
        + Double(share) * even.reduce(0, +) / Double(V)
    }
    return (Float(loss(s.table)), Tensor(measuredGradient(s.table) { loss($0) }))
  }

  var question = Question(
    "9.7", "Label smoothing", stars: 2,
    answer: Exercises.smoothedLoss as Loss,
    solution: Solutions.smoothedLoss as Loss, oracle: oracle,
    cases: [
      Case("three rows, four tokens, ε = 0.1", (random.normal(3, 4), [2, 0, 3], 0.1)),
      Case("one row, ε = 0.5", (random.normal(1, 5), [1], 0.5)),
      Case("ε = 0, the plain cross entropy", (random.normal(2, 3), [0, 2], 0)),
      Case("scores in the hundreds", ([[300, -100, 0], [-200, 100, 250]], [0, 1], 0.2)),
      Case("two tokens", (random.normal(4, 2), [0, 1, 1, 0], 0.3)),
      Case(
        "twenty rows, nine tokens",
        (3 * random.normal(20, 9), random.integers(20, below: 9), 0.1)),
    ] as [Case<Input>],
    outcome: { loss, input in
      let (loss, ds) = loss(input.s, input.t, input.epsilon)
      return ["loss": loss, "ds": ds]
    })
  question.mistake(
    "The target adds up to more than 1: the right token keeps its whole 1. What is spread must be taken away from it, 1 − ε.",
    both { oneHot, share, V in oneHot + share / V },
    both { oneHot, share, V in oneHot + share / V * (1 - oneHot) },
    both { oneHot, share, V in oneHot + share / (V - 1) * (1 - oneHot) })
  question.mistake(
    "The target adds up to less than 1: the right token has its share of what is spread too, 1 − ε + ε / V.",
    both { oneHot, share, V in (1 - share) * oneHot + share / V * (1 - oneHot) })
  question.mistake(
    "ε is given to each token. It is one share for all of them: each gets ε / V.",
    both { oneHot, share, _ in (1 - share) * oneHot + share },
    both { oneHot, share, _ in (1 - share) * oneHot + share * (1 - oneHot) })
  question.mistake(
    "What is spread goes to the V − 1 wrong tokens alone. Some programs do so; here the right one has its share too.",
    both { oneHot, share, V in (1 - share) * oneHot + share / (V - 1) * (1 - oneHot) })
  question.mistake(
    "ε and 1 − ε are exchanged: the larger part stays with the right token.",
    both { oneHot, share, V in share * oneHot + (1 - share) / V })
  question.mistake(
    "Nothing is smoothed: this is the plain cross entropy.",
    both { oneHot, _, _ in oneHot })
  question.mistake(
    "The loss is smoothed, but its gradient is that of the plain cross entropy: p less the smoothed target.",
    Pass(gradient: { oneHot, _, _ in oneHot }).run)
  question.mistake(
    "The gradient is smoothed, but the loss asks about the right token alone. Sum −target · log p over all tokens.",
    Pass(loss: { oneHot, _, _ in oneHot }).run,
    Pass(loss: { oneHot, share, _ in (1 - share) * oneHot }).run)
  question.mistake(
    "It's the probabilities that are smoothed, and should be the target.",
    { s, t, share in
      let V = Float(s.shape[1])
      let smoothed: (Tensor) -> Tensor = { (1 - share) * softmax($0) + share / V }
      let plain: Target = { oneHot, _, _ in oneHot }
      let parts = SoftmaxParts(p: smoothed, logP: { log(smoothed($0)) })
      return Pass(loss: plain, gradient: plain, softmax: parts).run(s, t, share)
    })
  question.mistake(
    "The loss is a mean over the rows, but its gradient isn't: divide it by T.",
    Pass(divisors: { ($0, 1) }).run)
  question.mistake(
    "The loss is the sum over the rows; divide it by T.",
    Pass(divisors: { (1, $0) }).run, Pass(divisors: { _ in (1, 1) }).run)
  question.mistake(
    "The mean is over the T rows, not over all T · V numbers.",
    { s, t, share in
      let (loss, ds) = Pass().run(s, t, share)
      return (loss / Float(s.shape[1]), ds)
    },
    { s, t, share in
      let (loss, ds) = Pass().run(s, t, share)
      return (loss / Float(s.shape[1]), ds / Float(s.shape[1]))
    })
  question.mistake(
    "The gradient's sign is turned: it is p less the target.",
    { s, t, share in
      let (loss, ds) = Pass().run(s, t, share)
      return (loss, -ds)
    })
  question.mistake(
    """
    The target's own entropy is taken away: that is the Kullback–Leibler divergence. It has the same gradient, but the \
    cross entropy was asked for.
    """,
    Pass(missing: { target in
      -target.map { $0 > 0 ? $0 * log($0) : 0 }.sum()
    }).run)
  question.softmaxMistakes { Pass(softmax: $0).run }
  return question.exercise
}
