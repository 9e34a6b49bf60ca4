import Ground
import Tensors
import Testing

@testable import Language

@Suite struct WordVectorsTests {
  let vectors = WordVectors(
    Vocabulary(words: ["man", "woman", "king", "queen", "boat", "nothing"]),
    [[1, 0, 0], [1, 1, 0], [1, 0, 2], [1, 1, 2], [-1, 0, 0], [0, 0, 0]] as Tensor)

  @Test func cosines() throws {
    #expect(cosine([3, 4], [4, 3]) == 0.96)
    #expect(cosine([1, 0], [0, 0]) == 0)
    for scale: Float in [1e-24, 1e-10, 1, 1e18, 1e20] {
      let (a, b) = (Tensor([scale, 2 * scale]), Tensor([2 * scale, scale]))
      // A few roundings of a Float.
      #expect(abs(cosine(a, b) - 0.8) < 1e-6)
      let (dense, sparse) = (a.reshaped(1, 2).directions, SparseMatrix(a.reshaped(1, 2)).directions)
      for direction in [dense, sparse.dense] {
        #expect(abs(direction[0, 0] - 0.4472136) < 1e-6 && abs(direction[0, 1] - 0.8944272) < 1e-6)
      }
    }
    #expect(Tensor.zeros(1, 2).directions == .zeros(1, 2))
    #expect(abs(try vectors.similarity("man", "woman") - 0.70710678) < 1e-6)
    #expect(try vectors.similarity("man", "nothing") == 0)
    #expect(try vectors.similarity("man", "boat") == -1)
  }

  @Test func neighborsAreSortedAndLeaveTheWordOut() throws {
    let neighbors = try vectors.mostSimilar(to: "man", count: 10)
    #expect(neighbors.map(\.word) == ["woman", "king", "queen", "nothing", "boat"])
    #expect(neighbors[0].description == "woman 0.71")
    #expect(vectors.nearest(to: [2, 0, 0], count: 1)[0].word == "man")
    #expect(throws: UnknownWord(word: "wman", suggestion: "man")) {
      try vectors.mostSimilar(to: "wman")
    }
  }

  @Test(arguments: [AnalogyMethod.offset, .product]) func anAnalogy(method: AnalogyMethod) throws {
    let vectors = WordVectors(
      Vocabulary(words: ["man", "woman", "king", "queen", "boat"]),
      [[1, 0, 0], [1, 1, 0], [1, 0, 2], [1, 1, 2], [0, 3, 1]] as Tensor)
    #expect(try vectors.analogy("man", "woman", "king", method: method)[0].word == "queen")
    let classes = [
      AnalogyClass(
        name: "family",
        questions: [
          Analogy("man", "woman", "king", "queen"), Analogy("man", "woman", "boat", "queen"),
          Analogy("man", "woman", "uncle", "aunt"),
        ]),
      AnalogyClass(name: "none", questions: [Analogy("a", "b", "c", "d")]),
    ]
    let scores = vectors.accuracy(on: classes, method: method)
    #expect(scores[0].answerable == 2 && scores[0].total == 3 && scores[0].correct >= 1)
    #expect(scores[1].answerable == 0 && scores[1].accuracy == 0)
    #expect(scores.overall.total == 4 && scores.overall.answerable == 2)
  }

  @Test func theScoresOfBothMethodsAreTheirFormulas() {
    let cosines = { (d: Int, other: Int) in
      cosine(vectors.table.rows(at: [d]), vectors.table.rows(at: [other]))
    }
    let offset = vectors.analogyScores([[0, 1, 2]], method: .offset)
    let product = vectors.analogyScores([[0, 1, 2]], method: .product)
    for d in 0..<6 {
      let (a, b, c) = (cosines(d, 0), cosines(d, 1), cosines(d, 2))
      #expect(abs(offset[0, d] - (b - a + c)) < 1e-6)
      let expected = (b + 1) / 2 * ((c + 1) / 2) / ((a + 1) / 2 + 0.001)
      // Divided by as little as 0.001, Float32's rounding grows a thousandfold.
      #expect(abs(product[0, d] - expected) < 1e-4 * max(1, expected))
    }
  }

  @Test func correlationCountsThePairsItKnows() {
    let pairs = [
      GradedPair("man", "woman", grade: 9), GradedPair("man", "king", grade: 5),
      GradedPair("man", "boat", grade: 1), GradedPair("man", "wife", grade: 7),
    ]
    let score = vectors.correlation(with: pairs)
    #expect(score == SimilarityScore(correlation: 1, found: 3, total: 4))
    #expect(score.coverage == 0.75)
  }

  @Test func spearmanByHand() {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / √(4.5 · 5).
    #expect(abs(spearman([1, 2, 2, 3], [10, 20, 30, 40]) - 0.9486833) < 1e-6)
    #expect(spearman([1, 2, 3], [6, 5, 4]) == -1)
    #expect(spearman([1, 2, 3], [1, 10, 100]) == 1)
    #expect(spearman([1, 1, 1], [1, 2, 3]) == 0)
    #expect(spearman([], []) == 0)
  }

  @Test func centeredVectorsHaveTheMeanZero() {
    let table = Tensor([1, 2, 3, 4, 7, 9], shape: [3, 2])
    #expect(table.centered().mean(axis: 0).map(abs).max() < 1e-6)
  }

  @Test func aSparseTableIsAsGoodAsADense() throws {
    var random = Random(seed: 1, stream: "tables")
    let dense = Tensor.uniform([40, 30], in: -1..<1, random: &random).map { $0 < 0.4 ? 0 : $0 }
    let vocabulary = Vocabulary(words: (0..<40).map { "w\($0)" })
    let (a, b) = (WordVectors(vocabulary, dense), WordVectors(vocabulary, SparseMatrix(dense)))
    #expect(b.table.rows(at: [3, 3, 7]) == dense.rows(at: [3, 3, 7]))
    for word in vocabulary.words {
      let (x, y) = (try a.mostSimilar(to: word), try b.mostSimilar(to: word))
      #expect(x.map(\.word) == y.map(\.word))
      // Both are sums of at most 30 products of numbers below 1, rounded in other orders.
      #expect(zip(x, y).allSatisfy { abs($0.similarity - $1.similarity) < 30 * 0x1p-23 })
    }
  }

  @Test func aBagOfWords() {
    #expect(vectors.vocabulary.bagOfWords(["man", "king", "man", "ship"]) == [2, 0, 1, 0, 0, 0])
    let open = Vocabulary(words: ["a", "<unk>"])
    #expect(open.bagOfWords(["a", "b", "c"]) == [1, 2])
    #expect(vectors.mean(of: ["man", "king", "ship"]) == [1, 0, 1])
    #expect(vectors.mean(of: ["ship"]) == [0, 0, 0])
  }
}

