import Foundation

/// How a word is spelled.
///
/// Unicode writes many characters in several ways: *é* is U+00E9, or *e* and U+0301; `;` has the double
/// U+037E. Swift's `String`s are equal then, but their bytes differ, and files and hash tables go by bytes.
/// So each word is brought to Unicode's normalization form C (UAX #15) once, where it comes in: by
/// `Tokenizer`, `TextStream` and `Vocabulary`. From then on equal words and equal bytes are one thing.
extension String {
  /// The text in normalization form C.
  package var normalized: String {
    // Each byte of a scalar below U+0300 is below 0xCC.
    if utf8.allSatisfy({ $0 < 0xcc }) || unicodeScalars.allSatisfy(\.isInert) { return self }
    // Foundation leaves a Hangul syllable and a final jamo apart unless they are decomposed before.
    let parts = decomposedStringWithCanonicalMapping
    var text = parts.precomposedStringWithCanonicalMapping
    // It also takes scalars beyond U+FFFF for others, and makes Á of U+10041 and U+0301.
    if text != self { text = parts.map { String($0).composed }.joined() }
    text.makeContiguousUTF8()
    return text
  }

  /// The composed form, unless it comes out as another text.
  private var composed: String {
    let text = precomposedStringWithCanonicalMapping
    return text == self ? text : self
  }
}

extension Unicode.Scalar {
  /// Whether the scalar is known to be the only way to write it, and not to combine with one before it. It
  /// holds for most letters of most texts, and spares them a normalization, which takes microseconds.
  var isInert: Bool {
    switch value {
    // Latin, Greek, Cyrillic.
    case 0..<0x300, 0x391..<0x3cf, 0x400..<0x483, 0x48a..<0x530: true
    // Hebrew, Arabic, Thai.
    case 0x5d0..<0x5eb, 0x621..<0x64b, 0xe01..<0xe31: true
    // Punctuation.
    case 0x2010..<0x2028, 0x3001..<0x3003, 0xff01..<0xff5f: true
    // Kana, Han, Hangul.
    case 0x3041..<0x3097, 0x30a1..<0x30fb, 0x4e00..<0xa000, 0xac00..<0xd7a4: true
    default: false
    }
  }
}
