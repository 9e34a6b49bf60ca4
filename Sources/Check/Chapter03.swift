import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 3.
var chapter03: [Exercise] {
  [
    trainingPairs, cbowForward, cbowGradients, skipGramGradients, gloveGradients, characterNGrams,
  ]
}

// MARK: - 3.1

private var trainingPairs: Exercise {
  typealias Pairs = ([Int], Int) -> [(center: Int, neighbor: Int)]
  var random = Random(seed: 1, stream: "3.1")
  /// A wrong answer by the places that it takes for neighbors of place i, in a text of a length.
  func near(_ places: @escaping (_ i: Int, _ m: Int, _ length: Int) -> [Int]) -> Pairs {
    { ids, m in
      ids.indices.flatMap { i in places(i, m, ids.count).map { (ids[i], ids[$0]) } }
    }
  }
  /// The places from `first` up to but without `end` that the text has.
  func within(_ first: Int, _ end: Int, _ length: Int) -> [Int] {
    (0..<length).filter { $0 >= first && $0 < end }
  }

  func oracle(_ ids: [Int], _ m: Int) -> [(center: Int, neighbor: Int)] {
    // Whether two places are near can be asked of any two.
    let places = Array(ids.indices)
    return places.flatMap { i in
      places.filter { 1...m ~= abs(i - $0) }.map { (ids[i], ids[$0]) }
    }
  }

  var question = Question(
    "3.1", "Training pairs of a window", stars: 1, tolerance: .exact,
    answer: Exercises.trainingPairs, solution: Solutions.trainingPairs,
    oracle: oracle,
    cases: [
      Case("five different words, m = 2", (ids: [4, 2, 0, 3, 1], m: 2)),
      Case("a word that stands in three places, m = 2", (ids: [3, 1, 3, 3, 2], m: 2)),
      Case("a window longer than the text", (ids: [2, 0, 1], m: 10)),
      Case("a text of one word", (ids: [5], m: 2)),
      Case("an empty text", (ids: [], m: 2)),
      Case("thirty words, m = 3", (ids: random.integers(30, below: 6), m: 3)),
      Case("a pair that comes up twice, m = 1", (ids: [0, 1, 2, 0, 1], m: 1)),
    ] as [Case<(ids: [Int], m: Int)>],
    outcome: { pairs, input in
      // In any order: each answer's pairs are sorted.
      let sorted = pairs(input.ids, input.m)
        .sorted { ($0.center, $0.neighbor) < ($1.center, $1.neighbor) }
      return ["the pairs, sorted,": sorted.map { [$0.center, $0.neighbor] }]
    })
  question.mistake(
    "A center is among its own neighbors: leave out the place where it stands.",
    near { i, m, T in within(i - m, i + m + 1, T) })
  question.mistake(
    """
    Words near the ends of the text have no pairs. They have fewer neighbors, not none: cut the window at the \
    ends, and don't leave out the center.
    """,
    near { i, m, T in i - m >= 0 && i + m < T ? within(i - m, i + m + 1, T).filter { $0 != i } : []
    })
  question.mistake(
    "Only one side of the center is looked at. Neighbors stand before it and after it.",
    near { i, m, T in within(i + 1, i + m + 1, T) },
    near { i, m, T in within(i - m, i, T) })
  question.mistake(
    """
    The window is one word short at one end: with m = 2 it reaches from i − 2 to i + 2, and both are in it \
    (`...`, not `..<`).
    """,
    near { i, m, T in within(i - m, i + m, T).filter { $0 != i } },
    near { i, m, T in within(i - m + 1, i + m + 1, T).filter { $0 != i } },
    near { i, m, T in within(i - m + 1, i + m, T).filter { $0 != i } })
  question.mistake(
    "The first or last word of the text is nobody's neighbor: look at where you cut the window.",
    near { i, m, T in within(i - m, min(i + m + 1, T - 1), T).filter { $0 != i } },
    near { i, m, T in within(max(i - m, 1), i + m + 1, T).filter { $0 != i } },
    near { i, m, T in within(max(i - m, 1), min(i + m + 1, T - 1), T).filter { $0 != i } })
  question.mistake(
    "The window goes on at the other end of the text: the last word is no neighbor of the first.",
    near { i, m, T in (i - m...i + m).filter { $0 != i }.map { ($0 % T + T) % T } })
  question.mistake(
    "These are the places of the words. A pair has the ids that stand there.",
    { ids, m in
      ids.indices.flatMap { i in
        within(i - m, i + m + 1, ids.count).filter { $0 != i }.map { (i, $0) }
      }
    })
  question.mistake(
    """
    Neighbors that are the same word as the center are left out. It's the same place that has to be: compare i \
    with j, not the ids.
    """,
    { ids, m in
      near { i, m, T in within(i - m, i + m + 1, T).filter { ids[$0] != ids[i] } }(ids, m)
    })
  question.mistake(
    "A pair that comes up several times is there only once. How often it does is what skip-gram learns.",
    { ids, m in
      Set(Solutions.trainingPairs(ids, window: m).map { [$0.center, $0.neighbor] })
        .map { ($0[0], $0[1]) }
    })
  return question.exercise
}

