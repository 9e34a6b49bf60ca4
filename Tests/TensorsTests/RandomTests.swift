import Foundation
import Tensors
import Testing

@Test func philoxGivesThePublishedVectors() {
  // The known answers that its authors publish with Philox4x32-10.
  let known: [(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, words: SIMD4<UInt32>)] = [
    (.zero, .zero, SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    (
      SIMD4(repeating: .max), SIMD2(repeating: .max),
      SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
      SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ]
  for (counter, key, words) in known { #expect(Random.philox(counter: counter, key: key) == words) }
}

@Test func aStreamIsItsSeedAndItsName() {
  var (a, b) = (Random(seed: 1, stream: "weights"), Random(seed: 1, stream: "weights"))
  for _ in 0..<100 { #expect(a.next() == b.next()) }
  var firsts: Set<UInt32> = []
  for seed in 0..<20 {
    for name in ["weights", "Weights", "weight", "weights ", ""] {
      var random = Random(seed: UInt64(seed), stream: name)
      firsts.insert(random.next())
      for child in 0..<5 {
        var part = random.stream(child)
        firsts.insert(part.next())
      }
      var part = random.stream("part")
      firsts.insert(part.next())
    }
  }
  #expect(firsts.count == 20 * 5 * 7)
}

@Test func aPartOfAStreamLeavesItAsItIs() {
  var (a, b) = (Random(seed: 1, stream: "x"), Random(seed: 1, stream: "x"))
  _ = (a.next(), b.next())
  var part = a.stream("part")
  for _ in 0..<7 { _ = part.next() }
  // Nor does it matter how far the stream has come.
  var fresh = Random(seed: 1, stream: "x").stream("part")
  for _ in 0..<7 { _ = fresh.next() }
  #expect(part == fresh && a == b && a.next() == b.next())
}

@Test func streamsAreUncorrelated() {
  var streams = (0..<8).map { Random(seed: 1, stream: "a").stream($0) }
  let draws = streams.indices.map { i in (0..<4096).map { _ in Double(streams[i].uniform()) - 0.5 }
  }
  for i in 0..<8 {
    for j in 0..<i {
      let product = zip(draws[i], draws[j]).reduce(0) { $0 + $1.0 * $1.1 } / 4096 * 12
      // A correlation of independent draws has deviation 1/√4096; 5 of them.
      #expect(abs(product) < 5 / 64)
    }
  }
}

@Test func aStreamGoesOnFromItsSavedState() throws {
  var random = Random(seed: 3, stream: "saved")
  for drawn in 0..<11 {
    let data = try JSONEncoder().encode(random.state)
    var copy = Random(try JSONDecoder().decode(Random.State.self, from: data))
    #expect(random.state.drawn == UInt64(drawn))
    var original = random
    for _ in 0..<9 { #expect(copy.next() == original.next()) }
    _ = random.next()
  }
}

@Test(arguments: 0..<9)
func bulkDrawsAreSingleDraws(drawnBefore: Int) {
  for count in Array(0...100) + [127, 128, 129, 255, 256, 257, 1000] {
    var bulk = Random(seed: 4, stream: "bulk")
    for _ in 0..<drawnBefore { _ = bulk.next() }
    var single = bulk
    let uniform = Tensor.uniform([count], in: -1..<3, random: &bulk)
    #expect(uniform.values == (0..<count).map { _ in single.uniform(in: -1..<3) })
    let normal = Tensor.normal([count], random: &bulk)
    #expect(normal.values == (0..<count).map { _ in single.normal() })
    #expect(bulk == single)
    #expect(bulk.next() == single.next())
  }
}

/// Bulk draws make eight blocks at a time: here they cross from 2³² - 1 to 2³² in the middle of eight.
@Test func bulkDrawsCarryTheCounter() {
  var bulk = Random(Random.State(key: 0x0123_4567_89ab_cdef, drawn: 4 * (1 << 32) - 12))
  var single = bulk
  let uniform = Tensor.uniform([64], in: 0..<1, random: &bulk)
  #expect(uniform.values == (0..<64).map { _ in single.uniform() })
}

/// Σ (observed - expected)² / expected.
private func chiSquare(_ observed: [Int], _ expected: [Double]) -> Double {
  zip(observed, expected).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) / $1.1 }
}

/// With n degrees of freedom, χ² has mean n and deviation √2n: five of them leave one run in a million.
private func band(_ degrees: Int) -> Double {
  Double(degrees) + 5 * (2 * Double(degrees)).squareRoot()
}

@Test func uniformDrawsAreEven() {
  var random = Random(seed: 5, stream: "uniform")
  var counts = [Int](repeating: 0, count: 128)
  for _ in 0..<128_000 {
    // Outside of 0 ≤ u < 1 there is no such bin.
    counts[Int((random.uniform() * 128).rounded(.down))] += 1
  }
  #expect(chiSquare(counts, [Double](repeating: 1000, count: 128)) < band(127))
  let narrow: Range<Float> = 5..<5.000001
  #expect((0..<1000).allSatisfy { _ in narrow.contains(random.uniform(in: narrow)) })
}

@Test func integersAreEvenAndInRange() {
  var random = Random(seed: 6, stream: "integers")
  for bound in [1, 2, 3, 7, 10, 100] {
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<500 * bound { counts[random.integer(below: bound)] += 1 }
    #expect(chiSquare(counts, [Double](repeating: 500, count: bound)) <= band(bound - 1))
  }
  // With a remainder instead, the lowest third would come up half of the time.
  let bound = 3 << 30
  let low = (0..<30_000).count { _ in random.integer(below: bound) < 1 << 30 }
  let deviation = (30_000 * 2.0 / 9).squareRoot()
  #expect(abs(Double(low) - 10_000) < 5 * deviation)
}

@Test func normalDrawsHaveTheMomentsAndTheShape() {
  var random = Random(seed: 7, stream: "normal")
  let n = 200_000.0
  let x = Tensor.normal([Int(n)], random: &random).values.map(Double.init)
  let mean = x.reduce(0, +) / n
  let variance = x.reduce(0) { $0 + $1 * $1 } / n
  let third = x.reduce(0) { $0 + $1 * $1 * $1 } / n
  let fourth = x.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
  // Five deviations of each sample moment: √(1, 2, 15, 96) / √n.
  #expect(abs(mean) < 5 / n.squareRoot())
  #expect(abs(variance - 1) < 5 * (2 / n).squareRoot())
  #expect(abs(third) < 5 * (15 / n).squareRoot())
  #expect(abs(fourth - 3) < 5 * (96 / n).squareRoot())
  // 32 bins, equally likely by the distribution function.
  var counts = [Int](repeating: 0, count: 32)
  for value in x {
    let share = 0.5 * Foundation.erfc(-value / 2.0.squareRoot())
    counts[min(31, Int(share * 32))] += 1
  }
  #expect(chiSquare(counts, [Double](repeating: n / 32, count: 32)) < band(31))
  let shifted = Tensor.normal([100_000], mean: 3, deviation: 0.5, random: &random)
  #expect(abs(shifted.mean() - 3) < 5 * 0.5 / 316)
}

@Test func bernoulliDrawsHaveTheirProbability() {
  var random = Random(seed: 8, stream: "bernoulli")
  for p in [0, 0.1, 0.5, 0.9, 1] as [Float] {
    let hits = (0..<20_000).count { _ in random.bernoulli(p) }
    let deviation = (20_000 * Double(p) * (1 - Double(p))).squareRoot()
    #expect(abs(Double(hits) - 20_000 * Double(p)) <= 5 * deviation)
  }
}

@Test func shufflesAreEquallyLikely() {
  var random = Random(seed: 9, stream: "shuffle")
  var counts: [[Int]: Int] = [:]
  for _ in 0..<24_000 { counts[random.permutation(4), default: 0] += 1 }
  #expect(counts.count == 24)
  #expect(chiSquare(Array(counts.values), [Double](repeating: 1000, count: 24)) < band(23))
  #expect(random.permutation(100).sorted() == Array(0..<100))
  #expect(random.permutation(0) == [] && random.permutation(1) == [0])
}

@Test func weightedIndices() {
  var random = Random(seed: 10, stream: "weights")
  var counts = [0, 0, 0, 0]
  for _ in 0..<40_000 { counts[random.index(weights: [1, 0, 2, 1])] += 1 }
  #expect(counts[1] == 0)
  #expect(chiSquare([counts[0], counts[2], counts[3]], [10_000, 20_000, 10_000]) < band(2))
}

// MARK: - The alias table

@Test func anAliasTableHoldsItsWeights() {
  var random = Random(seed: 11, stream: "alias")
  var tables: [[Float]] = [[1], [1, 1], [1, 2, 1], [0, 1, 0], [1e-20, 1], [3, 0, 0, 0, 5e8]]
  tables.append((1...10_000).map { 1 / Float($0) })
  tables.append((0..<257).map { _ in random.uniform() })
  for weights in tables {
    let table = AliasTable(weights: weights)
    let total = weights.reduce(0.0) { $0 + Double($1) }
    #expect(table.count == weights.count)
    for (probability, weight) in zip(table.probabilities, weights) {
      #expect(abs(probability - Double(weight) / total) <= Double(weights.count) * 0x1p-32)
      if weight == 0 { #expect(probability == 0) }
    }
    #expect(abs(table.probabilities.reduce(0, +) - 1) < 1e-9)
  }
}

@Test func drawsFromAnAliasTableFollowItsWeights() {
  var random = Random(seed: 12, stream: "alias draws")
  let weights: [Float] = [1, 2, 3, 4, 0, 10]
  let table = AliasTable(weights: weights)
  var counts = [Int](repeating: 0, count: 6)
  for _ in 0..<40_000 { counts[table.draw(&random)] += 1 }
  #expect(counts[4] == 0)
  let used = [0, 1, 2, 3, 5]
  #expect(chiSquare(used.map { counts[$0] }, used.map { Double(weights[$0]) * 2000 }) < band(4))
}

@Test func impossibleDrawsStop() async {
  let bound = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    var random = Random(seed: 1, stream: "x")
    _ = random.integer(below: 0)
  }
  #expect(sentence(bound).contains("needs a bound from 1 to 4294967295, not 0"))
  let weights = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = AliasTable(weights: [1, -1, 2])
  }
  #expect(sentence(weights).contains("weights of 0 or more"))
}
