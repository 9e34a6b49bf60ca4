import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 10.
var chapter10: [Exercise] {
  [
    classScores, naiveBayes, logisticGradients, logCountRatios, tfIdf, textConvolution, maxOverTime,
    convolutionBackward,
  ]
}

// MARK: - 10.1

private var classScores: Exercise {
  typealias Result = (precision: [Float], recall: [Float], f1: [Float], macroF1: Float)
  typealias Scores = ([[Int]]) -> Result
  var random = Random(seed: 1, stream: "10.1")
  /// What is counted of a class, and how many texts there are in all.
  struct Counts { var right, guesses, texts, all: Double }
  struct Grade { var counts: Counts, precision: Double, recall: Double, f1: Double }
  /// What may be wrong.
  struct Grading {
    /// What precision and recall are shares of.
    var wholes: (Counts) -> (Double, Double) = { ($0.guesses, $0.texts) }
    var share: (_ part: Double, _ whole: Double) -> Double = { $1 == 0 ? 0 : $0 / $1 }
    var f1: (_ P: Double, _ R: Double) -> Double = { $0 + $1 == 0 ? 0 : 2 * $0 * $1 / ($0 + $1) }
    var doesCount: (Grade) -> Bool = { $0.counts.guesses + $0.counts.texts > 0 }
    var macro: ([Grade]) -> Double = { $0.reduce(0) { $0 + $1.f1 } / Double($0.count) }

    func run(_ confusion: [[Int]]) -> Result {
      let all = Double(confusion.joined().reduce(0, +))
      let grades = confusion.indices.map { c -> Grade in
        let counts = Counts(
          right: Double(confusion[c][c]), guesses: Double(confusion.reduce(0) { $0 + $1[c] }),
          texts: Double(confusion[c].reduce(0, +)), all: all)
        let (guesses, texts) = wholes(counts)
        let (P, R) = (share(counts.right, guesses), share(counts.right, texts))
        return Grade(counts: counts, precision: P, recall: R, f1: f1(P, R))
      }
      return (
        grades.map { Float($0.precision) }, grades.map { Float($0.recall) },
        grades.map { Float($0.f1) }, Float(macro(grades.filter(doesCount)))
      )
    }
  }

  func oracle(_ confusion: [[Int]]) -> Result {
    // One text after the other, with its class and its guess.
    let texts = confusion.indices.flatMap { c in
      confusion[c].indices.flatMap { guess in
        Array(repeating: (c, guess), count: confusion[c][guess])
      }
    }
    func share(_ isCounted: ((Int, Int)) -> Bool, among isMeant: ((Int, Int)) -> Bool) -> Double {
      let meant = texts.filter(isMeant)
      return meant.isEmpty ? 0 : Double(meant.filter(isCounted).count) / Double(meant.count)
    }
    let classes = confusion.indices
    let P = classes.map { c in share({ $0.0 == c }, among: { $0.1 == c }) }
    let R = classes.map { c in share({ $0.1 == c }, among: { $0.0 == c }) }
    let f1 = zip(P, R).map { $0 * $1 == 0 ? 0 : 2 / (1 / $0 + 1 / $1) }
    let seen = Set(texts.flatMap { [$0.0, $0.1] })
    let macro = seen.reduce(0) { $0 + f1[$1] } / Double(seen.count)
    return (P.map { Float($0) }, R.map { Float($0) }, f1.map { Float($0) }, Float(macro))
  }

  var question = Question(
    "10.1", "Precision, recall and F1", stars: 1,
    answer: Exercises.classScores as Scores, solution: Solutions.classScores as Scores,
    oracle: oracle,
    cases: [
      Case("three classes", [[5, 2, 1], [1, 9, 1], [0, 3, 4]]),
      Case("a class that is never guessed", [[3, 1, 0], [2, 0, 0], [1, 1, 0]]),
      Case("a class that is guessed and has no text", [[2, 1, 1], [1, 3, 0], [0, 0, 0]]),
      Case("a class that isn't there at all", [[4, 0, 1], [0, 0, 0], [2, 0, 3]]),
      Case("every guess wrong", [[0, 3], [2, 0]]),
      Case("one class", [[7]]),
      Case("five classes", (0..<5).map { _ in random.integers(5, below: 40) }),
    ] as [Case<[[Int]]>],
    outcome: { scores, confusion in
      let (precision, recall, f1, macroF1) = scores(confusion)
      return ["precision": precision, "recall": recall, "F1": f1, "macro F1": macroF1]
    })
  question.mistake(
    """
    Precision and recall are exchanged. A row holds the texts of a class, and recall divides by them; the guesses of a \
    class are a column, and precision divides by those.
    """,
    Grading(wholes: { ($0.texts, $0.guesses) }).run)
  question.mistake(
    "Both divide by all texts. Precision asks about the guesses of the class alone, recall about its own texts.",
    Grading(wholes: { ($0.all, $0.all) }).run)
  question.mistake(
    "What is divided by are the wrong ones. It should be all of them: the right ones are among the guesses, and among the texts.",
    Grading(wholes: { ($0.guesses - $0.right, $0.texts - $0.right) }).run)
  question.mistake(
    "F1 is the plain mean of precision and recall. The harmonic mean is 2PR / (P + R), nearer to the smaller of the two.",
    Grading(f1: { ($0 + $1) / 2 }).run)
  question.mistake(
    "F1 is the root of P · R, the geometric mean. The harmonic one is 2PR / (P + R).",
    Grading(f1: { ($0 * $1).squareRoot() }).run)
  question.mistake(
    "F1 lacks its factor 2: where precision and recall are equal, F1 is the same.",
    Grading(f1: { $0 + $1 == 0 ? 0 : $0 * $1 / ($0 + $1) }).run)
  question.mistake(
    "Macro F1 is made of the mean precision and the mean recall. It is the mean of the classes' F1.",
    Grading(macro: { grades in
      let P = grades.reduce(0) { $0 + $1.precision } / Double(grades.count)
      let R = grades.reduce(0) { $0 + $1.recall } / Double(grades.count)
      return 2 * P * R / (P + R)
    }).run)
  question.mistake(
    "Macro F1 weighs the classes by their texts. It is a plain mean: small classes matter as much as large ones.",
    Grading(macro: { $0.reduce(0) { $0 + $1.f1 * $1.counts.texts / $1.counts.all } }).run)
  question.mistake(
    "That is micro F1: all guesses counted together, which gives the accuracy. Macro F1 is the mean of the classes' F1.",
    Grading(macro: { $0.reduce(0) { $0 + $1.counts.right / $1.counts.all } }).run)
  question.mistake(
    "Macro F1 is a sum. Divide it by the number of classes that count.",
    Grading(macro: { $0.reduce(0) { $0 + $1.f1 } }).run)
  question.mistake(
    "Where there is nothing to divide by, 0 / 0 is no number. It should be 0.",
    Grading(share: { $0 / $1 }, f1: { 2 * $0 * $1 / ($0 + $1) }).run,
    Grading(share: { $0 / $1 }).run, Grading(f1: { 2 * $0 * $1 / ($0 + $1) }).run)
  question.mistake(
    "Where there is nothing to divide by, it should be 0, and not 1: a class that is never guessed isn't guessed well.",
    Grading(share: { $1 == 0 ? 1 : $0 / $1 }).run)
  question.mistake(
    "The mean leaves out the classes with an F1 of 0. They are those that the model fails on, and count.",
    Grading(
      doesCount: { $0.f1 > 0 },
      macro: { grades in
        grades.isEmpty ? 0 : grades.reduce(0) { $0 + $1.f1 } / Double(grades.count)
      }
    ).run)
  question.mistake(
    "The mean leaves out a class that is never guessed. It has texts, so it counts.",
    Grading(doesCount: { $0.counts.guesses > 0 }).run)
  question.mistake(
    "The mean leaves out a class that has no texts. It was guessed, and wrongly, so it counts.",
    Grading(doesCount: { $0.counts.texts > 0 }).run)
  question.mistake(
    "A class that has neither a text nor a guess takes part in the mean, with 0. It shouldn't count.",
    Grading(doesCount: { _ in true }).run)
  return question.exercise
}

// MARK: - 10.2

