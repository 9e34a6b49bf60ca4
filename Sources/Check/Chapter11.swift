import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 11.
var chapter11: [Exercise] {
  [
    viterbi, logPartition, tagProbabilities, crfGradients, bioSpans, spanScores, wordsOfCharacters,
  ]
}

// MARK: - What the oracles share

/// All C^T rows of tags, by what is summed up over them: of both halves of a sentence, from each first tag to
/// each last one.
private struct AllRows {
  /// (T, C) and (C, C).
  var x, A: Table
  /// The sum of some scores, in logarithms: of their exponentials, or the largest.
  var join: ([Double]) -> Double = logSum

  var total: Double { join(between(0..<x.count).flatMap { $0 }) }

  /// (C, C): the sum over all rows for some places that begin with one tag and end with another.
  private func between(_ places: Range<Int>) -> Table {
    let first = places.lowerBound
    if places.count == 1 {
      return A.indices.map { i in A.indices.map { $0 == i ? x[first][i] : -.infinity } }
    }
    let middle = (first + places.upperBound) / 2
    return joined(joined(between(first..<middle), A), between(middle..<places.upperBound))
  }

  /// A product in which numbers are added, and their products joined.
  private func joined(_ a: Table, _ b: Table) -> Table {
    a.map { row in b.indices.map { k in join(row.indices.map { row[$0] + b[$0][k] }) } }
  }

  /// Those rows that have a tag in a place.
  func having(_ tag: Int, in place: Int) -> AllRows {
    var rows = self
    rows.x[place] = x[place].indices.map { $0 == tag ? x[place][tag] : -.infinity }
    return rows
  }

  func score(of t: [Int]) -> Double {
    let places = t.indices.reduce(0) { $0 + x[$1][t[$1]] }
    return zip(t, t.dropFirst()).reduce(places) { $0 + A[$1.0][$1.1] }
  }
}

/// log Σ exp.
private func logSum(_ numbers: [Double]) -> Double {
  let largest = numbers.max()!
  guard largest > -.infinity else { return largest }
  return largest + log(numbers.reduce(0) { $0 + exp($1 - largest) })
}

// MARK: - 11.1

/// The scores of a sentence.
private typealias Scores = (x: Tensor, A: Tensor)

private func drawn(_ T: Int, _ C: Int, _ random: inout Random) -> Scores {
  (random.normal(T, C), random.normal(C, C))
}

/// No way leads to the second tag, in the first two places.
private var unreachable: Scores {
  (
    Tensor([[0, -.infinity, 1], [1, 0.5, 2], [0.5, 1, 0]]),
    Tensor([[0, -.infinity, 1], [0.5, 0, 2], [1, -.infinity, 0]])
  )
}

