import Ground

/// What a search takes for words: letters and digits in a row, in small letters; whatever stands between them
/// parts them. What is written without blanks, as Chinese is, has a word for each character.
///
///     SearchWords().words(in: "The boundary-layers of wings")      // ["boundari", "layer", "wing"]
///
/// A text and a question must be cut by the same rules.
public struct SearchWords: Equatable, Sendable {
  /// Whether English endings are cut off (`PorterStemmer`).
  public var cutsEndings: Bool
  /// Whether the commonest English words are left out (`SearchWords.stopWords`).
  public var dropsStopWords: Bool

  public init(cutsEndings: Bool = true, dropsStopWords: Bool = true) {
    (self.cutsEndings, self.dropsStopWords) = (cutsEndings, dropsStopWords)
  }

  /// 33 words that stand in nearly every text, and so say little of any (those that Lucene leaves out of
  /// English).
  public static let stopWords: Set<String> = Set(
    """
    a an and are as at be but by for if in into is it no not of on or such that the their then there these \
    they this to was will with
    """.split(separator: " ").map(String.init))

  /// The words of a text, in order.
  public func words(in text: String) -> [String] {
    var words: [String] = []
    forEachWord(in: text) { word, _ in words.append(word) }
    return words
  }

  /// The words of a text and where each of them stands, in bytes of UTF-8.
  func forEachWord(in text: String, _ body: (_ word: String, _ range: Range<Int>) -> Void) {
    var text = text
    var forms = WordForms(self)
    text.withUTF8 { bytes in
      forms.forEachWord(in: UnsafeRawBufferPointer(bytes)) { word, range in
        body(String(decoding: word, as: UTF8.self), range)
      }
    }
  }

  /// The form in which a word is looked for; nil for a stop word.
  fileprivate func form(of word: String) -> String? {
    let word = word.lowercased().normalized
    if dropsStopWords, SearchWords.stopWords.contains(word) { return nil }
    return cutsEndings ? PorterStemmer.stem(word) : word
  }
}

/// The words met so far and the forms in which they are looked for, so that each different word is cut once.
struct WordForms {
  private let rules: SearchWords
  private var spellings = WordTable()
  /// The form of each spelling; -1 of a stop word.
  private var forms: [Int] = []
  private var table = WordTable()

  init(_ rules: SearchWords) { self.rules = rules }

  /// How many forms there are.
  var count: Int { table.count }

  /// Hands over the form of each word of a text in UTF-8, and where the word stands.
  @inline(__always)
  mutating func forEachWord(
    in text: UnsafeRawBufferPointer,
    _ body: (_ form: UnsafeRawBufferPointer, _ range: Range<Int>) -> Void
  ) {
    var place = 0
    while place < text.count {
      let start = place
      var kind = WordForms.kind(text, &place)
      if kind == .between { continue }
      while kind == .letter, place < text.count {
        let end = place
        kind = WordForms.kind(text, &place)
        if kind != .letter { place = end }
      }
      let form = form(of: UnsafeRawBufferPointer(rebasing: text[start..<place]))
      if form >= 0 { table.word(form).withUnsafeBytes { body($0, start..<place) } }
    }
  }

  @inline(__always)
  private mutating func form(of word: UnsafeRawBufferPointer) -> Int {
    let number = spellings.insert(word)
    if number == forms.count { forms.append(newForm(of: word)) }
    return forms[number]
  }

  private mutating func newForm(of word: UnsafeRawBufferPointer) -> Int {
    guard var form = rules.form(of: String(decoding: word, as: UTF8.self)) else { return -1 }
    return form.withUTF8 { table.insert(UnsafeRawBufferPointer($0)) }
  }

  /// What a scalar is to the words around it.
  private enum Kind {
    case between, letter
    /// A word by itself.
    case whole
  }

  /// The kind of the scalar at `place`, which moves behind it.
  @inline(__always)
  private static func kind(_ text: UnsafeRawBufferPointer, _ place: inout Int) -> Kind {
    let byte = text[place]
    place += 1
    if byte < 0x80 { return isLetter[Int(byte)] ? .letter : .between }
    return foreignKind(byte, text, &place)
  }

  private static let isLetter: [Bool] = (0..<128).map {
    (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
  }

  private static func foreignKind(
    _ first: UInt8, _ text: UnsafeRawBufferPointer, _ place: inout Int
  ) -> Kind {
    let end = min(place - 1 + max((~first).leadingZeroBitCount, 1), text.count)
    let scalar = String(decoding: text[place - 1..<end], as: UTF8.self).unicodeScalars.first!
    place = max(end, place)
    switch scalar.value {
    // Kana, Han, and Han beyond the first plane.
    case 0x3040..<0x3100, 0x3400..<0x4dc0, 0x4e00..<0xa000, 0xf900..<0xfb00, 0x20000..<0x32000:
      return .whole
    default: break
    }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber: return .letter
    default: return properties.isAlphabetic ? .letter : .between
    }
  }
}
