import Language

/// What was written after a prompt.
public struct Written: Sendable, Equatable {
  /// The tokens, without the prompt and without the end sign.
  public var ids: [Int] = []
  /// The natural logarithm of the text's probability under the model itself, whatever the strategy made
  /// of it: the sum over its tokens, the end sign's too if it has one.
  public var logProbability = 0.0
  /// Whether it came to an end by itself, rather than at the limit.
  public var isEnded = false

  public init(ids: [Int] = [], logProbability: Double = 0, isEnded: Bool = false) {
    (self.ids, self.logProbability, self.isEnded) = (ids, logProbability, isEnded)
  }

  /// How many tokens the probability is of, the end sign among them.
  public var count: Int { ids.count + (isEnded ? 1 : 0) }

  /// The text with one more token.
  func adding(_ id: Int, _ logProbability: Float, isEnd: Bool) -> Written {
    var longer = self
    if isEnd { longer.isEnded = true } else { longer.ids.append(id) }
    longer.logProbability += Double(logProbability)
    return longer
  }
}
