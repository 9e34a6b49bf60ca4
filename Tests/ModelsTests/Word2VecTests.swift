import Foundation
import Ground
import Harbor
import Tensors
import Testing

@testable import Language
@testable import Models

private let text = Corpus.harbor(seed: 3, words: 3000)

private func stream(_ seed: UInt64 = 1) -> Random { Random(seed: seed, stream: "word2vec") }

private func settings(
  _ architecture: Word2Vec.Architecture, _ change: (inout Word2Vec.Settings) -> Void = { _ in }
) -> Word2Vec.Settings {
  var settings = Word2Vec.Settings(architecture)
  (settings.size, settings.epochs) = (20, 2)
  change(&settings)
  return settings
}

private func trained(
  _ settings: Word2Vec.Settings, _ ids: [Int] = text.training, seed: UInt64 = 1
) throws -> Word2Vec {
  let model = try Word2Vec(text.vocabulary, settings, random: stream(seed))
  try model.train(on: ids)
  return model
}

private let architectures = Word2Vec.Architecture.allCases
private let objectives: [Word2Vec.Objective] = [
  .negativeSampling(5), .negativeSampling(8), .hierarchicalSoftmax,
]

@Suite struct Word2VecOracle {
  /// The same algorithm in double precision, a number at a time. Float carries 24 bits; after some
  /// hundred steps whose rounding errors of 6e-8 add up at random, 2e-5 leaves a wide margin.
  @Test(arguments: architectures, objectives)
  func agrees(_ architecture: Word2Vec.Architecture, _ objective: Word2Vec.Objective) throws {
    let settings = settings(architecture) {
      ($0.objective, $0.epochs, $0.subsampling, $0.window) = (objective, 1, 0, 9)
      $0.rate = 0.2
    }
    // Two rounds; the first of eight passages, the second of one and a bit.
    let ids = Array(text.training.prefix(Round.length + Passage.length + 40))
    let model = try Word2Vec(text.vocabulary, settings, random: stream())
    var oracle = Word2VecInDoubles(model)
    try model.train(on: ids)
    oracle.train(ids)
    for (mine, theirs) in [(model.inputs, oracle.inputs), (model.outputs, oracle.outputs)] {
      let differences = zip(mine.values, theirs.joined()).map { abs(Double($0) - $1) }
      #expect(differences.max()! < 2e-5)
    }
    #expect(oracle.inputs.joined().contains { abs($0) > 0.04 })
  }

  /// What the oracle does to both matrices in a step is the rate times the slope of the loss; CBOW's
  /// n input rows learn at n times the rate.
  @Test(arguments: architectures)
  func stepsDownTheSlope(_ architecture: Word2Vec.Architecture) throws {
    let model = try Word2Vec(text.vocabulary, settings(architecture), random: stream())
    let start = Word2VecInDoubles(model, deviation: 0.3)
    let (neighbors, word, negatives) = ([3, 9, 4, 11], 7, [8, 1, 7, 2, 30])
    let asked = [(word, 1.0)] + negatives.map { ($0, 0.0) }
    var moved = start
    moved.step(neighbors: neighbors, asked, rate: 1e-6, &moved.inputs, &moved.outputs)
    let factor = architecture == .cbow ? Double(neighbors.count) : 1
    for (path, rows, factor) in [
      (\Word2VecInDoubles.inputs, neighbors, factor),
      (\Word2VecInDoubles.outputs, asked.map(\.0), 1),
    ] {
      for row in rows {
        for column in [0, 5, 19] {
          var (up, down) = (start, start)
          up[keyPath: path][row][column] += 1e-5
          down[keyPath: path][row][column] -= 1e-5
          let slope = (up.loss(neighbors, asked) - down.loss(neighbors, asked)) / 2e-5
          let change =
            (moved[keyPath: path][row][column] - start[keyPath: path][row][column]) / 1e-6
          // Both the step's curvature (rate 1e-6) and the difference's (1e-5 squared) are below 1e-5.
          #expect(abs(change + factor * slope) < 1e-5)
        }
      }
    }
  }
}

/// `Word2Vec` in double precision, with rows in dictionaries and no regard to speed.
private struct Word2VecInDoubles {
  let model: Word2Vec
  var inputs: [[Double]]
  var outputs: [[Double]]

