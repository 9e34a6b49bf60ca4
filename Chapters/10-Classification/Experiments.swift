import Ground
import Harbor
import Language
import Literate
import Tensors

/// What naive Bayes makes of validation reviews, in percent.
struct BayesTrial {
  let words, pairs, topics: ClassificationScores
  let table: Table

  init(words: [Int], pairs: [Int], topics: [Int], on reviews: [HarborReview]) {
    func scores(_ guesses: [Int], _ truth: [Int], _ C: Int)
      -> ClassificationScores
    {
      ClassificationScores(truth: truth, guesses: guesses, classes: C)
    }
    let sentiments = reviews.map(\.sentiment)
    self.words = scores(words, sentiments, 2)
    self.pairs = scores(pairs, sentiments, 2)
    self.topics = scores(topics, reviews.map(\.topic), 6)
    table = Table(
      columns: ["naive Bayes", "accuracy, %", "macro F1, %"],
      rows: [
        ("sentiment, words", self.words),
        ("sentiment, words and pairs", self.pairs),
        ("topic, words", self.topics),
      ].map { [$0.0, 100 * $0.1.accuracy, 100 * $0.1.macroF1] }, decimals: 1)
  }
}

/// Regressions by the strength of their penalty.
struct PenaltyPath {
  let strengths: [Float]
  let l1, l2: [Linear]
  let accuracies: (l1: [Float], l2: [Float])
  let features: TextFeatures
  /// Whether L2 has left every feature of the training texts a weight.
  let areAllKeptByL2: Bool

  init(
    learningFrom data: Examples, checkedOn exam: Examples,
    _ features: TextFeatures,
    isQuick: Bool
  ) {
    let strengths: [Float] =
      isQuick ? [3e-4, 1e-3, 5e-3] : [1e-4, 3e-4, 1e-3, 2e-3, 5e-3, 1e-2]
    let zero = Linear(W: .zeros(features.count, 2), b: .zeros(2))
    func trained(L1: Float = 0, L2: Float = 0) -> Linear {
      descended(from: zero, steps: 500, L1: L1) {
        logistic($0, data, L2: L2).gradient
      }
    }
    self.strengths = strengths
    l1 = strengths.map { trained(L1: $0) }
    l2 = strengths.map { trained(L2: $0) }
    let percent = { (m: Linear) in
      100 * accuracy(exam.labels, m.guesses(exam.x))
    }
    accuracies = (l1.map(percent), l2.map(percent))
    self.features = features
    let seen = (0..<data.xT.rows).filter {
      data.xT.starts[$0] < data.xT.starts[$0 + 1]
    }
    areAllKeptByL2 = l2.allSatisfy { m in
      seen.allSatisfy { m.W.row($0).norm() > 0 }
    }
  }

  /// How many features have a weight that isn't zero.
  func kept(_ m: Linear) -> Int {
    (0..<m.W.shape[0]).count { m.W.row($0).norm() > 0 }
  }

  var leastKept: (count: Int, accuracy: Float) {
    (kept(l1.last!), accuracies.l1.last!)
  }
  var best: (l1: Float, l2: Float) {
    (accuracies.l1.max()!, accuracies.l2.max()!)
  }

  var table: Table {
    Table(
      columns: ["λ", "L1: features left", "L1: right, %", "L2: right, %"],
      rows: strengths.indices.map { k in
        [
          format(strengths[k], decimals: 4), kept(l1[k]), accuracies.l1[k],
          accuracies.l2[k],
        ]
      }, decimals: 1)
  }