private var viterbi: Exercise {
  typealias Result = (tags: [Int], score: Float)
  typealias Search = (Tensor, Tensor) -> Result
  var random = Random(seed: 1, stream: "11.1")
  /// What may be wrong.
  struct Pass {
    var A: (Tensor) -> Tensor = { $0 }
    /// What the tags of the first place begin with.
    var first: (_ x: Tensor, _ A: Tensor) -> [Float] = { x, _ in x.row(0).values }
    /// Scores of several ways → which is taken, and what its score is.
    var taken: ([Float]) -> (Int, Float) = { scores in
      let best = scores.max()!
      return (scores.firstIndex(of: best)!, best)
    }
    /// What tag j gets in place s, coming from tag i.
    var here: (_ x: Tensor, _ s: Int, _ i: Int, _ j: Int) -> Float = { x, s, _, j in x[s, j] }
    /// The best scores that end with each tag, at each place, and where they come from → the tags.
    var tags: (_ best: [[Float]], _ from: [[Int]], _ last: Int) -> [Int] = { best, from, last in
      from.reversed().reduce(into: [last]) { $0.insert($1[$0[0]], at: 0) }
    }
    var last: (_ best: [Float], _ x: Tensor) -> Int? = { _, _ in nil }
    var score: (Float) -> Float = { $0 }

    func run(_ x: Tensor, _ A: Tensor) -> Result {
      let (steps, C) = (self.A(A), x.shape[1])
      var (best, from) = ([first(x, A)], [[Int]]())
      for s in 1..<max(x.shape[0], 1) {
        let ways = (0..<C).map { j in
          taken((0..<C).map { i in best[s - 1][i] + steps[i, j] + here(x, s, i, j) })
        }
        best.append(ways.map(\.1))
        from.append(ways.map(\.0))
      }
      let (tag, score) = taken(best[best.count - 1])
      let end = last(best[best.count - 1], x) ?? tag
      return (tags(best, from, end), self.score(score))
    }
  }
  /// The score of a row of tags.
  func score(_ x: Tensor, _ A: Tensor, _ t: [Int]) -> Float {
    Float(AllRows(x: x.table, A: A.table).score(of: t))
  }
  func firstOfLargest(_ row: [Float]) -> Int { row.firstIndex(of: row.max()!)! }
  /// A wrong answer by the tags it chooses, with their own score.
  func choosing(_ tags: @escaping (_ x: Tensor, _ A: Tensor) -> [Int]) -> Search {
    { x, A in
      let tags = tags(x, A)
      return (tags, score(x, A, tags))
    }
  }

  func oracle(_ x: Tensor, _ A: Tensor) -> Result {
    // The best score of all rows; then, from the last place on, the smallest tag that rows with this score
    // have there.
    var rows = AllRows(x: x.table, A: A.table) { $0.max()! }
    let best = rows.total
    var tags: [Int] = []
    for place in rows.x.indices.reversed() {
      let tag = rows.A.indices.first { rows.having($0, in: place).total >= best - 1e-9 }!
      rows = rows.having(tag, in: place)
      tags.insert(tag, at: 0)
    }
    return (tags, Float(best))
  }

  var question = Question(
    "11.1", "Viterbi", stars: 2,
    answer: Exercises.viterbi as Search, solution: Solutions.viterbi as Search, oracle: oracle,
    cases: [
      Case(
        "four places, three tags",
        (
          x: [[0.5, 0.75, 0.25], [0.75, 1, 0.5], [0, 1.75, 2], [0.75, 0.25, 2]],
          A: [[-1.75, 2, -0.25], [-0.25, -0.75, -0.75], [0.5, 2, 0]]
        )),
      Case("one place", ([[0.5, 2, -1]], [[3, 0, 0], [1, 1, 5], [0, 0, 2]])),
      Case("one tag", ([[0.5], [-2], [1]], [[-0.25]])),
      Case("all rows of tags alike", (.zeros(3, 2), .zeros(2, 2))),
      Case(
        "two rows of tags alike", ([[0.5, 0.5], [1, 1]], [[0, 2], [2, 0]])),
      Case(
        "negative scores alone", ([[-3, -1], [-4, -1], [-2, -2.5]], [[-1, -3], [-2, -1]])),
      Case(
        "a forbidden step and a forbidden tag",
        (
          x: Tensor([[0, 2, 1], [-.infinity, 3, 0.5], [1, 0, 0.25]]),
          A: Tensor([[0, -1, 0], [2, -.infinity, 0.5], [0, 1, -.infinity]])
        )),
      Case(
        "scores in the thousands, all negative",
        (
          [[-2000, -3000], [-4000, -1500], [-2500, -2000]],
          [[-1000, -2000], [-500, -1750]]
        )),
      Case("ten places, four tags", drawn(10, 4, &random)),
      Case("forty places, two tags", drawn(40, 2, &random)),
    ] as [Case<Scores>],
    outcome: { viterbi, input in
      let (tags, score) = viterbi(input.x, input.A)
      return ["tags": tags, "score": score]
    })
  question.mistake(
    "Each place has the tag with its own highest score. What a tag gets for standing after another counts as well.",
    choosing { x, _ in (0..<x.shape[0]).map { firstOfLargest(x.row($0).values) } },
    Pass(A: { .zeros($0.shape) }).run)
  question.mistake(
    """
    The tags are chosen one after the other, the best next one each time. A tag that is a little worse may lead to much \
    better ones: keep the best way to *each* tag, and choose at the end.
    """,
    choosing { x, A in
      (0..<x.shape[0]).reduce(into: [Int]()) { tags, s in
        let scores = x.row(s).values.indices.map { j in
          x[s, j] + (tags.last.map { A[$0, j] } ?? 0)
        }
        tags.append(firstOfLargest(scores))
      }
    })
  question.mistake(
    """
    Each place has the tag that the best way *so far* ends with. Those needn't be on one way: begin with the best last \
    tag, and follow back where each came from.
    """,
    Pass(tags: { best, _, _ in best.map { $0.firstIndex(of: $0.max()!)! } }).run)
  question.mistake(
    "A is read the wrong way round: A[i, j] is for tag j right after tag i.",
    Pass(A: { $0.transposed() }).run)
  question.mistake(
    "The tags are in reverse order: followed back, the last one comes first.",
    Pass(tags: { best, from, last in
      from.reversed().reduce(into: [last]) { $0.append($1[$0.last!]) }
    }).run)
  question.mistake(
    "The way back begins with the wrong tag. It begins with the one that the best way of all ends with.",
    Pass(last: { _, _ in 0 }).run,
    Pass(last: { _, x in firstOfLargest(x.row(-1).values) }).run,
    Pass(last: { best, _ in best.count - 1 }).run)
  question.mistake(
    "The tags are those that were come from, at the same place: they lag behind by one.",
    Pass(tags: { best, from, last in
      let tags = from.reversed().reduce(into: [last]) { $0.insert($1[$0[0]], at: 0) }
      return Array(tags.prefix(1) + tags.dropLast())
    }).run)
  question.mistake(
    "The scores of the first place are missing.",
    Pass(first: { x, _ in x.row(0).values.map { _ in 0 } }).run)
  question.mistake(
    "A step was counted before the first tag. There is none: the first tag has x[0] alone.",
    Pass(first: { x, A in (0..<x.shape[1]).map { x[0, $0] + A[0, $0] } }).run,
    Pass(first: { x, A in
      (0..<x.shape[1]).map { j in x[0, j] + (0..<x.shape[1]).map { A[$0, j] }.max()! }
    }).run)
  question.mistake(
    "A place's score is that of the tag before: tag j in place s gets x[s, j].",
    Pass(here: { x, s, i, _ in x[s, i] }).run, Pass(here: { x, s, i, _ in x[s - 1, i] }).run,
    Pass(here: { x, s, _, j in x[s - 1, j] }).run)
  question.mistake(
    "These are the lowest scores. The highest were wanted.",
    Pass(taken: { scores in (scores.firstIndex(of: scores.min()!)!, scores.min()!) }).run)
  question.mistake(
    """
    All ways to a tag were added up, as for the partition function. Viterbi keeps the best of them alone: a maximum in \
    place of the sum.
    """,
    Pass(taken: { scores in (firstOfLargest(scores), logSumExp(Tensor(scores)).item) }).run)
  question.mistake(
    "The score is the exponential of what was wanted: leave the logarithms as they are.",
    Pass(score: { exp($0) }).run)
  question.mistake(
    "The score's sign is turned.",
    Pass(score: { -$0 }).run)
  question.mistake(
    "The score is a mean over the places. It should be the sum.",
    { x, A in
      let (tags, score) = Pass().run(x, A)
      return (tags, score / Float(tags.count))
    })
  question.mistake(
    "Of several best rows the one with the largest last tags was taken: let only a *higher* score take the place of what was found.",
    Pass(taken: { scores in (scores.lastIndex(of: scores.max()!)!, scores.max()!) }).run)
  question.mistake(
    "Of several best rows the one that is smallest from its *first* tag on was taken. What counts first is the last tag.",
    { x, A in
      // The same, from right to left.
      let turned = x.rows(at: (0..<x.shape[0]).reversed())
      let (tags, score) = Pass().run(turned, A.transposed())
      return (tags.reversed(), score)
    })
  question.mistake(
    "The search for the largest begins with 0, and no negative score is larger. Begin with the first, or with −∞.",
    Pass(taken: { scores in
      scores.max()! > 0 ? (firstOfLargest(scores), scores.max()!) : (0, 0)
    }).run,
    Pass(taken: { scores in
      (scores.max()! > 0 ? firstOfLargest(scores) : 0, scores.max()!)
    }).run)
  question.mistake(
    "The search for the largest begins with some low number, and there are lower ones. Begin with the first, or with −∞.",
    Pass(taken: { scores in
      scores.max()! > -1000 ? (firstOfLargest(scores), scores.max()!) : (0, -1000)
    }).run)
  return question.exercise
}

// MARK: - 11.2

/// The forward and the backward pass, and what may be wrong in them.
private struct Passes {
  var A: (onward: (Tensor) -> Tensor, back: (Tensor) -> Tensor) = ({ $0 }, { $0 })
  /// The sum over several ways, in logarithms.
  var join: ([Float]) -> Float = { logSumExp(Tensor($0)).item }
  var first: (_ x: Tensor) -> [Float] = { $0.row(0).values }
  /// What tag j gets in place s, coming from tag i.
  var here: (_ x: Tensor, _ s: Int, _ i: Int, _ j: Int) -> Float = { x, s, _, j in x[s, j] }
  /// What is in β at the last place.
  var last: (_ x: Tensor) -> [Float] = { [Float](repeating: 0, count: $0.shape[1]) }
  /// What β has of tag i in place s, or of tag j in the next.
  var rest: (_ x: Tensor, _ s: Int, _ i: Int, _ j: Int) -> Float = { x, s, _, j in x[s + 1, j] }

  /// α (T, C): the sum over all rows of tags that end with tag j in place s.
  func onward(_ x: Tensor, _ A: Tensor) -> Tensor {
    let (steps, C) = (self.A.onward(A), x.shape[1])
    var alpha = [first(x)]
    for s in 1..<max(x.shape[0], 1) {
      alpha.append(
        (0..<C).map { j in
          join((0..<C).map { i in alpha[s - 1][i] + steps[i, j] + here(x, s, i, j) })
        })
    }
    return Tensor(alpha.flatMap { $0 }, shape: x.shape)
  }

  /// β (T, C): the sum over all that may follow tag i in place s.
  func back(_ x: Tensor, _ A: Tensor) -> Tensor {
    let (steps, T, C) = (self.A.back(A), x.shape[0], x.shape[1])
    var beta = [[Float]](repeating: last(x), count: T)
    for s in (0..<T - 1).reversed() {
      beta[s] = (0..<C).map { i in
        join((0..<C).map { j in steps[i, j] + rest(x, s, i, j) + beta[s + 1][j] })
      }
    }
    return Tensor(beta.flatMap { $0 }, shape: x.shape)
  }

  func logZ(_ x: Tensor, _ A: Tensor) -> Float { join(onward(x, A).row(-1).values) }
}

/// The sum of exponentials as they are.
private func plainSum(_ numbers: [Float]) -> Float {
  log(numbers.reduce(0) { $0 + exp($1) })
}

/// The largest taken away, even if it is −∞.
private func carelessSum(_ numbers: [Float]) -> Float {
  let largest = numbers.max()!
  return largest + log(numbers.reduce(0) { $0 + exp($1 - largest) })
}