@Suite struct EvaluationFilesTests {
  @Test func gradedPairs() throws {
    let pairs = try GradedPair.pairs(in: "Tiger\tcat\t7.35\r\nplane car 5\n\n", name: "pairs.txt")
    #expect(
      pairs == [GradedPair("tiger", "cat", grade: 7.35), GradedPair("plane", "car", grade: 5)])
  }

  @Test(arguments: ["tiger cat", "tiger cat high", "tiger cat 1 2", "tiger cat nan"])
  func aMalformedPair(line: String) {
    #expect(throws: InputError("Line 2 of “pairs.txt” is not two words and a number: “\(line)”.")) {
      try GradedPair.pairs(in: "a b 1\n\(line)\n", name: "pairs.txt")
    }
  }

  @Test func analogies() throws {
    let classes = try AnalogyClass.classes(
      in: ": family\nMan woman King queen\n: empty\n", name: "questions.txt")
    #expect(
      classes == [
        AnalogyClass(name: "family", questions: [Analogy("man", "woman", "king", "queen")]),
        AnalogyClass(name: "empty", questions: []),
      ])
  }

  @Test(arguments: ["a b c", ": two names", "a b c d e"]) func aMalformedQuestion(line: String) {
    #expect(
      throws: InputError(
        "Line 3 of “questions.txt” is neither “: class” nor four words: “\(line)”.")
    ) {
      try AnalogyClass.classes(in: ": family\na b c d\n\(line)\n", name: "questions.txt")
    }
  }

  @Test func aQuestionWithoutAClass() {
    #expect(throws: InputError.self) {
      try AnalogyClass.classes(in: "a b c d\n", name: "questions.txt")
    }
  }
}
