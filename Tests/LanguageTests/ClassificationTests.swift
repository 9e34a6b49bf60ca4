import Foundation
import Language
import Tensors
import Testing

@Suite struct ClassificationTests {
  private let texts = [
    ["not", "dull", "at", "all"], ["dull"], ["dull", "dull", "film"], ["a", "fine", "film"],
    ["fine", "and", "not", "dull"],
  ]
  private let classes = [1, 0, 0, 1, 1]

  @Test func featuresAreWordsAndRowsOfWords() {
    let words = TextFeatures(of: texts)
    #expect(words.names.first == "dull" && words.count == 8 && words.longest == 1)
    let pairs = TextFeatures(of: texts, longest: 2)
    #expect(pairs.vocabulary["not dull"] != nil && pairs.vocabulary["film a"] == nil)
    let ids = pairs.ids(of: ["so", "not", "dull", "not", "dull"])
    #expect(
      ids.map { pairs.names[$0] } == ["not", "dull", "not", "dull", "not dull", "not dull"])
    let common = TextFeatures(of: texts, longest: 3, minimumCount: 2)
    #expect(Set(common.names) == ["dull", "not", "fine", "film", "not dull"])
    #expect(common.vocabulary[Vocabulary.unknown] == nil)
    #expect(common.ids(of: ["nothing"]) == [] && common.ids(of: []) == [])
  }

  /// Against the formula in Float64.
  @Test func naiveBayesCounts() {
    let features = TextFeatures(of: texts)
    let ids = texts.map(features.ids)
    let model = NaiveBayes(ids, classes, features: features.count, classes: 2, smoothing: 0.5)
    for text in ids + [[], [0, 0, 0]] {
      var scores: [Double] = []
      for c in 0..<2 {
        let own = zip(ids, classes).filter { $0.1 == c }.flatMap { $0.0 }
        var score = log(Double(classes.count { $0 == c }) / 5)
        for id in text {
          let count = Double(own.count { $0 == id })
          score += log((count + 0.5) / (Double(own.count) + 0.5 * 8))
        }
        scores.append(score)
      }
      let found = model.scores(of: text)
      // A few roundings of numbers up to 20.
      for c in 0..<2 { #expect(abs(Double(found[c]) - scores[c]) < 1e-5) }
      #expect(model.guess(text) == (scores[1] > scores[0] ? 1 : 0))
      #expect(abs(model.probabilities(of: text).sum() - 1) < 1e-6)
    }
    let evidence = model.evidence(for: 0)
    #expect(evidence.argmax()[0] == features.vocabulary["dull"])
  }

  @Test func classesWithoutTextsStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = NaiveBayes([[0]], [0], features: 1, classes: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = NaiveBayes([[0]], [2], features: 1, classes: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = NaiveBayes([[0]], [0], features: 1, classes: 1, smoothing: 0)
    }
  }
}

@Suite struct HiddenMarkovModelTests {
  private let sentences = [
    "the/D old/A man/N sees/V the/D sea/N", "the/D man/N walks/V", "a/D dog/N sees/V a/D man/N",
    "old/A dogs/N walk/V", "man/V the/D old/A boat/N", "she/P walks/V", "she/P sees/V dogs/N",
  ].map { sentence in
    sentence.split(separator: " ").map { token in
      let parts = token.split(separator: "/")
      return (word: String(parts[0]), tag: String(parts[1]))
    }
  }

  /// Against all rows of tags, each scored by definition.
  @Test(arguments: ["the old man walks", "man the boat", "she sees a sea", "dogs"])
  func theLikeliestTagsAreTheBestOfAll(text: String) {
    let model = HiddenMarkovModel(sentences)
    let words = text.split(separator: " ").map { String($0) }
    let c = model.tags.count
    func count(_ word: String, _ tag: String) -> Double {
      Double(sentences.joined().count { $0.word == word && $0.tag == tag })
    }
    func score(_ tags: [Int]) -> Double {
      var (sum, before) = (0.0, c)
      for (word, tag) in zip(words, tags) {
        let all = Double(sentences.joined().count { $0.tag == model.tags[tag] })
        sum += Double(model.transitions[before, tag]) + log(count(word, model.tags[tag]) / all)
        before = tag
      }
      return sum + Double(model.transitions[before, c])
    }
    var rows: [[Int]] = [[]]
    for _ in words { rows = rows.flatMap { row in (0..<c).map { row + [$0] } } }
    let best = rows.max { score($0) < score($1) }!
    #expect(model.likeliest(words) == best.map { model.tags[$0] })
  }

  @Test func chancesOfStepsAddUp() {
    let model = HiddenMarkovModel(sentences)
    for row in 0...model.tags.count {
      #expect(abs(exp(model.transitions.row(row)).sum() - 1) < 1e-5)
    }
    #expect(model.knows("sea") && !model.knows("seas"))
    #expect(model.likeliest([]) == [])
  }

  /// A new word is known by its ending and by where it stands.
  @Test func newWordsAreKnownByTheirEndings() {
    let model = HiddenMarkovModel(sentences)
    #expect(model.likeliest(["the", "man", "talks"]) == ["D", "N", "V"])
    #expect(model.likeliest(["the", "zebra"]) == ["D", "N"])
    #expect(model.likeliest(["…", "🦊"]).count == 2)
  }
}