// MARK: - 3.2

/// For contexts and the scores of one word each: the means of their rows, and the scores.
private func bagScores(
  _ contexts: [[Int]], _ Win: Table, _ Wout: Table
) -> (h: Table, scores: Table) {
  let h = contexts.map { context in
    Win[0].indices.map { d in
      context.reduce(0) { $0 + Win[$1][d] } / Double(context.count)
    }
  }
  return (h, product(h, Wout))
}

/// The mean loss over bags of words that are each asked for one word, and its measured gradients.
private func measuredBags(
  _ bags: [[Int]], _ t: [Int], _ Win: Tensor, _ Wout: Tensor
) -> (loss: Float, dWin: Tensor, dWout: Tensor) {
  func loss(_ all: [Table]) -> Double {
    meanCrossEntropy(bagScores(bags, all[0], all[1]).scores, t)
  }
  let gradients = measuredGradients([Win, Wout], loss)
  return (Float(loss([Win.table, Wout.table])), gradients[0], gradients[1])
}

/// The softmax of each row.
private func shares(_ scores: Table) -> Table {
  scores.map { row in row.map { s in 1 / row.reduce(0) { $0 + exp($1 - s) } } }
}

private typealias CBOWInput = (contexts: [[Int]], t: [Int], Win: Tensor, Wout: Tensor)

/// Contexts of up to `most` words, and matrices, drawn at random.
private func drawnCBOW(_ N: Int, _ V: Int, _ D: Int, most: Int, _ random: inout Random) -> CBOWInput
{
  let contexts = (0..<N).map { _ in
    let count = 1 + random.integer(below: most)
    return random.integers(count, below: V)
  }
  return (contexts, random.integers(N, below: V), random.normal(V, D), random.normal(D, V))
}

