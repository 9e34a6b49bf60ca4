import Language
import Testing

@testable import Harbor

private let sentences = Harbor(seed: 3).taggedSentences(4_000, stream: "tests")

@Test func taggedSentencesDependOnSeedAndStreamAlone() {
  #expect(
    Harbor(seed: 3, edition: .primer).taggedSentences(20, stream: "tests")
      == Array(sentences[..<20]))
  #expect(Harbor(seed: 4).taggedSentences(20, stream: "tests") != Array(sentences[..<20]))
  #expect(Harbor(seed: 3).taggedSentences(20) != Array(sentences[..<20]))
  #expect(Harbor(seed: 3).taggedSentences(0).isEmpty)
}

@Test func everyWordHasItsTags() throws {
  for sentence in sentences {
    #expect(sentence.partsOfSpeech.count == sentence.words.count)
    #expect(Set(sentence.partsOfSpeech).isSubset(of: Harbor.partsOfSpeech))
    let spans = try EntitySpans(tags: sentence.nameTags)
    #expect(spans.repaired.isEmpty)
    #expect(spans.spans == sentence.names.map { EntitySpans.Span($0.kind, $0.range) })
    for name in sentence.names {
      #expect(name.range.allSatisfy { sentence.partsOfSpeech[$0] == "PROPN" })
    }
    #expect([".", "?"].contains(sentence.words.last))
  }
}

@Test func factsAreOfNamesOfTheRightKinds() {
  let kinds = [
    "built": ["person", "boat"], "owns": ["person", "boat"], "sailed-to": ["boat", "place"],
    "sold-to": ["person", "person"], "taught": ["person", "person"],
    "visited": ["person", "place"],
  ]
  #expect(Harbor.relations == kinds.keys.sorted())
  var seen: Set<String> = []
  for sentence in sentences {
    for fact in sentence.facts {
      let names = [fact.subject, fact.object].map { sentence.names[$0] }
      #expect(names.map(\.kind) == kinds[fact.relation])
      seen.insert(fact.relation)
    }
    let names = sentence.names.map { sentence.words[$0.range] }
    #expect(Set(names).count == names.count)
  }
  #expect(seen.count == kinds.count)
}

@Test func theGrammarKnowsHowOftenItUsesEachWord() {
  var counts: [String: Int] = [:]
  let known = Set(Harbor.wordUses.compactMap(\.word))
  for sentence in sentences {
    for (word, part) in zip(sentence.words, sentence.partsOfSpeech) {
      counts["\(known.contains(word) ? word : "") \(part)", default: 0] += 1
    }
  }
  for use in Harbor.wordUses {
    let expected = use.perSentence * Double(sentences.count)
    let count = Double(counts.removeValue(forKey: "\(use.word ?? "") \(use.partOfSpeech)") ?? 0)
    // Five standard deviations of a Poisson count, which these come close to, and 3% of names, which are
    // drawn again where they would stand in a sentence twice. (A sentence may have a word often.)
    let allowance = 7 * expected.squareRoot() + 0.03 * expected
    #expect(abs(count - expected) < allowance + 3, "\(use) \(count)")
  }
  #expect(counts.isEmpty)
  #expect(Harbor.wordUses.contains { $0.word == nil && $0.partOfSpeech == "PROPN" })
}

@Test func manyWordsHaveTwoPartsOfSpeech() {
  for word in ["net", "sail", "fish", "walk", "light", "dry", "may", "rose"] {
    #expect(Harbor.wordUses.filter { $0.word == word }.count > 1, "\(word)")
  }
}

@Test func aNegativeNumberOfSentencesIsRefused() async {
  await #expect(processExitsWith: .failure) { _ = Harbor().taggedSentences(-1) }
}