private var naiveBayes: Exercise {
  typealias Scores = (Tensor, [Int], [Int]) -> [Float]
  typealias Input = (counts: Tensor, texts: [Int], ids: [Int])
  var random = Random(seed: 1, stream: "10.2")
  /// How often a word was counted in a class and in all classes, how many words the class has, and how many
  /// different ones; V and C.
  struct Word { var count, everywhere, words, different, V, C: Double }
  /// What may be wrong.
  struct Scoring {
    var prior: (_ c: Int, _ texts: [Double], _ words: [Double]) -> Double = { c, texts, _ in
      texts[c] / texts.reduce(0, +)
    }
    var chance: (Word) -> Double = { ($0.count + 1) / ($0.words + $0.V) }
    /// The factor for a word that no text had.
    var unknown: (Word) -> Double = { _ in 1 }
    var ids: ([Int]) -> [Int] = { $0 }
    var logarithm: (Double) -> Double = { log($0) }
    var end: ([Double]) -> [Double] = { $0 }

    func run(_ counts: Tensor, _ texts: [Int], _ ids: [Int]) -> [Float] {
      let (table, V) = (counts.table, counts.shape[1])
      let words = table.map { $0.reduce(0, +) }
      let scores = table.indices.map { c in
        let known = self.ids(ids).map { id in
          let count = id < V ? table[c][id] : 0
          let everywhere = id < V ? table.reduce(0) { $0 + $1[id] } : 0
          let word = Word(
            count: count, everywhere: everywhere, words: words[c],
            different: Double(table[c].filter { $0 > 0 }.count), V: Double(V),
            C: Double(table.count))
          return logarithm(id < V ? chance(word) : unknown(word))
        }
        return known.reduce(logarithm(prior(c, texts.map { Double($0) }, words)), +)
      }
      return end(scores).map { Float($0) }
    }
  }

  func oracle(_ counts: Tensor, _ texts: [Int], _ ids: [Int]) -> [Float] {
    // The text as a row of counts, times a table.
    let V = counts.shape[1]
    let text = (0..<V).map { w in Double(ids.filter { $0 == w }.count) }
    return zip(counts.table, texts).map { row, own in
      let all = row.reduce(Double(V), +)
      let ofClass = log(Double(own)) - log(Double(texts.reduce(0, +)))
      return Float(zip(row, text).reduce(ofClass) { $0 + $1.1 * (log($1.0 + 1) - log(all)) })
    }
  }

  var question = Question(
    "10.2", "Naive Bayes", stars: 2,
    answer: Exercises.naiveBayesScores as Scores, solution: Solutions.naiveBayesScores as Scores,
    oracle: oracle,
    cases: [
      Case(
        "two classes, four words",
        (counts: [[3, 1, 0, 2], [1, 0, 4, 6]], texts: [3, 5], ids: [0, 2, 0, 3])),
      Case(
        "a class whose texts have no words",
        ([[2, 5, 1], [0, 0, 0], [3, 1, 1]], [2, 1, 4], [1, 0, 1])),
      Case("an empty text", ([[2, 5], [1, 1]], [4, 1], [])),
      Case(
        "words that no text had", ([[3, 1, 0, 2], [1, 0, 0, 6]], [3, 5], [1, 9, 4, 2])),
      Case("one class", ([[3, 0, 1]], [6], [1, 0, 2])),
      Case(
        "a text of 300 words",
        (
          Tensor(random.integers(120, below: 9).map { Float($0) }, shape: [3, 40]), [9, 30, 11],
          random.integers(300, below: 40)
        )),
    ] as [Case<Input>],
    outcome: { scores, input in ["the scores": scores(input.counts, input.texts, input.ids)] })
  question.mistake(
    """
    The smoothing is missing: a word that a class has never had makes its chance 0, and the logarithm −∞, whatever the \
    other words say.
    """,
    Scoring(chance: { $0.count / $0.words }).run)
  question.mistake(
    "The words of the class are smoothed, but not their sum: with one more for each of V words it is V larger.",
    Scoring(chance: { ($0.count + 1) / $0.words }).run)
  question.mistake(
    "The sum of the class's words is 1 larger. One more for each of V words is V more in all.",
    Scoring(chance: { ($0.count + 1) / ($0.words + 1) }).run)
  question.mistake(
    "The sum of the class's words is C larger, the number of classes. One more for each of V words is V more.",
    Scoring(chance: { ($0.count + 1) / ($0.words + $0.C) }).run)
  question.mistake(
    "V is the number of different words in the class. Each of the V words of all classes is counted once more.",
    Scoring(chance: { ($0.count + 1) / ($0.words + $0.different) }).run)
  question.mistake(
    "The sum of the class's words is V larger, but the word itself isn't counted once more.",
    Scoring(chance: { $0.count / ($0.words + $0.V) }).run)
  question.mistake(
    "Words that the class has never had are passed over. It's they that speak against it: smooth them.",
    Scoring(chance: { $0.count == 0 ? 1 : ($0.count + 1) / ($0.words + $0.V) }).run,
    Scoring(chance: { $0.count == 0 ? 1 : $0.count / $0.words }).run)
  question.mistake(
    "p(c) is missing: a class with more texts is likelier before anything is read.",
    Scoring(prior: { _, _, _ in 1 }).run)
  question.mistake(
    "All classes have the same p(c). It is their share of all texts.",
    Scoring(prior: { _, texts, _ in 1 / Double(texts.count) }).run)
  question.mistake(
    "p(c) is the class's share of all words. It is its share of all texts.",
    Scoring(prior: { c, _, words in words[c] / words.reduce(0, +) }).run)
  question.mistake(
    "p(c) is smoothed as well. Every class has a text, so there is nothing to be smoothed.",
    Scoring(prior: { c, texts, _ in
      (texts[c] + 1) / (texts.reduce(0, +) + Double(texts.count))
    }).run)
  question.mistake(
    "p(c) isn't a share yet: divide by the number of all texts.",
    Scoring(prior: { c, texts, _ in texts[c] }).run)
  question.mistake(
    "Each word counts once, however often it stands in the text. One that stands there twice is added twice.",
    Scoring(ids: { ids in ids.indices.filter { !ids[..<$0].contains(ids[$0]) }.map { ids[$0] } })
      .run)
  question.mistake(
    """
    Divided is by how often all classes have the word: that is p(c | w). For p(w | c), divide by the words of the class.
    """,
    Scoring(chance: { ($0.count + 1) / ($0.everywhere + $0.C) }).run,
    Scoring(chance: { ($0.count + 1) / $0.everywhere }).run,
    Scoring(chance: { $0.count / $0.everywhere }).run)
  question.mistake(
    "The logarithm is to base 2 or 10; take the natural one.",
    Scoring(logarithm: { log($0) / log(2) }).run, Scoring(logarithm: { log($0) / log(10) }).run)
  question.mistake(
    "These are probabilities. The score is the logarithm: add up logarithms, one for each factor.",
    Scoring(end: { $0.map { exp($0) } }).run)
  question.mistake(
    "The probabilities themselves are added. Those of words that come together are multiplied: add their logarithms.",
    Scoring(logarithm: { $0 }).run, Scoring(logarithm: { $0 }, end: { $0.map { log($0) } }).run)
  question.mistake(
    "The scores are normalized, so that their exponentials add up to 1. What was asked for is log p(c) + Σ log p(w | c).",
    Scoring(end: { scores in
      scores.map { score in
        score - log(scores.reduce(0) { $0 + exp($1) })
      }
    }).run,
    Scoring(end: { scores in
      scores.map { score in
        exp(score) / scores.reduce(0) { $0 + exp($1) }
      }
    }).run)
  question.mistake(
    "The sign is turned: the logarithm of a probability is negative.",
    Scoring(end: { $0.map { -$0 } }).run)
  question.mistake(
    "A mean over the words was taken. The score is their sum.",
    { counts, texts, ids in
      let prior = Scoring().run(counts, texts, [])
      let count = Float(max(ids.filter { $0 < counts.shape[1] }.count, 1))
      return zip(Scoring().run(counts, texts, ids), prior).map { ($0 - $1) / count + $1 }
    })
  question.mistake(
    "A word that no text had gets a share, as if it were one of the V words. Pass over it.",
    Scoring(unknown: { 1 / ($0.words + $0.V) }).run)
  question.mistake(
    "The product of hundreds of chances is too small for a number, and rounded to 0. Add logarithms instead.",
    Scoring(end: { $0.map { log(Double(Float(exp($0)))) } }).run)
  return question.exercise
}