private var logPartition: Exercise {
  typealias Sum = (Tensor, Tensor) -> Float
  var random = Random(seed: 1, stream: "11.2")
  func oracle(_ x: Tensor, _ A: Tensor) -> Float {
    Float(AllRows(x: x.table, A: A.table).total)
  }
  /// A wrong answer by what it makes of the α of the last place.
  func ending(_ sum: @escaping (_ alpha: [Float], _ T: Float) -> Float) -> Sum {
    { x, A in sum(Passes().onward(x, A).row(-1).values, Float(x.shape[0])) }
  }

  var question = Question(
    "11.2", "The partition function", stars: 2,
    answer: Exercises.logPartition as Sum, solution: Solutions.logPartition as Sum,
    oracle: oracle,
    cases: [
      Case("three places, three tags", drawn(3, 3, &random)),
      Case("one place", drawn(1, 4, &random)),
      Case("one tag", ([[0.5], [-2], [1]], [[-0.25]])),
      Case("all scores 0", (.zeros(4, 3), .zeros(3, 3))),
      Case(
        "a tag that can't be reached",
        unreachable),
      Case(
        "scores in the thousands",
        ([[1000, 2000], [1500, 1501], [3000, 2998]], [[10, -20], [30, 31]])),
      Case(
        "scores in the thousands, all negative",
        ([[-1000, -2000], [-1500, -1501], [-3000, -2998]], [[-10, -20], [-30, -31]])),
      Case("twelve places, four tags", drawn(12, 4, &random)),
      Case("sixty places, two tags", drawn(60, 2, &random)),
    ] as [Case<Scores>],
    outcome: { sum, input in ["log Z": sum(input.x, input.A)] })
  question.mistake(
    "That is the score of the best row. Z sums up all rows: log Σ exp in place of the maximum.",
    Passes(join: { $0.max()! }).logZ)
  question.mistake(
    "In the last place the best tag was taken. Sum up over all last tags: log Σ exp once more.",
    ending { alpha, _ in alpha.max()! })
  question.mistake(
    "Only one tag's rows are counted in the last place. Sum up over all last tags.",
    ending { alpha, _ in alpha[0] }, ending { alpha, _ in alpha[alpha.count - 1] })
  question.mistake(
    "In the last place the logarithms are added. It's what they are the logarithms of that adds up: log Σ exp.",
    ending { alpha, _ in alpha.reduce(0, +) })
  question.mistake(
    "The logarithms of all ways to a tag are added. It's what they are the logarithms of that adds up: log Σ exp.",
    Passes(join: { $0.reduce(0, +) }).logZ)
  question.mistake(
    "That is Z itself. Its logarithm was wanted.",
    { exp(Passes().logZ($0, $1)) })
  question.mistake(
    "The sign is turned.",
    { -Passes().logZ($0, $1) })
  question.mistake(
    "The logarithm is to base 2; take the natural one.",
    { Passes().logZ($0, $1) / log(2) })
  question.mistake(
    "A is read the wrong way round: A[i, j] is for tag j right after tag i.",
    Passes(A: ({ $0.transposed() }, { $0 })).logZ)
  question.mistake(
    "What a tag gets for standing after another is missing: A.",
    Passes(A: ({ .zeros($0.shape) }, { $0 })).logZ)
  question.mistake(
    "The scores of the first place are missing.",
    Passes(first: { $0.row(0).values.map { _ in 0 } }).logZ)
  question.mistake(
    "The scores of the first place count twice.",
    Passes(first: { $0.row(0).values.map { 2 * $0 } }).logZ)
  question.mistake(
    "The scores of the last place are missing.",
    { x, A in
      var x = x
      let T = x.shape[0]
      if T > 1 { x.setRows(from: T - 1, to: .zeros(1, x.shape[1])) }
      return Passes().logZ(x, A)
    })
  question.mistake(
    "A place's score is that of the tag before: tag j in place s gets x[s, j], whatever tag i it comes from.",
    Passes(here: { x, s, i, _ in x[s, i] }).logZ, Passes(here: { x, s, i, _ in x[s - 1, i] }).logZ)
  question.mistake(
    "The mean over the ways was taken. Z is a sum.",
    Passes(join: { logSumExp(Tensor($0)).item - log(Float($0.count)) }).logZ,
    { x, A in Passes().logZ(x, A) - Float(x.shape[0]) * log(Float(x.shape[1])) },
    ending { alpha, _ in logSumExp(Tensor(alpha)).item - log(Float(alpha.count)) })
  question.mistake(
    "log Z is divided by the number of places.",
    ending { alpha, T in logSumExp(Tensor(alpha)).item / T })
  question.mistake(
    "Each sum begins with exp(0) = 1, a way that isn't there. In logarithms a sum begins with −∞.",
    Passes(join: { logSumExp(Tensor([0] + $0)).item }).logZ)
  question.mistake(
    "Where all ways to a tag are forbidden, the largest is −∞, and −∞ − (−∞) is no number. The sum is −∞ there.",
    Passes(join: carelessSum).logZ)
  question.mistake(
    "The exponential of a large score is infinite, and that of a low one 0. Take the largest away first, and add it again behind the logarithm.",
    Passes(join: plainSum).logZ)
  return question.exercise
}

// MARK: - 11.3

