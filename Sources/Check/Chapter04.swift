import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 4.
var chapter04: [Exercise] {
  [
    embeddingBackward, negativeSampling, noiseDistribution, aliasTable, huffmanCodes, subsampling,
  ]
}

// MARK: - 4.1

private var embeddingBackward: Exercise {
  typealias Backward = (Tensor, [Int], inout Tensor) -> Void
  typealias Input = (dy: Tensor, ids: [Int], dW: Tensor)
  var random = Random(seed: 1, stream: "4.1")
  func drawn(_ ids: [Int], _ V: Int, _ D: Int) -> Input {
    (random.normal(ids.count, D), ids, random.normal(V, D))
  }

  func oracle(_ dy: Tensor, _ ids: [Int], _ dW: inout Tensor) {
    // The one-hot rows of the ids, transposed, times dy.
    let oneHot = (0..<dW.shape[0]).map { word in ids.map { $0 == word ? 1.0 : 0 } }
    dW += Tensor(product(oneHot, dy.table))
  }

  var question = Question(
    "4.1", "Embedding's backward with repeated ids", stars: 1,
    answer: Exercises.embeddingBackward, solution: Solutions.embeddingBackward,
    oracle: oracle,
    cases: [
      Case("three different ids", drawn([4, 2, 0], 5, 3)),
      Case("an id that stands twice", drawn([2, 0, 2], 3, 2)),
      Case("an id that stands five times", drawn([1, 1, 1, 1, 1], 2, 3)),
      Case("thirty ids", drawn(random.integers(30, below: 8), 8, 4)),
    ],
    outcome: { backward, input in
      var dW = input.dW
      backward(input.dy, input.ids, &dW)
      return ["dW": dW]
    })
  question.mistake(
    """
    Rows are set, and what dW held is lost. A matrix may be used in several places, and its gradients add up: \
    += in place of =.
    """,
    { dy, ids, dW in
      for (n, id) in ids.enumerated() { dW.setRows(from: id, to: dy.rows(n..<n + 1)) }
    })
  question.mistake(
    "dW begins from 0, and what it held is lost: another layer may have added its share before.",
    { dy, ids, dW in
      dW = .zeros(dW.shape)
      Solutions.embeddingBackward(dy, ids: ids, dW: &dW)
    })
  question.mistake(
    "The gradients go to the rows 0, 1, 2, … They belong to the rows that were looked up: ids[n].",
    { dy, ids, dW in dW.addRows(dy, at: Array(ids.indices)) })
  question.mistake(
    "The signs are turned. dW collects the gradient; that a step goes against it is the optimizer's affair.",
    { dy, ids, dW in dW.addRows(-dy, at: ids) })
  question.mistake(
    "The gradients are divided by N. If the loss is a mean, the division is in dy already.",
    { dy, ids, dW in dW.addRows(dy / Float(ids.count), at: ids) })
  question.mistake(
    """
    Of an id that stands twice only one gradient arrives. It was looked up twice, has two effects on the loss, \
    and its gradient is their sum.
    """,
    { dy, ids, dW in
      let before = dW
      for (n, id) in ids.enumerated() {
        dW.setRows(from: id, to: before.rows(id..<id + 1) + dy.rows(n..<n + 1))
      }
    },
    { dy, ids, dW in
      for (n, id) in ids.enumerated() where ids.firstIndex(of: id) == n {
        dW.addRows(dy.rows(n..<n + 1), at: [id])
      }
    })
  question.mistake(
    "Of an id that stands several times the mean gradient arrives. It should be the sum.",
    { dy, ids, dW in
      for (n, id) in ids.enumerated() {
        let times = Float(ids.count { $0 == id })
        dW.addRows(dy.rows(n..<n + 1) / times, at: [id])
      }
    })
  return question.exercise
}

// MARK: - 4.2