// MARK: - 10.3

private var logisticGradients: Exercise {
  typealias Input = (x: Tensor, t: [Int], W: Tensor, b: Tensor, lambda: Float)
  typealias Result = (loss: Float, dW: Tensor, db: Tensor)
  typealias Gradients = (Tensor, [Int], Tensor, Tensor, Float) -> Result
  var random = Random(seed: 1, stream: "10.3")
  func drawn(_ D: Int, _ t: [Int], _ C: Int, _ lambda: Float) -> Input {
    (random.normal(t.count, D), t, random.normal(D, C), random.normal(C), lambda)
  }
  /// What may be wrong.
  struct Pass {
    var softmax = SoftmaxParts()
    var error: (_ p: Tensor, _ target: Tensor) -> Tensor = { $0 - $1 }
    /// What is divided by.
    var wholes: (_ N: Float, _ C: Float) -> (loss: Float, gradient: Float) = { N, _ in (N, N) }
    var dW: (_ x: Tensor, _ ds: Tensor) -> Tensor = { matmul($0, $1, transposed: .left) }
    var db: (_ ds: Tensor) -> Tensor = { $0.sum(axis: 0) }
    /// What λ adds to the loss, to dW, and to db.
    var penalty: (_ W: Tensor, _ b: Tensor, _ lambda: Float, _ N: Float) -> Float = {
      W, _, lambda, _ in lambda / 2 * (W * W).sum()
    }
    var pull: (_ W: Tensor, _ lambda: Float, _ N: Float) -> Tensor = { W, lambda, _ in lambda * W }
    var pullOnBias: (_ b: Tensor, _ lambda: Float) -> Tensor = { b, _ in .zeros(b.shape) }

    func run(_ x: Tensor, _ t: [Int], _ W: Tensor, _ b: Tensor, _ lambda: Float) -> Result {
      let (N, s) = (Float(t.count), matmul(x, W) + b)
      let target = Tensor.oneHot(t, classes: b.count)
      let wholes = wholes(N, Float(b.count))
      let ds = error(softmax.p(s), target) / wholes.gradient
      let logs = softmax.logP(s)
      let loss = t.indices.reduce(Float(0)) { $0 - logs[$1, t[$1]] } / wholes.loss
      return (
        loss + penalty(W, b, lambda, N), dW(x, ds) + pull(W, lambda, N),
        db(ds) + pullOnBias(b, lambda)
      )
    }
  }
  let noPenalty: (Tensor, Tensor, Float, Float) -> Float = { _, _, _, _ in 0 }
  let noPull: (Tensor, Float, Float) -> Tensor = { W, _, _ in .zeros(W.shape) }

  func oracle(_ x: Tensor, _ t: [Int], _ W: Tensor, _ b: Tensor, _ lambda: Float) -> Result {
    let x = x.table
    func loss(_ weights: [Table]) -> Double {
      let scores = product(x, weights[0]).map { row in zip(row, weights[1][0]).map { $0 + $1 } }
      return meanCrossEntropy(scores, t)
        + Double(lambda) / 2 * weights[0].joined().reduce(0) { $0 + $1 * $1 }
    }
    let gradients = measuredGradients([W, b], loss)
    return (Float(loss([W.table, b.table])), gradients[0], gradients[1])
  }

  var question = Question(
    "10.3", "Logistic regression's gradients", stars: 2,
    answer: Exercises.logisticGradients as Gradients,
    solution: Solutions.logisticGradients as Gradients, oracle: oracle,
    cases: [
      Case("three texts, three features, three classes, λ = 0.4", drawn(3, [2, 0, 2], 3, 0.4)),
      Case("one text, λ = 0.1", drawn(4, [1], 2, 0.1)),
      Case("no penalty", drawn(2, [1, 0, 1, 2], 3, 0)),
      Case("a class without a text", drawn(3, [0, 2, 0], 4, 1)),
      Case(
        "scores in the hundreds",
        ([[300, 0], [0, 200]], [1, 0], [[1, -0.5], [0.25, 1]], [0, 1], 0.2)),
      Case("twelve texts", drawn(5, random.integers(12, below: 3), 3, 0.05)),
    ] as [Case<Input>],
    outcome: { gradients, input in
      let (x, t, W, b, lambda) = input
      let (loss, dW, db) = gradients(x, t, W, b, lambda)
      return ["loss": loss, "dW": dW, "db": db]
    })
  question.mistake(
    "The penalty is missing, in the loss and in dW.",
    Pass(penalty: noPenalty, pull: noPull).run)
  question.mistake(
    "The penalty is in dW, but not in the loss.",
    Pass(penalty: noPenalty).run)
  question.mistake(
    "The penalty is in the loss, but its gradient isn't in dW: add λ W.",
    Pass(pull: noPull).run)
  question.mistake(
    "The penalty's gradient is twice as large as it should be: the ½ in front takes away the 2 of the square.",
    Pass(pull: { W, lambda, _ in 2 * lambda * W }).run)
  question.mistake(
    "The penalty lacks its ½: it is λ / 2 · Σ W².",
    Pass(penalty: { W, _, lambda, _ in lambda * (W * W).sum() }).run,
    Pass(
      penalty: { W, _, lambda, _ in lambda * (W * W).sum() },
      pull: { W, lambda, _ in 2 * lambda * W }
    ).run)
  question.mistake(
    "The penalty's gradient has a ½ too many: λ / 2 · Σ W² has the gradient λ W.",
    Pass(pull: { W, lambda, _ in lambda / 2 * W }).run)
  question.mistake(
    "The penalty is divided by N. It isn't a mean over texts, there is one for all of them: add it after the mean.",
    Pass(
      penalty: { W, _, lambda, N in lambda / 2 * (W * W).sum() / N },
      pull: { W, lambda, N in lambda * W / N }
    ).run,
    Pass(penalty: { W, _, lambda, N in lambda / 2 * (W * W).sum() / N }).run,
    Pass(pull: { W, lambda, N in lambda * W / N }).run)
  question.mistake(
    "The penalty is multiplied by N: it is added for each text. There is one for all of them.",
    Pass(
      penalty: { W, _, lambda, N in lambda / 2 * (W * W).sum() * N },
      pull: { W, lambda, N in lambda * W * N }
    ).run)
  question.mistake(
    "The bias is penalized as well. It may be as large as the shares of the classes need it.",
    Pass(
      penalty: { W, b, lambda, _ in lambda / 2 * ((W * W).sum() + (b * b).sum()) },
      pullOnBias: { $1 * $0 }
    ).run,
    Pass(pullOnBias: { $1 * $0 }).run,
    Pass(penalty: { W, b, lambda, _ in lambda / 2 * ((W * W).sum() + (b * b).sum()) }).run)
  question.mistake(
    "The penalty has the weights' absolute values: that is L1. Here it is their squares.",
    Pass(
      penalty: { W, _, lambda, _ in lambda * W.map { abs($0) }.sum() },
      pull: { W, lambda, _ in lambda * W.map { $0 < 0 ? -1 : 1 } }
    ).run,
    Pass(
      penalty: { W, _, lambda, _ in lambda / 2 * W.map { abs($0) }.sum() },
      pull: { W, lambda, _ in lambda / 2 * W.map { $0 < 0 ? -1 : 1 } }
    ).run)
  question.mistake(
    "The penalty has the length of W, the root of the sum of its squares. Leave the root out.",
    Pass(
      penalty: { W, _, lambda, _ in lambda / 2 * W.norm() },
      pull: { W, lambda, _ in lambda / 2 * W / W.norm() }
    ).run,
    Pass(penalty: { W, _, lambda, _ in lambda / 2 * W.norm() }).run)
  question.mistake(
    "The penalty's sign is turned: it makes large weights better, not worse.",
    Pass(
      penalty: { W, _, lambda, _ in -lambda / 2 * (W * W).sum() },
      pull: { W, lambda, _ in -lambda * W }
    ).run,
    Pass(pull: { W, lambda, _ in -lambda * W }).run)
  question.mistake(
    "The sign of the gradients is turned: what goes back to the scores is p less the target.",
    Pass(error: { $1 - $0 }).run,
    Pass(error: { $1 - $0 }, pull: { W, lambda, _ in -lambda * W }).run)
  question.mistake(
    "The target isn't taken away: what goes back to the scores is p, less 1 for the right class.",
    Pass(error: { p, _ in p }).run)
  question.mistake(
    "The loss is a mean over the texts, but its gradients are sums: divide them by N, before λ W is added.",
    Pass(wholes: { N, _ in (N, 1) }).run)
  question.mistake(
    "Loss and gradients are sums over the texts. They should be means.",
    Pass(wholes: { _, _ in (1, 1) }).run, Pass(wholes: { N, _ in (1, N) }).run)
  question.mistake(
    "The mean is over the N texts, not over all N · C numbers.",
    Pass(wholes: { N, C in (N * C, N * C) }).run, Pass(wholes: { N, C in (N, N * C) }).run)
  question.mistake(
    "dW needs the transpose of x: it has to be (D, C), and only xᵀ times (p − t) is.",
    Pass(dW: { matmul($0, $1) }).run)
  question.mistake(
    "dW comes out transposed, (C, D). Exchange the two factors, and transpose the other one.",
    Pass(dW: { matmul($1, $0, transposed: .left) }).run)
  question.mistake(
    "db is summed along the wrong axis: each text had the same bias, so sum over the rows, axis 0.",
    Pass(db: { $0.sum(axis: 1) }).run)
  question.softmaxMistakes { Pass(softmax: $0).run }
  return question.exercise
}

