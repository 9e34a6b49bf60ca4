import Ground
import Tensors

/// The words a model knows and their ids: 0 for the most frequent word, 1 for the next, and so on.
/// Words of equal frequency stand in the order in which the text first uses them.
///
///     let vocabulary = Vocabulary(of: ["you", "say", "goodbye", "and", "i", "say", "hello", "."])
///     vocabulary.words           // ["say", "you", "goodbye", "and", "i", "hello", "."]
///     vocabulary["you"]          // 1
///
/// All words are in Unicode's normalization form C, also those that come from a file.
public struct Vocabulary: Sendable, Equatable {
  /// The word that stands for all words outside the vocabulary.
  public static let unknown = "<unk>"

  /// The words by id.
  public let words: [String]
  /// How often each word occurs in the text the vocabulary was made from.
  public let counts: [Int]
  private let ids: [String: Int]

  /// The words of a text.
  ///
  /// - Parameters:
  ///   - tokens: the text.
  ///   - limit: how many words to keep at most, `<unk>` among them; the most frequent stay.
  ///   - minimumCount: how often a word must occur to be kept.
  ///   - withUnknown: whether to have `<unk>` even where the text has no use for it, for the sake of
  ///     other texts. It is there without being asked for once a word was left out.
  ///   - signs: words that stay, however rare they are, if the text has them: signs that a model can't do
  ///     without. With `<unk>`, they may be more than `limit`.
  public init(
    of tokens: [String], limit: Int? = nil, minimumCount: Int = 1, withUnknown: Bool = false,
    keeping signs: Set<String> = []
  ) {
    let (order, counts) = Vocabulary.counted(tokens)
    var kept = Vocabulary.byFrequency(Array(order.indices), counts)
    let always = signs.union([Vocabulary.unknown])
    let frequent = kept.filter { counts[$0] >= minimumCount || always.contains(order[$0]) }
    let cut = limit.map { $0 < frequent.count } ?? false
    let needsUnknown = withUnknown || cut || frequent.count < kept.count
    var unknown = (known: 0, dropped: 0)
    if needsUnknown {
      let others = frequent.filter { order[$0] != Vocabulary.unknown }
      let room = limit.map { max($0 - 1, 0) } ?? others.count
      unknown.known = order.firstIndex(of: Vocabulary.unknown).map { counts[$0] } ?? 0
      let chosen = Vocabulary.cut(others, to: room, keeping: { signs.contains(order[$0]) })
      unknown.dropped = tokens.count - unknown.known - chosen.reduce(0) { $0 + counts[$1] }
      kept = chosen
    }
    var entries = kept.map { (order[$0], counts[$0]) }
    if needsUnknown {
      let count = unknown.known + unknown.dropped
      let place = entries.firstIndex { $0.1 < count } ?? entries.count
      entries.insert((Vocabulary.unknown, count), at: place)
    }
    self.init(words: entries.map(\.0), counts: entries.map(\.1))
  }

  /// The first `room` words, of which the last make room for words further on that must be kept.
  private static func cut(_ words: [Int], to room: Int, keeping isKept: (Int) -> Bool) -> [Int] {
    var free = max(room - words.count(where: isKept), 0)
    return words.filter { word in
      if isKept(word) { return true }
      free -= 1
      return free >= 0
    }
  }

  /// The different tokens of a text, in the order of their first appearance, and how often each occurs.
  private static func counted(_ tokens: [String]) -> (order: [String], counts: [Int]) {
    var places: [String: Int] = [:]
    var (order, counts): ([String], [Int]) = ([], [])
    for token in tokens {
      if let place = places[token] {
        counts[place] += 1
      } else {
        places[token] = order.count
        order.append(token)
        counts.append(1)
      }
    }
    return (order, counts)
  }

  /// The given words, all different, with the ids 0, 1, …; for words that come with an order of their
  /// own, such as those of a file of vectors.
  public init(words: [String], counts: [Int]? = nil) {
    let counts = counts ?? [Int](repeating: 0, count: words.count)
    require(
      counts.count == words.count, "\(counts.count) counts don't fit \(words.count) words.")
    let words = words.map(\.normalized)
    self.words = words
    self.counts = counts
    ids = Dictionary(words.enumerated().map { ($1, $0) }, uniquingKeysWith: min)
    require(ids.count == words.count, "A vocabulary has one of its words twice.")
  }

  /// Words, as places in `counts`, in the order of their ids; `words` are in the order of the text.
  static func byFrequency(_ words: [Int], _ counts: [Int]) -> [Int] {
    words.sorted { (counts[$1], $0) < (counts[$0], $1) }
  }

  /// How many words there are, V.
  public var count: Int { words.count }

  /// The id of `word`, or nil.
  public subscript(word: String) -> Int? { ids[word] }

  /// The word with the id `id`.
  public func word(_ id: Int) -> String {
    require(id >= 0 && id < count, "There is no word \(id) among \(count).")
    return words[id]
  }

  /// The id of `word`; throws `UnknownWord`, with the nearest spelling, where there is none.
  public func id(of word: String) throws -> Int {
    if let id = ids[word] { return id }
    // Frequent words come first, so of equally near ones the most frequent is suggested.
    throw UnknownWord(word: word, suggestion: nearest(to: word, among: words, slack: 1))
  }

  /// The ids of `tokens`. Words outside the vocabulary become `<unk>`; throws `UnknownWord` if the
  /// vocabulary has none.
  public func ids(of tokens: [String]) throws -> [Int] {
    let unknown = ids[Vocabulary.unknown]
    return try tokens.map { token in
      if let id = ids[token] ?? unknown { return id }
      return try id(of: token)
    }
  }

  /// The words with the given ids.
  public func words(at ids: [Int]) -> [String] { ids.map(word) }
}

/// A word that a vocabulary doesn't have.
public struct UnknownWord: Error, CustomStringConvertible, Equatable {
  public let word: String
  /// The word that was perhaps meant.
  public let suggestion: String?

  public var description: String {
    let hint = suggestion.map { " Did you mean “\($0)”?" } ?? ""
    return "The word “\(word)” is not in the vocabulary.\(hint)"
  }
}
