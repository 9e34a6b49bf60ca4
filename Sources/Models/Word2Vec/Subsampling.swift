import Language
import Tensors

/// Leaves out a share of the frequent words, which tell little about their neighbors, and so brings
/// others nearer together. A word of frequency f is kept with probability √(s/f) + s/f, as the
/// word2vec program has it (the paper gives √(s/f) alone: Mikolov et al., NIPS 2013, section 2.3).
public struct Subsampling: Sendable {
  /// The probability of keeping each word, 1 at most.
  public let keep: [Float]
  /// How many tokens of the text are kept in the mean.
  public let expectedCount: Double

  /// - Parameters:
  ///   - counts: how often each word occurs.
  ///   - threshold: s, the frequency up to which words are always kept, or nearly; 0 keeps them all.
  public init(counts: [Int], threshold: Float) {
    let total = counts.reduce(0, +)
    keep = counts.map { count in
      guard threshold > 0, count > 0 else { return 1 }
      let ratio = threshold * Float(total) / Float(count)
      return min(1, ratio.squareRoot() + ratio)
    }
    expectedCount = zip(counts, keep).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// Whether to keep this occurrence of a word. Draws a number only where it matters.
  func keeps(_ id: Int32, _ random: inout Random) -> Bool {
    let probability = keep[Int(id)]
    return probability >= 1 || random.uniform() < probability
  }
}
