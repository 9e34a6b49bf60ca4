import Ground
import Tensors

/// A story of something that happened in the harbor, with its truth.
///
///     let events = Harbor(seed: 1).events(400, stream: "training")
///     events[0].sentences      // [["this", "is", "the", "story", "of", "a", "robbery", "."], …]
///     events[0].kind           // .theft
///     events[0].words(of: .who)                // ["clara", "penraford"]
///     events[0].questions[0].words             // ["who", "stole", "the", "green", "lantern", "?"]
///     events[0].questions[0].answer            // ["clara", "penraford"]
///     events[0].summary        // ["clara", "penraford", "stole", …, "."]
///
/// Family names are made of syllables, so that a text has names that no other has.
public struct HarborEvent: Sendable, Equatable {
  /// What kind of event it is.
  public enum Kind: String, CaseIterable, Sendable {
    case wreck, sale, feast, theft, repair, rescue, voyage, find
  }

  /// What can be asked for.
  public enum Role: String, CaseIterable, Sendable {
    /// The thief, the seller, the host, the finder, or whose boat sank.
    case who
    /// What was stolen, sold, eaten, mended; what somebody was saved with, or sailed on.
    case what
    /// The other person: who was robbed, who bought, for whom it was done, who helped.
    case whom
    /// Where it happened.
    case place
    /// The day of the week.
    case day
    case month
    /// Where the thing, or somebody, was brought; not all stories say it.
    case destination
  }

  /// A question about a story, whose answer are words of it.
  public struct Question: Sendable, Equatable {
    /// Lower-case words and a question mark.
    public let words: [String]
    public let role: Role
    /// The words that answer it.
    public let answer: [String]
    /// Where they stand among the words of the story, the first time.
    public let span: Range<Int>
  }

  public let kind: Kind
  /// Lower-case words and marks, by sentence: 3 to 8 of them.
  public let sentences: [[String]]
  /// Where in `words` each role is named in full for the first time.
  public let spans: [Role: Range<Int>]
  /// One question about each role.
  public let questions: [Question]
  /// One sentence, whose names are those of the story.
  public let summary: [String]
  /// The earlier story of the same list that this one tells again, in other words or nearly the same ones.
  public let sameAs: Int?
  /// Whether it is nearly a copy of that story.
  public let isCopy: Bool
  let facts: HarborEventFacts
  let telling: HarborEventTelling

  /// All words of the story.
  public var words: [String] { sentences.flatMap { $0 } }

  /// What the story calls it; nil where it doesn't say.
  public func words(of role: Role) -> [String]? { spans[role].map { Array(words[$0]) } }

  public static func == (a: HarborEvent, b: HarborEvent) -> Bool {
    (a.kind, a.isCopy, a.sameAs) == (b.kind, b.isCopy, b.sameAs) && a.sentences == b.sentences
      && a.spans == b.spans && a.questions == b.questions && a.summary == b.summary
  }
}

extension Harbor {
  /// Stories of events. About one in eight tells an earlier one again: half of these in other words, the others nearly
  /// word for word.
  public func events(_ count: Int, stream: String = "training") -> [HarborEvent] {
    require(count >= 0, "There can't be \(count) events.")
    var random = Random(seed: seed, stream: "harbor/events/\(stream)")
    var events: [HarborEvent] = []
    for _ in 0..<count { events.append(HarborEvent.next(after: events, &random)) }
    return events
  }
}

extension HarborEvent {
  fileprivate static func next(after events: [HarborEvent], _ random: inout Random) -> HarborEvent {
    if events.count >= 8, random.integer(below: 8) == 0 {
      var index = random.integer(below: events.count)
      index = events[index].sameAs ?? index
      let original = events[index]
      let isCopy = random.bernoulli(0.5)
      let telling =
        isCopy
        ? original.telling.retouched(original.facts, &random)
        : HarborEventTelling(original.facts, &random)
      return HarborEvent(
        original.facts, telling, sameAs: index, isCopy: isCopy, &random)
    }
    let facts = HarborEventFacts(&random)
    return HarborEvent(facts, HarborEventTelling(facts, &random), &random)
  }

  private init(
    _ facts: HarborEventFacts, _ telling: HarborEventTelling, sameAs: Int? = nil,
    isCopy: Bool = false, _ random: inout Random
  ) {
    let rules = HarborEventRules.of(facts.kind)
    let story = telling.story(facts)
    let words = story.sentences.flatMap { $0 }
    kind = facts.kind
    sentences = story.sentences
    spans = story.spans
    summary = telling.sentence(rules.summary, facts)
    // A question may call a thing by another of its names.
    let asked = telling.renamed(facts, &random)
    var questions: [Question] = []
    for role in Role.allCases {
      guard let span = story.spans[role], let texts = rules.questions[role] else { continue }
      questions.append(
        Question(
          words: asked.sentence(pick(texts, &random), facts), role: role,
          answer: Array(words[span]), span: span))
    }
    self.questions = questions
    (self.sameAs, self.isCopy, self.facts, self.telling) = (sameAs, isCopy, facts, telling)
  }
}

