import Ground
import Harbor
import Tensors

/// A text in three parts, as ids of one vocabulary: to learn from, to choose by, and to be judged by.
public struct Corpus: Sendable {
  /// What the corpus is called: `harbor`, `ptb`, or the reader's path.
  public let name: String
  /// The words of the training part.
  public let vocabulary: Vocabulary
  public let training: [Int]
  public let validation: [Int]
  public let test: [Int]

  /// The corpus with the given parts. Words that occur in the training part too rarely, or not at all,
  /// are `<unk>`.
  ///
  /// - Parameters:
  ///   - limit: how many words to keep at most.
  ///   - minimumCount: how often the training part must use a word for it to be kept.
  public init(
    name: String, training: [String], validation: [String] = [], test: [String] = [],
    limit: Int? = nil, minimumCount: Int = 1
  ) {
    let known = Set(training)
    let isOpen = !(known.isSuperset(of: validation) && known.isSuperset(of: test))
    let vocabulary = Vocabulary(
      of: training, limit: limit, minimumCount: minimumCount, withUnknown: isOpen,
      keeping: [Tokenizer.endOfSentence])
    // Nothing can throw: where a part has a word of its own, the vocabulary has `<unk>`.
    try! self.init(
      name: name, vocabulary: vocabulary, training: training, validation: validation, test: test)
  }

  /// The corpus with the given parts, and a vocabulary that comes with an order of its own.
  ///
  /// - Throws: `UnknownWord` for a word outside the vocabulary, unless that has `<unk>`.
  public init(
    name: String, vocabulary: Vocabulary, training: [String], validation: [String] = [],
    test: [String] = []
  ) throws {
    (self.name, self.vocabulary) = (name, vocabulary)
    self.training = try vocabulary.ids(of: training)
    self.validation = try vocabulary.ids(of: validation)
    self.test = try vocabulary.ids(of: test)
  }
}
