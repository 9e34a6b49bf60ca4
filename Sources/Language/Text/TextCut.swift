/// How a text is cut for a model: into words or characters, or into pieces that were learned.
public enum TextCut: Sendable, Equatable {
  case tokenizer(Tokenizer)
  case pieces(BytePairEncoding)

  /// What its tokens are called.
  package var noun: String {
    switch self {
    case .tokenizer(let tokenizer): tokenizer.noun
    case .pieces: "pieces"
    }
  }

  /// The tokens of `text`, in order.
  public func tokens(in text: String) -> [String] {
    switch self {
    case .tokenizer(let tokenizer): tokenizer.tokens(in: text)
    case .pieces(let pieces): pieces.encode(text).map { pieces.names[$0] }
    }
  }

  /// The tokens of a text that stands in one line: as it would be cut, without a sign that the line ends.
  public func text(of line: String) -> [String] {
    switch self {
    case .tokenizer(let tokenizer): tokenizer.text(of: line)
    case .pieces: tokens(in: line)
    }
  }
}