// MARK: - 10.4

private var logCountRatios: Exercise {
  typealias Input = (texts: [[Int]], isPositive: [Bool], V: Int, alpha: Float)
  typealias Ratios = ([[Int]], [Bool], Int, Float) -> [Float]
  var random = Random(seed: 1, stream: "10.4")
  /// Either side of the ratio: the counts as they are and with α, α itself, and the number of texts.
  struct Side {
    var raw: [Double]
    var alpha, texts: Double
    var smoothed: [Double] { raw.map { $0 + alpha } }
    var sum: Double { smoothed.reduce(0, +) }
  }
  /// What may be wrong.
  struct Counting {
    /// A text → what is counted of it.
    var words: ([Int]) -> [Int] = { Set($0).sorted() }
    var alpha: (Double) -> (p: Double, q: Double) = { ($0, $0) }
    /// What p and q are divided by.
    var whole: (Side) -> Double = { $0.sum }
    /// The two shares → the ratio.
    var ratio: (_ p: Double, _ q: Double) -> Double = { log($0 / $1) }
    /// Whether a word that no text has is passed over.
    var isSilent = false

    func run(_ texts: [[Int]], _ isPositive: [Bool], _ V: Int, _ alpha: Float) -> [Float] {
      func side(_ isWanted: Bool, _ alpha: Double) -> Side {
        let own = zip(texts, isPositive).filter { $0.1 == isWanted }.map { words($0.0) }
        var counts = [Double](repeating: 0, count: V)
        for word in own.joined() { counts[word] += 1 }
        return Side(raw: counts, alpha: alpha, texts: Double(own.count))
      }
      let alphas = self.alpha(Double(alpha))
      let (p, q) = (side(true, alphas.p), side(false, alphas.q))
      return (0..<V).map { w in
        if isSilent, p.raw[w] + q.raw[w] == 0 { return 0 }
        return Float(ratio(p.smoothed[w] / whole(p), q.smoothed[w] / whole(q)))
      }
    }
  }

  func oracle(_ texts: [[Int]], _ isPositive: [Bool], _ V: Int, _ alpha: Float) -> [Float] {
    // Each word by itself: in how many texts it stands.
    func logCounts(_ isWanted: Bool) -> [Double] {
      let counts = (0..<V).map { w in
        Double(alpha)
          + Double(
            texts.indices.filter { isPositive[$0] == isWanted && texts[$0].contains(w) }.count)
      }
      return counts.map { log($0) - log(counts.reduce(0, +)) }
    }
    return zip(logCounts(true), logCounts(false)).map { Float($0 - $1) }
  }

  var question = Question(
    "10.4", "Log-count ratios", stars: 2,
    answer: Exercises.logCountRatios as Ratios, solution: Solutions.logCountRatios as Ratios,
    oracle: oracle,
    cases: [
      Case(
        "two positive texts, three negative, α = 0.5",
        (
          texts: [[0, 1, 0, 0], [1, 2, 2], [3, 2, 1], [1, 0, 3], [3, 3, 1]],
          isPositive: [true, true, false, false, false], V: 4, alpha: 0.5
        )),
      Case(
        "a word in no text, α = 1", ([[0, 2], [2, 3, 0], [3]], [false, true, true], 5, 1)),
      Case("no negative text, α = 1", ([[0, 1], [1]], [true, true], 3, 1)),
      Case("no positive text, α = 2", ([[0, 1], [1, 2]], [false, false], 3, 2)),
      Case("an empty text", ([[], [1, 0], [2]], [true, true, false], 3, 0.1)),
      Case(
        "forty texts, twenty words",
        (
          (0..<40).map { _ in random.integers(6, below: 20) },
          random.integers(40, below: 3).map { $0 > 0 }, 20, 1
        )),
    ] as [Case<Input>],
    outcome: { ratios, input in
      ["the ratios": ratios(input.texts, input.isPositive, input.V, input.alpha)]
    })
  question.mistake(
    "A word is counted as often as it stands in a text. What is counted are the texts that have it: once each.",
    Counting(words: { $0 }).run)
  question.mistake(
    "α is missing: a word that one side never has is divided by 0, or its logarithm is infinite.",
    Counting(alpha: { _ in (0, 0) }).run)
  question.mistake(
    "α is added on one side only. It belongs to both counts.",
    Counting(alpha: { ($0, 0) }).run, Counting(alpha: { (0, $0) }).run)
  question.mistake(
    "The smoothing is 1, whatever α is.",
    Counting(alpha: { _ in (1, 1) }).run)
  question.mistake(
    "The sums were taken before α was added. They are of p and q, which have it: αV more.",
    Counting(whole: { $0.raw.reduce(0, +) }).run)
  question.mistake(
    "To the sums α was added once. It is in each of V counts, so the sums are αV larger.",
    Counting(whole: { $0.raw.reduce($0.alpha, +) }).run)
  question.mistake(
    """
    The counts aren't divided by their own sums, so the side with more words wins everywhere. (Divided by one number for \
    both, they are what they were.)
    """,
    Counting(whole: { _ in 1 }).run)
  question.mistake(
    "The counts are divided by the number of texts. It should be the sum of the counts, over all V words.",
    Counting(whole: { $0.texts }).run, Counting(whole: { $0.texts + $0.alpha }).run,
    Counting(whole: { $0.texts + 2 * $0.alpha }).run)
  question.mistake(
    "The counts are divided by their length, the root of the sum of squares. It should be their sum.",
    Counting(whole: { $0.smoothed.reduce(0) { $0 + $1 * $1 }.squareRoot() }).run)
  question.mistake(
    "The ratio is upside down: what speaks for a positive text should be above 0.",
    Counting(ratio: { log($1 / $0) }).run)
  question.mistake(
    "The logarithm is missing: a ratio of 1, which says nothing, should become 0.",
    Counting(ratio: { $0 / $1 }).run)
  question.mistake(
    "The logarithm is to base 2 or 10; take the natural one.",
    Counting(ratio: { log($0 / $1) / log(2) }).run,
    Counting(ratio: { log($0 / $1) / log(10) }).run)
  question.mistake(
    "The shares are subtracted. It's their logarithms that are, or the shares are divided.",
    Counting(ratio: { $0 - $1 }).run)
  question.mistake(
    "The positive share is divided by that of both sides together, p / (p + q). Divide it by the negative one, q.",
    Counting(ratio: { log($0 / ($0 + $1)) }).run, Counting(ratio: { $0 / ($0 + $1) }).run)
  question.mistake(
    "Just the positive side is there: its share is to be divided by the negative one.",
    Counting(ratio: { p, _ in log(p) }).run)
  question.mistake(
    "A word that no text has is passed over, with 0. It has the count α on both sides, but their sums differ.",
    Counting(isSilent: true).run)
  return question.exercise
}

