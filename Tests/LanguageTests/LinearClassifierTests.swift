import Foundation
import Language
import Tensors
import Testing

/// What scikit-learn gave, from the JSON file that `Golden/golden.py` wrote.
private struct Golden: Decodable {
  struct Array: Decodable {
    let shape: [Int]
    let values: [Double]
  }

  let names: [String]
  let texts: [String]
  let labels: [Int]?
  let classes: Int?
  let weights, biases, probabilities, x: Array?

  static func named(_ name: String) throws -> Golden {
    let url = Bundle.module.url(forResource: "Golden/classification", withExtension: "json")!
    return try JSONDecoder().decode([String: Golden].self, from: Data(contentsOf: url))[name]!
  }

  var words: [[String]] { texts.map { $0.split(separator: " ").map { String($0) } } }

  /// The features, and where scikit-learn has each.
  func features() -> (TextFeatures, [Int]) {
    let features = TextFeatures(of: words, longest: 2)
    return (features, features.names.map { names.firstIndex(of: $0)! })
  }
}

/// Texts as counts of `features` features, of which some are commoner in some classes.
private func texts(_ count: Int, features: Int, classes: Int, seed: UInt64 = 1) -> (
  x: SparseMatrix, labels: [Int]
) {
  var random = Random(seed: seed, stream: "texts")
  var dense = Tensor.zeros(count, features)
  var labels: [Int] = []
  for row in 0..<count {
    let label = random.integer(below: classes)
    labels.append(label)
    for _ in 0..<5 {
      var feature = random.integer(below: features)
      if random.bernoulli(0.4) { feature = feature / classes * classes + label }
      dense[row, min(feature, features - 1)] += 1
    }
  }
  return (SparseMatrix(dense), labels)
}

/// L and its gradient in double precision, as the formula has them: w is (V + 1, C), the biases last.
private func loss(
  _ x: [[Double]], _ labels: [Int], _ w: [[Double]], l2: Double, weights: [Double]
) -> (Double, [[Double]]) {
  let (v, c) = (w.count - 1, w[0].count)
  var (sum, gradient) = (0.0, w.map { $0.map { l2 * $0 } })
  gradient[v] = [Double](repeating: 0, count: c)
  for row in w.dropLast() { for value in row { sum += l2 / 2 * value * value } }
  for (text, label) in zip(x, labels) {
    let scores = (0..<c).map { k in w[v][k] + (0..<v).reduce(0) { $0 + text[$1] * w[$1][k] } }
    let total = scores.map { Foundation.exp($0) }.reduce(0, +)
    let share = weights[label] / Double(x.count)
    sum += share * (Foundation.log(total) - scores[label])
    for k in 0..<c {
      let d = share * (Foundation.exp(scores[k]) / total - (k == label ? 1 : 0))
      for i in 0..<v { gradient[i][k] += d * text[i] }
      gradient[v][k] += d
    }
  }
  return (sum, gradient)
}

