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
    let entry = harborSenseWords[random.integer(below: harborSenseWords.count)]
    let sense = random.integer(below: 2)
    let form = pick(&random)
    let names = Harbor.classes.first { $0.name == "names" }!.words
    let first = random.integer(below: names.count)
    let second = (first + 1 + random.integer(below: names.count - 1)) % names.count
    var words: [String] = []
    var place = 0
    for slot in split(form.text) {
      switch slot {
      case "WORD":
        place = words.count
        words.append(entry.word)
      case "ANNA": words.append(names[first])
      case "TOM": words.append(names[second])
      default:
        let own = entry.senses[sense]
        let other = entry.senses[1 - sense]
        let choices = choices(for: slot, own, other)
        words += choices.isEmpty ? [slot] : split(choices[random.integer(below: choices.count)])
      }
    }
    return HarborSense(words: words, place: place, sense: sense, clue: form.clue)
  }

  private static func pick(_ random: inout Random) -> HarborSenseForm {
    var rest = random.integer(below: harborSenseForms.reduce(0) { $0 + $1.weight })
    var index = 0
    while rest >= harborSenseForms[index].weight {
      rest -= harborSenseForms[index].weight
      index += 1
    }
    return harborSenseForms[index]
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

  private static func split(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }
}