// MARK: - 10.5

private var tfIdf: Exercise {
  typealias Input = (texts: [[Int]], V: Int)
  typealias Weighting = ([[Int]], Int) -> Tensor
  var random = Random(seed: 1, stream: "10.5")
  /// What may be wrong.
  struct Weights {
    /// How often a word stands in the text → what counts.
    var tf: (Double) -> Double = { $0 }
    /// How much of a word's count in a text goes into df.
    var df: (Double) -> Double = { min($0, 1) }
    var idf: (_ N: Double, _ df: Double, _ V: Double) -> Double = { N, df, _ in
      log((1 + N) / (1 + df)) + 1
    }
    /// The numbers of a row → what they are divided by.
    var length: ([Double]) -> Double = { row in
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length == 0 ? 1 : length
    }
    /// Whether the length is that of the counts alone.
    var isEarly = false

    /// Before anything is divided by a length.
    func rows(_ texts: [[Int]], _ V: Int) -> (counts: Table, weighted: Table) {
      let counts = texts.map { text in (0..<V).map { w in Double(text.filter { $0 == w }.count) } }
      let idf = (0..<V).map { w in
        self.idf(Double(texts.count), counts.reduce(0) { $0 + df($1[w]) }, Double(V))
      }
      let weighted = counts.map { row in
        row.indices.map { row[$0] == 0 ? 0 : tf(row[$0]) * idf[$0] }
      }
      return (counts, weighted)
    }

    func run(_ texts: [[Int]], _ V: Int) -> Tensor {
      let (counts, weighted) = rows(texts, V)
      return Tensor(
        zip(counts, weighted).map { counts, row in
          let length = length(isEarly ? counts : row)
          return row.map { $0 / length }
        })
    }
  }

  func oracle(_ texts: [[Int]], _ V: Int) -> Tensor {
    // A text's words, each with what it adds, are put into a row one after the other.
    let rows = texts.map { text -> [Double] in
      var row = [Double](repeating: 0, count: V)
      for word in text {
        let others = texts.filter { $0.contains(word) }.count
        row[word] += 1 - log(Double(1 + others) / Double(1 + texts.count))
      }
      let length = row.reduce(0) { hypot($0, $1) }
      return row.map { $0 / max(length, .leastNormalMagnitude) }
    }
    return Tensor(rows)
  }

  var question = Question(
    "10.5", "TF-IDF", stars: 2,
    answer: Exercises.tfIdf as Weighting, solution: Solutions.tfIdf as Weighting, oracle: oracle,
    cases: [
      Case(
        "four texts, five words",
        (texts: [[0, 0, 1, 2], [1, 3], [2, 1, 4, 4, 4], [1, 0]], V: 5)),
      Case("an empty text", ([[0, 2], [], [1, 2]], 3)),
      Case("a word in no text", ([[0, 3, 0], [1, 3]], 4)),
      Case("one text", ([[0, 1, 1]], 2)),
      Case(
        "twelve texts, fifteen words", ((0..<12).map { _ in random.integers(8, below: 15) }, 15)),
    ] as [Case<Input>],
    outcome: { weighting, input in ["the rows": weighting(input.texts, input.V)] })
  question.mistake(
    "The 1 behind the logarithm is missing: a word that stands in every text should keep the weight 1.",
    Weights(idf: { N, df, _ in log((1 + N) / (1 + df)) }).run,
    Weights(idf: { N, df, _ in log(N / df) }).run,
    Weights(idf: { N, df, _ in log(N / (1 + df)) }).run)
  question.mistake(
    "A 1 inside the logarithm is missing: (1 + N) / (1 + df), as if there were one text more, with all words.",
    Weights(idf: { N, df, _ in log(N / df) + 1 }).run,
    Weights(idf: { N, df, _ in log(N / (1 + df)) + 1 }).run,
    Weights(idf: { N, df, _ in log((1 + N) / df) + 1 }).run)
  question.mistake(
    "The 1 is inside the logarithm, and should be added to it.",
    Weights(idf: { N, df, _ in log((1 + N) / (1 + df) + 1) }).run,
    Weights(idf: { N, df, _ in log(N / df + 1) }).run)
  question.mistake(
    "The logarithm is to base 2 or 10; take the natural one.",
    Weights(idf: { N, df, _ in log2((1 + N) / (1 + df)) + 1 }).run,
    Weights(idf: { N, df, _ in log10((1 + N) / (1 + df)) + 1 }).run)
  question.mistake(
    "The logarithm is missing in idf.",
    Weights(idf: { N, df, _ in (1 + N) / (1 + df) + 1 }).run,
    Weights(idf: { N, df, _ in (1 + N) / (1 + df) }).run)
  question.mistake(
    "The fraction in idf is upside down: a rare word should get more.",
    Weights(idf: { N, df, _ in log((1 + df) / (1 + N)) + 1 }).run)
  question.mistake(
    "N is the number of texts, not of words.",
    Weights(idf: { _, df, V in log((1 + V) / (1 + df)) + 1 }).run)
  question.mistake(
    "df counts each time that a word stands somewhere. It counts the texts that have it, once each.",
    Weights(df: { $0 }).run)
  question.mistake(
    "idf is missing: these are counts, divided by their length.",
    Weights(idf: { _, _, _ in 1 }).run)
  question.mistake(
    "Each word of a text counts once. It counts as often as it stands there.",
    Weights(tf: { min($0, 1) }).run)
  question.mistake(
    "The counts are made smaller by a logarithm, 1 + log tf, as some do. Here they are taken as they are.",
    Weights(tf: { 1 + log($0) }).run, Weights(tf: { log(1 + $0) }).run)
  question.mistake(
    "The rows aren't divided by their length.",
    Weights(length: { _ in 1 }).run)
  question.mistake(
    "The rows only hold shares of the text, count / number of words. Divide them by their length, once idf is in them.",
    Weights(length: { max($0.reduce(0, +), 1) }, isEarly: true).run)
  question.mistake(
    "The rows are divided by the sum of their numbers. Divide them by their length, the root of the sum of the squares.",
    Weights(length: { row in row.reduce(0, +) == 0 ? 1 : row.reduce(0, +) }).run)
  question.mistake(
    "The root is missing: the length is the *root* of the sum of the squares.",
    Weights(length: { row in max(row.reduce(0) { $0 + $1 * $1 }, 1e-9) }).run)
  question.mistake(
    "The rows are divided by their largest number. Divide them by their length.",
    Weights(length: { row in row.max()! == 0 ? 1 : row.max()! }).run)
  question.mistake(
    "The length was taken of the counts, before idf came in.",
    Weights(
      length: { max($0.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1) }, isEarly: true
    ).run)
  question.mistake(
    "The columns are divided by their lengths. It should be the rows: a text each.",
    { texts, V in
      let columns = transposed(Weights().rows(texts, V).weighted).map { column in
        column.map { $0 / max(column.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-9) }
      }
      return Tensor(transposed(columns))
    })
  question.mistake(
    "Texts are columns. Each should be a row of V numbers.",
    { texts, V in Weights().run(texts, V).transposed() })
  question.mistake(
    "The row of an empty text is divided by its length 0, and 0 / 0 is no number. Leave it as it is.",
    Weights(length: { row in row.reduce(0) { $0 + $1 * $1 }.squareRoot() }).run)
  return question.exercise
}

// MARK: - 10.6

/// What F filters make of the windows of texts: N rows of T · D numbers, W (n · D, F), b → N rows of
/// (T − n + 1) · F numbers.
private func filtered(_ x: Table, D: Int, _ W: Table, _ b: [Double]) -> Table {
  x.map { text in
    stride(from: 0, through: text.count - W.count, by: D).flatMap { start in
      zip(product([Array(text[start..<start + W.count])], W)[0], b).map { $0 + $1 }
    }
  }
}

