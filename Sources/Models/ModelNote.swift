import Language

/// What the file of a model may note beside it, for the program that meets it again: keys of the notes that
/// `SavedModel.save` takes.
public enum ModelNote {
  /// How the text was cut: the name of a `Tokenizer`.
  public static let tokens = "tokens"
  /// The merges of the pieces that it was cut into, as the lines of their file.
  public static let pieces = "pieces"
  /// A checksum of the text, by which another one is told apart.
  public static let text = "text"
}

extension TextCut {
  /// How a model's text was cut, by the notes in its file; nil if they don't say.
  ///
  /// - Throws: `InputError` if they hold merges that are none.
  public init?(notes: [String: String]) throws {
    if let lines = notes[ModelNote.pieces] {
      self = .pieces(try BytePairEncoding(lines: lines, name: "The model's merges"))
    } else if let tokenizer = notes[ModelNote.tokens].flatMap(Tokenizer.init) {
      self = .tokenizer(tokenizer)
    } else {
      return nil
    }
  }

  /// The notes that say so.
  public var notes: [String: String] {
    switch self {
    case .tokenizer(let tokenizer): [ModelNote.tokens: tokenizer.rawValue]
    case .pieces(let pieces): [ModelNote.pieces: pieces.lines]
    }
  }
}