private var cbowForward: Exercise {
  typealias Result = (h: Tensor, p: Tensor, loss: Float)
  typealias Forward = ([[Int]], [Int], Tensor, Tensor) -> Result
  var random = Random(seed: 1, stream: "3.2")
  func meanLoss(_ p: Tensor, _ t: [Int]) -> Float {
    -t.indices.reduce(0) { $0 + log(p[$1, t[$1]]) } / Float(t.count)
  }
  /// What may be wrong on the way.
  struct Pass {
    var rows: (_ context: [Int], _ Win: Tensor, _ Wout: Tensor) -> Tensor = { context, Win, _ in
      Win.rows(at: context)
    }
    var divisor: (_ context: [Int], _ all: [[Int]]) -> Float = { context, _ in Float(context.count)
    }
    var probabilities: (_ scores: Tensor) -> Tensor = { softmax($0) }
    var loss: (_ p: Tensor, _ t: [Int]) -> Float

    func run(_ contexts: [[Int]], _ t: [Int], _ Win: Tensor, _ Wout: Tensor) -> Result {
      let means = contexts.map {
        rows($0, Win, Wout).sum(axis: 0, keepingAxis: true) / divisor($0, contexts)
      }
      let h = Tensor.concatenate(means)
      let p = probabilities(matmul(h, Wout))
      return (h, p, loss(p, t))
    }
  }
  let right = Pass(loss: meanLoss)
  func but(_ change: (inout Pass) -> Void) -> Forward {
    var pass = right
    change(&pass)
    return pass.run
  }

  func oracle(
    _ contexts: [[Int]], _ t: [Int], _ Win: Tensor, _ Wout: Tensor
  ) -> Result {
    let (h, scores) = bagScores(contexts, Win.table, Wout.table)
    return (Tensor(h), Tensor(shares(scores)), Float(meanCrossEntropy(scores, t)))
  }

  var question = Question(
    "3.2", "CBOW forward", stars: 2,
    answer: Exercises.cbowForward, solution: Solutions.cbowForward,
    oracle: oracle,
    cases: [
      Case(
        "two examples, each with two different neighbors",
        (
          contexts: [[0, 2], [3, 1]], t: [1, 2], Win: random.normal(4, 4), Wout: random.normal(4, 4)
        )),
      Case(
        "contexts of different lengths",
        (
          contexts: [[0, 2], [1], [3, 1, 0]], t: [1, 2, 2], Win: random.normal(4, 3),
          Wout: random.normal(3, 4)
        )),
      Case(
        "a neighbor that stands twice in a context",
        (contexts: [[2, 0, 2]], t: [1], Win: random.normal(3, 2), Wout: random.normal(2, 3))),
      Case("twelve examples", drawnCBOW(12, 9, 5, most: 6, &random)),
    ] as [Case<CBOWInput>],
    outcome: { forward, input in
      let (h, p, loss) = forward(input.contexts, input.t, input.Win, input.Wout)
      return ["h": h, "p": p, "loss": loss]
    })
  question.mistake(
    "h is the sum of the neighbors' rows. Divide by how many there are, or long contexts shout.",
    but { $0.divisor = { _, _ in 1 } })
  question.mistake(
    """
    Each h is divided by the length of one and the same context. Here contexts differ in length: divide by that of \
    its own.
    """,
    but { $0.divisor = { _, all in Float(all[0].count) } },
    but { $0.divisor = { _, all in Float(all.map(\.count).max()!) } },
    but { $0.divisor = { _, all in Float(all.last!.count) } })
  question.mistake(
    """
    The rows come from the wrong matrix. Neighbors go in, so theirs are the rows of Win; Wout has a column for each \
    word that may come out.
    """,
    { contexts, t, Win, Wout in
      let (vectors, U) = (Wout.transposed(), Win.transposed())
      return Solutions.cbowForward(contexts, t, Win: vectors, Wout: U)
    },
    but { $0.rows = { context, _, Wout in Wout.transposed().rows(at: context) } })
  question.mistake(
    "A neighbor that stands twice in a context counts once. It is a bag, not a set.",
    but {
      $0.rows = { context, Win, _ in Win.rows(at: Set(context).sorted()) }
      $0.divisor = { context, _ in Float(Set(context).count) }
    },
    but { $0.rows = { context, Win, _ in Win.rows(at: Set(context).sorted()) } })
  question.mistake(
    "p holds the scores, or their exponentials. The softmax makes probabilities of them.",
    but {
      $0.probabilities = { $0 }
      $0.loss = { meanLoss(softmax($0), $1) }
    },
    but { $0.probabilities = { $0 } },
    but { $0.probabilities = { exp($0) } })
  question.mistake(
    "The probabilities of a row have to sum to 1, by themselves: a row is one question.",
    but { $0.probabilities = { exp($0) / exp($0).sum() } },
    but { $0.probabilities = { exp($0) / exp($0).sum(axis: 0, keepingAxis: true) } })
  question.mistake(
    "The loss is the sum over the batch; divide it by N.",
    but { $0.loss = { meanLoss($0, $1) * Float($1.count) } })
  question.mistake(
    "The loss is in bits: take the natural logarithm, not the one to base 2.",
    but { $0.loss = { meanLoss($0, $1) / log(2) } })
  question.mistake(
    "The loss has the wrong sign: a logarithm of a probability is negative, and a loss isn't.",
    but { $0.loss = { -meanLoss($0, $1) } })
  return question.exercise
}

// MARK: - 3.3