/// What happened.
struct HarborEventFacts: Sendable {
  struct Person: Sendable {
    let first: String
    let last: String
    let isFemale: Bool
    let job: String
  }

  let kind: HarborEvent.Kind
  /// WHO, WHOM and WITNESS.
  let people: [Person]
  let adjective: String
  let thing: String
  let place: String
  let day: String
  let month: String
  let weather: String
  let price: String
  let destination: String?

  init(_ random: inout Random) {
    kind = pick(HarborEvent.Kind.allCases, &random)
    let rules = HarborEventRules.of(kind)
    var girlsAndBoys = HarborEventFacts.firstNames
    var jobs = harborEventJobs
    people = (0..<3).map { _ in
      let (name, isFemale) = girlsAndBoys.remove(at: random.integer(below: girlsAndBoys.count))
      let last = harborSurnames.map { pick($0, &random) }.joined()
      return Person(
        first: name, last: last, isFemale: isFemale,
        job: jobs.remove(at: random.integer(below: jobs.count)))
    }
    adjective = pick(wordsOf(rules.adjectives), &random)
    thing = pick(rules.things, &random)
    place = pick(rules.places, &random)
    day = pick(HarborEventFacts.words("days"), &random)
    month = pick(HarborEventFacts.words("months"), &random)
    let season = harborEventSeasons.filter { [month] in $0.months.contains(month) }
    weather = pick(harborEventWeather + season.map(\.weather), &random)
    price = pick(harborEventPrices, &random)
    let destinations = rules.destinations.filter { [place] in $0 != place }
    destination = destinations.isEmpty ? nil : pick(destinations, &random)
  }

  private static func words(_ name: String) -> [String] {
    Harbor.classes.first { $0.name == name }!.words
  }

  private static let firstNames: [(String, isFemale: Bool)] = {
    let lexicon = Harbor.grammar.lexicon
    return [("girl", true), ("boy", false)].flatMap { category, isFemale in
      lexicon.members(category)!.map { (lexicon.name($0), isFemale) }
    }
  }()
}

/// In which sentences and by which names an event is told.
struct HarborEventTelling: Sendable {
  /// Sentences with slots.
  private var texts: [String] = []
  /// How many of them are needed to say all; those behind can be left out.
  private var needed = 0
  /// What each thing is called here, where it has several names.
  private(set) var names: [String: String] = [:]
  /// For each person how the first mention is made.
  private var styles: [Int]
  private var noun: String

  init(_ facts: HarborEventFacts, _ random: inout Random) {
    let rules = HarborEventRules.of(facts.kind)
    styles = (0..<3).map { _ in random.integer(below: 3) }
    noun = pick(rules.nouns, &random)
    for named in harborEventNames { names[named.names[0]] = pick(named.names, &random) }
    texts = [
      pick(harborEventOpenings, &random), pick(rules.cores, &random),
      pick(rules.additions, &random),
    ]
    addMissing(rules, &random)
    texts.removeAll(where: \.isEmpty)
    needed = texts.count
    if random.bernoulli(0.5) { texts.append(pick(rules.details, &random)) }
    if random.bernoulli(0.4) { texts.append(pick(harborEventRemarks, &random)) }
    if texts.count < 3 || random.bernoulli(0.6) { texts.append(pick(rules.endings, &random)) }
    if texts.count < 3 { texts.insert(pick(rules.details, &random), at: needed) }
  }

  /// Says where and when, if that hasn't been said.
  private mutating func addMissing(_ rules: HarborEventRules, _ random: inout Random) {
    let said = Set(texts.flatMap(wordsOf))
    if !said.contains("AT") { texts.append(pick(rules.whereabouts, &random)) }
    switch (said.contains("DAY"), said.contains("MONTH")) {
    case (false, false): texts.append(pick(harborEventDates, &random))
    case (false, true): texts.append(pick(harborEventDays, &random))
    case (true, false): texts.append(pick(harborEventMonths, &random))
    case (true, true): break
    }
  }

  /// Nearly the same: a sentence more or fewer, and one thing by another name.
  func retouched(_ facts: HarborEventFacts, _ random: inout Random) -> HarborEventTelling {
    var telling = self
    let rules = HarborEventRules.of(facts.kind)
    if texts.count > max(needed, 4) {
      telling.texts.removeLast()
    } else {
      telling.texts.append(
        pick((rules.details + rules.endings).filter { !texts.contains($0) }, &random))
    }
    let several = [facts.thing, facts.place, facts.weather].filter { $0.isNamedTwice }
    if !several.isEmpty {
      let chosen = pick(several, &random)
      telling.names[chosen] = pick(allNames(of: chosen), &random)
    }
    return telling
  }

