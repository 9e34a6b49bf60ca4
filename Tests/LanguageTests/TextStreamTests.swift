import Foundation
import Tensors
import Testing

@testable import Language

// MARK: - Tokens

/// What a scalar is to words: a Letter, an Accent, a Joiner, a Mark, a hidden accent (V), a Bond, Hidden, or a
/// blank.
private func letter(for scalar: Unicode.Scalar) -> Character {
  let properties = scalar.properties
  let isHidden = properties.isDefaultIgnorableCodePoint
  switch properties.generalCategory {
  case .control, .spaceSeparator, .lineSeparator, .paragraphSeparator: return " "
  case .nonspacingMark, .spacingMark, .enclosingMark: return isHidden ? "V" : "A"
  case _ where scalar == "\u{200C}" || scalar == "\u{200D}": return "B"
  case _ where scalar == "\u{200B}": return " "
  case _ where "'’-".unicodeScalars.contains(scalar): return "J"
  case _ where isHidden || (0xfff9...0xfffb).contains(scalar.value): return "H"
  case .decimalNumber, .format: return "L"
  default: return properties.isAlphabetic ? "L" : "M"
  }
}

/// The rules of `Tokenizer.words`, as patterns over the whole text.
private func plainWords(_ text: String) -> [String] {
  let scalars = text.unicodeScalars.flatMap { $0.properties.lowercaseMapping.unicodeScalars }
    .filter { letter(for: $0) != "H" }
  var letters = String(scalars.map(letter))
  // What can't be seen holds letters together, but no marks: N is nothing.
  let seen = "[LA]", hidden = "[BV]"
  for unseen in ["^\(hidden)+", "(?<=[JM ])\(hidden)+", "B\(hidden)*(?=[JM ]|$)"] {
    letters = replaced(unseen, in: letters)
  }
  let kept = scalars.indices.filter { Array(letters)[$0] != "N" }
  letters = letters.replacing("N", with: "")
  let word = "\(seen)[LABV]*(?:J\(seen)[LABV]*)*"
  let tokens = try! NSRegularExpression(pattern: "\(word)|[JM][ABV]*")
  var end = 0
  return tokens.matches(in: letters, range: NSRange(letters.startIndex..., in: letters)).map {
    let range = $0.range.location..<$0.range.location + $0.range.length
    let first = letters[letters.index(letters.startIndex, offsetBy: range.lowerBound)]
    let isWord = "LA".contains(first)
    let isOfWord = range.lowerBound == end && end > 0 || isWord
    var token = ""
    for place in range where isWord || !"BV".contains(letters.dropFirst(place).first!) {
      let scalar = scalars[kept[place]]
      token.unicodeScalars.append(scalar == "’" && isOfWord ? "'" : scalar)
    }
    end = isWord ? range.upperBound : 0
    return token.normalized
  }
}

/// `letters` with N for each one that `pattern` finds.
private func replaced(_ pattern: String, in letters: String) -> String {
  let regex = try! NSRegularExpression(pattern: pattern)
  var result = letters as NSString
  for match in regex.matches(in: letters, range: NSRange(location: 0, length: result.length)) {
    let nothing = String(repeating: "N", count: match.range.length)
    result = result.replacingCharacters(in: match.range, with: nothing) as NSString
  }
  return result as String
}

/// The rules of `Tokenizer.lines` over the whole text.
private func plainLines(_ text: String) -> [String] {
  var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
  if lines.last!.isEmpty { lines.removeLast() }
  return lines.flatMap { line in
    line.filter { letter(for: $0) != "H" }.split { letter(for: $0) == " " }.compactMap { token in
      func isHidden(_ scalar: Unicode.Scalar) -> Bool { "BV".contains(letter(for: scalar)) }
      let seen = Array(token.drop(while: isHidden))
      guard let last = seen.lastIndex(where: { !isHidden($0) }) else { return nil }
      // A variation selector right after the last letter belongs to it.
      let end = seen[(last + 1)...].prefix { letter(for: $0) == "V" }.endIndex
      return seen[..<end].reduce(into: "") { $0.unicodeScalars.append($1) }.normalized
    } + ["<eos>"]
  }
}

