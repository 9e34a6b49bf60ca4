import Language

/// Something to be said of a word by itself: the word, how it begins and ends, what it looks like.
public enum WordAttribute: Hashable, Sendable {
  case word
  /// In small letters.
  case lower
  /// Capitals as X, small letters as x, digits as d, six signs at most: `Xxxx`, `xd`, `d:dd`.
  case shape
  /// So many letters at the beginning or at the end of a longer word, in small letters.
  case prefix(Int)
  case suffix(Int)
  case trait(Trait)
  /// Of a character: a digit, a letter of the Latin alphabet, another letter, or another sign.
  case kind

  /// What a word has or has not.
  public enum Trait: String, CaseIterable, Sendable {
    /// A capital at the beginning.
    case capital
    /// No small letter, and one capital at least.
    case capitals
    case digit, hyphen
    /// `@` or `#` or `http` at the beginning.
    case at, hash, link
  }

  /// What is to be said of `word`; nil if it is nothing.
  public func value(of word: String) -> String? {
    switch self {
    case .word: word
    case .lower: word.lowercased()
    case .shape: String(word.prefix(6).map(WordAttribute.sign))
    case .prefix(let length): word.count > length ? word.prefix(length).lowercased() : nil
    case .suffix(let length): word.count > length ? word.suffix(length).lowercased() : nil
    case .trait(let trait): trait.isIn(word) ? "" : nil
    case .kind: word.first.map(WordAttribute.sort)
    }
  }

  private static func sign(for character: Character) -> Character {
    if character.isUppercase { return "X" }
    if character.isLowercase { return "x" }
    return character.isNumber ? "d" : character
  }

  private static func sort(of character: Character) -> String {
    if character.isNumber { return "d" }
    if !character.isLetter { return "p" }
    return character.isASCII ? "l" : "h"
  }
}

extension WordAttribute.Trait {
  fileprivate func isIn(_ word: String) -> Bool {
    switch self {
    case .capital: word.first?.isUppercase == true
    case .capitals: word.contains(where: \.isUppercase) && !word.contains(where: \.isLowercase)
    case .digit: word.contains(where: \.isNumber)
    case .hyphen: word.contains("-")
    case .at: word.hasPrefix("@")
    case .hash: word.hasPrefix("#")
    case .link: word.lowercased().hasPrefix("http")
    }
  }
}

/// The attribute's name, by which it can be had again: `lower`, `suffix3`, `capital`.
extension WordAttribute: LosslessStringConvertible {
  public var description: String {
    switch self {
    case .word: "word"
    case .lower: "lower"
    case .shape: "shape"
    case .prefix(let length): "prefix\(length)"
    case .suffix(let length): "suffix\(length)"
    case .trait(let trait): trait.rawValue
    case .kind: "kind"
    }
  }

  public init?(_ name: String) {
    func length(after beginning: String) -> Int? {
      guard name.hasPrefix(beginning) else { return nil }
      return Int(name.dropFirst(beginning.count)).flatMap { (1...99).contains($0) ? $0 : nil }
    }
    switch name {
    case "word": self = .word
    case "lower": self = .lower
    case "shape": self = .shape
    case "kind": self = .kind
    default:
      if let length = length(after: "prefix") {
        self = .prefix(length)
      } else if let length = length(after: "suffix") {
        self = .suffix(length)
      } else if let trait = Trait(rawValue: name) {
        self = .trait(trait)
      } else {
        return nil
      }
    }
  }
}

/// A feature of a place in a sentence, with its values left open: attributes of the words there and around.
///
///     FeatureTemplate("lower[-1]+lower[0]")     // the word before and this one, together
public struct FeatureTemplate: Hashable, Sendable {
  /// An attribute of the word so many places further on.
  public struct Part: Hashable, Sendable {
    public let attribute: WordAttribute
    public let offset: Int

    public init(_ attribute: WordAttribute, _ offset: Int) {
      (self.attribute, self.offset) = (attribute, offset)
    }
  }

  /// None for the feature that all places have.
  public let parts: [Part]

  public init(_ parts: [Part]) { self.parts = parts }

  /// One attribute of one word.
  public init(_ attribute: WordAttribute, _ offset: Int = 0) {
    self.init([Part(attribute, offset)])
  }

  /// What is usual for words: the word, its letters at both ends, its looks, and the two words on each side.
  public static let words: [FeatureTemplate] = {
    let own: [WordAttribute] =
      [.word, .lower, .shape]
      + (1...3).map { WordAttribute.prefix($0) } + (1...4).map { WordAttribute.suffix($0) }
      + WordAttribute.Trait.allCases.map { WordAttribute.trait($0) }
    let neighbors = [-2, -1, 1, 2].map { FeatureTemplate(.lower, $0) }
    let looks = [-1, 1].flatMap { [FeatureTemplate(.shape, $0), FeatureTemplate(.suffix(3), $0)] }
    let pairs = [
      FeatureTemplate([Part(.lower, -1), Part(.lower, 0)]),
      FeatureTemplate([Part(.lower, 0), Part(.lower, 1)]),
    ]
    return [FeatureTemplate([])] + own.map { FeatureTemplate($0) } + neighbors + looks + pairs
  }()

  /// What is usual for characters that make words: five characters around, alone and in pairs.
  public static let characters: [FeatureTemplate] = {
    let single = (-2...2).map { FeatureTemplate(.word, $0) }
    let pairs = (-2...1).map { FeatureTemplate([Part(.word, $0), Part(.word, $0 + 1)]) }
    return single + pairs + [
      FeatureTemplate([Part(.word, -1), Part(.word, 1)]),
      FeatureTemplate([Part(.kind, -1), Part(.kind, 0), Part(.kind, 1)]),
    ]
  }()
}

extension FeatureTemplate: LosslessStringConvertible {
  public var description: String {
    parts.map { "\($0.attribute)[\($0.offset)]" }.joined(separator: "+")
  }

  public init?(_ text: String) {
    var parts: [Part] = []
    for part in text.split(separator: "+") {
      guard let match = part.wholeMatch(of: /(\w+)\[(-?\d{1,2})\]/),
        let attribute = WordAttribute(String(match.1)), let offset = Int(match.2)
      else { return nil }
      parts.append(Part(attribute, offset))
    }
    self.init(parts)
  }
}
