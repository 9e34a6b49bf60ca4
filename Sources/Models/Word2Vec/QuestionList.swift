import Language
import Networks
import Tensors

/// The yes-or-no questions that a passage asks, word by word.
///
/// Most of what a passage costs is fetching the rows it asks about. So a word from the hat is asked about
/// up to three times, by words that stand at least thirteen places apart: each word's negatives are as
/// independent of each other as ever, and the contexts that the same one meets have little in common. In a
/// passage too short for that, every question has a draw of its own.
struct QuestionList {
  /// How many words may ask about one draw, and how far apart they stand.
  static let (uses, distance) = (3, 13)

  /// The row of the output matrix that each question is about.
  private(set) var rows: [Int32] = []
  /// The answer to each: 1 for yes, 0 for no.
  private(set) var answers: [Float] = []
  /// The questions about word n of the passage are numbers `starts[n]` ..< `starts[n + 1]`.
  private(set) var starts: [Int] = [0]
  private var negatives: [Int32] = []

  /// Makes the questions for `words`, in place of those that were there.
  mutating func fill(
    for words: Slice<UnsafeBufferPointer<Int32>>, _ objective: PreparedObjective,
    _ random: inout Random
  ) {
    rows.removeAll(keepingCapacity: true)
    answers.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    starts.append(0)
    switch objective {
    case .negatives(let table, let count):
      let shared = (count + QuestionList.uses - 1) / QuestionList.uses
      let isShared = words.count * shared > QuestionList.distance * count
      let (drawn, step) = isShared ? (shared, QuestionList.distance) : (count, 1)
      table.draw(words.count * drawn, into: &negatives, &random)
      for (n, word) in words.enumerated() {
        ask(about: word, answer: 1)
        askNegatives(count, from: n * drawn, step: step)
        starts.append(rows.count)
      }
    case .paths(let code):
      for word in words {
        for step in code.path(of: Int(word)) { ask(about: step.node, answer: step.isLeft ? 1 : 0) }
        starts.append(rows.count)
      }
    }
  }

  /// Asks about every `step`-th draw from number `first` on, round and round.
  private mutating func askNegatives(_ count: Int, from first: Int, step: Int) {
    var place = first
    for _ in 0..<count {
      ask(about: negatives[place], answer: 0)
      place += step
      if place >= negatives.count { place -= negatives.count }
    }
  }

  private mutating func ask(about row: Int32, answer: Float) {
    rows.append(row)
    answers.append(answer)
  }
}

/// An objective made ready for a vocabulary.
enum PreparedObjective {
  /// The word itself, then so many draws. A draw may be the word itself (see `NegativeSamplingLoss`).
  case negatives(AliasTable, count: Int)
  /// The turns on the way to the word.
  case paths(HuffmanCode)

  init(_ objective: Word2Vec.Objective, counts: [Int]) {
    switch objective {
    case .negativeSampling(let count):
      self = .negatives(AliasTable(noiseOf: counts), count: count)
    case .hierarchicalSoftmax: self = .paths(HuffmanCode(counts: counts))
    }
  }

  /// How many rows the output matrix has.
  var rows: Int {
    switch self {
    case .negatives(let table, _): table.count
    case .paths(let code): code.nodeCount
    }
  }

  /// How many questions a word may have.
  var mostQuestions: Int {
    switch self {
    case .negatives(_, let count): 1 + count
    case .paths(let code): (0..<code.wordCount).map { code.path(of: $0).count }.max()!
    }
  }
}
