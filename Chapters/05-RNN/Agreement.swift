import Harbor
import Language
import Literate
import Models

// Verbs that agree with their subjects, near or far (5.1 and 5.9).

/// How many words stand between the head of a subject and its verb.
enum Gap: CaseIterable {
  case nothing, three, sixOrSeven

  init(_ place: HarborAgreement) {
    switch place.distance {
    case ..<3: self = .nothing
    case ..<6: self = .three
    default: self = .sixOrSeven
    }
  }

  var label: String {
    switch self {
    case .nothing: "none"
    case .three: "three"
    case .sixOrSeven: "six or seven"
    }
  }
}

/// The first place of each gap.
func exampleTable(_ places: [HarborAgreement]) -> Table {
  let examples = Gap.allCases.map { gap in places.first { Gap($0) == gap }! }
  return Table(
    columns: ["before the verb", "verb", "words between"],
    rows: examples.map {
      [
        $0.prefix.joined(separator: " "), "\($0.right), not \($0.wrong)",
        $0.distance,
      ]
    })
}

/// How many percent of the answers are right.
func percent(of right: [Bool]) -> Float {
  100 * Float(right.count { $0 }) / Float(max(right.count, 1))
}

/// Percent of right answers, by the gap between subject and verb.
struct GapShares {
  private let shares: [Gap: Float]

  init(_ right: [Bool], at places: [HarborAgreement]) {
    let pairs = Gap.allCases.map { gap in
      let answers = zip(right, places).filter { Gap($1) == gap }.map(\.0)
      return (gap, percent(of: answers))
    }
    shares = Dictionary(uniqueKeysWithValues: pairs)
  }

  subscript(gap: Gap) -> Float { shares[gap]! }

  var all: [Float] { Gap.allCases.map { self[$0] } }
}

/// Asks language models for verbs: is the right one likelier than the wrong?
struct VerbExam {
  let places: [HarborAgreement]
  let vocabulary: Vocabulary

  /// An exam of up to 250 places of each gap.
  init(from candidates: [HarborAgreement], _ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    places = Gap.allCases.flatMap { gap in
      candidates.filter { Gap($0) == gap }.prefix(250)
    }
  }

  /// How many places have this gap.
  func count(_ gap: Gap) -> Int { places.count { Gap($0) == gap } }

  /// How often `model` is right.
  func shares(of model: some LanguageModel) -> GapShares {
    GapShares(places.map { knows(model, $0) }, at: places)
  }

  /// Whether `model` is right at one place, given the sentence up to the verb.
  private func knows(
    _ model: some LanguageModel, _ place: HarborAgreement
  ) -> Bool {
    let before = [vocabulary.fullStop] + vocabulary.idsOrZero(of: place.prefix)
    let next = model.nextWord(after: before).values
    let verbs = vocabulary.idsOrZero(of: [place.right, place.wrong])
    return next[verbs[0]] > next[verbs[1]]
  }

  /// Of the right verbs three words apart, how many percent stood in `training`
  /// behind the same four words.
  func percentOfFiveGramsSeen(in training: [Int]) -> Float {
    let asked = places.filter { Gap($0) == .three }.map {
      vocabulary.idsOrZero(of: $0.prefix.suffix(4) + [$0.right])
    }
    let wanted = Set(asked.map { $0[...] })
    let seen = Set(runs(training, 5).filter(wanted.contains))
    return percent(of: asked.map { seen.contains($0[...]) })
  }
}

extension Vocabulary {
  /// The id of the full stop, with which all sentences end.
  var fullStop: Int { self["."] ?? 0 }

  /// The ids of `words`; 0 for those it doesn't have, as other texts than the
  /// harbor's may lack some.
  func idsOrZero(of words: [String]) -> [Int] { words.map { self[$0] ?? 0 } }
}
