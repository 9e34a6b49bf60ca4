import Ground
import Language
import Networks
import Tensors

/// A question about a passage, and where in it the answer stands.
public struct SpanExample: Equatable, Sendable {
  public let question: [String]
  public let passage: [String]
  /// The answer's words, as places in the passage; nil if it has none.
  public let answer: Range<Int>?

  public init(question: [String], passage: [String], answer: Range<Int>?) {
    (self.question, self.passage, self.answer) = (question, passage, answer)
  }
}

/// Some questions with their passages as a `SpanReader` reads them, to be read side by side.
public struct SpanBatch: Sendable {
  let questions: [[Int]]
  let passages: [[Int]]
  /// Whether each word of a passage stands in the question too, known or not.
  let matches: [[Bool]]
  let answers: [Range<Int>?]
}

/// The same, to be trained on or to validate by.
public struct EncodedSpans: Dataset, Sendable {
  private let all: SpanBatch

  init(_ all: SpanBatch) { self.all = all }

  public var count: Int { all.questions.count }

  public func batch(_ indices: [Int]) -> SpanBatch {
    SpanBatch(
      questions: indices.map { all.questions[$0] }, passages: indices.map { all.passages[$0] },
      matches: indices.map { all.matches[$0] }, answers: indices.map { all.answers[$0] })
  }
}

/// Words as ids.
struct SpanWords: Sendable {
  let vocabulary: Vocabulary
  /// How many words of a passage are read.
  let limit: Int

  /// - Throws: `InputError` for a question or a passage without words.
  func batch(_ questions: [[String]], _ passages: [[String]], _ answers: [Range<Int>?] = []) throws
    -> SpanBatch
  {
    require(
      questions.count == passages.count,
      "\(questions.count) questions don't fit \(passages.count) passages.")
    for (place, (question, passage)) in zip(questions, passages).enumerated() {
      try demand(!question.isEmpty, "Question \(place) has no words; ask with one at least.")
      try demand(
        !passage.isEmpty, "The passage of question \(place) has no words; there is nothing to read."
      )
    }
    let passages = passages.map { $0.prefix(limit) }
    let matches = zip(questions, passages).map { question, passage in
      let words = Set(question.map { $0.lowercased() })
      return passage.map { words.contains($0.lowercased()) }
    }
    return SpanBatch(
      questions: questions.map { ids($0[...]) }, passages: passages.map(ids), matches: matches,
      answers: answers)
  }

  private func ids(_ words: ArraySlice<String>) -> [Int] {
    let unknown = vocabulary[Vocabulary.unknown]!
    return words.map { vocabulary[$0] ?? unknown }
  }
}
