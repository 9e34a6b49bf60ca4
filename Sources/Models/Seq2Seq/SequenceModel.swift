import Language
import Networks
import Tensors

/// A model that answers a sequence with a sequence, be it recurrent or a Transformer.
public protocol SequenceModel: Model where Batch == PairBatch {
  /// The tokens of answers.
  var target: Vocabulary { get }

  /// What has read the questions and is ready to answer them, one a row.
  func writer(for questions: [[Int]]) -> any Writer
}

extension SequenceModel {
  /// The sign that ends an answer, and also starts it.
  public var end: Int { target[Pairs.end]! }

  /// What the model answers, without the end sign.
  ///
  /// - Parameters:
  ///   - limit: how many tokens an answer may have.
  ///   - decoding: how tokens are chosen; the likeliest each time unless given.
  ///   - random: what a decoding that draws draws from.
  /// - Throws: what `Decoding.write` throws.
  public func answers(
    to questions: [[Int]], limit: Int, decoding: Decoding = .greedy,
    random: Random = Random(seed: 1, stream: "answers")
  ) throws -> [[Int]] {
    var random = random
    // As many at a time as make good products and fit into memory.
    return try stride(from: 0, to: questions.count, by: 500).flatMap { start in
      let writer = writer(for: Array(questions[start...].prefix(500)))
      return try decoding.write(
        with: writer, after: [end], until: end, limit: limit, random: &random
      ).map(\.ids)
    }
  }

  /// The share of the questions that the model answers just as `pairs` does, sign for sign.
  public func exactMatch(on pairs: Pairs) throws -> Float {
    let limit = 1 + (pairs.answers.map(\.count).max() ?? 0)
    let answers = try answers(to: pairs.questions, limit: limit)
    return Float(zip(answers, pairs.answers).count { $0 == $1 }) / Float(max(pairs.count, 1))
  }
}