  var figure: Figure {
    let names = ["lively", "not dull", "leaky", "was", "not lively", "dull"]
      .filter { features.vocabulary[$0] != nil }
    func leads(_ name: String, _ models: [Linear]) -> [Float] {
      models.map { m in
        let w = m.W.row(features.vocabulary[name]!)
        return w[1] - w[0]
      }
    }
    let all = names.flatMap { leads($0, l1) + leads($0, l2) }
    let range =
      Double(all.min()!.rounded(.down))...Double(all.max()!.rounded(.up))
    func chart(_ title: String, _ models: [Linear]) -> LineChart {
      LineChart(
        title: title, x: Axis("λ", .logarithmic),
        y: Axis("good less bad", range: range),
        series: names.map { Series($0, x: strengths, y: leads($0, models)) },
        height: 330)
    }
    return Figure(
      Panels(columns: 2, [chart("L2", l2), chart("L1", l1)], panelHeight: 280),
      "10-penalties",
      caption:
        "The weights of six features, good less bad, by the strength of the penalty. L2 shrinks all of them and none to zero; L1 takes one after the other to exactly zero.",
      alternative:
        "Two panels of six curves over the strength of the penalty. On the left they approach zero smoothly, on the right they reach it one by one"
    )
  }
}

/// Accuracy by the number of reviews that are learned from.
struct LearningCurves {
  let sizes: [Int]
  /// By method, size and draw, in percent.
  let accuracies: [[[Float]]]
  let names = ["naive Bayes", "regression", "both"]

  init(
    from pool: [HarborReview], sizes: [Int], checkedOn exam: [HarborReview],
    seed: UInt64
  ) {
    self.sizes = sizes
    var random = Random(seed: seed, stream: "learning curves")
    var accuracies = Array(
      repeating: Array(repeating: [Float](), count: sizes.count), count: 3)
    for _ in 0..<3 {
      let order = random.permutation(pool.count)
      for (k, size) in sizes.enumerated() {
        let reviews = order.prefix(size).map { pool[$0] }
        let features = TextFeatures(of: reviews.map(\.words), longest: 2)
        let data = sentimentExamples(reviews, features)
        let presences = Examples(present(data.x), data.labels, C: 2)
        let test = sentimentExamples(exam, features)
        let λ = 1 / Float(size)
        let guesses = [
          naiveBayes(data).guesses(test.x),
          logisticRegression(data, L2: λ).guesses(test.x),
          bayesRegression(presences, L2: λ).guesses(present(test.x)),
        ]
        for m in 0..<3 {
          accuracies[m][k].append(100 * accuracy(test.labels, guesses[m]))
        }
      }
    }
    self.accuracies = accuracies
  }

  /// Of a method, at a size; -1 is the last.
  func mean(_ method: Int, _ size: Int) -> Float {
    let values = accuracies[method][size < 0 ? sizes.count + size : size]
    return values.reduce(0, +) / Float(values.count)
  }

  var figure: Figure {
    Figure(
      LineChart(
        x: Axis("reviews learned from", .logarithmic),
        y: Axis("right, %", range: 50...100),
        series: names.indices.map { m in
          Series(
            names[m], x: sizes, y: sizes.indices.map { mean(m, $0) },
            marker: [.circle, .square, .triangle][m])
        },
        bands: names.indices.map { m in
          Band(
            names[m], x: sizes, lower: accuracies[m].map { $0.min()! },
            upper: accuracies[m].map { $0.max()! })
        },
        references: [
          .horizontal(100 * HarborReviews.bestAccuracy, "best of all")
        ]),
      "10-learning",
      caption:
        "Right answers on validation reviews by how many were learned from, with words and pairs: means and spreads of three draws.",
      alternative:
        "Three rising curves with bands around them, over 100 to 3,000 reviews"
    )
  }
}

/// All models on the test set.
struct TestTrial {
  typealias Row = (name: String, guesses: [Int])
  let rows: [Row]
  let reviews: [HarborReview]
  let intervals: [ClosedRange<Float>]

  init(_ rows: [Row], on reviews: [HarborReview], seed: UInt64) {
    (self.rows, self.reviews) = (rows, reviews)
    intervals = rows.map { row in
      var random = Random(seed: seed, stream: "test interval")
      let right = zip(row.guesses, reviews).map { $0 == $1.sentiment }
      return bootstrapInterval(of: right.count, samples: 400, random: &random) {
        drawn in
        100 * Float(drawn.count { right[$0] }) / Float(right.count)
      }
    }
  }

