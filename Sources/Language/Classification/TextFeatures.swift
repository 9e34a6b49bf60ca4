import Ground

/// What a classifier may look at in a text: which words stand in it, and which stand side by side.
///
///     let features = TextFeatures(of: [["not", "dull"], ["dull"]], longest: 2)
///     features.names                          // ["dull", "not", "not dull"]
///     features.ids(of: ["so", "not", "dull"]) // [1, 0, 2]: "so" is unknown
public struct TextFeatures: Equatable, Sendable {
  /// The words, and the rows of words with blanks between them, the commonest first.
  public let vocabulary: Vocabulary
  /// How many words the longest rows have.
  public let longest: Int

  /// - Parameters:
  ///   - texts: the words of each.
  ///   - longest: 1 for words alone, 2 for pairs as well, and so on.
  ///   - minimumCount: how often a feature must occur to be kept.
  public init(of texts: [[String]], longest: Int = 1, minimumCount: Int = 1) {
    require(longest >= 1, "A feature has at least 1 word, not \(longest).")
    self.longest = longest
    let all = texts.flatMap { TextFeatures.names(in: $0, longest: longest) }
    let counted = Vocabulary(of: all, minimumCount: minimumCount)
    // What is too rare is no feature; it isn't one together with all others.
    let kept = counted.words.indices.filter { counted.words[$0] != Vocabulary.unknown }
    vocabulary = Vocabulary(
      words: kept.map { counted.words[$0] }, counts: kept.map { counted.counts[$0] })
  }

  /// V.
  public var count: Int { vocabulary.count }
  public var names: [String] { vocabulary.words }

  /// The known features of a text, each as often as it occurs: first all words, then all pairs.
  public func ids(of tokens: [String]) -> [Int] {
    TextFeatures.names(in: tokens, longest: longest).compactMap { vocabulary[$0] }
  }

  private static func names(in tokens: [String], longest: Int) -> [String] {
    (1...longest).flatMap { n in
      tokens.count < n
        ? []
        : (0...tokens.count - n).map { tokens[$0..<$0 + n].joined(separator: " ") }
    }
  }
}
