import Ground
import Tensors

/// A few words that somebody types to find stories, and which stories of a collection answer them.
///
///     let events = harbor.events(400)
///     let requests = harbor.requests(100, about: events)
///     requests[0].words     // ["robbery", "at", "the", "quay"]
///     requests[0].answers   // [17, 203, 384]
///
/// A story answers if it is of the kind asked for and all else that is asked for holds of it, in whatever words it
/// says so.
public struct HarborRequest: Sendable, Equatable {
  /// How it asks.
  public enum Form: String, CaseIterable, Sendable {
    /// In words of the story that it was made for.
    case keywords
    /// With another name for a thing or place than that story has: one that the thesaurus knows.
    case synonyms
    /// With a wider word for a thing: *vessel*, *animal*.
    case broader
    /// With a word for the kind of event that isn't in that story, and that no thesaurus of things knows.
    case meaning
    /// With *bank*, which is by a river or holds money.
    case ambiguous
    /// With a person's name.
    case names
  }

  /// Lower-case words.
  public let words: [String]
  public let form: Form
  /// The story that it was made for.
  public let source: Int
  /// The place that it asks for, by the first of its names: *savings bank* or *shore* where it says *bank*.
  public let place: String?
  /// 2 for stories that have all that it asks for. Where it asks for a kind of event and two things more, 1 for those
  /// of the kind that have one of the two. Others are missing.
  public let grades: [Int: Float]

  /// The stories that have all that it asks for, in order.
  public var answers: [Int] { grades.filter { $0.value == 2 }.keys.sorted() }
}

extension Harbor {
  /// Requests, each made for one of the stories, all of its forms equally often where the stories allow it.
  public func requests(
    _ count: Int, about events: [HarborEvent], stream: String = "training"
  ) -> [HarborRequest] {
    require(count >= 0, "There can't be \(count) requests.")
    require(count == 0 || !events.isEmpty, "Requests need stories that they ask for.")
    var random = Random(seed: seed, stream: "harbor/requests/\(stream)")
    return (0..<count).map { _ in HarborRequest.next(events, &random) }
  }
}

/// Something that a request asks for.
private enum Facet {
  case kind, thing, broaderThing, place, month, weather, who, whom

  func holds(of event: HarborEvent, like source: HarborEvent) -> Bool {
    let (a, b) = (event.facts, source.facts)
    switch self {
    case .kind: return a.kind == b.kind
    case .thing: return a.thing == b.thing
    case .broaderThing: return broader(a.thing) == broader(b.thing)
    case .place: return a.place == b.place
    case .month: return a.month == b.month
    case .weather: return a.weather == b.weather && event.telling.mentionsWeather
    case .who: return a.people.prefix(2).contains { $0.last == b.people[0].last }
    case .whom: return a.people.prefix(2).contains { $0.last == b.people[1].last }
    }
  }
}

private func broader(_ thing: String) -> [String] {
  harborEventNames.first { $0.names[0] == thing }?.broader ?? []
}

extension HarborRequest {
  fileprivate static func next(_ events: [HarborEvent], _ random: inout Random) -> HarborRequest {
    let form = pick(Form.allCases, &random)
    for _ in 0..<1_000 {
      let source = random.integer(below: events.count)
      if let facets = facets(form, events[source], &random) {
        return HarborRequest(form, facets, events, source, &random)
      }
    }
    let source = random.integer(below: events.count)
    let facets = facets(.keywords, events[source], &random)!
    return HarborRequest(.keywords, facets, events, source, &random)
  }

  /// What a request of this form can ask of a story; nil if it can't.
  private static func facets(
    _ form: Form, _ event: HarborEvent, _ random: inout Random
  ) -> [Facet]? {
    let facts = event.facts
    var facets: [Facet] = [.kind]
    switch form {
    case .keywords: facets.append(pick([.thing, .place], &random))
    case .meaning:
      guard !unsaid(event).isEmpty else { return nil }
      facets.append(pick([.thing, .place], &random))
    case .synonyms:
      let several = [Facet.thing, .place].filter {
        ($0 == .thing ? facts.thing : facts.place).isNamedTwice
      }
      if several.isEmpty { return nil }
      facets.append(pick(several, &random))
    case .broader:
      if broader(facts.thing).isEmpty { return nil }
      facets.append(.broaderThing)
    case .ambiguous:
      guard allNames(of: facts.place).contains("bank") else { return nil }
      facets.append(.place)
    case .names: return [pick([.who, .whom], &random), pick([.kind, .thing], &random)]
    }
    if random.bernoulli(0.35) {
      facets.append(event.telling.mentionsWeather ? pick([.month, .weather], &random) : .month)
    }
    return facets
  }

  /// The words for its kind that a story doesn't have.
  private static func unsaid(_ event: HarborEvent) -> [String] {
    HarborEventRules.of(event.kind).askedWords.filter { word in
      !event.sentences.contains { $0.contains(word) }
    }
  }

  private init(
    _ form: Form, _ facets: [Facet], _ events: [HarborEvent], _ source: Int, _ random: inout Random
  ) {
    let event = events[source]
    let isSentence = random.bernoulli(0.5)
    var parts = facets.map { facet in
      HarborRequest.words(facet, form, event, isSentence: isSentence, &random)
    }
    if !isSentence { random.shuffle(&parts) }
    words = parts.flatMap { $0 }
    (self.form, self.source) = (form, source)
    place = facets.contains(.place) ? event.facts.place : nil
    var grades: [Int: Float] = [:]
    for (index, other) in events.enumerated() {
      let missing = facets.filter { !$0.holds(of: other, like: event) }
      if missing.isEmpty {
        grades[index] = 2
      } else if facets.count > 2, missing.count == 1, missing[0] != .kind {
        grades[index] = 1
      }
    }
    self.grades = grades
  }

  /// How a facet is asked for.
  private static func words(
    _ facet: Facet, _ form: Form, _ event: HarborEvent, isSentence: Bool, _ random: inout Random
  ) -> [String] {
    let (facts, telling) = (event.facts, event.telling)
    func name(_ concept: String) -> [String] {
      let name = telling.name(concept)
      let others = allNames(of: concept).filter { $0 != name }
      if form == .ambiguous && facet == .place { return ["bank"] }
      return wordsOf(form == .synonyms && !others.isEmpty ? pick(others, &random) : name)
    }
    switch facet {
    case .kind:
      let all = HarborEventRules.of(facts.kind).askedWords
      let unsaid = unsaid(event)
      let said = all.filter { !unsaid.contains($0) }
      return [pick(form == .meaning ? unsaid : said.isEmpty ? all : said, &random)]
    case .thing: return (isSentence ? ["with", "the"] : []) + name(facts.thing)
    case .broaderThing:
      return (isSentence ? ["with", "some"] : []) + [pick(broader(facts.thing), &random)]
    case .place:
      return (isSentence ? [harborEventPlaces[facts.place]!, "the"] : []) + name(facts.place)
    case .month: return (isSentence ? ["in"] : []) + [facts.month]
    case .weather: return (isSentence ? ["in", "the"] : []) + name(facts.weather)
    case .who, .whom:
      let person = facts.people[facet == .who ? 0 : 1]
      return random.bernoulli(0.5) ? [person.first, person.last] : [person.last]
    }
  }
}
