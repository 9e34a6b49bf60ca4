import Foundation
import Ground
import Tensors
import Testing

@testable import Language

@Suite(.serialized) struct CoOccurrenceTests {
  let tokens = Tokenizer.words.tokens(in: "You say goodbye and I say hello.")

  /// The definition, as it stands.
  func naive(
    _ ids: [Int], words: Int, window: Int, weight: (Int) -> Float = { _ in 1 }
  ) -> Tensor {
    var counts = Tensor.zeros(words, words)
    for (i, a) in ids.enumerated() {
      for (j, b) in ids.enumerated() where i != j && abs(i - j) <= window {
        counts[a, b] += weight(abs(i - j))
      }
    }
    return counts
  }

  func randomText(_ count: Int, words: Int) -> [Int] {
    var random = Random(seed: 7, stream: "text")
    return (0..<count).map { _ in min(random.integer(below: words), random.integer(below: words)) }
  }

  @Test func theSentenceOfSevenWords() throws {
    let vocabulary = Vocabulary(of: tokens)
    let counts = try coOccurrence(try vocabulary.ids(of: tokens), words: 7, window: 1)
    // "say" stands beside "you", "goodbye", "i" and "hello".
    #expect(counts.dense.row(0) == [0, 1, 1, 0, 1, 1, 0])
    let vectors = WordVectors(vocabulary, counts.dense)
    // you: {say}, i: {and, say}: 1 / √2.
    #expect(abs(try vectors.similarity("you", "i") - 0.70711) < 1e-5)
    #expect(
      try vectors.mostSimilar(to: "you", count: 1) == [
        Neighbor(word: "goodbye", similarity: 0.70710677)
      ])
  }

  @Test(arguments: [1, 2, 5, 99])
  func countsAreThoseOfTheDefinition(window: Int) throws {
    let ids = randomText(100, words: 12)
    let counts = try coOccurrence(ids, words: 13, window: window)
    #expect(counts.dense == naive(ids, words: 13, window: window))
    #expect(counts.dense == counts.dense.transposed())
    #expect(counts.values.allSatisfy { $0 > 0 })
    let weighted = try coOccurrence(ids, words: 13, window: window, weighting: .harmonic)
    let expected = naive(ids, words: 13, window: window) { 1 / Float($0) }
    // Sums of at most 200 numbers up to 1, in another order.
    #expect((weighted.dense - expected).map(abs).max() < 1e-4)
  }

  /// Sums beyond 2¹⁸, where they are put aside; the counts of a text of two words are known. A third that
  /// is added to a sum below 2¹⁸ loses 2⁻⁷ at most: 1 % of all that is added, if all goes wrong.
  @Test func largeCountsGoOn() throws {
    let count = 600_001
    let ids = (0..<count).map { $0 & 1 }
    let flat = try coOccurrence(ids, words: 2, window: 1)
    #expect(flat[0, 1] == Float(count - 1) && flat[1, 0] == Float(count - 1) && flat[0, 0] == 0)
    let weighted = try coOccurrence(ids, words: 2, window: 3, weighting: .harmonic)
    let exact = Double(count - 1) + Double(count - 3) / 3
    #expect(abs(Double(weighted[0, 1]) / exact - 1) < 0.01)
  }

  @Test func ignoredWordsLeaveNoGap() throws {
    let counts = try coOccurrence([0, 3, 1, 3, 3, 2], words: 4, window: 1, ignoring: [3])
    #expect(counts == (try coOccurrence([0, 1, 2], words: 4, window: 1)))
  }

  @Test func theSameBitsWithAnyNumberOfThreads() throws {
    defer { Threads.count = ProcessInfo.processInfo.activeProcessorCount }
    let ids = randomText(20_000, words: 300)
    let results = try [1, 2, 7].map { threads in
      Threads.count = threads
      let counts = try coOccurrence(ids, words: 300, window: 4, weighting: .harmonic)
      return [counts, ppmi(counts, smoothing: 0.75)]
    }
    #expect(results[1] == results[0] && results[2] == results[0])
  }

  @Test(arguments: [
    ([0, 1, 2], 3, "A window of 3 is wider than the text, which has 3 words."),
    ([0, 1, 2], 0, "A window has at least 1 word, not 0."),
    ([0], 1, "Words have no neighbors in a text of one word."),
    ([], 1, "Words have no neighbors in a text of no words."),
  ])
  func textsTooShort(ids: [Int], window: Int, sentence: String) {
    #expect(throws: InputError(sentence)) { try coOccurrence(ids, words: 3, window: window) }
  }
}

@Suite struct PMITests {
  /// PMI as the definition has it, in Float64.
  func naive(_ counts: Tensor, smoothing: Double) -> [[Double]] {
    let (m, n) = (counts.shape[0], counts.shape[1])
    let value = { (i: Int, j: Int) in Double(counts[i, j]) }
    let total = (0..<m).reduce(0.0) { sum, i in sum + (0..<n).reduce(0.0) { $0 + value(i, $1) } }
    let contexts = (0..<n).map { j in pow((0..<m).reduce(0.0) { $0 + value($1, j) }, smoothing) }
    let all = contexts.reduce(0, +)
    return (0..<m).map { i in
      let row = (0..<n).reduce(0.0) { $0 + value(i, $1) }
      return (0..<n).map { j in log2(value(i, j) / total / (row / total * contexts[j] / all)) }
    }
  }

  func counts() throws -> SparseMatrix {
    var random = Random(seed: 2, stream: "text")
    let ids = (0..<400).map { _ in min(random.integer(below: 30), random.integer(below: 30)) }
    return try coOccurrence(ids, words: 30, window: 2)
  }

  @Test(arguments: [1, 0.75, 0.5]) func pmiIsThatOfTheDefinition(smoothing: Float) throws {
    let counts = try counts()
    let expected = naive(counts.dense, smoothing: Double(smoothing))
    let found = pmi(counts, smoothing: smoothing).dense
    for i in 0..<30 {
      for j in 0..<30 {
        // Values up to about 10, in Float32.
        if counts[i, j] > 0 { #expect(abs(Double(found[i, j]) - expected[i][j]) < 1e-5) }
      }
    }
  }

  @Test(arguments: [1, 2, 5, 0.5]) func ppmiIsPMILessTheShiftWherePositive(shift: Float) throws {
    let counts = try counts()
    let found = ppmi(counts, smoothing: 0.75, shift: shift).dense
    let information = pmi(counts, smoothing: 0.75).dense
    let offset = Float(log2(Double(shift)))
    for i in 0..<30 {
      for j in 0..<30 {
        let expected = counts[i, j] > 0 ? max(0, information[i, j] - offset) : 0
        #expect(abs(found[i, j] - expected) < 2e-6)
      }
    }
  }

  @Test func theSentenceOfSevenWords() throws {
    // P(you, say) = 1/14, P(you) = 1/14, P(say) = 4/14: PMI = log₂ (14 / 4).
    let counts = try coOccurrence([1, 0, 2, 3, 4, 0, 5, 6], words: 7, window: 1)
    #expect(abs(ppmi(counts)[1, 0] - 1.8073549) < 1e-6)
  }
}
