import Tensors

/// How the fourth word of an analogy is looked for: the word d that makes a : b as c : d.
public enum AnalogyMethod: Sendable {
  /// By offset: cos(d, b) − cos(d, a) + cos(d, c), "3CosAdd" (Mikolov, Yih and Zweig, 2013).
  case offset
  /// By multiplication: cos(d, b) · cos(d, c) / (cos(d, a) + 0.001), cosines moved to 0 … 1, "3CosMul"
  /// (Levy and Goldberg, 2014).
  case product
}

extension WordVectors {
  /// The `count` best words d for "a is to b as c is to d", the three themselves left out; throws
  /// `UnknownWord`.
  public func analogy(
    _ a: String, _ b: String, _ c: String, method: AnalogyMethod = .offset, count: Int = 5
  ) throws -> [Neighbor] {
    let ids = try [a, b, c].map(vocabulary.id(of:))
    let scores = analogyScores([ids], method: method)
    return best(scores.values, count: count, excluding: Set(ids))
  }

  /// N questions (a, b, c) → (N, V): how well each word answers each.
  func analogyScores(_ questions: [[Int]], method: AnalogyMethod) -> Tensor {
    let parts = (0..<3).map { part in directions.rows(at: questions.map { $0[part] }) }
    switch method {
    case .offset:
      return directions.products(with: parts[1] - parts[0] + parts[2])
    case .product:
      let cosines = parts.map(directions.products)
      let (a, b, c) = (cosines[0], cosines[1], cosines[2])
      return ((b + 1) * (c + 1)) / ((a + 1) * 2 + 0.004)
    }
  }
}

/// How a class of analogies was answered.
public struct AnalogyScore: Sendable, Equatable {
  public let name: String
  /// Questions answered with the very word that was wanted.
  public let correct: Int
  /// Questions whose four words are all in the vocabulary.
  public let answerable: Int
  /// All questions.
  public let total: Int

  /// The share of the answerable questions that were answered right, 0 … 1.
  public var accuracy: Float { answerable > 0 ? Float(correct) / Float(answerable) : 0 }
}

extension [AnalogyScore] {
  /// All classes taken as one.
  public var overall: AnalogyScore {
    AnalogyScore(
      name: "all", correct: reduce(0) { $0 + $1.correct },
      answerable: reduce(0) { $0 + $1.answerable },
      total: reduce(0) { $0 + $1.total })
  }
}

extension WordVectors {
  /// How many questions of each class find their answer. Only questions whose four words are known
  /// are asked, and a question's own words are no answers.
  public func accuracy(
    on classes: [AnalogyClass], method: AnalogyMethod = .offset
  ) -> [AnalogyScore] {
    classes.map { analogies in
      let known = analogies.questions.compactMap { question -> [Int]? in
        let ids = [question.a, question.b, question.c, question.d].compactMap { vocabulary[$0] }
        return ids.count == 4 ? ids : nil
      }
      var correct = 0
      for first in stride(from: 0, to: known.count, by: 128) {
        let batch = Array(known[first..<min(first + 128, known.count)])
        correct += zip(answers(to: batch, method: method), batch).count { $0 == $1[3] }
      }
      return AnalogyScore(
        name: analogies.name, correct: correct, answerable: known.count,
        total: analogies.questions.count)
    }
  }

  /// The best word for each of N questions.
  private func answers(to questions: [[Int]], method: AnalogyMethod) -> [Int] {
    var scores = analogyScores(questions, method: method)
    let words = vocabulary.count
    scores.withUnsafeMutableBufferPointer { scores in
      for (row, question) in questions.enumerated() {
        for id in question[..<3] { scores[row * words + id] = -.infinity }
      }
    }
    return scores.argmax()
  }
}
