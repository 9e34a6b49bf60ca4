/// Cuts a text into tokens as its bytes come, a block at a time, by the rules of `Tokenizer.words` or
/// `.lines`. A word or a character may begin in one block and end in the next.
///
///     var scanner = TokenScanner(.words)
///     try scanner.scan(block) { token in … }      // for each block
///     try scanner.finish { token in … }
struct TokenScanner: ~Copyable {
  /// Is handed the UTF-8 bytes of a token, which are gone when it returns.
  typealias Receiver = (UnsafeRawBufferPointer) throws -> Void

  private let rules: Rules
  private let marksLines: Bool
  private var word = WordBuffer()
  /// A joiner met within a word, which belongs to it only if the word goes on; 0 is none.
  private var joiner: UInt8 = 0
  /// The character beyond ASCII that has begun.
  private var character = Character()
  private var letters = Letters()
  private var line = 1
  private var lineIsOpen = false

  init(_ tokenizer: Tokenizer) {
    rules = tokenizer == .lines ? .lines : .words
    marksLines = tokenizer == .lines
  }

  /// Takes the next bytes of the text; throws `InvalidText` where they are not UTF-8.
  mutating func scan(_ bytes: UnsafeRawBufferPointer, _ receive: Receiver) throws {
    word.reserve(bytes.count)
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      let kind = rules.kinds[Int(byte)]
      position += 1
      if kind == .foreign {
        try take(foreign: byte, receive)
        continue
      }
      guard character.missing == 0 else { throw InvalidText(line: line) }
      try take(rules.lowercase[Int(byte)], kind, receive)
      if kind == .ofWord { takeRest(of: bytes, from: &position) }
    }
    if let last = bytes.last { lineIsOpen = last != UInt8(ascii: "\n") }
  }

  /// Ends the text.
  mutating func finish(_ receive: Receiver) throws {
    guard character.missing == 0 else { throw InvalidText(line: line) }
    try endWord(receive)
    if marksLines && lineIsOpen { try TokenScanner.endOfSentence.withUnsafeBytes(receive) }
  }

  private static let endOfSentence = Array(Tokenizer.endOfSentence.utf8)

  @inline(__always)
  private mutating func take(_ byte: UInt8, _ kind: Kind, _ receive: Receiver) throws {
    switch kind {
    case .ofWord:
      if joiner != 0 { goOn() }
      word.append(byte)
    case .joiner where !word.isEmpty && joiner == 0:
      joiner = byte
    case .joiner, .mark:
      try endWord(receive)
      try withUnsafeBytes(of: byte, receive)
    case .blank, .foreign:
      try endWord(receive)
    case .lineEnd:
      try endWord(receive)
      line += 1
      if marksLines { try TokenScanner.endOfSentence.withUnsafeBytes(receive) }
    }
  }

  /// Takes the bytes from `position` on that are of the word too: most bytes of a text come this way.
  @inline(__always)
  private mutating func takeRest(of bytes: UnsafeRawBufferPointer, from position: inout Int) {
    while position < bytes.count, case let byte = Int(bytes[position]),
      rules.kinds[byte] == .ofWord
    {
      word.append(rules.lowercase[byte])
      position += 1
    }
  }

  /// The word goes on, so the joiner belongs to it.
  private mutating func goOn() {
    word.append(joiner)
    joiner = 0
  }

  @inline(__always)
  private mutating func endWord(_ receive: Receiver) throws {
    if word.isEmpty { return }
    try receive(word.bytes)
    word.removeAll()
    if joiner != 0 { try withUnsafeBytes(of: joiner, receive) }
    joiner = 0
  }
}

/// The bytes that are there of a word.
private struct WordBuffer: ~Copyable {
  private var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 0)
  private var capacity = 0
  private var count = 0

  deinit { start.deallocate() }

  var isEmpty: Bool { count == 0 }
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  /// Makes room for another `size` bytes of text, which are no more than twice as many in lower case.
  mutating func reserve(_ size: Int) {
    guard count + 2 * size > capacity else { return }
    capacity = 2 * (count + 2 * size)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.initialize(from: start, count: count)
    start.deallocate()
    start = larger
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    start[count] = byte
    count += 1
  }

  mutating func append(_ scalar: Unicode.Scalar) {
    for byte in UTF8.encode(scalar)! { append(byte) }
  }

  mutating func removeAll() { count = 0 }
}

/// A text that is not UTF-8.
struct InvalidText: Error {
  let line: Int
}

// MARK: - Characters beyond ASCII

extension TokenScanner {
  /// A character in UTF-8 whose first bytes are known (The Unicode Standard, table 3-7).
  private struct Character {
    var value: UInt32 = 0
    /// How many bytes are still to come.
    var missing = 0
    /// The least value that needs so many bytes.
    var least: UInt32 = 0

