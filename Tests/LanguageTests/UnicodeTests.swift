import Foundation
import Tensors
import Testing

@testable import Language

/// Texts drawn from all over Unicode, and more often from where it is awkward.
private struct UnicodeTexts {
  private var random: Random

  /// Controls, blanks, joiners, direction marks, fillers, tags, selectors, marks and what they combine
  /// with, doubles of other characters, private and unassigned ones, digits with their signs.
  private static let awkward: [ClosedRange<UInt32>] = [
    0x00...0x20, 0x21...0x7f, 0x80...0x9f, 0xa0...0xa0, 0xad...0xad, 0x300...0x345, 0x34f...0x34f,
    0x37e...0x37e, 0x387...0x387, 0x374...0x374, 0x5d0...0x5d3, 0x600...0x605, 0x61c...0x61c,
    0x627...0x645, 0x660...0x663, 0x6dd...0x6dd, 0x915...0x919, 0x93c...0x94d, 0xe01...0xe4e,
    0x1100...0x1105, 0x115f...0x1165, 0x11a8...0x11ac, 0x17b4...0x17b5, 0x180b...0x180f,
    0x1fef...0x1fef, 0x2000...0x200f, 0x2010...0x2014, 0x2018...0x2019, 0x2028...0x202f,
    0x205f...0x206f, 0x20dd...0x20e3, 0x2126...0x212b, 0x2764...0x2764, 0x2adc...0x2adc,
    0x3000...0x3002, 0x304b...0x304c, 0x3099...0x309a, 0x3164...0x3164, 0x4e00...0x4e20,
    0xac00...0xac03, 0xd7ff...0xd7ff, 0xe000...0xe001, 0xf900...0xf903, 0xfb1d...0xfb1d,
    0xfdd0...0xfdd0, 0xfe0e...0xfe0f, 0xfeff...0xfeff, 0xffa0...0xffa0, 0xfff0...0xffff,
    0x110bd...0x110bd, 0x13430...0x13433, 0x1d15e...0x1d165, 0x1f1e6...0x1f1e9, 0x1f3fb...0x1f3fc,
    0x1f466...0x1f469, 0xe0001...0xe007f, 0xe0100...0xe0101, 0x10fffd...0x10ffff,
  ]

  init(seed: UInt64) { random = Random(seed: seed, stream: "texts") }

  mutating func scalar() -> Unicode.Scalar {
    while true {
      let kind = random.integer(below: 10)
      if kind < 3 { return Unicode.Scalar(UInt8([32, 10, 97][kind])) }
      let ranges = Self.awkward
      let range = kind == 9 ? 0...0x10ffff : ranges[random.integer(below: ranges.count)]
      let value = range.lowerBound + UInt32(random.integer(below: range.count))
      if let scalar = Unicode.Scalar(value) { return scalar }
    }
  }

  mutating func next(upTo length: Int) -> String {
    var text = ""
    for _ in 0..<random.integer(below: length + 1) { text.unicodeScalars.append(scalar()) }
    return text
  }

  mutating func cut(_ text: String) -> [ArraySlice<UInt8>] {
    let bytes = Array(text.utf8)
    let cuts = (0..<4).map { _ in random.integer(below: bytes.count + 1) }.sorted() + [bytes.count]
    return zip([0] + cuts, cuts).map { bytes[$0..<$1] }
  }
}

private let tokenizers: [Tokenizer] = [.words, .lines, .characters]

private func bytes(_ words: [String]) -> [[UInt8]] { words.map { Array($0.utf8) } }

/// By Unicode's own properties.
private func isSeen(_ scalar: Unicode.Scalar) -> Bool {
  let properties = scalar.properties
  return !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint
    && properties.generalCategory != .control
}

