import Ground
import Harbor
import Language
import Literate
import Tensors

// Dialogues of two turns, and what a generator says with and without a story.

/// Two questions about a story, the second with pronouns.
struct TwoTurns {
  let turns: [[String]]
  /// The second question with all its names.
  let whole: [String]
  let answer: [String]
}

/// Of each story in which it can be done: a question that names or asks for a person, then one with *they* and
/// *it*.
func twoTurns(_ stories: [HarborEvent]) -> [TwoTurns] {
  stories.compactMap { story in
    guard let who = story.words(of: .who),
      let first = story.questions.first(where: { $0.words[0] == "who" })
    else { return nil }
    for second in story.questions where second.role != first.role {
      var words = second.words
      guard let start = place(of: first.answer, in: words), who.count == 2
      else { continue }
      let before = start > 0 ? words[start - 1] : ""
      guard before != "was" else { continue }
      let isSubject = ["did", "had", "and", "when"].contains(before)
      words.replaceSubrange(
        start..<start + 2, with: [isSubject ? "they" : "them"])
      let asked = first.words.indices.dropLast().first {
        adjectives.contains(first.words[$0])
      }
      if let asked {
        let thing = ["the"] + first.words[asked...asked + 1]
        if let start = place(of: thing, in: words) {
          words.replaceSubrange(start..<start + 3, with: ["it"])
        }
      }
      return TwoTurns(
        turns: [first.words, words], whole: second.words, answer: second.answer)
    }
    return nil
  }
}

private func place(of part: [String], in words: [String]) -> Int? {
  words.indices.first { Array(words[$0...].prefix(part.count)) == part }
}

/// Shares of second questions that are answered rightly, in percent.
func dialogueMarks(_ dialogues: [TwoTurns]) throws -> (
  with: Float, without: Float
) {
  var right = (with: 0, without: 0)
  for dialogue in dialogues {
    var memory = Memory()
    let first = try ask(dialogue.turns[0], stories: 5, wary.leading)
    memory.note(dialogue.turns[0], first.words)
    let whole = memory.complete(dialogue.turns[1])
    right.with +=
      try ask(whole, stories: 5, wary.leading).words == dialogue.answer ? 1 : 0
    right.without +=
      try ask(dialogue.turns[1], stories: 5, wary.leading).words
      == dialogue.answer ? 1 : 0
  }
  let count = Float(dialogues.count) / 100
  return (Float(right.with) / count, Float(right.without) / count)
}

/// What a generator says of questions under one condition, shares in percent.
struct SpeakerMarks {
  let name: String
  /// Answers that hold what is true.
  let right: Float
  /// Answers that end with a period before their limit.
  let fluent: Float
  let example: String
}

/// With the right sentence, with the one that was found, and with none.
func speakerMarks(_ trials: [Trial], _ index: InvertedIndex) throws
  -> [SpeakerMarks]
{
  let found = try trials.map {
    try ask($0.question.words, stories: 5, wary.leading)
  }
  let texts: [(String, [[String]])] = [
    (
      "the right sentence",
      trials.map { source(of: $0.question.answer, exam[$0.story]) }
    ),
    (
      "the sentence that was found",
      found.map { source(of: $0.words, exam[$0.story]) }
    ),
    ("nothing", trials.map { _ in [] }),
  ]
  return texts.map { name, texts in
    let answers = zip(trials, texts).map { trial, text in
      said(
        speaker, writing(trial.question.words + [mark] + text, [], listed))
    }
    return SpeakerMarks(
      name: name,
      right: shareOf(trials.indices) {
        place(of: trials[$0].question.answer, in: answers[$0]) != nil
      }, fluent: shareOf(answers) { $0.last == "." && $0.count > 2 },
      example: answers[0].joined(separator: " "))
  }
}

func speakerTable(_ marks: [SpeakerMarks]) -> Table {
  Table(
    columns: [
      "generated from", "true, %", "whole sentences, %", "for example",
    ],
    rows: marks.map {
      [
        $0.name, format($0.right, decimals: 1),
        format($0.fluent, decimals: 1), $0.example,
      ]
    })
}
