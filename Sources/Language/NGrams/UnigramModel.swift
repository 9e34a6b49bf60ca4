import Ground
import Tensors

/// The simplest of all language models: how often each word occurs, whatever stands before it.
///
/// Each word counts once more than it occurs, so that none is impossible (Laplace's rule).
public struct UnigramModel: LanguageModel, Sendable {
  public let vocabulary: Vocabulary
  /// (V): the probability of each word.
  public let probabilities: Tensor

  /// The model of a text.
  ///
  /// - Throws: `InputError` for a text without words.
  public init(_ vocabulary: Vocabulary, of ids: [Int]) throws {
    guard !ids.isEmpty else { throw InputError("There is nothing to count in an empty text.") }
    vocabulary.requireKnown(ids)
    var counts = [Int](repeating: 1, count: vocabulary.count)
    for id in ids { counts[id] += 1 }
    let total = Float(ids.count + vocabulary.count)
    self.vocabulary = vocabulary
    probabilities = Tensor(counts.map { Float($0) / total })
  }

  public func logProbabilities(of ids: [Int], after context: [Int]) -> [Float] {
    vocabulary.requireKnown(context + ids)
    let logs = log(probabilities).values
    return ids.map { logs[$0] }
  }

  public func nextWord(after context: [Int]) -> Tensor {
    vocabulary.requireKnown(context)
    return probabilities
  }
}
