import Networks
import Tensors

/// An objective made ready for a vocabulary: which yes-or-no questions are asked about a word.
enum PreparedObjective {
  /// The word itself, then K draws.
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

  /// K, or 0.
  var negatives: Int {
    if case .negatives(_, let count) = self { count } else { 0 }
  }

  /// How many questions a word may have.
  var mostQuestions: Int {
    switch self {
    case .negatives(_, let count): 1 + count
    case .paths(let code): (0..<code.wordCount).map { code.path(of: $0).count }.max()!
    }
  }

  /// Draws the negatives of `words` words at once.
  func drawNegatives(_ negatives: inout [Int32], for words: Int, _ random: inout Random) {
    guard case .negatives(let table, let count) = self else { return }
    table.draw(words * count, into: &negatives, &random)
  }

  func questionCount(of word: Int32) -> Int {
    switch self {
    case .negatives(_, let count): 1 + count
    case .paths(let code): code.starts[Int(word) + 1] - code.starts[Int(word)]
    }
  }

  /// The output row that question `number` of `word` is about, and the answer. The word's negatives
  /// begin at number `noise`.
  @inline(__always)
  func question(
    _ number: Int, of word: Int32, _ noise: Int, _ negatives: [Int32]
  ) -> (row: Int32, answer: Float) {
    switch self {
    case .negatives:
      return number == 0 ? (word, 1) : (negatives[noise &+ number &- 1], 0)
    case .paths(let code):
      let step = code.steps[code.starts[Int(word)] &+ number]
      return (step.node, step.isLeft ? 1 : 0)
    }
  }
}
