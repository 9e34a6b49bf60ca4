import Language
import Networks
import Tensors

/// Eight passages that learn at the same time.
final class Round {
  static let passages = 8
  /// How many words learn in one round.
  static let length = passages * Passage.length

  private let passages: UnsafeMutableBufferPointer<Passage>
  /// How many passages have changed each row.
  private let inputTouches: UnsafeMutableBufferPointer<UInt8>
  private let outputTouches: UnsafeMutableBufferPointer<UInt8>

  init(_ settings: Word2Vec.Settings, objective: PreparedObjective, words: Int) {
    passages = .allocate(capacity: Round.passages)
    for number in 0..<Round.passages {
      passages.initializeElement(
        at: number, to: Passage(settings, objective: objective, words: words))
    }
    inputTouches = .allocate(capacity: words)
    outputTouches = .allocate(capacity: objective.rows)
    inputTouches.initialize(repeating: 0)
    outputTouches.initialize(repeating: 0)
  }

  deinit {
    for passage in passages { passage.deallocate() }
    passages.deinitialize().deallocate()
    inputTouches.deallocate()
    outputTouches.deallocate()
  }

  /// Learns from the words that `cut` names. Returns the losses of its first passage, in one round of
  /// eight: logarithms take time.
  func learn(
    _ cut: RoundCutter.Cut, inputs: inout Tensor, outputs: inout Tensor, rate: Float,
    random: Random
  ) -> Score {
    let count = (cut.range.count + Passage.length - 1) / Passage.length
    let inputs = inputs.withUnsafeMutableBufferPointer { $0.baseAddress! }
    let outputs = outputs.withUnsafeMutableBufferPointer { $0.baseAddress! }
    let wantsLoss = cut.number % 8 == 0
    cut.text.withUnsafeBufferPointer { text in
      Threads.forEach(count) { number in
        let first = cut.range.lowerBound + number * Passage.length
        passages[number].learn(
          first..<min(first + Passage.length, cut.range.upperBound), of: text, vectors: inputs,
          answers: outputs, rate: rate,
          random: random.stream(cut.number * Round.passages + number),
          wantsLoss: wantsLoss && number == 0)
      }
    }
    merge(passages[..<count], into: inputs, outputs)
    let loss = passages[0].loss
    guard loss.count > 0 else { return .none }
    return Score(loss: loss.sum / Float(loss.count), count: loss.count)
  }

  /// Adds to each row of both matrices what the n passages that use it have
  /// changed, over √n. Threads share out rows, each row for itself in the
  /// passages' order.
  private func merge(
    _ passages: Slice<UnsafeMutableBufferPointer<Passage>>,
    into inputs: Row, _ outputs: Row
  ) {
    for passage in passages {
      for id in passage.inputs.ids { inputTouches[Int(id)] &+= 1 }
      for id in passage.outputs.ids { outputTouches[Int(id)] &+= 1 }
    }
    let parts = Threads.count
    Threads.forEach(parts) { part in
      for passage in passages {
        passage.inputs.add(part, of: parts, to: inputs) {
          Round.shares[Int(inputTouches[Int($0)])]
        }
        passage.outputs.add(part, of: parts, to: outputs) {
          Round.shares[Int(outputTouches[Int($0)])]
        }
      }
    }
    for passage in passages {
      for id in passage.inputs.ids { inputTouches[Int(id)] = 0 }
      for id in passage.outputs.ids { outputTouches[Int(id)] = 0 }
    }
  }

  /// 1/√n for the numbers n of passages.
  private static let shares: [Float] = [0] + (1...passages).map { 1 / Float($0).squareRoot() }
}
