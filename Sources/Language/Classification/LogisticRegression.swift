import Ground
import Tensors

/// A linear classifier whose scores, through softmax, are probabilities: p = softmax(x·W + b).
///
/// W and b make the mean over N texts of −log p(class | text), each weighed by its class, and the price of W
/// as small as they can be:
///
///     L = 1/N Σ w_t (log Σ_c e^{y_c} − y_t) + ½ λ₂ ΣW² + λ₁ Σ|W|
///
/// L is convex, so there is one answer, and `Minimization` finds it: no learning rate, no epochs, nothing
/// random. (Berger, Della Pietra and Della Pietra, "A maximum entropy approach to natural language
/// processing", Computational Linguistics 22, 1996.)
///
///     let x = features.counts(in: training.texts)
///     let model = LogisticRegression(x, training.labels, classes: 2)
///     model.mostTelling(1, count: 5).map { features.names[$0.feature] }
public struct LogisticRegression: Equatable, Sendable {
  /// What can be chosen.
  public struct Settings: Equatable, Sendable {
    /// λ₂; 1/N unless given, which weighs all prices together as much as one text's loss.
    public var l2: Float?
    /// λ₁: above 0, weights that earn too little are exactly 0.
    public var l1: Float = 0
    /// w of each class's texts; 1 unless given.
    public var classWeights: [Float]?
    /// Whether the first of two classes has no weights of its own: its score is minus the second's, the weights
    /// are those of the second, halved, and λ is the price of the two scores' difference. Softmax with two rows
    /// of weights is the same model at half the price.
    public var isBinary = false
    /// The fitting ends where no component of L's gradient is larger.
    public var tolerance: Float = 1e-5
    /// The most steps it may take.
    public var limit = 1000

    public init() {}
  }

  /// W: (V, C).
  public let weights: Tensor
  /// b: (C). They have no price.
  public let biases: Tensor
  /// How many steps the fitting took.
  public let steps: Int
  /// L at its end.
  public let loss: Float
  /// Whether it ended within the tolerance.
  public let isConverged: Bool

  /// - Parameters:
  ///   - x: the texts, (N, V).
  ///   - labels: the class of each, 0 ..< classes.
  public init(
    _ x: SparseMatrix, _ labels: [Int], classes: Int, _ settings: Settings = Settings()
  ) {
    require(
      !settings.isBinary || classes == 2, "\(classes) classes can't share one row of weights.")
    let problem = LinearProblem(
      x, labels, classes: classes, settings.isBinary ? .sigmoid : .softmax, l2: settings.l2,
      textWeights: textWeights(labels, by: settings.classWeights, classes: classes))
    let lowest = problem.solved(
      l1: settings.l1, tolerance: settings.tolerance, limit: settings.limit)
    let rows = problem.rows(of: lowest.place)
    let both = settings.isBinary ? Tensor.concatenate([rows * -0.5, rows * 0.5], axis: 1) : rows
    (weights, biases) = (both.rows(0..<x.columns), both.row(x.columns))
    (steps, loss, isConverged) = (lowest.steps, Float(lowest.value), lowest.isFound)
  }

  /// x·W + b of each text, (N, V) → (N, C).
  public func scores(of x: SparseMatrix) -> Tensor { matmul(x, weights) + biases }

  /// p(class | text): (N, V) → (N, C).
  public func probabilities(of x: SparseMatrix) -> Tensor { softmax(scores(of: x)) }

  /// The features that speak most for a class: those whose weight exceeds the mean of the other classes' most.
  public func mostTelling(_ class_: Int, count: Int) -> [(feature: Int, weight: Float)] {
    weights.mostTelling(class_, count: count)
  }
}

extension Tensor {
  /// W (V, C): the rows whose number in a column exceeds the mean of the other columns' most, and by how much.
  package func mostTelling(_ column: Int, count: Int) -> [(feature: Int, weight: Float)] {
    let (rows, columns) = (shape[0], shape[1])
    require((0..<columns).contains(column), "There is no class \(column) among \(columns).")
    let values = values
    let evidence = (0..<rows).map { row in
      let own = values[row * columns + column]
      var others: Float = 0
      for other in 0..<columns where other != column { others += values[row * columns + other] }
      return own - others / Float(Swift.max(columns - 1, 1))
    }
    return evidence.indices.sorted { (evidence[$1], $0) < (evidence[$0], $1) }.prefix(count)
      .map { ($0, evidence[$0]) }
  }
}
