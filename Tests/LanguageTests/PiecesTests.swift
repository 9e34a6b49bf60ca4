import Foundation
import Ground
import Tensors
import Testing

@testable import Language

/// What the package `tokenizers` made of some lines: `Golden/pieces.py`.
private struct GoldenPieces: Decodable {
  let vocabulary, lines, merges: [String]
  let wordpiece: [[Int]]
  let pairs: [[String]]

  static func load() throws -> GoldenPieces {
    let url = Bundle.module.url(forResource: "Golden/pieces", withExtension: "json")!
    return try JSONDecoder().decode(GoldenPieces.self, from: Data(contentsOf: url))
  }
}

/// A file with this text, for as long as `body` takes.
private func withFile<R>(_ text: String, _ body: (String) throws -> R) throws -> R {
  let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
  try text.write(toFile: path, atomically: true, encoding: .utf8)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

@Suite struct WordPieceTests {
  @Test func cutsAsTheProgramThatModelsArePublishedWith() throws {
    let golden = try GoldenPieces.load()
    let pieces = try WordPiece(golden.vocabulary)
    for (line, ids) in zip(golden.lines, golden.wordpiece) {
      #expect(pieces.ids(of: line) == ids, "\(line.debugDescription)")
    }
  }

  @Test func putsSignsAroundAndCutsOff() throws {
    let pieces = try WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "sea", "##s", "the"])
    #expect(pieces.encode("The seas") == [2, 7, 5, 6, 3])
    #expect(pieces.encode("The seas", limit: 4) == [2, 7, 5, 3])
    #expect(pieces.encode("", limit: 0) == [2, 3])
    #expect(pieces.tokens(of: "the [MASK] seat") == ["the", "[MASK]", "[UNK]"])
    #expect(pieces.decode([2, 7, 5, 6, 1, 3, 99]) == "the seas [UNK]")
  }

  @Test func refusesWhatIsNoVocabulary() throws {
    #expect(throws: InputError.self) { try WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]"]) }
    let signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    #expect(throws: InputError.self) { try WordPiece(signs + ["sea", "sea"]) }
    // To a `String` both are the same.
    #expect(try WordPiece(signs + ["\u{e9}", "e\u{301}"]).pieces.count == 7)
    try withFile((signs + ["the", "##\u{9c7}"]).joined(separator: "\n") + "\n") { path in
      let tokens = try WordPiece(path: path).tokens(of: "the\u{9c7}")
      #expect(tokens == ["the", "##\u{9c7}"])
    }
  }
}

@Suite struct BytePairEncodingTests {
  /// The merges of a text, by counting all pairs anew each time.
  private func naive(_ text: String, merges: Int) -> [BytePairEncoding.Pair] {
    var rows: [[Int]] = []
    var text = text
    text.withUTF8 { bytes in
      GPT2Words.forEach(in: UnsafeRawBufferPointer(bytes)) { rows.append($0.map { Int($0) }) }
    }
    var found: [BytePairEncoding.Pair] = []
    while found.count < merges {
      var counts: [BytePairEncoding.Pair: Int] = [:]
      for row in rows {
        for pair in zip(row, row.dropFirst()) { counts[.init(pair.0, pair.1), default: 0] += 1 }
      }
      let best = counts.max {
        ($0.value, -$0.key.first, -$0.key.second) < ($1.value, -$1.key.first, -$1.key.second)
      }
      guard let best, best.value > 1 else { break }
      let piece = 256 + found.count
      found.append(best.key)
      rows = rows.map { row in
        var new: [Int] = []
        for id in row {
          if id == best.key.second, new.last == best.key.first {
            new[new.count - 1] = piece
          } else {
            new.append(id)
          }
        }
        return new
      }
    }
    return found
  }

  @Test func learnsWhatCountingAnewFinds() {
    var random = Random(seed: 5, stream: "test")
    let words = ["low", "lower", "lowest", "new", "newest", "wide", "aaaa", "aaaaa", "é", "灯台"]
    let text = (0..<400).map { _ in words[random.integer(below: words.count)] }
      .joined(separator: " ")
    let pieces = BytePairEncoding(trainedOn: text, merges: 60)
    #expect(pieces.merges == naive(text, merges: 60))
    #expect(pieces.merges.count > 20)
    #expect(BytePairEncoding(trainedOn: "", merges: 5).merges.isEmpty)
    #expect(BytePairEncoding(trainedOn: "abc", merges: 5).merges.isEmpty)
  }

  @Test func encodesAsThePackageThatModelsArePublishedWith() throws {
    let golden = try GoldenPieces.load()
    let text = "#version: 0.2\n" + golden.merges.joined(separator: "\n") + "\n"
    let pieces = try withFile(text) { try BytePairEncoding(path: $0) }
    for (line, tokens) in zip(golden.lines, golden.pairs) {
      let ours = pieces.encode(line).map { VisibleBytes.text(pieces.pieces[$0]) }
      #expect(ours == tokens, "\(line.debugDescription)")
    }
  }

  @Test func anyTextComesBack() throws {
    var random = Random(seed: 3, stream: "test")
    let pieces = BytePairEncoding(
      trainedOn: "the lowest tide of the newest harbor, the tides", merges: 30)
    for _ in 0..<500 {
      var text = String.UnicodeScalarView()
      for _ in 0..<random.integer(below: 30) {
        let top = [128, 0x800, 0x10000, 0x110000][random.integer(below: 4)]
        if let scalar = Unicode.Scalar(UInt32(random.integer(below: top))) { text.append(scalar) }
      }
      let line = String(text)
      #expect(Array(pieces.decode(pieces.encode(line)).utf8) == Array(line.utf8))
    }
  }

  @Test func filesComeBackAndBadOnesAreRefused() throws {
    let pieces = BytePairEncoding(trainedOn: "lower and lower \u{0} tides é é é", merges: 12)
    try withFile("") { path in
      try pieces.write(to: path)
      let read = try BytePairEncoding(path: path)
      #expect(read == pieces)
    }
    for text in ["t h e\n", "t\n", "th e\n", "t h\nt h\n", "中 h\n"] {
      try withFile(text) { path in
        _ = #expect(throws: InputError.self, "\(text)") { try BytePairEncoding(path: path) }
      }
    }
    #expect(throws: InputError.self) { try BytePairEncoding(merges: [.init(256, 1)]) }
    #expect(throws: InputError.self) { try BytePairEncoding(merges: [.init(-1, 1)]) }
  }
}
