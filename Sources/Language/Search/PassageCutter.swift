import Foundation

/// Where a passage stands in its file.
struct PassagePlace: Equatable, Sendable {
  /// The line that it begins on, from 1.
  var line: Int
  /// In bytes.
  var offset: Int
  /// In bytes.
  var length: Int

  init(line: Int, offset: Int, length: Int) {
    (self.line, self.offset, self.length) = (line, offset, length)
  }

  /// As few bytes as hold it.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for number in [line, length, offset & 0x7fff_ffff, offset >> 31] {
      VariableBytes.append(UInt32(truncatingIfNeeded: number), to: &bytes)
    }
    return bytes
  }

  /// What `bytes` were made of; nil if they are something else.
  init?(_ bytes: [UInt8]) {
    let numbers = bytes.withUnsafeBytes { bytes in
      var place = 0
      return (0..<4).map { _ in VariableBytes.read(bytes, &place).map { Int($0) } }
    }
    guard let line = numbers[0], let length = numbers[1], let low = numbers[2],
      let high = numbers[3]
    else { return nil }
    self.init(line: line, offset: high << 31 | low, length: length)
  }
}

/// Cuts a text into passages as its bytes come: what a search finds, and shows.
///
/// A passage is a paragraph, which ends at an empty line. A whole file may speak of many things, and its one good
/// paragraph would drown in it; a single line may not say what it speaks of. So a short paragraph, such as a
/// heading, begins the next one, and a text without empty lines is cut at the ends of lines, or at blanks.
struct PassageCutter {
  /// An empty line ends a passage of so many bytes.
  private static let shortest = 200
  /// The end of a line ends a passage of so many bytes.
  private static let long = 1_500
  /// No passage has more bytes.
  private static let longest = 4_096

  private var passage: [UInt8] = []
  private var offset: Int
  private var line = 1
  /// Where the line that has begun starts in the passage.
  private var lineStart = 0

  /// - Parameter offset: where the text begins in its file.
  init(offset: Int) { self.offset = offset }

  /// Takes the next bytes of the text, and hands over each passage that ends in them.
  mutating func take(
    _ bytes: UnsafeRawBufferPointer, _ body: ([UInt8], PassagePlace) throws -> Void
  ) rethrows {
    var place = 0
    while place < bytes.count {
      let room = min(PassageCutter.longest - passage.count, bytes.count - place)
      let start = bytes.baseAddress! + place
      let found = memchr(start, 10, room)
      let count = found.map { UnsafeRawPointer($0) - start + 1 } ?? room
      passage += UnsafeRawBufferPointer(start: start, count: count)
      place += count
      if found != nil {
        try endLine(body)
      } else if passage.count == PassageCutter.longest {
        try end(at: lastBreak, body)
      }
    }
  }

  /// Ends the text.
  mutating func finish(_ body: ([UInt8], PassagePlace) throws -> Void) rethrows {
    if !passage.allSatisfy(PassageCutter.isBlank) { try end(at: passage.count, body) }
  }

  private mutating func endLine(_ body: ([UInt8], PassagePlace) throws -> Void) rethrows {
    let isEmpty = passage[lineStart...].allSatisfy(PassageCutter.isBlank)
    if isEmpty && lineStart == 0 {
      // No passage begins with an empty line.
      skip(passage.count)
    } else if passage.count >= (isEmpty ? PassageCutter.shortest : PassageCutter.long) {
      try end(at: passage.count, body)
    } else {
      lineStart = passage.count
    }
  }

  /// Behind the last blank, or else between two characters.
  private var lastBreak: Int {
    let late = passage[PassageCutter.long...]
    if let blank = late.lastIndex(where: PassageCutter.isBlank) { return blank + 1 }
    // A character goes on with bytes of 10……; text that isn't UTF-8 may have any number of them.
    let first = late.lastIndex { $0 & 0xc0 != 0x80 }
    return first ?? passage.count
  }

  private mutating func end(
    at count: Int, _ body: ([UInt8], PassagePlace) throws -> Void
  ) rethrows {
    let place = PassagePlace(line: line, offset: offset, length: count)
    let whole = count == passage.count ? passage : Array(passage.prefix(count))
    skip(count)
    try body(whole, place)
  }

  /// Drops the first bytes.
  private mutating func skip(_ count: Int) {
    line += passage.prefix(count).count { $0 == 10 }
    offset += count
    passage.removeFirst(count)
    lineStart = max(0, lineStart - count)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}
