import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 8.
var chapter08: [Exercise] {
  [
    dotProductAttention, softmaxBackward, attentionBackward, additiveScore, generalScoreBackward,
  ]
}

/// The softmax of each row.
func attentionWeights(_ scores: Table) -> Table {
  scores.map { row in row.map { e in 1 / row.reduce(0) { $0 + exp($1 - e) } } }
}

// MARK: - 8.1

private var dotProductAttention: Exercise {
  typealias Input = (q: Tensor, m: Tensor, lengths: [Int])
  typealias Result = (weights: Tensor, context: Tensor)
  typealias Attention = (Tensor, Tensor, [Int]) -> Result
  var random = Random(seed: 1, stream: "8.1")
  func drawn(_ T: Int, _ S: Int, _ H: Int, lengths: [Int]) -> Input {
    (random.normal(lengths.count, T, H), random.normal(lengths.count, S, H), lengths)
  }
  /// 1 for each of S rows that counts, 0 for the others.
  func counts(_ length: Int, _ S: Int) -> Tensor {
    Tensor((0..<S).map { $0 < length ? 1 : 0 }, shape: [1, S])
  }
  /// What may be wrong with one example of a batch.
  struct Pass {
    var scores: (_ q: Tensor, _ m: Tensor) -> Tensor = { matmul($0, $1, transposed: .right) }
    var length: (_ n: Int, _ lengths: [Int]) -> Int = { $1[$0] }
    /// e (T, S), a length → w (T, S)
    var weights: (_ e: Tensor, _ length: Int) -> Tensor
    var contexts: (_ w: Tensor, _ m: Tensor) -> Tensor = { matmul($0, $1) }

    func run(_ q: Tensor, _ m: Tensor, _ lengths: [Int]) -> Result {
      let examples = lengths.indices.map { n -> Result in
        let w = weights(scores(q.row(n), m.row(n)), length(n, lengths))
        return (w, contexts(w, m.row(n)))
      }
      func batch(_ parts: [Tensor]) -> Tensor {
        .concatenate(parts.map { $0.reshaped([1] + $0.shape) })
      }
      return (batch(examples.map(\.weights)), batch(examples.map(\.context)))
    }
  }
  /// e (T, S) → the exponentials of what counts, less the largest of a row, or less `most`.
  func powers(_ e: Tensor, _ length: Int, less most: Tensor? = nil) -> Tensor {
    let hidden: (Float, Float) -> Float = { $1 > 0 ? $0 : -.infinity }
    let (T, S) = (e.shape[0], e.shape[1])
    let seen = e.map(with: counts(length, S) * Tensor.ones(T, S), hidden)
    return exp(seen - (most ?? seen.max(axis: 1, keepingAxis: true)))
  }
  func right(_ e: Tensor, _ length: Int) -> Tensor {
    if length == 0 { return .zeros(e.shape) }
    let p = powers(e, length)
    return p / p.sum(axis: 1, keepingAxis: true)
  }
  func but(_ weights: @escaping (Tensor, Int) -> Tensor) -> Attention { Pass(weights: weights).run }
  func with(_ change: (inout Pass) -> Void) -> Attention {
    var pass = Pass(weights: right)
    change(&pass)
    return pass.run
  }

  func oracle(_ q: Tensor, _ m: Tensor, _ lengths: [Int]) -> Result {
    var (w, y) = (Tensor.zeros(q.shape[0], q.shape[1], m.shape[1]), Tensor.zeros(q.shape))
    for (n, length) in lengths.enumerated() where length > 0 {
      let memory = Array(m.row(n).table.prefix(length))
      let weights = attentionWeights(product(q.row(n).table, transposed(memory)))
      let contexts = product(weights, memory)
      for t in weights.indices {
        for s in 0..<length { w[n, t, s] = Float(weights[t][s]) }
        for j in contexts[t].indices { y[n, t, j] = Float(contexts[t][j]) }
      }
    }
    return (w, y)
  }

  var question = Question(
    "8.1", "Dot-product attention with lengths", stars: 2,
    answer: Exercises.attend as Attention,
    solution: Solutions.attend as Attention, oracle: oracle,
    cases: [
      Case("three examples, all sizes 3, lengths 2, 3 and 1", drawn(3, 3, 3, lengths: [2, 3, 1])),
      Case("a memory of which nothing counts", drawn(2, 3, 4, lengths: [0, 2])),
      Case(
        "scores in the hundreds, the largest of them in a row that doesn't count",
        (q: [[[20, 0], [0, 10]]], m: [[[10, 0], [0, 20], [30, 30]]], lengths: [2])),
      Case(
        "scores of −400", (q: [[[20, 0], [20, 20]]], m: [[[-20, 0], [-20, 0]]], lengths: [2])),
      Case("one query and one row", drawn(1, 1, 2, lengths: [1])),
      Case("four examples, five queries, seven rows", drawn(5, 7, 3, lengths: [7, 1, 4, 6])),
    ] as [Case<Input>],
    outcome: { attention, input in
      let (weights, context) = attention(input.q, input.m, input.lengths)
      return ["weights": weights, "context": context]
    })
  question.mistake(
    """
    Rows that only fill up the memory get weights too. Take the softmax over the first lengths[n] rows, and leave \
    the others at 0.
    """,
    but { e, _ in softmax(e) })
  question.mistake(
    """
    The scores of rows that don't count are set to 0, and the exponential of 0 is 1: they get weights. They have to \
    be left out of the sum.
    """,
    but { e, length in softmax(e * counts(length, e.shape[1])) },
    but { e, length in
      let seen = counts(length, e.shape[1])
      return softmax(e * seen) * seen
    })
  question.mistake(
    """
    The weights don't add up to 1: those of rows that don't count are erased after the softmax, but had their share \
    in its sum. Leave them out before.
    """,
    but { e, length in softmax(e) * counts(length, e.shape[1]) })
  question.mistake(
    "The softmax runs over the queries. Each query divides its own weight of 1 among the rows: along the last axis.",
    but { e, length in
      softmax(e.transposed()).transposed() * counts(length, e.shape[1])
    },
    but { e, length in
      let p = powers(e, length, less: Tensor(e.max()))
      return (p / p.sum(axis: 0, keepingAxis: true)).map { $0.isNaN ? 0 : $0 }
    })
  question.mistake(
    "All weights of an example together add up to 1. Those of each query have to, by themselves.",
    but { e, length in
      let p = powers(e, length, less: Tensor(e.max()))
      return p / max(p.sum(), .leastNonzeroMagnitude)
    })
  question.mistake(
    "The weights are the scores, or their exponentials. The softmax makes shares of them, which add up to 1.",
    but { e, length in e * counts(length, e.shape[1]) },
    but { e, length in powers(e, length, less: Tensor(0)) })
  question.mistake(
    "The scores are divided by √H. That is the next chapter's; here the score is the product as it is.",
    with { $0.scores = { matmul($0, $1, transposed: .right) / Float($0.shape[1]).squareRoot() } })
  question.mistake(
    "The scores need the memory transposed: q is (T, H), and only mᵀ, which is (H, S), leads to S scores a query.",
    with { $0.scores = { matmul($0, $1) } })
  question.mistake(
    "The rows that count are the first ones of a memory, and here the last ones do.",
    but { e, length in
      let S = e.shape[1]
      let back = Tensor.identity(S).rows(at: (0..<S).reversed())
      return matmul(right(matmul(e, back), length), back)
    })
  question.mistake(
    "One length is used for the whole batch. Each example has its own, lengths[n].",
    with { $0.length = { $1[0] } })
  question.mistake(
    "One row too many counts: the first lengths[n] rows are those below lengths[n] (`<`, not `<=`).",
    with { $0.length = { $1[$0] + 1 } })
  question.mistake(
    "The last row that counts has been left out: the first lengths[n] rows are 0 ..< lengths[n].",
    with { $0.length = { $1[$0] - 1 } })
  question.mistake(
    """
    Where nothing counts, all powers are 0, and 0 / 0 is no number. (So it is with a softmax of nothing but −∞.) \
    Look at the length first.
    """,
    but { e, length in length == 0 ? .full(e.shape, .nan) : right(e, length) })
  question.mistake(
    """
    Where nothing counts, all rows are taken alike: each of their scores was made small by the same amount, which the \
    softmax doesn't see. Look at the length first.
    """,
    but { e, length in length == 0 ? .full(e.shape, 1 / Float(e.shape[1])) : right(e, length) },
    but { e, length in length == 0 ? softmax(e) : right(e, length) })
  question.mistake(
    """
    The largest score, which is taken away from all, belongs to a row that doesn't count. It may be so large that all \
    the others become 0; look for the largest among those that count.
    """,
    but { e, length in
      if length == 0 { return .zeros(e.shape) }
      let p = powers(e, length, less: e.max(axis: 1, keepingAxis: true))
      return p / p.sum(axis: 1, keepingAxis: true)
    })
  question.mistake(
    """
    The exponential of a score above 88 is infinite, and ∞ / ∞ is no number. Take each query's largest score away \
    first, or let the library's softmax do so.
    """,
    but { e, length in
      if length == 0 { return .zeros(e.shape) }
      let p = powers(e, length, less: Tensor(0))
      return p / p.sum(axis: 1, keepingAxis: true)
    })
  question.mistake(
    "The exponentials of scores below −100 are all 0. Take each query's largest score away first, whatever its sign.",
    but { e, length in
      if length == 0 { return .zeros(e.shape) }
      let largest = e.columns(0..<length).max(axis: 1, keepingAxis: true)
      let p = powers(e, length, less: largest.map { max($0, 0) })
      return p / p.sum(axis: 1, keepingAxis: true)
    })
  return question.exercise
}