  /// In percent, of all reviews or of one form.
  func accuracy(_ name: String, _ form: HarborReview.Form? = nil) -> Float {
    let guesses = rows.first { $0.name == name }!.guesses
    let places = reviews.indices.filter {
      form == nil || reviews[$0].form == form
    }
    let right = places.count { guesses[$0] == reviews[$0].sentiment }
    return 100 * Float(right) / Float(places.count)
  }

  /// How many only the first gets right, and how many only the second.
  func disagreements(
    _ first: String, _ second: String
  ) -> (onlyFirst: Int, onlySecond: Int) {
    let a = rows.first { $0.name == first }!.guesses
    let b = rows.first { $0.name == second }!.guesses
    let right = reviews.indices.map {
      (a[$0] == reviews[$0].sentiment, b[$0] == reviews[$0].sentiment)
    }
    return (right.count { $0.0 && !$0.1 }, right.count { !$0.0 && $0.1 })
  }

  var table: Table {
    let forms = HarborReview.Form.allCases
    let models = rows.indices.map { k -> [Any] in
      let name = rows[k].name
      let interval = intervals[k]
      return [
        name, accuracy(name),
        "\(format(interval.lowerBound, decimals: 1))–\(format(interval.upperBound, decimals: 1))",
      ] + forms.map { whole(accuracy(name, $0)) }
    }
    let bag: [Any] =
      ["any bag of words", 100 * HarborReviews.bestBagAccuracy, ""]
      + forms.map { whole(100 * HarborReviews.bestBagAccuracy(of: $0)) }
    let reader: [Any] =
      ["the grammar", 100 * HarborReviews.bestAccuracy, ""]
      + forms.map { _ in whole(100 * HarborReviews.bestAccuracy) }
    return Table(
      columns: ["", "all", "95%"] + forms.map(\.rawValue),
      rows: models + [bag, reader],
      decimals: 1)
  }

  private func whole(_ percent: Float) -> Int { Int(percent.rounded()) }

  /// The first wrong answers of a model.
  func errorsTable(of name: String, count: Int) -> Table {
    let guesses = rows.first { $0.name == name }!.guesses
    let wrong = reviews.indices.filter { guesses[$0] != reviews[$0].sentiment }
    return Table(
      columns: ["review", "label", "guess", "why"],
      rows: wrong.prefix(count).map { n in
        let review = reviews[n]
        return [
          review.words.joined(separator: " "),
          HarborReviews.sentiments[review.sentiment],
          HarborReviews.sentiments[guesses[n]],
          review.isSlip ? "wrong box" : review.form.rawValue,
        ]
      })
  }

  /// The wrong answers of a model: all, those with a wrong label, and of the others those of some forms.
  func errors(of name: String) -> (
    all: Int, slips: Int, distant: Int, hearsay: Int, rest: Int
  ) {
    let guesses = rows.first { $0.name == name }!.guesses
    let wrong = reviews.indices.filter { guesses[$0] != reviews[$0].sentiment }
      .map { reviews[$0] }
    let meant = wrong.filter { !$0.isSlip }
    let distant = meant.count { $0.form == .distant }
    let hearsay = meant.count { $0.form == .hearsay }
    return (
      wrong.count, wrong.count - meant.count, distant, hearsay,
      meant.count - distant - hearsay
    )
  }

  private func accuracies(ofPairs: Bool) -> [Float] {
    rows.dropFirst().filter { $0.name.hasSuffix("pairs") == ofPairs }.map {
      accuracy($0.name)
    }
  }
  func best(ofPairs: Bool) -> Float { accuracies(ofPairs: ofPairs).max()! }
  func worst(ofPairs: Bool) -> Float { accuracies(ofPairs: ofPairs).min()! }
}