private var cbowGradients: Exercise {
  typealias Result = (dWin: Tensor, dWout: Tensor)
  typealias Gradients = ([[Int]], [Int], Tensor, Tensor) -> Result
  var random = Random(seed: 1, stream: "3.3")
  /// What may be wrong on the way back.
  struct Pass {
    var h: (_ mean: Tensor, _ count: Tensor) -> Tensor = { mean, _ in mean }
    var start: (_ p: Tensor, _ t: Tensor) -> Tensor = { ($0 - $1) / Float($0.shape[0]) }
    var back = Transposed.right
    var share: (_ dh: Tensor, _ context: [Int]) -> Tensor = { $0 / Float($1.count) }
    var spread: (_ dWin: inout Tensor, _ share: Tensor, _ context: [Int], _ t: Int) -> Void = {
      dWin, share, context, _ in
      for word in context { dWin.addRows(share, at: [word]) }
    }
    var dWout: (_ h: Tensor, _ ds: Tensor) -> Tensor = { matmul($0, $1, transposed: .left) }

    func run(_ contexts: [[Int]], _ t: [Int], _ Win: Tensor, _ Wout: Tensor) -> Result {
      let means = contexts.map { Win.rows(at: $0).mean(axis: 0, keepingAxis: true) }
      let counts = Tensor(contexts.map { Float($0.count) }, shape: [contexts.count, 1])
      let h = h(Tensor.concatenate(means), counts)
      let ds = start(softmax(matmul(h, Wout)), .oneHot(t, classes: Wout.shape[1]))
      let dh = matmul(ds, Wout, transposed: back)
      var dWin = Tensor.zeros(Win.shape)
      for n in t.indices {
        spread(&dWin, share(dh.rows(n..<n + 1), contexts[n]), contexts[n], t[n])
      }
      return (dWin, dWout(h, ds))
    }
  }

  func oracle(
    _ contexts: [[Int]], _ t: [Int], _ Win: Tensor, _ Wout: Tensor
  ) -> Result {
    let (_, dWin, dWout) = measuredBags(contexts, t, Win, Wout)
    return (dWin, dWout)
  }

  var question = Question(
    "3.3", "CBOW gradients", stars: 2,
    answer: Exercises.cbowGradients, solution: Solutions.cbowGradients,
    oracle: oracle,
    cases: [
      Case(
        "four examples, four words and four dimensions",
        (
          contexts: [[0, 2], [3, 1], [1, 0], [2, 3]], t: [1, 2, 3, 0], Win: random.normal(4, 4),
          Wout: random.normal(4, 4)
        )),
      Case(
        "a word in two contexts",
        (
          contexts: [[0, 1], [1, 2]], t: [2, 0], Win: random.normal(3, 2), Wout: random.normal(2, 3)
        )),
      Case(
        "a word that stands twice in a context",
        (contexts: [[1, 0, 1]], t: [2], Win: random.normal(3, 2), Wout: random.normal(2, 3))),
      Case(
        "contexts of different lengths",
        (
          contexts: [[0, 1, 4], [2], [3, 5]], t: [2, 0, 3], Win: random.normal(6, 2),
          Wout: random.normal(2, 6)
        )),
      Case("twelve examples", drawnCBOW(12, 7, 3, most: 6, &random)),
    ] as [Case<CBOWInput>],
    outcome: { gradients, input in
      let (dWin, dWout) = gradients(input.contexts, input.t, input.Win, input.Wout)
      return ["dWin": dWin, "dWout": dWout]
    })
  question.mistake(
    """
    Each neighbor gets the whole of dh. It went into the mean with the weight 1 / (number of neighbors), and that \
    is its share. (The word2vec program of 2013 makes this mistake.)
    """,
    Pass(share: { dh, _ in dh }).run)
  question.mistake(
    "h is the sum of the neighbors' rows, and should be the mean; back and forth both divide.",
    Pass(h: { $0 * $1 }).run,
    Pass(h: { $0 * $1 }, share: { dh, _ in dh }).run)
  question.mistake(
    "The loss is a mean over the batch: divide p − t by N, once.",
    Pass(start: { $0 - $1 }).run)
  question.mistake(
    "The way back begins with the probabilities. Take 1 away at each right word.",
    Pass(start: { p, _ in p / Float(p.shape[0]) }).run)
  question.mistake(
    "The signs are turned: it is p − t, what was said minus what should have been said.",
    Pass(start: { ($1 - $0) / Float($0.shape[0]) }).run)
  question.mistake(
    "From the scores back to h it goes through the transpose of Wout.",
    Pass(back: .none).run)
  question.mistake(
    "dWout comes out transposed, (V, D). Wout is (D, V): transpose the other factor, h.",
    Pass(dWout: { matmul($1, $0, transposed: .left) }).run)
  question.mistake(
    "dWout needs the transpose of h: it has to be (D, V), and only hᵀ ds is.",
    Pass(dWout: { matmul($0, $1) }).run)
  question.mistake(
    """
    The rows of dWin belong to the words that were to be guessed. It is the neighbors' rows that went in, and that \
    get the gradient.
    """,
    Pass(share: { dh, _ in dh }, spread: { dWin, dh, _, t in dWin.addRows(dh, at: [t]) }).run)
  question.mistake(
    """
    A row of dWin is set, and what it held is lost. A word may stand in several contexts, or twice in one, and \
    its shares add up: += in place of =.
    """,
    Pass(spread: { dWin, share, context, _ in
      for word in context { dWin.setRows(from: word, to: share) }
    }).run)
  question.mistake(
    "A word that stands twice in a context has two shares of dh.",
    Pass(spread: { dWin, share, context, _ in
      for word in Set(context) { dWin.addRows(share, at: [word]) }
    }).run)
  question.mistake(
    "dh is divided by the length of one and the same context. Divide by that of its own.",
    { contexts, t, Win, Wout in
      let length = Float(contexts[0].count)
      return Pass(share: { dh, _ in dh / length }).run(contexts, t, Win, Wout)
    },
    { contexts, t, Win, Wout in
      let length = Float(contexts.map(\.count).max()!)
      return Pass(share: { dh, _ in dh / length }).run(contexts, t, Win, Wout)
    })
  return question.exercise
}

// MARK: - 3.4

