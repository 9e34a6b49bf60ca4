import Ground
import Tensors

/// A review by a visitor to the harbor, with its truth.
///
///     let reviews = Harbor(seed: 1).reviews(2_000, stream: "training")
///     reviews[0].words       // ["the", "inn", "was", "not", "dull", "at", "all", "."]
///     reviews[0].sentiment   // 1: good
///     reviews[0].topic       // 0: an inn
///     HarborReviews.bestBagAccuracy
public struct HarborReview: Equatable, Sendable {
  /// How a review says what it says.
  public enum Form: String, CaseIterable, Sendable {
    /// "it was dull": a word of praise or blame, and it is meant.
    case plain
    /// "it was not dull at all": a word is denied.
    case negated
    /// "it was dull . it was not far from the mill": there is a *not*, and it may belong to something else.
    case elsewhere
    /// "it was lively , not dull": both kinds of words, and the order says which is meant.
    case contrast
    /// "we heard that it was dull and it was not": what others say, and then what is.
    case hearsay
    /// "nobody who … called it dull … everybody who … called it lively": what decides stands more than five words
    /// from the word that it is about.
    case distant
  }

  /// Lower-case words and marks; each sentence ends with a period.
  public let words: [String]
  /// The label: 1 for a good review, 0 for a bad one, as `HarborReviews.sentiments`.
  public let sentiment: Int
  /// What it is about, 0 ..< 6, as `HarborReviews.topics`.
  public let topic: Int
  public let form: Form
  /// Whether the label is the wrong one: its writer mixed up the boxes.
  public let isSlip: Bool
}

extension Harbor {
  /// Reviews, each drawn by itself: good and bad ones are equally likely, topics are not.
  public func reviews(_ count: Int, stream: String = "training") -> [HarborReview] {
    require(count >= 0, "There can't be \(count) reviews.")
    var random = Random(seed: seed, stream: "harbor/reviews/\(stream)")
    return (0..<count).map { _ in HarborReviews.review(&random) }
  }
}

/// What is true of the harbor's reviews by construction.
public enum HarborReviews {
  /// The names of the labels.
  public static let sentiments = ["bad", "good"]
  /// The names of the topics, the most frequent first.
  public static let topics = harborTopics.map(\.name)

  /// The accuracy of sentiments that no classifier can surpass, whatever it sees: one label in 25 is a slip.
  public static let bestAccuracy = 1 - slips

  /// The accuracy of sentiments that nothing can surpass that sees only which words a review has, and how often.
  ///
  /// It is counted: reviews with the same words share one answer, so of all of them together only those of the
  /// likelier sentiment can be right. What the reviewer thinks shows in the opinion alone; all else is drawn without
  /// regard to it.
  public static let bestBagAccuracy = bestAccuracy(knowing: bag)

  /// What the best of all who see only bags of words gets right in reviews of one form.
  public static func bestBagAccuracy(of form: HarborReview.Form) -> Float {
    bestAccuracy(of: form, knowing: bag)
  }

  private static func bag(_ topic: Int, _ opinion: [String]) -> String {
    "\(topic) " + opinion.sorted().joined(separator: " ")
  }

  /// Every word that a review can have, sorted.
  public static let words: [String] = Set(
    harborTopics.indices.flatMap { topic in
      [0, 1].flatMap { sentiment in
        harborReviewForms.flatMap { form in
          words(reachedFrom: ["OPENING", "DETAIL"] + wordsOf(form.text), topic, sentiment)
        }
      }
    }
  ).sorted()

  private static let slips: Float = 1 / 25

  // MARK: - Drawing

  /// A text that may stand in a slot, and how often it does.
  typealias Filling = (text: String, weight: Int)

  static func review(_ random: inout Random) -> HarborReview {
    let topic = pick(harborTopics.map(\.weight), &random)
    let meaning = random.integer(below: 2)
    let isSlip = random.bernoulli(slips)
    let form = harborReviewForms[pick(harborReviewForms.map(\.weight), &random)]
    var chosen: [String: String] = [:]
    var words: [String] = []
    for word in ["OPENING"] + wordsOf(form.text) + ["DETAIL"] {
      say(word, topic, meaning, &chosen, &words, &random)
    }
    return HarborReview(
      words: words, sentiment: isSlip ? 1 - meaning : meaning, topic: topic, form: form.form,
      isSlip: isSlip)
  }

  /// Says a word, or fills a slot; a slot that comes again in a review says the same again.
  private static func say(
    _ word: String, _ topic: Int, _ sentiment: Int, _ chosen: inout [String: String],
    _ words: inout [String], _ random: inout Random
  ) {
    guard let choices = fillings[topic][sentiment][word] else { return words.append(word) }
    let text = chosen[word] ?? choices[pick(choices.map(\.weight), &random)].text
    chosen[word] = text
    for part in wordsOf(text) { say(part, topic, sentiment, &chosen, &words, &random) }
  }