@Suite struct UnicodeTokenTests {
  @Test(arguments: tokenizers)
  func everyTokenIsSeenNormalizedAndFreeOfBlanks(tokenizer: Tokenizer) {
    var texts = UnicodeTexts(seed: 1)
    for _ in 0..<2000 {
      let text = texts.next(upTo: 40)
      for token in tokenizer.tokens(in: text) {
        let scalars = token.unicodeScalars
        let isBlank = tokenizer == .characters && scalars.allSatisfy(\.properties.isWhitespace)
        #expect(
          isBlank && scalars.count == 1 || scalars.contains(where: isSeen), "\(Array(scalars))")
        #expect(
          isBlank
            || !scalars.contains {
              $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7f
            },
          "\(Array(scalars))")
        // Foundation makes another text of some.
        let composed = token.precomposedStringWithCanonicalMapping
        #expect(composed != token || composed.utf8.elementsEqual(token.utf8))
      }
    }
  }

  /// What was cut once is cut in the same way again.
  @Test func tokensStayWhatTheyAre() {
    var texts = UnicodeTexts(seed: 2)
    for _ in 0..<2000 {
      let text = texts.next(upTo: 40)
      let words = Tokenizer.words.tokens(in: text)
      let wordsAgain = Tokenizer.words.tokens(in: words.joined(separator: " "))
      #expect(bytes(wordsAgain) == bytes(words), "\(text.debugDescription)")
      let lines = Tokenizer.lines.tokens(in: text)
      let again = lines.map { $0 == "<eos>" ? "\n" : $0 + " " }.joined()
      #expect(bytes(Tokenizer.lines.tokens(in: again)) == bytes(lines))
      let characters = Tokenizer.characters.tokens(in: text)
      let charactersAgain = Tokenizer.characters.tokens(in: characters.joined())
      #expect(bytes(charactersAgain) == bytes(characters), "\(text.debugDescription)")
    }
  }

  /// What can be seen is cut as Swift cuts it into `Character`s.
  @Test func charactersAreGraphemeClusters() {
    var texts = UnicodeTexts(seed: 9)
    for _ in 0..<4000 {
      let seen = texts.next(upTo: 40).unicodeScalars.filter { ScalarKind($0).isVisible }
      let text = String(String.UnicodeScalarView(seen))
      let characters = text.map { String($0).normalized }
      #expect(bytes(Tokenizer.characters.tokens(in: text)) == bytes(characters), "\(Array(seen))")
    }
  }

  /// However Unicode writes a text, it has the same tokens.
  @Test(arguments: tokenizers)
  func equalTextsHaveEqualTokens(tokenizer: Tokenizer) {
    var texts = UnicodeTexts(seed: 3)
    for _ in 0..<2000 {
      let text = texts.next(upTo: 40)
      let tokens = bytes(tokenizer.tokens(in: text))
      for other in [
        text.decomposedStringWithCanonicalMapping, text.precomposedStringWithCanonicalMapping,
      ] {
        // Foundation makes another text of some.
        guard other == text else { continue }
        #expect(bytes(tokenizer.tokens(in: other)) == tokens, "\(text.debugDescription)")
      }
    }
  }

  @Test(arguments: tokenizers)
  func tokensAreTheSameWhereverTheBlocksEnd(tokenizer: Tokenizer) throws {
    var texts = UnicodeTexts(seed: 4)
    for _ in 0..<1000 {
      let text = texts.next(upTo: 40)
      var scanner = TokenScanner(tokenizer)
      var tokens: [String] = []
      func receive(_ token: UnsafeRawBufferPointer) {
        tokens.append(String(decoding: token, as: UTF8.self).normalized)
      }
      for block in texts.cut(text) {
        try block.withUnsafeBytes { try scanner.scan($0, receive) }
      }
      try scanner.finish(receive)
      #expect(bytes(tokens) == bytes(tokenizer.tokens(in: text)))
    }
  }

  /// All that isn't spelled as in normalization form C, and all that combines with what stands before it.
  @Test func whatIsInertNeedsNoNormalization() {
    for value in UInt32(0)...0xffff {
      guard let scalar = Unicode.Scalar(value), scalar.isInert else { continue }
      let text = String(Character(scalar))
      #expect(text.utf8.elementsEqual(text.precomposedStringWithCanonicalMapping.utf8))
      #expect(scalar.properties.canonicalCombiningClass == .notReordered)
      #expect(ScalarKind(scalar) != .accent && ScalarKind(scalar) != .hiddenAccent)
    }
    let words = [
      "e\u{301}", "\u{212A}", "\u{1100}\u{1161}", "\u{AC00}\u{11A8}", "\u{304B}\u{3099}", "\u{37E}",
      "\u{10041}\u{301}e\u{301}",
    ]
    #expect(
      bytes(words.map(\.normalized)) == bytes(["é", "K", "가", "각", "が", ";", "\u{10041}\u{301}é"]))
  }
}

