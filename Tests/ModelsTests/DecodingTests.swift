import Foundation
import Ground
import Tensors
import Testing

@testable import Language
@testable import Models

/// A writer whose scores hang on all that was read, by a formula.
private final class FormulaWriter: Writer {
  private(set) var read: [[Int]]
  /// How many steps were made.
  private(set) var steps = 0
  let scores: ([Int]) -> [Float]

  init(rows: Int = 1, scores: @escaping ([Int]) -> [Float] = FormulaWriter.mixed) {
    read = Array(repeating: [], count: rows)
    self.scores = scores
  }

  var rows: Int { read.count }

  func next(after ids: [Int]) -> Tensor {
    #expect(ids.count == rows)
    steps += 1
    for (row, id) in ids.enumerated() { read[row].append(id) }
    return Tensor(read.flatMap(scores), shape: [rows, scores(read[0]).count])
  }

  func select(_ rows: [Int]) { read = rows.map { read[$0] } }

  /// Four tokens, with scores from -2 to 2.
  static func mixed(_ read: [Int]) -> [Float] {
    let key = read.reduce(7) { $0 * 31 + $1 }
    var random = Random(seed: UInt64(key), stream: "scores")
    return (0..<4).map { _ in random.uniform(in: -2..<2) }
  }
}

/// The natural logarithm of P(id | read), in `Double`.
private func logProbability(_ id: Int, after read: [Int]) -> Double {
  let scores = FormulaWriter.mixed(read).map { Double($0) }
  return scores[id] - Foundation.log(scores.reduce(0) { $0 + Foundation.exp($1) })
}

/// Every text of at most `limit` tokens that ends with token 0 or is cut off, and its log P.
private func allTexts(after prompt: [Int], limit: Int) -> [(Written, Double)] {
  func texts(_ written: [Int], _ sum: Double) -> [(Written, Double)] {
    if written.count == limit { return [(Written(ids: written), sum)] }
    return (0..<4).flatMap { id -> [(Written, Double)] in
      let sum = sum + logProbability(id, after: prompt + written)
      return id == 0
        ? [(Written(ids: written, isEnded: true), sum)] : texts(written + [id], sum)
    }
  }
  return texts([], 0)
}

private func write(
  _ decoding: Decoding, rows: Int = 1, after prompt: [Int] = [1], until end: Int? = 0,
  limit: Int = 5, skipping: Set<Int> = [], seed: UInt64 = 1
) throws -> [Written] {
  var random = Random(seed: seed, stream: "writing")
  return try decoding.write(
    with: FormulaWriter(rows: rows), after: prompt, until: end, limit: limit, skipping: skipping,
    random: &random)
}

private func expectSame(
  _ written: Written, _ expected: (Written, Double),
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(written.ids == expected.0.ids, sourceLocation: sourceLocation)
  #expect(written.isEnded == expected.0.isEnded, sourceLocation: sourceLocation)
  // Five sums of Floats near 3, each with a few roundings.
  #expect(abs(written.logProbability - expected.1) < 1e-5, sourceLocation: sourceLocation)
}

@Suite struct DecodingTests {
  @Test func greedyTakesTheBestEachTime() throws {
    for start in 0..<20 {
      let written = try write(.greedy, after: [1, start])[0]
      var read = [1, start]
      for id in written.ids + (written.isEnded ? [0] : []) {
        let scores = FormulaWriter.mixed(read)
        #expect(scores[id] == scores.max())
        read.append(id)
      }
      #expect(written.isEnded || written.ids.count == 5)
    }
  }

