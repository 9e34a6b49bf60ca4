import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 2.
var chapter02: [Exercise] {
  [coOccurrences, cosine, neighbors, ppmi, singularVectors, analogy]
}

// MARK: - 2.1

private var coOccurrences: Exercise {
  var random = Random(seed: 1, stream: "2.1")
  typealias Input = (ids: [Int], V: Int, window: Int)
  /// Counts the pairs of places that `isNear` takes for neighbors, each as much as `weight` says.
  func counting(
    by weight: @escaping (_ distance: Int) -> Int = { _ in 1 },
    where isNear: @escaping (_ i: Int, _ j: Int, _ window: Int) -> Bool
  ) -> ([Int], Int, Int) -> [[Int]] {
    { ids, V, window in
      var counts = [[Int]](repeating: [Int](repeating: 0, count: V), count: V)
      for i in ids.indices {
        for j in ids.indices where isNear(i, j, window) {
          counts[ids[i]][ids[j]] += weight(abs(i - j))
        }
      }
      return counts
    }
  }
  let right = counting { i, j, window in i != j && abs(i - j) <= window }

  var question = Question(
    "2.1", "Counting neighbors", stars: 1, tolerance: .exact,
    answer: Exercises.coOccurrences, solution: Solutions.coOccurrences, oracle: right,
    cases: [
      Case("seven words and a window of 2", (ids: [0, 1, 2, 1, 1, 3, 0], V: 4, window: 2)),
      Case("a window of 1", (ids: [2, 0, 1, 1, 2], V: 3, window: 1)),
      Case("a window wider than the text", (ids: [0, 1, 2], V: 4, window: 5)),
      Case("one word", (ids: [1], V: 2, window: 3)),
      Case("no word at all", (ids: [], V: 2, window: 1)),
      Case("a hundred words", (ids: random.integers(100, below: 9), V: 9, window: 3)),
    ] as [Case<Input>],
    outcome: { count, input in ["counts": count(input.ids, input.V, input.window)] })
  question.mistake(
    "Only neighbors to the right are counted. The window reaches as far to the left.",
    counting { i, j, window in j > i && j - i <= window })
  question.mistake(
    "Only neighbors to the left are counted. The window reaches as far to the right.",
    counting { i, j, window in j < i && i - j <= window })
  question.mistake(
    "Each place is counted as a neighbor of itself. Leave out j = i.",
    counting { i, j, window in abs(i - j) <= window })
  question.mistake(
    "The window is one too narrow: places at a distance of `window` belong to it.",
    counting { i, j, window in i != j && abs(i - j) < window },
    counting { i, j, window in i != j && i - j <= window && j - i < window })
  question.mistake(
    "A word that stands near itself, at another place, is left out. Compare places, not words.",
    { ids, V, window in
      var counts = right(ids, V, window)
      for a in counts.indices { counts[a][a] = 0 }
      return counts
    })
  question.mistake(
    "This says whether two words are ever neighbors, not how often: += 1 in place of = 1.",
    { ids, V, window in right(ids, V, window).map { $0.map { min($0, 1) } } })
  question.mistake(
    "Each pair is counted twice: once from either side is enough, and going through all places does that.",
    { ids, V, window in right(ids, V, window).map { $0.map { 2 * $0 } } })
  return question.exercise
}

// MARK: - 2.2

