import Ground
import Language
import Networks
import Tensors

/// Questions with their answers, as ids: what a model learns from that turns one sequence into
/// another.
///
///     let pairs = Pairs([("16+75", "91"), ("52+607", "659")])
///     pairs.questions[0]             // the ids of 1, 6, +, 7 and 5
///     let (training, test) = pairs.split(at: 1)
///
/// Neither side is padded, and an answer has no end sign: both are the models' own affair.
public struct Pairs: Dataset, Sendable {
  /// The sign that ends an answer and, for want of anything before it, also starts it.
  public static let end = Tokenizer.endOfSentence

  public let questions: [[Int]]
  public let answers: [[Int]]
  /// The tokens of questions.
  public let source: Vocabulary
  /// The tokens of answers, the end sign among them.
  public let target: Vocabulary
  /// What cut the texts into tokens.
  public let tokenizer: Tokenizer

  public init(
    questions: [[Int]], answers: [[Int]], source: Vocabulary, target: Vocabulary,
    tokenizer: Tokenizer = .characters
  ) {
    require(
      questions.count == answers.count,
      "\(questions.count) questions don't fit \(answers.count) answers.")
    require(target[Pairs.end] != nil, "The answers' vocabulary needs the sign \(Pairs.end).")
    (self.questions, self.answers) = (questions, answers)
    (self.source, self.target, self.tokenizer) = (source, target, tokenizer)
  }

  /// The given texts, with the vocabularies that they make.
  ///
  /// - Parameter limit: how many different tokens each side keeps at most; all others are `<unk>`. The end
  ///   sign is always among those of answers.
  public init(
    _ texts: [(question: String, answer: String)], tokenizer: Tokenizer = .characters,
    limit: Int? = nil
  ) {
    let questions = texts.map { tokenizer.tokens(in: $0.question) }
    let answers = texts.map { tokenizer.tokens(in: $0.answer) }
    let source = Vocabulary(of: questions.flatMap { $0 }, limit: limit)
    let target = Vocabulary(
      of: answers.flatMap { $0 + [Pairs.end] }, limit: limit, keeping: [Pairs.end])
    // Nothing can throw: what a vocabulary leaves out of its own text is its `<unk>`.
    self.init(
      questions: try! questions.map(source.ids), answers: try! answers.map(target.ids),
      source: source, target: target, tokenizer: tokenizer)
  }

  /// The given texts in the vocabularies of other pairs, for a model that has learned those.
  ///
  /// - Throws: as `Tokenizer.ids` does for a token that they don't have.
  public init(_ texts: [(question: String, answer: String)], like other: Pairs) throws {
    let tokenizer = other.tokenizer
    self.init(
      questions: try texts.map { try tokenizer.ids(of: $0.question, in: other.source) },
      answers: try texts.map { try tokenizer.ids(of: $0.answer, in: other.target) },
      source: other.source, target: other.target, tokenizer: tokenizer)
  }

  public var count: Int { questions.count }

  /// The texts of pair `index`.
  public subscript(index: Int) -> (question: String, answer: String) {
    (
      tokenizer.text(of: source.words(at: questions[index])),
      tokenizer.text(of: target.words(at: answers[index]))
    )
  }

  public func batch(_ indices: [Int]) -> PairBatch {
    PairBatch(questions: indices.map { questions[$0] }, answers: indices.map { answers[$0] })
  }

  /// The pairs that `indices` name, in that order.
  public func pairs(at indices: [Int]) -> Pairs {
    let batch = batch(indices)
    return Pairs(
      questions: batch.questions, answers: batch.answers, source: source, target: target,
      tokenizer: tokenizer)
  }

  /// The same pairs in a random order.
  public func shuffled(_ random: inout Random) -> Pairs { pairs(at: random.permutation(count)) }

  /// The first `count` pairs, and the others.
  public func split(at count: Int) -> (Pairs, Pairs) {
    require(
      count >= 0 && count <= self.count, "\(self.count) pairs can't be split after \(count).")
    return (pairs(at: Array(0..<count)), pairs(at: Array(count..<self.count)))
  }
}

/// Some pairs, to be read side by side.
public struct PairBatch: Sendable {
  public let questions: [[Int]]
  public let answers: [[Int]]

  public init(questions: [[Int]], answers: [[Int]]) {
    (self.questions, self.answers) = (questions, answers)
  }
}

extension Tokenizer {
  /// The ids of a text's tokens.
  ///
  /// - Throws: `InputError` for a character, and `UnknownWord` for a word, that the vocabulary doesn't
  ///   have, unless it has `<unk>`.
  public func ids(of text: String, in vocabulary: Vocabulary) throws -> [Int] {
    let tokens = tokens(in: text)
    if self == .characters, vocabulary[Vocabulary.unknown] == nil,
      let stranger = tokens.first(where: { vocabulary[$0] == nil })
    {
      let known = vocabulary.words.filter { $0.count == 1 }.sorted().joined()
      throw InputError(
        "The model has never seen the character “\(stranger)”; it knows only “\(known)”.")
    }
    return try vocabulary.ids(of: tokens)
  }

  /// A text of the given tokens: characters stand side by side, words have a blank between them.
  public func text(of tokens: [String]) -> String {
    tokens.joined(separator: self == .characters ? "" : " ")
  }
}