  @Test func theLogarithmIsThatOfTheModel() throws {
    for decoding in [Decoding.greedy, try .sampling(temperature: 3, top: 2), try .beam(width: 3)] {
      for start in 0..<10 {
        let written = try write(decoding, after: [start], skipping: [2])[0]
        let expected = try #require(
          allTexts(after: [start], limit: 5).first {
            $0.0.ids == written.ids && $0.0.isEnded == written.isEnded
          })
        expectSame(written, expected)
        #expect(!written.ids.contains(2))
      }
    }
  }

  // MARK: - Beam search

  @Test(arguments: [Float(0), 0.6, 1])
  func aBeamOfEverythingFindsTheBestText(normalization: Float) throws {
    for start in 0..<10 {
      let written = try write(
        .beam(width: 1000, normalization: normalization), after: [start], limit: 4)[0]
      let best = allTexts(after: [start], limit: 4).max { a, b in
        func score(_ text: (Written, Double)) -> Double {
          text.1 / Foundation.pow(Double(5 + text.0.count) / 6, Double(normalization))
        }
        return score(a) < score(b)
      }!
      expectSame(written, best)
    }
  }

  @Test func aBeamOfOneIsGreedy() throws {
    for start in 0..<20 {
      #expect(
        try write(.beam(width: 1), after: [start]) == write(.greedy, after: [start]))
    }
  }

  /// As wide as W, the beam keeps the W best beginnings of each length, and no others.
  @Test(arguments: [2, 3, 5])
  func itIsTheTextbooksSearch(width: Int) throws {
    for start in 0..<10 {
      var live: [([Int], Double)] = [([], 0)]
      var finished: [(Written, Double)] = []
      for _ in 0..<5 {
        let all = live.flatMap { text, sum in
          (0..<4).map { (text + [$0], sum + logProbability($0, after: [start] + text)) }
        }
        let best = all.sorted { $0.1 > $1.1 }.prefix(width - finished.count)
        for (text, sum) in best where text.last == 0 {
          finished.append((Written(ids: text.dropLast(), isEnded: true), sum))
        }
        live = best.filter { $0.0.last != 0 }
      }
      finished += live.map { (Written(ids: $0.0), $0.1) }
      finished.sort { $0.1 > $1.1 }
      var random = Random(seed: 1, stream: "unused")
      let found = try Decoding.beam(width: width, normalization: 0).alternatives(
        with: FormulaWriter(), after: [start], until: 0, limit: 5, random: &random)[0]
      #expect(found.count == finished.count)
      for (text, expected) in zip(found, finished) { expectSame(text, expected) }
    }
  }

  @Test func whereNothingEndsABeamGoesToTheLimit() throws {
    let written = try write(.beam(width: 3), until: nil, limit: 7)[0]
    #expect(written.ids.count == 7 && !written.isEnded)
  }

  @Test func aSearchStopsWhenAllHasEnded() throws {
    // After token 1 the end is all but certain.
    let writer = FormulaWriter { $0.last == 1 ? [20, 0, 0] : [0, 9, -9] }
    var random = Random(seed: 1, stream: "unused")
    let written = try Decoding.beam(width: 2).write(
      with: writer, after: [2], until: 0, limit: 1000, random: &random)
    #expect(written[0].ids == [1] && written[0].isEnded && writer.steps < 10)
  }

  // MARK: - Sampling

  /// 20,000 draws against their probabilities: χ² with 3 degrees of freedom exceeds 16.3 once in a
  /// thousand times.
  @Test(arguments: [Float(0.5), 1, 2])
  func drawsAreAsFrequentAsTheyAreProbable(temperature: Float) throws {
    let scores: [Float] = [0.3, -1, 1.2, 0]
    let writer = FormulaWriter { _ in scores }
    var random = Random(seed: 5, stream: "draws")
    let ids = try Decoding.sampling(temperature: temperature).write(
      with: writer, after: [0], limit: 20_000, random: &random)[0].ids
    let powers = scores.map { Foundation.exp(Double($0 / temperature)) }
    let chiSquare = powers.indices.reduce(0.0) { sum, id in
      let expected = 20_000 * powers[id] / powers.reduce(0, +)
      let difference = Double(ids.count { $0 == id }) - expected
      return sum + difference * difference / expected
    }
    #expect(chiSquare < 16.3)
  }

  @Test func onlyTheTopIsDrawn() throws {
    let scores: [Float] = [0.3, -1, 1.2, 0, 0.3]
    for (top, allowed) in [(1, [2]), (2, [0, 2]), (3, [0, 2, 4]), (9, [0, 1, 2, 3, 4])] {
      #expect(try drawn(.sampling(top: top), scores) == allowed)
    }
    #expect(try drawn(.sampling(top: 2), scores, skipping: [2]) == [0, 4])
  }

  @Test func theNucleusIsTheSmallestSet() throws {
    // 0.4, 0.3, 0.2, 0.1 in another order.
    let scores = [0.2, 0.4, 0.1, 0.3].map { Tensors.log(Float($0)) }
    for (nucleus, allowed) in [
      (Float(0.01), [1]), (0.39, [1]), (0.41, [1, 3]), (0.69, [1, 3]), (0.71, [0, 1, 3]),
      (0.95, [0, 1, 2, 3]), (1, [0, 1, 2, 3]),
    ] {
      #expect(try drawn(.sampling(nucleus: nucleus), scores) == allowed)
    }
    // Of the two on top the first has 4/7 = 0.57.
    #expect(try drawn(.sampling(top: 2, nucleus: 0.5), scores) == [1])
    #expect(try drawn(.sampling(top: 2, nucleus: 0.6), scores) == [1, 3])
    // With a temperature of ½ it has 16/30 = 0.53.
    #expect(try drawn(.sampling(temperature: 0.5, nucleus: 0.5), scores) == [1])
  }

  /// The tokens that 2,000 draws bring.
  private func drawn(
    _ decoding: Decoding, _ scores: [Float], skipping: Set<Int> = []
  ) throws -> [Int] {
    var random = Random(seed: 2, stream: "draws")
    let ids = try decoding.write(
      with: FormulaWriter { _ in scores }, after: [0], limit: 2000, skipping: skipping,
      random: &random)[0].ids
    return Set(ids).sorted()
  }

  @Test func theColdestIsGreedy() throws {
    for temperature: Float in [1e-3, 1e-30, .leastNonzeroMagnitude] {
      for start in 0..<10 {
        #expect(
          try write(.sampling(temperature: temperature), after: [start])
            == write(.greedy, after: [start]))
      }
    }
    #expect(try write(.sampling(top: 1), rows: 3) == write(.greedy, rows: 3))
    #expect(try write(.sampling(nucleus: 1e-9), rows: 3) == write(.greedy, rows: 3))
  }

  @Test func highestIsTheStartOfAllInOrder() {
    var random = Random(seed: 1, stream: "scores")
    // Many of them equal.
    var scores = (0..<500).map { _ in Float(random.integer(below: 40)) }
    scores[7] = -.infinity
    let order = scores.indices.filter { $0 != 7 }.sorted {
      (scores[$1], $0) < (scores[$0], $1)
    }
    for count in [1, 5, 60, 61, 62, 63, 200, 499, 500, 1000] {
      #expect(highest(count, of: scores) == Array(order.prefix(count)))
    }
  }

  // MARK: - Rows and streams

  @Test func rowsAreWhatSingleTextsAre() throws {
    for decoding in [Decoding.greedy, try .sampling(), try .beam(width: 3)] {
      var (one, many) = (Random(seed: 3, stream: "rows"), Random(seed: 3, stream: "rows"))
      let together = try decoding.write(
        with: FormulaWriter(rows: 6), after: [2, 1], until: 0, limit: 6, random: &many)
      let alone = try (0..<6).flatMap { _ in
        try decoding.write(
          with: FormulaWriter(), after: [2, 1], until: 0, limit: 6, random: &one)
      }
      #expect(together == alone && one == many)
    }
    let texts = try write(.sampling(), rows: 20)
    #expect(Set(texts.map(\.ids)).count > 5)
    #expect(try write(.sampling(), rows: 20) == texts)
    #expect(try write(.sampling(), rows: 20, seed: 2) != texts)
  }

  @Test func tokensComeAsTheyAreWritten() throws {
    for decoding in [Decoding.greedy, try .sampling(), try .beam(width: 3)] {
      var random = Random(seed: 4, stream: "stream")
      var streamed: [[Int]] = Array(repeating: [], count: 4)
      let texts = try decoding.write(
        with: FormulaWriter(rows: 4), after: [3], until: 0, limit: 6, random: &random
      ) { streamed[$0].append($1) }
      #expect(streamed == texts.map(\.ids))
    }
  }

  struct Enough: Error {}

  @Test func whoListensMayStop() {
    #expect(throws: Enough.self) {
      var random = Random(seed: 1, stream: "unused")
      _ = try Decoding.greedy.write(
        with: FormulaWriter(), after: [1], limit: 9, random: &random
      ) { _, _ in throw Enough() }
    }
  }

  // MARK: - Bad input

  @Test func numbersOutOfRangeAreRefused() {
    func refusal(_ body: () throws -> Decoding) -> String {
      "\(#expect(throws: InputError.self) { _ = try body() }!)"
    }
    for temperature in [0, -1, .nan, .infinity] as [Float] {
      #expect(
        refusal { try .sampling(temperature: temperature) }
          == "A temperature is a number above 0, not \(temperature).")
    }
    #expect(
      refusal { try .sampling(top: 0) }
        == "At least 1 of the likeliest tokens must remain to draw from, not 0.")
    for nucleus in [0, -0.5, 1.01, .nan] as [Float] {
      #expect(
        refusal { try .sampling(nucleus: nucleus) }
          == "A nucleus has a probability above 0 and at most 1, not \(nucleus).")
    }
    #expect(refusal { try .beam(width: 0) } == "A beam is at least 1 text wide, not 0.")
    for normalization in [-1, .nan, .infinity] as [Float] {
      #expect(
        refusal { try .beam(width: 2, normalization: normalization) }
          == "A beam's normalization by length is a number of at least 0, not \(normalization).")
    }
  }

  @Test func nothingToGoOnFromIsRefused() throws {
    func refusal(_ body: () throws -> [Written]) -> String {
      "\(#expect(throws: InputError.self) { _ = try body() }!)"
    }
    for decoding in [Decoding.greedy, try .sampling(), try .beam(width: 3)] {
      #expect(
        refusal { try write(decoding, after: []) }
          == "The prompt is empty; give at least one word to go on from.")
      #expect(
        refusal { try write(decoding, limit: 0) }
          == "A text has at least 1 token, so its limit can't be 0.")
      #expect(
        refusal { try write(decoding, skipping: [0, 1, 2, 3]) }
          == "There is nothing left to write: all 4 tokens are to be skipped.")
      #expect(
        refusal {
          var random = Random(seed: 1, stream: "unused")
          return try decoding.write(
            with: FormulaWriter { _ in [0, .nan, 1] }, after: [1], limit: 3, random: &random)
        }
          == "The model's scores of the next token are not numbers; its training went out of bounds."
      )
    }
  }
}

