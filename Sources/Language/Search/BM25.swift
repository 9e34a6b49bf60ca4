import Tensors

/// How much a document that has a word says of a question that has it too: more for rare words, more for those
/// that come often in it, but ever less so, and less where the document is long (Robertson and Zaragoza, "The
/// probabilistic relevance framework: BM25 and beyond", 2009, section 3.5).
///
///     weight = log(1 + (N − n + ½) / (n + ½)) · f / (f + k₁ (1 − b + b · length / mean length))
///
/// With the 1 in the logarithm, as Lucene has it, a word that is in most documents still counts for a little,
/// where the first formula made it count against them.
public struct BM25: Equatable, Sendable {
  /// How soon more of the same word says nothing new; 0: at once.
  public var saturation: Float
  /// How much the length counts, 0 to 1.
  public var lengthWeight: Float

  public init(saturation: Float = 1.2, lengthWeight: Float = 0.75) {
    (self.saturation, self.lengthWeight) = (saturation, lengthWeight)
  }

  /// What a word is worth that `frequency` of `documents` have.
  public func rarity(documents: Int, frequency: Int) -> Float {
    log(1 + (Float(documents - frequency) + 0.5) / (Float(frequency) + 0.5))
  }

  /// What `count` of a word in a document add, a share of its rarity.
  @inline(__always)
  public func share(count: Float, length: Float, meanLength: Float) -> Float {
    count / (count + saturation * (1 - lengthWeight + lengthWeight * length / meanLength))
  }
}
