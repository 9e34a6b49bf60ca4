import Foundation
import Ground

/// How BERT cuts a text into words before any is cut into pieces (Devlin et al., NAACL 2019; the rules are
/// those of the program published with it, uncased): control and format characters vanish, letters become
/// small and lose their accents, and each Chinese character and each mark is a word of its own.
///
/// What a mark or an accent is goes by Unicode 8, as in the program with which the models were trained: a
/// model knows no later character anyway.
struct BERTWords {
  /// Calls `body` with the bytes of each word.
  static func forEach(in text: String, _ body: (UnsafeRawBufferPointer) -> Void) {
    var word: [UInt8] = []
    func end() {
      if !word.isEmpty { word.withUnsafeBytes(body) }
      word.removeAll(keepingCapacity: true)
    }
    for scalar in cleaned(text) {
      switch BERTCharacter(scalar) {
      case .blank: end()
      case .letter: word += UTF8.encode(scalar)!
      case .mark:
        end()
        word += UTF8.encode(scalar)!
        end()
      case .nothing: break
      }
    }
    end()
  }

  /// The text in small letters without accents and without what nobody sees.
  private static func cleaned(_ text: String) -> String.UnicodeScalarView {
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch BERTCharacter(scalar) {
      case .nothing: continue
      case .blank: kept.append(" ")
      case .mark, .letter: kept.append(scalar)
      }
    }
    let isPlain = kept.allSatisfy { $0.isASCII }
    let parts = isPlain ? kept : String(kept).decomposedStringWithCanonicalMapping.unicodeScalars
    var small = String.UnicodeScalarView()
    for scalar in parts where scalar.isASCII || !scalar.isAccentOfBERT {
      if scalar.isASCII {
        let isCapital = (65...90).contains(scalar.value)
        small.append(isCapital ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
      } else {
        small.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    return small
  }
}

/// What a character is to BERT.
private enum BERTCharacter {
  case letter
  /// A word of its own.
  case mark
  case blank
  /// Left out of the text.
  case nothing

  init(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 9, 10, 13, 32: self = .blank
    case 0..<32, 127: self = .nothing
    case 48...57, 65...90, 97...122: self = .letter
    case 0..<127: self = .mark
    case 0xfffd: self = .nothing
    case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x20000...0x2a6df, 0x2a700...0x2b73f, 0x2b740...0x2b81f,
      0x2b920...0x2ceaf, 0xf900...0xfaff, 0x2f800...0x2fa1f:
      self = .mark
    // Marks in Unicode 8, and something else since.
    case 0x166d, 0x111c9: self = .mark
    default: self = BERTCharacter(scalar.properties)
    }
  }

  private init(_ properties: Unicode.Scalar.Properties) {
    let isOld = properties.isKnownToBERT
    switch properties.generalCategory {
    case .control, .privateUse: self = .nothing
    case .format where isOld: self = .nothing
    case .connectorPunctuation where isOld, .dashPunctuation where isOld,
      .openPunctuation where isOld, .closePunctuation where isOld, .initialPunctuation where isOld,
      .finalPunctuation where isOld, .otherPunctuation where isOld:
      self = .mark
    default: self = properties.isWhitespace ? .blank : .letter
    }
  }
}

extension Unicode.Scalar {
  /// Whether BERT takes the scalar away with its accents.
  fileprivate var isAccentOfBERT: Bool {
    properties.generalCategory == .nonspacingMark && properties.isKnownToBERT
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isKnownToBERT: Bool { age.map { $0.major <= 8 } ?? false }
}