// MARK: - A model that writes

@Suite struct RecurrentWriterTests {
  private func model(_ cell: RecurrentLanguageModel.Cell) -> RecurrentLanguageModel {
    var settings = RecurrentLanguageModel.Settings()
    (settings.cell, settings.layers, settings.dropout) = (cell, 2, 0.5)
    (settings.embeddingSize, settings.size) = (37, 45)
    return RecurrentLanguageModel(
      Vocabulary(words: (0..<300).map { "\($0)" }), settings,
      random: Random(seed: 1, stream: "model"))
  }

  @Test(arguments: RecurrentLanguageModel.Cell.allCases)
  func itIsTheModelBitForBit(_ cell: RecurrentLanguageModel.Cell) {
    let model = model(cell)
    let texts = [[5, 3, 299, 0, 7], [1, 1, 2, 250, 9], [8, 40, 41, 42, 43]]
    let writer = model.writer(rows: 3)
    for step in 0..<4 {
      let scores = writer.next(after: texts.map { $0[step] })
      #expect(scores.shape == [3, 300])
      for (row, text) in texts.enumerated() {
        #expect(softmax(scores).row(row) == model.nextWord(after: Array(text[...step])))
      }
    }
    writer.select([2, 0, 2, 2])
    #expect(writer.rows == 4)
    let scores = softmax(writer.next(after: [43, 7, 44, 45]))
    for (row, text) in [texts[2], texts[0]].enumerated() {
      #expect(scores.row(row) == model.nextWord(after: text))
    }
    #expect(scores.row(3) == model.nextWord(after: texts[2].dropLast() + [45]))
  }

