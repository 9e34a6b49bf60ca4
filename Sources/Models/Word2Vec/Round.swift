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
  private let inputUses: UnsafeMutableBufferPointer<Int32>
  private let outputUses: UnsafeMutableBufferPointer<Int32>

  init(_ settings: Word2Vec.Settings, objective: PreparedObjective, words: Int) {
    passages = .allocate(capacity: Round.passages)
    for number in 0..<Round.passages {
      passages.initializeElement(
        at: number, to: Passage(settings, objective: objective, words: words))
    }
    inputUses = .allocate(capacity: words)
    outputUses = .allocate(capacity: objective.rows)
    inputUses.initialize(repeating: 0)
    outputUses.initialize(repeating: 0)
  }

  deinit {
    for passage in passages { passage.deallocate() }
    passages.deinitialize().deallocate()
    inputUses.deallocate()
    outputUses.deallocate()
  }

  /// Learns from the words that `cut` names. Returns the losses of its first passage, in one round of
  /// eight: logarithms take time.
  func learn(
    _ cut: RoundCutter.Cut, inputs: inout Tensor, outputs: inout Tensor, rate: Float,
    random: Random
  ) -> Score {
    let count = (cut.range.count + Passage.length - 1) / Passage.length
    let wantsLoss = cut.number % 8 == 0
    inputs.withUnsafeMutableBufferPointer { inputs in
      outputs.withUnsafeMutableBufferPointer { outputs in
        let (inputs, outputs) = (inputs.baseAddress!, outputs.baseAddress!)
        cut.text.withUnsafeBufferPointer { text in
          Threads.forEach(count) { number in
            let first = cut.range.lowerBound + number * Passage.length
            passages[number].learn(
              first..<min(first + Passage.length, cut.range.upperBound), of: text,
              vectors: inputs, answers: outputs, rate: rate,
              random: random.stream(cut.number * Round.passages + number),
              wantsLoss: wantsLoss && number == 0)
          }
        }
        merge(passages[..<count], into: inputs, outputs)
      }
    }
    let loss = passages[0].loss
    guard loss.count > 0 else { return .none }
    return Score(loss: loss.sum / Float(loss.count), count: loss.count)
  }

  /// Puts together what the passages have made of both matrices. Threads share out hands of rows.
  private func merge(
    _ passages: Slice<UnsafeMutableBufferPointer<Passage>>, into inputs: Row, _ outputs: Row
  ) {
    let (newInputs, newOutputs) = (passages.map(\.inputs), passages.map(\.outputs))
    Threads.forEach(PrivateRows.hands) { hand in
      PrivateRows.merge(hand, of: newInputs, into: inputs, uses: inputUses.baseAddress!)
      PrivateRows.merge(hand, of: newOutputs, into: outputs, uses: outputUses.baseAddress!)
    }
  }
}