private var cosine: Exercise {
  var random = Random(seed: 1, stream: "2.2")
  typealias Input = (a: [Float], b: [Float])
  func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map { $0 * $1 }.reduce(0, +) }
  func length(_ a: [Float]) -> Float { dot(a, a).squareRoot() }
  func oracle(_ a: [Float], _ b: [Float]) -> Float {
    let (a, b) = (a.map { Double($0) }, b.map { Double($0) })
    let (lengthOfA, lengthOfB) = (
      a.map { $0 * $0 }.reduce(0, +).squareRoot(), b.map { $0 * $0 }.reduce(0, +).squareRoot()
    )
    // Of unit vectors, |u − v|² = 2 − 2 cos.
    guard lengthOfA > 0, lengthOfB > 0 else { return 0 }
    let squares = zip(a, b).map { a, b -> Double in
      let gap = a / lengthOfA - b / lengthOfB
      return gap * gap
    }
    return Float(1 - squares.reduce(0, +) / 2)
  }

  var question = Question(
    "2.2", "Cosine", stars: 1,
    answer: Exercises.cosine, solution: Solutions.cosine, oracle: oracle,
    cases: [
      Case("two vectors of three numbers", (a: [1, 2, -2], b: [3, 0, 4])),
      Case("a vector and one that is twice as long", (a: [1, -1], b: [2, -2])),
      Case("opposite directions", (a: [1, 2, 3], b: [-1, -2, -3])),
      Case("a right angle", (a: [1, 0], b: [0, 5])),
      Case("a vector of zeros", (a: [0, 0], b: [3, 4])),
      Case("two vectors of zeros", (a: [0, 0], b: [0, 0])),
      Case("a hundred numbers", (a: random.normal(100).values, b: random.normal(100).values)),
    ] as [Case<Input>],
    outcome: { cosine, input in ["cosine": cosine(input.a, input.b)] })
  question.mistake("This is the dot product. Divide it by both lengths.", dot)
  question.mistake(
    "Divided by the squares of the lengths: take their roots.",
    { a, b in
      let (aa, bb) = (dot(a, a), dot(b, b))
      return aa > 0 && bb > 0 ? dot(a, b) / (aa * bb) : 0
    })
  question.mistake(
    "Divided by one vector's length only. It has to be divided by that of the other, too.",
    { a, b in length(a) > 0 ? dot(a, b) / length(a) : 0 },
    { a, b in length(b) > 0 ? dot(a, b) / length(b) : 0 })
  question.mistake(
    "Divided by the sum of the lengths. Divide by their product.",
    { a, b in
      let sum = length(a) + length(b)
      return sum > 0 ? dot(a, b) / sum : 0
    })
  question.mistake(
    "This is the distance between the vectors. The cosine asks for their directions alone.",
    { a, b in length(zip(a, b).map { $0 - $1 }) })
  question.mistake(
    "The sign is lost: vectors that point apart have a negative cosine.",
    { a, b in abs(Solutions.cosine(a, b)) })
  question.mistake(
    "A vector of zeros divides 0 by 0. Ask for it first, and say 0.",
    { a, b in dot(a, b) / (length(a) * length(b)) })
  return question.exercise
}

// MARK: - 2.3

/// Scores of all words, best first; of equal ones, the smaller id first.
private func ranked(_ scores: [Float], descending: Bool = true) -> [Int] {
  let sign: Float = descending ? -1 : 1
  return scores.indices.sorted { (sign * scores[$0], $0) < (sign * scores[$1], $1) }
}

private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map { $0 * $1 }.reduce(0, +) }

private func distance(_ a: [Float], _ b: [Float]) -> Float {
  let gaps = zip(a, b).map { $0 - $1 }
  return dot(gaps, gaps)
}