private var negativeSampling: Exercise {
  typealias Input = (h: Tensor, positive: Int, negatives: [Int], U: Tensor)
  typealias Result = (loss: Float, dh: Tensor, dU: Tensor)
  var random = Random(seed: 1, stream: "4.2")
  func drawn(_ positive: Int, _ negatives: [Int], _ V: Int, _ D: Int) -> Input {
    (random.normal(D), positive, negatives, random.normal(V, D))
  }
  /// What may be wrong: a question's loss and gradient, how much a question counts, and where it adds.
  struct Pass {
    var loss: (_ s: Float, _ t: Float) -> Float = { s, t in
      Swift.max(s, 0) - t * s + log1p(exp(-abs(s)))
    }
    var gradient: (_ s: Float, _ t: Float) -> Float = { s, t in sigmoid(s) - t }
    var share: (_ t: Float, _ K: Float) -> (loss: Float, gradient: Float) = { _, _ in (1, 1) }
    var questions: (_ positive: Int, _ negatives: [Int]) -> [Int] = { [$0] + $1 }
    var add: (_ row: inout [Float], _ d: Int, _ share: Float) -> Void = { $0[$1] += $2 }
    var isCrossed = false
    var teaches: (_ t: Float) -> Bool = { _ in true }

    func run(_ h: Tensor, _ positive: Int, _ negatives: [Int], _ U: Tensor) -> Result {
      let D = h.count
      var (loss, dh) = (Float(0), [Float](repeating: 0, count: D))
      var dU = [[Float]](repeating: dh, count: U.shape[0])
      for (k, word) in questions(positive, negatives).enumerated() {
        let t: Float = k == 0 ? 1 : 0
        let s = (h * U.row(word)).sum()
        let share = share(t, Float(negatives.count))
        loss += share.loss * self.loss(s, t)
        let ds = share.gradient * gradient(s, t)
        for d in 0..<D {
          let (toH, toU) = isCrossed ? (h[d], U[word, d]) : (U[word, d], h[d])
          if teaches(t) { dh[d] += ds * toH }
          add(&dU[word], d, ds * toU)
        }
      }
      return (loss, Tensor(dh), Tensor(dU.flatMap { $0 }, shape: U.shape))
    }
  }
  let right = Pass()

  func oracle(_ h: Tensor, _ positive: Int, _ negatives: [Int], _ U: Tensor) -> Result {
    func loss(_ all: [Table]) -> Double {
      let (h, U) = (all[0], all[1])
      func score(_ word: Int) -> Double { zip(h[0], U[word]).reduce(0) { $0 + $1.0 * $1.1 } }
      // −log σ(s) = log(1 + exp(−s)), which in Double is finite up to scores of 700.
      return negatives.reduce(log1p(exp(-score(positive)))) { $0 + log1p(exp(score($1))) }
    }
    let gradients = measuredGradients([h, U], loss)
    return (Float(loss([h.table, U.table])), gradients[0], gradients[1])
  }

  var question = Question(
    "4.2", "Negative sampling's loss and gradients", stars: 2,
    answer: Exercises.negativeSampling, solution: Solutions.negativeSampling,
    oracle: oracle,
    cases: [
      Case("two negatives", drawn(1, [3, 0], 5, 3)),
      Case("no negatives", drawn(2, [], 3, 4)),
      Case("a negative that was drawn twice", drawn(0, [2, 1, 2], 3, 2)),
      Case("a negative that is the positive", drawn(1, [0, 1], 3, 2)),
      Case(
        "a positive with the score −20, a negative with 20",
        (h: [2, 0], positive: 1, negatives: [0], U: [[10, 1], [-10, 2]])),
      Case(
        "a positive with the score −200, a negative with 200",
        (h: [20, 0], positive: 1, negatives: [0], U: [[10, 1], [-10, 2]])),
      Case(
        "a positive with the score 200, a negative with −200",
        (h: [20, 0], positive: 0, negatives: [1], U: [[10, 1], [-10, 2]])),
      Case("fifteen negatives", drawn(4, random.integers(15, below: 10), 10, 5)),
    ] as [Case<Input>],
    outcome: { sampling, input in
      let (loss, dh, dU) = sampling(input.h, input.positive, input.negatives, input.U)
      return ["loss": loss, "dh": dh, "dU": dU]
    })
  question.mistake(
    "The positive's gradient is σ(s), as if it were a negative. Its answer is yes: σ(s) − 1.",
    Pass(gradient: { s, _ in sigmoid(s) }).run,
    Pass(loss: { s, _ in right.loss(s, 0) }, gradient: { s, _ in sigmoid(s) }).run)
  question.mistake(
    "The negatives are answered yes. They cost −log σ(−s), and their gradient is σ(s).",
    Pass(gradient: { s, _ in sigmoid(s) - 1 }).run,
    Pass(loss: { s, _ in right.loss(s, 1) }, gradient: { s, _ in sigmoid(s) - 1 }).run,
    Pass(loss: { s, _ in right.loss(s, 1) }).run)
  question.mistake(
    "The negatives' gradients have the wrong sign: σ(s) is positive, so that a step makes the score smaller.",
    Pass(gradient: { s, t in t == 1 ? sigmoid(s) - 1 : -sigmoid(s) }).run)
  question.mistake(
    "All signs are turned: a gradient is σ(s) − t, what was said minus what should have been said.",
    Pass(gradient: { s, t in t - sigmoid(s) }).run)
  question.mistake(
    "The loss is a sum over the questions, and this is their mean.",
    Pass(share: { _, K in (1 / (1 + K), 1 / (1 + K)) }).run,
    Pass(share: { _, K in (1 / (1 + K), 1) }).run)
  question.mistake(
    "The negatives are averaged. Each of the K counts as much as the positive.",
    Pass(share: { t, K in t == 1 ? (1, 1) : (1 / K, 1 / K) }).run,
    Pass(share: { t, K in t == 1 ? (1, 1) : (1 / K, 1) }).run)
  question.mistake(
    "The derivative of h · U[w] with respect to h is U[w], and with respect to U[w] it is h; they are exchanged.",
    Pass(isCrossed: true).run)
  question.mistake(
    "The gradient of h comes from all questions, the negatives too.",
    Pass(teaches: { $0 == 1 }).run)
  question.mistake(
    "The gradient of h comes from all questions, the positive too.",
    Pass(teaches: { $0 == 0 }).run)
  question.mistake(
    "The loss is in bits: take the natural logarithm, not the one to base 2.",
    Pass(loss: { s, t in right.loss(s, t) / log(2) }).run)
  question.mistake(
    "A row of dU is set, and what it held is lost. A word that was drawn twice gets both gradients.",
    Pass(add: { $0[$1] = $2 }).run)
  question.mistake(
    "A word that was drawn twice is asked about once. Each time counts.",
    Pass(questions: { positive, negatives in
      [positive]
        + negatives.indices.filter { negatives.firstIndex(of: negatives[$0]) == $0 }.map {
          negatives[$0]
        }
    }).run)
  question.mistake(
    """
    A drawn word that happens to be the positive is left out. word2vec does so too, but here it counts: once as yes, \
    once as no.
    """,
    Pass(questions: { positive, negatives in [positive] + negatives.filter { $0 != positive } }).run
  )
  question.mistake(
    """
    σ(20) is 1 for a Float, and the logarithm of 1 − σ(20) infinite. 1 − σ(s) is σ(−s), which isn't rounded. \
    Better still, put σ into the formula: −log σ(−s) = log(1 + exp(s)).
    """,
    Pass(loss: { s, t in -log(t == 1 ? sigmoid(s) : 1 - sigmoid(s)) }).run,
    Pass(loss: { s, t in -t * log(sigmoid(s)) - (1 - t) * log(1 - sigmoid(s)) }).run)
  question.mistake(
    """
    At a score of 200 a probability is rounded to 0, or an exponential infinite, and the loss is infinite with it. \
    It is 200. Use log(1 + exp(s)) = s + log(1 + exp(−s)) where s is positive.
    """,
    Pass(loss: { s, t in -log(t == 1 ? sigmoid(s) : sigmoid(-s)) }).run,
    Pass(loss: { s, t in log(1 + exp(t == 1 ? -s : s)) }).run,
    Pass(loss: { s, t in log1p(exp(t == 1 ? -s : s)) }).run,
    Pass(loss: { s, t in log(1 + exp(s)) - t * s }).run)
  question.mistake(
    """
    A small number is added to the probability before the logarithm. That cuts the loss off at large scores: \
    −log σ(−200) is 200. Put σ into the formula and simplify.
    """,
    Pass(loss: { s, t in -log((t == 1 ? sigmoid(s) : 1 - sigmoid(s)) + 1e-7) }).run,
    Pass(loss: { s, t in -log((t == 1 ? sigmoid(s) : 1 - sigmoid(s)) + 1e-8) }).run)
  return question.exercise
}

