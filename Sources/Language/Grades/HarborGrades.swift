import Harbor

/// How well word vectors know the harbor town, each measure out of 100.
public struct HarborGrades: Sendable, Equatable {
  /// Of the five nearest neighbors of a word, how many are of its kind: a fish beside fish. Kinds with
  /// more than five known words are asked about.
  public let kinds: Float
  /// How many analogies are solved.
  public let analogies: Float
  /// The rank correlation of the cosines with the grammar's own grades of likeness: 100 if both put all
  /// pairs into the same order, 0 if their orders have nothing in common.
  public let likeness: Float

  /// The three, in this order.
  public var all: [Float] { [kinds, analogies, likeness] }

  /// The grades of `vectors`; words that they don't have are not asked about.
  public init(_ vectors: WordVectors) throws {
    var (right, asked) = (0, 0)
    for kind in Harbor.classes {
      let known = kind.words.filter { vectors.vocabulary[$0] != nil }
      guard known.count > 5 else { continue }
      for word in known {
        let neighbors = try vectors.mostSimilar(to: word, count: 5)
        right += neighbors.count { known.contains($0.word) }
        asked += neighbors.count
      }
    }
    kinds = 100 * Float(right) / Float(max(asked, 1))
    analogies = 100 * vectors.accuracy(on: Harbor.analogies).overall.accuracy
    likeness = 100 * vectors.correlation(with: Harbor.similarities).correlation
  }
}

extension Harbor {
  /// Analogies between all pairs of lexemes that have two forms in common, such as *walk : walked*.
  public static let analogies: [AnalogyClass] = analogyPairs.map { kind in
    let questions = kind.pairs.flatMap { one in
      kind.pairs.compactMap { two in
        one == two ? nil : Analogy(one.0, one.1, two.0, two.1)
      }
    }
    return AnalogyClass(name: kind.name, questions: questions)
  }

  /// Pairs of words graded from 0 to 10 by the grammar itself: half for being of one kind, half for the
  /// companions that they share (the sum over companions of the lesser of the two shares).
  public static let similarities: [GradedPair] = gradedPairs.map {
    GradedPair($0.first, $0.second, grade: $0.grade)
  }
}