  /// Begins with the same numbers, or with others of some size.
  init(_ model: Word2Vec, deviation: Double? = nil) {
    func rows(_ x: Tensor) -> [[Double]] {
      (0..<x.shape[0]).map { row in
        x.row(row).values.enumerated().map { column, value in
          deviation.map { $0 * sin(Double(row * 31 + column * 17)) } ?? Double(value)
        }
      }
    }
    (self.model, inputs, outputs) = (model, rows(model.inputs), rows(model.outputs))
  }

  mutating func train(_ ids: [Int]) {
    for (number, start) in stride(from: 0, to: ids.count, by: Round.length).enumerated() {
      let done = Double(start) / model.subsampling.expectedCount
      let rate = Double(model.settings.rate) * max(1 - done, 1e-4)
      learn(start..<min(start + Round.length, ids.count), of: ids, number, rate)
    }
  }

  /// Every passage learns from the same beginning; then the changes are added.
  private mutating func learn(_ range: Range<Int>, of ids: [Int], _ number: Int, _ rate: Double) {
    var ends: [(inputs: [[Double]], outputs: [[Double]], used: (Set<Int>, Set<Int>))] = []
    for (n, start) in stride(from: range.lowerBound, to: range.upperBound, by: Passage.length)
      .enumerated()
    {
      var random = model.random.stream("passages").stream(0).stream(number * 8 + n)
      let words = start..<min(start + Passage.length, range.upperBound)
      let asked = questions(ids[words], &random)
      var (vectors, answers, used) = (inputs, outputs, (Set<Int>(), Set<Int>()))
      for (place, asked) in zip(words, asked) {
        let half = 1 + random.integer(below: model.settings.window)
        let around = max(place - half, 0)...min(place + half, ids.count - 1)
        let neighbors = around.filter { $0 != place }.map { ids[$0] }
        used.0.formUnion(neighbors)
        for first in stride(from: 0, to: asked.count, by: 6) {
          let some = Array(asked[first..<min(first + 6, asked.count)])
          used.1.formUnion(some.map(\.0))
          step(neighbors: neighbors, some, rate: rate, &vectors, &answers)
        }
      }
      used.0.formUnion(
        ids[
          max(
            start - model.settings.window, 0)..<min(
              words.upperBound + model.settings.window, ids.count)])
      ends.append((vectors, answers, used))
    }
    for row in inputs.indices {
      Self.add(ends.filter { $0.used.0.contains(row) }.map { $0.inputs[row] }, to: &inputs[row])
    }
    for row in outputs.indices {
      Self.add(ends.filter { $0.used.1.contains(row) }.map { $0.outputs[row] }, to: &outputs[row])
    }
  }

  /// Adds the changes, over the root of their number.
  private static func add(_ ends: [[Double]], to row: inout [Double]) {
    row = row.indices.map { i in
      row[i] + ends.reduce(0) { $0 + $1[i] - row[i] } / Double(max(ends.count, 1)).squareRoot()
    }
  }

  private static func mean(_ rows: [[Double]]) -> [Double]? {
    guard let first = rows.first else { return nil }
    return first.indices.map { i in rows.reduce(0) { $0 + $1[i] } / Double(rows.count) }
  }

  private func questions(_ words: ArraySlice<Int>, _ random: inout Random) -> [[(Int, Double)]] {
    switch model.objective {
    case .negatives(let table, let count):
      // Up to three words, thirteen places apart, share a draw; in a short passage none do.
      let isShort = words.count * ((count + 2) / 3) <= 13 * count
      let drawn = isShort ? count : (count + 2) / 3
      let hat = (0..<words.count * drawn).map { _ in table.draw(&random) }
      return words.enumerated().map { n, word in
        let places = (0..<count).map { n * drawn + $0 * (isShort ? 1 : 13) }
        return [(word, 1)] + places.map { (hat[$0 % hat.count], 0) }
      }
    case .paths(let code):
      return words.map { word in code.path(of: word).map { (Int($0.node), $0.isLeft ? 1 : 0) } }
    }
  }

