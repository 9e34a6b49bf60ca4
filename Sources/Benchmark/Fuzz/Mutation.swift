import Tensors

/// Makes damaged inputs of good ones.
struct Mutation {
  /// Good inputs.
  let seeds: [[UInt8]]
  /// The longest input, in bytes.
  static let limit = 1 << 15

  /// One of the good inputs, damaged in one place mostly, or in as many as six.
  func input(_ random: inout Random) -> [UInt8] {
    var bytes = some(seeds, &random)
    for _ in 0..<some([1, 1, 1, 1, 2, 6], &random) { damage(&bytes, &random) }
    return Array(bytes.prefix(Mutation.limit))
  }

  private func some<Element>(_ elements: [Element], _ random: inout Random) -> Element {
    elements[random.integer(below: elements.count)]
  }

  private func damage(_ bytes: inout [UInt8], _ random: inout Random) {
    let place = random.integer(below: bytes.count + 1)
    let end = min(place + 1 + random.integer(below: 40), bytes.count)
    switch random.integer(below: 10) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.integer(below: 8))
    case 1 where place < bytes.count: bytes[place] = UInt8(random.integer(below: 256))
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.removeSubrange(place...)
    case 4: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
    case 5: splice(&bytes, at: place, &random)
    case 6: bytes.insert(contentsOf: some(Mutation.pieces, &random), at: place)
    case 7: bytes.replaceSubrange(place..<end, with: some(Mutation.pieces, &random))
    default: changeNumber(&bytes, near: place, &random)
    }
  }

  /// Goes on as another input does from somewhere.
  private func splice(_ bytes: inout [UInt8], at place: Int, _ random: inout Random) {
    let other = some(seeds, &random)
    bytes.replaceSubrange(place..., with: other[random.integer(below: other.count + 1)...])
  }

  /// Changes the next number of eight bytes that looks like a length, a size or a count.
  private func changeNumber(_ bytes: inout [UInt8], near place: Int, _ random: inout Random) {
    for start in place..<max(place, bytes.count - 7) where bytes[start] != 0 {
      guard bytes[start + 2..<start + 8].allSatisfy({ $0 == 0 }) else { continue }
      let old = UInt64(bytes[start]) + UInt64(bytes[start + 1]) << 8
      let new =
        random.integer(below: 3) == 0
        ? old &+ some([1, 2, ~0], &random) : some(Mutation.numbers, &random)
      for byte in 0..<8 { bytes[start + byte] = UInt8(truncatingIfNeeded: new >> UInt64(8 * byte)) }
      return
    }
  }

  /// Lengths that programs stumble over.
  private static let numbers: [UInt64] = [
    0, 1, 2, 3, 255, 256, 65_535, 1 << 16, 1 << 24, 1 << 31, 1 << 32, 1 << 33, 1 << 60, 1 << 61,
    1 << 62,
    (1 << 63) - 1, 1 << 63, ~0, ~1, 0x7ff0_0000_0000_0000, 0x7fc0_0000, 0xff80_0000,
  ]

  /// Texts that programs stumble over: numbers, options, and what Unicode has.
  private static let pieces: [[UInt8]] =
    [
      "", "\n", "\r\n", "\r", "\t", " ", "\n\n", "0", "-1", "1e999", "nan", "inf", "-0", "0x1p3",
      "1e-46",
      "9223372036854775807", "9223372036854775808", "99999999999999999999999",
      "18446744073709551615", "3 2\n",
      "_", ":", "--", "-", "=", "--size", "--threads=", "\0", "\0--", "\"", "“", "<eos>", "<unk>",
      "the",
      "\u{FEFF}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{AD}", "\u{2060}", "\u{202E}", "\u{2028}",
      "\u{2029}",
      "\u{85}", "\u{A0}", "\u{B}", "\u{C}", "\u{1B}[31m", "\u{7F}", ";", "\u{37E}", "K", "\u{212A}",
      "\u{130}",
      "e\u{301}", "\u{e9}", "\u{301}", "\u{1F468}\u{200D}\u{1F469}", "\u{1F1E9}\u{1F1EA}",
      "\u{AC00}", "\u{1112}\u{1161}",
      "中文", "ﬁ", "ß", "\u{10FFFF}", "\u{FFFE}", String(repeating: "\u{300}", count: 300),
      String(repeating: "a", count: 2000), String(repeating: " ", count: 500),
    ].map { Array($0.utf8) } + [
      [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80],
      [0xef, 0xbb],
      [0, 0, 0x80, 0x7f], [0, 0, 0xc0, 0x7f], [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0, 0, 0, 0, 0],
    ]
}
