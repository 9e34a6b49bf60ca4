import Ground
import Tensors

/// A sentence: its words, and a tag for each of them.
public struct TaggedSentence: Equatable, Sendable {
  /// In Unicode's normalization form C.
  public let words: [String]
  public let tags: [String]

  public init(_ words: [String], _ tags: [String]) {
    require(
      words.count == tags.count, "\(tags.count) tags don't fit \(words.count) words.")
    (self.words, self.tags) = (words.map(\.normalized), tags)
  }
}

/// Sentences whose words have tags: parts of speech, pieces of names, whatever a file has for each word.
///
///     let corpus = try TaggedSentences(contentsOf: "en_ewt-ud-train.conllu")
///     corpus[0].words            // ["Al", "-", "Zaman", ":", …]
///     corpus[0].tags             // ["PROPN", "PUNCT", "PROPN", "PUNCT", …]
public struct TaggedSentences: Equatable, Sendable {
  public let sentences: [TaggedSentence]
  /// All tags that occur, sorted.
  public let tags: [String]

  public init(_ sentences: [TaggedSentence]) {
    self.sentences = sentences
    tags = sentences.reduce(into: Set<String>()) { $0.formUnion($1.tags) }.sorted()
  }

  /// Words with their tags, sentence by sentence.
  public init(_ sentences: [[(word: String, tag: String)]]) {
    self.init(sentences.map { TaggedSentence($0.map(\.word), $0.map(\.tag)) })
  }

  /// How many sentences there are.
  public var count: Int { sentences.count }
  public subscript(_ index: Int) -> TaggedSentence { sentences[index] }
  /// How many words they have together.
  public var wordCount: Int { sentences.reduce(0) { $0 + $1.words.count } }
  /// The words, sentence by sentence.
  public var words: [[String]] { sentences.map(\.words) }

  /// Whether the tags mark pieces: each is O, or B- or I- and a kind, and not all of them are O.
  public var isOfPieces: Bool { TaggedSentences.areOfPieces(tags) }

  package static func areOfPieces(_ tags: [String]) -> Bool {
    tags.contains { $0 != "O" }
      && tags.allSatisfy {
        $0 == "O" || ($0.count > 2 && ($0.hasPrefix("B-") || $0.hasPrefix("I-")))
      }
  }

  /// The same with each I that goes on with nothing made a B, as the shared tasks read it (see
  /// `EntitySpans`), and how many those are.
  ///
  /// - Throws: `InputError` for a tag that marks no piece.
  public func repaired() throws -> (sentences: TaggedSentences, count: Int) {
    var count = 0
    let repaired = try sentences.map { sentence in
      let places = try EntitySpans(tags: sentence.tags).repaired
      if places.isEmpty { return sentence }
      count += places.count
      var tags = sentence.tags
      for place in places { tags[place] = "B" + tags[place].dropFirst() }
      return TaggedSentence(sentence.words, tags)
    }
    return (TaggedSentences(repaired), count)
  }

  /// Some of the sentences, in their order.
  public func sentences(in range: Range<Int>) -> TaggedSentences {
    TaggedSentences(Array(sentences[range]))
  }
}

/// Something that finds a tag for each word of a sentence.
public protocol WordTagger {
  /// The tags that it knows.
  var tags: [String] { get }
  /// Whether it saw the word while it learned.
  func knows(_ word: String) -> Bool
  /// A tag for each word of a sentence.
  func likeliest(_ sentence: [String]) -> [String]
  /// The same for many sentences, each for itself.
  func likeliest(_ sentences: [[String]]) -> [[String]]
}

extension WordTagger {
  public func likeliest(_ sentences: [[String]]) -> [[String]] { sentences.map(likeliest) }

  /// How well it does on sentences of which the tags are known.
  ///
  /// - Throws: `InputError` if only one of both, tags and guesses, marks pieces.
  public func scores(on sentences: TaggedSentences) throws -> TaggingScores {
    try TaggingScores(sentences, likeliest(sentences.words), knows: knows)
  }
}
