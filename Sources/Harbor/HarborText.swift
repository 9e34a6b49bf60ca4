import Tensors

/// Stories of the harbor, with their exact probability.
public struct HarborText: Sendable {
  public let stories: [HarborStory]

  /// The sentences of all stories: words, each list ended by `.` or `?`.
  public var sentences: [[String]] { stories.flatMap { $0.sentences.map(\.words) } }

  /// The words of all stories, one after the other.
  public var words: [String] { stories.flatMap { $0.sentences.flatMap(\.words) } }

  /// How many words there are, sentence ends included.
  public var count: Int {
    stories.reduce(0) { $0 + $1.sentences.reduce(0) { $0 + $1.words.count } }
  }

  /// The natural logarithm of the text's probability, story ends included.
  public var logProbability: Double { stories.reduce(0) { $0 + $1.logProbability } }

  /// The perplexity a word of the grammar itself on this text: no model's expected one is lower.
  public var perplexity: Float { exp(Float(-logProbability / Double(count))) }

  /// Where a verb must agree with the head of its subject.
  public var agreements: [HarborAgreement] {
    stories.flatMap { $0.sentences.flatMap(\.agreements) }
  }
}

/// A story: sentences about the same people.
public struct HarborStory: Sendable {
  public let sentences: [HarborSentence]

  /// The natural logarithm of the story's probability.
  public var logProbability: Double { sentences.reduce(0) { $0 + $1.logProbability } }
}

/// A sentence of a story.
public struct HarborSentence: Sendable {
  /// The words, of which the last is `.` or `?`.
  public let words: [String]
  /// The natural logarithm of its probability, given the story so far.
  public let logProbability: Double
  /// Where in this sentence a verb must agree with the head of its subject.
  public let agreements: [HarborAgreement]
}

/// A place where a verb must agree in number with a noun that may be far away.
public struct HarborAgreement: Sendable, Equatable {
  /// The words of the sentence before the verb.
  public let prefix: [String]
  /// The verb that agrees, such as *are*, and the one that does not, such as *is*.
  public let right: String
  public let wrong: String
  /// Where in `prefix` the subject's head is.
  public let head: Int

  /// How many words stand between the head and the verb.
  public var distance: Int { prefix.count - 1 - head }
}