private var tagProbabilities: Exercise {
  typealias Probabilities = (Tensor, Tensor) -> Tensor
  var random = Random(seed: 1, stream: "11.3")
  func oracle(_ x: Tensor, _ A: Tensor) -> Tensor {
    // Of all rows, those that have the tag there.
    let rows = AllRows(x: x.table, A: A.table)
    return Tensor(
      rows.x.indices.map { s in
        rows.A.indices.map { j in exp(rows.having(j, in: s).total - rows.total) }
      })
  }
  /// A wrong answer by passes that are.
  func passing(_ passes: Passes) -> Probabilities {
    { x, A in exp(passes.onward(x, A) + passes.back(x, A) - passes.logZ(x, A)) }
  }
  /// A wrong answer by what it makes of α, β and log Z.
  func joining(
    _ p: @escaping (_ alpha: Tensor, _ beta: Tensor, _ logZ: Float) -> Tensor
  ) -> Probabilities {
    { x, A in p(Passes().onward(x, A), Passes().back(x, A), Passes().logZ(x, A)) }
  }

  var question = Question(
    "11.3", "Forward–backward", stars: 3, tolerance: .logarithms,
    answer: Exercises.tagProbabilities as Probabilities,
    solution: Solutions.tagProbabilities as Probabilities, oracle: oracle,
    cases: [
      Case("three places, three tags", drawn(3, 3, &random)),
      Case("one place", drawn(1, 4, &random)),
      Case("one tag", ([[0.5], [-2], [1]], [[-0.25]])),
      Case("all rows of tags alike", (.zeros(3, 2), .zeros(2, 2))),
      Case(
        "a tag that can't be reached",
        unreachable),
      Case("scores of a hundred", ([[100, 99], [1, 0], [0, 2]], [[0.5, 0], [0, 1]])),
      Case(
        "scores of minus a hundred", ([[0, 2], [1, 0], [-110, -111]], [[0.5, 0], [0, 1]])),
      Case("eight places, three tags", drawn(8, 3, &random)),
    ] as [Case<Scores>],
    outcome: { probabilities, input in ["p": probabilities(input.x, input.A)] })
  question.mistake(
    "Only what comes before a place is taken into account, α, the forward pass. What follows speaks as well: add β.",
    joining { alpha, _, _ in softmax(alpha) }, joining { alpha, _, logZ in exp(alpha - logZ) })
  question.mistake(
    "Only what follows a place is taken into account, β, the backward pass. What comes before speaks as well: add α.",
    { x, A in softmax(x + Passes().back(x, A)) }, joining { _, beta, _ in softmax(beta) },
    joining { _, beta, logZ in exp(beta - logZ) })
  question.mistake(
    "That is the softmax of each place's own scores. The tags beside it matter, by A.",
    { x, _ in softmax(x) })
  question.mistake(
    "That is the best row of tags. A tag that isn't on it may be likely nevertheless: all rows have their share.",
    { x, A in .oneHot(Solutions.viterbi(x, A: A).tags, classes: x.shape[1]) })
  question.mistake(
    "A place's own scores count twice, in α and in β. β sums up what *follows*: begin it with 0, and add x[s + 1, j].",
    { x, A in softmax(Passes().onward(x, A) + x + Passes().back(x, A)) },
    passing(Passes(last: { $0.row(-1).values }, rest: { x, s, i, _ in x[s, i] })))
  question.mistake(
    "β begins with the last place's scores, which are in α already. It begins with 0: nothing follows.",
    passing(Passes(last: { $0.row(-1).values })),
    { x, A in
      let passes = Passes(last: { $0.row(-1).values })
      return softmax(passes.onward(x, A) + passes.back(x, A))
    })
  question.mistake(
    "β lacks the scores of the places that follow: add x[s + 1, j] for each next tag j.",
    passing(Passes(rest: { _, _, _, _ in 0 })),
    { x, A in
      let passes = Passes(rest: { _, _, _, _ in 0 })
      return softmax(passes.onward(x, A) + passes.back(x, A))
    })
  question.mistake(
    "On the way back, A is read the wrong way round: A[i, j] leads from tag i to tag j in the *next* place.",
    passing(Passes(A: ({ $0 }, { $0.transposed() }))),
    { x, A in
      let passes = Passes(A: ({ $0 }, { $0.transposed() }))
      return softmax(passes.onward(x, A) + passes.back(x, A))
    })
  question.mistake(
    "On the way onward, A is read the wrong way round: A[i, j] is for tag j right after tag i.",
    passing(Passes(A: ({ $0.transposed() }, { $0 }))),
    { x, A in
      let passes = Passes(A: ({ $0.transposed() }, { $0 }))
      return softmax(passes.onward(x, A) + passes.back(x, A))
    })
  question.mistake(
    "A is read the wrong way round, onward and back: A[i, j] is for tag j right after tag i.",
    passing(Passes(A: ({ $0.transposed() }, { $0.transposed() }))))
  question.mistake(
    "What a tag gets for standing after another is missing on one of the two ways.",
    passing(Passes(A: ({ $0 }, { .zeros($0.shape) }))),
    passing(Passes(A: ({ .zeros($0.shape) }, { $0 }))))
  question.mistake(
    "These are logarithms. The probability is the exponential, exp(α + β − log Z).",
    joining { alpha, beta, logZ in alpha + beta - logZ })
  question.mistake(
    "The sums aren't divided by Z yet: in each place the probabilities of the tags have to add up to 1.",
    joining { alpha, beta, _ in exp(alpha + beta) }, joining { alpha, beta, _ in alpha + beta })
  question.mistake(
    "The probabilities add up to 1 over all places together. In *each* place one tag stands, so each row adds up to 1.",
    joining { alpha, beta, logZ in
      exp(alpha + beta - logZ) / Float(alpha.shape[0])
    },
    joining { alpha, beta, _ in softmax((alpha + beta).reshaped(-1)).reshaped(alpha.shape) })
  question.mistake(
    "The columns add up to 1. The rows should: a place each.",
    joining { alpha, beta, _ in softmax((alpha + beta).transposed()).transposed() })
  question.mistake(
    "The best way to each tag was taken, and not the sum over all ways: log Σ exp in place of the maximum.",
    passing(Passes(join: { $0.max()! })),
    { x, A in
      let passes = Passes(join: { $0.max()! })
      return softmax(passes.onward(x, A) + passes.back(x, A))
    })
  question.mistake(
    "Where all ways to a tag are forbidden, the largest is −∞, and −∞ − (−∞) is no number. The sum is −∞ there.",
    passing(Passes(join: carelessSum)))
  question.mistake(
    "The exponential of a score of a hundred is infinite, and that of minus a hundred 0. Keep logarithms, and take the largest away first.",
    passing(Passes(join: plainSum)))
  return question.exercise
}

// MARK: - 11.4