/// The tokens of `bytes` when they come in `blocks`.
private func scan(_ tokenizer: Tokenizer, _ blocks: [ArraySlice<UInt8>]) throws -> [String] {
  var scanner = TokenScanner(tokenizer)
  var tokens: [String] = []
  for block in blocks {
    try block.withUnsafeBytes { bytes in
      try scanner.scan(bytes) { tokens.append(String(decoding: $0, as: UTF8.self)) }
    }
  }
  try scanner.finish { tokens.append(String(decoding: $0, as: UTF8.self)) }
  return tokens.map(\.normalized)
}

/// Equal down to the bytes: `String`s that are written in other characters may be equal too.
private func areSame(_ a: [String], _ b: [String]) -> Bool {
  a.map { Array($0.utf8) } == b.map { Array($0.utf8) }
}

@Suite struct TokenScannerTests {
  static let awkward = [
    "", " ", "\n", "\n\n", "a", "a\n", "\na", "a\r\nb\r\n", "a\rb", "a\tb  c \n d",
    "Don't stop! It's a well-known 3rd-rate trick", "'tis the sailors' - boat--", "a-", "a'", "-a",
    "a-'b", "a'-b", "rock-'n'-roll", "a--b", "''a''", "<unk> <eos> don't\n",
    "“Don’t stop!” — it’s the sailors’ ‘trick’…", "’a’", "a’", "a’b’’c", "a-’b", "a’-b",
    "ÉCOLE e\u{301}te\u{301} Straße İstanbul ΟΔΟΣ ǅ \u{212A}elvin \u{2126}",
    "日本語 한국어 हिन्दी ١٢٣ 𝒳𝟙 🙂👩‍👩‍👧 x̂", "a\u{A0}b\u{2028}c\u{85}d\u{3000}e\u{FEFF}f\u{200B}g",
    "e\u{200C}f \u{200D}g\u{200C} h\u{AD}i j\u{200D}-\u{200D}k l\u{FE0F}\u{200C}m \u{2764}\u{FE0F}\u{338}x",
    "nul\u{0}byte\u{1}\u{7F}", "\u{301}a", "é-é’é", "aé", "éa", "1,000.5", "A.B.C.", "\u{B}\u{C}x",
  ]

  @Test(arguments: awkward)
  func agreesWithTheRulesWhereverTheBlocksEnd(text: String) throws {
    let bytes = Array(text.utf8)
    for (tokenizer, tokens) in [(Tokenizer.words, plainWords(text)), (.lines, plainLines(text))] {
      #expect(areSame(tokenizer.tokens(in: text), tokens))
      for cut in 0...bytes.count {
        #expect(areSame(try scan(tokenizer, [bytes[..<cut], bytes[cut...]]), tokens))
      }
      #expect(areSame(try scan(tokenizer, bytes.indices.map { bytes[$0...$0] }), tokens))
    }
  }

  /// Texts drawn from the characters that the rules tell apart.
  @Test func agreesWithTheRulesOnRandomTexts() throws {
    let characters = Array(
      "aZ9''--’’  \n\r\té\u{301}—🙂İ\u{A0}<>\u{200C}\u{200D}\u{FE0F}\u{AD}\u{0}\u{200B}"
        .unicodeScalars)
    var random = Random(seed: 1, stream: "texts")
    for _ in 0..<500 {
      var text = ""
      for _ in 0..<random.integer(below: 30) {
        text.unicodeScalars.append(characters[random.integer(below: characters.count)])
      }
      let bytes = Array(text.utf8)
      let cut = random.integer(below: bytes.count + 1)
      for (tokenizer, tokens) in [(Tokenizer.words, plainWords(text)), (.lines, plainLines(text))] {
        let scanned = try scan(tokenizer, [bytes[..<cut], bytes[cut...]])
        #expect(areSame(scanned, tokens), "\(text.debugDescription) \(tokens.debugDescription)")
      }
    }
  }

