import Ground
import Tensors

/// A sentence about a word of two senses, with the sense that is meant.
///
///     let sentences = Harbor(seed: 1).senses(2_000, stream: "training")
///     sentences[0].words    // ["sara", "rowed", "to", "the", "bank", "."]
///     sentences[0].word     // "bank"
///     sentences[0].sense    // 0: HarborSenses.names(of: "bank")[0], "of a river"
///     sentences[0].clue     // .before: what tells it stands on the left
public struct HarborSense: Equatable, Sendable {
  /// Where that stands which tells the senses apart.
  public enum Clue: String, CaseIterable, Sendable {
    /// "sara rowed to the bank": right before the word.
    case before
    /// "the bank was green with reeds": right after it.
    case after
    /// "sara rowed to the bank that was green with reeds": on both sides.
    case both
    /// "sara spoke of the reeds for a while and then asked tom about the bank": before it, six words or more away.
    case farBefore
    /// "sara asked about the bank all morning but tom spoke only of the reeds": after it, as far away.
    case farAfter
    /// "sara meant the bank with the reeds , not the one with the clerk": both senses are spoken of, after the word.
    case contrastAfter
    /// "sara meant not the one with the clerk but the bank with the reeds": both are, one before it and one after.
    case contrastAround
  }

  /// Lower-case words and marks; the last is a period.
  public let words: [String]
  /// Where in `words` the word of two senses stands; it stands there once.
  public let place: Int
  /// Which of the word's two senses is meant, 0 or 1.
  public let sense: Int
  public let clue: Clue

  /// The word of two senses.
  public var word: String { words[place] }
}

extension Harbor {
  /// Sentences about words of two senses, each drawn by itself: all words and both senses are equally likely.
  ///
  /// The same seed and stream always give the same sentences, whatever the edition.
  public func senses(_ count: Int, stream: String = "training") -> [HarborSense] {
    require(count >= 0, "There can't be \(count) sentences.")
    var random = Random(seed: seed, stream: "harbor/senses/\(stream)")
    return (0..<count).map { _ in HarborSenses.sentence(&random) }
  }
}

/// Some sentences about one word in one sense, as people go on about a thing that they speak of.
///
///     let passages = Harbor(seed: 1).sensePassages(2_000, stream: "plain")
///     passages[0].words          // all that its sentences say
///     HarborSensePassage.perplexity(of: passages)
///
/// In real text, too, a word that comes again mostly has the sense that it had (Gale, Church and Yarowsky, "One
/// sense per discourse", 1992).
public struct HarborSensePassage: Equatable, Sendable {
  public let sentences: [HarborSense]
  /// The natural logarithm of its probability, of a passage of so many sentences. No passage can be told in two ways.
  public let logProbability: Double

  /// The words of all its sentences.
  public var words: [String] { sentences.flatMap(\.words) }

  /// The perplexity a word of the grammar itself: no model's expected one is lower.
  public static func perplexity(of passages: [HarborSensePassage]) -> Float {
    let words = passages.reduce(0) { $0 + $1.sentences.reduce(0) { $0 + $1.words.count } }
    require(words > 0, "A perplexity needs a passage at least.")
    return exp(Float(-passages.reduce(0) { $0 + $1.logProbability } / Double(words)))
  }
}

extension Harbor {
  /// Passages, each of `sentences` sentences about one word in one sense.
  ///
  /// The same seed and stream always give the same passages, whatever the edition.
  public func sensePassages(
    _ count: Int, sentences: Int = 3, stream: String = "plain"
  ) -> [HarborSensePassage] {
    require(
      count >= 0 && sentences > 0, "There can't be \(count) passages of \(sentences) sentences.")
    var random = Random(seed: seed, stream: "harbor/sense passages/\(stream)")
    return (0..<count).map { _ in HarborSenses.passage(of: sentences, &random) }
  }
}

/// What is true of the harbor's words of two senses by construction.
public enum HarborSenses {
  /// The words of two senses, sorted.
  public static let words = harborSenseWords.map(\.word)

