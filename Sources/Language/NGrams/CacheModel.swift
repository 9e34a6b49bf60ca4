import Ground
import Tensors

/// What was said will be said again: the words of the last M words, by how often they are among them
/// (Kuhn and De Mori, "A cache-based natural language model for speech recognition", 1990).
///
/// To the words that were read comes one that is shared out among all words evenly. So no word is
/// impossible, and before anything was read all are equally likely. Alone it is a poor model;
/// `Interpolation` with another one improves that on texts that keep to a subject.
public struct CacheModel: LanguageModel, Sendable {
  public let vocabulary: Vocabulary
  /// How many words the cache holds, M.
  public let size: Int

  /// An empty cache of `size` words.
  public init(_ vocabulary: Vocabulary, size: Int = 500) {
    require(size >= 1, "A cache holds at least 1 word, not \(size).")
    (self.vocabulary, self.size) = (vocabulary, size)
  }

  public func logProbabilities(of ids: [Int], after context: [Int]) -> [Float] {
    vocabulary.requireKnown(ids)
    let before = Array(context.suffix(size))
    let text = before + ids
    var counts = counts(before)
    return text.indices[before.count...].map { place in
      defer {
        counts[text[place]] += 1
        if place >= size { counts[text[place - size]] -= 1 }
      }
      return log(probability(counts[text[place]], of: min(place, size)))
    }
  }

  public func nextWord(after context: [Int]) -> Tensor {
    let words = Array(context.suffix(size))
    return Tensor(counts(words).map { probability($0, of: words.count) })
  }

  /// For each word of the vocabulary, how often it is among `words`.
  private func counts(_ words: [Int]) -> [Int32] {
    vocabulary.requireKnown(words)
    var counts = [Int32](repeating: 0, count: vocabulary.count)
    for id in words { counts[id] += 1 }
    return counts
  }

  private func probability(_ count: Int32, of words: Int) -> Float {
    (Float(count) + 1 / Float(vocabulary.count)) / Float(words + 1)
  }
}