// MARK: - 8.2

private var softmaxBackward: Exercise {
  typealias Input = (dw: Tensor, w: Tensor)
  var random = Random(seed: 1, stream: "8.2")
  func drawn(_ T: Int, _ S: Int) -> Input { (random.normal(T, S), softmax(random.normal(T, S))) }
  /// Σ w ⊙ dw, row by row.
  func mean(_ dw: Tensor, _ w: Tensor) -> Tensor { (w * dw).sum(axis: 1, keepingAxis: true) }

  func oracle(_ dw: Tensor, _ w: Tensor) -> Tensor {
    // The weights after a change of the scores that made them, which need not be known.
    func weights(_ change: Table) -> Table {
      zip(w.table, change).map { w, change in
        let powers = zip(w, change).map { $0 * exp($1) }
        return powers.map { $0 / powers.reduce(0, +) }
      }
    }
    let (dw, none) = (dw.table, w.table.map { $0.map { _ in 0.0 } })
    return Tensor(measuredGradient(none) { weighted(weights($0), by: dw) })
  }

  var question = Question(
    "8.2", "The backward pass of softmax", stars: 2,
    answer: Exercises.softmaxBackward, solution: Solutions.softmaxBackward, oracle: oracle,
    cases: [
      Case("three rows of three weights", drawn(3, 3)),
      Case("a row of equal weights", (dw: [[1, -2, 3, 0.5]], w: [[0.25, 0.25, 0.25, 0.25]])),
      Case("weights of 1 and 0", (dw: [[2, 1, -1], [0.5, 4, 3]], w: [[0, 1, 0], [1, 0, 0]])),
      Case("rows of one weight", (dw: [[3], [-2]], w: [[1], [1]])),
      Case(
        "a gradient that is the same for all weights", (dw: [[5, 5, 5]], w: [[0.5, 0.25, 0.25]])),
      Case("six rows of nine weights", drawn(6, 9)),
    ] as [Case<Input>],
    outcome: { backward, input in ["de": backward(input.dw, input.w)] })
  question.mistake(
    """
    Each score changes its own weight only. But it takes from the others what it wins: w[s] (1 − w[s]) is the \
    diagonal, and there is −w[i] w[s] beside it.
    """,
    { dw, w in w * (1 - w) * dw })
  question.mistake(
    "What is taken away is missing: w ⊙ dw alone doesn't add up to 0 in a row. Subtract Σ w ⊙ dw from dw.",
    { dw, w in w * dw })
  question.mistake(
    "What is taken away is the plain mean of dw. It should be the one with the weights, Σ w ⊙ dw.",
    { dw, w in w * (dw - dw.mean(axis: 1, keepingAxis: true)) })
  question.mistake(
    "What is taken away is the sum of dw. In the sum each is multiplied by its weight: Σ w ⊙ dw.",
    { dw, w in w * (dw - dw.sum(axis: 1, keepingAxis: true)) })
  question.mistake(
    "The factor w in front is missing: a score whose weight is 0 can't change anything.",
    { dw, w in dw - mean(dw, w) })
  question.mistake(
    "The sum runs over all rows. Each row is a softmax by itself: sum along axis 1.",
    { dw, w in w * (dw - (w * dw).sum()) })
  question.mistake(
    "The sum runs down the columns. A row is a softmax: sum along axis 1.",
    { dw, w in w * (dw - (w * dw).sum(axis: 0, keepingAxis: true)) })
  question.mistake(
    """
    The sums of the rows have the shape (T), and so are taken for one row: each is taken away from a column. With \
    `keepingAxis: true` they are (T, 1), and each stays in its row.
    """,
    { dw, w in w * (dw - (w * dw).sum(axis: 1)) })
  question.mistake(
    "The sign is turned. A score should rise where its weight serves better than the mean: dw less the mean, not the mean less dw.",
    { dw, w in w * (mean(dw, w) - dw) })
  question.mistake(
    "This is the gradient of a cross entropy, w − t. Here dw is no target but a gradient, whatever made it.",
    { dw, w in w - dw })
  question.mistake(
    "This is the backward pass of log softmax. The weights themselves were put out, not their logarithms.",
    { dw, w in dw - w * dw.sum(axis: 1, keepingAxis: true) })
  question.mistake(
    "The sum is taken away as it is. It's in the bracket: w (dw − Σ w ⊙ dw).",
    { dw, w in w * dw - mean(dw, w) })
  return question.exercise
}

