import Harbor
import Language
import Tensors
import Testing

@Suite struct HarborGradesTests {
  private let vocabulary = Vocabulary(of: Harbor.classes.flatMap(\.words))

  /// Words of a kind share a direction of their own; a little noise decides which of them is nearest.
  @Test func vectorsThatKnowTheKindsGetAllOfThem() throws {
    var random = Random(seed: 1, stream: "grades")
    var table = Tensor.normal([vocabulary.count, 40], deviation: 0.01, random: &random)
    for (number, kind) in Harbor.classes.enumerated() {
      for word in kind.words { table[vocabulary[word]!, number] = 1 }
    }
    let grades = try HarborGrades(WordVectors(vocabulary, table))
    // A few words, such as orange, are of two kinds.
    #expect(grades.kinds > 95)
    #expect(grades.likeness > 50)
  }

  @Test func randomVectorsKnowNothing() throws {
    var random = Random(seed: 1, stream: "grades")
    let table = Tensor.normal([vocabulary.count, 40], random: &random)
    let grades = try HarborGrades(WordVectors(vocabulary, table))
    // There are 24 kinds; the standard error of a correlation of some 400 pairs is 5 points.
    #expect(grades.kinds < 15 && abs(grades.likeness) < 20)
    #expect(grades.all == [grades.kinds, grades.analogies, grades.likeness])
  }
}