  func step(
    neighbors: [Int], _ asked: [(Int, Double)], rate: Double, _ inputs: inout [[Double]],
    _ outputs: inout [[Double]]
  ) {
    switch model.settings.architecture {
    case .cbow:
      pull(neighbors, asked, rate, &inputs, &outputs)
    case .skipGram:
      for first in stride(from: 0, to: neighbors.count, by: 16) {
        let group = neighbors[first..<min(first + 16, neighbors.count)]
        // All errors first, then all changes.
        let errors = group.map { n in error([n], asked, inputs, outputs) }
        let before = outputs
        for (n, errors) in zip(group, errors) {
          let x = inputs[n]
          for ((row, _), error) in zip(asked, errors) {
            for d in x.indices {
              inputs[n][d] += rate * error * before[row][d]
              outputs[row][d] += rate * error * x[d]
            }
          }
        }
      }
    }
  }

  private func pull(
    _ neighbors: [Int], _ asked: [(Int, Double)], _ rate: Double, _ inputs: inout [[Double]],
    _ outputs: inout [[Double]]
  ) {
    let errors = error(neighbors, asked, inputs, outputs)
    let mean = Self.mean(neighbors.map { inputs[$0] })!
    let before = outputs
    for ((row, _), error) in zip(asked, errors) {
      for d in mean.indices {
        for n in neighbors {
          inputs[n][d] += rate * error * before[row][d]
        }
        outputs[row][d] += rate * error * mean[d]
      }
    }
  }

  private func score(_ neighbors: [Int], _ row: Int, _ inputs: [[Double]], _ outputs: [[Double]])
    -> Double
  {
    zip(Self.mean(neighbors.map { inputs[$0] })!, outputs[row]).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func error(
    _ neighbors: [Int], _ asked: [(Int, Double)], _ inputs: [[Double]], _ outputs: [[Double]]
  ) -> [Double] {
    asked.map { row, answer in
      answer - 1 / (1 + Foundation.exp(-score(neighbors, row, inputs, outputs)))
    }
  }

  func loss(_ neighbors: [Int], _ asked: [(Int, Double)]) -> Double {
    let groups = model.settings.architecture == .cbow ? [neighbors] : neighbors.map { [$0] }
    return groups.reduce(0) { sum, group in
      asked.reduce(sum) { sum, question in
        let x = score(group, question.0, inputs, outputs)
        return sum + Foundation.log(1 + Foundation.exp(question.1 == 1 ? -x : x))
      }
    }
  }
}

@Suite struct Word2VecTraining {
  @Test(arguments: architectures, objectives)
  func findsTheKindsOfWords(
    _ architecture: Word2Vec.Architecture, _ objective: Word2Vec.Objective
  ) throws {
    let corpus = Corpus.harbor(seed: 1, words: 30_000)
    var settings = Word2Vec.Settings(architecture)
    (settings.objective, settings.size, settings.epochs) = (objective, 32, 20)
    settings.rate = 0.1
    let model = try Word2Vec(corpus.vocabulary, settings, random: stream())
    let before = model.vectors.correlation(with: Harbor.similarities).correlation
    try model.train(on: corpus.training)
    let after = model.vectors.correlation(with: Harbor.similarities).correlation
    #expect(abs(before) < 0.15)
    #expect(after > 0.3)
    #expect(model.losses.count == 20 && model.losses.last! < model.losses.first!)
  }

  /// Where a text is cut into blocks is nobody's business.
  @Test func blocksOfAnyLengthGiveTheSameBits() throws {
    struct Pieces: TokenSource {
      let ids: [Int32]
      let length: Int
      var tokenCount: Int { ids.count }
      func read(from first: Int, _ body: ([Int32]) throws -> Bool) throws {
        for start in stride(from: first, to: ids.count, by: length) {
          guard try body(Array(ids[start..<min(start + length, ids.count)])) else { return }
        }
      }
    }
    let whole = try trained(settings(.skipGram))
    for length in [1, 7, 1000] {
      let model = try Word2Vec(text.vocabulary, settings(.skipGram), random: stream())
      try model.train(on: Pieces(ids: text.training.map { Int32($0) }, length: length))
      #expect(model.inputs == whole.inputs && model.outputs == whole.outputs)
    }
  }

