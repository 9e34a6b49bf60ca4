import Ground
import Tensors

/// Something that knows how likely each next word is, given all words before it.
///
/// The chain rule makes of it the probability of any text: the product of its words' probabilities,
/// each given all before (Shannon, "A mathematical theory of communication", 1948, section 2).
public protocol LanguageModel {
  /// The words that the model gives probabilities to, V of them.
  var vocabulary: Vocabulary { get }

  /// The natural logarithm of P(id | `context` and the ids before it), for each of `ids`.
  ///
  /// An empty context stands for the start of a text: the model says what it can without.
  func logProbabilities(of ids: [Int], after context: [Int]) -> [Float]

  /// (V): the probability of each next word.
  func nextWord(after context: [Int]) -> Tensor
}

extension LanguageModel {
  /// The perplexity on all of `ids`, exp of the mean of −ln P: read as one stream, each word given
  /// all before it, and none left out. Without a context the first word is the context.
  public func perplexity(on ids: [Int], after context: [Int] = []) -> Float {
    let read = context.isEmpty ? 1 : 0
    require(
      ids.count > read,
      "A perplexity needs a word to predict and one before it, not \(context.count + ids.count).")
    let logs = logProbabilities(of: Array(ids[read...]), after: context + ids[..<read])
    return exp(Float(-logs.reduce(0.0) { $0 + Double($1) } / Double(logs.count)))
  }

  /// The natural logarithm of a sentence's probability, given the words before it.
  ///
  /// - Throws: `UnknownWord` for a word outside the vocabulary, unless that has `<unk>`.
  public func logProbability(of sentence: [String], after words: [String] = []) throws -> Float {
    let ids = try vocabulary.ids(of: sentence)
    let logs = logProbabilities(of: ids, after: try vocabulary.ids(of: words))
    return Float(logs.reduce(0.0) { $0 + Double($1) })
  }
}

extension Vocabulary {
  /// Stops the program if an id is not one of the vocabulary's.
  package func requireKnown(_ ids: [Int]) {
    for id in ids { require(id >= 0 && id < count, "There is no word \(id) among \(count).") }
  }
}
