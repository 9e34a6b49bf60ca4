import Ground
import Tensors

/// Where words begin and end in a text that has no blanks, as tags of its characters: B begins a word, M is in
/// its midst, E ends it, and S is a word by itself.
///
///     WordSegmentation.tags(of: ["加速", "度"])          // ["B", "E", "S"]
///     WordSegmentation.words(of: ["加", "速", "度"], tags: ["B", "E", "S"])
///     // ["加速", "度"]
///
/// So any tagger becomes a segmenter. (Xue, "Chinese word segmentation as character tagging", 2003.)
public enum WordSegmentation {
  /// The tags of the characters of words in a row.
  public static func tags(of words: [String]) -> [String] {
    words.flatMap { word -> [String] in
      switch word.count {
      case 0: []
      case 1: ["S"]
      case let count: ["B"] + [String](repeating: "M", count: count - 2) + ["E"]
      }
    }
  }

  /// The words that the tags make of characters. Tags that don't add up are taken at their word: B and S
  /// begin a word whatever stood before, and after E and S one begins.
  public static func words(of characters: [String], tags: [String]) -> [String] {
    require(
      characters.count == tags.count,
      "\(tags.count) tags don't fit \(characters.count) characters.")
    var (words, isOpen): ([String], Bool) = ([], false)
    for (character, tag) in zip(characters, tags) {
      if isOpen, tag != "B", tag != "S" {
        words[words.count - 1] += character
      } else {
        words.append(character)
      }
      isOpen = tag != "E" && tag != "S"
    }
    return words
  }

  /// A text's characters, each a word for a tagger.
  public static func characters(of text: String) -> [String] {
    text.normalized.map { String($0) }
  }

  /// Sentences of words as sentences of characters with their tags, to train a tagger on.
  public static func sentences(_ words: [[String]]) -> TaggedSentences {
    TaggedSentences(
      words.map { words in
        TaggedSentence(words.flatMap(characters), tags(of: words.map(\.normalized)))
      })
  }

  /// The words of texts without blanks, by a tagger that has learned from such sentences.
  public static func words(of texts: [String], by tagger: some WordTagger) -> [[String]] {
    let characters = texts.map(characters)
    return zip(characters, tagger.likeliest(characters)).map { words(of: $0, tags: $1) }
  }
}

/// The baseline of segmenters: from the left, always the longest word that is known.
public struct LongestMatch: Sendable {
  private let words: Set<String>
  private let longest: Int

  /// - Parameter words: the known ones.
  public init(_ words: some Sequence<String>) {
    self.words = Set(words.map(\.normalized))
    longest = self.words.map(\.count).max() ?? 1
  }

  /// The words of a text without blanks. A character that begins no known word is one by itself.
  public func words(of text: String) -> [String] {
    var (rest, found): (Substring, [String]) = (Substring(text.normalized), [])
    while !rest.isEmpty {
      let length = (1...min(longest, rest.count)).reversed().first {
        $0 == 1 || words.contains(String(rest.prefix($0)))
      }!
      found.append(String(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    return found
  }
}

/// How well words were found in texts without blanks.
public struct SegmentationScores: Equatable, Sendable {
  /// The share of the found words that are right, from the first character to the last, the share of the
  /// true ones that were found, and their harmonic mean.
  public let precision, recall, f1: Float
  /// The share of the true words that are not known, and how many of those were found.
  public let shareOfUnknown, recallOfUnknown: Float

  /// - Parameter knows: whether a word was seen in training.
  public init(truth: [[String]], guesses: [[String]], knows: (String) -> Bool) {
    require(
      truth.map { $0.joined() } == guesses.map { $0.joined() },
      "The guessed words don't make the same texts as the true ones.")
    var (wanted, found, right, unknown, rightOfUnknown) = (0, 0, 0, 0, 0)
    for (truth, guess) in zip(truth, guesses) {
      let guessed = Set(SegmentationScores.ranges(of: guess))
      for (word, range) in zip(truth, SegmentationScores.ranges(of: truth)) {
        let (isRight, isKnown) = (guessed.contains(range), knows(word))
        if isRight { right += 1 }
        if !isKnown { unknown += 1 }
        if isRight && !isKnown { rightOfUnknown += 1 }
      }
      (wanted, found) = (wanted + truth.count, found + guess.count)
    }
    func share(_ part: Int, _ whole: Int) -> Float { whole == 0 ? 0 : Float(part) / Float(whole) }
    precision = share(right, found)
    recall = share(right, wanted)
    f1 = share(2 * right, wanted + found)
    shareOfUnknown = share(unknown, wanted)
    recallOfUnknown = share(rightOfUnknown, unknown)
  }

  /// From which character to which each word goes.
  private static func ranges(of words: [String]) -> [Range<Int>] {
    var start = 0
    return words.map { word in
      defer { start += word.count }
      return start..<start + word.count
    }
  }
}