private var crfGradients: Exercise {
  typealias Input = (x: Tensor, A: Tensor, t: [Int])
  typealias Result = (loss: Float, dx: Tensor, dA: Tensor)
  typealias Gradients = (Tensor, Tensor, [Int]) -> Result
  var random = Random(seed: 1, stream: "11.4")
  func input(_ T: Int, _ C: Int, _ t: [Int]) -> Input {
    let (x, A) = drawn(T, C, &random)
    return (x, A, t)
  }
  /// α, β and log Z, and the sentence that they are of.
  struct Sums { var x, A, alpha, beta: Tensor, logZ: Float }
  /// What may be wrong.
  struct Pass {
    var passes = Passes()
    var loss: (_ logZ: Float, _ places: Float, _ steps: Float) -> Float = { $0 - $1 - $2 }
    var p: (Sums) -> Tensor = { exp($0.alpha + $0.beta - $0.logZ) }
    /// (C, C): how likely the tags i and j stand in s − 1 and s.
    var pairs: (_ sums: Sums, _ s: Int) -> Tensor = { sums, s in
      let onward = sums.alpha.row(s - 1).reshaped(-1, 1)
      return exp(onward + sums.A + (sums.x.row(s) + sums.beta.row(s)) - sums.logZ)
    }
    /// What is observed, by one-hot rows of tags.
    var observed: (_ t: Tensor) -> Tensor = { $0 }
    var observedPairs: (_ before: Tensor, _ after: Tensor) -> Tensor = {
      matmul($0, $1, transposed: .left)
    }
    /// At which places dA is summed up.
    var places: (_ T: Int) -> [Int] = { Array(1..<max($0, 1)) }
    var sign: (dx: Float, dA: Float) = (1, 1)
    var scale: (_ T: Float) -> Float = { _ in 1 }

    func run(_ x: Tensor, _ A: Tensor, _ t: [Int]) -> Result {
      let (T, C) = (x.shape[0], x.shape[1])
      let sums = Sums(
        x: x, A: A, alpha: passes.onward(x, A), beta: passes.back(x, A), logZ: passes.logZ(x, A))
      let row = Tensor.oneHot(t, classes: C)
      let steps = zip(t, t.dropFirst()).reduce(Float(0)) { $0 + A[$1.0, $1.1] }
      let dx = p(sums) - observed(row)
      let dA = places(T).reduce(Tensor.zeros(C, C)) { sum, s in
        sum + pairs(sums, s) - observedPairs(row.rows(s - 1..<s), row.rows(s..<s + 1))
      }
      let scale = scale(Float(T))
      let places = t.indices.reduce(Float(0)) { $0 + x[$1, t[$1]] }
      return (
        scale * loss(sums.logZ, places, steps), scale * sign.dx * dx, scale * sign.dA * dA
      )
    }
  }

  func oracle(_ x: Tensor, _ A: Tensor, _ t: [Int]) -> Result {
    func loss(_ tables: [Table]) -> Double {
      let rows = AllRows(x: tables[0], A: tables[1])
      return rows.total - rows.score(of: t)
    }
    let gradients = measuredGradients([x, A], loss)
    return (Float(loss([x.table, A.table])), gradients[0], gradients[1])
  }

  var question = Question(
    "11.4", "A CRF's gradients", stars: 3, tolerance: .logarithms,
    answer: Exercises.crfGradients as Gradients, solution: Solutions.crfGradients as Gradients,
    oracle: oracle,
    cases: [
      Case("four places, three tags", input(4, 3, [0, 2, 2, 1])),
      Case("one place", input(1, 3, [1])),
      Case("one tag", ([[0.5], [-2], [1]], [[-0.25]], [0, 0, 0])),
      Case("all rows of tags alike", (.zeros(3, 2), .zeros(2, 2), [0, 1, 1])),
      Case(
        "a tag that can't be reached",
        (unreachable.x, unreachable.A, [0, 2, 0])),
      Case(
        "scores of a hundred", ([[100, 99], [1, 0], [0, 2]], [[0.5, 0], [0, 1]], [0, 1, 1])),
      Case(
        "scores of minus a hundred",
        ([[0, 2], [1, 0], [-110, -111]], [[0.5, 0], [0, 1]], [1, 1, 0])),
      Case("seven places, three tags", input(7, 3, [1, 1, 0, 2, 1, 0, 0])),
    ] as [Case<Input>],
    outcome: { gradients, input in
      let (loss, dx, dA) = gradients(input.x, input.A, input.t)
      return ["loss": loss, "dx": dx, "dA": dA]
    })
  question.mistake(
    "dx is what is expected alone. Take away what is observed: 1 for the right tag of each place.",
    Pass(observed: { .zeros($0.shape) }).run)
  question.mistake(
    "dA is what is expected alone. Take away what is observed: 1 for each two tags side by side in t.",
    Pass(observedPairs: { _, after in .zeros(after.shape[1], after.shape[1]) }).run)
  question.mistake(
    "Neither gradient has what is observed. Take it away: the tags of t, and each two of them side by side.",
    Pass(
      observed: { .zeros($0.shape) },
      observedPairs: { _, after in .zeros(after.shape[1], after.shape[1]) }
    ).run)
  question.mistake(
    "The sign of the gradients is turned: the loss is log Z − score, so it's what is expected less what is observed.",
    Pass(sign: (-1, -1)).run, Pass(sign: (-1, 1)).run, Pass(sign: (1, -1)).run)
  question.mistake(
    """
    Two neighbors aren't independent: how likely i and j stand side by side is no product of p[s − 1, i] and p[s, j], \
    but exp(α[s − 1, i] + A[i, j] + x[s, j] + β[s, j] − log Z).
    """,
    Pass(pairs: { sums, s in
      let p = exp(sums.alpha + sums.beta - sums.logZ)
      return matmul(p.rows(s - 1..<s), p.rows(s..<s + 1), transposed: .left)
    }).run)
  question.mistake(
    "A[i, j] itself is missing in what is expected of two tags side by side.",
    Pass(pairs: { sums, s in
      let onward = sums.alpha.row(s - 1).reshaped(-1, 1)
      return exp(onward + (sums.x.row(s) + sums.beta.row(s)) - sums.logZ)
    }).run)
  question.mistake(
    "x[s, j] is missing in what is expected of two tags side by side: it is neither in α of the place before nor in β.",
    Pass(pairs: { sums, s in
      let onward = sums.alpha.row(s - 1).reshaped(-1, 1)
      return exp(onward + sums.A + sums.beta.row(s) - sums.logZ)
    }).run)
  question.mistake(
    "β is missing in what is expected of two tags side by side: what follows them matters as well.",
    Pass(pairs: { sums, s in
      let onward = sums.alpha.row(s - 1).reshaped(-1, 1)
      return exp(onward + sums.A + sums.x.row(s) - sums.logZ)
    }).run)
  question.mistake(
    "In what is expected of two tags, β is that of the first one's place. It should be the second one's: β[s, j].",
    Pass(pairs: { sums, s in
      let onward = sums.alpha.row(s - 1).reshaped(-1, 1)
      return exp(onward + sums.A + (sums.x.row(s) + sums.beta.row(s - 1)) - sums.logZ)
    }).run)
  question.mistake(
    "α is that of the same place. Of two tags side by side, the first stands in the place before: α[s − 1, i].",
    Pass(pairs: { sums, s in
      let onward = sums.alpha.row(s).reshaped(-1, 1)
      return exp(onward + sums.A + (sums.x.row(s) + sums.beta.row(s)) - sums.logZ)
    }).run)
  question.mistake(
    "dA is transposed: its row is the tag before, its column the tag after.",
    Pass(
      pairs: { sums, s in Pass().pairs(sums, s).transposed() },
      observedPairs: { matmul($1, $0, transposed: .left) }
    ).run,
    Pass(observedPairs: { matmul($1, $0, transposed: .left) }).run,
    Pass(pairs: { sums, s in Pass().pairs(sums, s).transposed() }).run)
  question.mistake(
    "dA is that of one step. All steps have the same A, and their gradients add up: += in place of =.",
    Pass(places: { $0 > 1 ? [$0 - 1] : [] }).run, Pass(places: { $0 > 1 ? [1] : [] }).run)
  question.mistake(
    "The first step is left out of dA. There are T − 1 of them, from place 0 to place 1 on.",
    Pass(places: { $0 > 2 ? Array(2..<$0) : [] }).run)
  question.mistake(
    "The last step is left out of dA. There are T − 1 of them, up to the last place.",
    Pass(places: { $0 > 2 ? Array(1..<$0 - 1) : [] }).run)
  question.mistake(
    "Loss and gradients are divided by T. The loss is that of the whole row.",
    Pass(scale: { 1 / $0 }).run)
  question.mistake(
    "The loss lacks log Z.",
    Pass(loss: { -$1 - $2 }).run)
  question.mistake(
    "The loss is log Z alone. Take the score of t away.",
    Pass(loss: { logZ, _, _ in logZ }).run)
  question.mistake(
    "The score of t lacks its steps, A[t[s − 1], t[s]].",
    Pass(loss: { logZ, places, _ in logZ - places }).run)
  question.mistake(
    "The score of t lacks its places, x[s, t[s]].",
    Pass(loss: { logZ, _, steps in logZ - steps }).run)
  question.mistake(
    "The loss is log p, which is negative. It should be −log p.",
    Pass(loss: { $1 + $2 - $0 }).run)
  question.mistake(
    "The loss is the probability of t, or its −log is missing.",
    Pass(loss: { exp($1 + $2 - $0) }).run)
  question.mistake(
    """
    What is expected is the best row. That is the structured perceptron; here all rows have their share, as likely as \
    they are.
    """,
    { x, A, t in
      let best = Tensor.oneHot(Solutions.viterbi(x, A: A).tags, classes: x.shape[1])
      return Pass(
        p: { _ in best },
        pairs: { _, s in matmul(best.rows(s - 1..<s), best.rows(s..<s + 1), transposed: .left) }
      ).run(x, A, t)
    })
  question.mistake(
    "dx is that of a softmax in each place by itself, p − t. What is expected depends on all places: forward and backward.",
    Pass(p: { softmax($0.x) }).run)
  question.mistake(
    "Only what comes before a place is taken into account in dx: α. What follows matters as well: add β.",
    Pass(p: { softmax($0.alpha) }).run)
  question.mistake(
    "Where all ways to a tag are forbidden, the largest is −∞, and −∞ − (−∞) is no number. The sum is −∞ there.",
    Pass(passes: Passes(join: carelessSum)).run)
  question.mistake(
    "The exponential of a score of a hundred is infinite, and that of minus a hundred 0. Keep logarithms, and take the largest away first.",
    Pass(passes: Passes(join: plainSum)).run)
  return question.exercise
}

// MARK: - 11.5

