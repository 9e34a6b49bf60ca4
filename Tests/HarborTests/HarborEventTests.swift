import Language
import Tensors
import Testing

@testable import Harbor

private let events = Harbor(seed: 5).events(600)

@Test func sameSeedSameEvents() {
  let harbor = Harbor(seed: 3)
  #expect(harbor.events(50) == harbor.events(50))
  #expect(harbor.events(50) == Array(harbor.events(80).prefix(50)))
  #expect(harbor.events(50) != harbor.events(50, stream: "test"))
  #expect(harbor.events(50) != Harbor(seed: 4).events(50))
  #expect(harbor.events(0).isEmpty)
  let requests = harbor.requests(40, about: events)
  #expect(requests == harbor.requests(40, about: events))
  #expect(requests == Array(harbor.requests(60, about: events).prefix(40)))
  #expect(requests != harbor.requests(40, about: events, stream: "test"))
}

@Test func storiesHaveWholeSentencesAndNoSlots() {
  for event in events {
    #expect((3...8).contains(event.sentences.count), "\(event.sentences)")
    let asked = event.questions.map(\.words)
    for sentence in event.sentences + [event.summary] + asked {
      #expect(sentence.allSatisfy { $0 == $0.lowercased() && !$0.isEmpty }, "\(sentence)")
      #expect(sentence.dropLast().allSatisfy { $0 != "." && $0 != "?" })
      #expect(!zip(sentence, sentence.dropFirst()).contains { $0 == "a" && $1.isVowelFirst })
    }
    #expect(event.sentences.allSatisfy { $0.last == "." } && event.summary.last == ".")
    #expect(asked.allSatisfy { $0.last == "?" })
  }
}

extension String {
  fileprivate var isVowelFirst: Bool { first.map("aeiou".contains) ?? false }
}

@Test func answersStandInTheStory() {
  for event in events {
    let words = event.words
    #expect(event.words(of: .who)?.count == 2)
    for role in HarborEvent.Role.allCases where role != .destination {
      #expect(event.spans[role] != nil, "\(role): \(words)")
    }
    #expect(Set(event.questions.map(\.role)) == Set(event.spans.keys))
    for question in event.questions {
      #expect(Array(words[question.span]) == question.answer)
      #expect(event.words(of: question.role) == question.answer)
      // It stands there for the first time, as a whole.
      #expect(
        !(0..<question.span.lowerBound).contains {
          Array(words[$0...].prefix(question.span.count)) == question.answer
        } || [.place, .destination].contains(question.role))
    }
  }
}

@Test func whatRolesSayIsWhatHappened() {
  for event in events {
    let facts = event.facts
    #expect(event.words(of: .who) == [facts.people[0].first, facts.people[0].last])
    #expect(event.words(of: .whom) == [facts.people[1].first, facts.people[1].last])
    #expect(event.words(of: .day) == [facts.day] && event.words(of: .month) == [facts.month])
    #expect(event.words(of: .what)?.first == facts.adjective)
    let place = event.words(of: .place)!.joined(separator: " ")
    #expect(allNames(of: facts.place).contains(place))
    #expect(Set(facts.people.map(\.first)).count == 3 && Set(facts.people.map(\.job)).count == 3)
  }
}

@Test func namesOfASummaryComeFromItsStory() {
  for event in events {
    // Of a feast it doesn't say what was eaten.
    for role in [HarborEvent.Role.who] + (event.kind == .feast ? [] : [.what]) {
      let words = event.words(of: role)!
      #expect(
        event.summary.indices.contains {
          Array(event.summary[$0...].prefix(words.count)) == words
        }, "\(event.summary)")
    }
  }
}

@Test func oneInEightIsToldAgain() {
  let all = Harbor(seed: 8).events(4_000)
  let again = all.filter { $0.sameAs != nil }
  // Four standard deviations of a share of 1/8.
  #expect(abs(Float(again.count) / 4_000 - 0.125) < 4 * sqrt(0.125 * 0.875 / 4_000))
  #expect(abs(Float(again.count(where: \.isCopy)) / Float(again.count) - 0.5) < 0.1)
  for event in again {
    let original = all[event.sameAs!]
    #expect(original.sameAs == nil && original.kind == event.kind)
    #expect(original.words(of: .who) == event.words(of: .who))
    #expect(original.sentences != event.sentences || !event.isCopy)
    if event.isCopy {
      let kept = event.sentences.count { original.sentences.contains($0) }
      #expect(kept * 2 >= event.sentences.count - 1, "\(event.sentences)")
    }
  }
}

@Test func namesAreThoseOfTheThesaurus() throws {
  for (names, broader) in harborEventNames {
    let senses = try Thesaurus.harbor.senses(of: names[0])
    let sense = try #require(senses.first { Set(names).isSubset(of: $0.words) }, "\(names)")
    var wider = Thesaurus.harbor.hypernyms(of: sense)
    var words: Set<String> = []
    while let next = wider.popLast() {
      words.formUnion(next.words)
      wider += Thesaurus.harbor.hypernyms(of: next)
    }
    #expect(words.isSuperset(of: broader), "\(names)")
  }
}

@Test func everyPlaceHasAPreposition() {
  for rules in harborEventRules {
    #expect(rules.places.allSatisfy { harborEventPlaces[$0] != nil })
    // A purse of words that only this kind of event is called by.
    for other in harborEventRules where other.kind != rules.kind {
      #expect(Set(rules.askedWords).isDisjoint(with: other.askedWords))
    }
  }
  #expect(harborEventRules.map(\.kind) == HarborEvent.Kind.allCases)
}

@Test func requestsAreAnsweredByTheirStoryAndItsRetellings() {
  let requests = Harbor(seed: 6).requests(300, about: events)
  #expect(Set(requests.map(\.form)).count == HarborRequest.Form.allCases.count)
  for request in requests {
    #expect(request.grades[request.source] == 2 && request.answers.contains(request.source))
    #expect(!request.words.isEmpty)
    let first = events[request.source].sameAs ?? request.source
    if request.form != .names {
      #expect(request.answers.allSatisfy { events[$0].kind == events[first].kind })
    }
    let text = events[request.source].words
    switch request.form {
    case .keywords, .names:
      let content = request.words.filter { !["with", "the", "in", "on", "at"].contains($0) }
      #expect(content.contains { text.contains($0) }, "\(request.words)")
    case .meaning:
      let asked = HarborEventRules.of(events[first].kind).askedWords
      #expect(!request.words.contains { asked.contains($0) && text.contains($0) })
    case .ambiguous: #expect(request.words.contains("bank"))
    case .synonyms, .broader: break
    }
  }
}
