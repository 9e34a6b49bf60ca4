import Ground
import Tensors

/// A sentence of the harbor with all that its grammar knows of it: each word's part of speech, the names in it,
/// and who did what to whom.
///
///     for sentence in Harbor(seed: 1).taggedSentences(1_000) { … }
///     // words          the grey  heron  sailed to  port    ellis   .
///     // partsOfSpeech  DET PROPN  PROPN  VERB   ADP PROPN   PROPN   PUNCT
///     // nameTags       O   B-boat I-boat O      O   B-place I-place O
///     // facts          name 0 sailed-to name 1
public struct HarborTagged: Sendable, Equatable {
  /// A name: a person's, a boat's or a place's.
  public struct Name: Sendable, Equatable {
    /// One of `Harbor.nameKinds`.
    public let kind: String
    /// Where in the sentence its words are.
    public let range: Range<Int>
  }

  /// What the sentence says of two of its names.
  public struct Fact: Sendable, Equatable {
    /// Which of the sentence's names does it.
    public let subject: Int
    /// One of `Harbor.relations`.
    public let relation: String
    /// Which of the sentence's names it is done to.
    public let object: Int
  }

  public internal(set) var words: [String] = []
  /// For each word one of `Harbor.partsOfSpeech`.
  public internal(set) var partsOfSpeech: [String] = []
  /// The names, from left to right.
  public internal(set) var names: [Name] = []
  public internal(set) var facts: [Fact] = []

  /// For each word B- and a kind where a name begins, I- and the kind where it goes on, and O outside of names.
  public var nameTags: [String] {
    var tags = [String](repeating: "O", count: words.count)
    for name in names {
      for place in name.range {
        tags[place] = (place == name.range.lowerBound ? "B-" : "I-") + name.kind
      }
    }
    return tags
  }
}

/// How often a word is used as a part of speech.
public struct HarborUse: Sendable, Equatable {
  /// The word, or nil for all that are invented anew for each sentence.
  public let word: String?
  public let partOfSpeech: String
  /// How many of these a sentence has on average.
  public let perSentence: Double
}

extension Harbor {
  /// Sentences of a grammar of their own, with their tags. Many names, and a few other words, are made up of
  /// syllables, so that every text has words that no other has.
  ///
  /// The same seed and stream always give the same sentences, whatever the edition.
  public func taggedSentences(_ count: Int, stream: String = "training") -> [HarborTagged] {
    require(count >= 0, "There can't be \(count) sentences.")
    var random = Random(seed: seed, stream: "harbor/tags/\(stream)")
    return (0..<count).map { _ in Harbor.tagGrammar.sentence(&random) }
  }

  /// The parts of speech of tagged sentences, sorted: those of Universal Dependencies, with one CONJ for both kinds
  /// of conjunctions.
  public static let partsOfSpeech = Set(tagGrammar.terminals.map(\.tag)).sorted()

  /// The kinds of names in tagged sentences, sorted.
  public static let nameKinds = ["boat", "person", "place"]

  /// What tagged sentences may say of two names, sorted.
  public static let relations = tagGrammar.relations

  /// How often the grammar of tagged sentences uses each word as each part of speech: exact, but for names that
  /// are drawn again because their sentence has them already. Sorted by word, invented ones first.
  public static let wordUses: [HarborUse] = tagGrammar.uses()

  static let tagGrammar = HarborTagGrammar(harborTagRules)
}
