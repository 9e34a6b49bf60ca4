import Ground
import Tensors

/// A sentence taken for a walk: the next tag is drawn given the tag before it, and each tag draws its word.
///
///     p(t, w) = Πₛ p(tₛ | tₛ₋₁) p(wₛ | tₛ)
///
/// Words that it has never seen are drawn by their endings. (Rabiner, Proceedings of the IEEE 1989; for parts of
/// speech Church, 1988. `TrigramTagger` looks two tags back.)
public struct HiddenMarkovModel: WordTagger, Sendable {
  /// The tags by number.
  public let tags: [String]
  /// log p(j | i), (C + 1, C + 1): the last row is the beginning of a sentence, the last column its end.
  public let transitions: Tensor
  private let words: [String: [(tag: Int, log: Float)]]
  private let endings: WordEndings
  /// log of the share of each tag.
  private let shares: Tensor

  /// - Parameters:
  ///   - sentences: words with their tags.
  ///   - smoothing: what each step from tag to tag is counted besides.
  public init(_ sentences: [[(word: String, tag: String)]], smoothing: Float = 0.1) {
    self.init(TaggedSentences(sentences), smoothing: smoothing)
  }

  /// - Parameter smoothing: what each step from tag to tag is counted besides.
  public init(_ sentences: TaggedSentences, smoothing: Float = 0.1) {
    require(smoothing > 0, "The smoothing must be above 0, not \(smoothing).")
    let counts = TagCounts(sentences)
    let (c, uses) = (counts.tags.count, counts.uses)
    var steps = Tensor.zeros(c + 1, c + 1)
    for (triple, count) in counts.triples {
      steps[triple / (c + 1) % (c + 1), triple % (c + 1)] += Float(count)
    }
    // From the beginning right to the end there is no way.
    let smoothed = steps + smoothing
    tags = counts.tags
    transitions = log(smoothed / smoothed.sum(axis: 1, keepingAxis: true))
    words = counts.words.mapValues { own in
      own.map { ($0.tag, log(Float($0.count) / Float(uses[$0.tag]))) }
    }
    endings = WordEndings(counts)
    let total = Float(uses.reduce(0, +))
    shares = log(Tensor(uses.map { Float($0) }) / total)
  }

  /// Whether the model has seen the word.
  public func knows(_ word: String) -> Bool { words[word] != nil }

  /// log p(w | t) for the tags that may have drawn the word; of an unknown one by Bayes' rule and up to a
  /// constant, p(t | ending) / p(t).
  private func chances(of word: String) -> [(tag: Int, log: Float)] {
    if let known = words[word] { return known }
    return endings.probabilities(of: word).enumerated().compactMap { tag, p in
      p > 0 ? (tag, log(p) - shares[tag]) : nil
    }
  }

  /// The likeliest tags (Viterbi 1967).
  public func likeliest(_ sentence: [String]) -> [String] {
    guard !sentence.isEmpty else { return [] }
    let c = tags.count
    var best: [(tag: Int, log: Float)] = [(c, 0)]
    var before: [[Int: Int]] = []
    for word in sentence {
      var (next, from): ([(tag: Int, log: Float)], [Int: Int]) = ([], [:])
      for (tag, log) in chances(of: word) {
        let way = HiddenMarkovModel.best(best, to: tag, transitions)
        next.append((tag, way.log + log))
        from[tag] = way.tag
      }
      (best, before) = (next, before + [from])
    }
    var tag = HiddenMarkovModel.best(best, to: c, transitions).tag
    var result = [tag]
    for from in before.dropFirst().reversed() {
      tag = from[tag]!
      result.append(tag)
    }
    return result.reversed().map { tags[$0] }
  }

  /// The best of some ways, gone on with to `tag`.
  private static func best(
    _ ways: [(tag: Int, log: Float)], to tag: Int, _ transitions: Tensor
  ) -> (tag: Int, log: Float) {
    var best = (tag: ways[0].tag, log: -Float.infinity)
    for way in ways {
      let log = way.log + transitions[way.tag, tag]
      if log > best.log { best = (way.tag, log) }
    }
    return best
  }
}