private var neighbors: Exercise {
  var random = Random(seed: 1, stream: "2.3")
  typealias Input = (id: Int, vectors: [[Float]], count: Int)
  func vectors(_ V: Int, _ D: Int) -> [[Float]] {
    (0..<V).map { _ in (random.normal(D) * random.uniform(in: 0.3..<3)).values }
  }
  func cosines(_ id: Int, _ vectors: [[Float]]) -> [Float] {
    vectors.map { Solutions.cosine(vectors[id], $0) }
  }
  /// The smallest angles, found one at a time.
  func oracle(_ id: Int, _ vectors: [[Float]], _ count: Int) -> [Int] {
    func angle(_ other: Int) -> Double {
      let (a, b) = (vectors[id].map { Double($0) }, vectors[other].map { Double($0) })
      let product = zip(a, b).map { $0 * $1 }.reduce(0, +)
      let squares = [a, b].map { $0.map { $0 * $0 }.reduce(0, +) }
      return squares.contains(0)
        ? Double.pi / 2 : acos(product / (squares[0] * squares[1]).squareRoot())
    }
    var rest = vectors.indices.filter { $0 != id }
    var found: [Int] = []
    while found.count < count, let best = rest.min(by: { angle($0) < angle($1) }) {
      found.append(best)
      rest.removeAll { $0 == best }
    }
    return found
  }

  var question = Question(
    "2.3", "Nearest neighbors", stars: 2, tolerance: .exact,
    answer: Exercises.neighbors, solution: Solutions.neighbors, oracle: oracle,
    cases: [
      Case("ten words", (id: 3, vectors: vectors(10, 3), count: 5)),
      Case("more neighbors than there are", (id: 0, vectors: vectors(3, 2), count: 9)),
      Case(
        "two words in one direction",
        (id: 1, vectors: [[1, 1], [2, 2], [1, 1], [0, 1]], count: 2)),
      Case(
        "a word without a vector",
        (id: 0, vectors: [[1, 0], [0, 0], [-1, 0], [1, 1]], count: 3)),
      Case("a hundred words", (id: 50, vectors: vectors(100, 8), count: 20)),
    ] as [Case<Input>],
    outcome: { neighbors, input in
      ["the neighbors": neighbors(input.id, input.vectors, input.count)]
    })
  question.mistake(
    "The word itself is on the list. It is always most similar to itself: leave it out.",
    { id, vectors, count in Array(ranked(cosines(id, vectors)).prefix(count)) })
  question.mistake(
    "One is missing: the word itself was left out after the list was cut. Leave it out before.",
    { id, vectors, count in ranked(cosines(id, vectors)).prefix(count).filter { $0 != id } })
  question.mistake(
    "The least similar come first. A larger cosine is more similar: sort the other way around.",
    { id, vectors, count in
      let order = ranked(cosines(id, vectors), descending: false).filter { $0 != id }
      return Array(order.prefix(count))
    })
  question.mistake(
    "Ordered by the dot product, in which long vectors win. Divide by the lengths: the cosine.",
    { id, vectors, count in
      let order = ranked(vectors.map { dot(vectors[id], $0) }).filter { $0 != id }
      return Array(order.prefix(count))
    })
  question.mistake(
    "Ordered by the distance, which depends on the lengths. Order by the cosine.",
    { id, vectors, count in
      let order = ranked(vectors.map { distance(vectors[id], $0) }, descending: false)
      return Array(order.filter { $0 != id }.prefix(count))
    })
  question.mistake(
    "Of two that are equally similar, the one with the smaller id should come first.",
    { id, vectors, count in
      let scores = cosines(id, vectors)
      let order = scores.indices.filter { $0 != id }
        .sorted { (scores[$0], $0) > (scores[$1], $1) }
      return Array(order.prefix(count))
    })
  return question.exercise
}

// MARK: - 2.4

