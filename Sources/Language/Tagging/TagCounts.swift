import Ground
import Tensors

/// What counting taggers learn of tagged sentences: how often each word has each tag, and how often three
/// tags stand in a row.
public struct TagCounts: Equatable, Sendable {
  /// How often a word has a tag.
  public struct Use: Equatable, Sendable {
    public let tag, count: Int

    public init(tag: Int, count: Int) { (self.tag, self.count) = (tag, count) }
  }

  /// The tags by number; C of them.
  public let tags: [String]
  /// The tags that each word has, by their numbers.
  public let words: [String: [Use]]
  /// How often tag k stands after i and j: by (i · (C + 1) + j) · (C + 1) + k. C stands for both places
  /// before a sentence, and for the one after it.
  public let triples: [Int: Int]

  package init(tags: [String], words: [String: [Use]], triples: [Int: Int]) {
    (self.tags, self.words, self.triples) = (tags, words, triples)
  }

  public init(_ sentences: TaggedSentences) {
    tags = sentences.tags
    let c = tags.count
    require(c > 0, "There are no tagged words to count.")
    require(c < 1 << 20, "\(c) tags are too many to count three in a row.")
    let numbers = Dictionary(uniqueKeysWithValues: tags.enumerated().map { ($1, $0) })
    var (words, triples): ([String: [Use]], [Int: Int]) = ([:], [:])
    for sentence in sentences.sentences where !sentence.words.isEmpty {
      var (first, second) = (c, c)
      for (word, tag) in zip(sentence.words, sentence.tags) {
        let number = numbers[tag]!
        words[word, default: []].count(number)
        triples[(first * (c + 1) + second) * (c + 1) + number, default: 0] += 1
        (first, second) = (second, number)
      }
      triples[(first * (c + 1) + second) * (c + 1) + c, default: 0] += 1
    }
    self.words = words.mapValues { $0.sorted { $0.tag < $1.tag } }
    self.triples = triples
  }

  /// How often each tag occurs.
  public var uses: [Int] {
    words.values.reduce(into: [Int](repeating: 0, count: tags.count)) { uses, word in
      for use in word { uses[use.tag] += use.count }
    }
  }

  /// The tag that occurs most often among `uses`, of equally frequent ones the first; nil if there is none.
  static func commonest(_ uses: some Sequence<Use>) -> Int? {
    var best: Use?
    for use in uses where use.count > best?.count ?? 0 { best = use }
    return best?.tag
  }
}

extension [TagCounts.Use] {
  fileprivate mutating func count(_ tag: Int) {
    if let place = firstIndex(where: { $0.tag == tag }) {
      self[place] = .init(tag: tag, count: self[place].count + 1)
    } else {
      append(.init(tag: tag, count: 1))
    }
  }
}

/// The baseline: each word gets the tag that it had most often, a new one that which words seen once had
/// most often.
public struct CommonestTags: WordTagger, Sendable {
  public let counts: TagCounts
  private let best: [String: Int]
  /// What a new word gets.
  private let other: Int

  public init(_ sentences: TaggedSentences) { self.init(TagCounts(sentences)) }

  public init(_ counts: TagCounts) {
    self.counts = counts
    best = counts.words.compactMapValues { TagCounts.commonest($0) }
    let all = counts.uses
    var rare = [Int](repeating: 0, count: all.count)
    for case let uses in counts.words.values where uses.count == 1 && uses[0].count == 1 {
      rare[uses[0].tag] += 1
    }
    func commonest(_ uses: [Int]) -> Int? {
      TagCounts.commonest(uses.enumerated().map { .init(tag: $0, count: $1) })
    }
    other = commonest(rare) ?? commonest(all) ?? 0
  }

  public var tags: [String] { counts.tags }
  public func knows(_ word: String) -> Bool { best[word] != nil }

  public func likeliest(_ sentence: [String]) -> [String] {
    sentence.map { tags[best[$0] ?? other] }
  }
}
