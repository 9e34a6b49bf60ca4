import Foundation
import Ground

/// A part of an index that never changes: documents, and for each word the documents that have it. It lies in a
/// file that is mapped, or in memory in the same form.
///
///     8 bytes      "CtoAind\n", then twelve numbers of 8 bytes: the version, D documents, V words, all words
///                  counted, and where each of the parts below begins, and the whole ends
///     D · 4        how many words each document has
///     (D + 1) · 8  where each name begins, then the names
///     (V + 1) · 8  where each word begins, then the words, in order of their bytes
///     (V + 1) · 8  where each word's list begins, then the lists: how many documents, and for each of them the
///                  gap from the one before and how often it has the word (`VariableBytes`)
struct IndexSegment: Sendable {
  static let magic = Array("CtoAind\n".utf8)
  static let version = 1
  static let headerSize = 8 + 12 * 8

  /// What the header says of its parts.
  struct Layout: Equatable, Sendable {
    var documents = 0
    var words = 0
    var tokens = 0
    var lengths = 0
    var nameStarts = 0
    var names = 0
    var wordStarts = 0
    var wordBytes = 0
    var listStarts = 0
    var lists = 0
    var end = 0

    var numbers: [Int] {
      [
        IndexSegment.version, documents, words, tokens, lengths, nameStarts, names, wordStarts,
        wordBytes, listStarts, lists, end,
      ]
    }

    /// Whether the parts lie one behind the other, and each has room for what it holds.
    func fits(_ count: Int) -> Bool {
      let limit = count / 4
      guard (0...limit).contains(documents), (0...limit).contains(words), tokens >= 0 else {
        return false
      }
      return lengths == IndexSegment.headerSize && nameStarts == lengths + 4 * documents
        && names == nameStarts + 8 * (documents + 1) && names <= wordStarts
        && wordBytes == wordStarts + 8 * (words + 1) && wordBytes <= listStarts
        && lists == listStarts + 8 * (words + 1) && lists <= end && end == count
    }
  }

  let layout: Layout
  private let data: Data
  private let name: String

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
      guard bytes.starts(with: IndexSegment.magic), bytes.count >= IndexSegment.headerSize else {
        return nil
      }
      return (0..<12).map { i in
        Int(truncatingIfNeeded: bytes.loadUnaligned(fromByteOffset: 8 + 8 * i, as: UInt64.self))
      }
    }
    guard let numbers else {
      throw InputError("\(name) is no part of an index; make the index again.")
    }
    try demand(
      numbers[0] == IndexSegment.version,
      "\(name) has version \(numbers[0]) of the format, and this program reads \(IndexSegment.version); make the index again."
    )
    layout = Layout(
      documents: numbers[1], words: numbers[2], tokens: numbers[3], lengths: numbers[4],
      nameStarts: numbers[5], names: numbers[6], wordStarts: numbers[7], wordBytes: numbers[8],
      listStarts: numbers[9], lists: numbers[10], end: numbers[11])
    if !layout.fits(data.count) { throw damage }
  }

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

  /// The name of a document.
  func name(of document: Int) throws -> String {
    try withBytes { bytes in
      String(
        decoding: try part(document, layout.nameStarts, layout.names, layout.wordStarts, bytes),
        as: UTF8.self)
    }
  }

  /// The bytes of a word, by its place in their order.
  func word(_ place: Int) throws -> [UInt8] { try withBytes { Array(try word(place, $0)) } }

  func word(_ place: Int, _ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
    try part(place, layout.wordStarts, layout.wordBytes, layout.listStarts, bytes)
  }

  /// The list of the word in that place.
  func list(_ place: Int, _ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
    try part(place, layout.listStarts, layout.lists, layout.end, bytes)
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

  /// Calls `body` with each document that has the word in that place, and how often; first of all `begin` with
  /// how many there are.
  ///
  /// - Throws: `InputError` where the list is damaged.
  @inline(__always)
  func forEachPosting(
    _ place: Int, begin: (Int) -> Void = { _ in }, _ body: (_ document: Int, _ count: Int) -> Void
  ) throws {
    try withBytes { bytes in
      let list = try self.list(place, bytes)
      var at = 0
      guard let frequency = VariableBytes.read(list, &at), frequency <= layout.documents else {
        throw damage
      }
      begin(Int(frequency))
      var document = -1
      for _ in 0..<frequency {
        guard let gap = VariableBytes.read(list, &at), gap > 0,
          let count = VariableBytes.read(list, &at)
        else { throw damage }
        document += Int(gap)
        guard document < layout.documents else { throw damage }
        body(document, Int(count))
      }
    }
  }

  /// How many documents have the word in that place.
  func frequency(_ place: Int) throws -> Int {
    try withBytes { bytes in
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
