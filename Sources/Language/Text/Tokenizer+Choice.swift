import Foundation
import Ground

extension Tokenizer {
  /// How to cut the text of a file into words when nobody says: `.characters` if most of its letters are of
  /// scripts that set no blanks between words (Chinese, Japanese, Thai, …), and it has none; else `.words`.
  ///
  /// The first megabyte decides. A text of such a script whose words were set apart before, by a program
  /// that knows them, is one of `.words`. So is a file that can't be read, or not twice, as a pipe: that is
  /// for whoever reads it to say.
  package static func suited(toFile path: String) -> Tokenizer {
    var beginning: [UInt8] = []
    guard (try? TextFile.State(of: path)) != nil,
      (try? TextFile.readBlocks(
        of: path, size: 1 << 20,
        { block in
          beginning = Array(block)
          return false
        })) != nil
    else { return .words }
    return suited(to: String(decoding: beginning, as: UTF8.self))
  }

  /// How to cut `text`, as `suited(toFile:)` says of a file.
  static func suited(to text: String) -> Tokenizer {
    var (letters, unspaced, gaps) = (0, 0, 0)
    /// Whether the letter before is of such a script, and a blank came after it.
    var (isAfter, hasGap) = (false, false)
    for scalar in text.unicodeScalars {
      switch ScalarKind(scalar) {
      case .letter:
        letters += 1
        let isUnspaced = scalar.isOfUnspacedScript
        if isUnspaced { unspaced += 1 }
        if isUnspaced && isAfter && hasGap { gaps += 1 }
        (isAfter, hasGap) = (isUnspaced, false)
      case .blank: hasGap = true
      case .mark, .joiner, .lineEnd: isAfter = false
      default: break
      }
    }
    // Words of these scripts have one to five letters or so; blanks between sentences are rarer by far.
    return 2 * unspaced > letters && 10 * gaps < unspaced ? .characters : .words
  }
}

extension Unicode.Scalar {
  /// Whether words are written without blanks in the scalar's script (line breaking classes ID and SA of
  /// Unicode's UAX #14, Hangul apart).
  fileprivate var isOfUnspacedScript: Bool {
    switch value {
    // Thai, Lao, Burmese, Khmer.
    case 0xe00..<0xf00, 0x1000..<0x10a0, 0x1780..<0x1800: true
    // The scripts of the Tai, more of Burmese.
    case 0x1950..<0x19e0, 0x1a20..<0x1ab0, 0xaa60..<0xaae0, 0xa9e0..<0xaa00: true
    // Radicals, iteration marks, kana.
    case 0x2e80..<0x3000, 0x3005..<0x3008, 0x3031..<0x3130, 0x31a0..<0x3200: true
    // Han, Yi, half-width kana.
    case 0x3400..<0x4dc0, 0x4e00..<0xa4d0, 0xf900..<0xfb00, 0xff66..<0xffa0: true
    // Tangut, more of kana and Han.
    case 0x16f00..<0x18d00, 0x1aff0..<0x1b300, 0x20000..<0x33480: true
    default: false
    }
  }
}
