import Tensors
import Testing

@testable import Harbor

@Test func sameSeedSameSenses() {
  let harbor = Harbor(seed: 3)
  #expect(harbor.senses(50) == harbor.senses(50))
  #expect(harbor.senses(50) == Array(harbor.senses(80).prefix(50)))
  #expect(harbor.senses(50) == Harbor(seed: 3, edition: .primer).senses(50))
  #expect(harbor.senses(50) != harbor.senses(50, stream: "test"))
  #expect(harbor.senses(50) != Harbor(seed: 4).senses(50))
  #expect(harbor.senses(0).isEmpty)
}

@Test func aWordOfTwoSensesStandsInItsPlaceAndOnlyThere() {
  for sentence in Harbor(seed: 5).senses(3_000) {
    #expect(HarborSenses.words.contains(sentence.word))
    #expect(sentence.words.count { HarborSenses.words.contains($0) } == 1)
    #expect(sentence.words.last == "." && sentence.words.count { $0 == "." } == 1)
    #expect(sentence.words.allSatisfy { $0 == $0.lowercased() }, "\(sentence.words)")
  }
  #expect(HarborSenses.words == HarborSenses.words.sorted())
  #expect(HarborSenses.names(of: "bank") == ["of a river", "with money"])
}

@Test func sensesComeAsOftenAsTheirWeightsSay() {
  let sentences = Harbor(seed: 6).senses(20_000)
  func expectShare(_ share: Float, _ holds: (HarborSense) -> Bool) {
    let found = Float(sentences.count(where: holds)) / Float(sentences.count)
    // Four standard deviations.
    #expect(abs(found - share) < 4 * sqrt(share * (1 - share) / Float(sentences.count)))
  }
  expectShare(0.5) { $0.sense == 1 }
  for word in HarborSenses.words { expectShare(1 / 8) { $0.word == word } }
  for clue in HarborSense.Clue.allCases {
    expectShare(HarborSenses.share(of: clue)) { $0.clue == clue }
  }
}

/// Of many sentences, those with the same word and the same words on one side have one sense where the side is said
/// to tell it, and often both where it isn't.
@Test func whatIsSaidToTellASenseTellsIt() {
  let sentences = Harbor(seed: 7).senses(100_000)
  func told(by side: (HarborSense) -> ArraySlice<String>) -> Float {
    let people = Set(Harbor.classes.first { $0.name == "names" }!.words)
    var counts: [[String]: [Int]] = [:]
    for sentence in sentences {
      let key = [sentence.word] + side(sentence).map { people.contains($0) ? "NAME" : $0 }
      counts[key, default: [0, 0]][sentence.sense] += 1
    }
    return Float(counts.values.reduce(0) { $0 + $1.max()! }) / Float(sentences.count)
  }
  // Guesses after the fact are a little luckier than a coin.
  let left = told { $0.words[..<$0.place] }
  #expect((-0.001..<0.02).contains(left - HarborSenses.bestAccuracyFromTheLeft), "\(left)")
  let right = told { $0.words[($0.place + 1)...] }
  #expect((-0.001..<0.02).contains(right - HarborSenses.bestAccuracyFromTheRight), "\(right)")
  #expect(told { $0.words[...] } == 1)
}

@Test func aClueThatIsFarAwayIsSixWordsAway() {
  let things = Dictionary(
    uniqueKeysWithValues: harborSenseWords.map { ($0.word, $0.senses.map { Set($0.things) }) })
  for sentence in Harbor(seed: 8).senses(3_000) {
    let own = sentence.words.indices.filter { place in
      place != sentence.place
        && things[sentence.word]![sentence.sense].contains(sentence.words[place])
    }
    switch sentence.clue {
    case .farBefore: #expect(own.allSatisfy { $0 <= sentence.place - 6 } && own.count == 1)
    case .farAfter: #expect(own.allSatisfy { $0 >= sentence.place + 6 } && own.count == 1)
    default: break
    }
  }
}

@Test func aPassageKeepsToOneWordAndOneSense() {
  let passages = Harbor(seed: 9).sensePassages(300, sentences: 4)
  #expect(passages == Harbor(seed: 9).sensePassages(300, sentences: 4))
  for passage in passages {
    #expect(passage.sentences.count == 4)
    #expect(Set(passage.sentences.map(\.word)).count == 1)
    #expect(Set(passage.sentences.map(\.sense)).count == 1)
    #expect(passage.words.count == passage.sentences.reduce(0) { $0 + $1.words.count })
  }
}

/// The probability by the grammar is the share of so many short passages that say the same, on average: the mean of
/// −ln p is the entropy, which counting underrates a little.
@Test func aPassagesProbabilityIsHowOftenItComes() {
  let passages = Harbor(seed: 10).sensePassages(400_000, sentences: 1)
  var counts: [[String]: (count: Int, logProbability: Double)] = [:]
  for passage in passages {
    counts[passage.words, default: (0, passage.logProbability)].count += 1
    #expect(counts[passage.words]!.logProbability == passage.logProbability)
  }
  // Those that are expected twenty times and more come as often in all as they should, within four deviations.
  let common = counts.values.filter {
    Double(exp(Float($0.logProbability))) * Double(passages.count) > 20
  }
  let expected = common.reduce(0) { $0 + Double(exp(Float($1.logProbability))) }
  let found = Double(common.reduce(0) { $0 + $1.count }) / Double(passages.count)
  #expect(common.count > 100)
  #expect(abs(found - expected) < 4 * (expected / Double(passages.count)).squareRoot())
}