private var textConvolution: Exercise {
  typealias Input = (x: Tensor, W: Tensor, b: Tensor)
  typealias Convolution = (Tensor, Tensor, Tensor) -> Tensor
  var random = Random(seed: 1, stream: "10.6")
  func drawn(_ N: Int, _ T: Int, _ D: Int, _ F: Int, width n: Int) -> Input {
    (random.normal(N, T, D), random.normal(n * D, F), random.normal(F))
  }
  /// What may be wrong. Words outside of a text are zeros.
  struct Sliding {
    /// Where windows begin.
    var starts: (_ T: Int, _ n: Int) -> [Int] = { T, n in Array(0..<max(T - n + 1, 0)) }
    /// Which word stands at place j of a window.
    var word: (_ start: Int, _ j: Int, _ n: Int) -> Int = { start, j, _ in start + j }
    /// Which row of W belongs to number d of word j.
    var place: (_ j: Int, _ d: Int, _ n: Int, _ D: Int) -> Int = { j, d, _, D in j * D + d }
    /// What a filter makes of its n · D products.
    var joined: ([Double]) -> Double = { $0.reduce(0, +) }
    var bias: (_ b: Double, _ n: Int) -> Double = { b, _ in b }
    var end: (Double) -> Double = { $0 }

    func run(_ x: Tensor, _ W: Tensor, _ b: Tensor) -> Tensor {
      let (N, T, D) = (x.shape[0], x.shape[1], x.shape[2])
      let (texts, weights, n) = (x.table, W.table, W.shape[0] / D)
      let starts = starts(T, n)
      let y = texts.map { text in
        starts.flatMap { start in
          (0..<b.count).map { f in
            let products = (0..<n).flatMap { j -> [Double] in
              let word = word(start, j, n)
              return (0..<D).map { d in
                (0..<T).contains(word) ? text[word * D + d] * weights[place(j, d, n, D)][f] : 0
              }
            }
            return end(joined(products) + bias(Double(b[f]), n))
          }
        }
      }
      return Tensor(y).reshaped(N, starts.count, b.count)
    }
  }

  func oracle(_ x: Tensor, _ W: Tensor, _ b: Tensor) -> Tensor {
    let (N, T, D) = (x.shape[0], x.shape[1], x.shape[2])
    return Tensor(filtered(x.table, D: D, W.table, b.table[0]))
      .reshaped(N, max(T - W.shape[0] / D + 1, 0), b.count)
  }

  var question = Question(
    "10.6", "Convolution over text", stars: 2,
    answer: Exercises.convolved as Convolution, solution: Solutions.convolved as Convolution,
    oracle: oracle,
    cases: [
      Case(
        "two texts of five words of three numbers, three filters of width 3",
        drawn(2, 5, 3, 3, width: 3)),
      Case("texts as long as a window", drawn(2, 4, 2, 3, width: 4)),
      Case("texts shorter than a window", drawn(3, 2, 3, 2, width: 3)),
      Case("windows of one word", drawn(2, 4, 3, 2, width: 1)),
      Case("one text, one filter of width 2", drawn(1, 6, 2, 1, width: 2)),
      Case("three texts of ten words, four filters of width 5", drawn(3, 10, 6, 4, width: 5)),
    ] as [Case<Input>],
    outcome: { convolved, input in ["y": convolved(input.x, input.W, input.b)] })
  question.mistake(
    "Windows go on from one text into the next. Slide along each text by itself: N times T − n + 1 windows.",
    { x, W, b in
      let y = Sliding().run(x.reshaped(1, -1, x.shape[2]), W, b)
      return y.row(0)
    },
    { x, W, b in Sliding().run(x.reshaped(1, -1, x.shape[2]), W, b) })
  question.mistake(
    "The windows of all texts stand one below the other. Each text should have a matrix of its own: (N, T − n + 1, F).",
    { x, W, b in
      let y = Sliding().run(x, W, b)
      return y.reshaped(y.shape[0] * y.shape[1], y.shape[2])
    })
  question.mistake(
    "The last window is missing: a text of T words has T − n + 1.",
    Sliding(starts: { T, n in Array(0..<max(T - n, 0)) }).run)
  question.mistake(
    "There are T windows: the last ones go beyond the text's end. Only those that lie wholly in it count, T − n + 1.",
    Sliding(starts: { T, _ in Array(0..<T) }).run)
  question.mistake(
    "There are T windows: the text was padded on both sides, so that each word is the middle of one. No zeros here.",
    Sliding(starts: { T, n in (0..<T).map { $0 - n / 2 } }).run,
    Sliding(starts: { T, n in (0..<T).map { $0 - (n - 1) / 2 } }).run,
    Sliding(starts: { T, n in Array(1 - n..<T) }).run)
  question.mistake(
    "The windows lie end to end. They should overlap: one begins at each word, up to the last that fits.",
    Sliding(starts: { T, n in Array(stride(from: 0, through: T - n, by: n)) }).run)
  question.mistake(
    """
    The window's last word meets the first rows of W. That is what mathematicians call a convolution; networks leave the \
    words in their order, and the first word has the first D rows.
    """,
    Sliding(word: { start, j, n in start + n - 1 - j }).run)
  question.mistake(
    "A window was read column by column. Its first D numbers are those of the first word: row j · D + d of W is for number d of word j.",
    Sliding(place: { j, d, n, _ in d * n + j }).run)
  question.mistake(
    "The bias is missing.",
    Sliding(bias: { _, _ in 0 }).run)
  question.mistake(
    "The bias is added for each word of a window. It comes once to a window.",
    Sliding(bias: { b, n in Double(n) * b }).run)
  question.mistake(
    "The dot product is a sum; a mean was taken.",
    Sliding(joined: { $0.reduce(0, +) / Double($0.count) }).run,
    { x, W, b in Sliding().run(x, W * Float(x.shape[2]) / Float(W.shape[0]), b) })
  question.mistake(
    "The largest product was taken. A filter puts out their sum; the maximum over time comes later.",
    Sliding(joined: { $0.max()! }).run)
  question.mistake(
    "An activation was applied. The filters' plain sums were asked for.",
    Sliding(end: { max($0, 0) }).run, Sliding(end: { tanh($0) }).run)
  question.mistake(
    "Each window has only its first word's part. All n words meet their own rows of W.",
    { x, W, b in
      let D = x.shape[2]
      var first = Tensor.zeros(W.shape)
      first.setRows(from: 0, to: W.rows(0..<D))
      return Sliding().run(x, first, b)
    })
  question.mistake(
    "All words of a window meet the first D rows of W. Each place in the window has D rows of its own.",
    Sliding(place: { _, d, _, _ in d }).run)
  question.mistake(
    "Filters are rows, and windows columns. It should be T − n + 1 rows for each text, of F numbers each.",
    { x, W, b in Sliding().run(x, W, b).transposed(axes: [0, 2, 1]) })
  question.mistake(
    "The windows are in reverse order.",
    Sliding(starts: { T, n in (0..<max(T - n + 1, 0)).reversed() }).run)
  question.mistake(
    "Texts shorter than a window have got one, filled up with zeros. They have none: (N, 0, F).",
    Sliding(starts: { T, n in Array(0..<max(T - n + 1, 1)) }).run)
  return question.exercise
}

// MARK: - 10.7