private typealias Span = (kind: String, range: Range<Int>)

private var bioSpans: Exercise {
  typealias Reading = ([String]) -> [Span]
  var random = Random(seed: 1, stream: "11.5")
  /// What may be wrong.
  struct Reader {
    var kind: (_ tag: String) -> String = { String($0.dropFirst(2)) }
    /// Whether a tag goes on with an open span: its letter and its kind, and the open kind.
    var goesOn: (_ letter: Character, _ kind: String, _ open: String) -> Bool = {
      $0 == "I" && $1 == $2
    }
    /// Whether one that doesn't go on with a span begins one.
    var begins: (_ letter: Character, _ open: String?) -> Bool = { letter, _ in letter != "O" }
    var range: (_ start: Int, _ end: Int) -> Range<Int> = { $0..<$1 }
    var closesAtEnd = true
    /// The spans, and whether each begins with an I → what is given.
    var end: ([(span: Span, isRepaired: Bool)]) -> [Span] = { $0.map(\.span) }

    func run(_ tags: [String]) -> [Span] {
      var spans: [(span: Span, isRepaired: Bool)] = []
      var open: (kind: String, start: Int, letter: Character)?
      func close(at end: Int) {
        guard let (kind, start, letter) = open else { return }
        spans.append(((kind, range(start, end)), letter == "I"))
      }
      for (place, tag) in tags.enumerated() {
        let (letter, kind) = (tag.first!, kind(tag))
        if let open, goesOn(letter, kind, open.kind) { continue }
        close(at: place)
        open = begins(letter, open?.kind) ? (kind, place, letter) : nil
      }
      if closesAtEnd { close(at: tags.count) }
      return end(spans)
    }
  }

  func oracle(_ tags: [String]) -> [Span] {
    // Each place by itself: whether a span begins there. It ends before the next such place, or the next O.
    func kind(_ place: Int) -> String {
      tags.indices.contains(place) ? String(tags[place].dropFirst(2)) : ""
    }
    func isBeginning(_ place: Int) -> Bool {
      tags[place].hasPrefix("B") || tags[place] != "O" && kind(place) != kind(place - 1)
    }
    return tags.indices.filter(isBeginning).map { start in
      let end = tags.indices.first { $0 > start && (tags[$0] == "O" || isBeginning($0)) }
      return (kind(start), start..<(end ?? tags.count))
    }
  }
  let known = ["O", "B-boat", "I-boat", "B-place", "I-place", "I-place-name"]

  var question = Question(
    "11.5", "Spans from BIO tags", stars: 2, tolerance: .exact,
    answer: Exercises.spans as Reading, solution: Solutions.spans as Reading, oracle: oracle,
    cases: [
      Case(
        "spans side by side",
        ["B-person", "I-person", "I-person", "O", "B-place", "I-place", "B-place", "B-boat", "O"]),
      Case("a span at the end", ["O", "B-boat", "I-boat"]),
      Case("an I of another kind", ["B-person", "I-place", "I-place", "O", "B-boat", "O"]),
      Case("an I without a B", ["I-person", "I-person", "O", "O", "I-person", "O"]),
      Case(
        "kinds with a hyphen",
        ["B-creative-work", "I-creative-work", "O", "B-creative-team", "I-creative-work", "O"]),
      Case("no spans", ["O", "O"]),
      Case("no tags", []),
      Case("one tag", ["I-place"]),
      Case("sixty tags, drawn", random.integers(60, below: known.count).map { known[$0] }),
    ] as [Case<[String]>],
    outcome: { reading, tags in
      [
        "the spans": reading(tags).map { span -> Datum in
          .list([span.kind.value, span.range.lowerBound.value, span.range.upperBound.value])
        }
      ]
    })
  question.mistake(
    "A B right behind a span of its own kind goes on with it. A B always begins a span.",
    Reader(goesOn: { letter, kind, open in letter != "O" && kind == open }).run)
  question.mistake(
    "Each tag is a span of its own. An I goes on with the span of its kind.",
    Reader(goesOn: { _, _, _ in false }).run)
  question.mistake(
    "The ranges end with the last place of a span. They should end before the first place behind it.",
    Reader(range: { $0..<$1 - 1 }).run)
  question.mistake(
    "The ranges go on by one place too many.",
    Reader(range: { $0..<$1 + 1 }).run)
  question.mistake(
    "The places are counted from 1, and should be from 0.",
    Reader(range: { $0 + 1..<$1 + 1 }).run)
  question.mistake(
    "The kinds have B- in front. Drop these two characters.",
    Reader(kind: { $0 }, goesOn: { $0 == "I" && $1.dropFirst(2) == $2.dropFirst(2) }).run)
  question.mistake(
    "Stretches of O are spans as well. O stands outside of all spans.",
    Reader(
      goesOn: { letter, kind, open in letter != "B" && kind == open }, begins: { _, _ in true }
    ).run)
  question.mistake(
    "The spans are in reverse order: from left to right they should be.",
    Reader(end: { $0.reversed().map(\.span) }).run)
  question.mistake(
    "A span that is still open when the tags end is missing.",
    Reader(closesAtEnd: false).run)
  question.mistake(
    "An I that nothing stands before is passed over. It should begin a span, as a B does.",
    Reader(begins: { letter, open in letter == "B" || letter == "I" && open != nil }).run)
  question.mistake(
    "An I that doesn't go on with a span is passed over. It should begin one, as a B does.",
    Reader(begins: { letter, _ in letter == "B" }).run)
  question.mistake(
    "An O doesn't end a span: an I behind it was taken as more of the span before.",
    Reader(end: { spans in
      spans.reduce(into: [Span]()) { joined, next in
        if next.isRepaired, let last = joined.last, last.kind == next.span.kind {
          joined[joined.count - 1].range = last.range.lowerBound..<next.span.range.upperBound
        } else {
          joined.append(next.span)
        }
      }
    }).run)
  question.mistake(
    "An I goes on with a span of another kind. It goes on with its own kind alone, and begins a span otherwise.",
    Reader(goesOn: { letter, _, _ in letter == "I" }).run)
  question.mistake(
    "An I of another kind ends the span before and is passed over itself. It should begin a span, as a B does.",
    Reader(begins: { letter, open in letter == "B" || letter == "I" && open == nil }).run)
  question.mistake(
    "A kind with a hyphen is cut short: it is all that stands behind the *first* hyphen.",
    Reader(kind: { $0.split(separator: "-").dropFirst().first.map(String.init) ?? "" }).run,
    Reader(kind: { $0 == "O" ? "" : String($0.split(separator: "-").last!) }).run)
  return question.exercise
}

// MARK: - 11.6