  /// Each of these is not UTF-8, whole or cut anywhere.
  @Test(arguments: [
    [0xff], [0x80], [0xc3], [0xc3, 0x28], [0xc0, 0xaf], [0xc1, 0xbf], [0xe2, 0x82],
    [0xe2, 0x28, 0xa1], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xf0, 0x90, 0x80],
    [0xf0, 0x80, 0x80, 0xaf], [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80],
  ])
  func namesTheLineThatIsNotUTF8(bad: [UInt8]) {
    #expect(String(validating: bad, as: UTF8.self) == nil)
    for end in ["", " b", "\nb"] {
      let bytes = Array("one\ntwo é\nth".utf8) + bad + Array(end.utf8)
      for tokenizer in [Tokenizer.words, .lines] {
        for cut in 0...bytes.count {
          let error = #expect(throws: InvalidText.self) {
            try scan(tokenizer, [bytes[..<cut], bytes[cut...]])
          }
          #expect(error?.line == 3)
        }
      }
    }
  }
}

// MARK: - Counting

@Suite struct WordTableTests {
  @Test func numbersWordsAsTheyCome() {
    var table = WordTable()
    // Far more than there are places at first, of all lengths, and the same again.
    let words = (0..<5_000).map { String(repeating: "\($0)x", count: 1 + $0 % 7) }
    for _ in 0..<2 {
      for (number, word) in words.enumerated() {
        #expect(Array(word.utf8).withUnsafeBytes { table.insert($0) } == number)
      }
    }
    #expect(table.count == 5_000)
    for (number, word) in words.enumerated() {
      #expect(Array(word.utf8).withUnsafeBytes { table.number(of: $0) } == number)
      #expect(Array(table.word(number)) == Array(word.utf8))
      #expect(Array((word + "y").utf8).withUnsafeBytes { table.number(of: $0) } == nil)
    }
  }
}

// MARK: - Streams

/// What `body` gives for a file with these contents.
private func withText<R>(_ text: String, _ body: (String) throws -> R) throws -> R {
  try withBytes(Array(text.utf8), body)
}

private func withBytes<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
  try withFolder { folder in
    let path = folder.appendingPathComponent("text.txt").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try body(path)
  }
}

private func ids(_ stream: TextStream, from first: Int = 0) throws -> [Int] {
  var ids: [Int] = []
  try stream.read(from: first) { block in
    #expect(!block.isEmpty && block.count <= 100_000)
    ids += block.map(Int.init)
    return true
  }
  return ids
}

@Suite struct TextStreamTests {
  /// Blanks are no part of what is learned from; all words are, in their order.
  @Test func textsHaveFingerprints() throws {
    func fingerprint(_ text: String) throws -> UInt64? {
      try withText(text) { try TextStream(path: $0, minimumCount: 2).fingerprint }
    }
    let plain = try fingerprint("a b a b a b c")
    #expect(try plain != nil && plain == fingerprint("a b\n\n a b a  b c\n"))
    for other in ["a b a b b a c", "a b a b c a b", "a b a b a b", "a b a b a b c d"] {
      #expect(try fingerprint(other) != plain)
    }
    #expect(Tokens([1, 2, 3]).fingerprint != Tokens([1, 3, 2]).fingerprint)
  }

