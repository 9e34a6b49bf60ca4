import Language
import Tensors

/// A stretch of text, and what can be learned from it: private copies of the rows it needs, changed
/// step by step.
///
/// Nothing here depends on what other passages do at the same time, nor on how many threads there are.
struct Passage {
  /// How many words learn in one passage.
  static let length = 64

  private(set) var inputs: PrivateRows
  private(set) var outputs: PrivateRows
  /// The sum of the losses of the latest passage, if they were asked for, and how many there are.
  private(set) var loss = (sum: Float(0), count: 0)

  private let settings: Word2Vec.Settings
  private let objective: PreparedObjective
  private let columns: Int
  private var questions = QuestionList()
  /// The row of each word of the passage and its margins.
  private let rows: UnsafeMutablePointer<Row>
  /// The row that each question is about.
  private let asked: UnsafeMutablePointer<Row>
  /// The rows of one word's neighbors.
  private let neighbors: UnsafeMutablePointer<Row>
  private let scratch: Row

  init(_ settings: Word2Vec.Settings, objective: PreparedObjective, words: Int) {
    let size = Word2Vec.paddedSize(settings.size)
    let reach = Passage.length + 2 * settings.window
    let mostQuestions = Passage.length * objective.mostQuestions
    (self.settings, self.objective) = (settings, objective)
    columns = size / 16
    inputs = PrivateRows(rows: words, size: size, capacity: min(reach, words))
    outputs = PrivateRows(
      rows: objective.rows, size: size,
      capacity: min(mostQuestions, objective.rows))
    rows = .allocate(capacity: reach)
    asked = .allocate(capacity: mostQuestions)
    neighbors = .allocate(capacity: 2 * settings.window)
    let room = 16 * max(Questions.most, columns)
    scratch = .allocate(capacity: room)
    scratch.initialize(repeating: 0, count: room)
  }

  func deallocate() {
    inputs.deallocate()
    outputs.deallocate()
    rows.deallocate()
    asked.deallocate()
    neighbors.deallocate()
    scratch.deallocate()
  }

  /// Learns from the words `range` of `text`; those around it are neighbors only.
  ///
  /// - Parameters:
  ///   - vectors: V rows, and `answers` those of the objective: read only.
  ///   - random: a stream for this passage alone.
  mutating func learn(
    _ range: Range<Int>, of text: UnsafeBufferPointer<Int32>, vectors: Row, answers: Row,
    rate: Float, random: Random, wantsLoss: Bool
  ) {
    var random = random
    let reach =
      max(
        range.lowerBound - settings.window, 0)..<min(
        range.upperBound + settings.window, text.count)
    loss = (0, 0)
    questions.fill(for: text[range], objective, &random)
    copyRows(text[reach], from: vectors, from: answers)
    for place in range {
      let count = gatherNeighbors(of: place, in: reach, &random)
      guard count > 0 else { continue }
      let number = place - range.lowerBound
      for first in stride(
        from: questions.starts[number], to: questions.starts[number + 1], by: Questions.most)
      {
        let some = first..<min(first + Questions.most, questions.starts[number + 1])
        step(gatherQuestions(some, rate: rate), neighbors: count, wantsLoss)
      }
      if wantsLoss { loss.count += settings.architecture == .cbow ? 1 : count }
    }
  }

  /// Copies the rows of the words and of all questions: one after the other, without anything in
  /// between, since rows lie far apart and the processor waits for many at a time.
  private mutating func copyRows(
    _ words: Slice<UnsafeBufferPointer<Int32>>, from vectors: Row, from answers: Row
  ) {
    inputs.removeAll()
    outputs.removeAll()
    for (n, word) in words.enumerated() { rows[n] = inputs.copy(of: word, from: vectors) }
    for (n, row) in questions.rows.enumerated() { asked[n] = outputs.copy(of: row, from: answers) }
  }

  /// Puts the rows of the neighbors of the word at `place` into `neighbors`; returns how many.
  private func gatherNeighbors(of place: Int, in reach: Range<Int>, _ random: inout Random) -> Int {
    let half =
      settings.hasDynamicWindow ? 1 + random.integer(below: settings.window) : settings.window
    let first = max(place - half, reach.lowerBound)
    let last = min(place + half, reach.upperBound - 1)
    for other in first..<place { neighbors[other - first] = rows[other - reach.lowerBound] }
    for other in place..<last { neighbors[other - first] = rows[other + 1 - reach.lowerBound] }
    return last - first
  }

  /// The questions with the given numbers, at most six.
  @inline(__always)
  private func gatherQuestions(_ numbers: Range<Int>, rate: Float) -> Questions {
    var some = Questions(row: asked[numbers.lowerBound])
    for place in 0..<numbers.count {
      let number = numbers.lowerBound &+ place
      some.rows[place] = asked[number]
      some.answers[place] = questions.answers[number]
      some.rates[place] = rate
    }
    return some
  }

  @inline(__always)
  private mutating func step(_ questions: Questions, neighbors count: Int, _ wantsLoss: Bool) {
    switch settings.architecture {
    case .cbow:
      let step = WindowStep(
        neighbors: neighbors, count: count, columns: columns, scratch: scratch)
      loss.sum += step.cbow(questions, wantsLoss: wantsLoss)
    case .skipGram:
      for first in stride(from: 0, to: count, by: 16) {
        let step = WindowStep(
          neighbors: neighbors + first, count: min(16, count - first), columns: columns,
          scratch: scratch)
        loss.sum += step.skipGram(questions, wantsLoss: wantsLoss)
      }
    }
  }
}