// MARK: - Words that hold together

@Suite struct InvisibleCharacterTests {
  @Test(arguments: [
    // Persian, Hindi and Sinhala spell with joiners.
    ("می\u{200C}روم می\u{200C}روم", ["می\u{200C}روم", "می\u{200C}روم"]),
    ("क्\u{200D}ष ශ්\u{200D}රී", ["क्\u{200D}ष", "ශ්\u{200D}රී"]),
    ("\u{200C}می\u{200C} \u{200D} روم\u{200D}.", ["می", "روم", "."]),
    (
      "co\u{AD}op coop a\u{2060}b \u{200E}abc\u{200F} x\u{FEFF}y",
      ["coop", "coop", "ab", "abc", "xy"]
    ),
    ("ភាសា\u{200B}ខ្មែរ", ["ភាសា", "ខ្មែរ"]),
    ("a\u{0}b\u{1B}[1m\u{C}c\u{85}d\u{2028}e\u{2029}f", ["a", "b", "[", "1m", "c", "d", "e", "f"]),
    ("👩\u{200D}👧 ❤\u{FE0F} 1\u{FE0F}\u{20E3}", ["👩", "👧", "❤", "1\u{FE0F}\u{20E3}"]),
    ("\u{3164} \u{115F}\u{E0041} \u{FE0F}", []), ("= \u{338} =\u{338}", ["=", "\u{338}", "≠"]),
    ("\u{600}\u{661}\u{662}", ["\u{600}\u{661}\u{662}"]),
  ])
  func wordsStayWhole(text: String, words: [String]) {
    #expect(bytes(Tokenizer.words.tokens(in: text)) == bytes(words))
  }

  @Test func linesAreCutAtAllBlanksAndEndAtLineFeedsAlone() {
    #expect(
      Tokenizer.lines.tokens(
        in: "a\u{85}B\u{2028}c\rd\u{C}e\u{0}f\u{3000}g\u{AD}h \u{200D} i\u{200C}j\r\n\u{FEFF}\n")
        == ["a", "B", "c", "d", "e", "f", "gh", "i\u{200C}j", "<eos>", "<eos>"])
  }

  @Test func textsWithNothingToSeeAreBlank() {
    for text in ["", " \t\r\n", "\u{FEFF}", "\u{200B}\u{AD}\u{0}\u{3164}\u{FE0F}\u{200D}"] {
      #expect(
        text.isBlank && text.trimmed.isEmpty
          || text == "\u{200B}\u{AD}\u{0}\u{3164}\u{FE0F}\u{200D}")
    }
    #expect(!"\u{301}".isBlank && !"\u{2800}".isBlank)
    #expect("\u{FEFF} a\u{2028}b\u{0}".trimmed == "a\u{2028}b")
    #expect(" a\u{85}b \u{301}".fields == ["a", "b", "\u{301}"])
  }

  @Test func linesOfAFileEndAtLineFeedsAlone() {
    let text = "\u{FEFF}a\u{2028}b\u{85}\r\n\u{200B}\r\n\rc\u{C}\n"
    let lines = text.numberedLines()
    #expect(lines.map(\.number) == [1, 3])
    #expect(lines.map { Array($0.text.utf8) } == bytes(["a\u{2028}b\u{85}", "\rc\u{C}"]))
  }
}

