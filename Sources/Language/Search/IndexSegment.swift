import Foundation
import Ground

/// A part of an index that never changes: documents, and for each word the documents that have it. It lies in a
/// file that is mapped, or in memory in the same form.
///
///     8 bytes      “CtoAind” and a line end
///     D · 4        how many words each document has
///     (D + 1) · 8  where each name begins, then the names: whatever is to be remembered of a document
///     the lists    for each word: how many documents have it, and for each of them the gap from the one
///                  before and how often it has the word (`VariableBytes`)
///     (V + 1) · 8  where each list begins
///     (V + 1) · 8  where each word begins, then the words, in order of their bytes
///     12 · 8       the version, D documents, V words, all words counted, where each of the seven parts
///                  begins, and where the last one ends
///
/// What is known only at the end stands at the end, so that a segment is written in one go.
struct IndexSegment: Sendable {
  static let magic = Array("CtoAind\n".utf8)
  static let version = 1
  static let trailerSize = 12 * 8

  /// What the end says of the parts.
  struct Layout: Equatable, Sendable {
    var documents = 0
    var words = 0
    var tokens = 0
    var lengths = IndexSegment.magic.count
    var nameStarts = 0
    var names = 0
    var lists = 0
    var listStarts = 0
    var wordStarts = 0
    var wordBytes = 0
    var end = 0

    var numbers: [Int] {
      [
        IndexSegment.version, documents, words, tokens, lengths, nameStarts, names, lists,
        listStarts, wordStarts, wordBytes, end,
      ]
    }

    /// Whether the parts lie one behind the other, and each has room for what it holds.
    func fits(_ count: Int) -> Bool {
      let limit = count / 4
      guard (0...limit).contains(documents), (0...limit).contains(words), tokens >= 0 else {
        return false
      }
      return lengths == IndexSegment.magic.count && nameStarts == lengths + 4 * documents
        && names == nameStarts + 8 * (documents + 1) && names <= lists && lists <= listStarts
        && wordStarts == listStarts + 8 * (words + 1) && wordBytes == wordStarts + 8 * (words + 1)
        && wordBytes <= end && end == count - IndexSegment.trailerSize
    }
  }

  let layout: Layout
  private let data: Data
  private let name: String
  /// Which documents count, where some don't any more.
  private var live: [Bool]?
  /// How many documents count.
  private(set) var count: Int
  /// How many words these have.
  private(set) var tokenCount: Int