private var skipGramGradients: Exercise {
  typealias Input = (centers: [Int], contexts: [[Int]], Win: Tensor, Wout: Tensor)
  typealias Result = (loss: Float, dWin: Tensor, dWout: Tensor)
  var random = Random(seed: 1, stream: "3.4")
  func drawn(_ N: Int, neighbors: Int, _ V: Int, _ D: Int) -> Input {
    (
      random.integers(N, below: V), (0..<N).map { _ in random.integers(neighbors, below: V) },
      random.normal(V, D), random.normal(D, V)
    )
  }
  /// What may be wrong: how answers are counted, what the loss and ds are divided by, and the rest.
  struct Pass {
    /// p of a batch, how often each word is a neighbor, and the number of neighbors → ds, not yet divided.
    var start: (_ p: Tensor, _ t: Tensor, _ m: Float) -> Tensor = { $0 * $2 - $1 }
    var answers: (_ counts: Tensor) -> Tensor = { $0 }
    var divisors: (_ N: Float, _ m: Float) -> (loss: Float, ds: Float) = { ($0 * $1, $0 * $1) }
    var back = Transposed.right
    var spread:
      (_ dWin: inout Tensor, _ dh: Tensor, _ centers: [Int], _ contexts: [[Int]]) -> Void = {
        dWin, dh, centers, _ in dWin.addRows(dh, at: centers)
      }
    var dWout: (_ h: Tensor, _ ds: Tensor) -> Tensor = { matmul($0, $1, transposed: .left) }

    func run(_ centers: [Int], _ contexts: [[Int]], _ Win: Tensor, _ Wout: Tensor) -> Result {
      let (N, m) = (Float(centers.count), Float(contexts[0].count))
      let h = Win.rows(at: centers)
      let p = softmax(matmul(h, Wout))
      let counts = Tensor.concatenate(
        contexts.map {
          Tensor.oneHot($0, classes: p.shape[1]).sum(axis: 0, keepingAxis: true)
        })
      let (lossDivisor, divisor) = divisors(N, m)
      let ds = start(p, answers(counts), m) / divisor
      var dWin = Tensor.zeros(Win.shape)
      spread(&dWin, matmul(ds, Wout, transposed: back), centers, contexts)
      return (-(answers(counts) * log(p)).sum() / lossDivisor, dWin, dWout(h, ds))
    }
  }

  func oracle(
    _ centers: [Int], _ contexts: [[Int]], _ Win: Tensor, _ Wout: Tensor
  ) -> Result {
    // Each neighbor is a question of its own, with its own copy of the center's row.
    let asked = zip(centers, contexts).flatMap { center, context in context.map { _ in [center] } }
    return measuredBags(asked, contexts.flatMap { $0 }, Win, Wout)
  }

  var question = Question(
    "3.4", "Skip-gram gradients", stars: 2,
    answer: Exercises.skipGramGradients, solution: Solutions.skipGramGradients,
    oracle: oracle,
    cases: [
      Case(
        "four centers with three neighbors each, four words and four dimensions",
        (
          centers: [0, 2, 3, 1], contexts: [[1, 2, 3], [3, 0, 1], [2, 1, 0], [0, 3, 2]],
          Win: random.normal(4, 4), Wout: random.normal(4, 4)
        )),
      Case(
        "a center that comes up twice",
        (
          centers: [1, 1], contexts: [[0, 2], [2, 3]], Win: random.normal(4, 2),
          Wout: random.normal(2, 4)
        )),
      Case(
        "a neighbor that stands twice beside a center",
        (centers: [0], contexts: [[2, 1, 2]], Win: random.normal(3, 2), Wout: random.normal(2, 3))),
      Case(
        "one neighbor each",
        (
          centers: [0, 1, 2], contexts: [[2], [0], [0]], Win: random.normal(3, 2),
          Wout: random.normal(2, 3)
        )),
      Case("ten centers", drawn(10, neighbors: 4, 7, 3)),
    ] as [Case<Input>],
    outcome: { gradients, input in
      let (loss, dWin, dWout) = gradients(input.centers, input.contexts, input.Win, input.Wout)
      return ["loss": loss, "dWin": dWin, "dWout": dWout]
    })
  question.mistake(
    """
    The probabilities are there once, and the neighbors' ones are taken away from them several times. Each \
    neighbor is a question of its own, with the gradient p − t; the sum over m neighbors has m times p.
    """,
    Pass(start: { p, t, _ in p - t }).run,
    Pass(start: { p, t, m in p - t / m }).run)
  question.mistake(
    "The loss is the mean over all questions: divide by the number of neighbors too, not by N alone.",
    Pass(divisors: { N, _ in (N, N) }).run)
  question.mistake(
    "The loss is the mean over all questions: divide by N too, not by the number of neighbors alone.",
    Pass(divisors: { _, m in (m, m) }).run)
  question.mistake(
    "The loss is the sum over all questions. Divide by N and by the number of neighbors.",
    Pass(divisors: { _, _ in (1, 1) }).run)
  question.mistake(
    "The loss is a mean, but its gradients are those of the sum: divide ds by as much as the loss.",
    Pass(divisors: { N, m in (N * m, 1) }).run,
    Pass(divisors: { N, m in (N * m, N) }).run,
    Pass(divisors: { N, m in (N * m, m) }).run)
  question.mistake(
    "The way back begins with the probabilities. Take 1 away for each neighbor.",
    Pass(start: { p, _, m in p * m }).run,
    Pass(start: { p, _, _ in p }).run)
  question.mistake(
    "The signs are turned: it is p − t, what was said minus what should have been said.",
    Pass(start: { p, t, m in t - p * m }).run)
  question.mistake(
    "From the scores back to h it goes through the transpose of Wout.",
    Pass(back: .none).run)
  question.mistake(
    "dWout comes out transposed, (V, D). Wout is (D, V): transpose the other factor, h.",
    Pass(dWout: { matmul($1, $0, transposed: .left) }).run)
  question.mistake(
    "dWout needs the transpose of h: it has to be (D, V), and only hᵀ ds is.",
    Pass(dWout: { matmul($0, $1) }).run)
  question.mistake(
    "dWin's rows belong to the neighbors. In skip-gram it is the center's row that goes in.",
    Pass(spread: { dWin, dh, _, contexts in
      for (n, context) in contexts.enumerated() {
        for word in context { dWin.addRows(dh.rows(n..<n + 1), at: [word]) }
      }
    }).run,
    Pass(spread: { dWin, dh, _, contexts in
      for (n, context) in contexts.enumerated() {
        for word in context {
          dWin.addRows(dh.rows(n..<n + 1) / Float(context.count), at: [word])
        }
      }
    }).run)
  question.mistake(
    """
    A row of dWin is set, and what it held is lost. A center may come up several times, and its gradients add \
    up: += in place of =.
    """,
    Pass(spread: { dWin, dh, centers, _ in
      for (n, word) in centers.enumerated() {
        dWin.setRows(from: word, to: dh.rows(n..<n + 1))
      }
    }).run)
  question.mistake(
    "A neighbor that stands twice beside a center is two questions: take 1 away twice.",
    Pass(answers: { $0 .> 0 }).run,
    Pass(start: { p, t, m in p * m - (t .> 0) }).run,
    Pass(start: { p, t, _ in p * t.sum(axis: 1, keepingAxis: true) - t }, answers: { $0 .> 0 }).run)
  return question.exercise
}