  @Test func writingLeavesTheModelAlone() throws {
    let model = model(.lstm)
    let block = try ParallelStreams(Array(0..<100), streams: 3, steps: 5)[0]
    _ = model.forward(block, mode: .training)
    let state = model.recurrent.state
    let (one, two) = (model.writer(), model.writer())
    let first = one.next(after: [5])
    _ = two.next(after: [9])
    #expect(model.recurrent.state == state)
    #expect(softmax(first).row(0) == model.nextWord(after: [5]))
    #expect(softmax(one.next(after: [6])).row(0) == model.nextWord(after: [5, 6]))
  }

  @Test func theLogarithmIsWhatTheModelSays() throws {
    let model = model(.gru)
    for decoding in [Decoding.greedy, try .sampling(temperature: 2), try .beam(width: 4)] {
      var random = Random(seed: 1, stream: "text")
      let written = try decoding.write(
        with: model.writer(), after: [3, 1], limit: 20, skipping: [0], random: &random)[0]
      let logs = model.logProbabilities(of: written.ids, after: [3, 1])
      // Twenty sums of Floats near 6, each with a few roundings.
      #expect(abs(written.logProbability - logs.reduce(0) { $0 + Double($1) }) < 1e-4)
    }
  }

  @Test func threadsChangeNothing() throws {
    let usual = Threads.count
    defer { Threads.count = usual }
    let model = model(.lstm)
    let texts = try [1, 2, 7].map { threads in
      Threads.count = threads
      return try [Decoding.greedy, .sampling(nucleus: 0.9), .beam(width: 5)].map { decoding in
        var random = Random(seed: 1, stream: "text")
        return try decoding.write(
          with: model.writer(rows: 9), after: [3], until: 7, limit: 25, random: &random)
      }
    }
    #expect(texts[0] == texts[1] && texts[0] == texts[2])
  }
}