  /// More than one block of bytes and of ids, against the same text held in memory.
  @Test(arguments: [Tokenizer.words, .lines])
  func givesTheIdsOfAVocabularyWithoutTheRareWords(tokenizer: Tokenizer) throws {
    var random = Random(seed: 2, stream: "stream")
    var text = ""
    for place in 0..<200_000 {
      let size = 1 << random.integer(below: 15)
      text += "Wörd\(random.integer(below: size))" + (place % 10 == 0 ? ".\n" : " ")
    }
    let tokens = tokenizer.tokens(in: text)
    try withText(text) { path in
      for (minimumCount, limit) in [(1, nil), (5, nil), (5, 100 as Int?)] {
        let stream = try TextStream(
          path: path, tokenizer: tokenizer, minimumCount: minimumCount, limit: limit)
        let all = Vocabulary(of: tokens)
        let kept = all.words.indices.filter { all.counts[$0] >= minimumCount }.prefix(limit ?? .max)
        #expect(stream.vocabulary.words == kept.map { all.words[$0] })
        #expect(stream.vocabulary.counts == kept.map { all.counts[$0] })
        let expected = tokens.compactMap { stream.vocabulary[$0] }
        #expect(stream.tokenCount == expected.count)
        #expect(try ids(stream) == expected)
        #expect(try ids(stream) == expected)
        for first in [1, 65_535, 65_536, 70_000, expected.count] where first <= expected.count {
          #expect(try ids(stream, from: first) == Array(expected[first...]))
        }
      }
    }
  }

  @Test func stopsWhenItIsTold() throws {
    try withText(String(repeating: "a b ", count: 100_000)) { path in
      let stream = try TextStream(path: path)
      var blocks = 0
      try stream.read { _ in
        blocks += 1
        return blocks < 2
      }
      #expect(blocks == 2)
      struct Enough: Error {}
      #expect(throws: Enough.self) { try stream.read { _ in throw Enough() } }
    }
  }

  @Test func tellsHowFarItIs() throws {
    try withText(String(repeating: "a b ", count: 200_000)) { path in
      var shares: [Double] = []
      _ = try TextStream(path: path) { shares.append($0) }
      #expect(shares.count > 2 && shares == shares.sorted())
      #expect(shares.first == 0 && shares.last! < 1)
      struct Enough: Error {}
      #expect(throws: Enough.self) { _ = try TextStream(path: path) { _ in throw Enough() } }
    }
  }

  @Test func aByteOrderMarkWindowsLinesAndNoLastLineEnd() throws {
    try withText("\u{FEFF}a b\r\nb a\r\na") { path in
      let stream = try TextStream(path: path, tokenizer: .lines, minimumCount: 1)
      #expect(stream.vocabulary.words == ["a", "<eos>", "b"])
      #expect(stream.vocabulary.counts == [3, 3, 2])
      #expect(try ids(stream) == [0, 2, 1, 2, 0, 1, 0, 1])
    }
  }

  @Test func anUnknownWordIsAWordLikeAnyOther() throws {
    try withText("a <unk> a <unk> b\n") { path in
      let stream = try TextStream(path: path, tokenizer: .lines, minimumCount: 2)
      #expect(stream.vocabulary.words == ["a", "<unk>"])
      #expect(try ids(stream) == [0, 1, 0, 1])
      let all = try TextStream(path: path, tokenizer: .lines, minimumCount: 1)
      #expect(all.vocabulary.words == ["a", "<unk>", "b", "<eos>"])
    }
  }

  /// As `String`s the two spellings are equal, and a vocabulary has a word once.
  @Test func oneWordInTwoSpellings() throws {
    let text = "cafe\u{301} a caf\u{E9} a cafe\u{301} b c"
    try withText(text) { path in
      let stream = try TextStream(path: path, minimumCount: 2)
      let all = Vocabulary(of: Tokenizer.words.tokens(in: text))
      #expect(areSame(stream.vocabulary.words, ["caf\u{E9}", "a"]))
      #expect(stream.vocabulary.counts == [3, 2] && all.counts[..<2] == [3, 2])
      #expect(try ids(stream) == [0, 1, 0, 1, 0])
    }
  }

