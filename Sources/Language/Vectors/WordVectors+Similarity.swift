import Ground
import Tensors

/// How well similarities agree with people's (or a grammar's) judgement.
public struct SimilarityScore: Sendable, Equatable {
  /// Spearman's ρ over the pairs whose words are both known, -1 … 1.
  public let correlation: Float
  /// How many pairs those are.
  public let found: Int
  /// All pairs.
  public let total: Int

  /// The share of the pairs that could be judged, 0 … 1.
  public var coverage: Float { total > 0 ? Float(found) / Float(total) : 0 }
}

extension WordVectors {
  /// Spearman's correlation of the cosines of pairs of words with the pairs' grades.
  public func correlation(with pairs: [GradedPair]) -> SimilarityScore {
    var cosines: [Float] = []
    var grades: [Float] = []
    for pair in pairs {
      guard let a = vocabulary[pair.first], let b = vocabulary[pair.second] else { continue }
      let both = directions.rows(at: [a, b])
      cosines.append((both.row(0) * both.row(1)).sum())
      grades.append(pair.grade)
    }
    return SimilarityScore(
      correlation: spearman(cosines, grades), found: cosines.count, total: pairs.count)
  }
}

/// Spearman's rank correlation ρ of two lists of N numbers, -1 … 1: Pearson's correlation of their ranks,
/// equal numbers sharing the mean of theirs. 0 if one of the lists is all equal.
public func spearman(_ x: [Float], _ y: [Float]) -> Float {
  require(x.count == y.count, "Lists of \(x.count) and \(y.count) numbers can't be compared.")
  let (a, b) = (ranks(x), ranks(y))
  let mean = Double(x.count + 1) / 2
  var (product, left, right) = (0.0, 0.0, 0.0)
  for (p, q) in zip(a, b) {
    product += (p - mean) * (q - mean)
    left += (p - mean) * (p - mean)
    right += (q - mean) * (q - mean)
  }
  return left > 0 && right > 0 ? Float(product / (left * right).squareRoot()) : 0
}

/// The rank of each number, 1 for the smallest; equal numbers share the mean of their ranks.
private func ranks(_ numbers: [Float]) -> [Double] {
  let order = numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
  var ranks = [Double](repeating: 0, count: numbers.count)
  var first = 0
  while first < order.count {
    var last = first
    while last + 1 < order.count && numbers[order[last + 1]] == numbers[order[first]] { last += 1 }
    for i in first...last { ranks[order[i]] = Double(first + last) / 2 + 1 }
    first = last + 1
  }
  return ranks
}
