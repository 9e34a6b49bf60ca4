/// What a Unicode scalar is to the tokens around it. This is the one definition of letter, mark and blank:
/// for all that cuts text into tokens, and for all that asks whether a text, a line or a word holds anything.
enum ScalarKind: UInt8 {
  /// Part of a word: a letter, a digit, a sign that belongs to a number.
  case letter
  /// Belongs to the scalar before it, such as an accent.
  case accent
  /// Part of a word if it stands within one: apostrophe and hyphen.
  case joiner
  /// A token of its own.
  case mark
  /// An accent that shows nothing by itself, such as a variation selector.
  case hiddenAccent
  /// U+200C and U+200D, which show nothing and decide how the letters on both sides are written.
  case bond
  /// Shows nothing and says nothing of words: a soft hyphen, a direction mark, a byte order mark.
  case hidden
  /// Sets tokens apart: white space, a control character, or U+200B, the blank without a width.
  case blank
  /// U+000A, which alone ends a line. (The U+000D of a Windows line end is a blank before it.)
  case lineEnd
  /// No scalar, but a byte of one that is beyond ASCII.
  case foreign

  init(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\n": self = .lineEnd
    case "'", "-", "’": self = .joiner
    case "\u{200C}", "\u{200D}": self = .bond
    case "\u{200B}": self = .blank
    // Interlinear annotations: Unicode doesn't count them among what may be ignored.
    case "\u{FFF9}"..."\u{FFFB}": self = .hidden
    default: self = ScalarKind(scalar.properties)
    }
  }

  private init(_ properties: Unicode.Scalar.Properties) {
    let isHidden = properties.isDefaultIgnorableCodePoint
    switch properties.generalCategory {
    case .control: self = .blank
    case _ where properties.isWhitespace: self = .blank
    case .nonspacingMark, .spacingMark, .enclosingMark: self = isHidden ? .hiddenAccent : .accent
    case _ where isHidden: self = .hidden
    // Format characters that are seen: the Arabic signs before numbers, the joiners of hieroglyphs.
    case .decimalNumber, .format: self = .letter
    case _ where properties.isAlphabetic: self = .letter
    default: self = .mark
    }
  }

  /// Whether there is something to see.
  var isVisible: Bool { rawValue <= ScalarKind.mark.rawValue }
}

extension StringProtocol {
  /// Whether there is nothing to see in the text.
  package var isBlank: Bool { unicodeScalars.allSatisfy { !ScalarKind($0).isVisible } }

  /// What stands between blanks.
  package var fields: [String] {
    unicodeScalars.split { ScalarKind($0) == .blank || $0 == "\n" }.map {
      String(String.UnicodeScalarView($0))
    }
  }

  /// The text without the blanks around it.
  package var trimmed: String {
    func isSeen(_ scalar: Unicode.Scalar) -> Bool {
      let kind = ScalarKind(scalar)
      return kind.isVisible || kind == .hiddenAccent || kind == .bond
    }
    guard let first = unicodeScalars.firstIndex(where: isSeen),
      let last = unicodeScalars.lastIndex(where: isSeen)
    else { return "" }
    return String(String.UnicodeScalarView(unicodeScalars[first...last]))
  }
}