// MARK: - 8.3

private var attentionBackward: Exercise {
  typealias Input = (dContext: Tensor, q: Tensor, m: Tensor)
  typealias Result = (dq: Tensor, dm: Tensor)
  typealias Backward = (Tensor, Tensor, Tensor) -> Result
  var random = Random(seed: 1, stream: "8.3")
  func drawn(_ T: Int, _ S: Int, _ H: Int) -> Input {
    (random.normal(T, H), random.normal(T, H), random.normal(S, H))
  }
  /// What may be wrong on the way back.
  struct Pass {
    var scale: (_ H: Float) -> Float = { _ in 1 }
    var dw: (_ dContext: Tensor, _ m: Tensor, _ q: Tensor) -> Tensor = { dContext, m, _ in
      matmul(dContext, m, transposed: .right)
    }
    var de: (_ w: Tensor, _ dw: Tensor) -> Tensor = { Solutions.softmaxBackward($1, w: $0) }
    var dq: (_ de: Tensor, _ m: Tensor, _ q: Tensor) -> Tensor = { de, m, _ in matmul(de, m) }
    var taken: (_ w: Tensor, _ dContext: Tensor) -> Tensor = { matmul($0, $1, transposed: .left) }
    var compared: (_ de: Tensor, _ q: Tensor) -> Tensor = { matmul($0, $1, transposed: .left) }
    var shares: (taken: Float, compared: Float) = (1, 1)

    func run(_ dContext: Tensor, _ q: Tensor, _ m: Tensor) -> Result {
      let factor = scale(Float(q.shape[1]))
      let w = softmax(factor * matmul(q, m, transposed: .right))
      let de = factor * de(w, dw(dContext, m, q))
      return (
        dq(de, m, q), shares.taken * taken(w, dContext) + shares.compared * compared(de, q)
      )
    }
  }

  func oracle(_ dContext: Tensor, _ q: Tensor, _ m: Tensor) -> Result {
    let gradients = measuredGradients([q, m]) { all in
      let weights = attentionWeights(product(all[0], transposed(all[1])))
      return weighted(product(weights, all[1]), by: dContext.table)
    }
    return (gradients[0], gradients[1])
  }

  var question = Question(
    "8.3", "The backward pass of attention", stars: 3,
    answer: Exercises.attendBackward as Backward,
    solution: Solutions.attendBackward as Backward, oracle: oracle,
    cases: [
      Case("three queries and three rows of three numbers", drawn(3, 3, 3)),
      Case("one query", drawn(1, 4, 2)),
      Case("a memory of one row, which has all the weight", drawn(3, 1, 2)),
      Case("five queries and seven rows", drawn(5, 7, 4)),
    ] as [Case<Input>],
    outcome: { backward, input in
      let (dq, dm) = backward(input.dContext, input.q, input.m)
      return ["dq": dq, "dm": dm]
    })
  question.mistake(
    """
    dm has one of two shares. The memory was taken, which gives wᵀ dContext, and it was compared with the queries as well: \
    add what comes back through the scores, deᵀ q.
    """,
    Pass(shares: (1, 0)).run)
  question.mistake(
    """
    dm has one of two shares. The memory was compared, which gives deᵀ q, and it was taken as well: add what comes \
    back through the weighted sum, wᵀ dContext.
    """,
    Pass(shares: (0, 1)).run)
  question.mistake(
    "The two shares of dm add up. Here it is their mean.",
    Pass(shares: (0.5, 0.5)).run)
  question.mistake(
    "The gradient of the weights is taken for that of the scores. Between them lies the softmax: de = w (dw − Σ w ⊙ dw).",
    Pass(de: { $1 }).run)
  question.mistake(
    "In the softmax's backward pass each score changes its own weight only. It takes from the others what it wins.",
    Pass(de: { $0 * (1 - $0) * $1 }).run, Pass(de: { $0 * $1 }).run)
  question.mistake(
    "In the softmax's backward pass the plain mean of dw is taken away. It should be Σ w ⊙ dw.",
    Pass(de: { $0 * ($1 - $1.mean(axis: 1, keepingAxis: true)) }).run)
  question.mistake(
    "In the softmax's backward pass the sum runs along the wrong axis: a row of weights is a softmax.",
    Pass(de: { $0 * ($1 - ($0 * $1).sum(axis: 0, keepingAxis: true)) }).run)
  question.mistake(
    """
    In the softmax's backward pass the sums of the rows have the shape (T), and so are taken for one row: each is taken \
    away from a column. Give them the shape (T, 1).
    """,
    Pass(de: { $0 * ($1 - ($0 * $1).sum(axis: 1)) }).run)
  question.mistake(
    "The weight of a row was multiplied by the row, so dw is dContext mᵀ. The queries have no part in it.",
    Pass(dw: { dContext, _, q in matmul(dContext, q, transposed: .right) }).run)
  question.mistake(
    "dw needs the transpose of m: dContext is (T, H), and only mᵀ, which is (H, S), leads to a number for each weight.",
    Pass(dw: { dContext, m, _ in matmul(dContext, m) }).run)
  question.mistake(
    "In dm, the share of what was taken needs the transpose of w: a row of the memory went into many contexts, down a column of w.",
    Pass(taken: { matmul($0, $1) }).run)
  question.mistake(
    "In dm, the share of what was compared needs the transpose of de: a row of the memory has a score with each query, down a column of e.",
    Pass(compared: { matmul($0, $1) }).run)
  question.mistake(
    "dq is made of the queries. A query was compared with the rows of the memory: dq = de m.",
    Pass(dq: { de, _, q in matmul(de, q) }).run)
  question.mistake(
    "The scores are divided by √H. That is the next chapter's; here the score is the product as it is.",
    Pass(scale: { 1 / $0.squareRoot() }).run)
  return question.exercise
}

