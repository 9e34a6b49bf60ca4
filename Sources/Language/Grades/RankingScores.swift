import Tensors

/// How well one question was answered by a ranking: the documents in the order in which they were given, against
/// what people judged relevant (Manning, Raghavan and Schütze, *Introduction to Information Retrieval*, 2008,
/// chapter 8).
public struct RankingScores: Equatable, Sendable {
  private let gains: [Float]
  private let ideal: [Float]

  /// - Parameters:
  ///   - ranking: the documents, the best first, each once.
  ///   - grades: how relevant a document is, above 0; those that are missing aren't.
  public init(_ ranking: [Int], grades: [Int: Float]) {
    gains = ranking.map { max(0, grades[$0] ?? 0) }
    ideal = grades.values.filter { $0 > 0 }.sorted(by: >)
  }

  private var relevant: Float { Float(ideal.count) }
  private func found(_ count: Int) -> Float { Float(gains.prefix(count).count { $0 > 0 }) }

  /// The share of the first `count` documents that is relevant; those that weren't given count as wrong.
  public func precision(at count: Int) -> Float { count > 0 ? found(count) / Float(count) : 0 }

  /// The share of what is relevant that is among the first `count`; 0 where nothing is.
  public func recall(at count: Int) -> Float { relevant == 0 ? 0 : found(count) / relevant }

  /// The mean, over all relevant documents, of the precision at the place where each was given; 0 for one that
  /// wasn't. Its mean over questions is MAP.
  public var averagePrecision: Float {
    var (hits, sum): (Float, Float) = (0, 0)
    for (place, gain) in gains.enumerated() where gain > 0 {
      hits += 1
      sum += hits / Float(place + 1)
    }
    return relevant == 0 ? 0 : sum / relevant
  }

  /// 1 / the place of the first relevant document; 0 where none was given.
  public var reciprocalRank: Float {
    gains.firstIndex { $0 > 0 }.map { 1 / Float($0 + 1) } ?? 0
  }

  /// nDCG: the sum of gain / log₂(1 + place) over the first `count` documents, over the largest that it could
  /// be (Järvelin and Kekäläinen, *ACM TOIS* 20(4), 2002, with the grade itself as gain).
  public func normalizedGain(at count: Int) -> Float {
    func discounted(_ gains: [Float]) -> Float {
      var sum: Float = 0
      for (place, gain) in gains.prefix(count).enumerated() {
        sum += gain * log(2) / log(Float(place + 2))
      }
      return sum
    }
    let best = discounted(ideal)
    return best == 0 ? 0 : discounted(gains) / best
  }
}
