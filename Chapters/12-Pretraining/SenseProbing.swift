import Harbor
import Tensors

/// Sentences to learn from and to be tested on: which sense a vector knows.
struct SenseProbing {
  private let words: [String]
  private let known, asked: [HarborSense]

  /// The groups of clues that answers are counted by.
  private static let groups: [[HarborSense.Clue]] = [
    [.before], [.after], [.both], [.farBefore, .farAfter],
  ]

  /// - Parameters:
  ///   - each: how many sentences of each sense are learned from.
  ///   - count: out of how many sentences those are taken that are asked about.
  init(words: [String], each: Int, count: Int, seed: UInt64) {
    self.words = words
    let harbor = Harbor(seed: seed)
    let pool = harbor.senses(200 + 60 * each, stream: "probes")
    known = words.flatMap { word in
      (0..<2).flatMap { sense in
        pool.filter { $0.word == word && $0.sense == sense }.prefix(each)
      }
    }
    asked = harbor.senses(count, stream: "asked").filter {
      words.contains($0.word)
    }
  }

  /// The share of senses told right in each group, in percent.
  func shares(
    of vector: (HarborSense) -> Tensor,
    _ learn: (Tensor, [Int]) -> (Tensor) -> Int
  ) -> [Float] {
    var right: [HarborSense.Clue: [Bool]] = [:]
    for word in words {
      let own = known.filter { $0.word == word }
      let x = Tensor.concatenate(own.map { vector($0).reshaped(1, -1) })
      let guess = learn(x, own.map(\.sense))
      for sentence in asked where sentence.word == word {
        right[sentence.clue, default: []].append(
          guess(vector(sentence)) == sentence.sense)
      }
    }
    return SenseProbing.groups.map { group in
      let answers = group.flatMap { right[$0] ?? [] }
      return 100 * Float(answers.count { $0 }) / Float(max(1, answers.count))
    }
  }
}
