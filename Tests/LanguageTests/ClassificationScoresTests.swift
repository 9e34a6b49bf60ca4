import Language
import Tensors
import Testing

@Suite struct ClassificationScoresTests {
  private let scores = ClassificationScores(
    truth: [0, 0, 0, 1, 1, 2, 2, 2, 2], guesses: [0, 1, 0, 1, 2, 2, 2, 0, 2], classes: 4)

  /// Worked by hand.
  @Test func sharesAreThoseOfTheConfusionMatrix() {
    #expect(scores.confusion == [[2, 1, 0, 0], [0, 1, 1, 0], [1, 0, 3, 0], [0, 0, 0, 0]])
    #expect(scores.count == 9 && scores.support == [3, 2, 4, 0])
    let (accuracy, shares): (Float, [Float]) = (6 / 9, [2 / 3, 0.5, 0.75, 0])
    #expect(scores.accuracy == accuracy)
    for class_ in 0..<4 {
      #expect(scores.precision(of: class_) == shares[class_])
      #expect(scores.recall(of: class_) == shares[class_])
      #expect(scores.f1(of: class_) == shares[class_])
    }
    // The class that nobody has or guesses doesn't count.
    #expect(abs(scores.macroF1 - shares.reduce(0, +) / 3) < 1e-6)
    #expect(scores.microF1 == scores.accuracy)
    #expect(ClassificationScores(truth: [], guesses: [], classes: 2).accuracy == 0)
  }

  @Test func classesThatArentThereStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = ClassificationScores(truth: [0], guesses: [2], classes: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = ClassificationScores(truth: [0], guesses: [], classes: 2)
    }
  }

  /// Of a share p of n examples, the interval is about p ± 1.96 √(p (1 − p) / n).
  @Test func theBootstrapKnowsHowFarAShareMayBeOff() {
    var random = Random(seed: 1, stream: "bootstrap")
    let isRight = (0..<400).map { $0 % 5 != 0 }
    let interval = bootstrapInterval(of: 400, random: &random) { sample in
      Float(sample.count { isRight[$0] }) / 400
    }
    let half: Float = 1.96 * (0.8 * 0.2 / 400).squareRoot()
    #expect(abs(interval.lowerBound - (0.8 - half)) < 0.01)
    #expect(abs(interval.upperBound - (0.8 + half)) < 0.01)
  }

  /// The values of SciPy's `binomtest(fewer, first + second).pvalue`.
  @Test(arguments: [
    (0, 0, 1), (5, 5, 1), (1, 0, 1), (0, 6, 0.03125), (3, 9, 0.14599609375), (10, 25, 0.016673848),
    (400, 480, 0.007707305), (1000, 3000, 0),
  ])
  func mcNemarsTestIsTheBinomial(first: Int, second: Int, p: Float) {
    #expect(abs(mcNemarTest(onlyFirst: first, onlySecond: second) - p) < 1e-5)
    #expect(
      mcNemarTest(onlyFirst: first, onlySecond: second)
        == mcNemarTest(onlyFirst: second, onlySecond: first))
  }

  @Test func piecesAreReadAsTheSharedTasksDo() throws {
    func spans(_ tags: String) throws -> [String] {
      try EntitySpans(tags: tags.split(separator: " ").map { String($0) }).spans
        .map { "\($0.kind) \($0.range)" }
    }
    #expect(try spans("B-a I-a O B-b") == ["a 0..<2", "b 3..<4"])
    #expect(try spans("B-a B-a I-a") == ["a 0..<1", "a 1..<3"])
    #expect(try spans("I-a I-a O I-b I-c") == ["a 0..<2", "b 3..<4", "c 4..<5"])
    #expect(try spans("O O") == [])
    #expect(try EntitySpans(tags: ["O", "I-a", "I-a", "I-b"]).repaired == [1, 3])
    #expect(try spans("B-two-part I-two-part") == ["two-part 0..<2"])
    for tag in ["", "B", "B-", "X-a", "o"] {
      #expect(throws: (any Error).self) { try EntitySpans(tags: [tag]) }
    }
  }

  @Test func onlyWholePiecesAreRight() throws {
    let score = try EntitySpans.score(
      truth: [["B-a", "I-a", "O", "B-b"], ["B-a", "O", "O", "O"]],
      guesses: [["B-a", "I-a", "O", "B-c"], ["B-a", "I-a", "O", "B-b"]])
    #expect(score == (0.25, Float(1) / 3, Float(2) / 7))
    let nothing = try EntitySpans.score(truth: [["O"]], guesses: [["O"]])
    #expect(nothing.f1 == 0)
  }
}
