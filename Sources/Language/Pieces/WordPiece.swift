import Foundation
import Ground

/// Words cut into the pieces that a published model knows: the longest that the word begins with, then the
/// longest that the rest begins with, and so on to its end. Pieces within a word bear the sign `##`.
///
///     let pieces = try WordPiece(path: "vocab.txt")
///     pieces.tokens(of: "Lighthouses, unlit")  // ["lighthouse", "##s", ",", "un", "##lit"]
///
/// (Schuster and Nakajima, ICASSP 2012; Wu et al., arXiv:1609.08144, section 4.1. Words are found as BERT
/// finds them: Devlin et al., NAACL 2019, uncased.) Encoding takes time linear in the text, but for words
/// that fall into many pieces.
public struct WordPiece: Sendable {
  /// What the ids stand for: the pieces in the order of the vocabulary's file.
  public let pieces: [String]
  /// The ids of the signs that models put around and into texts: `[CLS]`, `[SEP]`, `[MASK]`, `[UNK]`, `[PAD]`.
  public let beginning, end, mask, unknown, padding: Int
  private let starts, continuations: PieceTable
  /// The signs as they'd stand in a text.
  private let signs: [(text: String, id: Int)]
  /// A word of more characters isn't cut into pieces: it is unknown.
  public static let longestWord = 100

  /// - Parameter pieces: the vocabulary, id 0 first.
  /// - Throws: `InputError` if one of the five signs is missing or a piece stands there twice.
  public init(_ pieces: [String]) throws {
    self.pieces = pieces
    var (starts, continuations) = (PieceTable(), PieceTable())
    var signs: [String: Int] = [:]
    for (id, piece) in pieces.enumerated() {
      let rest = WordPiece.continuation(piece)
      let isNew = rest.map { continuations.add($0, id) } ?? starts.add(piece.utf8[...], id)
      try demand(
        isNew, "The vocabulary has the piece “\(piece)” twice; take the file as published.")
      if piece.hasPrefix("["), piece.hasSuffix("]") { signs[piece] = id }
    }
    (self.starts, self.continuations) = (starts, continuations)
    let names = ["[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]"]
    let ids = try names.map { name in
      guard let id = signs[name] else {
        throw InputError("The vocabulary has no \(name); take the one that belongs to the model.")
      }
      return id
    }
    (beginning, end, mask, unknown, padding) = (ids[0], ids[1], ids[2], ids[3], ids[4])
    self.signs = zip(names, ids).map { ($0, $1) }
  }

  /// The vocabulary in a file with a piece a line, as models are published with (`vocab.txt`).
  ///
  /// - Throws: `InputError` if it can't be read, or is no such vocabulary.
  public init(path: String) throws {
    let text = try TextFile.text(try Files.bytes(at: path), name: path)
    var lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    if lines.last == "" { lines.removeLast() }
    do { try self.init(lines) } catch let error as InputError {
      throw InputError("\(path): \(error)")
    }
  }

  /// What follows `##`; nil for a piece that begins a word. (By bytes: to a `String` the second # and an accent
  /// after it are one character.)
  private static func continuation(_ piece: String) -> Substring.UTF8View? {
    piece.utf8.starts(with: "##".utf8) && piece.utf8.count > 2 ? piece.utf8.dropFirst(2) : nil
  }

  /// The ids of a text's pieces, between `[CLS]` and `[SEP]`.
  ///
  /// - Parameter limit: how many ids at most, both signs among them; what the text has beyond is cut off.
  public func encode(_ text: String, limit: Int? = nil) -> [Int] {
    let ids = ids(of: text)
    return [beginning] + ids.prefix(max(0, (limit ?? .max) - 2)) + [end]
  }

  /// The pieces of a text, with `##` before those within a word.
  public func tokens(of text: String) -> [String] { ids(of: text).map { pieces[$0] } }

  /// The text that the ids stand for, as well as it can be told: pieces are joined, words are set apart, and
  /// signs are left out.
  public func decode(_ ids: [Int]) -> String {
    let hidden = Set(signs.map(\.id)).subtracting([unknown])
    var text = ""
    for id in ids where pieces.indices.contains(id) && !hidden.contains(id) {
      if let rest = WordPiece.continuation(pieces[id]) {
        text += String(Substring(rest))
      } else {
        text += (text.isEmpty ? "" : " ") + pieces[id]
      }
    }
    return text
  }

  /// The ids of a text's pieces. Signs that stand in the text, `[MASK]` say, are what they say.
  public func ids(of text: String) -> [Int] {
    var ids: [Int] = []
    var rest = text[...]
    while let (range, id) = firstSign(in: rest) {
      append(String(rest[..<range.lowerBound]), to: &ids)
      ids.append(id)
      rest = rest[range.upperBound...]
    }
    append(String(rest), to: &ids)
    return ids
  }

  private func firstSign(in text: Substring) -> (Range<String.Index>, Int)? {
    guard text.utf8.contains(UInt8(ascii: "[")) else { return nil }
    let found = signs.compactMap { sign in
      text.range(of: sign.text, options: .literal).map { ($0, sign.id) }
    }
    return found.min { $0.0.lowerBound < $1.0.lowerBound }
  }

  private func append(_ text: String, to ids: inout [Int]) {
    BERTWords.forEach(in: text) { word in appendWord(word, to: &ids) }
  }

  private func appendWord(_ word: UnsafeRawBufferPointer, to ids: inout [Int]) {
    let begin = ids.count
    var start = 0
    while start < word.count {
      let table = start == 0 ? starts : continuations
      guard let (id, length) = table.longest(of: word[start...]) else { break }
      ids.append(id)
      start += length
    }
    // A byte that is the first of a character is no 10xxxxxx.
    let isLong =
      word.count > WordPiece.longestWord
      && word.count(where: { $0 & 0xc0 != 0x80 }) > WordPiece.longestWord
    if start < word.count || isLong { ids.replaceSubrange(begin..., with: [unknown]) }
  }
}

/// Pieces and their ids.
private struct PieceTable: Sendable {
  private var table = WordTable()
  private var ids: [Int] = []
  /// The bytes of the longest.
  private var longest = 0

  /// Whether it is new.
  mutating func add(_ piece: Substring.UTF8View, _ id: Int) -> Bool {
    let number = Array(piece).withUnsafeBytes { table.insert($0) }
    guard number == ids.count else { return false }
    ids.append(id)
    longest = max(longest, piece.count)
    return true
  }

  /// The longest piece that `bytes` begin with, and how many bytes it has.
  func longest(of bytes: Slice<UnsafeRawBufferPointer>) -> (id: Int, length: Int)? {
    var length = min(bytes.count, longest)
    while length > 0 {
      let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(length))
      if let number = table.number(of: part) { return (ids[number], length) }
      length -= 1
    }
    return nil
  }
}