private var spanScores: Exercise {
  typealias Result = (precision: Float, recall: Float, f1: Float)
  typealias Input = (truth: [[Span]], guesses: [[Span]])
  typealias Grade = ([[Span]], [[Span]]) -> Result
  var random = Random(seed: 1, stream: "11.6")
  struct Counts { var right, wanted, found: Double }
  /// What may be wrong.
  struct Grading {
    /// Whether a guess is right about a true span.
    var agrees: (_ guess: Span, _ truth: Span) -> Bool = { $0 == $1 }
    /// What is counted of a sentence.
    var counts: (_ right: Double, _ truth: [Span], _ guesses: [Span]) -> Counts = {
      Counts(right: $0, wanted: Double($1.count), found: Double($2.count))
    }
    var share: (_ part: Double, _ whole: Double) -> Double = { $1 == 0 ? 0 : $0 / $1 }
    var scores: (Counts, (Double, Double) -> Double) -> (Double, Double) = { counts, share in
      (share(counts.right, counts.found), share(counts.right, counts.wanted))
    }
    var f1: (_ P: Double, _ R: Double) -> Double = { $0 + $1 == 0 ? 0 : 2 * $0 * $1 / ($0 + $1) }

    func run(_ truth: [[Span]], _ guesses: [[Span]]) -> Result {
      let counts = zip(truth, guesses).map { truth, guesses in
        let right = guesses.filter { guess in truth.contains { agrees(guess, $0) } }.count
        return self.counts(Double(right), truth, guesses)
      }
      let (P, R) = scores(
        Counts(
          right: counts.reduce(0) { $0 + $1.right }, wanted: counts.reduce(0) { $0 + $1.wanted },
          found: counts.reduce(0) { $0 + $1.found }), share)
      return (Float(P), Float(R), Float(f1(P, R)))
    }
  }
  func places(_ spans: [Span]) -> Set<String> {
    Set(spans.flatMap { span in span.range.map { "\($0) \(span.kind)" } })
  }
  func drawnSpans() -> [Span] {
    let starts = [0, 4, 8].filter { _ in random.integer(below: 3) > 0 }
    return starts.map { start in
      let first = start + random.integer(below: 2)
      return (
        ["boat", "place"][random.integer(below: 2)], first..<first + 1 + random.integer(below: 2)
      )
    }
  }

  func oracle(_ truth: [[Span]], _ guesses: [[Span]]) -> Result {
    // Spans as words, told apart by their sentences too.
    func names(_ rows: [[Span]]) -> Set<String> {
      Set(rows.enumerated().flatMap { n, spans in spans.map { "\(n) \($0.kind) \($0.range)" } })
    }
    let (wanted, found) = (names(truth), names(guesses))
    let right = Double(wanted.intersection(found).count)
    let P = found.isEmpty ? 0 : right / Double(found.count)
    let R = wanted.isEmpty ? 0 : right / Double(wanted.count)
    return (Float(P), Float(R), right == 0 ? 0 : Float(2 / (1 / P + 1 / R)))
  }

  var question = Question(
    "11.6", "Scores of exact spans", stars: 1,
    answer: Exercises.spanScores as Grade, solution: Solutions.spanScores as Grade,
    oracle: oracle,
    cases: [
      Case(
        "two sentences",
        (
          truth: [
            [("person", 0..<2), ("place", 4..<5)],
            [("boat", 1..<3), ("place", 5..<6), ("person", 7..<9)],
          ],
          guesses: [
            [("person", 0..<2), ("boat", 4..<5)],
            [("boat", 1..<3), ("place", 5..<6), ("island", 10..<13), ("island", 14..<15)],
          ]
        )),
      Case(
        "ends that are off",
        (
          [[("person", 0..<3), ("place", 5..<7), ("boat", 8..<10)]],
          [[("person", 0..<2), ("place", 4..<7), ("boat", 9..<12), ("boat", 20..<21)]]
        )),
      Case(
        "spans of other sentences",
        (
          [[("person", 0..<1)], [("place", 2..<3)], [("boat", 0..<1)]],
          [[("place", 2..<3)], [("person", 0..<1)], [("boat", 0..<1)]]
        )),
      Case("no guesses", ([[("person", 0..<1)], []], [[], []])),
      Case("guesses where no spans are", ([[], []], [[("person", 0..<1)], [("boat", 2..<4)]])),
      Case("nothing at all", ([[]], [[]])),
      Case("all of them right", ([[("boat", 3..<5)]], [[("boat", 3..<5)]])),
      Case(
        "thirty sentences",
        ((0..<30).map { _ in drawnSpans() }, (0..<30).map { _ in drawnSpans() })),
    ] as [Case<Input>],
    outcome: { grade, input in
      let (precision, recall, f1) = grade(input.truth, input.guesses)
      return ["precision": precision, "recall": recall, "F1": f1]
    })
  question.mistake(
    "Precision and recall are exchanged: precision divides by the guesses, recall by the true spans.",
    Grading(scores: { counts, share in
      (share(counts.right, counts.wanted), share(counts.right, counts.found))
    }).run)
  question.mistake(
    "The kind doesn't matter here, but it should: a boat that is taken for a place isn't found.",
    Grading(agrees: { $0.range == $1.range }).run)
  question.mistake(
    "What is counted are words. A span is right as a whole, or wrong as a whole.",
    { truth, guesses in
      let right = zip(truth, guesses).reduce(0) {
        $0 + places($1.0).intersection(places($1.1)).count
      }
      let all = Counts(
        right: Double(right), wanted: Double(truth.reduce(0) { $0 + places($1).count }),
        found: Double(guesses.reduce(0) { $0 + places($1).count }))
      let (P, R) = Grading().scores(all, Grading().share)
      return (Float(P), Float(R), Float(Grading().f1(P, R)))
    })
  question.mistake(
    "The scores are means over the sentences. Count the spans of all sentences first, then divide once.",
    { truth, guesses in
      let scores = zip(truth, guesses).map { Grading().run([$0], [$1]) }
      let N = Float(scores.count)
      let (P, R) = (scores.reduce(0) { $0 + $1.precision }, scores.reduce(0) { $0 + $1.recall })
      return (P / N, R / N, scores.reduce(0) { $0 + $1.f1 } / N)
    },
    { truth, guesses in
      let scores = zip(truth, guesses).map { Grading().run([$0], [$1]) }
      let N = Float(scores.count)
      let P = scores.reduce(0) { $0 + $1.precision } / N
      let R = scores.reduce(0) { $0 + $1.recall } / N
      return (P, R, Float(Grading().f1(Double(P), Double(R))))
    })
  question.mistake(
    "F1 is the plain mean of precision and recall. The harmonic mean is 2PR / (P + R).",
    Grading(f1: { ($0 + $1) / 2 }).run)
  question.mistake(
    "F1 is the root of P · R, the geometric mean. The harmonic one is 2PR / (P + R).",
    Grading(f1: { ($0 * $1).squareRoot() }).run)
  question.mistake(
    "F1 lacks its factor 2, 2PR / (P + R).",
    Grading(f1: { $0 + $1 == 0 ? 0 : $0 * $1 / ($0 + $1) }).run)
  question.mistake(
    "F1 is the share of the right ones among all spans that are there or guessed. That is stricter: F1 counts right ones twice.",
    Grading(f1: { P, R in P * R == 0 ? 0 : 1 / (1 / P + 1 / R - 1) }).run)
  question.mistake(
    "Precision divides by the wrong guesses, or recall by what was missed. Right ones are among the guesses, and among the true spans.",
    Grading(counts: { right, truth, guesses in
      Counts(
        right: right, wanted: Double(truth.count) - right, found: Double(guesses.count) - right)
    }).run)
  question.mistake(
    "One end is enough here. Both ends must be right.",
    Grading(agrees: { $0.kind == $1.kind && $0.range.lowerBound == $1.range.lowerBound }).run,
    Grading(agrees: { $0.kind == $1.kind && $0.range.upperBound == $1.range.upperBound }).run)
  question.mistake(
    "A guess that overlaps a true span counts as right. It has to begin and end in the same places.",
    Grading(agrees: { $0.kind == $1.kind && $0.range.overlaps($1.range) }).run)
  question.mistake(
    "A guess is right wherever it stands, if the sentence has a span of its kind. It has to begin and end in the same places.",
    Grading(agrees: { $0.kind == $1.kind }).run)
  question.mistake(
    "A guess is compared with the spans of all sentences. Only those of its own sentence count.",
    { truth, guesses in Grading().run([truth.flatMap { $0 }], [guesses.flatMap { $0 }]) })
  question.mistake(
    "Where there is nothing to divide by, 0 / 0 is no number. It should be 0.",
    Grading(share: { $0 / $1 }, f1: { 2 * $0 * $1 / ($0 + $1) }).run,
    Grading(share: { $0 / $1 }).run, Grading(f1: { 2 * $0 * $1 / ($0 + $1) }).run)
  question.mistake(
    "Where there is nothing to divide by, it should be 0, and not 1.",
    Grading(share: { $1 == 0 ? 1 : $0 / $1 }).run)
  return question.exercise
}

