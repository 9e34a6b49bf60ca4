import Ground
import Tensors

/// A sentence taken for a walk: the next tag is drawn given the tag before it, and each tag draws its word.
///
///     p(t, w) = Πₛ p(tₛ | tₛ₋₁) p(wₛ | tₛ)
///
/// Words that it has never seen are drawn by their endings. (Rabiner, Proceedings of the IEEE 1989; for parts of
/// speech Church, 1988; endings as in Brants, "TnT", ANLP 2000, section 2.3.)
public struct HiddenMarkovModel: Sendable {
  /// The tags by number.
  public let tags: [String]
  /// log p(j | i), (C + 1, C + 1): the last row is the beginning of a sentence, the last column its end.
  public let transitions: Tensor
  private let words: [String: [(tag: Int, log: Float)]]
  private let endings: Endings

  /// - Parameters:
  ///   - sentences: words with their tags.
  ///   - smoothing: what each step from tag to tag is counted besides.
  public init(_ sentences: [[(word: String, tag: String)]], smoothing: Float = 0.1) {
    require(smoothing > 0, "The smoothing must be above 0, not \(smoothing).")
    tags = Set(sentences.joined().map(\.tag)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: tags.enumerated().map { ($1, $0) })
    let c = tags.count
    var steps = Tensor.zeros(c + 1, c + 1)
    var uses = [Int](repeating: 0, count: c)
    var counts: [String: [Int: Int]] = [:]
    for sentence in sentences where !sentence.isEmpty {
      var before = c
      for (word, tag) in sentence {
        let number = numbers[tag]!
        steps[before, number] += 1
        uses[number] += 1
        counts[word, default: [:]][number, default: 0] += 1
        before = number
      }
      steps[before, c] += 1
    }
    // From the beginning right to the end there is no way.
    let smoothed = steps + smoothing
    transitions = log(smoothed / smoothed.sum(axis: 1, keepingAxis: true))
    words = counts.mapValues { byTag in
      byTag.sorted { $0.key < $1.key }.map { tag, count in
        (tag, log(Float(count) / Float(uses[tag])))
      }
    }
    endings = Endings(of: counts, uses: uses)
  }

  /// Whether the model has seen the word.
  public func knows(_ word: String) -> Bool { words[word] != nil }

  /// log p(w | t) for the tags that may have drawn the word; of an unknown one, up to a constant.
  private func chances(of word: String) -> [(tag: Int, log: Float)] {
    words[word] ?? endings.chances(of: word)
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

/// Which tags words with an ending have, learned from rare words: new words are like them.
private struct Endings: Sendable {
  /// For each ending log p(t | ending) − log p(t).
  private let table: [String: [(tag: Int, log: Float)]]
  private static let longest = 4

  /// - Parameters:
  ///   - counts: how often each word has each tag.
  ///   - uses: how often each tag occurs.
  init(of counts: [String: [Int: Int]], uses: [Int]) {
    var sums: [String: [Float]] = [:]
    for word in counts.keys.sorted() {
      let byTag = counts[word]!
      guard byTag.values.reduce(0, +) <= 10 else { continue }
      for ending in Endings.of(word) {
        for (tag, count) in byTag {
          sums[ending, default: Array(repeating: 0, count: uses.count)][tag] += Float(count)
        }
      }
    }
    let total = Float(uses.reduce(0, +))
    let shares = uses.map { Float($0) / max(total, 1) }
    table = sums.mapValues { sums in
      // Each ending is smoothed by the shares of all tags.
      let all = sums.reduce(0, +)
      return sums.indices.map { tag in
        (tag, log((sums[tag] + shares[tag]) / (all + 1)) - log(shares[tag]))
      }
    }
  }

  /// The word's endings, the longest first, with a mark whether it begins with a capital; last of all none.
  private static func of(_ word: String) -> [String] {
    let mark = word.first?.isUppercase == true ? "A" : "a"
    let letters = Array(word.lowercased())
    return (0...min(longest, letters.count)).reversed().map { mark + String(letters.suffix($0)) }
  }

  /// log p(w | t) of a word that was never seen, up to a constant: by Bayes' rule, p(t | ending) / p(t).
  func chances(of word: String) -> [(tag: Int, log: Float)] {
    for ending in Endings.of(word) {
      if let chances = table[ending] { return chances }
    }
    return table.values.first.map { $0.map { ($0.tag, 0) } } ?? []
  }
}
