import Ground
import Tensors

/// What a feature of a text is worth before a classifier weighs it.
///
///     let counts = features.counts(in: texts)
///     let weighting = FeatureWeighting(.tfidf, of: counts)
///     let x = weighting.weighted(counts)      // (N, V), each row of norm 1
public struct FeatureWeighting: Equatable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    /// As often as it occurs.
    case counts
    /// 1 if it occurs.
    case presence
    /// How often it occurs, times how rare it is in other texts; each text's numbers are divided by their
    /// Euclidean norm.
    case tfidf
  }

  public let kind: Kind
  /// log((1 + N) / (1 + N_w)) + 1, where N_w of N texts have the feature w: (V); nil if `kind` has no use for
  /// it.
  ///
  /// (Spärck Jones, "A statistical interpretation of term specificity", Journal of Documentation 28, 1972;
  /// smoothed, as if one more text had all features, as scikit-learn does.)
  public let inverseDocumentFrequency: Tensor?

  /// - Parameter counts: the texts that it is to be learned from how rare a feature is, (N, V).
  public init(_ kind: Kind, of counts: SparseMatrix) {
    guard kind == .tfidf else {
      self.init(kind, nil)
      return
    }
    var texts = [Int](repeating: 0, count: counts.columns)
    for index in counts.indices { texts[Int(index)] += 1 }
    let all = Float(1 + counts.rows)
    self.init(kind, log(Tensor(texts.map { all / Float(1 + $0) })) + 1)
  }

  /// What was learned before.
  package init(_ kind: Kind, _ inverseDocumentFrequency: Tensor?) {
    (self.kind, self.inverseDocumentFrequency) = (kind, inverseDocumentFrequency)
  }

  /// (N, V) → (N, V).
  public func weighted(_ counts: SparseMatrix) -> SparseMatrix {
    switch kind {
    case .counts: return counts
    case .presence: return counts.replacingValues { _, _ in 1 }
    case .tfidf:
      guard let idf = inverseDocumentFrequency?.values else { return counts }
      require(
        idf.count == counts.columns,
        "A weighting of \(idf.count) features doesn't fit texts of \(counts.columns).")
      return counts.replacingValues { column, count in count * idf[column] }.withUnitRows()
    }
  }
}

extension SparseMatrix {
  /// The same entries with other values: of each what `value` makes of its column and its value.
  func replacingValues(_ value: (_ column: Int, _ value: Float) -> Float) -> SparseMatrix {
    SparseMatrix(
      columns: columns, starts: starts, indices: indices,
      values: zip(indices, values).map { value(Int($0), $1) })
  }

  /// Each row divided by its Euclidean norm; rows of zeros stay.
  fileprivate func withUnitRows() -> SparseMatrix {
    var scaled = values
    for row in 0..<rows {
      let entries = starts[row]..<starts[row + 1]
      let norm = entries.reduce(Float(0)) { $0 + values[$1] * values[$1] }.squareRoot()
      if norm > 0 { for entry in entries { scaled[entry] /= norm } }
    }
    return SparseMatrix(columns: columns, starts: starts, indices: indices, values: scaled)
  }
}

/// How much more likely each feature is in the texts of a class than in all others:
/// r = log((p / Σp) / (q / Σq)), where p = α + the features of the class's texts, and q of the others' (Wang
/// and Manning, "Baselines and bigrams", ACL 2012, section 2.1).
///
/// - Parameters:
///   - x: the texts, (N, V).
///   - labels: the class of each.
///   - class_: the class in question.
///   - smoothing: α, above 0.
/// - Returns: (V).
public func logCountRatios(
  _ x: SparseMatrix, _ labels: [Int], of class_: Int, smoothing: Float = 1
) -> Tensor {
  require(labels.count == x.rows, "\(labels.count) labels don't fit \(x.rows) texts.")
  require(smoothing > 0, "The smoothing must be above 0, not \(smoothing).")
  var (p, q) = (Tensor.full([x.columns], smoothing), Tensor.full([x.columns], smoothing))
  func add(_ row: Int, to sums: inout Tensor) {
    sums.withUnsafeMutableBufferPointer { sums in
      for entry in x.starts[row]..<x.starts[row + 1] {
        sums[Int(x.indices[entry])] += x.values[entry]
      }
    }
  }
  for (row, label) in labels.enumerated() {
    if label == class_ { add(row, to: &p) } else { add(row, to: &q) }
  }
  return log(p / p.sum()) - log(q / q.sum())
}