private var maxOverTime: Exercise {
  typealias Onward = (Tensor, [Int]) -> (y: Tensor, steps: [[Int]])
  typealias Back = (Tensor, [[Int]], Int) -> Tensor
  typealias Both = (onward: Onward, back: Back)
  typealias Input = (x: Tensor, lengths: [Int], dy: Tensor)
  var random = Random(seed: 1, stream: "10.7")
  func drawn(_ N: Int, _ T: Int, _ F: Int, lengths: [Int]) -> Input {
    (random.normal(N, T, F), lengths, random.normal(N, F))
  }
  let (right, rightBack): Both = (Solutions.maxOverTime, Solutions.maxOverTimeBackward)
  /// What may be wrong onward: how a text's column of T numbers is searched.
  func searching(
    _ find: @escaping (_ column: [Float], _ length: Int) -> (Float, Int)
  ) -> Both {
    (
      { x, lengths in
        let (N, T, F) = (x.shape[0], x.shape[1], x.shape[2])
        let found = (0..<N).map { n in
          (0..<F).map { f in find((0..<T).map { x[n, $0, f] }, lengths[n]) }
        }
        let y = Tensor(found.flatMap { $0.map(\.0) }, shape: [N, F])
        return (y, found.map { $0.map(\.1) })
      }, rightBack
    )
  }
  /// The first of the largest.
  func first(_ column: [Float]) -> (Float, Int) {
    let largest = column.max()!
    return (largest, column.firstIndex(of: largest)!)
  }

  func oracle(_ x: Tensor, _ lengths: [Int]) -> (y: Tensor, steps: [[Int]]) {
    // All steps that count, the largest number first, and of equal ones the earliest.
    let found = lengths.indices.map { n in
      (0..<x.shape[2]).map { f in
        (0..<lengths[n]).map { (x[n, $0, f], $0) }.sorted { (-$0.0, $0.1) < (-$1.0, $1.1) }[0]
      }
    }
    let y = Tensor(found.flatMap { $0.map(\.0) }, shape: [x.shape[0], x.shape[2]])
    return (y, found.map { $0.map(\.1) })
  }
  func oracleBack(_ dy: Tensor, _ steps: [[Int]], _ T: Int) -> Tensor {
    let (N, F) = (dy.shape[0], dy.shape[1])
    let numbers = (0..<N * T * F).map { place in
      let (n, t, f) = (place / (T * F), place / F % T, place % F)
      return steps[n][f] == t ? dy[n, f] : 0
    }
    return Tensor(numbers, shape: [N, T, F])
  }

  var question = Question(
    "10.7", "Max over time", stars: 2, tolerance: .exact,
    answer: (Exercises.maxOverTime, Exercises.maxOverTimeBackward) as Both,
    solution: (right, rightBack) as Both, oracle: (oracle, oracleBack) as Both,
    cases: [
      Case(
        "three texts of up to three steps, three filters",
        (
          x: [
            [[0.5, -1, 2], [1.5, -0.25, -1], [-0.5, -2, 0.25]],
            [[-0.5, 1, -2], [0.25, -1, -1.5], [3, 2, 1]],
            [[-1, 0.75, 0.5], [0.5, 1.25, -0.75], [-2, 0.25, 1.75]],
          ], lengths: [3, 2, 3], dy: random.normal(3, 3)
        )),
      Case(
        "negative numbers alone",
        (
          x: [[[-2, -1], [-3, -4], [-1.5, -2]], [[-6, -2], [-5, -3], [-7, -8]]], lengths: [3, 3],
          dy: random.normal(2, 2)
        )),
      Case(
        "numbers that are equally large",
        (x: [[[1, 0], [2, 0], [2, 0], [0, 0]]], lengths: [4], dy: random.normal(1, 2))),
      Case(
        "negative numbers, and zeros for padding",
        (x: [[[-3], [-1], [0]], [[-2], [0], [0]]], lengths: [2, 1], dy: random.normal(2, 1))),
      Case("one step", drawn(2, 1, 4, lengths: [1, 1])),
      Case("six texts, nine steps, five filters", drawn(6, 9, 5, lengths: [9, 1, 4, 7, 2, 9])),
    ] as [Case<Input>],
    outcome: { both, input in
      let (y, steps) = both.onward(input.x, input.lengths)
      // The second function is judged by steps that are right, whatever the first one gives.
      let places = oracle(input.x, input.lengths).steps
      return ["y": y, "steps": steps, "dx": both.back(input.dy, places, input.x.shape[1])]
    })
  question.mistake(
    "Padding takes part. Only the first `lengths[n]` steps of text n count.",
    searching { column, _ in first(column) })
  question.mistake(
    "The last step of each text is left out: `lengths[n]` of them count.",
    searching { column, length in first(Array(column.prefix(max(length - 1, 1)))) })
  question.mistake(
    """
    The search begins with 0, which is larger than any negative number. Begin with the first step's, or with −∞.
    """,
    searching { column, length in
      let (largest, step) = first(Array(column.prefix(length)))
      return largest > 0 ? (largest, step) : (0, 0)
    },
    searching { column, length in
      let (largest, step) = first(Array(column.prefix(length)))
      return (max(largest, 0), step)
    },
    searching { column, length in
      let (largest, step) = first([0] + column.prefix(length).dropFirst())
      return (largest, step)
    })
  question.mistake(
    "Padding is set to 0, and 0 is larger than any negative number. Leave it out, or set it to −∞.",
    searching { column, length in first(column.indices.map { $0 < length ? column[$0] : 0 }) })
  question.mistake(
    "The largest is sought without the signs. A negative number is small, however far from 0.",
    searching { column, length in
      let (_, step) = first(column.prefix(length).map { abs($0) })
      return (column[step], step)
    },
    searching { column, length in first(column.prefix(length).map { abs($0) }) })
  question.mistake(
    "The smallest number was taken.",
    searching { column, length in
      let (smallest, step) = first(column.prefix(length).map { -$0 })
      return (-smallest, step)
    })
  question.mistake(
    "A mean over the steps was taken. It should be the largest of their numbers.",
    searching { column, length in
      (column.prefix(length).reduce(0, +) / Float(length), first(Array(column.prefix(length))).1)
    })
  question.mistake(
    "The steps are counted from 1. The first one is step 0.",
    searching { column, length in
      let (largest, step) = first(Array(column.prefix(length)))
      return (largest, step + 1)
    })
  question.mistake(
    "The largest was sought among the filters of a step. It should be among the steps of a filter, the axis in the middle.",
    (
      { x, lengths in
        right(x.transposed(axes: [0, 2, 1]), lengths.map { _ in x.shape[2] })
      }, rightBack
    ),
    (
      { x, lengths in
        right(x.transposed(axes: [0, 2, 1]), lengths)
      }, rightBack
    ))
  question.mistake(
    "Of equal numbers the last one was taken: let only a *larger* one take the place of what was found.",
    searching { column, length in
      let (largest, _) = first(Array(column.prefix(length)))
      return (largest, column.prefix(length).lastIndex(of: largest)!)
    })
  question.mistake(
    "The gradient goes to all steps of a text. Only the one with the largest number is in y; the others have 0.",
    (
      right,
      { dy, steps, T in
        let (N, F) = (dy.shape[0], dy.shape[1])
        return dy.reshaped(N, 1, F) + Tensor.zeros(N, T, F)
      }
    ),
    (
      right,
      { dy, steps, T in
        let (N, F) = (dy.shape[0], dy.shape[1])
        return dy.reshaped(N, 1, F) / Float(T) + Tensor.zeros(N, T, F)
      }
    ))
  question.mistake(
    "The largest step has 1 for its gradient. It should have what came back to y there: dy.",
    (right, { dy, steps, T in rightBack(.ones(dy.shape), steps, T) }))
  question.mistake(
    "The gradient goes to the first step. It should go to the step at which the largest number stood.",
    (right, { dy, steps, T in rightBack(dy, steps.map { $0.map { _ in 0 } }, T) }))
  question.mistake(
    "All filters of a text use one filter's step. Each has its own: `steps[n][f]`.",
    (right, { dy, steps, T in rightBack(dy, steps.map { row in row.map { _ in row[0] } }, T) }))
  question.mistake(
    "dx is divided by the number of steps. A maximum hands on all of the gradient.",
    (right, { dy, steps, T in rightBack(dy / Float(T), steps, T) }))
  return question.exercise
}

// MARK: - 10.8

