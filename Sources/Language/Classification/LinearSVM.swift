import Ground
import Tensors

/// A support vector machine without a kernel: a class's score should exceed 1 for its own texts and stay below
/// −1 for all others, and the square of what is missing is the loss.
///
///     L = 1/N Σ max(0, 1 ∓ (x·w + b))² + ½ λ Σw²
///
/// Each of more than two classes is parted from all others by itself. (Cortes and Vapnik, Machine Learning 20,
/// 1995; with squares: Fan et al., "LIBLINEAR", JMLR 9, 2008.)
public struct LinearSVM: Equatable, Sendable {
  /// What can be chosen.
  public struct Settings: Equatable, Sendable {
    /// λ; 1/N unless given, which weighs all prices together as much as one text's loss.
    public var l2: Float?
    /// The weight of each class's texts; 1 unless given.
    public var classWeights: [Float]?
    /// The fitting ends where no component of L's gradient is larger.
    public var tolerance: Float = 1e-5
    /// The most steps it may take.
    public var limit = 1000

    public init() {}
  }

  /// W: (V, C). Of two classes, the first's are the second's with the other sign.
  public let weights: Tensor
  /// b: (C). They have no price.
  public let biases: Tensor

  /// - Parameters:
  ///   - x: the texts, (N, V).
  ///   - labels: the class of each, 0 ..< classes.
  public init(
    _ x: SparseMatrix, _ labels: [Int], classes: Int, _ settings: Settings = Settings()
  ) {
    self.init(labels, classes: classes, settings) { class_, weights in
      LinearSVM.fitted(x, to: labels.map { $0 == class_ }, settings, textWeights: weights)
    }
  }

  /// Columns that `fit` finds, w with b below it: (V + 1, 1).
  init(
    _ labels: [Int], classes: Int, _ settings: Settings,
    fit: (_ class_: Int, _ textWeights: [Float]?) -> Tensor
  ) {
    let weights = textWeights(labels, by: settings.classWeights, classes: classes)
    let columns = (classes == 2 ? 1..<2 : 0..<classes).map { fit($0, weights) }
    let all = Tensor.concatenate(classes == 2 ? [-columns[0]] + columns : columns, axis: 1)
    let features = all.shape[0] - 1
    (self.weights, biases) = (all.rows(0..<features), all.row(features))
  }

  /// w, and b below it, that part some texts from the others: (V + 1, 1).
  static func fitted(
    _ x: SparseMatrix, to isOwn: [Bool], _ settings: Settings, textWeights: [Float]?
  ) -> Tensor {
    let problem = LinearProblem(
      x, isOwn.map { $0 ? 1 : 0 }, classes: 2, .squaredHinge, l2: settings.l2,
      textWeights: textWeights)
    return problem.rows(
      of: problem.solved(tolerance: settings.tolerance, limit: settings.limit).place)
  }

  /// x·W + b of each text, (N, V) → (N, C).
  public func scores(of x: SparseMatrix) -> Tensor { matmul(x, weights) + biases }
}

extension LinearSVM {
  /// NBSVM: what a feature is worth to a class is its log-count ratio r there, so what naive Bayes knows is in
  /// the inputs, and the machine has only to correct it. Its weights w are then drawn toward their mean
  /// magnitude w̄, which would be naive Bayes itself: w′ = (1 − β) w̄ + β w. (Wang and Manning, "Baselines and
  /// bigrams", ACL 2012, sections 2.3 and 2.4.)
  ///
  /// The weights returned are r ⊙ w′, for texts as they were before r.
  ///
  /// - Parameters:
  ///   - x: which features each text has, 1 or nothing, (N, V).
  ///   - labels: the class of each, 0 ..< classes.
  ///   - interpolation: β, 0 ... 1; a quarter in the paper.
  ///   - smoothing: α of the ratios.
  public static func onRatios(
    _ x: SparseMatrix, _ labels: [Int], classes: Int, interpolation: Float = 0.25,
    smoothing: Float = 1, _ settings: Settings = Settings()
  ) -> LinearSVM {
    require(
      (0...1).contains(interpolation), "β must be from 0 to 1, not \(interpolation).")
    return LinearSVM(labels, classes: classes, settings) { class_, weights in
      let ratios = logCountRatios(x, labels, of: class_, smoothing: smoothing)
      let values = ratios.values
      let scaled = x.replacingValues { column, value in value * values[column] }
      let found = fitted(scaled, to: labels.map { $0 == class_ }, settings, textWeights: weights)
      let w = found.rows(0..<x.columns).reshaped(x.columns)
      let mean = w.map(\.magnitude).sum() / Float(x.columns)
      let drawn = (w * interpolation + (1 - interpolation) * mean) * ratios
      let bias = found.rows(x.columns..<x.columns + 1) * interpolation
      return .concatenate([drawn.reshaped(x.columns, 1), bias])
    }
  }
}