// MARK: - 8.4

private var additiveScore: Exercise {
  typealias Input = (q: Tensor, m: Tensor, Wq: Tensor, Wm: Tensor, v: Tensor)
  typealias Scores = (Tensor, Tensor, Tensor, Tensor, Tensor) -> Tensor
  var random = Random(seed: 1, stream: "8.4")
  func drawn(_ T: Int, _ S: Int, _ Q: Int, _ K: Int, _ A: Int) -> Input {
    (
      random.normal(T, Q), random.normal(S, K), random.normal(Q, A), random.normal(K, A),
      random.normal(A)
    )
  }
  /// A wrong answer by what it makes of a query, a row, and v, all of A numbers.
  func pairwise(_ score: @escaping (_ q: Tensor, _ m: Tensor, _ v: Tensor) -> Float) -> Scores {
    { q, m, Wq, Wm, v in
      let (queries, rows) = (matmul(q, Wq), matmul(m, Wm))
      var e = Tensor.zeros(q.shape[0], m.shape[0])
      for t in 0..<q.shape[0] {
        for s in 0..<m.shape[0] { e[t, s] = score(queries.row(t), rows.row(s), v) }
      }
      return e
    }
  }
  let right: Scores = Solutions.additiveScore

  func oracle(_ q: Tensor, _ m: Tensor, _ Wq: Tensor, _ Wm: Tensor, _ v: Tensor) -> Tensor {
    // With one matrix, for a query and a row side by side.
    let (W, v) = (Wq.table + Wm.table, v.table[0])
    func score(_ q: [Double], _ m: [Double]) -> Double {
      var sum = 0.0
      for (a, v) in zip(product([q + m], W)[0], v) { sum += v * tanh(a) }
      return sum
    }
    return Tensor(q.table.map { q in m.table.map { score(q, $0) } })
  }

  var question = Question(
    "8.4", "The additive score", stars: 2,
    answer: Exercises.additiveScore as Scores, solution: right, oracle: oracle,
    cases: [
      Case("three queries and three rows, all sizes 3", drawn(3, 3, 3, 3, 3)),
      Case("two queries and four rows, of different sizes", drawn(2, 4, 3, 2, 5)),
      Case("one query, one row and A = 1", drawn(1, 1, 2, 3, 1)),
      Case(
        "sums far from 0",
        (q: [[30, -40]], m: [[50], [-5]], Wq: [[1, 0], [0, 1]], Wm: [[1, 1]], v: [2, 3])),
      Case("five queries and six rows", drawn(5, 6, 4, 4, 3)),
    ] as [Case<Input>],
    outcome: { scores, input in
      ["e": scores(input.q, input.m, input.Wq, input.Wm, input.v)]
    })
  question.mistake(
    "Without the tanh this is a sum of two parts, and what a query has in common with a row doesn't count.",
    pairwise { ($2 * ($0 + $1)).sum() })
  question.mistake(
    "The tanh is taken of each of the two by itself. It is the tanh of their sum that compares them.",
    pairwise { ($2 * (tanh($0) + tanh($1))).sum() })
  question.mistake(
    "The tanh is taken at the end, of one number. Take it of the A numbers, and then the product with v.",
    pairwise { tanh(($2 * ($0 + $1)).sum()) })
  question.mistake(
    "The two are multiplied within the tanh, and should be added.",
    pairwise { ($2 * tanh($0 * $1)).sum() })
  question.mistake(
    "It's a sigmoid where a tanh should be.",
    pairwise { ($2 * sigmoid($0 + $1)).sum() })
  question.mistake(
    "v is missing: the A numbers are added up as they are.",
    pairwise { q, m, _ in tanh(q + m).sum() })
  question.mistake(
    "v belongs outside: it is multiplied by the tanh, and not by what the tanh is taken of.",
    pairwise { tanh($2 * ($0 + $1)).sum() })
  question.mistake(
    "It is the mean over the A numbers, and should be their sum.",
    pairwise { ($2 * tanh($0 + $1)).mean() })
  question.mistake(
    "e comes out transposed: it has a row for each query, and a column for each row of the memory.",
    { q, m, Wq, Wm, v in right(q, m, Wq, Wm, v).transposed() })
  question.mistake(
    "The matrices are exchanged: Wq belongs to the queries.",
    { q, m, Wq, Wm, v in right(q, m, Wm, Wq, v) })
  question.mistake(
    "The matrices are taken transposed. Wq is (Q, A): a query times Wq has A numbers.",
    { q, m, Wq, Wm, v in right(q, m, Wq.transposed(), Wm.transposed(), v) })
  question.mistake(
    "These are weights: a softmax was taken of the scores, and nobody asked for it.",
    { q, m, Wq, Wm, v in softmax(right(q, m, Wq, Wm, v)) })
  question.mistake(
    "Query t is compared with row t alone. Every query has a score with every row.",
    { q, m, Wq, Wm, v in
      let pairs = (v * tanh(matmul(q, Wq) + matmul(m, Wm))).sum(axis: 1, keepingAxis: true)
      return pairs * Tensor.ones(1, m.shape[0])
    },
    { q, m, Wq, Wm, v in
      (v * tanh(matmul(q, Wq) + matmul(m, Wm))).sum(axis: 1)
    })
  return question.exercise
}

