/// Cuts a text into tokens as its bytes come, a block at a time, by the rules of a `Tokenizer`. A token or a
/// character may begin in one block and end in the next. Tokens come as they are spelled: words that are
/// equal may come in different bytes.
///
///     var scanner = TokenScanner(.words)
///     try scanner.scan(block) { token in … }      // for each block
///     try scanner.finish { token in … }
struct TokenScanner: ~Copyable {
  /// Is handed the UTF-8 bytes of a token, which are gone when it returns.
  typealias Receiver = (UnsafeRawBufferPointer) throws -> Void

  /// What has begun and may go on.
  private enum State {
    case nothing
    case word
    /// A word, and after it a joiner that belongs to it only if it goes on.
    case wordAndJoiner
    /// A word that ends in bonds, which belong to it only if it goes on.
    case wordAndBonds
    /// A mark, on which an accent may follow.
    case mark
    /// A carriage return, of characters: a line feed may follow.
    case carriageReturn
  }

  private let rules: Rules
  private let keepsBlanks: Bool
  private var word = WordBuffer()
  private var state = State.nothing
  private var joiner: UInt8 = 0
  /// How many bytes of the word are of its last bonds.
  private var bonds = 0
  private var recognizer = Unicode._CharacterRecognizer()
  /// The scalar of the mark that has begun, if it is inert and alone: the recognizer has not seen it.
  private var inert: Unicode.Scalar?
  /// The character beyond ASCII that has begun.
  private var character = Character()
  private var letters = Letters()
  private var line = 1
  private var lineIsOpen = false

  /// - Parameter keepsBlanks: whether blanks and line ends are characters too.
  init(_ tokenizer: Tokenizer, keepsBlanks: Bool = true) {
    rules = Rules.of(tokenizer)
    self.keepsBlanks = keepsBlanks
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
      try take(Letter(Unicode.Scalar(rules.lowercase[Int(byte)]), kind), receive)
      if state == .word { takeRest(of: bytes, from: &position) }
    }
    if let last = bytes.last { lineIsOpen = last != UInt8(ascii: "\n") }
  }

  /// Ends the text.
  mutating func finish(_ receive: Receiver) throws {
    guard character.missing == 0 else { throw InvalidText(line: line) }
    try end(receive)
    if rules.marksLines && lineIsOpen { try TokenScanner.endOfSentence.withUnsafeBytes(receive) }
  }

  private static let endOfSentence = Array(Tokenizer.endOfSentence.utf8)

  @inline(__always)
  private mutating func take(_ letter: Letter, _ receive: Receiver) throws {
    if letter.kind == .lineEnd { line += 1 }
    if rules.areOfCharacters { return try take(character: letter, receive) }
    switch letter.kind {
    case .accent where state == .mark:
      word.append(letter.scalar)
    case .letter, .accent:
      if state != .word { try goOn(receive) }
      word.append(letter.scalar)
    case .hiddenAccent, .bond:
      takeHidden(letter)
    case .joiner where state == .word || state == .wordAndBonds:
      dropBonds()
      joiner = letter.scalar == "-" ? UInt8(ascii: "-") : UInt8(ascii: "'")
      state = .wordAndJoiner
    case .joiner, .mark:
      try end(receive)
      word.append(letter.scalar)
      state = .mark
    case .blank, .foreign:
      try end(receive)
    case .lineEnd:
      try end(receive)
      if rules.marksLines { try TokenScanner.endOfSentence.withUnsafeBytes(receive) }
    case .hidden:
      return
    }
  }

  /// Takes the bytes from `position` on that are of the word too: most bytes of a text come this way.
  @inline(__always)
  private mutating func takeRest(of bytes: UnsafeRawBufferPointer, from position: inout Int) {
    while position < bytes.count, case let byte = Int(bytes[position]),
      rules.kinds[byte] == .letter
    {
      word.append(rules.lowercase[byte])
      position += 1
    }
  }

  /// A letter comes: the word goes on, and what was held back belongs to it; or a word begins.
  private mutating func goOn(_ receive: Receiver) throws {
    switch state {
    case .wordAndJoiner: word.append(joiner)
    case .wordAndBonds: bonds = 0
    default: try end(receive)
    }
    state = .word
  }

  /// Takes what can't be seen and belongs to the letter before it, if there is one.
  private mutating func takeHidden(_ letter: Letter) {
    guard state == .word || state == .wordAndBonds else { return }
    word.append(letter.scalar)
    guard letter.kind == .bond || state == .wordAndBonds else { return }
    bonds += UTF8.width(letter.scalar)
    state = .wordAndBonds
  }

  private mutating func dropBonds() {
    word.removeLast(bonds)
    bonds = 0
  }

  /// Hands over what has begun.
  @inline(__always)
  private mutating func end(_ receive: Receiver) throws {
    if state == .nothing { return }
    dropBonds()
    let hasJoiner = state == .wordAndJoiner
    state = .nothing
    try receive(word.bytes)
    word.removeAll()
    if hasJoiner { try withUnsafeBytes(of: joiner, receive) }
  }
}

// MARK: - Single characters

