import Networks
import Tensors

/// Eight passages that learn at the same time.
final class Round {
  static let passages = 8
  /// How many words learn in one round.
  static let length = passages * Passage.length

  private let passages: UnsafeMutableBufferPointer<Passage>
  /// How many passages have changed each row.
  private var inputTouches: [UInt8]
  private var outputTouches: [UInt8]

  init(_ settings: Word2Vec.Settings, objective: PreparedObjective, words: Int) {
    passages = .allocate(capacity: Round.passages)
    for number in 0..<Round.passages {
      passages.initializeElement(
        at: number, to: Passage(settings, objective: objective, words: words))
    }
    inputTouches = .init(repeating: 0, count: words)
    outputTouches = .init(repeating: 0, count: objective.rows)
  }

  deinit {
    for passage in passages { passage.deallocate() }
    passages.deinitialize().deallocate()
  }

  /// Learns from the words that `cut` names. Returns the losses of its first passage, in one round of
  /// eight: logarithms take time.
  func learn(
    _ cut: RoundCutter.Cut, inputs: inout Tensor, outputs: inout Tensor, rate: Float,
    random: Random
  ) -> Score {
    let columns = inputs.shape[1] / 16
    let count = (cut.range.count + Passage.length - 1) / Passage.length
    let inputs = inputs.withUnsafeMutableBufferPointer { $0.baseAddress! }
    let outputs = outputs.withUnsafeMutableBufferPointer { $0.baseAddress! }
    let wantsLoss = cut.number % 8 == 0
    cut.text.withUnsafeBufferPointer { text in
      Threads.split(count) { part in
        for number in part {
          let first = cut.range.lowerBound + number * Passage.length
          passages[number].learn(
            first..<min(first + Passage.length, cut.range.upperBound), of: text, vectors: inputs,
            answers: outputs, rate: rate,
            random: random.stream(cut.number * Round.passages + number),
            wantsLoss: wantsLoss && number == 0)
        }
      }
    }
    merge(passages[..<count].map(\.inputs), into: inputs, columns: columns, &inputTouches)
    merge(passages[..<count].map(\.outputs), into: outputs, columns: columns, &outputTouches)
    let loss = passages[0].loss
    guard loss.count > 0 else { return .none }
    return Score(loss: loss.sum / Float(loss.count), count: loss.count)
  }

  /// Adds to each row of `matrix` what the n passages that use it have
  /// changed, over √n.
  private func merge(
    _ changes: [PrivateRows], into matrix: Row, columns: Int,
    _ touches: inout [UInt8]
  ) {
    for rows in changes { for id in rows.ids { touches[Int(id)] &+= 1 } }
    touches.withUnsafeBufferPointer { touches in
      Threads.split(columns) { part in
        for rows in changes {
          rows.add(columns: part, to: matrix) { id in
            Round.shares[Int(touches[Int(id)])]
          }
        }
      }
    }
    for rows in changes { for id in rows.ids { touches[Int(id)] = 0 } }
  }

  /// 1/√n for the numbers n of passages.
  private static let shares: [Float] = [0] + (1...passages).map { 1 / Float($0).squareRoot() }
}