  @Test func aLineAsLongAsTheFile() throws {
    try withText(String(repeating: "one two ", count: 100_000)) { path in
      let stream = try TextStream(path: path, tokenizer: .lines)
      #expect(stream.vocabulary.words == ["one", "two"] && stream.tokenCount == 200_000)
    }
    let long = String(repeating: "x", count: 600_000)
    try withText("\(long) y \(long)") { path in
      let stream = try TextStream(path: path, minimumCount: 1)
      #expect(stream.vocabulary.words == [long, "y"])
    }
  }
}

// MARK: - Bad input

@Suite struct TextStreamBadInputTests {
  @Test(arguments: [
    ("", Tokenizer.words, "The file “PATH” is empty."),
    (" \n\n", .words, "The file “PATH” is empty."),
    ("", .lines, "The file “PATH” is empty."), (" \n\n\n", .lines, "The file “PATH” is empty."),
    (
      "boat boat\nboat boat boat", .words,
      "The file “PATH” holds a single word, “boat”; vectors need words that differ."
    ),
    (
      "boat\nboat\nboat\nboat\nboat\n", .lines,
      "The file “PATH” holds a single word, “boat”; vectors need words that differ."
    ),
    (
      "a b c a b c", .words,
      "No word of “PATH” occurs at least 5 times; lower the minimum count, or take a longer text."
    ),
    (
      "a\na\na\na\na\nb\n", .lines,
      "Only the word “a” of “PATH” occurs at least 5 times; lower the minimum count, or take a longer text."
    ),
    ("\u{FEFF}\u{200B} \u{AD}\u{0}\n", .words, "The file “PATH” is empty."),
    (
      "; \u{37E} ; ;\n\u{37E} ", .words,
      "The file “PATH” holds a single word, “;”; vectors need words that differ."
    ),
    (
      "海 海\n海海海", .characters,
      "The file “PATH” holds a single word, “海”; vectors need words that differ."
    ),
  ])
  func saysWhatIsWrong(text: String, tokenizer: Tokenizer, complaint: String) throws {
    try withText(text) { path in
      #expect(
        sentence { _ = try TextStream(path: path, tokenizer: tokenizer) }
          == complaint.replacingOccurrences(of: "PATH", with: path))
    }
  }

  @Test func aMinimumBelowOne() throws {
    try withText("a b") { path in
      #expect(
        sentence { _ = try TextStream(path: path, minimumCount: 0) }
          == "A word must occur at least once to be kept, not 0 times.")
    }
  }

  @Test func filesThatAreNone() throws {
    try withFolder { folder in
      let path = folder.path
      #expect(
        sentence { _ = try TextStream(path: path + "/none") } == "There is no file “\(path)/none”.")
      #expect(
        sentence { _ = try TextStream(path: path) }
          == "“\(path)” is a folder; name a file within it.")
      #expect(
        sentence { _ = try TextStream(path: "/dev/null") }
          == "“/dev/null” is no ordinary file, so it can't be read twice; save it as one.")
    }
  }

  @Test func namesTheLineThatIsNotUTF8() throws {
    try withBytes(Array("one\ntwo\nth".utf8) + [0xe9, 0x0a]) { path in
      #expect(
        sentence { _ = try TextStream(path: path) }
          == "Line 3 of “\(path)” is not UTF-8; save the file as UTF-8 text.")
    }
  }

  @Test func noticesThatTheFileHasChanged() throws {
    try withText(String(repeating: "a b ", count: 100_000)) { path in
      let stream = try TextStream(path: path)
      let complaint =
        "The file “\(path)” has changed since its words were counted; start again."
      func append() throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data("a".utf8))
        try file.close()
      }
      // While it is read …
      #expect(
        sentence {
          try stream.read { _ in
            try append()
            return true
          }
        } == complaint)
      // … and before.
      #expect(sentence { try stream.read { _ in true } } == complaint)
    }
  }

  @Test func stopsAtAPlaceBeyondTheEnd() async {
    await #expect(processExitsWith: .failure) {
      try withText("a b a b") { path in
        try TextStream(path: path, minimumCount: 1).read(from: 5) { _ in true }
      }
    }
  }
}
