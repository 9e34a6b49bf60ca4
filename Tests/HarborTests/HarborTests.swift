import Foundation
import Language
import Tensors
import Testing

@testable import Harbor

@Test(arguments: Harbor.Edition.allCases)
func theReaderAgreesWithTheTellerOnEveryStory(_ edition: Harbor.Edition) {
  let text = Harbor(seed: 7, edition: edition).text(words: 2_000, stream: "reader")
  for story in text.stories {
    var reader = HarborReader(edition)
    for sentence in story.sentences {
      var sum = 0.0
      for word in sentence.words { sum += Double(reader.read(word)) }
      // Each of some twenty logarithms is rounded to a relative 2⁻²⁴ of at most 16.
      #expect(abs(sum - sentence.logProbability) < 1e-4, "\(sentence.words)")
      #expect(reader.explanations == 1, "\(sentence.words)")
    }
  }
}

@Test(arguments: Harbor.Edition.allCases)
func everySentenceHasOneDerivation(_ edition: Harbor.Edition) {
  let text = Harbor(seed: 8, edition: edition).text(words: 2_000, stream: "derivations")
  for story in text.stories {
    var configurations = [edition.grammar.opening]
    for sentence in story.sentences {
      let found = derivations(of: sentence.words[...], from: configurations[0], edition.grammar)
      #expect(found.count == 1, "\(sentence.words)")
      #expect(abs(found[0].logProbability - sentence.logProbability) < 1e-4)
      configurations = found.map(\.end)
    }
  }
}

/// All ways of saying `words`, by trying every choice: no merging, no sums.
private func derivations(
  of words: ArraySlice<String>, from start: HarborGrammar.Configuration, _ grammar: HarborGrammar
) -> [(end: HarborGrammar.Configuration, logProbability: Double)] {
  guard let word = words.first else { return [(start, 0)] }
  var start = start
  switch grammar.demand(&start) {
  case .end:
    return []
  case .word(let said, _, _):
    if grammar.lexicon.words[Int(said)] != word { return [] }
    grammar.pass(said, &start)
    return derivations(of: words.dropFirst(), from: start, grammar)
  case .choice(let table, let except):
    let allowed = zip(table.items, table.weights).filter { $0.0 != except }
    let total = allowed.reduce(0) { $0 + $1.1 }
    return allowed.flatMap { item, weight in
      var next = start
      grammar.take(item, &next)
      return derivations(of: words, from: next, grammar).map {
        ($0.end, $0.logProbability + Foundation.log(Double(weight) / Double(total)))
      }
    }
  }
}

@Test func theNextWordsProbabilitiesSumToOne() {
  var reader = HarborReader()
  for word in Harbor(seed: 9).text(words: 100).words {
    let next = reader.next()
    let sum = next.reduce(0) { $0 + Double($1.probability) }
    // Up to 1,300 Floats, each rounded to a relative 2⁻²⁴.
    #expect(abs(sum - 1) < 1e-5)
    let share = next.first { $0.word == word }?.probability ?? 0
    let surprise = reader.read(word)
    #expect(abs(surprise - Tensors.log(share)) < 1e-5)
  }
}

@Test func theReaderStartsAfreshAfterAnImpossibleWord() {
  var reader = HarborReader()
  let surprises = ["zeppelin", "there", "there", "there"].map { reader.read($0) }
  #expect(surprises[0] == -.infinity && surprises[2] == -.infinity)
  #expect(surprises[1].isFinite && surprises[3] == surprises[1])
}

@Test func choicesComeAsOftenAsTheirWeightsSay() {
  let text = Harbor(seed: 10).text(words: 200_000)
  let starts = text.stories.map { $0.sentences[0].words[0] }
  let next = HarborReader().next()
  for (word, probability) in next where probability > 0.01 {
    let expected = Double(probability) * Double(starts.count)
    let seen = Double(starts.count { $0 == word })
    // Five standard deviations of a binomial count.
    let deviation = (expected * (1 - Double(probability))).squareRoot()
    #expect(abs(seen - expected) < 5 * deviation, "\(word): \(seen) for \(expected)")
  }
}

@Test(arguments: Harbor.Edition.allCases)
func theMeanSurpriseIsTheSameOnOtherText(_ edition: Harbor.Edition) {
  let harbor = Harbor(seed: 11, edition: edition)
  let one = harbor.text(words: 200_000, stream: "training").perplexity
  let two = harbor.text(words: 200_000, stream: "test").perplexity
  #expect(abs(one / two - 1) < 0.02)
}

@Test func sameSeedSameStories() {
  let harbor = Harbor(seed: 3)
  #expect(harbor.text(words: 2_000).words == harbor.text(words: 2_000).words)
  #expect(harbor.text(words: 2_000, stream: "test").words != harbor.text(words: 2_000).words)
  #expect(Harbor(seed: 4).text(words: 2_000).words != harbor.text(words: 2_000).words)
  let long = harbor.text(words: 4_000).words
  #expect(Array(long.prefix(2_000)) == Array(harbor.text(words: 2_000).words.prefix(2_000)))
}

@Test func textHasTheSizeAskedForAndKnownWords() {
  let text = Harbor(seed: 5).text(words: 100_000)
  #expect(text.count >= 100_000 && text.count < 101_000)
  #expect(Set(text.words).isSubset(of: Set(Harbor.words)))
  #expect((900...1300).contains(Harbor.words.count))
  for sentence in text.sentences {
    #expect([".", "?"].contains(sentence.last!))
    #expect(sentence.dropLast().allSatisfy { ![".", "?"].contains($0) })
  }
}

@Test func articlesFitTheNextWord() {
  let words = Harbor(seed: 6).text(words: 50_000).words
  for (article, next) in zip(words, words.dropFirst()) where ["a", "an"].contains(article) {
    #expect((article == "an") == "aeiou".contains(next.first!), "\(article) \(next)")
  }
}

@Test func thePrimerTellsOfFewerThings() {
  let words = Set(Harbor(edition: .primer).text(words: 100_000).words)
  #expect((300...600).contains(words.count))
  #expect(words.isSubset(of: Set(Harbor.words)))
}

@Test(arguments: Harbor.Edition.allCases)
func agreementCasesHoldNearAndFar(_ edition: Harbor.Edition) {
  let text = Harbor(seed: 12, edition: edition).text(words: 100_000)
  let cases = text.agreements
  #expect(cases.contains { $0.distance == 0 } && cases.contains { $0.distance >= 7 })
  for agreement in cases {
    #expect(agreement.right != agreement.wrong)
    #expect(agreement.head < agreement.prefix.count)
  }
}

@Test func truthIsAboutWordsOfTheHarbor() {
  let words = Set(Harbor.words)
  #expect(Harbor.analogies.count >= 8)
  for kind in Harbor.analogies {
    #expect(kind.questions.count >= 10 * 9, "\(kind.name)")
    for question in kind.questions {
      #expect(words.isSuperset(of: [question.a, question.b, question.c, question.d]))
    }
  }
  for kind in Harbor.classes {
    #expect(kind.words.count >= 5 && words.isSuperset(of: kind.words), "\(kind.name)")
  }
  for pair in Harbor.similarities {
    #expect(words.contains(pair.first) && words.contains(pair.second))
    #expect((0...10).contains(pair.grade))
  }
}