  /// Opens the file at `path`.
  ///
  /// - Throws: `InputError` if it can't be read, is damaged, or of another version.
  init(path: String) throws {
    try Files.checkOrdinary(path)
    guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped) else {
      throw Files.unreadable(path)
    }
    try self.init(data, name: path)
  }

  init(_ data: Data, name: String) throws {
    (self.data, self.name) = (data, name)
    let numbers: [Int]? = data.withUnsafeBytes { bytes in
      let start = bytes.count - IndexSegment.trailerSize
      guard bytes.starts(with: IndexSegment.magic), start >= IndexSegment.magic.count else {
        return nil
      }
      return (0..<12).map { i in
        Int(truncatingIfNeeded: bytes.loadUnaligned(fromByteOffset: start + 8 * i, as: UInt64.self))
      }
    }
    guard let numbers else {
      throw InputError("\(name) is no part of an index, or cut short; make the index again.")
    }
    (count, tokenCount) = (numbers[1], numbers[3])
    layout = Layout(
      documents: numbers[1], words: numbers[2], tokens: numbers[3], lengths: numbers[4],
      nameStarts: numbers[5], names: numbers[6], lists: numbers[7], listStarts: numbers[8],
      wordStarts: numbers[9], wordBytes: numbers[10], end: numbers[11])
    guard layout.fits(data.count) else { throw damage }
    try demand(
      numbers[0] == IndexSegment.version,
      "\(name) has version \(numbers[0]) of the format, and this program reads \(IndexSegment.version); make the index again."
    )
  }

  /// Lets only those documents count for which `live` says so, as if the others had never been added.
  mutating func keep(_ live: [Bool]) {
    guard live.contains(false) else { return }
    self.live = live
    count = live.count { $0 }
    tokenCount = withBytes { bytes in
      live.indices.reduce(0) {
        $0 + (live[$1] ? Int(IndexSegment.length($1, layout, bytes)) : 0)
      }
    }
  }

  /// Whether a document counts.
  func isLive(_ document: Int) -> Bool { live?[document] ?? true }

  /// The error for bytes that no builder wrote.
  var damage: InputError { InputError("\(name) is damaged; make the index again.") }

  /// How many words document `document` has.
  @inline(__always)
  static func length(_ document: Int, _ layout: Layout, _ bytes: UnsafeRawBufferPointer) -> Float {
    Float(
      bytes.loadUnaligned(fromByteOffset: layout.lengths + 4 * document, as: UInt32.self))
  }

  func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try data.withUnsafeBytes(body)
  }

  /// How many words a document has.
  func length(of document: Int) -> Int {
    withBytes { Int(IndexSegment.length(document, layout, $0)) }
  }

  /// What is remembered of a document.
  func name(of document: Int) throws -> [UInt8] {
    try withBytes { bytes in
      Array(try part(document, layout.nameStarts, layout.names, layout.lists, bytes))
    }
  }

  /// The bytes of a word, by its place in their order.
  func word(_ place: Int) throws -> [UInt8] { try withBytes { Array(try word(place, $0)) } }

  func word(_ place: Int, _ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
    try part(place, layout.wordStarts, layout.wordBytes, layout.end, bytes)
  }

  /// The list of the word in that place.
  func list(_ place: Int, _ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
    try part(place, layout.listStarts, layout.lists, layout.listStarts, bytes)
  }

  /// Item `place` of a part: its bytes lie from one start to the next.
  private func part(
    _ place: Int, _ starts: Int, _ begin: Int, _ end: Int, _ bytes: UnsafeRawBufferPointer
  ) throws -> UnsafeRawBufferPointer {
    func start(_ i: Int) -> UInt64 {
      bytes.loadUnaligned(fromByteOffset: starts + 8 * i, as: UInt64.self)
    }
    let (from, to) = (start(place), start(place + 1))
    guard from <= to, to <= UInt64(end - begin) else { throw damage }
    return UnsafeRawBufferPointer(rebasing: bytes[begin + Int(from)..<begin + Int(to)])
  }

  /// The place of a word; nil if no document has it.
  func place(of word: String) throws -> Int? {
    var word = word
    return try word.withUTF8 { wanted in
      let wanted = UnsafeRawBufferPointer(wanted)
      return try withBytes { bytes in
        var (low, high) = (0, layout.words)
        while low < high {
          let middle = (low + high) / 2
          let order = compare(try self.word(middle, bytes), wanted)
          if order == 0 { return middle }
          if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
      }
    }
  }

  /// Calls `body` with each document that has the word in that place, and how often.
  ///
  /// - Throws: `InputError` where the list is damaged.
  @inline(__always)
  func forEachPosting(_ place: Int, _ body: (_ document: Int, _ count: Int) -> Void) throws {
    try withBytes { bytes in
      let list = try self.list(place, bytes)
      var at = 0
      guard let frequency = VariableBytes.read(list, &at), frequency <= layout.documents else {
        throw damage
      }
      var document = -1
      for _ in 0..<frequency {
        guard let gap = VariableBytes.read(list, &at), gap > 0,
          let count = VariableBytes.read(list, &at)
        else { throw damage }
        document += Int(gap)
        guard document < layout.documents else { throw damage }
        if live == nil || live![document] { body(document, Int(count)) }
      }
    }
  }

  /// How many documents have the word in that place.
  func frequency(_ place: Int) throws -> Int {
    if live != nil {
      var frequency = 0
      try forEachPosting(place) { _, _ in frequency += 1 }
      return frequency
    }
    return try withBytes { bytes in
      var at = 0
      guard let frequency = VariableBytes.read(try list(place, bytes), &at),
        frequency <= layout.documents
      else { throw damage }
      return Int(frequency)
    }
  }
}

/// Below, at or above 0 where `a` comes before, with or after `b` in the order of bytes.
func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
  let common = min(a.count, b.count)
  let order = common == 0 ? 0 : Int(memcmp(a.baseAddress!, b.baseAddress!, common))
  return order != 0 ? order : a.count - b.count
}