// MARK: - 8.5

private var generalScoreBackward: Exercise {
  typealias Input = (de: Tensor, q: Tensor, m: Tensor, W: Tensor, dW: Tensor)
  typealias Result = (dq: Tensor, dm: Tensor)
  typealias Backward = (Tensor, Tensor, Tensor, Tensor, inout Tensor) -> Result
  var random = Random(seed: 1, stream: "8.5")
  func drawn(_ T: Int, _ S: Int, _ Q: Int, _ K: Int) -> Input {
    (
      random.normal(T, S), random.normal(T, Q), random.normal(S, K), random.normal(Q, K),
      random.normal(Q, K)
    )
  }
  /// What may be wrong, gradient by gradient.
  struct Pass {
    var dW: (_ de: Tensor, _ q: Tensor, _ m: Tensor) -> Tensor = { de, q, m in
      matmul(q, matmul(de, m), transposed: .left)
    }
    var isSet = false
    var dq: (_ de: Tensor, _ m: Tensor, _ W: Tensor) -> Tensor = { de, m, W in
      matmul(matmul(de, m), W, transposed: .right)
    }
    var dm: (_ de: Tensor, _ q: Tensor, _ W: Tensor) -> Tensor = { de, q, W in
      matmul(de, matmul(q, W), transposed: .left)
    }

    func run(_ de: Tensor, _ q: Tensor, _ m: Tensor, _ W: Tensor, _ sum: inout Tensor) -> Result {
      let share = dW(de, q, m)
      sum = isSet ? share : sum + share
      return (dq(de, m, W), dm(de, q, W))
    }
  }

  func oracle(
    _ de: Tensor, _ q: Tensor, _ m: Tensor, _ W: Tensor, _ dW: inout Tensor
  ) -> Result {
    let gradients = measuredGradients([q, m, W]) { all in
      weighted(product(product(all[0], all[2]), transposed(all[1])), by: de.table)
    }
    dW += gradients[2]
    return (gradients[0], gradients[1])
  }

  var question = Question(
    "8.5", "The general score's gradients", stars: 2,
    answer: Exercises.generalScoreBackward as Backward,
    solution: Solutions.generalScoreBackward as Backward, oracle: oracle,
    cases: [
      Case("three queries and three rows of three numbers", drawn(3, 3, 3, 3)),
      Case("one query", drawn(1, 3, 2, 4)),
      Case("a memory of one row", drawn(4, 1, 3, 2)),
      Case("five queries of four numbers, six rows of three", drawn(5, 6, 4, 3)),
    ] as [Case<Input>],
    outcome: { backward, input in
      var dW = input.dW
      let (dq, dm) = backward(input.de, input.q, input.m, input.W, &dW)
      return ["dq": dq, "dm": dm, "dW": dW]
    })
  question.mistake(
    """
    dW is set, so what it held is lost. W serves all examples of a batch, and its gradients add up: += in place of =.
    """,
    Pass(isSet: true).run)
  question.mistake(
    "dW comes out transposed, (K, Q). W is (Q, K), so queries come first: qᵀ de m.",
    Pass(dW: { de, q, m in matmul(m, matmul(de, q, transposed: .left), transposed: .left) }).run)
  question.mistake(
    "dW is qᵀ m: each pair of a query and a row has its share, by the gradient of its score. Where is de?",
    Pass(dW: { _, q, m in matmul(q, m, transposed: .left) }).run)
  question.mistake(
    "de should not be transposed in dW: query t meets row s by de[t, s], and qᵀ de m is the sum over all pairs.",
    Pass(dW: { de, q, m in
      matmul(q, matmul(de, m, transposed: .left), transposed: .left)
    }).run)
  question.mistake(
    "dW needs the transpose of q: it has to be (Q, K), and only qᵀ de m is.",
    Pass(dW: { de, q, m in matmul(q, matmul(de, m)) }).run)
  question.mistake(
    "dW is a mean over the queries, or over all pairs. A layer sums; if the loss is a mean, the division is in de already.",
    Pass(dW: { de, q, m in
      matmul(q, matmul(de, m), transposed: .left) / Float(de.shape[0])
    }).run,
    Pass(dW: { de, q, m in
      matmul(q, matmul(de, m), transposed: .left) / Float(de.count)
    }).run)
  question.mistake(
    "From the scores back to the queries it goes through the transpose of W: dq = de m Wᵀ.",
    Pass(dq: { de, m, W in matmul(matmul(de, m), W) }).run)
  question.mistake(
    "dq lacks W: it was q W, not q, that was multiplied by the rows.",
    Pass(dq: { de, m, _ in matmul(de, m) }).run)
  question.mistake(
    "From the scores back to the memory it goes through W as it is, not transposed: dm = deᵀ q W.",
    Pass(dm: { de, q, W in
      matmul(de, matmul(q, W, transposed: .right), transposed: .left)
    }).run)
  question.mistake(
    "dm lacks W: it was with q W, not with q, that the rows were multiplied.",
    Pass(dm: { de, q, _ in matmul(de, q, transposed: .left) }).run)
  question.mistake(
    "dm needs the transpose of de: a row of the memory has a score with each query, down a column of e.",
    Pass(dm: { de, q, W in matmul(de, matmul(q, W)) }).run)
  return question.exercise
}