@Suite struct LogisticRegressionTests {
  /// Against plain gradient descent in double precision, to its end.
  @Test(arguments: [2, 3]) func findsWhatGradientDescentFinds(classes: Int) {
    let (x, labels) = texts(30, features: 7, classes: classes)
    let dense = (0..<30).map { x.dense.row($0).values.map(Double.init) }
    let weights = [1, 2, 0.5].prefix(classes).map { Double($0) }
    var w = [[Double]](repeating: [Double](repeating: 0, count: classes), count: 8)
    for _ in 0..<4000 {
      let gradient = loss(dense, labels, w, l2: 0.05, weights: weights).1
      for i in w.indices { for k in 0..<classes { w[i][k] -= 0.3 * gradient[i][k] } }
    }
    var settings = LogisticRegression.Settings()
    (settings.l2, settings.tolerance) = (0.05, 1e-7)
    settings.classWeights = weights.map { Float($0) }
    let model = LogisticRegression(x, labels, classes: classes, settings)
    #expect(model.isConverged)
    // The gradient is within 1e-7 and the curvature 0.05 at least; a Float rounds by 6e-8.
    for i in 0..<7 {
      for k in 0..<classes { #expect(abs(Double(model.weights[i, k]) - w[i][k]) < 5e-6) }
    }
    let atEnd = loss(dense, labels, w, l2: 0.05, weights: weights).0
    #expect(abs(Double(model.loss) - atEnd) < 1e-6)
    let scores = model.scores(of: x)
    #expect(abs(model.probabilities(of: x).row(0).sum() - 1) < 1e-6)
    for k in 0..<classes {
      let expected = (0..<7).reduce(w[7][k]) { $0 + dense[4][$1] * w[$1][k] }
      // Biases have no price: only their differences count.
      let shift = Double(scores[4, 0]) - (0..<7).reduce(w[7][0]) { $0 + dense[4][$1] * w[$1][0] }
      #expect(abs(Double(scores[4, k]) - expected - shift) < 1e-4)
    }
  }

  @Test(arguments: ["binary", "softmax", "weighted", "l1"])
  func findsWhatScikitLearnFinds(name: String) throws {
    let golden = try Golden.named(name)
    let (features, places) = golden.features()
    let classes = try #require(golden.classes)
    let n = Float(golden.texts.count)
    var settings = LogisticRegression.Settings()
    settings.tolerance = 1e-8
    settings.isBinary = classes == 2
    // There the losses are summed, and have the price C.
    switch name {
    case "binary": settings.l2 = 1 / (0.5 * n)
    case "softmax": settings.l2 = 1 / (2 * n)
    case "weighted": (settings.l2, settings.classWeights) = (1 / n, [1, 4, 0.5])
    default: (settings.l2, settings.l1) = (0, 1 / n)
    }
    let x = features.counts(in: golden.words)
    let model = LogisticRegression(x, golden.labels!, classes: classes, settings)
    #expect(model.isConverged)
    let (weights, columns) = (golden.weights!.values, golden.weights!.shape[1])
    for (feature, place) in places.enumerated() {
      for c in 0..<columns {
        let own = model.weights[feature, classes == 2 ? 1 : c] * (classes == 2 ? 2 : 1)
        // Both ends of the search are within 1e-6 or so of the lowest place.
        #expect(
          abs(Double(own) - weights[place * columns + c]) < 2e-5, "\(features.names[feature])")
        if name == "l1" { #expect((own == 0) == (weights[place * columns + c].magnitude < 1e-7)) }
      }
    }
    let probabilities = model.probabilities(of: x).values
    for (own, expected) in zip(probabilities, golden.probabilities!.values) {
      #expect(abs(Double(own) - expected) < 1e-5)
    }
  }

  @Test func aPriceOnMagnitudesLeavesFewWeights() {
    let (x, labels) = texts(200, features: 40, classes: 2)
    var counts: [Int] = []
    for l1 in [0, 0.002, 0.02, 0.5] as [Float] {
      var settings = LogisticRegression.Settings()
      (settings.l1, settings.l2, settings.isBinary) = (l1, 0.001, true)
      let model = LogisticRegression(x, labels, classes: 2, settings)
      counts.append(model.weights.values.count { $0 != 0 })
    }
    #expect(counts[0] == 80 && counts == counts.sorted(by: >) && counts[3] == 0)
  }

  @Test func theMostTellingFeaturesComeFirst() {
    var dense = Tensor.zeros(40, 3)
    for row in 0..<40 {
      dense[row, 0] = 1
      dense[row, row % 2 == 0 ? 1 : 2] = 1
    }
    let model = LogisticRegression(SparseMatrix(dense), (0..<40).map { $0 % 2 }, classes: 2)
    #expect(model.mostTelling(0, count: 1).map(\.feature) == [1])
    #expect(model.mostTelling(1, count: 5).map(\.feature) == [2, 0, 1])
    #expect(model.mostTelling(1, count: 1)[0].weight > 0.5)
  }

  @Test func whatCannotBeLearnedStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = LogisticRegression(SparseMatrix([[1, 0]]), [0], classes: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = LogisticRegression(SparseMatrix([[1, 0]]), [2], classes: 2)
    }
  }
}