  private static func pick(_ weights: [Int], _ random: inout Random) -> Int {
    var rest = random.integer(below: weights.reduce(0, +))
    var index = 0
    while rest >= weights[index] {
      rest -= weights[index]
      index += 1
    }
    return index
  }

  /// What each slot can be filled with, by topic and sentiment.
  static let fillings: [[[String: [Filling]]]] = harborTopics.map { topic in
    let own = [topic.blame, topic.praise].map { evenly(wordsOf($0), weight: 3) }
    return [0, 1].map { sentiment in
      var fillings = shared
      fillings["S"] = [("it", 3)] + evenly(wordsOf(topic.nouns).map { "the " + $0 })
      fillings["DETAIL"] = [("", topic.details.count / 2)] + evenly(topic.details)
      fillings["A"] = harborReviewWords[sentiment] + own[sentiment]
      fillings["O"] = harborReviewWords[1 - sentiment] + own[1 - sentiment]
      fillings["G"] = harborReviewWords[sentiment]
      fillings["T"] = own[sentiment]
      return fillings
    }
  }

  private static let shared: [String: [Filling]] = {
    let names = [
      "NAME": "names", "JOB": "professions", "DAY": "days", "MONTH": "months", "COLOR": "colors",
      "GARMENT": "clothes", "FURNITURE": "furniture", "ROOM": "rooms", "FOOD": "food",
      "DRINK": "drinks", "FRUIT": "fruit", "FISH": "fish", "ANIMAL": "animals",
      "INSTRUMENT": "instruments",
    ]
    var fillings = names.mapValues { name in
      evenly(Harbor.classes.first { $0.name == name }!.words)
    }
    fillings["WHO"] = evenly(["i", "we"])
    fillings["V"] = [("", 4)] + evenly(["very", "really", "quite"])
    fillings["PLACE"] = evenly(["pier", "church", "mill", "castle", "bridge", "lighthouse"])
    fillings["WITH"] = evenly(harborReviewCompany)
    fillings["OPENING"] = [("", harborReviewOpenings.count)] + evenly(harborReviewOpenings)
    return fillings
  }()

  private static func evenly(_ texts: [String], weight: Int = 1) -> [Filling] {
    texts.map { ($0, weight) }
  }

  // MARK: - Counting

  /// The share of reviews that are judged right by one who knows of each only its `key`, and judges as well as can
  /// be: those of one form, or all.
  ///
  /// - Parameter key: of a topic and an opinion. In the opinion the words of praise and blame are filled in; the other
  ///   slots are left as they are, since what fills them has nothing to do with the sentiment.
  static func bestAccuracy(
    of form: HarborReview.Form? = nil, knowing key: (_ topic: Int, _ opinion: [String]) -> String
  ) -> Float {
    var places: [String: Int] = [:]
    var chances: [(all: SIMD2<Double>, asked: SIMD2<Double>)] = []
    let topics = Double(harborTopics.reduce(0) { $0 + $1.weight })
    let forms = Double(harborReviewForms.reduce(0) { $0 + $1.weight })
    for (topic, kind) in harborTopics.enumerated() {
      for sentiment in 0..<2 {
        for wording in harborReviewForms {
          let chance = Double(kind.weight) / topics / 2 * Double(wording.weight) / forms
          let opinions = opinions(wordsOf(wording.text), fillings[topic][sentiment], chance)
          for (opinion, chance) in opinions {
            let key = key(topic, opinion)
            let place = places[key] ?? chances.count
            if place == chances.count {
              places[key] = place
              chances.append((.zero, .zero))
            }
            chances[place].all[sentiment] += chance
            if form == nil || form == wording.form { chances[place].asked[sentiment] += chance }
          }
        }
      }
    }
    let asked = chances.reduce(0) { $0 + $1.asked.sum() }
    let right = chances.reduce(0) { $0 + $1.asked[$1.all[0] < $1.all[1] ? 1 : 0] } / asked
    return Float(right * Double(1 - slips) + (1 - right) * Double(slips))
  }

  /// All ways to fill the words of praise and blame into an opinion.
  private static func opinions(
    _ words: [String], _ fillings: [String: [Filling]], _ chance: Double
  ) -> [(words: [String], chance: Double)] {
    guard let slot = words.firstIndex(where: ["A", "O", "G", "T"].contains) else {
      return [(words, chance)]
    }
    let choices = fillings[words[slot]]!
    let total = Double(choices.reduce(0) { $0 + $1.weight })
    return choices.flatMap { choice in
      var filled = words
      filled[slot] = choice.text
      return opinions(filled, fillings, chance * Double(choice.weight) / total)
    }
  }

  /// The words that can come of `words`, with all that fills their slots.
  static func words(reachedFrom words: [String], _ topic: Int, _ sentiment: Int) -> Set<String> {
    var found: Set<String> = []
    for word in words {
      if let choices = fillings[topic][sentiment][word] {
        let texts = choices.flatMap { wordsOf($0.text) }
        found.formUnion(Self.words(reachedFrom: texts, topic, sentiment))
      } else {
        found.insert(word)
      }
    }
    return found
  }
}
