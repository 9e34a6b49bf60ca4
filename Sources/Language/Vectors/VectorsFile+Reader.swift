import Ground
import Tensors

/// Walks once over the bytes of a file of word vectors.
struct VectorsReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let path: String
  private let decimals = DecimalReader()
  /// The next byte to read, and where it stands: line 1, say, or word 0 of a binary file.
  private var position = 0
  private var place = (unit: "Line", number: 1)
  private var words: [String] = []
  private var seen = Set<String>()

  init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) {
    self.bytes = bytes
    self.path = path
  }

  mutating func read() throws -> (words: [String], vectors: Tensor) {
    let first = fields(to: endOfLine(from: 0))
    let header = first.compactMap { Int($0) }
    if first.count == 2, header.count == 2 {
      position = min(endOfLine(from: 0) + 1, bytes.count)
      return try isBinary(width: header[1])
        ? binary(header[0], header[1]) : text(header[0], header[1])
    }
    guard first.count >= 2 else {
      throw error("should start with the line \"V D\", or with a word and its numbers")
    }
    return try text(nil, first.count - 1)
  }

  private func error(_ problem: String) -> InputError {
    InputError("The file “\(path)” \(problem).")
  }

  private func errorHere(_ problem: String) -> InputError {
    InputError("\(place.unit) \(place.number) of the file “\(path)” \(problem).")
  }

  /// The fields from here to `end`.
  private func fields(to end: Int) -> [String] {
    bytes[position..<end].split { isSpace($0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  private func endOfLine(from start: Int) -> Int {
    bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
  }

  /// The word that ends where `end` is, and whether it is a new one; `position` moves past it.
  private mutating func word(to end: Int) throws -> (word: String, isNew: Bool) {
    guard let word = String(validating: bytes[position..<end], as: UTF8.self) else {
      throw errorHere("holds a word that is not UTF-8 text")
    }
    let (isNew, first) = seen.insert(word)
    guard isNew || !first.utf8.elementsEqual(word.utf8) else {
      throw errorHere("holds the word “\(word)” for a second time")
    }
    position = end
    return (word, isNew)
  }

  /// Reads `count` vectors of `width` numbers, each with `readRow`, which returns its word. The row of
  /// a word that is not new gives way to the next one.
  private mutating func rows(
    _ count: Int, _ width: Int,
    _ readRow: (inout Self, UnsafeMutableBufferPointer<Float>) throws -> (String, isNew: Bool)
  ) throws -> (words: [String], vectors: Tensor) {
    var vectors = try room(count, width)
    try vectors.withUnsafeMutableBufferPointer { values in
      for _ in 0..<count {
        let first = words.count * width
        let (word, isNew) = try readRow(&self, values.extracting(first..<first + width))
        if isNew { words.append(word) }
        place.number += 1
      }
    }
    return (words, words.count < count ? vectors.rows(0..<words.count) : vectors)
  }

  /// Room for the vectors, unless the file is shorter than one byte a number: then it can't hold them.
  private mutating func room(_ count: Int, _ width: Int) throws -> Tensor {
    guard count > 0, width > 0, count <= bytes.count, width <= bytes.count / count else {
      throw error(
        "names \(count) vectors of \(width) numbers, which can't be in its \(bytes.count) bytes")
    }
    words.reserveCapacity(count)
    seen.reserveCapacity(count)
    return Tensor.zeros(count, width)
  }
}

/// Whether a byte sets fields apart: a space, a tab, a line feed, a carriage return.
private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }

// MARK: - Text

extension VectorsReader {
  private mutating func text(
    _ promised: Int?, _ width: Int
  ) throws -> (words: [String], vectors: Tensor) {
    let end = (bytes[position...].lastIndex { !isSpace($0) } ?? position - 1) + 1
    let body = bytes[position..<end]
    let count = body.isEmpty ? 0 : body.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    guard promised == nil || promised == count else {
      throw error("should hold \(promised!) lines after the first, as that one says, not \(count)")
    }
    place.number = promised == nil ? 1 : 2
    return try rows(count, width) { try $0.textRow($1) }
  }

  private mutating func textRow(
    _ row: UnsafeMutableBufferPointer<Float>
  ) throws -> (String, isNew: Bool) {
    let start = position
    let end = endOfLine(from: position)
    let word = try word(to: bytes[start..<end].firstIndex(where: isSpace) ?? end)
    guard position > start else { throw errorHere("should start with a word") }
    for index in row.indices {
      while position < end, isSpace(bytes[position]) { position += 1 }
      let first = position
      guard first < end, let value = decimals.float(bytes, &position) else {
        position = first
        throw badRow(start..<end, width: row.count)
      }
      row[index] = value
    }
    guard bytes[position..<end].allSatisfy(isSpace) else {
      throw badRow(start..<end, width: row.count)
    }
    position = min(end + 1, bytes.count)
    return word
  }

  /// What is wrong with a line that does not hold a word and `width` finite numbers.
  private func badRow(_ line: Range<Int>, width: Int) -> InputError {
    let count = bytes[line].split(whereSeparator: isSpace).count - 1
    guard count == width else {
      let hint = count > width ? "; a word can't have a space in it" : ""
      return errorHere("should hold \(width) numbers after its word, not \(count)\(hint)")
    }
    let field = fields(to: line.upperBound)[0]
    return errorHere("holds “\(field)”, which is no finite number")
  }
}

// MARK: - Binary

extension VectorsReader {
  /// Whether what follows the header is binary: among the bytes after the first word stand some that
  /// no text holds. (Numbers near 1 have random bits in three of their four bytes.)
  private func isBinary(width: Int) -> Bool {
    guard let space = bytes[position...].firstIndex(of: 0x20) else { return false }
    var sample = bytes[space..<min(space + max(4 * min(width, 1 << 20), 64), bytes.count)]
    // A character may be cut at the end of the sample.
    while let last = sample.last, last >= 0x80 { sample.removeLast() }
    return sample.contains { ($0 < 0x20 && !isSpace($0)) || $0 == 0x7f }
      || String(validating: sample, as: UTF8.self) == nil
  }

  private mutating func binary(
    _ count: Int, _ width: Int
  ) throws -> (words: [String], vectors: Tensor) {
    place = ("Word", 0)
    let result = try rows(count, width) { try $0.binaryRow($1) }
    guard bytes[position...].allSatisfy(isSpace) else {
      throw error("goes on after the \(count) vectors that its first line names")
    }
    return result
  }

  private mutating func binaryRow(
    _ row: UnsafeMutableBufferPointer<Float>
  ) throws -> (String, isNew: Bool) {
    // Some programs end a vector with a line feed, others don't.
    while position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
    guard let space = bytes[position...].firstIndex(where: isSpace), space > position,
      bytes[space] == 0x20, bytes.count - space - 1 >= 4 * row.count
    else { throw errorHere("is damaged, or breaks off before its numbers end") }
    let word = try word(to: space)
    let source = UnsafeRawBufferPointer(bytes)
    for i in row.indices {
      let bits = source.loadUnaligned(fromByteOffset: space + 1 + 4 * i, as: UInt32.self)
      row[i] = Float(bitPattern: UInt32(littleEndian: bits))
      guard row[i].isFinite else {
        throw errorHere("has a number that is not finite")
      }
    }
    position = space + 1 + 4 * row.count
    return word
  }
}