    /// Takes the next byte; false if it can't follow.
    mutating func take(_ byte: UInt8) -> Bool {
      if missing > 0 {
        missing -= 1
        value = value << 6 | UInt32(byte & 0x3f)
        return byte & 0xc0 == 0x80
      }
      let length = (~byte).leadingZeroBitCount
      guard length >= 2 && length <= 4 else { return false }
      missing = length - 1
      value = UInt32(byte & (0x7f >> UInt8(length)))
      least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
      return true
    }

    /// The scalar, once all its bytes are there; nil if there is none of this value.
    var scalar: Unicode.Scalar? { value >= least ? Unicode.Scalar(value) : nil }
  }

  private mutating func take(foreign byte: UInt8, _ receive: Receiver) throws {
    guard character.take(byte) else { throw InvalidText(line: line) }
    if marksLines { word.append(byte) }
    guard character.missing == 0 else { return }
    guard let scalar = character.scalar else { throw InvalidText(line: line) }
    if marksLines { return }
    if let letter = letters.lowercase(of: scalar) {
      try take(letter, receive)
    } else {
      for lowercase in scalar.properties.lowercaseMapping.unicodeScalars {
        try take(Letter(lowercase), receive)
      }
    }
  }

  private mutating func take(_ letter: Letter, _ receive: Receiver) throws {
    switch letter.kind {
    case .ofWord:
      if joiner != 0 { goOn() }
      word.append(letter.scalar)
    case .joiner where !word.isEmpty && joiner == 0:
      joiner = UInt8(ascii: "'")
    case .blank:
      try endWord(receive)
    default:
      try endWord(receive)
      try Array(UTF8.encode(letter.scalar)!).withUnsafeBytes(receive)
    }
  }

  /// A character in lower case, and what it is to the words around it.
  private struct Letter {
    let scalar: Unicode.Scalar
    let kind: Kind

    init(_ scalar: Unicode.Scalar) {
      self.scalar = scalar
      kind =
        switch scalar.properties.generalCategory {
        case _ where scalar == "’": .joiner
        // A letter, a digit, or an accent on one.
        case .nonspacingMark, .spacingMark, .decimalNumber: .ofWord
        case _ where scalar.properties.isAlphabetic: .ofWord
        case _ where scalar.properties.isWhitespace: .blank
        default: .mark
        }
    }
  }

  /// The letters met so far: asking Unicode's tables anew each time would take ten times as long.
  private struct Letters {
    /// By scalar; allocated once there is one.
    private var known: [Letter?] = []

    /// The lower case of a common character; nil if it is more than one character, or a rare one.
    mutating func lowercase(of scalar: Unicode.Scalar) -> Letter? {
      let index = Int(scalar.value)
      guard index < 0x10000 else { return nil }
      if known.isEmpty { known = [Letter?](repeating: nil, count: 0x10000) }
      if known[index] == nil {
        let lowercase = scalar.properties.lowercaseMapping.unicodeScalars
        known[index] = lowercase.count == 1 ? Letter(lowercase.first!) : nil
      }
      return known[index]
    }
  }
}

// MARK: - ASCII

extension TokenScanner {
  /// What a byte is to the words around it.
  private enum Kind: UInt8 {
    /// Part of a word.
    case ofWord
    /// Part of a word if it stands within one.
    case joiner
    /// A token of its own.
    case mark
    /// Between tokens.
    case blank
    case lineEnd
    /// Part of a character beyond ASCII.
    case foreign
  }

  /// What each byte is, and how it is written in the token.
  private struct Rules {
    let kinds: [Kind]
    let lowercase: [UInt8]

    static let words = Rules(
      kinds: (0...127).map { (byte: UInt8) in
        switch Unicode.Scalar(byte) {
        case "a"..."z", "A"..."Z", "0"..."9": .ofWord
        case "'", "-": .joiner
        case "\n": .lineEnd
        case "\t"..."\r", " ": .blank
        default: .mark
        }
      },
      lowercase: (0...127).map { (65...90).contains($0) ? $0 + 32 : $0 })

    static let lines = Rules(
      kinds: (0...127).map { (byte: UInt8) in
        switch Unicode.Scalar(byte) {
        case "\n": .lineEnd
        case "\t", "\r", " ": .blank
        default: .ofWord
        }
      },
      lowercase: Array(0...127))

    init(kinds: [Kind], lowercase: [UInt8]) {
      self.kinds = kinds + [Kind](repeating: .foreign, count: 128)
      self.lowercase = lowercase
    }
  }
}
