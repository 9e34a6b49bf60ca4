/// How a text is cut into the pieces that a model sees.
public enum Tokenizer: Sendable {
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
    switch self {
    case .words: words(text)
    case .lines: lines(text)
    case .characters: text.map(String.init)
    }
  }

  private func words(_ text: String) -> [String] {
    var tokens: [String] = []
    var word = String.UnicodeScalarView()
    // A joiner met within a word, which belongs to it only if the word goes on.
    var joiner: Unicode.Scalar?
    func endWord() {
      if !word.isEmpty { tokens.append(String(word)) }
      word.removeAll()
      if let mark = joiner { tokens.append(String(mark)) }
      joiner = nil
    }
    for scalar in text.lowercased().unicodeScalars {
      if scalar.isOfWord {
        if let mark = joiner { word.append(mark) }
        joiner = nil
        word.append(scalar)
      } else if scalar.isJoiner && !word.isEmpty && joiner == nil {
        joiner = scalar == "’" ? "'" : scalar
      } else {
        endWord()
        if !scalar.properties.isWhitespace { tokens.append(String(scalar)) }
      }
    }
    endWord()
    return tokens
  }

  private func lines(_ text: String) -> [String] {
    var tokens: [String] = []
    var rest = text.utf8[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      for word in rest[..<end].split(whereSeparator: { $0 == 32 || $0 == 9 || $0 == 13 }) {
        tokens.append(String(decoding: word, as: UTF8.self))
      }
      tokens.append(Tokenizer.endOfSentence)
      rest = end < rest.endIndex ? rest[rest.index(after: end)...] : rest[end...]
    }
    return tokens
  }
}

extension Unicode.Scalar {
  /// Whether this is a letter, a digit, or an accent on one.
  fileprivate var isOfWord: Bool {
    if isASCII { return properties.isAlphabetic || ("0"..."9").contains(self) }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber: return true
    default: return properties.isAlphabetic
    }
  }

  /// Whether this may stand within a word.
  fileprivate var isJoiner: Bool { self == "'" || self == "’" || self == "-" }
}
