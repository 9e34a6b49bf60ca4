/// How GPT-2 cuts a text before bytes are paired: at blanks, which go with the word after them, between
/// letters, digits and marks, and before the ends of *it's*, *we'll*. No byte is lost, and no pair ever
/// reaches from one part into the next (Radford et al., "Language models are unsupervised multitask
/// learners", 2019, section 2.2; the pattern of the program published with it:
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`).
enum GPT2Words {
  private enum Kind { case letter, digit, mark, blank }

  /// Calls `body` with each part of the text, in order.
  static func forEach(
    in text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    var start = 0
    while start < text.count {
      let end = self.end(of: start, in: text)
      try body(UnsafeRawBufferPointer(rebasing: text[start..<end]))
      start = end
    }
  }

  /// Where the part that begins at `start` ends.
  private static func end(of start: Int, in text: UnsafeRawBufferPointer) -> Int {
    let (kind, length) = next(text, start)
    if text[start] == UInt8(ascii: "'"), let end = contraction(text, start) { return end }
    if kind != .blank { return run(of: kind, from: start + length, in: text) }
    if text[start] == 32, start + 1 < text.count {
      let kind = next(text, start + 1).kind
      if kind != .blank { return run(of: kind, from: start + 1, in: text) }
    }
    // The last of several blanks is left to the word after them.
    var (end, last) = (start + length, start)
    while end < text.count {
      let (kind, length) = next(text, end)
      if kind != .blank { return last > start ? last : end }
      (last, end) = (end, end + length)
    }
    return end
  }

  private static func run(
    of kind: Kind, from start: Int, in text: UnsafeRawBufferPointer
  ) -> Int {
    var end = start
    while end < text.count {
      let (other, length) = next(text, end)
      if other != kind { break }
      end += length
    }
    return end
  }

  private static func contraction(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    func letter(_ i: Int) -> UInt8 { start + i < text.count ? text[start + i] : 0 }
    switch (letter(1), letter(2)) {
    case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _),
      (UInt8(ascii: "d"), _):
      return start + 2
    case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
      (UInt8(ascii: "l"), UInt8(ascii: "l")):
      return start + 3
    default: return nil
    }
  }

  /// What the character at `place` is, and how many bytes it has.
  @inline(__always)
  private static func next(
    _ text: UnsafeRawBufferPointer, _ place: Int
  ) -> (kind: Kind, length: Int) {
    let byte = text[place]
    if byte < 0x80 { return (ascii[Int(byte)], 1) }
    return beyondASCII(text, place)
  }

  private static let ascii: [Kind] = (0..<128).map { kind(Unicode.Scalar(UInt8($0))) }

  @inline(never)
  private static func beyondASCII(
    _ text: UnsafeRawBufferPointer, _ place: Int
  ) -> (kind: Kind, length: Int) {
    let length = text[place] < 0xe0 ? 2 : text[place] < 0xf0 ? 3 : 4
    var value = UInt32(text[place]) & (0xff >> UInt32(length + 1))
    for i in 1..<length where place + i < text.count {
      value = value << 6 | UInt32(text[place + i] & 0x3f)
    }
    guard let scalar = Unicode.Scalar(value) else { return (.mark, 1) }
    return (kind(scalar), min(length, text.count - place))
  }

  private static func kind(_ scalar: Unicode.Scalar) -> Kind {
    let properties = scalar.properties
    if properties.isWhitespace { return .blank }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .digit
    default: return .mark
    }
  }
}
