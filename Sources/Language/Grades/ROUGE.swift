import Tensors

/// How much of a reference's words a summary has, and how much of the summary is in the reference (Lin, "ROUGE: a
/// package for automatic evaluation of summaries", 2004).
public struct ROUGE: Equatable, Sendable {
  /// What is shared, over what the summary has; 0 for one without words.
  public let precision: Float
  /// What is shared, over what the reference has; 0 for one without words.
  public let recall: Float

  /// The harmonic mean of both; 0 where nothing is shared.
  public var f1: Float {
    precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
  }

  private init(shared: Int, summary: Int, reference: Int) {
    precision = summary == 0 ? 0 : Float(shared) / Float(summary)
    recall = reference == 0 ? 0 : Float(shared) / Float(reference)
  }

  /// ROUGE-n: by n-grams, each counted at most as often as the other side has it (section 2).
  public init(_ summary: [String], like reference: [String], n: Int) {
    func counts(_ words: [String]) -> [[String]: Int] {
      var counts: [[String]: Int] = [:]
      for start in 0..<max(0, words.count - n + 1) {
        counts[Array(words[start..<start + n]), default: 0] += 1
      }
      return counts
    }
    let (a, b) = (counts(summary), counts(reference))
    self.init(
      shared: a.reduce(0) { $0 + min($1.value, b[$1.key] ?? 0) },
      summary: a.values.reduce(0, +), reference: b.values.reduce(0, +))
  }

  /// ROUGE-L: by the longest row of words that both have in this order, with gaps (section 3).
  public init(longestCommonOf summary: [String], and reference: [String]) {
    var longest = [Int](repeating: 0, count: reference.count + 1)
    for word in summary {
      var diagonal = 0
      for (j, other) in reference.enumerated() {
        let above = longest[j + 1]
        longest[j + 1] = word == other ? diagonal + 1 : max(above, longest[j])
        diagonal = above
      }
    }
    self.init(shared: longest.last!, summary: summary.count, reference: reference.count)
  }
}
