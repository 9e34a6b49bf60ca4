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

  /// Of the last word, the untrained state and the trained one.
  init(_ percents: [Float]) {
    (lastWord, untrained, trained) = (percents[0], percents[1], percents[2])
  }

  /// What the last word and both networks' states know of the answers; half of
  /// them if there are too few questions to tell.
  init(of questions: [Question]) throws {
    self.init(questions.count < 10 ? [50, 50, 50] : try recall(questions))
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
