/// How a text is cut into the pieces that a model sees.
///
/// What can't be seen makes no token and splits none (Unicode's UAX #29, rule WB4): soft hyphens, direction
/// marks, byte order marks and the like vanish. Only what decides how letters are written stays: U+200C and
/// U+200D between letters, which are spelling in Persian or Hindi, and variation selectors after one. White
/// space, control characters and U+200B, the blank without a width of Khmer and Thai, set tokens apart. A
/// line ends at U+000A alone, with or without U+000D before it.
///
/// All tokens are in Unicode's normalization form C, so that words that are equal have equal bytes, and
/// each one can be counted, saved and read back.
public enum Tokenizer: String, Sendable {
  /// Words of ordinary prose, in lower case: letters and digits, held together by an apostrophe or
  /// hyphen between them (*don't*, *well-known*); every other visible mark is a token of its own.
  case words
  /// Text that was cut before, one sentence a line: whatever stands between blanks, and `<eos>` at the
  /// end of each line. This is the form of the Penn Treebank as Mikolov prepared it.
  case lines
  /// Single characters (Unicode's grapheme clusters), blanks and line ends too.
  case characters

  /// What its tokens are called.
  package var noun: String { self == .characters ? "characters" : "words" }

  /// What marks the end of a line.
  public static let endOfSentence = "<eos>"

  /// The tokens of `text`, in order.
  ///
  ///     Tokenizer.words.tokens(in: "Don't stop!")      // ["don't", "stop", "!"]
  public func tokens(in text: String) -> [String] { tokens(in: text, limit: nil) }

  /// The tokens of `text`, in order: all, or no more than the first `limit`.
  ///
  /// - Parameter keepsBlanks: whether blanks and line ends are characters too.
  func tokens(in text: String, limit: Int?, keepsBlanks: Bool = true) -> [String] {
    var list = TokenList()
    var scanner = TokenScanner(self, keepsBlanks: keepsBlanks)
    let most = limit ?? .max
    var text = text
    // Nothing can throw: a `String` is valid, and the closures throw nothing.
    try! text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty && list.tokens.count < most {
        try scanner.scan(UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 16))) { list.add($0) }
        rest = rest.dropFirst(1 << 16)
      }
      if list.tokens.count < most { try scanner.finish { list.add($0) } }
    }
    return limit == nil ? list.tokens : Array(list.tokens.prefix(most))
  }
}

/// Tokens as they come, each different one made a `String` of once.
private struct TokenList {
  private(set) var tokens: [String] = []
  private var table = WordTable()
  private var spelled: [String] = []

  @inline(__always)
  mutating func add(_ token: UnsafeRawBufferPointer) {
    let number = table.insert(token)
    if number == spelled.count {
      spelled.append(String(decoding: token, as: UTF8.self).normalized)
    }
    tokens.append(spelled[number])
  }
}
