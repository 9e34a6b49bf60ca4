import Networks
import Tensors

/// A model that answers a sequence with a sequence, be it recurrent or a Transformer.
public protocol SequenceToSequence: Model where Batch == PairBatch {
  /// The tokens of answers.
  var target: Vocabulary { get }

  /// What has read the questions and is ready to answer them, one a row.
  func writer(for questions: [[Int]]) -> any Writer
}

extension SequenceToSequence {
  /// The sign that ends an answer, and also starts it.
  public var end: Int { target[Pairs.end]! }

  /// The answers in which each token is the likeliest, without the end sign.
  ///
  /// - Parameter limit: how many tokens an answer may have.
  public func answers(to questions: [[Int]], limit: Int) throws -> [[Int]] {
    var answers = [[Int]](repeating: [], count: questions.count)
    // As many at a time as make a good product.
    for start in stride(from: 0, to: questions.count, by: 500) {
      let rows = start..<min(start + 500, questions.count)
      let writer = writer(for: Array(questions[rows]))
      var open = Array(rows)
      var latest = [Int](repeating: end, count: open.count)
      for _ in 0..<limit where !open.isEmpty {
        let ids = try writer.next(after: latest).argmax()
        let going = ids.indices.filter { ids[$0] != end }
        for row in going { answers[open[row]].append(ids[row]) }
        if going.count < open.count { writer.select(going) }
        (open, latest) = (going.map { open[$0] }, going.map { ids[$0] })
      }
    }
    return answers
  }

  /// The share of the questions that the model answers just as `pairs` does, sign for sign.
  public func exactMatch(on pairs: Pairs) throws -> Float {
    let limit = 1 + (pairs.answers.map(\.count).max() ?? 0)
    let answers = try answers(to: pairs.questions, limit: limit)
    return Float(zip(answers, pairs.answers).count { $0 == $1 }) / Float(max(pairs.count, 1))
  }
}