  /// What the two senses of a word are called.
  public static func names(of word: String) -> [String] {
    guard let entry = harborSenseWords.first(where: { $0.word == word }) else {
      stop("“\(word)” has no two senses; those that do are \(words.joined(separator: ", ")).")
    }
    return entry.senses.map(\.name)
  }

  /// The share of sentences with a clue.
  public static func share(of clue: HarborSense.Clue) -> Float {
    let all = harborSenseForms.reduce(0) { $0 + $1.weight }
    let some = harborSenseForms.reduce(0) { $0 + ($1.clue == clue ? $1.weight : 0) }
    return Float(some) / Float(all)
  }

  /// The share of senses that can be told, half of the rest guessed, by one who sees only the word and what is
  /// before it, however wise.
  public static let bestAccuracyFromTheLeft = bestAccuracy(
    seeing: [.before, .both, .farBefore, .contrastAround])

  /// The same of one who sees only the word and what is after it.
  public static let bestAccuracyFromTheRight = bestAccuracy(
    seeing: [.after, .both, .farAfter, .contrastAfter, .contrastAround])

  private static func bestAccuracy(seeing clues: [HarborSense.Clue]) -> Float {
    let told = clues.reduce(0) { $0 + share(of: $1) }
    return told + (1 - told) / 2
  }

  // MARK: - Drawing

  static func sentence(_ random: inout Random) -> HarborSense {
    passage(of: 1, &random).sentences[0]
  }

  static func passage(of count: Int, _ random: inout Random) -> HarborSensePassage {
    let entry = harborSenseWords[random.integer(below: harborSenseWords.count)]
    let sense = random.integer(below: 2)
    var draws = Draws(chances: [harborSenseWords.count, 2], random: random)
    let sentences = (0..<count).map { _ in sentence(entry, sense, &draws) }
    random = draws.random
    return HarborSensePassage(sentences: sentences, logProbability: draws.logProbability)
  }

  private static func sentence(
    _ entry: (word: String, senses: [HarborMeaning]), _ sense: Int, _ draws: inout Draws
  ) -> HarborSense {
    let (own, other) = (entry.senses[sense], entry.senses[1 - sense])
    let form = draws.form()
    var (words, place, people) = ([String](), 0, [String: String]())
    for slot in wordsOf(form.text) {
      switch slot {
      case "WORD":
        place = words.count
        words.append(entry.word)
      case "ANNA", "TOM":
        let name = draws.one(of: names.filter { !people.values.contains($0) })
        people[slot] = name
        words.append(name)
      default:
        let choices = choices(for: slot, own, other)
        words += choices.isEmpty ? [slot] : wordsOf(draws.one(of: choices))
      }
    }
    return HarborSense(words: words, place: place, sense: sense, clue: form.clue)
  }

  private static let names = Harbor.classes.first { $0.name == "names" }!.words

  /// What is drawn, and how likely all of it was.
  private struct Draws {
    var random: Random
    var logProbability: Double

    init(chances: [Int], random: Random) {
      self.random = random
      logProbability = chances.reduce(0) { $0 - Double(log(Float($1))) }
    }

    mutating func one(of texts: [String]) -> String {
      logProbability -= Double(log(Float(texts.count)))
      return texts[random.integer(below: texts.count)]
    }

    mutating func form() -> HarborSenseForm {
      let all = harborSenseForms.reduce(0) { $0 + $1.weight }
      var (rest, index) = (random.integer(below: all), 0)
      while rest >= harborSenseForms[index].weight {
        rest -= harborSenseForms[index].weight
        index += 1
      }
      logProbability += Double(log(Float(harborSenseForms[index].weight) / Float(all)))
      return harborSenseForms[index]
    }
  }

  /// What a slot can be filled with; nothing for a word.
  private static func choices(
    for slot: String, _ own: HarborMeaning, _ other: HarborMeaning
  ) -> [String] {
    switch slot {
    case "DID": own.deeds
    case "WAS": own.states
    case "KIND": own.kinds
    case "THING": own.things
    case "OTHER": other.things
    case "ANY": harborSenseKinds
    case "TIME": harborSenseTimes
    case "ASKED": harborSenseQuestions
    default: []
    }
  }

}
