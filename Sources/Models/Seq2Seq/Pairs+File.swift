import Ground
import Language
import Networks
import Tensors

extension Pairs {
  /// The pairs in a file, one a line: a question and an answer with a tab between them (what may follow
  /// after another tab is left out), or, as in the reference book's files, with a `_` between them. Blanks
  /// around them don't count. A line ends at U+000A alone, with or without U+000D before it. The first line says which.
  ///
  /// - Throws: `InputError` if the file can't be read, or a line is not a pair.
  public static func texts(in path: String) throws -> [(question: String, answer: String)] {
    let lines = try TextFile.read(path).numberedLines()
    let first = lines[0]
    guard
      let separator: Unicode.Scalar = ["\t", "_"].first(where: {
        first.text.unicodeScalars.contains($0)
      })
    else {
      throw InputError(
        "Line \(first.number) of “\(path)” has neither a tab nor a _ between question and answer.")
    }
    let name = separator == "\t" ? "tab" : "_"
    return try lines.map { number, text in
      let parts = text.unicodeScalars
        .split(separator: separator, omittingEmptySubsequences: false).map { Substring($0) }
      guard parts.count >= 2 else {
        throw InputError(
          "Line \(number) of “\(path)” has no \(name) between a question and an answer.")
      }
      let (question, answer) = (parts[0].trimmed, parts[1].trimmed)
      guard !question.isBlank, !answer.isBlank else {
        throw InputError(
          "Line \(number) of “\(path)” has no \(question.isBlank ? "question" : "answer").")
      }
      return (question, answer)
    }
  }

  /// The pairs in a file.
  ///
  /// - Parameter limit: how many different tokens each side keeps at most; all others are `<unk>`.
  /// - Throws: `InputError` as `texts(in:)` does.
  public init(
    file path: String, tokenizer: Tokenizer = .characters, limit: Int? = nil
  ) throws {
    self.init(try Pairs.texts(in: path), tokenizer: tokenizer, limit: limit)
  }
}