// MARK: - 4.3

private var noiseDistribution: Exercise {
  typealias Noise = ([Int], Float) -> [Float]
  /// A wrong answer by the weights that it gives the counts.
  func weighing(_ weight: @escaping (_ count: Float, _ power: Float) -> Float) -> Noise {
    { counts, power in
      let weights = counts.map { weight(Float($0), power) }
      let total = weights.reduce(0, +)
      return weights.map { $0 / total }
    }
  }
  func power(_ x: Float, _ power: Float) -> Float { Float(pow(Double(x), Double(power))) }

  func oracle(_ counts: [Int], _ power: Float) -> [Float] {
    let weights = counts.map { $0 > 0 ? pow(Double($0), Double(power)) : 0 }
    let total = weights.reduce(0, +)
    return weights.map { Float($0 / total) }
  }

  var question = Question(
    "4.3", "Noise distribution", stars: 1,
    answer: Exercises.noiseDistribution, solution: Solutions.noiseDistribution,
    oracle: oracle,
    cases: [
      Case("four words", (counts: [16, 81, 1, 256], power: 0.75)),
      Case("words that never occur", (counts: [0, 3, 0, 5], power: 0.75)),
      Case("one word", (counts: [7], power: 0.75)),
      Case("the power 1", (counts: [1, 2, 0, 5], power: 1)),
      Case("the power 0, with a word that never occurs", (counts: [4, 0, 9, 1], power: 0)),
      Case(
        "the power 0.5, and counts in the millions", (counts: [5_000_000, 20_000, 1], power: 0.5)),
    ] as [Case<(counts: [Int], power: Float)>],
    outcome: { noise, input in ["the probabilities": noise(input.counts, input.power)] })
  question.mistake(
    "The powers aren't divided by their sum. Probabilities sum to 1.",
    { counts, exponent in counts.map { power(Float($0), exponent) } })
  question.mistake(
    """
    The power is taken of the shares of the text, and what comes out doesn't sum to 1 any more. Divide by the sum of \
    the powers at the end.
    """,
    { counts, exponent in
      let total = Float(counts.reduce(0, +))
      return counts.map { power(Float($0) / total, exponent) }
    })
  question.mistake(
    "These are the shares of the text. Take the power of the counts first.",
    weighing { count, _ in count })
  question.mistake(
    "The power is turned upside down: take the counts to the power 0.75, not to 1 / 0.75.",
    weighing { power($0, 1 / $1) })
  question.mistake(
    "The counts are multiplied by the power, which is lost in the division. count to the power of 0.75 is wanted.",
    { counts, exponent in counts.map { Float($0) * exponent / Float(counts.reduce(0, +)) } })
  question.mistake(
    "Something is added to the counts. A word that never occurs is never drawn, and there's nothing to smooth.",
    weighing { power($0 + 1, $1) })
  question.mistake(
    "Divided by the largest, not by the sum.",
    { counts, exponent in
      let powers = counts.map { power(Float($0), exponent) }
      return powers.map { $0 / powers.max()! }
    })
  question.mistake(
    "A word that never occurs has the power 0⁰ = 1, and is drawn. Give a count of 0 the weight 0.",
    weighing { power($0, $1) },
    weighing { count, power in power == 0 ? 1 : exp(power * log(count)) })
  question.mistake(
    "The logarithm of 0 is −∞, and what comes of it is no number. Give a count of 0 the weight 0.",
    weighing { $0 > 0 ? power($0, $1) : .nan },
    weighing { $0 > 0 || $1 > 0 ? power($0, $1) : .nan })
  return question.exercise
}

