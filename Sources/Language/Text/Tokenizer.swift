/// How a text is cut into the pieces that a model sees.
public enum Tokenizer: String, Sendable {
  /// Words of ordinary prose, in lower case: letters and digits, held together by an apostrophe or
  /// hyphen between them (*don't*, *well-known*); every other visible mark is a token of its own.
  case words
  /// Text that was cut before, one sentence a line: whatever stands between blanks, and `<eos>` at the
  /// end of each line. This is the form of the Penn Treebank as Mikolov prepared it.
  case lines
  /// Single characters, blanks and line ends too.
  case characters

  /// What marks the end of a line.
  public static let endOfSentence = "<eos>"

  /// The tokens of `text`, in order.
  ///
  ///     Tokenizer.words.tokens(in: "Don't stop!")      // ["don't", "stop", "!"]
  public func tokens(in text: String) -> [String] {
    guard self != .characters else { return text.map(String.init) }
    var tokens: [String] = []
    var scanner = TokenScanner(self)
    // Nothing can throw: a `String` is valid, and the closure throws nothing.
    var text = text
    try! text.withUTF8 { bytes in
      try scanner.scan(UnsafeRawBufferPointer(bytes)) {
        tokens.append(String(decoding: $0, as: UTF8.self))
      }
      try scanner.finish { tokens.append(String(decoding: $0, as: UTF8.self)) }
    }
    return tokens
  }
}
