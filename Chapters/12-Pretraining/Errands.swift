import Literate
import Tensors

// Errands: a story of a sentence or a few, a request in plain words, and its
// answer (12.9).

/// Somebody took something somewhere.
struct Errand {
  let person, thing, place, time: String

  init(_ random: inout Random) {
    func one(_ words: String) -> String {
      let words = words.split(separator: " ")
      return String(words[random.integer(below: words.count)])
    }
    person = one("anna ben clara david ella frank greta hugo ida jonas")
    thing = one("rope lamp basket letter barrel sail bell net")
    place = one("mill pier market inn church bakery school tower")
    time = one("dawn noon dusk night six seven")
  }

  /// The errand in a sentence, in one of three ways.
  func told(_ random: inout Random) -> String {
    switch random.integer(below: 3) {
    case 0: "\(person) took the \(thing) to the \(place) at \(time) ."
    case 1: "at \(time) \(person) took the \(thing) to the \(place) ."
    default: "\(person) went to the \(place) at \(time) with the \(thing) ."
    }
  }

  /// Part of it again.
  func recalled(_ random: inout Random) -> String {
    switch random.integer(below: 8) {
    case 0: "\(person) went to the \(place) ."
    case 1: "\(person) took the \(thing) ."
    case 2: "\(person) left at \(time) ."
    case 3: "at the \(place) was \(person) ."
    case 4: "the \(thing) came to the \(place) ."
    case 5: "they all know where \(person) went ."
    case 6: "they all know who took the \(thing) ."
    default: "they all know when \(person) left ."
    }
  }
}

/// What can be wanted to know of an errand.
enum ErrandQuestion: String, CaseIterable {
  case place, thing, person, time, all

  /// What is asked, as part of a longer sentence, and the answer.
  func asked(of e: Errand) -> (clause: String, answer: String) {
    switch self {
    case .place: ("where \(e.person) went", "to the \(e.place) .")
    case .thing: ("what \(e.person) took", "the \(e.thing) .")
    case .person: ("who took the \(e.thing)", "\(e.person) .")
    case .time: ("when \(e.person) left", "at \(e.time) .")
    case .all: ("what happened", "\(e.person) went to the \(e.place) .")
    }
  }
}

/// A story, a request, and the answer.
struct ErrandTask {
  let prompt, answer: [String]
  let question: ErrandQuestion

  /// Ways to ask; … is what is asked. The last is kept for the exam.
  static let phrasings = [
    "please tell me … .", "question : … ?", "i want to know … .",
    "can you say … ?", "can you tell me … ?",
  ]

  /// A task in one of the phrasings named.
  init(_ phrasings: some Collection<Int>, _ random: inout Random) {
    let errand = Errand(&random)
    let story = errand.told(&random)
    let all = ErrandQuestion.allCases
    question = all[random.integer(below: all.count)]
    let (clause, answer) = question.asked(of: errand)
    let chosen = Array(phrasings)[random.integer(below: phrasings.count)]
    let words = ErrandTask.phrasings[chosen].split(separator: " ").map {
      $0 == "…" ? clause : String($0)
    }
    let asking = words.joined(separator: " ")
    prompt = cutAtBlanks("\(story) \(asking) answer :")
    self.answer = cutAtBlanks(answer)
  }

  static func several(
    _ count: Int, _ phrasings: some Collection<Int>, seed: UInt64,
    stream: String
  ) -> [ErrandTask] {
    var random = Random(seed: seed, stream: "errands/\(stream)")
    return (0..<count).map { _ in ErrandTask(phrasings, &random) }
  }
}

/// Plain text: an errand, and then parts of it again.
func errandStories(_ count: Int, seed: UInt64) -> [[String]] {
  var random = Random(seed: seed, stream: "errands/plain")
  return (0..<count).map { _ in
    let errand = Errand(&random)
    let sentences =
      [errand.told(&random)] + (0..<3).map { _ in errand.recalled(&random) }
    return cutAtBlanks(sentences.joined(separator: " "))
  }
}

/// What stands between blanks.
private func cutAtBlanks(_ text: String) -> [String] {
  text.split(separator: " ").map { String($0) }
}
