import Ground
import Tensors

/// Walks once over the bytes of a file of word vectors.
struct VectorsReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let path: String
  private let isStrict: Bool
  private let decimals = DecimalReader()
  /// The next byte to read, and where it stands: line 1, say, or word 0 of a binary file.
  private var position = 0
  private var place = (unit: "Line", number: 1)
  private var words: [String] = []
  private var seen = Set<String>()
  private var leftOut: [LeftOutLine] = []
  private var leftOutCount = 0

  /// A row that can't be taken, and what is wrong with it, as in “holds …”. What follows it can be read.
  private struct OddRow: Error {
    let reason: String
  }

  /// - Parameter isStrict: whether an odd row is an error; it is left out otherwise.
  init(_ bytes: UnsafeBufferPointer<UInt8>, path: String, isStrict: Bool) {
    (self.bytes, self.path, self.isStrict) = (bytes, path, isStrict)
    // A byte order mark.
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  mutating func read() throws -> VectorsFile.Contents {
    let first = fields(to: endOfLine(from: position))
    let header = first.compactMap { Int($0) }
    if first.count == 2, header.count == 2 {
      position = min(endOfLine(from: position) + 1, bytes.count)
      return try isBinary(width: header[1])
        ? binary(header[0], header[1]) : text(header[0], header[1])
    }
    guard first.count >= 2 else {
      throw error("should start with the line \"V D\", or with a word and its numbers")
    }
    return try text(nil, isStrict ? first.count - 1 : commonWidth())
  }

  private func error(_ problem: String) -> InputError {
    InputError("The file “\(path)” \(problem).")
  }

  /// The fields from here to `end`.
  private func fields(to end: Int) -> [String] {
    bytes[position..<end].split { isSpace($0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  private func endOfLine(from start: Int) -> Int {
    bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
  }

  /// The word that stands at `range`.
  private func word(_ range: Range<Int>) throws -> String {
    guard let word = String(validating: bytes[range], as: UTF8.self) else {
      throw OddRow(reason: "holds a word that is not UTF-8 text")
    }
    return word.normalized
  }

  /// Reads `count` vectors of `width` numbers, each with `readRow`, which returns its word and moves on
  /// to the next row, also where the row is odd.
  private mutating func rows(
    _ count: Int, _ width: Int,
    _ readRow: (inout Self, UnsafeMutableBufferPointer<Float>) throws -> String
  ) throws -> VectorsFile.Contents {
    var vectors = try room(count, width)
    try vectors.withUnsafeMutableBufferPointer { values in
      for _ in 0..<count {
        let first = words.count * width
        do {
          let word = try readRow(&self, values.extracting(first..<first + width))
          guard seen.insert(word).inserted else {
            throw OddRow(reason: "holds the word “\(word)” for a second time")
          }
          words.append(word)
        } catch let odd as OddRow {
          try leaveOut(odd)
        }
        place.number += 1
      }
    }
    // A file of such rows is no file of vectors.
    if 2 * leftOutCount > count { throw refusal(leftOut[0]) }
    if words.count < count { vectors = vectors.rows(0..<words.count) }
    return .init(words: words, vectors: vectors, leftOut: leftOut, leftOutCount: leftOutCount)
  }

  private mutating func leaveOut(_ odd: OddRow) throws {
    let line = LeftOutLine(line: place.number, reason: odd.reason, unit: place.unit.lowercased())
    if isStrict { throw refusal(line) }
    leftOutCount += 1
    if leftOut.count < 100 { leftOut.append(line) }
  }

  private func refusal(_ line: LeftOutLine) -> InputError {
    InputError("\(place.unit) \(line.line) of the file “\(path)” \(line.reason).")
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
  private mutating func text(_ promised: Int?, _ width: Int) throws -> VectorsFile.Contents {
    let end = (bytes[position...].lastIndex { !isSpace($0) } ?? position - 1) + 1
    let body = bytes[position..<end]
    let count = body.isEmpty ? 0 : body.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    guard promised == nil || promised == count else {
      throw error("should hold \(promised!) lines after the first, as that one says, not \(count)")
    }
    place.number = promised == nil ? 1 : 2
    return try rows(count, width) { try $0.textRow($1) }
  }

  /// How many numbers most of the first lines have: a word may have spaces.
  private func commonWidth() -> Int {
    var lines: [Int: Int] = [:]
    for line in firstLines(1000) {
      lines[max(fields(of: line).count - 1, 0), default: 0] += 1
    }
    return lines.max { ($0.value, -$0.key) < ($1.value, -$1.key) }!.key
  }

  /// The first lines from here, of four megabytes at most: a binary file may have none.
  private func firstLines(_ count: Int) -> [Range<Int>] {
    var (lines, start): ([Range<Int>], Int) = ([], position)
    let reach = min(bytes.count, position + 1 << 22)
    while lines.count < count, start < reach {
      let end = bytes[start..<reach].firstIndex(of: UInt8(ascii: "\n")) ?? reach
      lines.append(start..<end)
      start = end + 1
    }
    return lines
  }

  private func fields(of line: Range<Int>) -> [Range<Int>] {
    var (fields, start): ([Range<Int>], Int) = ([], line.lowerBound)
    for place in line where isSpace(bytes[place]) {
      if place > start { fields.append(start..<place) }
      start = place + 1
    }
    if start < line.upperBound { fields.append(start..<line.upperBound) }
    return fields
  }

  private mutating func textRow(_ row: UnsafeMutableBufferPointer<Float>) throws -> String {
    let line = position..<endOfLine(from: position)
    defer { position = min(line.upperBound + 1, bytes.count) }
    let end = bytes[line].firstIndex(where: isSpace) ?? line.upperBound
    guard end > line.lowerBound else { throw OddRow(reason: "should start with a word") }
    if numbers(end..<line.upperBound, row) { return try word(line.lowerBound..<end) }
    guard !isStrict, let end = endOfSpacedWord(line, width: row.count),
      numbers(end..<line.upperBound, row)
    else { throw oddRow(line, width: row.count) }
    return try word(line.lowerBound..<end)
  }

  /// Reads the numbers that stand at `range` into `row`; false where they are other ones, or more or less.
  private func numbers(_ range: Range<Int>, _ row: UnsafeMutableBufferPointer<Float>) -> Bool {
    var position = range.lowerBound
    for index in row.indices {
      while position < range.upperBound, isSpace(bytes[position]) { position += 1 }
      guard position < range.upperBound, let value = decimals.float(bytes, &position) else {
        return false
      }
      row[index] = value
    }
    return bytes[position..<range.upperBound].allSatisfy(isSpace)
  }

  /// Where the word of a line ends that has more fields than a word and `width` numbers. Where all the
  /// others look like numbers of its vector, it is no such word.
  private func endOfSpacedWord(_ line: Range<Int>, width: Int) -> Int? {
    let fields = fields(of: line)
    guard fields.count > width + 1 else { return nil }
    func hasPoint(_ field: Range<Int>) -> Bool { bytes[field].contains(UInt8(ascii: ".")) }
    let others = fields[1..<fields.count - width]
    let areNumbers = others.allSatisfy { field in
      var start = field.lowerBound
      return decimals.float(bytes, &start) != nil && hasPoint(field) == hasPoint(fields.last!)
    }
    return areNumbers ? nil : others.last!.upperBound
  }

  /// What is wrong with a line that does not hold a word and `width` finite numbers.
  private func oddRow(_ line: Range<Int>, width: Int) -> OddRow {
    let fields = fields(of: line).dropFirst()
    guard fields.count == width else {
      let hint = fields.count > width ? "; a word can't have a space in it" : ""
      return OddRow(
        reason: "should hold \(width) numbers after its word, not \(fields.count)\(hint)")
    }
    let odd = fields.first { field in
      var start = field.lowerBound
      return decimals.float(bytes, &start) == nil
    }
    let field = String(decoding: bytes[odd ?? line], as: UTF8.self)
    return OddRow(reason: "holds “\(field)”, which is no finite number")
  }
}

// MARK: - Binary

extension VectorsReader {
  /// Whether what follows the header is binary: none of the first lines ends in `width` numbers, and among
  /// the bytes after the first word stand some that no text holds. (Numbers near 1 have random bits in
  /// three of their four bytes.)
  private func isBinary(width: Int) -> Bool {
    guard let space = bytes[position...].firstIndex(of: 0x20) else { return false }
    let isText = firstLines(10).contains { line in
      let numbers = fields(of: line).dropFirst().suffix(max(width, 0))
      return numbers.count == width
        && numbers.allSatisfy { field in
          var start = field.lowerBound
          return decimals.float(bytes, &start) != nil
        }
    }
    if isText { return false }
    var sample = bytes[space..<min(space + max(4 * min(width, 1 << 20), 64), bytes.count)]
    // A character may be cut at the end of the sample.
    while let last = sample.last, last >= 0x80 { sample.removeLast() }
    return sample.contains { ($0 < 0x20 && !isSpace($0)) || $0 == 0x7f }
      || String(validating: sample, as: UTF8.self) == nil
  }

  private mutating func binary(_ count: Int, _ width: Int) throws -> VectorsFile.Contents {
    place = ("Word", 0)
    let result = try rows(count, width) { try $0.binaryRow($1) }
    guard bytes[position...].allSatisfy(isSpace) else {
      throw error("goes on after the \(count) vectors that its first line names")
    }
    return result
  }

  private mutating func binaryRow(_ row: UnsafeMutableBufferPointer<Float>) throws -> String {
    // Some programs end a vector with a line feed, others don't.
    while position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
    let start = position
    guard let space = bytes[start...].firstIndex(where: isSpace), space > start,
      bytes[space] == 0x20, bytes.count - space - 1 >= 4 * row.count
    else {
      throw InputError(
        """
        \(place.unit) \(place.number) of the file “\(path)” is damaged, or breaks off before its numbers \
        end.
        """)
    }
    position = space + 1 + 4 * row.count
    let source = UnsafeRawBufferPointer(bytes)
    for i in row.indices {
      let bits = source.loadUnaligned(fromByteOffset: space + 1 + 4 * i, as: UInt32.self)
      row[i] = Float(bitPattern: UInt32(littleEndian: bits))
    }
    let word = try word(start..<space)
    guard row.allSatisfy(\.isFinite) else {
      throw OddRow(reason: "has a number that is not finite")
    }
    return word
  }
}