// MARK: - 3.5

private var gloveGradients: Exercise {
  typealias Input = (X: Tensor, v: Tensor, u: Tensor, b: Tensor, c: Tensor, limit: Float)
  typealias Result = (loss: Float, dv: Tensor, du: Tensor, db: Tensor, dc: Tensor)
  var random = Random(seed: 1, stream: "3.5")
  func drawn(_ X: Tensor, _ D: Int, limit: Float) -> Input {
    let V = X.shape[0]
    return (X, random.normal(V, D), random.normal(V, D), random.normal(V), random.normal(V), limit)
  }
  /// What may be wrong, all in tables of V · V numbers.
  struct Pass {
    var power: Float = 0.75
    var most: Float = 1
    var logarithm: (Tensor) -> Tensor = { $0.map { $0 > 0 ? log($0) : 0 } }
    /// The weights, where those of pairs that never met are 0.
    var weight: (_ f: Tensor, _ met: Tensor) -> (loss: Tensor, gradient: Tensor) = { f, _ in (f, f)
    }
    var factors: (loss: Float, gradient: Float) = (1, 2)
    var usesBias = true
    var transposed = Transposed.left
    var axes = (b: 1, c: 0)
    var isCrossed = false

    func run(
      _ X: Tensor, _ v: Tensor, _ u: Tensor, _ b: Tensor, _ c: Tensor, _ limit: Float
    ) -> Result {
      let V = X.shape[0]
      let f = X.map { $0 > 0 ? min(most, exp(power * log($0 / limit))) : 0 }
      let biases = usesBias ? b.reshaped(V, 1) + c.reshaped(1, V) : .zeros(V, V)
      let error = matmul(v, u, transposed: .right) + biases - logarithm(X)
      let (weight, gradientWeight) = weight(f, X .> 0)
      let g = factors.gradient * gradientWeight * error
      let (first, second) = isCrossed ? (v, u) : (u, v)
      return (
        factors.loss * (weight * error * error).sum(),
        matmul(g, first), matmul(g, second, transposed: transposed),
        g.sum(axis: axes.b), g.sum(axis: axes.c)
      )
    }
  }

  func oracle(
    _ X: Tensor, _ v: Tensor, _ u: Tensor, _ b: Tensor, _ c: Tensor, _ limit: Float
  ) -> Result {
    let X = X.table
    let vectors = [v, u, b, c]
    func loss(_ all: [Table]) -> Double {
      let (v, u, b, c) = (all[0], all[1], all[2], all[3])
      var sum = 0.0
      for i in X.indices {
        for j in X.indices where X[i][j] > 0 {
          let error = zip(v[i], u[j]).reduce(b[0][i] + c[0][j] - log(X[i][j])) { $0 + $1.0 * $1.1 }
          sum += min(1, pow(X[i][j] / Double(limit), 0.75)) * error * error
        }
      }
      return sum
    }
    let gradients = measuredGradients(vectors, loss)
    return (
      Float(loss(vectors.map(\.table))), gradients[0], gradients[1], gradients[2], gradients[3]
    )
  }

  var question = Question(
    "3.5", "GloVe's loss and gradient", stars: 2,
    answer: Exercises.gloveGradients, solution: Solutions.gloveGradients,
    oracle: oracle,
    cases: [
      Case("three words that all met", drawn([[1, 2, 5], [3, 6, 4], [8, 1, 7]], 2, limit: 10)),
      Case(
        "words of which some never met", drawn([[0, 3, 0], [1, 0, 2], [0, 4, 1]], 2, limit: 10)),
      Case("a pair that met more often than the limit", drawn([[2, 90], [10, 1]], 3, limit: 10)),
      Case("a limit of 1", drawn([[2, 1, 0], [1, 3, 1], [1, 1, 2]], 1, limit: 1)),
      Case(
        "ten words",
        drawn(
          Tensor(random.integers(100, below: 40).map(Float.init), shape: [10, 10]), 3, limit: 20)),
    ],
    outcome: { gradients, input in
      let (X, v, u, b, c, limit) = input
      let (loss, dv, du, db, dc) = gradients(X, v, u, b, c, limit)
      return ["loss": loss, "dv": dv, "du": du, "db": db, "dc": dc]
    })
  question.mistake(
    "The gradients lack the weight f(x): it is a constant factor of the square, and stays.",
    Pass(weight: { ($0, $1) }).run)
  question.mistake(
    "The weight f(x) is missing: frequent pairs should count more than those met once.",
    Pass(weight: { ($1, $1) }).run)
  question.mistake(
    "The loss lacks the weight f(x); its gradients have it.",
    Pass(weight: { ($1, $0) }).run)
  question.mistake(
    "A square has the derivative 2 · (what is squared), and here no ½ in front takes the 2 away.",
    Pass(factors: (1, 1)).run,
    Pass(factors: (0.5, 1)).run)
  question.mistake(
    "The logarithm is of x itself. x + 1 is for those who don't leave out the pairs with x = 0.",
    Pass(logarithm: { log($0 + 1) }).run)
  question.mistake(
    "The logarithm is to base 2 or 10; take the natural one.",
    Pass(logarithm: { $0.map { $0 > 0 ? log($0) / log(2) : 0 } }).run,
    Pass(logarithm: { $0.map { $0 > 0 ? log($0) / log(10) : 0 } }).run)
  question.mistake(
    "The logarithm is missing: the product is to fit log x, not x.",
    Pass(logarithm: { $0 }).run)
  question.mistake(
    "The weight is x / limit, without the power 0.75.",
    Pass(power: 1).run)
  question.mistake(
    "b and c are missing in what is compared with log x: v[i] · u[j] + b[i] + c[j].",
    Pass(usesBias: false).run)
  question.mistake(
    "db and dc are exchanged: b belongs to the row i and collects from all j, c to the column j.",
    Pass(axes: (0, 1)).run)
  question.mistake(
    "du takes the table's rows for its columns: u[j] collects from all i, so the table is transposed.",
    Pass(transposed: .none).run)
  question.mistake(
    "The derivative of v · u with respect to v is u, and with respect to u it is v; they are exchanged.",
    Pass(isCrossed: true).run)
  question.mistake(
    """
    Pairs that never met take part, and the logarithm of 0 is −∞. A weight of 0 doesn't help, as 0 · ∞ is no number: \
    skip these pairs before the logarithm.
    """,
    Pass(logarithm: { $0.map { $0 > 0 ? log($0) : -.infinity } }).run)
  question.mistake(
    "Pairs that never met take part, with a weight of 1. They should have no part in the loss.",
    Pass(weight: { f, met in (f + 1 - met, f + 1 - met) }).run)
  question.mistake(
    "The weight grows above 1. From the limit on it stays 1.",
    Pass(most: .infinity).run)
  return question.exercise
}