// MARK: - Measures

@Suite struct TextMeasureTests {
  @Test func repetitionIsTheShareOfRepeats() {
    #expect(repetition(in: [1, 2, 3, 1, 2, 3], n: 2) == 0.4)
    #expect(repetition(in: [1, 2, 3, 4], n: 1) == 0)
    #expect(repetition(in: [1, 1, 1, 1], n: 1) == 0.75)
    #expect(repetition(in: [], n: 4) == 0 && repetition(in: [1, 2, 3, 4], n: 4) == 0)
  }

  /// Against a search at every place.
  @Test(arguments: [1, 2, 3, 10])
  func runsAreTheLongest(words: Int) {
    var random = Random(seed: UInt64(words), stream: "texts")
    for length in [0, 1, 2, 30] {
      let source = (0..<length).map { _ in random.integer(below: words) }
      let text = (0..<25).map { _ in random.integer(below: words + 1) }
      let copying = Copying(from: source)
      let runs = text.indices.map { start in
        (0...text.count - start).last { count in
          count == 0
            || source.count >= count
              && (0...source.count - count).contains { place in
                source[place..<place + count] == text[start..<start + count]
              }
        }!
      }
      #expect(copying.runs(in: text) == runs)
      #expect(copying.longestRun(in: text) == runs.max())
      for n in 1...4 {
        let copied = runs.count { $0 >= n }
        #expect(copying.share(of: text, n: n) == Float(copied) / Float(25 - n + 1))
      }
    }
  }

  @Test func aTextIsACopyOfItself() {
    let text = (0..<1000).map { $0 * $0 % 97 }
    let copying = Copying(from: text)
    #expect(copying.share(of: text, n: 50) == 1)
    #expect(copying.longestRun(in: text) == Copying.longest)
    #expect(copying.share(of: [], n: 2) == 0 && copying.longestRun(in: []) == 0)
    #expect(Copying(from: []).share(of: text, n: 1) == 0)
    // One word said again and again puts the order to its hardest test.
    #expect(Copying(from: Array(repeating: 1, count: 5000)).longestRun(in: [1, 1, 1, 2]) == 3)
  }
}
