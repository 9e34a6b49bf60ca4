import Foundation
import Ground
import Tensors
import Testing

@testable import Language

@Suite struct PorterStemmerTests {
  /// `Golden/stems.py`.
  @Test func stemsAsThePublishedProgram() throws {
    let url = Bundle.module.url(forResource: "Golden/stems", withExtension: "json")!
    let pairs = try JSONDecoder().decode([[String]].self, from: Data(contentsOf: url))
    #expect(pairs.count > 2_000)
    for pair in pairs { #expect(PorterStemmer.stem(pair[0]) == pair[1], "\(pair[0])") }
  }
}

@Suite struct RankingScoresTests {
  @Test func agreesWithSumsByHand() {
    // Relevant: 3 (grade 2), 8 and 5 (grade 1). Found in places 1 and 4; 5 never.
    let scores = RankingScores([3, 1, 7, 8, 2], grades: [3: 2, 8: 1, 5: 1, 9: 0])
    #expect(scores.precision(at: 1) == 1 && scores.precision(at: 4) == 0.5)
    #expect(scores.precision(at: 10) == 0.2 && scores.precision(at: 0) == 0)
    #expect(scores.recall(at: 3) == Float(1) / 3 && scores.recall(at: 9) == Float(2) / 3)
    #expect(scores.averagePrecision == (1 + 0.5) / 3)
    #expect(scores.reciprocalRank == 1)
    // (2 + 1 / log₂ 5) / (2 + 1 / log₂ 3 + 1 / log₂ 4)
    #expect(abs(scores.normalizedGain(at: 10) - 2.4306766 / 3.1309297) < 1e-6)
    #expect(abs(scores.normalizedGain(at: 2) - 2 / 2.6309297) < 1e-6)
  }

  @Test func nothingRelevantOrNothingGivenIsZero() {
    for scores in [RankingScores([1, 2], grades: [:]), RankingScores([], grades: [1: 1])] {
      #expect(scores.averagePrecision == 0 && scores.reciprocalRank == 0)
      #expect(scores.recall(at: 5) == 0 && scores.normalizedGain(at: 5) == 0)
    }
  }
}

@Suite struct ROUGETests {
  @Test func agreesWithCountsByHand() {
    let reference = "the captain sold the old boat".split(separator: " ").map(String.init)
    let summary = "the boat the captain sold the the".split(separator: " ").map(String.init)
    // the (2 of 4 count), boat, captain, sold: 5 shared of 7 and of 6.
    let one = ROUGE(summary, like: reference, n: 1)
    #expect(one.precision == Float(5) / 7 && one.recall == Float(5) / 6)
    #expect(abs(one.f1 - 10.0 / 13) < 1e-6)
    // the captain, captain sold, sold the: 3 of 6 and of 5.
    let two = ROUGE(summary, like: reference, n: 2)
    #expect(two.precision == 0.5 && two.recall == 0.6)
    // the captain sold the: 4.
    let longest = ROUGE(longestCommonOf: summary, and: reference)
    #expect(longest.precision == Float(4) / 7 && longest.recall == Float(4) / 6)
    #expect(ROUGE([], like: reference, n: 1).f1 == 0)
    #expect(ROUGE(["a"], like: [], n: 2).f1 == 0)
    #expect(ROUGE(longestCommonOf: [], and: []).f1 == 0)
  }
}

@Suite struct KMeansTests {
  @Test func findsGroupsThatLieApart() throws {
    var random = Random(seed: 2, stream: "test")
    let middles: [(Float, Float)] = [(0, 0), (10, 0), (0, 10)]
    let points = Tensor.normal([90, 2], random: &random)
    var moved = points
    for n in 0..<90 {
      moved[n, 0] += middles[n % 3].0
      moved[n, 1] += middles[n % 3].1
    }
    let groups = try KMeans(moved, clusters: 3, random: &random)
    let scores = ClusterScores(clusters: groups.clusters, classes: (0..<90).map { $0 % 3 })
    #expect(scores.purity == 1 && abs(scores.normalizedInformation - 1) < 1e-6)
    // Each point is with the nearest mean, each mean is that of its points, and inertia is what it says.
    var inertia = 0.0
    for n in 0..<90 {
      let distances = (0..<3).map { k in
        (0..<2).reduce(0.0) { sum, d in
          let step = Double(moved[n, d]) - Double(groups.centers[k, d])
          return sum + step * step
        }
      }
      #expect(distances.firstIndex(of: distances.min()!) == groups.clusters[n])
      inertia += distances.min()!
    }
    // Distances of 100 are differences of numbers up to 300, in Float.
    #expect(abs(Double(groups.inertia) - inertia) < 1e-3 * inertia)
    for k in 0..<3 {
      let own = (0..<90).filter { groups.clusters[$0] == k }
      let mean = own.reduce(0.0) { $0 + Double(moved[$1, 0]) } / Double(own.count)
      #expect(abs(mean - Double(groups.centers[k, 0])) < 1e-5)
    }
  }

  @Test func copesWithEqualPointsAndRefusesTooManyGroups() throws {
    var random = Random(seed: 2, stream: "test")
    let equal = Tensor.ones(5, 3)
    let groups = try KMeans(equal, clusters: 5, random: &random)
    #expect(groups.inertia == 0 && groups.clusters == [0, 0, 0, 0, 0])
    #expect(throws: InputError.self) { try KMeans(equal, clusters: 6, random: &random) }
    #expect(throws: InputError.self) { try KMeans(equal, clusters: 0, random: &random) }
    #expect(throws: InputError.self) { try KMeans(.zeros(0, 2), clusters: 1, random: &random) }
  }

  @Test func scoresAgreeWithSumsByHand() {
    // Groups of 3 and 3, classes (2 a, 1 b) and (1 a, 2 b): the information is log 2 less H(1/3).
    let scores = ClusterScores(clusters: [0, 0, 0, 1, 1, 1], classes: [0, 0, 1, 0, 1, 1])
    #expect(abs(scores.purity - 2.0 / 3) < 1e-6)
    #expect(abs(scores.normalizedInformation - 0.08170417) < 1e-5)
    #expect(ClusterScores(clusters: [0, 0], classes: [0, 0]).normalizedInformation == 1)
    #expect(ClusterScores(clusters: [0, 0], classes: [0, 1]).normalizedInformation == 0)
  }
}
