import Ground
import Tensors

/// Multinomial naive Bayes: a text of class c is taken for a row of features each drawn by itself with the chances
/// of that class.
///
///     p(c | text) ∝ p(c) Πᵢ p(wᵢ | c),  p(w | c) = (count of w in c + α) / (all counts in c + α V)
///
/// (Maron, "Automatic indexing", JACM 1961; McCallum and Nigam, 1998.)
public struct NaiveBayes: Equatable, Sendable {
  /// log p(c): (C).
  public let priors: Tensor
  /// log p(w | c): (C, V).
  public let table: Tensor

  /// - Parameters:
  ///   - texts: the features of each, 0 ..< features, as often as they occur.
  ///   - classes: the class of each, 0 ..< count; every class must have a text.
  ///   - smoothing: α, what each feature is counted besides, above 0.
  public init(
    _ texts: [[Int]], _ classes: [Int], features: Int, classes count: Int, smoothing: Float = 1
  ) {
    require(
      texts.count == classes.count, "\(classes.count) classes don't fit \(texts.count) texts.")
    require(smoothing > 0, "The smoothing must be above 0, not \(smoothing).")
    var counts = Tensor.zeros(count, features)
    counts.withUnsafeMutableBufferPointer { counts in
      for (text, class_) in zip(texts, classes) {
        require((0..<count).contains(class_), "There is no class \(class_) among \(count).")
        for feature in text {
          require((0..<features).contains(feature), "There is no feature \(feature).")
          counts[class_ * features + feature] += 1
        }
      }
    }
    self.init(counts, classes, smoothing: smoothing)
  }

  /// The same of texts as rows of features, (N, V), which may be worth other numbers than their counts.
  public init(_ x: SparseMatrix, _ classes: [Int], classes count: Int, smoothing: Float = 1) {
    require(x.rows == classes.count, "\(classes.count) classes don't fit \(x.rows) texts.")
    require(smoothing > 0, "The smoothing must be above 0, not \(smoothing).")
    var sums = Tensor.zeros(count, x.columns)
    sums.withUnsafeMutableBufferPointer { sums in
      for (row, class_) in classes.enumerated() {
        require((0..<count).contains(class_), "There is no class \(class_) among \(count).")
        for entry in x.starts[row]..<x.starts[row + 1] {
          sums[class_ * x.columns + Int(x.indices[entry])] += x.values[entry]
        }
      }
    }
    self.init(sums, classes, smoothing: smoothing)
  }

  /// - Parameter counts: how often each feature occurs in the texts of each class, (C, V).
  private init(_ counts: Tensor, _ classes: [Int], smoothing: Float) {
    let sizes = classes.reduce(into: [Int](repeating: 0, count: counts.shape[0])) { $0[$1] += 1 }
    require(sizes.allSatisfy { $0 > 0 }, "A class without a text has no chances to be learned.")
    priors = log(Tensor(sizes.map { Float($0) / Float(classes.count) }))
    let smoothed = counts + smoothing
    table = log(smoothed / smoothed.sum(axis: 1, keepingAxis: true))
  }

  /// log p(c) + Σ log p(w | c): (C).
  public func scores(of text: [Int]) -> Tensor {
    text.isEmpty
      ? priors
      : Tensor(
        (0..<priors.count).map { c in
          text.reduce(priors[c]) { $0 + table[c, $1] }
        })
  }

  /// p(c | text): (C).
  public func probabilities(of text: [Int]) -> Tensor { softmax(scores(of: text)) }

  /// The likeliest class; of equally likely ones the first.
  public func guess(_ text: [Int]) -> Int { scores(of: text).argmax()[0] }

  /// log p(w | c) less that of all other classes together: (V), large for what speaks for the class.
  public func evidence(for class_: Int) -> Tensor {
    let others = (0..<priors.count).filter { $0 != class_ }.map { exp(table.row($0)) }
    let mean = others.dropFirst().reduce(others[0], +) / Float(others.count)
    return table.row(class_) - log(mean)
  }
}