private var ppmi: Exercise {
  var random = Random(seed: 1, stream: "2.4")
  /// A table with `cell` in each place where the count isn't 0.
  func table(
    _ cell: @escaping (_ count: Double, _ row: Double, _ column: Double, _ n: Double) -> Double
  ) -> ([[Int]]) -> [[Float]] {
    { counts in
      let rows = counts.map { Double($0.reduce(0, +)) }
      let columns = (counts.first ?? []).indices.map { j in
        Double(counts.map { $0[j] }.reduce(0, +))
      }
      let n = rows.reduce(0, +)
      return counts.indices.map { i in
        columns.indices.map { j in
          let count = Double(counts[i][j])
          return count > 0 ? Float(cell(count, rows[i], columns[j], n)) : 0
        }
      }
    }
  }

  var question = Question(
    "2.4", "Positive pointwise mutual information", stars: 2,
    answer: Exercises.ppmi, solution: Solutions.ppmi,
    oracle: table { count, row, column, n in
      max(0, log2(count) + log2(n) - log2(row) - log2(column))
    },
    cases: [
      Case("three words and three contexts", [[0, 4, 1], [2, 3, 1], [1, 0, 6]]),
      Case("a word that has no neighbors", [[0, 3], [0, 0], [5, 1]]),
      Case("a context that nothing stands near", [[2, 0, 1], [1, 0, 7]]),
      Case("one cell", [[3]]),
      Case("nothing counted", [[0, 0], [0, 0]]),
      Case("twelve words", (0..<12).map { _ in random.integers(8, below: 30) }),
    ],
    outcome: { ppmi, counts in ["PPMI": ppmi(counts)] })
  question.mistake(
    "This is in nats: for bits, divide the natural logarithm by log(2).",
    table { count, row, column, n in max(0, log(count * n / (row * column))) })
  question.mistake(
    "Negative values stay. What is rarer than chance counts as 0, which is what the first P says.",
    table { count, row, column, n in log2(count * n / (row * column)) })
  question.mistake(
    "The sum of all counts is missing in the numerator: count · n / (row · column).",
    table { count, row, column, n in max(0, log2(count / (row * column))) },
    table { count, row, column, n in log2(count / (row * column)) })
  question.mistake(
    "The fraction is there, the logarithm isn't.",
    table { count, row, column, n in count * n / (row * column) },
    table { count, row, column, n in max(0, count * n / (row * column)) })
  question.mistake(
    "Rows are taken for columns: a context's sum runs down its column. (In a symmetric table both are the same.)",
    { counts in
      let rows = counts.map { Double($0.reduce(0, +)) }
      let n = rows.reduce(0, +)
      return counts.indices.map { i in
        counts[i].indices.map { j in
          let (count, other) = (Double(counts[i][j]), j < rows.count ? rows[j] : 0)
          return count > 0 && other > 0 ? Float(max(0, log2(count * n / (rows[i] * other)))) : 0
        }
      }
    })
  question.mistake(
    "Divided by one sum only: by the row's and by the column's.",
    table { count, row, column, n in max(0, log2(count * n / row)) },
    table { count, row, column, n in max(0, log2(count * n / column)) })
  question.mistake(
    "Where the count is 0 there is −∞, or 0 / 0 in an empty row. Say 0 there before any logarithm.",
    { counts in
      let right = Solutions.ppmi(counts)
      return counts.indices.map { i in
        counts[i].indices.map { j in
          let isEmpty =
            counts[i].allSatisfy { $0 == 0 } || counts.allSatisfy { $0[j] == 0 }
          return isEmpty ? .nan : right[i][j]
        }
      }
    },
    { counts in
      zip(counts, Solutions.ppmi(counts)).map { counts, row in
        zip(counts, row).map { $0 == 0 ? -.infinity : $1 }
      }
    })
  return question.exercise
}

// MARK: - 2.5