  /// The same with other names for things and places, and another word for the kind of event.
  func renamed(_ facts: HarborEventFacts, _ random: inout Random) -> HarborEventTelling {
    var telling = self
    for concept in [facts.thing, facts.place] where random.bernoulli(0.3) {
      telling.names[concept] = pick(allNames(of: concept), &random)
    }
    telling.noun = pick(HarborEventRules.of(facts.kind).nouns, &random)
    return telling
  }

  /// What it is called in this telling.
  func name(_ concept: String) -> String { names[concept] ?? concept }

  /// The story, and where each role is named first.
  func story(
    _ facts: HarborEventFacts
  ) -> (sentences: [[String]], spans: [HarborEvent.Role: Range<Int>]) {
    var writer = Writer(facts: facts, telling: self)
    let sentences = texts.map { writer.sentence($0) }
    return (sentences, writer.spans)
  }

  /// A sentence that stands by itself: everybody has the full name.
  func sentence(_ text: String, _ facts: HarborEventFacts) -> [String] {
    var writer = Writer(facts: facts, telling: self, isAlone: true)
    return writer.sentence(text)
  }

  /// Fills slots, and remembers who and what has been named.
  private struct Writer {
    let facts: HarborEventFacts
    let telling: HarborEventTelling
    var isAlone = false
    var spans: [HarborEvent.Role: Range<Int>] = [:]
    private var mentions = [0, 0, 0]
    private var count = 0

    init(facts: HarborEventFacts, telling: HarborEventTelling, isAlone: Bool = false) {
      (self.facts, self.telling, self.isAlone) = (facts, telling, isAlone)
    }

    mutating func sentence(_ text: String) -> [String] {
      var words: [String] = []
      for slot in wordsOf(text) {
        let (added, role, answer) = filling(slot)
        if let role, spans[role] == nil {
          let start = count + words.count + answer.lowerBound
          spans[role] = start..<start + answer.count
        }
        words += added
      }
      for index in words.indices.dropLast()
      where words[index] == "a" && "aeiou".utf8.contains(words[index + 1].utf8.first!) {
        words[index] = "an"
      }
      count += words.count
      return words
    }

    /// The words for a slot, and which of them name a role.
    private mutating func filling(_ slot: String) -> ([String], HarborEvent.Role?, Range<Int>) {
      func named(
        _ words: [String], _ role: HarborEvent.Role? = nil, from start: Int = 0
      ) -> ([String], HarborEvent.Role?, Range<Int>) { (words, role, start..<words.count) }
      switch slot {
      case "WHO": return person(0, .who)
      case "WHOM": return person(1, .whom)
      case "WITNESS": return person(2, nil)
      case "WHO:his": return named([facts.people[0].isFemale ? "her" : "his"])
      case "WHOM:him": return named([facts.people[1].isFemale ? "her" : "him"])
      case "WHAT":
        let isNew = isAlone || spans[.what] == nil
        return named((isNew ? [facts.adjective] : []) + wordsOf(telling.name(facts.thing)), .what)
      case "AT":
        return named(
          [harborEventPlaces[facts.place]!, "the"] + wordsOf(telling.name(facts.place)), .place,
          from: 2)
      case "TO":
        let isFar = facts.kind == .voyage
        return named(
          (isFar ? [] : ["the"]) + wordsOf(telling.name(facts.destination!)), .destination,
          from: isFar ? 0 : 1)
      case "DAY": return named([facts.day], .day)
      case "MONTH": return named([facts.month], .month)
      case "WEATHER": return named([telling.name(facts.weather)])
      case "PRICE": return named([facts.price])
      case "NOUN": return named([telling.noun])
      case "JOY", "SADNESS": return named([telling.name(slot.lowercased())])
      default: return named([slot])
      }
    }

    /// The full name first, with the profession before or behind it or without, then the first name or the
    /// profession alone.
    private mutating func person(
      _ index: Int, _ role: HarborEvent.Role?
    ) -> ([String], HarborEvent.Role?, Range<Int>) {
      let person = facts.people[index]
      let name = [person.first, person.last]
      if isAlone { return (name, role, 0..<2) }
      let job = ["the", telling.name(person.job)]
      mentions[index] += 1
      switch (mentions[index], telling.styles[index]) {
      case (1, 1): return (job + name, role, 2..<4)
      case (1, 2): return (name + job, role, 0..<2)
      case (1, _): return (name, role, 0..<2)
      case (2, 1), (2, 2): return (job, role, 0..<2)
      default: return ([person.first], role, 0..<1)
      }
    }
  }

  /// Whether the story speaks of the weather.
  var mentionsWeather: Bool { texts.contains { wordsOf($0).contains("WEATHER") } }
}

extension String {
  /// Whether there is more than one name for it.
  var isNamedTwice: Bool { allNames(of: self).count > 1 }
}

/// All names of a thing, a place or the weather.
func allNames(of concept: String) -> [String] {
  harborEventNames.first { $0.names[0] == concept }?.names ?? [concept]
}

func pick<Element>(_ elements: [Element], _ random: inout Random) -> Element {
  elements[random.integer(below: elements.count)]
}