  @Test(arguments: architectures)
  func goesOnToTheSameBits(_ architecture: Word2Vec.Architecture) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "checkpoint").path
    let settings = settings(architecture) { $0.subsampling = 1e-2 }
    let whole = try trained(settings)
    // Once in the middle of the first epoch, once in that of the second.
    for share in [0.2, 0.8] {
      let first = try Word2Vec(text.vocabulary, settings, random: stream())
      first.onProgress = { if $0.share > share { first.stop() } }
      try first.train(on: text.training)
      #expect(first.inputs != whole.inputs)
      try first.save(to: path)
      let second = try Word2Vec(text.vocabulary, settings, random: stream())
      try second.resume(from: path)
      try second.train(on: text.training)
      #expect(second.inputs == whole.inputs && second.outputs == whole.outputs)
      #expect(second.losses == whole.losses)
    }
    let reader = try Word2Vec(text.vocabulary, settings, random: stream())
    try reader.resume(from: path)
    #expect(throws: InputError.self) { try reader.train(on: text.training.reversed()) }
    let other = try Word2Vec(text.vocabulary, settings, random: stream(2))
    #expect(throws: InputError.self) { try other.resume(from: path) }
    #expect(other.losses.isEmpty)
  }

  @Test func anotherSeedGivesOtherVectors() throws {
    let (one, two) = (try trained(settings(.cbow)), try trained(settings(.cbow), seed: 2))
    #expect(one.inputs != two.inputs)
  }

  @Test func padsRowsWithZeros() throws {
    let model = try trained(settings(.cbow))
    #expect(try model.inputs.shape[1] == 32 && model.vectors.vectors(["the"]).shape == [1, 20])
    #expect(model.inputs.columns(20..<32) == .zeros(text.vocabulary.count, 12))
    #expect(model.outputs.columns(20..<32) == .zeros(text.vocabulary.count, 12))
  }

  @Test func saysWhatIsWrong() throws {
    #expect(throws: InputError("Word vectors need at least two different words to learn from.")) {
      try Word2Vec(Vocabulary(of: ["sea", "sea"]), random: stream())
    }
    #expect(throws: InputError("A text of 1 words has no neighbors to learn from.")) {
      try Word2Vec(text.vocabulary, random: stream()).train(on: [1])
    }
    let wrong: [(inout Word2Vec.Settings) -> Void] = [
      { $0.size = 0 }, { $0.window = 0 }, { $0.epochs = 0 }, { $0.rate = 0 }, { $0.rate = .nan },
      { $0.subsampling = 2 }, { $0.objective = .negativeSampling(0) },
    ]
    for change in wrong {
      #expect(throws: InputError.self) {
        try Word2Vec(text.vocabulary, settings(.cbow, change), random: stream())
      }
    }
    #expect(throws: InputError.self) { try trained(settings(.skipGram) { $0.rate = 1e6 }) }
  }
}

@Suite struct SubsamplingTests {
  @Test func keepsFrequentWordsAtTheStatedRate() {
    let subsampling = Subsampling(counts: [900, 90, 10], threshold: 0.01)
    let ratio = 0.01 / 0.9
    #expect(abs(Double(subsampling.keep[0]) - (ratio.squareRoot() + ratio)) < 1e-6)
    #expect(subsampling.keep[2] == 1)
    var random = stream()
    let kept = (0..<20_000).count { _ in subsampling.keeps(0, &random) }
    // Five standard deviations of a binomial with p = 0.117.
    #expect(abs(Double(kept) - 20_000 * Double(subsampling.keep[0])) < 5 * 46)
  }

  @Test func withoutAThresholdKeepsAll() {
    let subsampling = Subsampling(counts: [900, 90, 10], threshold: 0)
    #expect(subsampling.keep == [1, 1, 1] && subsampling.expectedCount == 1000)
  }
}

@Suite struct RoundCutterTests {
  @Test(arguments: [1, 500, 5000], [0, 1, Round.length, Round.length + 1, 3000])
  func coversTheTextOnce(block: Int, count: Int) {
    let ids = (0..<count).map { Int32($0) }
    var cutter = RoundCutter(margin: 5)
    var seen: [Int32] = []
    func look(isLast: Bool) {
      while let cut = cutter.next(isLast: isLast) {
        #expect(cut.number == seen.count / Round.length)
        seen += cut.text[cut.range]
        // Margins are whole but at the text's two ends.
        let (first, last) = (
          Int(cut.text[cut.range.lowerBound]), Int(cut.text[cut.range.upperBound - 1])
        )
        #expect(cut.range.lowerBound >= min(5, first))
        #expect(cut.text.count - cut.range.upperBound >= min(5, count - 1 - last))
      }
    }
    for start in stride(from: 0, to: count, by: block) {
      cutter.append(Array(ids[start..<min(start + block, count)])) { _ in true }
      look(isLast: false)
    }
    look(isLast: true)
    #expect(seen == ids)
  }
}