private var singularVectors: Exercise {
  var random = Random(seed: 1, stream: "2.5")
  typealias Input = (A: Tensor, k: Int)
  typealias Triples = (U: Tensor, S: Tensor, V: Tensor)

  /// (M, N) with these singular values and singular vectors in random directions.
  func matrix(_ M: Int, _ N: Int, _ values: [Double]) -> Tensor {
    func directions(_ length: Int) -> Table {
      var rows: Table = []
      for _ in values {
        var row = random.normal(length).values.map { Double($0) }
        for _ in 0..<2 {
          for other in rows {
            let share = zip(row, other).map { $0 * $1 }.reduce(0, +)
            row = zip(row, other).map { $0 - share * $1 }
          }
        }
        let size = row.map { $0 * $0 }.reduce(0, +).squareRoot()
        rows.append(row.map { $0 / size })
      }
      return rows
    }
    let (U, V) = (directions(M), directions(N))
    let columns = (0..<M).map { i in values.indices.map { values[$0] * U[$0][i] } }
    return Tensor(product(columns, V))
  }
  func oracle(_ A: Tensor, _ k: Int) -> Triples {
    let (U, S, V) = JacobiSVD(A.table).leading(k)
    return (Tensor(U), Tensor(S.map { Float($0) }), Tensor(V))
  }

  /// What may be wrong in a power iteration.
  struct Power {
    var start: (_ N: Int, inout Random) -> Tensor = { N, random in
      Tensor.normal([N, 1], random: &random)
    }
    var steps = 100
    var step: (_ A: Tensor, _ v: Tensor) -> Tensor = { A, v in
      matmul(A, matmul(A, v), transposed: .left)
    }
    var value: (_ sigma: Float) -> Float = { $0 }
    var isUnit = true
    /// What is taken away: σ, u and v.
    var found: (_ sigma: Float, _ u: Tensor, _ v: Tensor) -> Tensor = { sigma, u, v in
      sigma * matmul(u, v, transposed: .right)
    }

    func run(_ A: Tensor, _ k: Int) -> Triples {
      var random = Random(seed: 2, stream: "power iteration")
      var rest = A
      var (U, S, V): ([Float], [Float], [Float]) = ([], [], [])
      for _ in 0..<k {
        var v = start(A.shape[1], &random)
        v = v / v.norm()
        for _ in 0..<steps {
          v = step(rest, v)
          v = v / v.norm()
        }
        let scaled = matmul(rest, v)
        let sigma = scaled.norm()
        let u = scaled / sigma
        rest -= found(sigma, u, v)
        U += (isUnit ? u : scaled).values
        S.append(value(sigma))
        V += v.values
      }
      let (M, N) = (A.shape[0], A.shape[1])
      return (
        Tensor(U, shape: [k, M]).transposed(), Tensor(S), Tensor(V, shape: [k, N]).transposed()
      )
    }
  }

  var question = Question(
    "2.5", "Singular vectors by power iteration", stars: 3, tolerance: .iteration,
    answer: Exercises.singularVectors, solution: Solutions.singularVectors, oracle: oracle,
    cases: [
      Case("a matrix of 4 × 4, two vectors", (A: matrix(4, 4, [8, 4, 2, 1]), k: 2)),
      Case(
        "a matrix whose leading vector is at a right angle to ones",
        (A: [[3, -3, 3, -3], [1, 1, 1, 1]], k: 1)),
      Case("a matrix of 6 × 3, all three vectors", (A: matrix(6, 3, [3, 1.5, 0.6]), k: 3)),
      Case("a matrix of 3 × 7, one vector", (A: matrix(3, 7, [20, 9, 1]), k: 1)),
      Case("a matrix of rank 1", (A: matrix(5, 4, [2]), k: 1)),
    ] as [Case<Input>],
    outcome: { vectors, input in
      let (U, S, V) = vectors(input.A, input.k)
      let signs = signs(U, V)
      return ["U": U * signs, "S": S, "V": V * signs]
    })
  question.mistake(
    "S holds the squares: Aᵀ A has σ² for its eigenvalue. Take the root, or the length of A v.",
    Power(value: { $0 * $0 }).run)
  question.mistake(
    "The same vector comes out again and again. Take σ u vᵀ away from A before you look for the next.",
    Power(found: { _, u, v in 0 * matmul(u, v, transposed: .right) }).run)
  question.mistake(
    "What is taken away from A lacks the factor σ: σ u vᵀ.",
    Power(found: { _, u, v in matmul(u, v, transposed: .right) }).run)
  question.mistake(
    "What is taken away from A is transposed: u is a column of M numbers, v one of N, so it is σ u vᵀ.",
    Power(found: { sigma, u, v in sigma * matmul(v, u, transposed: .right) }).run)
  question.mistake(
    "A v is σ u: divide it by its length for the column of U.",
    Power(isUnit: false).run)
  question.mistake(
    "A v instead of Aᵀ A v leads to an eigenvector of A, which is something else unless A is symmetric.",
    Power(step: { A, v in A.shape[0] == A.shape[1] ? matmul(A, v) : v }).run)
  question.mistake(
    "The iteration ends too soon. Go on until v no longer changes; a hundred steps are plenty here.",
    Power(steps: 1).run, Power(steps: 2).run, Power(steps: 0).run)
  question.mistake(
    "A start of ones may be at a right angle to the leading vector, and then never turns to it. Start at random.",
    Power(start: { N, _ in .ones(N, 1) }).run)
  return question.exercise
}

/// (k): −1 for pairs of columns to be turned around, so that all answers that are right agree in their signs.
private func signs(_ U: Tensor, _ V: Tensor) -> Tensor {
  guard V.rank == 2, U.rank == 2, U.shape[1] == V.shape[1] else { return Tensor(1) }
  // A direction that no vector here is at a right angle to.
  var weight: Float = 1
  var sums = Tensor.zeros([V.shape[1]])
  for row in 0..<V.shape[0] {
    sums += V.row(row) * weight
    weight *= 0.61
  }
  return sums.map { $0 < 0 ? -1 : 1 }
}

// MARK: - 2.6

