/// A document that a search has found. Of two hits the better is the larger: the one with the higher score, or
/// of equal ones the earlier document.
public struct Hit: Comparable, Sendable {
  /// Its number, from 0 in the order in which documents were added.
  public let document: Int
  public let score: Float

  public init(document: Int, score: Float) { (self.document, self.score) = (document, score) }

  public static func < (a: Hit, b: Hit) -> Bool {
    a.score != b.score ? a.score < b.score : a.document > b.document
  }
}

/// A word of a question, and for how much it counts.
public struct WeightedWord: Equatable, Sendable {
  public let word: String
  public let weight: Float

  public init(_ word: String, _ weight: Float) { (self.word, self.weight) = (word, weight) }
}

/// Rankings made one (Cormack, Clarke and Büttcher, “Reciprocal rank fusion outperforms Condorcet and individual
/// rank learning methods”, SIGIR 2009): a document gets 1 / (60 + its place) from each ranking that has it, so
/// that scores of different kinds need not be compared.
///
/// - Parameter limit: how many documents to return at most.
public func reciprocalRankFusion(_ rankings: [[Hit]], limit: Int) -> [Hit] {
  var scores: [Int: Float] = [:]
  for ranking in rankings {
    for (place, hit) in ranking.enumerated() {
      scores[hit.document, default: 0] += 1 / Float(61 + place)
    }
  }
  var best = Largest<Hit>(limit)
  for (document, score) in scores { best.offer(Hit(document: document, score: score)) }
  return best.sorted
}