@Suite struct LinearSVMTests {
  /// Against gradient descent on the squared hinge in double precision.
  @Test func findsWhatGradientDescentFinds() {
    let (x, labels) = texts(40, features: 9, classes: 3)
    let dense = (0..<40).map { x.dense.row($0).values.map(Double.init) }
    var settings = LinearSVM.Settings()
    (settings.l2, settings.tolerance) = (0.5, 1e-7)
    let model = LinearSVM(x, labels, classes: 3, settings)
    for class_ in 0..<3 {
      var w = [Double](repeating: 0, count: 10)
      for _ in 0..<8000 {
        var gradient = w.map { 0.5 * $0 }
        gradient[9] = 0
        for (text, label) in zip(dense, labels) {
          let side: Double = label == class_ ? 1 : -1
          var score = w[9]
          for i in 0..<9 { score += text[i] * w[i] }
          let gap = max(0, 1 - side * score)
          for i in 0..<9 { gradient[i] -= 2 * gap * side * text[i] / 40 }
          gradient[9] -= 2 * gap * side / 40
        }
        for i in 0..<10 { w[i] -= 0.08 * gradient[i] }
      }
      for i in 0..<9 { #expect(abs(Double(model.weights[i, class_]) - w[i]) < 1e-5) }
      #expect(abs(Double(model.biases[class_]) - w[9]) < 1e-5)
    }
  }

  /// Drawn all the way, the weights are naive Bayes' ratios times one number; not drawn at all, those of a
  /// machine on x ⊙ r.
  @Test func onRatiosItLiesBetweenNaiveBayesAndAMachine() {
    let (counts, labels) = texts(60, features: 8, classes: 2)
    let x = FeatureWeighting(.presence, of: counts).weighted(counts)
    let ratios = logCountRatios(x, labels, of: 1)
    let bayes = LinearSVM.onRatios(x, labels, classes: 2, interpolation: 0)
    let scale = bayes.weights[0, 1] / ratios[0]
    for i in 0..<8 { #expect(abs(bayes.weights[i, 1] - scale * ratios[i]) < 1e-6) }
    #expect(bayes.biases == [0, 0])
    let machine = LinearSVM.onRatios(x, labels, classes: 2, interpolation: 1)
    let scaled = SparseMatrix(x.dense * ratios)
    let alone = LinearSVM(scaled, labels, classes: 2)
    let (a, b) = (machine.scores(of: x), alone.scores(of: scaled))
    for row in 0..<60 { #expect(abs(a[row, 1] - b[row, 1]) < 1e-5) }
    let between = LinearSVM.onRatios(x, labels, classes: 2)
    let expected = bayes.weights * 0.75 + machine.weights * 0.25
    for (own, expected) in zip(between.weights.values, expected.values) {
      #expect(abs(own - expected) < 1e-6)
    }
  }
}

@Suite struct FeatureWeightingTests {
  @Test func ratiosAreThoseOfTheFormula() {
    let x = SparseMatrix([[2, 0, 1], [0, 1, 1], [0, 3, 0]])
    let ratios = logCountRatios(x, [1, 0, 0], of: 1, smoothing: 0.5)
    // p = ½ + (2, 0, 1), q = ½ + (0, 4, 1).
    let (p, q) = ([2.5, 0.5, 1.5], [0.5, 4.5, 1.5])
    for i in 0..<3 {
      let expected = Foundation.log(p[i] / 4.5) - Foundation.log(q[i] / 6.5)
      #expect(abs(Double(ratios[i]) - expected) < 1e-6)
    }
  }

  @Test func tfidfIsThatOfScikitLearn() throws {
    let golden = try Golden.named("tfidf")
    let (features, places) = golden.features()
    let counts = features.counts(in: golden.words)
    let x = FeatureWeighting(.tfidf, of: counts).weighted(counts).dense
    let expected = golden.x!
    for row in 0..<x.shape[0] {
      for (feature, place) in places.enumerated() {
        let value = expected.values[row * expected.shape[1] + place]
        #expect(abs(Double(x[row, feature]) - value) < 1e-6)
      }
    }
  }

  @Test func naiveBayesIsThatOfScikitLearn() throws {
    let golden = try Golden.named("naive bayes")
    let (features, places) = golden.features()
    let x = features.counts(in: golden.words)
    let model = NaiveBayes(x, golden.labels!, classes: 3, smoothing: 0.5)
    for (feature, place) in places.enumerated() {
      for c in 0..<3 {
        #expect(abs(Double(model.table[c, feature]) - golden.weights!.values[place * 3 + c]) < 1e-6)
      }
    }
    let ids = golden.words.map(features.ids)
    let byIds = NaiveBayes(
      ids, golden.labels!, features: features.count, classes: 3, smoothing: 0.5)
    #expect(byIds == model)
    for (row, text) in ids.enumerated() {
      for c in 0..<3 {
        let expected = golden.probabilities!.values[row * 3 + c]
        #expect(abs(Double(model.probabilities(of: text)[c]) - expected) < 1e-5)
      }
    }
  }

  @Test func countsAndPresence() {
    let features = TextFeatures(of: [["a", "b", "a"], ["b"]], longest: 2)
    #expect(Set(features.names) == ["a", "b", "a b", "b a"])
    let counts = features.counts(in: [["a", "a", "c", "a", "b"], [], ["c"]])
    #expect(counts.rows == 3 && counts.nonzeros == 3)
    let id = { features.vocabulary[$0]! }
    #expect(counts[0, id("a")] == 3 && counts[0, id("a b")] == 1 && counts[0, id("b a")] == 0)
    let presence = FeatureWeighting(.presence, of: counts).weighted(counts)
    #expect(presence[0, id("a")] == 1 && presence.nonzeros == 3)
    #expect(FeatureWeighting(.counts, of: counts).weighted(counts) == counts)
    // A text of no known feature stays a row of zeros.
    let tfidf = FeatureWeighting(.tfidf, of: counts).weighted(counts)
    #expect(tfidf.dense.row(1) == .zeros(features.count))
    #expect(abs(tfidf.dense.row(0).norm() - 1) < 1e-6)
  }
}