// MARK: - 3.6

private var characterNGrams: Exercise {
  typealias Grams = (String, ClosedRange<Int>) -> Set<String>
  /// All stretches of `n` letters.
  func stretches<Letters: Collection>(
    of letters: Letters, _ n: Int, step: Int = 1
  ) -> [Letters.SubSequence] {
    var (start, grams) = (letters.startIndex, [Letters.SubSequence]())
    while let end = letters.index(start, offsetBy: n, limitedBy: letters.endIndex) {
      grams.append(letters[start..<end])
      guard let next = letters.index(start, offsetBy: step, limitedBy: letters.endIndex) else {
        break
      }
      start = next
    }
    return grams
  }
  /// A wrong answer by what it cuts up, and what it takes for the whole.
  func cutting(
    _ marked: @escaping (String) -> String, whole: @escaping (String) -> String?,
    lengths: @escaping (ClosedRange<Int>) -> [Int] = { Array($0) },
    step: @escaping (Int) -> Int = { _ in 1 }
  ) -> Grams {
    { word, range in
      let grams = lengths(range).flatMap { stretches(of: marked(word), $0, step: step($0)) }
      return Set(grams.map(String.init) + [whole(word)].compactMap { $0 })
    }
  }
  func marked(_ word: String) -> String { "<\(word)>" }

  func oracle(_ word: String, _ lengths: ClosedRange<Int>) -> Set<String> {
    // Whatever is left of a beginning when its own first letters are dropped is a stretch.
    let whole = marked(word)
    var all: Set = [whole]
    for end in 0...whole.count {
      for start in 0...end where lengths.contains(end - start) {
        all.insert(String(whole.prefix(end).dropFirst(start)))
      }
    }
    return all
  }

  var question = Question(
    "3.6", "Character n-grams of fastText", stars: 1, tolerance: .exact,
    answer: Exercises.characterNGrams, solution: Solutions.characterNGrams,
    oracle: oracle,
    cases: [
      Case("harbor, lengths 3 to 5", (word: "harbor", lengths: 3...5)),
      Case("where, length 3", (word: "where", lengths: 3...3)),
      Case("banana, whose parts repeat, lengths 2 to 3", (word: "banana", lengths: 2...3)),
      Case("a word shorter than some lengths", (word: "ox", lengths: 3...6)),
      Case("a word of one letter", (word: "a", lengths: 3...6)),
      Case("a word of one letter, lengths from 4 on", (word: "a", lengths: 4...6)),
      Case("a word with an accent of its own", (word: "cafe\u{301}s", lengths: 3...4)),
      Case("a word in another script", (word: "語彙", lengths: 2...3)),
    ] as [Case<(word: String, lengths: ClosedRange<Int>)>],
    outcome: { grams, input in
      ["the n-grams, sorted,": grams(input.word, input.lengths).sorted()]
    })
  question.mistake(
    "The marks < and > are missing: an ending can't be told from the same letters within a word.",
    cutting({ $0 }, whole: { $0 }), cutting({ $0 }, whole: marked),
    cutting({ $0 }, whole: { _ in nil }))
  question.mistake(
    "One of the two marks is missing: < stands before the word, > behind it.",
    cutting({ "<" + $0 }, whole: { "<" + $0 }), cutting({ $0 + ">" }, whole: { $0 + ">" }),
    cutting({ $0 + ">" }, whole: marked))
  question.mistake(
    "The word as a whole is missing: between its marks it is one more part, whatever its length.",
    cutting(marked, whole: { _ in nil }))
  question.mistake(
    "The whole lacks its marks: it is <where> and not where, which may be a part of longer words.",
    cutting(marked, whole: { $0 }))
  question.mistake(
    "The longest length is left out. A range with three dots includes both its ends.",
    cutting(marked, whole: marked, lengths: { Array($0.dropLast()) }))
  question.mistake(
    "Only stretches of the shortest length are there; take each length in the range.",
    cutting(marked, whole: marked, lengths: { [$0.lowerBound] }))
  question.mistake(
    "Only stretches of the longest length are there; take each length in the range.",
    cutting(marked, whole: marked, lengths: { [$0.upperBound] }))
  question.mistake(
    """
    Of each length the last stretch is missing, the one that ends with >. There are count − n + 1, counted with both \
    marks.
    """,
    { word, lengths in
      Set(
        lengths.flatMap { stretches(of: marked(word), $0).dropLast() }.map(String.init) + [
          marked(word)
        ])
    })
  question.mistake(
    "The stretches lie end to end. They should overlap: one begins at each character.",
    cutting(marked, whole: marked, step: { $0 }))
  question.mistake(
    """
    A character was cut in two: an é may be stored as an e and an accent. Make an Array of the string's \
    characters, not of its scalars or bytes.
    """,
    { word, lengths in
      let grams = lengths.flatMap { stretches(of: marked(word).unicodeScalars, $0) }
      return Set(grams.map { String($0) } + [marked(word)])
    },
    { word, lengths in
      let grams = lengths.flatMap { stretches(of: Array(marked(word).utf8), $0) }
      return Set(grams.map { String(decoding: $0, as: UTF8.self) } + [marked(word)])
    })
  return question.exercise
}