extension TokenScanner {
  /// Takes a scalar of a text that is cut into its characters.
  private mutating func take(character letter: Letter, _ receive: Receiver) throws {
    let isAfterReturn = state == .carriageReturn
    switch letter.kind {
    case .hidden:
      return
    case .lineEnd where isAfterReturn:
      word.removeAll()
      word.append("\n")
      try end(receive)
    case .blank where letter.scalar != " " && !letter.scalar.properties.isWhitespace:
      return
    case .blank, .lineEnd:
      try end(receive)
      if keepsBlanks { try take(blank: letter.scalar, receive) }
    default:
      let isInert = letter.scalar.isASCII || letter.scalar.isInert
      // Between inert scalars characters end; to ask the recognizer would take many times as long.
      if !(isInert && (inert != nil || state != .mark)), goesOn(with: letter.scalar) {
        return word.append(letter.scalar)
      }
      // What can't be seen begins no character.
      guard letter.kind == .mark else { return }
      try end(receive)
      word.append(letter.scalar)
      state = .mark
      inert = isInert ? letter.scalar : nil
      if !isInert { recognize(letter.scalar) }
    }
  }

  /// Whether a scalar belongs to the character that has begun.
  private mutating func goesOn(with scalar: Unicode.Scalar) -> Bool {
    guard state == .mark else { return false }
    if let inert { recognize(inert) }
    var next = recognizer
    guard !next.hasBreak(before: scalar) else { return false }
    (recognizer, inert) = (next, nil)
    return true
  }

  /// Begins a character.
  private mutating func recognize(_ scalar: Unicode.Scalar) {
    recognizer = Unicode._CharacterRecognizer()
    _ = recognizer.hasBreak(before: scalar)
  }

  /// Blanks are characters, but control characters other than tab and line feed are no more than that.
  private mutating func take(blank scalar: Unicode.Scalar, _ receive: Receiver) throws {
    let isControl = scalar != " " && scalar.properties.generalCategory == .control
    word.append(isControl && scalar != "\t" && scalar != "\n" ? " " : scalar)
    state = scalar == "\r" ? .carriageReturn : .mark
    if state == .mark { try end(receive) }
  }
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
    guard character.missing == 0 else { return }
    guard let scalar = character.scalar else { throw InvalidText(line: line) }
    if let letter = letters.letter(of: scalar, rules) { return try take(letter, receive) }
    guard rules.lowersCase else { return try take(Letter(scalar, rules.kind(of: scalar)), receive) }
    for lowercase in scalar.properties.lowercaseMapping.unicodeScalars {
      try take(Letter(lowercase, rules.kind(of: lowercase)), receive)
    }
  }

  /// A scalar in lower case, where the rules have it so, and what it is to the tokens around it.
  private struct Letter {
    let scalar: Unicode.Scalar
    let kind: ScalarKind

    @inline(__always)
    init(_ scalar: Unicode.Scalar, _ kind: ScalarKind) { (self.scalar, self.kind) = (scalar, kind) }
  }

  /// The letters met so far: asking Unicode's tables anew each time would take ten times as long.
  private struct Letters {
    /// By scalar; allocated once there is one.
    private var known: [Letter?] = []

    /// A common scalar; nil if its lower case is more than one, or it is a rare one.
    mutating func letter(of scalar: Unicode.Scalar, _ rules: Rules) -> Letter? {
      let index = Int(scalar.value)
      guard index < 0x10000 else { return nil }
      if known.isEmpty { known = [Letter?](repeating: nil, count: 0x10000) }
      if known[index] == nil { known[index] = rules.letter(of: scalar) }
      return known[index]
    }
  }
}

// MARK: - Rules

extension TokenScanner {
  /// What each scalar is, and how it is written in the token.
  private struct Rules {
    /// The kinds of bytes.
    let kinds: [ScalarKind]
    /// The lower case of bytes, or the bytes themselves.
    let lowercase: [UInt8]
    let lowersCase: Bool
    let marksLines: Bool
    let areOfCharacters: Bool
    /// What is in the place of letter, accent, joiner and mark; nil for themselves.
    private let visible: ScalarKind?

    static func of(_ tokenizer: Tokenizer) -> Rules {
      switch tokenizer {
      case .words: words
      case .lines: lines
      case .characters: characters
      }
    }

    private static let words = Rules(visible: nil)
    private static let lines = Rules(visible: .letter)
    private static let characters = Rules(visible: .mark)

    private init(visible: ScalarKind?) {
      self.visible = visible
      (marksLines, areOfCharacters) = (visible == .letter, visible == .mark)
      lowersCase = visible == nil
      lowercase = (0...127).map { visible == nil && (65...90).contains($0) ? $0 + 32 : $0 }
      kinds =
        (0...127).map { Rules.kind(of: Unicode.Scalar(UInt8($0)), visible) }
        + [ScalarKind](repeating: .foreign, count: 128)
    }

    private static func kind(of scalar: Unicode.Scalar, _ visible: ScalarKind?) -> ScalarKind {
      let kind = ScalarKind(scalar)
      return kind.isVisible ? visible ?? kind : kind
    }

    func kind(of scalar: Unicode.Scalar) -> ScalarKind { Rules.kind(of: scalar, visible) }

    /// The scalar as it is written in a token; nil if its lower case is more than one.
    func letter(of scalar: Unicode.Scalar) -> Letter? {
      guard lowersCase else { return Letter(scalar, kind(of: scalar)) }
      let lowercase = scalar.properties.lowercaseMapping.unicodeScalars
      return lowercase.count == 1 ? Letter(lowercase.first!, kind(of: lowercase.first!)) : nil
    }
  }
}