private var analogy: Exercise {
  var random = Random(seed: 1, stream: "2.6")
  /// Many questions at a time: one answer alone is too often right by chance.
  typealias Input = (questions: [[Int]], vectors: [[Float]])
  typealias Function = (Int, Int, Int, [[Float]]) -> Int
  func input(_ count: Int, _ V: Int, _ D: Int) -> Input {
    (
      (0..<count).map { _ in Array(random.permutation(V).prefix(3)) },
      (0..<V).map { _ in (random.normal(D) * random.uniform(in: 0.3..<3)).values }
    )
  }
  func unit(_ vectors: [[Float]]) -> [[Float]] {
    vectors.map { vector in
      let length = dot(vector, vector).squareRoot()
      return vector.map { $0 / length }
    }
  }
  /// What may be wrong: how vectors are scaled, where the way leads, what is compared, what is left out.
  func answer(
    scale: @escaping ([[Float]]) -> [[Float]] = unit,
    goal: @escaping (_ a: Float, _ b: Float, _ c: Float) -> Float = { $2 - $0 + $1 },
    score: @escaping ([Float], [Float]) -> Float = Solutions.cosine,
    excluding: @escaping (_ a: Int, _ b: Int, _ c: Int) -> [Int] = { [$0, $1, $2] }
  ) -> Function {
    { a, b, c, vectors in
      let scaled = scale(vectors)
      let goal = scaled[a].indices.map { goal(scaled[a][$0], scaled[b][$0], scaled[c][$0]) }
      let left = excluding(a, b, c)
      return ranked(scaled.map { score(goal, $0) }).first { !left.contains($0) } ?? 0
    }
  }
  func oracle(_ a: Int, _ b: Int, _ c: Int, _ vectors: [[Float]]) -> Int {
    let unit = vectors.map { vector -> [Double] in
      let vector = vector.map { Double($0) }
      let length = vector.map { $0 * $0 }.reduce(0, +).squareRoot()
      return vector.map { $0 / length }
    }
    // The goal's length is the same for all, so the sum of three cosines decides.
    func cosine(_ x: Int, _ y: Int) -> Double { zip(unit[x], unit[y]).map { $0 * $1 }.reduce(0, +) }
    let others = vectors.indices.filter { $0 != a && $0 != b && $0 != c }
    return others.max { x, y in
      cosine(x, b) - cosine(x, a) + cosine(x, c) < cosine(y, b) - cosine(y, a) + cosine(y, c)
    }!
  }

  var question = Question(
    "2.6", "Analogies", stars: 2, tolerance: .exact,
    answer: Exercises.analogy, solution: Solutions.analogy, oracle: oracle,
    cases: [
      Case("twenty questions about fifteen words", input(20, 15, 4)),
      Case("four words, of which one is left", input(3, 4, 2)),
      Case("fifty questions about a hundred words", input(50, 100, 10)),
    ],
    outcome: { analogy, input in
      ["the answers": input.questions.map { analogy($0[0], $0[1], $0[2], input.vectors) }]
    })
  question.mistake(
    "Some answers are words of the question. They are nearly always nearest: leave out a, b and c.",
    answer(excluding: { _, _, _ in [] }))
  question.mistake(
    "Of the question's words only some are left out. All three have to be.",
    answer(excluding: { _, _, c in [c] }), answer(excluding: { a, b, _ in [a, b] }),
    answer(excluding: { _, b, c in [b, c] }), answer(excluding: { a, _, c in [a, c] }))
  question.mistake(
    "The way is gone backward. From a to b it is b − a.",
    answer(goal: { a, b, c in c + a - b }))
  question.mistake(
    "The three vectors are added up. From a to b it is b − a.",
    answer(goal: { a, b, c in a + b + c }))
  question.mistake(
    "The answer is what is like b − a. That way has to begin at c: add it.",
    answer(goal: { a, b, _ in b - a }))
  question.mistake(
    "The vectors have different lengths, and the longest decides where the way leads. Scale all to the length 1 first.",
    answer(scale: { $0 }))
  question.mistake(
    "Long vectors win: by the dot product of vectors that weren't scaled to the length 1.",
    answer(scale: { $0 }, score: dot))
  return question.exercise
}