// MARK: - 11.7

private var wordsOfCharacters: Exercise {
  typealias Tagging = ([String]) -> String
  typealias Cutting = (String, String) -> [String]
  typealias Both = (tagging: Tagging, cutting: Cutting)
  typealias Input = (words: [String], tags: String)
  var random = Random(seed: 1, stream: "11.7")
  let (right, rightCut): Both = (Solutions.characterTags, Solutions.words)
  /// What may be wrong in the tags of a word, by the number of its characters.
  func tagging(
    _ tags: @escaping (_ n: Int) -> String, count: @escaping (String) -> Int = { $0.count }
  ) -> Both {
    ({ words in words.map { tags(count($0)) }.joined() }, rightCut)
  }
  func cut(_ isCut: @escaping (_ before: Character, _ after: Character) -> Bool) -> Both {
    (
      right,
      { text, tags in
        var words: [String] = []
        var last: Character?
        for (character, tag) in zip(text, tags) {
          if last.map({ isCut($0, tag) }) ?? true { words.append("") }
          words[words.count - 1].append(character)
          last = tag
        }
        return words
      }
    )
  }
  func inner(_ n: Int, _ letter: String = "M") -> String {
    String(repeating: letter, count: max(n - 2, 0))
  }

  func oracle(_ words: [String]) -> String {
    words.map { word in
      word.indices.map { place in
        switch (place == word.startIndex, word.index(after: place) == word.endIndex) {
        case (true, true): "S"
        case (true, false): "B"
        case (false, true): "E"
        case (false, false): "M"
        }
      }.joined()
    }.joined()
  }
  /// What stands between the cuts.
  func pieces(_ characters: [String], _ tags: String) -> [String] {
    let (characters, tags) = (characters.prefix(tags.count), Array(tags))
    let cuts = characters.indices.filter {
      $0 == 0 || "BS".contains(tags[$0]) || "ES".contains(tags[$0 - 1])
    }
    return zip(cuts, cuts.dropFirst() + [characters.count]).map { characters[$0..<$1].joined() }
  }
  func oracleCut(_ text: String, _ tags: String) -> [String] {
    pieces(text.map { String($0) }, tags)
  }
  func drawnTags(_ count: Int) -> String {
    String(random.integers(count, below: 4).map { Array("BMES")[$0] })
  }

  var question = Question(
    "11.7", "Words from B, M, E and S", stars: 2, tolerance: .exact,
    answer: (Exercises.characterTags, Exercises.words) as Both,
    solution: (right, rightCut) as Both, oracle: (oracle, oracleCut) as Both,
    cases: [
      Case(
        "words of one to six characters",
        (words: ["harbor", "a", "boat", "at", "sea"], tags: "BMMMMESBMMEBEBME")),
      Case("Chinese words", (["我们", "在", "图书馆", "看", "书"], "BESBMESS")),
      Case("one word of one character", (["海"], "S")),
      Case("a word that isn't ended", (["the", "sea"], "BMEBMM")),
      Case("a word that isn't begun", (["the", "sea"], "MMEMEE")),
      Case("a B in the middle of a word", (["two", "boats"], "BMBMMBMM")),
      Case("an S in the middle of a word", (["two", "boats"], "BMSMMBSE")),
      Case("nothing at all", ([], "")),
      Case(
        "characters of several scalars", (["cafe\u{301}s", "e\u{301}", "👩‍🚀"], "BMMMESS")),
      Case(
        "thirty characters, drawn tags",
        (["harborharbor", "boat", "sea", "atlighthouse"], drawnTags(31))),
    ] as [Case<Input>],
    outcome: { both, input in
      [
        "characterTags": both.tagging(input.words),
        "words": both.cutting(input.words.joined(), input.tags),
      ]
    })
  question.mistake(
    "A word of one character has a tag of its own, S.",
    tagging { $0 == 1 ? "B" : "B" + inner($0) + "E" },
    tagging { $0 == 1 ? "E" : "B" + inner($0) + "E" },
    tagging { "B" + inner($0) + "E" })
  question.mistake(
    "The last character of a word is tagged as one in the middle. It should be E.",
    tagging { $0 == 1 ? "S" : "B" + inner($0) + "M" })
  question.mistake(
    "The first character of a word is tagged as one in the middle. It should be B.",
    tagging { $0 == 1 ? "S" : "M" + inner($0) + "E" })
  question.mistake(
    "In the middle of a word stands M, and not I.",
    tagging { $0 == 1 ? "S" : "B" + inner($0, "I") + "E" })
  question.mistake(
    "There is one M to a word, however long it is. Each character has a tag.",
    tagging { $0 == 1 ? "S" : "B" + ($0 > 2 ? "M" : "") + "E" },
    tagging { $0 == 1 ? "S" : "BE" },
    tagging { $0 == 1 ? "S" : "BME" })
  question.mistake(
    "There are more tags than characters: of a word, the middle is two shorter than the whole.",
    tagging { $0 == 1 ? "S" : "B" + String(repeating: "M", count: $0) + "E" },
    tagging { $0 == 1 ? "S" : "B" + String(repeating: "M", count: $0 - 1) + "E" })
  question.mistake(
    "There are blanks between the tags of two words. They should stand one behind the other.",
    ({ words in words.map { right([$0]) }.joined(separator: " ") }, rightCut))
  question.mistake(
    "A character was taken for several: an é may be stored as an e and an accent. Count characters, not scalars or bytes.",
    tagging({ right([String(repeating: "x", count: $0)]) }, count: { $0.unicodeScalars.count }),
    tagging({ right([String(repeating: "x", count: $0)]) }, count: { $0.utf8.count }),
    tagging({ right([String(repeating: "x", count: $0)]) }, count: { $0.utf16.count }),
    (right, { text, tags in pieces(text.unicodeScalars.map { String($0) }, tags) }))
  question.mistake(
    "The characters are words by themselves. They are cut apart only beside the tags that say so.",
    cut { _, _ in true })
  question.mistake(
    "Nothing is cut before an S.",
    cut { before, after in "ES".contains(before) || after == "B" })
  question.mistake(
    "Nothing is cut after an S.",
    cut { before, after in before == "E" || "BS".contains(after) })
  question.mistake(
    "Words are cut after E and S alone. A B or an S begins a new one, whatever stands before it.",
    cut { before, _ in "ES".contains(before) })
  question.mistake(
    "Words are cut before B and S alone. After an E or an S a new one begins, whatever its tag is.",
    cut { _, after in "BS".contains(after) })
  question.mistake(
    "A last word that no E ends is missing.",
    (
      right,
      { text, tags in
        let words = rightCut(text, tags)
        return tags.last.map { "ES".contains($0) } ?? true ? words : words.dropLast()
      }
    ))
  question.mistake(
    "A word that no B begins is missing. All characters belong to some word: the rule only says where it is cut.",
    (
      right,
      { text, tags in
        var place = 0
        return rightCut(text, tags).filter { word in
          defer { place += word.count }
          return "BS".contains(Array(tags)[place])
        }
      }
    ))
  question.mistake(
    "The words are in reverse order.",
    (right, { rightCut($0, $1).reversed() }))
  return question.exercise
}