@Suite struct SuitedTokenizerTests {
  @Test(arguments: [
    ("老人看海,船在海上。\n他們都看見了。", Tokenizer.characters), ("老人 看 海 , 船 在 海上 。", .words),
    ("日本語の文章には単語の間に空白がない。", .characters), ("한국어에는 빈칸이 있다.", .words),
    ("ภาษาไทยไม่มีช่องว่างระหว่างคำ แต่มีระหว่างประโยค", .characters),
    ("ភាសា\u{200B}ខ្មែរ\u{200B}មាន\u{200B}ដកឃ្លា\u{200B}តូច", .words), ("The sea (海) is 大.", .words),
    ("", .words), ("12 ... ?", .words), ("यह हिन्दी है।", .words),
  ])
  func blanksBetweenWordsDecide(text: String, tokenizer: Tokenizer) {
    #expect(Tokenizer.suited(to: text) == tokenizer)
  }

  @Test func filesThatCannotBeReadAreLeftToOthers() throws {
    #expect(Tokenizer.suited(toFile: "/nowhere/text") == .words)
    #expect(Tokenizer.suited(toFile: "/dev/null") == .words)
    try withFolder { folder in
      // The first megabyte ends within a character.
      let path = folder.path + "/text.txt"
      try Data(("a" + String(repeating: "海", count: 400_000)).utf8).write(to: URL(filePath: path))
      #expect(Tokenizer.suited(toFile: path) == .characters)
    }
  }
}

// MARK: - Counted, saved and read back

@Suite struct UnicodeWordTests {
  /// A text of thousands of odd words, most of them twice.
  private func text(seed: UInt64) -> String {
    var texts = UnicodeTexts(seed: seed)
    var text = ""
    for _ in 0..<400 {
      let part = texts.next(upTo: 40)
      text += part + " " + (part.count % 2 == 0 ? part.decomposedStringWithCanonicalMapping : part)
    }
    return text
  }

  @Test(arguments: tokenizers)
  func whateverIsScannedIsCountedSavedAndReadBack(tokenizer: Tokenizer) throws {
    let text = text(seed: 5)
    try withFolder { folder in
      let path = folder.path + "/text.txt"
      try Data(text.utf8).write(to: URL(filePath: path))
      let stream = try TextStream(path: path, tokenizer: tokenizer, minimumCount: 1)
      let words = stream.vocabulary.words
      #expect(Set(bytes(words)).count == words.count && Set(words).count == words.count)

      let tokens = tokenizer.tokens(in: text).filter { tokenizer != .characters || !$0.isBlank }
      let all = Vocabulary(of: tokens)
      #expect(bytes(all.words) == bytes(words) && all.counts == stream.vocabulary.counts)
      var ids: [Int] = []
      try stream.read { block in
        ids += block.map(Int.init)
        return true
      }
      #expect(try ids == all.ids(of: tokens))

      var random = Random(seed: 1, stream: "vectors")
      let vectors = WordVectors(
        stream.vocabulary, Tensor.uniform([words.count, 3], in: -1..<1, random: &random))
      for format in VectorsFile.Format.allCases {
        try vectors.save(to: path, format: format)
        for isStrict in [true, false] {
          let read = try WordVectors(from: path, isStrict: isStrict)
          #expect(bytes(read.vocabulary.words) == bytes(words))
          #expect(read.leftOut.isEmpty && read.leftOutCount == 0)
        }
      }
    }
  }

  /// The doubles of ASCII characters, before and after them.
  @Test(arguments: [
    ("; \u{37E}", ";"), ("\u{37E} ;", ";"), ("` \u{1FEF}", "`"), ("\u{1FEF} `", "`"),
    ("K \u{212A}", "K"), ("\u{212A} K", "K"), ("Å \u{212B} A\u{30A}", "Å"),
  ])
  func doublesAreOneWord(text: String, word: String) throws {
    try withFolder { folder in
      let path = folder.path + "/text.txt"
      try Data((text + " x").utf8).write(to: URL(filePath: path))
      let stream = try TextStream(path: path, tokenizer: .lines, minimumCount: 1)
      #expect(bytes(stream.vocabulary.words) == bytes([word, "x", "<eos>"]))
      #expect(stream.vocabulary.counts == [stream.tokenCount - 2, 1, 1])
    }
  }
}
