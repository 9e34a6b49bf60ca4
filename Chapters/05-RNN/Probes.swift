import Harbor
import Language
import Models
import Networks
import Tensors

// What can be read off a state (5.10).

/// A text to read, and what is asked afterward.
typealias Question = (text: [Int], answer: Int)

/// Percent of right answers, by what a probe was given.
struct Recall {
  let lastWord: Float
  let untrained: Float
  let trained: Float
}

/// Classifiers of a single layer, which learn to read something off a state.
struct Probe {
  let trained: RecurrentLanguageModel
  let untrained: RecurrentLanguageModel
  let seed: UInt64

  /// Percent of the last 40 in 100 that a probe gets right after learning from
  /// the others.
  func percentRight(_ features: Tensor, _ classes: [Int]) throws -> Float {
    let cut = classes.count * 6 / 10
    let (known, others) = Examples(features, classes).split(at: cut)
    var random = Random(seed: seed, stream: "probe")
    return percent(
      of: try answers(
        Affine(inputs: features.shape[1], outputs: 2, random: &random),
        learning: known, asking: others,
        epochs: max(15, 27_000 / max(cut, 1))))
  }

  /// What the last word and both networks' states know of the answers; half of
  /// them if there are too few questions to tell.
  func recall(_ questions: [Question]) throws -> Recall {
    guard questions.count >= 10 else {
      return Recall(lastWord: 50, untrained: 50, trained: 50)
    }
    let (texts, classes) = (questions.map(\.text), questions.map(\.answer))
    let last = texts.map { $0.last! }
    let words = trained.vocabulary.count
    return Recall(
      lastWord: try percentRight(.oneHot(last, classes: words), classes),
      untrained: try percentRight(states(untrained, after: texts), classes),
      trained: try percentRight(states(trained, after: texts), classes))
  }
}

/// The root mean square of the states' numbers.
func stateSize(
  _ network: RecurrentLanguageModel, after texts: [[Int]]
) -> Float {
  let h = states(network, after: texts)
  return (h * h).mean().squareRoot()
}

/// The names that heroes have.
private let heroNames = Set(
  Harbor.classes.first { $0.name == "names" }!.words)

/// The words that say whether the hero is a man or a woman.
private let genderedWords = Set(
  ["he", "his", "him", "himself", "she", "her", "herself"]
).union(heroNames)

/// Sentences up to so many words after *he* or *she*, and which it was.
func pronounQuestions(
  _ ago: Int, _ stories: HarborText, _ vocabulary: Vocabulary
) -> [Question] {
  let all = stories.stories.lazy.flatMap(\.sentences).map(\.words)
  let found = all.compactMap { words -> Question? in
    guard let start = words.firstIndex(where: { ["he", "she"].contains($0) }),
      start + ago < words.count - 1
    else { return nil }
    let between = words[start...(start + ago)].dropFirst()
    // *He is a* king, *she is a* queen.
    guard !between.contains(where: genderedWords.contains),
      Array(between.prefix(2)) != ["is", "a"]
    else { return nil }
    let read = vocabulary.idsOrZero(of: Array(words[...(start + ago)]))
    return ([vocabulary.fullStop] + read, words[start] == "he" ? 0 : 1)
  }
  return Array(found.prefix(3_000))
}

/// The beginnings of stories, and whether their heroes are women.
struct Heroes {
  let texts: [[Int]]
  let areWomen: [Int]

  /// Up to 1,600 stories whose heroes' gender is known, eight sentences each.
  init(of stories: [HarborStory], _ vocabulary: Vocabulary) {
    let balance = Heroes.pronounBalance(stories)
    let told = stories.filter {
      $0.sentences.count >= 8
        && Heroes.hero($0).map { balance[$0] != nil } == true
    }.prefix(1_600)
    areWomen = told.map { balance[Heroes.hero($0)!]! < 0 ? 1 : 0 }
    texts = told.map {
      vocabulary.idsOrZero(of: $0.sentences.prefix(8).flatMap(\.words))
    }
  }

  /// Who a story is about.
  private static func hero(_ story: HarborStory) -> String? {
    story.sentences[0].words.first { heroNames.contains($0) }
  }

  /// For each name, how much more often its stories say *he* than *she*.
  private static func pronounBalance(
    _ stories: [HarborStory]
  ) -> [String: Int] {
    var balance: [String: Int] = [:]
    for story in stories {
      guard let hero = hero(story) else { continue }
      for word in story.sentences.lazy.flatMap(\.words) {
        if ["he", "his", "him"].contains(word) {
          balance[hero, default: 0] += 1
        }
        if ["she", "her"].contains(word) { balance[hero, default: 0] -= 1 }
      }
    }
    return balance
  }
}
