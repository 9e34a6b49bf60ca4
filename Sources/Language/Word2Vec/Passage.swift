import Networks
import Tensors

/// A stretch of text, and what can be learned from it: private copies of the rows it needs, changed
/// step by step.
///
/// Nothing here depends on what other passages do at the same time, nor on how many threads there are.
final class Passage {
  /// How many words learn in one passage.
  static let length = 128

  private(set) var inputs: PrivateRows
  private(set) var outputs: PrivateRows
  /// The sum of the losses of the latest passage, if they were asked for, and how many there are.
  private(set) var loss = (sum: Float(0), count: 0)

  private let settings: Word2Vec.Settings
  private let objective: PreparedObjective
  private let columns: Int
  /// The row of each word of the passage and its margins.
  private var rows: [Row] = []
  /// The rows of one word's neighbors.
  private let neighbors: UnsafeMutablePointer<Row>
  private let scratch: Row
  private var negatives: [Int32] = []

  init(_ settings: Word2Vec.Settings, objective: PreparedObjective, words: Int) {
    let size = Word2Vec.paddedSize(settings.size)
    let reach = Passage.length + 2 * settings.window
    (self.settings, self.objective) = (settings, objective)
    columns = size / 16
    inputs = PrivateRows(rows: words, size: size, capacity: min(reach, words))
    outputs = PrivateRows(
      rows: objective.rows, size: size,
      capacity: min(Passage.length * objective.mostQuestions, objective.rows))
    rows.reserveCapacity(reach)
    neighbors = .allocate(capacity: 2 * settings.window)
    scratch = .allocate(capacity: 16 * max(Questions.most, columns))
    scratch.initialize(repeating: 0, count: 16 * max(Questions.most, columns))
  }

  deinit {
    inputs.deallocate()
    outputs.deallocate()
    neighbors.deallocate()
    scratch.deallocate()
  }

  /// Learns from the words `range` of `text`; those around it are neighbors only.
  ///
  /// - Parameters:
  ///   - inputs: V rows, and `outputs` those of the objective: read only.
  ///   - random: a stream for this passage alone.
  func learn(
    _ range: Range<Int>, of text: UnsafeBufferPointer<Int32>, inputs matrix: Row,
    outputs answers: Row, rate: Float, random: Random, wantsLoss: Bool
  ) {
    var random = random
    inputs.removeAll()
    outputs.removeAll()
    loss = (0, 0)
    let reach =
      max(range.lowerBound - settings.window, 0)..<min(
        range.upperBound + settings.window, text.count)
    rows.removeAll(keepingCapacity: true)
    for place in reach { rows.append(inputs.copy(of: text[place], from: matrix)) }
    objective.drawNegatives(&negatives, for: range.count, &random)
    for place in range {
      let count = gatherNeighbors(of: place, in: reach, &random)
      if count > 0 {
        let noise = (place - range.lowerBound) * objective.negatives
        ask(
          about: text[place], neighbors: count, noise: noise, rate: rate, matrix: answers,
          wantsLoss: wantsLoss)
      }
    }
    inputs.takeDifferences(from: matrix)
    outputs.takeDifferences(from: answers)
  }

  /// Puts the rows of the neighbors of the word at `place` into `neighbors`; returns how many.
  private func gatherNeighbors(of place: Int, in reach: Range<Int>, _ random: inout Random) -> Int {
    let half =
      settings.hasDynamicWindow ? 1 + random.integer(below: settings.window) : settings.window
    var count = 0
    for other in max(place - half, reach.lowerBound)...min(place + half, reach.upperBound - 1)
    where other != place {
      neighbors[count] = rows[other - reach.lowerBound]
      count += 1
    }
    return count
  }

  /// Asks all questions about `word`, six at a time.
  private func ask(
    about word: Int32, neighbors count: Int, noise: Int, rate: Float, matrix: Row, wantsLoss: Bool
  ) {
    let total = objective.questionCount(of: word)
    for first in stride(from: 0, to: total, by: Questions.most) {
      let used = min(Questions.most, total - first)
      var questions = Questions(unused: scratch)
      for place in 0..<used {
        let (row, answer) = objective.question(first + place, of: word, noise, negatives)
        questions.rows[place] = outputs.copy(of: row, from: matrix)
        questions.answers[place] = answer
        questions.rates[place] = rate
      }
      for place in used..<Questions.most { questions.rows[place] = questions.rows[0] }
      step(questions, neighbors: count, wantsLoss: wantsLoss)
    }
    if wantsLoss { loss.count += settings.architecture == .cbow ? 1 : count }
  }

  private func step(_ questions: Questions, neighbors count: Int, wantsLoss: Bool) {
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