// MARK: - 4.4

private var aliasTable: Exercise {
  typealias Columns = [(keep: Float, alias: Int)]
  var random = Random(seed: 1, stream: "4.4")
  func drawn(_ V: Int) -> [Float] {
    let weights = (0..<V).map { _ in pow(random.uniform(), 4) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }
  /// What may be wrong while columns are filled.
  struct Filling {
    var scale: (_ V: Float) -> Float = { $0 }
    var rest: (_ greater: Float, _ lesser: Float) -> Float = { $0 - (1 - $1) }
    var keep: (Float) -> Float = { $0 }
    /// What a column holds that nothing is put into.
    var empty: (_ i: Int) -> (keep: Float, alias: Int) = { (1, $0) }
    /// Whether an index that has become small is filled up in its turn.
    var goesOn = true
    /// Whether the index taken is the last of those there are, or else the first.
    var takesLast = true

    func run(_ p: [Float]) -> Columns {
      var need = p.map { $0 * scale(Float(p.count)) }
      var columns = p.indices.map(empty)
      var small = p.indices.filter { need[$0] < 1 }
      var large = p.indices.filter { need[$0] >= 1 }
      while !small.isEmpty && !large.isEmpty {
        let lesser = takesLast ? small.removeLast() : small.removeFirst()
        let greater = takesLast ? large.last! : large[0]
        columns[lesser] = (keep(need[lesser]), greater)
        need[greater] = rest(need[greater], need[lesser])
        guard need[greater] < 1 else { continue }
        _ = takesLast ? large.removeLast() : large.removeFirst()
        if goesOn { small.append(greater) }
      }
      return columns
    }
  }

  func oracle(_ p: [Float]) -> Columns {
    // The one with the most fills up the one with the least, as often as there are columns.
    var need = p.map { Double($0) * Double(p.count) }
    var columns: Columns = p.map { _ in (keep: 1, alias: 0) }
    var open = Set(p.indices)
    while let least = open.min(by: { (need[$0], $0) < (need[$1], $1) }) {
      let most = open.max { (need[$0], $0) < (need[$1], $1) }!
      if most != least {
        columns[least] = (Float(need[least]), most)
        need[most] -= 1 - need[least]
      }
      open.remove(least)
    }
    return columns
  }

  var question = Question(
    "4.4", "Alias table", stars: 3,
    answer: Exercises.aliasTable, solution: Solutions.aliasTable,
    oracle: oracle,
    cases: [
      Case("five words, three of them frequent", [0.05, 0.25, 0.4, 0.25, 0.05]),
      Case("words that are all alike", [0.25, 0.25, 0.25, 0.25]),
      Case("one word", [1]),
      Case("a word that is never drawn", [0, 0.75, 0.25]),
      Case("a word that is always drawn", [0, 0, 1, 0]),
      Case("two words", [0.1, 0.9]),
      Case("forty words", drawn(40)),
    ] as [Case<[Float]>],
    outcome: { table, p in
      let columns = table(p)
      let bad = columns.indices.filter {
        // Rounding may go a little beyond.
        !(-1e-5...1 + 1e-5 ~= columns[$0].keep) || !p.indices.contains(columns[$0].alias)
      }
      var drawn = p.map { _ in 0.0 }
      for i in columns.indices.prefix(p.count) {
        let (keep, alias) = columns[i]
        drawn[i] += Double(keep) / Double(p.count)
        if p.indices.contains(alias) { drawn[alias] += (1 - Double(keep)) / Double(p.count) }
      }
      return [
        "the number of columns": columns.count,
        "columns with a keep not from 0 to 1, or an alias that is no word,": bad,
        "the probabilities with which the table draws words": drawn,
      ]
    })
  question.mistake(
    """
    All words are drawn equally often: the probabilities were compared with 1, where V times the probability should be. \
    A column is one of V, so a word of probability p fills V p of them.
    """,
    Filling(scale: { _ in 1 }).run, Filling(scale: { _ in 1 }, takesLast: false).run)
  question.mistake(
    """
    A word that fills up another's column has less left for the others: take away what it gave, 1 − (what the other \
    word needs). If less than 1 is left, it gives no more.
    """,
    Filling(rest: { greater, _ in greater }).run,
    Filling(rest: { greater, _ in greater }, takesLast: false).run)
  question.mistake(
    """
    The frequent word's need is made smaller by what the rare word needs. What it gives is the rest of the column, \
    1 less that.
    """,
    Filling(rest: { $0 - $1 }).run, Filling(rest: { $0 - $1 }, takesLast: false).run)
  question.mistake(
    "keep is the probability of the column's own word; here it is that of the alias.",
    Filling(keep: { 1 - $0 }).run, Filling(keep: { 1 - $0 }, takesLast: false).run)
  question.mistake(
    """
    A frequent word that has given so much that it no longer fills its own column is a rare one from then on: its \
    column has room for another.
    """,
    Filling(goesOn: false).run, Filling(goesOn: false, takesLast: false).run)
  question.mistake(
    "The probabilities themselves are kept, of columns of height 1. Multiply by V first.",
    { p in
      Filling().run(p).enumerated().map { (keep: p[$0.offset], alias: $0.element.alias) }
    })
  question.mistake(
    """
    Columns that are left over at the end, when no word is rare or none is frequent, are their own word always: \
    keep is 1.
    """,
    Filling(empty: { _ in (0, 0) }).run,
    Filling(empty: { _ in (0, 0) }, takesLast: false).run,
    Filling(empty: { (0, $0 == 0 ? 1 : 0) }).run,
    Filling(empty: { (0, $0 == 0 ? 1 : 0) }, takesLast: false).run,
    Filling(empty: { _ in (0, -1) }).run,
    Filling(empty: { _ in (0, -1) }, takesLast: false).run)
  return question.exercise
}

// MARK: - 4.5

private var huffmanCodes: Exercise {
  typealias Codes = ([Int]) -> [String]
  var random = Random(seed: 1, stream: "4.5")
  /// A wrong answer that merges trees, by how it looks for the two that are next.
  func merging(
    _ take: @escaping (_ trees: inout [(count: Int, words: [Int])]) -> (count: Int, words: [Int]),
    isReversed: Bool = false
  ) -> Codes {
    { counts in
      var codes = counts.map { _ in "" }
      var trees = counts.indices.map { (count: counts[$0], words: [$0]) }.sorted {
        $0.count < $1.count
      }
      while trees.count > 1 {
        let (left, right) = (take(&trees), take(&trees))
        for (bit, tree) in [("0", left), ("1", right)] {
          for word in tree.words {
            codes[word] = isReversed ? codes[word] + bit : bit + codes[word]
          }
        }
        trees.append((left.count + right.count, left.words + right.words))
      }
      return codes
    }
  }
  func least(_ trees: inout [(count: Int, words: [Int])]) -> (count: Int, words: [Int]) {
    trees.remove(at: trees.indices.min { trees[$0].count < trees[$1].count }!)
  }
  func greatest(_ trees: inout [(count: Int, words: [Int])]) -> (count: Int, words: [Int]) {
    trees.remove(at: trees.indices.max { trees[$0].count < trees[$1].count }!)
  }
  /// The words, the most frequent first.
  func ranked(_ counts: [Int]) -> [Int] { counts.indices.sorted { counts[$0] > counts[$1] } }
  /// A wrong answer by a word's rank.
  func byRank(_ code: @escaping (_ rank: Int, _ V: Int) -> String) -> Codes {
    { counts in
      var codes = counts.map { _ in "" }
      for (rank, word) in ranked(counts).enumerated() { codes[word] = code(rank, counts.count) }
      return codes
    }
  }

  var question = Question(
    "4.5", "Huffman codes", stars: 3, tolerance: .exact,
    answer: Exercises.huffmanCodes as Codes, solution: Solutions.huffmanCodes,
    oracle: shortestCodes,
    cases: [
      Case("five words", [1, 7, 2, 1, 3]),
      Case("seven words", [2, 1, 1, 1, 1, 1, 1]),
      Case("two words", [3, 5]),
      Case("words that never occur", [4, 0, 2, 0, 0]),
      Case("eight words that are all alike", [Int](repeating: 3, count: 8)),
      Case("one word", [9]),
      Case("twenty-five words", random.integers(25, below: 60)),
    ],
    outcome: { huffman, counts in
      let codes = huffman(counts)
      let others = Set(codes.joined()).subtracting("01").sorted().map(String.init)
      let length = zip(counts, codes).reduce(0) { $0 + $1.0 * $1.1.count }
      let isPrefixFree = codes.indices.allSatisfy { i in
        codes.indices.allSatisfy { $0 == i || !codes[$0].hasPrefix(codes[i]) }
      }
      return [
        "the number of codes": codes.count,
        "symbols other than 0 and 1": others,
        "the sum of count · length": length,
        "a code that begins another": isPrefixFree ? "none" : "there is one",
      ]
    })
  question.mistake(
    """
    The codes have the right lengths, but one begins another: are they read from the leaf to the root? A new bit \
    stands before those that the words of a tree have already.
    """,
    merging(least, isReversed: true))
  question.mistake(
    "Each code is one bit too long. The root itself is no turn: a word right below it has a code of one bit.",
    { counts in Solutions.huffmanCodes(counts: counts).map { "0" + $0 } })
  question.mistake(
    "Each code is one bit too short: the last turn, at the root, is missing.",
    { counts in Solutions.huffmanCodes(counts: counts).map { String($0.dropFirst()) } })
  question.mistake(
    "All codes are of the same length, whatever the counts.",
    { counts in
      let bits = String(max(counts.count - 1, 0), radix: 2).count
      return counts.indices.map { word in
        let code = String(word, radix: 2)
        return String(repeating: "0", count: bits - code.count) + code
      }
    })
  question.mistake(
    """
    The two trees that are merged aren't the least: a new tree is put at the end of the line. Its count is a sum and \
    has its place among the others; look for the least two anew each time.
    """,
    merging { $0.removeFirst() })
  question.mistake(
    "The greatest two are merged, so frequent words get long codes. Merge the least two.",
    merging(greatest))
  question.mistake(
    "Two words of the same count have the same code: is something kept by the count, not by the word?",
    { counts in
      let different = Set(counts).sorted()
      let codes = Solutions.huffmanCodes(counts: different)
      return counts.map { codes[different.firstIndex(of: $0)!] }
    })
  question.mistake(
    "The codes grow by one bit from word to word, and the last is as long as no other: the last two may share a length.",
    byRank { rank, _ in String(repeating: "1", count: rank) + "0" })
  question.mistake(
    """
    The codes grow by one bit from word to word. That is best only if each word is about twice as frequent as the \
    next; here trees of several words are to be merged with each other.
    """,
    byRank { rank, V in
      String(repeating: "1", count: rank) + (rank == V - 1 ? "" : "0")
    })
  question.mistake(
    "Words with the count 0 have no code, or one that they share. They are leaves like the others.",
    { counts in
      let present = counts.indices.filter { counts[$0] > 0 }
      let codes = Solutions.huffmanCodes(counts: present.map { counts[$0] })
      return counts.indices.map { word in present.firstIndex(of: word).map { codes[$0] } ?? "" }
    })
  question.mistake(
    "A single word has nothing to be told from: its leaf is the root, and its code is \"\".",
    { counts in counts.count == 1 ? ["0"] : Solutions.huffmanCodes(counts: counts) },
    { counts in counts.count == 1 ? ["1"] : Solutions.huffmanCodes(counts: counts) })
  return question.exercise
}

/// Codes for which the sum of count · length is the least there can be, found by trying all that could be: a
/// tree is read from the root down, level by level, and each place in it either takes the most frequent word that is
/// left, or opens two on the next level.
private func shortestCodes(_ counts: [Int]) -> [String] {
  let words = counts.indices.sorted { counts[$0] > counts[$1] }
  let V = words.count
  let left = (0..<V).map { first in words[first...].reduce(0) { $0 + counts[$1] } }
  var known: [[Int]: Int] = [:]
  /// The least sum for the words from number `word` on, which have so many places on this level: one bit for
  /// each occurrence of a word that goes a level deeper.
  func cost(_ word: Int, _ places: Int) -> Int {
    guard word < V else { return 0 }
    guard places > 0 else { return .max / 2 }
    if let known = known[[word, places]] { return known }
    var least = cost(word + 1, places - 1)
    if places < V - word {
      least = min(least, left[word] + cost(word, min(2 * places, V - word)))
    }
    known[[word, places]] = least
    return least
  }

  var codes = counts.map { _ in "" }
  var (word, places, length, code) = (0, 1, 0, 0)
  while word < V {
    if cost(word + 1, places - 1) == cost(word, places) {
      let bits = length == 0 ? "" : String(code, radix: 2)
      codes[words[word]] = String(repeating: "0", count: length - bits.count) + bits
      (word, places, code) = (word + 1, places - 1, code + 1)
    } else {
      (places, length, code) = (min(2 * places, V - word), length + 1, 2 * code)
    }
  }
  return codes
}

// MARK: - 4.6

private var subsampling: Exercise {
  typealias Probabilities = ([Int], Float) -> [Float]
  typealias Thinning = ([Int], [Float], [Float]) -> [Int]
  typealias Input = (counts: [Int], s: Float, ids: [Int], u: [Float])
  var random = Random(seed: 1, stream: "4.6")
  /// A wrong answer by what it makes of a share of the text.
  func by(_ probability: @escaping (_ f: Float, _ s: Float) -> Float) -> Probabilities {
    { counts, s in
      let total = Float(counts.reduce(0, +))
      return counts.map { probability(Float($0) / total, s) }
    }
  }
  let right: Probabilities = Solutions.keepProbabilities
  let thins: Thinning = Solutions.subsampled
  let drawn = random.integers(60, below: 4)

  func probabilities(_ counts: [Int], _ s: Float) -> [Float] {
    let total = Double(counts.reduce(0, +))
    return counts.map { count in
      if count == 0 { return 1 }
      let ratio = Double(s) * total / Double(count)
      return Float(min(1, ratio.squareRoot() + ratio))
    }
  }
  func thinned(_ ids: [Int], _ keep: [Float], _ u: [Float]) -> [Int] {
    ids.indices.filter { u[$0] < keep[ids[$0]] }.map { ids[$0] }
  }

  var question = Question(
    "4.6", "Subsampling", stars: 1,
    answer: (
      keep: Exercises.keepProbabilities as Probabilities, thin: Exercises.subsampled as Thinning
    ),
    solution: (keep: right, thin: thins),
    oracle: (keep: probabilities, thin: thinned),
    cases: [
      Case(
        "four words, one of them most of the text",
        (
          counts: [80, 14, 5, 1], s: 0.01, ids: [0, 3, 0, 1, 2, 0],
          u: [0.9, 0.99, 0.1, 0.2, 0.7, 0.4]
        )),
      Case(
        "a word that never occurs",
        (counts: [6, 0, 2], s: 0.05, ids: [2, 0, 0, 2], u: [0.9, 0.3, 0.5, 0.1])),
      Case(
        "a threshold of 1", (counts: [3, 1], s: 1, ids: [0, 1, 0, 0], u: [0.5, 0.999, 0, 0.7])),
      Case(
        "a random number that is just the probability",
        (counts: [3, 1], s: 0.046875, ids: [0, 1, 0], u: [0.3125, 0.5, 0.3])),
      Case("an empty text", (counts: [1, 1], s: 0.1, ids: [], u: [])),
      Case(
        "a text of sixty words",
        (
          counts: (0..<4).map { word in drawn.count { $0 == word } }, s: 0.02, ids: drawn,
          u: Tensor.uniform([60], in: 0..<1, random: &random).values
        )),
    ] as [Case<Input>],
    outcome: { functions, input in
      let keep = functions.keep(input.counts, input.s)
      // The second function is judged by probabilities that are right, whatever the first one says.
      let given = right(input.counts, input.s)
      return ["keep": keep, "what is left of the text": functions.thin(input.ids, given, input.u)]
    })
  question.mistake(
    "These are the probabilities of leaving a word out; 1 less each is that of keeping it.",
    (by { 1 - min(1, ($1 / $0).squareRoot() + $1 / $0) }, thins))
  question.mistake(
    "A probability is above 1: of 1 and the formula, take the lesser.",
    (by { ($1 / $0).squareRoot() + $1 / $0 }, thins))
  question.mistake(
    "It is the lesser of 1 and the formula, and here it is the greater.",
    (by { max(1, ($1 / $0).squareRoot() + $1 / $0) }, thins))
  question.mistake(
    "The root is missing: √(s / f) + s / f.",
    (by { min(1, $1 / $0 + $1 / $0) }, thins), (by { min(1, $1 / $0) }, thins))
  question.mistake(
    "This is the paper's formula, √(s / f). Its program, which most people use, adds s / f.",
    (by { min(1, ($1 / $0).squareRoot()) }, thins))
  question.mistake(
    "The fraction is turned upside down: frequent words should have less, so f stands below.",
    (by { min(1, ($0 / $1).squareRoot() + $0 / $1) }, thins))
  question.mistake(
    "f is the share of a word in the text: its count divided by the sum of all counts.",
    (
      { counts, s in
        counts.map { min(1, (s / Float($0)).squareRoot() + s / Float($0)) }
      }, thins
    ))
  question.mistake(
    "The text that is left is what should have been left out: keep a word if u is below its probability.",
    (right, { ids, keep, u in ids.indices.filter { u[$0] >= keep[ids[$0]] }.map { ids[$0] } }),
    (right, { ids, keep, u in ids.indices.filter { u[$0] > keep[ids[$0]] }.map { ids[$0] } }))
  question.mistake(
    "The probability belongs to the word that stands at a place, keep[ids[i]], and not to the place, keep[i].",
    (
      right,
      { ids, keep, u in ids.indices.filter { u[$0] < keep[$0 % keep.count] }.map { ids[$0] } }
    ))
  question.mistake(
    "The random number belongs to the place, u[i], so that one word may now be kept and now be left out.",
    (right, { ids, keep, u in ids.filter { u[$0 % u.count] < keep[$0] } }))
  question.mistake(
    "These are the places of the words that are kept. What is left of the text are their ids.",
    (right, { ids, keep, u in ids.indices.filter { u[$0] < keep[ids[$0]] } }))
  question.mistake(
    "What is kept is kept once, and sorted. It should be the text, in its order, with words left out.",
    (right, { ids, keep, u in Set(thins(ids, keep, u)).sorted() }))
  question.mistake(
    "A number that is just the probability isn't below it, and the word is left out: <, not <=.",
    (right, { ids, keep, u in ids.indices.filter { u[$0] <= keep[ids[$0]] }.map { ids[$0] } }))
  question.mistake(
    "A word that never occurs has the probability 1: nobody will ask, but rare words are kept.",
    (by { $0 == 0 ? 0 : min(1, ($1 / $0).squareRoot() + $1 / $0) }, thins))
  return question.exercise
}
