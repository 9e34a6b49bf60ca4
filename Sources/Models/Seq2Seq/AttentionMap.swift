import Ground
import Language

/// Where a model looked for each character that it wrote.
public struct AttentionMap {
  /// What was read and what was written, in characters.
  public let question, answer: String
  /// A row for each character of the answer.
  public let weights: [[Float]]

  /// The map of the answer, of at most 11 characters, that `model` gives to a question.
  ///
  /// - Throws: `InputError` for a model that looks nowhere.
  public init(of question: [Int], by model: Seq2Seq) throws {
    let (ids, weights) = try model.attention(of: question, limit: 11)
    guard let weights else {
      throw InputError("This model can't look back; take one with attention.")
    }
    self.question = model.source.words(at: question).joined()
    answer = model.target.words(at: ids).joined()
    self.weights = ids.indices.map { weights.row($0).values }
  }

  /// The map in characters, the darker the more.
  public var drawn: String {
    let shades = Array(" ·░▒▓█")
    let rows = zip(answer, weights).map { letter, row in
      "\(letter) "
        + String(row.map { shades[min(5, Int($0 * 6))] })
    }
    return (["  \(question)"] + rows).joined(separator: "\n")
  }
}
