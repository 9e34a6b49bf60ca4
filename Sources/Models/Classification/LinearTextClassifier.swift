import Ground
import Language
import Networks
import Tensors

/// A classifier whose scores are sums over a text's features: words alone, or rows of them as well.
///
///     let model = LinearTextClassifier(of: training, .nbsvm)
///     model.guess(["not", "dull", "at", "all"])
///     model.mostTelling(1, count: 5)            // what speaks most for class 1
///     model.evaluated(on: test).accuracy
///
/// Naive Bayes, logistic regression and a support vector machine differ in how they find the weights; what
/// they have found is used alike: y = x·W + b.
public struct LinearTextClassifier: TextClassifier, Equatable, Sendable {
  /// What can be chosen.
  public struct Settings: Equatable, Sendable {
    /// How the weights are found.
    public enum Method: String, CaseIterable, Sendable {
      /// By counting (`NaiveBayes`).
      case naiveBayes = "bayes"
      /// `LogisticRegression`.
      case logistic
      /// A support vector machine on naive Bayes' ratios (`LinearSVM.onRatios`).
      case nbsvm
    }

    public var method = Method.logistic
    /// What a feature is worth.
    public var weighting = FeatureWeighting.Kind.tfidf
    /// How many words the longest features have.
    public var longest = 2
    /// How often a feature must occur to be kept.
    public var minimumCount = 1
    /// α, what each feature is counted besides, where counts matter.
    public var smoothing: Float = 1
    /// β of `LinearSVM.onRatios`.
    public var interpolation: Float = 0.25
    /// λ₂ and λ₁, the prices of weights, where they have one. Unless given λ₂ is 1/N, and a tenth of that for
    /// TF-IDF, whose numbers are smaller.
    public var l2: Float?
    public var l1: Float = 0
    /// The weight of each class's texts; 1 unless given. In naive Bayes a class is as common as if it had so
    /// many times its texts.
    public var classWeights: [Float]?

    public init(_ method: Method = .logistic, longest: Int = 2) {
      (self.method, self.longest) = (method, longest)
      switch method {
      case .naiveBayes: weighting = .counts
      case .logistic: weighting = .tfidf
      case .nbsvm: weighting = .presence
      }
    }

    public static let naiveBayes = Settings(.naiveBayes)
    public static let logistic = Settings(.logistic)
    public static let nbsvm = Settings(.nbsvm)
  }

  public let classes: [String]
  public let settings: Settings
  public let features: TextFeatures
  public let weighting: FeatureWeighting
  /// W: (V, C).
  public let weights: Tensor
  /// b: (C).
  public let biases: Tensor

  /// - Parameter training: two classes at least, each with a text (`LabeledTexts.demandTrainable`).
  public init(of training: LabeledTexts, _ settings: Settings = Settings()) {
    (classes, self.settings) = (training.classes, settings)
    features = TextFeatures(
      of: training.texts, longest: settings.longest, minimumCount: settings.minimumCount)
    let counts = features.counts(in: training.texts)
    weighting = FeatureWeighting(settings.weighting, of: counts)
    let x = weighting.weighted(counts)
    (weights, biases) = settings.fitted(x, training.labels, classes: training.classes.count)
  }

  /// What was learned before.
  init(
    classes: [String], _ settings: Settings, _ features: TextFeatures,
    _ weighting: FeatureWeighting, weights: Tensor, biases: Tensor
  ) {
    (self.classes, self.settings, self.features) = (classes, settings, features)
    (self.weighting, self.weights, self.biases) = (weighting, weights, biases)
  }

  public func scores(of texts: [[String]]) -> Tensor {
    matmul(weighting.weighted(features.counts(in: texts)), weights) + biases
  }

  /// The features that speak most for a class, and by how much their weights exceed the mean of the other
  /// classes' weights.
  public func mostTelling(_ class_: Int, count: Int) -> [(feature: String, weight: Float)] {
    weights.mostTelling(class_, count: count).map { (features.names[$0.feature], $0.weight) }
  }
}

extension LinearTextClassifier.Settings {
  /// W (V, C) and b (C) for the texts x (N, V).
  fileprivate func fitted(_ x: SparseMatrix, _ labels: [Int], classes: Int) -> (Tensor, Tensor) {
    switch method {
    case .naiveBayes:
      let model = NaiveBayes(x, labels, classes: classes, smoothing: smoothing)
      let priors = classWeights.map { model.priors + log(Tensor($0)) } ?? model.priors
      return (model.table.transposed(), priors)
    case .logistic:
      var settings = LogisticRegression.Settings()
      settings.l2 = price(of: x)
      (settings.l1, settings.classWeights) = (l1, classWeights)
      settings.isBinary = classes == 2
      let model = LogisticRegression(x, labels, classes: classes, settings)
      return (model.weights, model.biases)
    case .nbsvm:
      var settings = LinearSVM.Settings()
      (settings.l2, settings.classWeights) = (l2, classWeights)
      let model = LinearSVM.onRatios(
        x, labels, classes: classes, interpolation: interpolation, smoothing: smoothing, settings)
      return (model.weights, model.biases)
    }
  }

  private func price(of x: SparseMatrix) -> Float {
    l2 ?? (weighting == .tfidf ? 0.1 : 1) / Float(max(x.rows, 1))
  }
}
