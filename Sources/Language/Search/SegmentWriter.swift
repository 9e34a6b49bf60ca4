import Foundation
import Ground

/// The documents that have a word, on their way into a segment.
struct PostingList {
  private(set) var bytes: [UInt8] = []
  private(set) var count: UInt32 = 0
  private var latest = -1

  /// Adds a document, which comes after all before it, and how often it has the word.
  @inline(__always)
  mutating func add(_ document: Int, _ count: UInt32) {
    VariableBytes.append(UInt32(document - latest), to: &bytes)
    VariableBytes.append(count, to: &bytes)
    latest = document
    self.count += 1
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    (count, latest) = (0, -1)
  }
}

/// Writes a segment from its beginning to its end, and keeps in memory only its words.
struct SegmentWriter {
  /// Takes the next bytes.
  typealias Sink = (_ bytes: [UInt8]) throws -> Void

  private let sink: Sink
  private var layout = IndexSegment.Layout()
  private var buffer: [UInt8] = []
  private var wordBytes: [UInt8] = []
  private var wordStarts: [UInt64] = [0]
  private var listStarts: [UInt64] = [0]

  init(lengths: [UInt32], nameStarts: [Int], names: [UInt8], to sink: @escaping Sink) throws {
    self.sink = sink
    layout.documents = lengths.count
    layout.tokens = lengths.reduce(0) { $0 + Int($1) }
    layout.nameStarts = layout.lengths + 4 * lengths.count
    layout.names = layout.nameStarts + 8 * nameStarts.count
    layout.lists = layout.names + names.count
    try sink(IndexSegment.magic)
    try sink(bytes(lengths))
    try sink(bytes(nameStarts.map { UInt64($0) }))
    try sink(names)
  }

  /// Adds a word, which comes after all before it in the order of bytes, and its list.
  mutating func add(word: some Collection<UInt8>, _ list: PostingList) throws {
    wordBytes += word
    wordStarts.append(UInt64(wordBytes.count))
    let before = buffer.count
    VariableBytes.append(list.count, to: &buffer)
    buffer += list.bytes
    listStarts.append(listStarts.last! + UInt64(buffer.count - before))
    if buffer.count > 1 << 20 { try flush() }
  }

  private mutating func flush() throws {
    try sink(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left.
  mutating func finish() throws {
    try flush()
    layout.words = wordStarts.count - 1
    layout.listStarts = layout.lists + Int(listStarts.last!)
    layout.wordStarts = layout.listStarts + 8 * listStarts.count
    layout.wordBytes = layout.wordStarts + 8 * wordStarts.count
    layout.end = layout.wordBytes + wordBytes.count
    try sink(bytes(listStarts))
    try sink(bytes(wordStarts))
    try sink(wordBytes)
    try sink(bytes(layout.numbers.map { UInt64($0) }))
  }

  /// Numbers with the lowest byte first: as they lie in memory on every machine that Swift runs on.
  private func bytes<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
    numbers.withUnsafeBytes { Array($0) }
  }
}