private var convolutionBackward: Exercise {
  typealias Input = (dy: Tensor, x: Tensor, W: Tensor, dW: Tensor, db: Tensor)
  typealias Backward = (Tensor, Tensor, Tensor, inout Tensor, inout Tensor) -> Tensor
  var random = Random(seed: 1, stream: "10.8")
  func drawn(_ N: Int, _ T: Int, _ D: Int, _ F: Int, width n: Int) -> Input {
    (
      random.normal(N, T - n + 1, F), random.normal(N, T, D), random.normal(n * D, F),
      random.normal(n * D, F), random.normal(F)
    )
  }
  /// A place in a window: the number of its text and of the window, the place, the window's width, and the
  /// text's length.
  struct Place { var i, t, j, n, T: Int }
  /// What may be wrong.
  struct Pass {
    /// The word whose row gets a place's share, and the one that dW sees there.
    var words: (Place) -> (dx: Int, dW: Int) = { ($0.t + $0.j, $0.t + $0.j) }
    /// Which row of W belongs to number d of place j.
    var row: (_ j: Int, _ d: Int, _ n: Int, _ D: Int) -> Int = { j, d, _, D in j * D + d }
    /// Whether a place takes part in dx and in dW.
    var isIn: (Place) -> (dx: Bool, dW: Bool) = { _ in (true, true) }
    var back: (_ dy: Tensor, _ W: Tensor) -> Tensor = { matmul($0, $1, transposed: .right) }
    var addX: (_ old: Tensor, _ new: Tensor) -> Tensor = { $0 + $1 }
    /// A text's dx, with how many windows hold each word.
    var end: (_ dx: Tensor, _ windows: Tensor, _ n: Float) -> Tensor = { dx, _, _ in dx }
    var db: (_ dy: Tensor) -> Tensor = { $0.sum(axis: 0).sum(axis: 0) }
    var scale: (_ N: Float, _ windows: Float) -> (dW: Float, db: Float) = { _, _ in (1, 1) }
    var isSet = (dW: false, db: false)

    func run(
      _ dy: Tensor, _ x: Tensor, _ W: Tensor, _ dW: inout Tensor, _ db: inout Tensor
    ) -> Tensor {
      let (N, T, D) = (x.shape[0], x.shape[1], x.shape[2])
      let (n, windows) = (W.shape[0] / D, dy.shape[1])
      var ofW = Tensor.zeros(W.shape)
      let texts = (0..<N).map { i -> Tensor in
        let (words, dyText) = (x.row(i), dy.row(i))
        var (dx, held) = (Tensor.zeros(T, D), Tensor.zeros(T, 1))
        for t in 0..<windows {
          for j in 0..<n {
            let place = Place(i: i, t: t, j: j, n: n, T: T)
            let (rows, dyRow) = ((0..<D).map { row(j, $0, n, D) }, dyText.rows(t..<t + 1))
            let (to, from) = self.words(place)
            held[t + j, 0] += 1
            if isIn(place).dW, (0..<T).contains(from) {
              let word = words.rows(from..<from + 1)
              ofW.addRows(matmul(word, dyRow, transposed: .left), at: rows)
            }
            if isIn(place).dx, (0..<T).contains(to) {
              dx.setRows(from: to, to: addX(dx.rows(to..<to + 1), back(dyRow, W.rows(at: rows))))
            }
          }
        }
        return end(dx, held, Float(n))
      }
      let scale = scale(Float(N), Float(windows))
      dW = isSet.dW ? scale.dW * ofW : dW + scale.dW * ofW
      db = isSet.db ? scale.db * self.db(dy) : db + scale.db * self.db(dy)
      return Tensor.concatenate(texts).reshaped(N, T, D)
    }
  }

  func oracle(
    _ dy: Tensor, _ x: Tensor, _ W: Tensor, _ dW: inout Tensor, _ db: inout Tensor
  ) -> Tensor {
    let gradients = measuredGradients([x, W, .zeros(db.shape)]) { all in
      weighted(filtered(all[0], D: x.shape[2], all[1], all[2][0]), by: dy.table)
    }
    dW += gradients[1]
    db += gradients[2]
    return gradients[0]
  }

  var question = Question(
    "10.8", "Convolution's gradients", stars: 3,
    answer: Exercises.convolutionBackward as Backward,
    solution: Solutions.convolutionBackward as Backward, oracle: oracle,
    cases: [
      Case(
        "two texts of five words of three numbers, three filters of width 3",
        drawn(2, 5, 3, 3, width: 3)),
      Case("texts as long as a window", drawn(2, 3, 2, 2, width: 3)),
      Case("windows of one word", drawn(2, 3, 3, 2, width: 1)),
      Case("one text, one filter of width 2", drawn(1, 5, 2, 1, width: 2)),
      Case("three texts of six words, two filters of width 4", drawn(3, 6, 2, 2, width: 4)),
    ] as [Case<Input>],
    outcome: { backward, input in
      var (dW, db) = (input.dW, input.db)
      let dx = backward(input.dy, input.x, input.W, &dW, &db)
      return ["dx": dx, "dW": dW, "db": db]
    })
  question.mistake(
    "dW and db are set, so what they held is lost. Gradients add up: += in place of =.",
    Pass(isSet: (true, true)).run, Pass(isSet: (true, false)).run, Pass(isSet: (false, true)).run)
  question.mistake(
    """
    A word's row of dx is set anew by each window, and only the last one is left. The word stands in several windows: \
    add what they send back.
    """,
    Pass(addX: { $1 }).run)
  question.mistake(
    "dx reaches the first word of each window alone. All n words were in it, and each gets its own share.",
    Pass(isIn: { ($0.j == 0, true) }).run)
  question.mistake(
    "dW has only the first word's rows. All n words of a window met rows of their own.",
    Pass(isIn: { (true, $0.j == 0) }).run)
  question.mistake(
    "dW is that of one window. All windows have the same filters, and their gradients add up.",
    Pass(isIn: { (true, $0.t == $0.T - $0.n) }).run, Pass(isIn: { (true, $0.t == 0) }).run,
    Pass(isIn: { (true, $0.i == 0 && $0.t == 0) }).run)
  question.mistake(
    "dW and db, or one of them, are those of one text. All texts have the same filters, and their gradients add up.",
    Pass(isIn: { (true, $0.i == 0) }, db: { $0.row(0).sum(axis: 0) }).run,
    Pass(isIn: { (true, $0.i == 1) }, db: { $0.row(-1).sum(axis: 0) }).run,
    Pass(isIn: { (true, $0.i == 0) }).run, Pass(isIn: { (true, $0.i == 1) }).run,
    Pass(db: { $0.row(0).sum(axis: 0) }).run, Pass(db: { $0.row(-1).sum(axis: 0) }).run)
  question.mistake(
    "db is summed along one axis only. All windows of all texts had the same bias: sum dy over axes 0 and 1.",
    Pass(db: { $0.sum(axis: 0) }).run, Pass(db: { $0.sum(axis: 1) }).run)
  question.mistake(
    "db is summed over the filters. Each filter has its own bias: sum dy over texts and windows, axes 0 and 1.",
    Pass(db: { $0.sum(axis: 0).sum(axis: 1) }).run)
  question.mistake(
    """
    The places of a window are turned round. Whether that was right onward or not, the way back must go to the same \
    place: word t + j, and rows j · D and on of W.
    """,
    Pass(words: { ($0.t + $0.n - 1 - $0.j, $0.t + $0.j) }).run,
    Pass(words: { ($0.t + $0.j, $0.t + $0.n - 1 - $0.j) }).run,
    Pass(words: { ($0.t + $0.n - 1 - $0.j, $0.t + $0.n - 1 - $0.j) }).run)
  question.mistake(
    "Word t − j gets the share of place j in window t. Window t begins with word t, so it's word t + j.",
    Pass(words: { ($0.t - $0.j, $0.t + $0.j) }).run, Pass(words: { ($0.t - $0.j, $0.t - $0.j) }).run
  )
  question.mistake(
    "The words at both ends get nothing. They stand in fewer windows than the others, but in some.",
    Pass(isIn: { place in
      (((place.n - 1)...max(place.T - place.n, place.n - 1)).contains(place.t + place.j), true)
    }).run)
  question.mistake(
    "The rows of W are read column by column of a window. Row j · D + d is for number d of word j.",
    Pass(row: { j, d, n, _ in d * n + j }).run)
  question.mistake(
    "To the words it goes back through the transpose of W: only Wᵀ leads from F filters to the n · D numbers of a window.",
    Pass(back: { matmul($0, $1) }).run)
  question.mistake(
    "dW and db are means over the windows, or over the texts. A layer sums; if the loss is a mean, the division is in dy already.",
    Pass(scale: { (1 / ($0 * $1), 1 / ($0 * $1)) }).run,
    Pass(scale: { N, _ in (1 / N, 1 / N) }).run, Pass(scale: { (1 / $1, 1 / $1) }).run,
    Pass(scale: { (1 / ($0 * $1), 1) }).run, Pass(scale: { (1, 1 / ($0 * $1)) }).run)
  question.mistake(
    "A word's row of dx is the mean of what its windows send back. It is their sum.",
    Pass(end: { dx, windows, _ in dx / windows }).run, Pass(end: { dx, _, n in dx / n }).run)
  return question.exercise
}
