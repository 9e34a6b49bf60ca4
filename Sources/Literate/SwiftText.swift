/// Swift source with its comments and string literals told apart from its code, by offset.
///
/// This is as much of Swift's grammar as weaving needs: enough to balance brackets and to find
/// declarations without being misled by a brace in a string.
struct SwiftText {
  /// The source, byte by byte.
  let bytes: [UInt8]
  /// The source with every byte of a comment or a string literal blanked (line ends stay).
  private(set) var code: [UInt8]
  /// The comments, delimiters included, in order.
  private(set) var comments: [Range<Int>] = []
  /// The string literals and regular expressions, delimiters included, in order.
  private(set) var literals: [Range<Int>] = []
  /// What stands in `\( … )` within strings, parentheses included; nested ones come before outer ones.
  private(set) var interpolations: [Range<Int>] = []
  /// The lines whose end lies inside a string.
  private var endsInString: Set<Int> = []
  /// Where each line begins.
  let lineStarts: [Int]

  /// Reads `text`; an unterminated comment or string is an error.
  init(_ text: String) throws {
    let bytes = Array(text.utf8)
    self.bytes = bytes
    code = bytes
    lineStarts = [0] + bytes.indices.filter { bytes[$0] == newline }.map { $0 + 1 }
    var position = 0
    while position < bytes.count { position = try skip(from: position) }
  }

  /// How many lines there are.
  var lineCount: Int { lineStarts.count }

  /// The number, from 1, of the line that holds the byte at `offset`.
  func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The bytes of line `number` (from 1), without its line end.
  func range(ofLine number: Int) -> Range<Int> {
    let start = lineStarts[number - 1]
    return start..<(number < lineStarts.count ? lineStarts[number] - 1 : bytes.count)
  }

  /// Line `number` (from 1) as it stands.
  func line(_ number: Int) -> String {
    String(decoding: bytes[range(ofLine: number)], as: UTF8.self)
  }

  /// Line `number` (from 1) without comments and the insides of strings.
  func codeLine(_ number: Int) -> String {
    String(decoding: code[range(ofLine: number)], as: UTF8.self)
  }
}

private let newline = UInt8(ascii: "\n")
private let quote = UInt8(ascii: "\"")
private let slash = UInt8(ascii: "/")
private let star = UInt8(ascii: "*")
private let hash = UInt8(ascii: "#")
private let backslash = UInt8(ascii: "\\")

// MARK: - Finding comments and strings

extension SwiftText {
  /// Steps over what begins at `start`: a comment, a string, a regular expression, or one byte.
  private mutating func skip(from start: Int) throws -> Int {
    switch bytes[start] {
    case slash where byte(start + 1) == slash:
      let end = bytes[start...].firstIndex(of: newline) ?? bytes.count
      addComment(start..<end)
      return end
    case slash where byte(start + 1) == star:
      let end = try endOfBlockComment(from: start)
      addComment(start..<end)
      return end
    case slash:
      guard let end = endOfRegularExpression(from: start) else { return start + 1 }
      addLiteral(start..<end)
      return end
    case quote, hash:
      let hashes = bytes[start...].prefix { $0 == hash }.count
      guard byte(start + hashes) == quote else { return start + max(hashes, 1) }
      let end = try endOfString(from: start + hashes, hashes: hashes)
      addLiteral(start..<end)
      for offset in start..<end where bytes[offset] == newline {
        endsInString.insert(line(at: offset))
      }
      return end
    default:
      return start + 1
    }
  }

  /// The byte at `offset`; 0 beyond the end.
  private func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  private mutating func addComment(_ range: Range<Int>) {
    comments.append(range)
    blank(range)
  }

  private mutating func addLiteral(_ range: Range<Int>) {
    literals.append(range)
    blank(range)
  }

  private mutating func blank(_ range: Range<Int>) {
    for offset in range where bytes[offset] != newline { code[offset] = UInt8(ascii: " ") }
  }

  /// Block comments nest.
  private func endOfBlockComment(from start: Int) throws -> Int {
    var depth = 0
    var position = start
    while position < bytes.count {
      if bytes[position] == slash && byte(position + 1) == star {
        depth += 1
        position += 2
      } else if bytes[position] == star && byte(position + 1) == slash {
        depth -= 1
        position += 2
        if depth == 0 { return position }
      } else {
        position += 1
      }
    }
    throw ChapterError("The comment that begins here is never closed.", line: line(at: start))
  }

  /// The end of the string whose opening quote is at `start`, behind `hashes` number signs.
  private mutating func endOfString(from start: Int, hashes: Int) throws -> Int {
    let isMultiline = byte(start + 1) == quote && byte(start + 2) == quote
    let closing =
      [UInt8](repeating: quote, count: isMultiline ? 3 : 1)
      + [UInt8](repeating: hash, count: hashes)
    let escape = [backslash] + [UInt8](repeating: hash, count: hashes)
    var position = start + (isMultiline ? 3 : 1)
    while position < bytes.count {
      if bytes[position] == quote && bytes[position...].starts(with: closing) {
        return position + closing.count
      }
      if bytes[position] == backslash && bytes[position...].starts(with: escape) {
        position += escape.count
        let opens = byte(position) == UInt8(ascii: "(")
        position = opens ? try endOfInterpolation(from: position) : position + 1
      } else if bytes[position] == newline && !isMultiline {
        break
      } else {
        position += 1
      }
    }
    throw ChapterError("The string that begins here is never closed.", line: line(at: start))
  }

  /// The end of the regular expression that the slash at `start` opens; nil where it divides.
  private func endOfRegularExpression(from start: Int) -> Int? {
    let before = start > 0 ? bytes[start - 1] : newline
    guard " \n([{,:=!".utf8.contains(before), !" \n=".utf8.contains(byte(start + 1)) else {
      return nil
    }
    var position = start + 1
    while position < bytes.count, bytes[position] != newline {
      if bytes[position] == slash { return position + 1 }
      position += bytes[position] == backslash ? 2 : 1
    }
    return nil
  }

  /// The end of the interpolation whose opening parenthesis is at `start`.
  private mutating func endOfInterpolation(from start: Int) throws -> Int {
    var depth = 0
    var position = start
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case quote:
        position = try endOfString(from: position, hashes: 0)
        continue
      default: break
      }
      position += 1
      if depth == 0 {
        interpolations.append(start..<position)
        return position
      }
    }
    throw ChapterError("The interpolation that begins here is never closed.", line: line(at: start))
  }
}

// MARK: - Statements

extension SwiftText {
  /// The lines of the statement that begins in line `first`: up to where its brackets balance.
  func statement(from first: Int, through last: Int) -> ClosedRange<Int> {
    var depth = 0
    for number in first...max(first, last) {
      for byte in code[range(ofLine: number)] {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        default: break
        }
      }
      let isOver = depth <= 0 && !endsInString.contains(number)
      if isOver && !(number < last && goesOn(inLine: number + 1)) { return first...number }
    }
    return first...max(first, last)
  }

  /// Whether line `number` can only go on with the statement before it: it begins with a brace, a
  /// member's dot, an operator between spaces, `where` …
  private func goesOn(inLine number: Int) -> Bool {
    let text = codeLine(number).drop { $0 == " " }
    guard let first = text.first else { return false }
    if first == "{" || text.hasPrefix("->") { return true }
    if first == "." { return text.dropFirst().first?.isLowercase == true }
    let word = text.prefix { $0 != " " }
    return word.allSatisfy("-+*/=?:&|<>".contains) || ["where", "else", "catch"].contains(word)
  }

  /// The statements of `lines`, one after the other.
  func statements(in lines: ClosedRange<Int>) -> [ClosedRange<Int>] {
    var result: [ClosedRange<Int>] = []
    var next = lines.lowerBound
    while next <= lines.upperBound {
      let statement = statement(from: next, through: lines.upperBound)
      result.append(statement)
      next = statement.upperBound + 1
    }
    return result
  }

  /// The name of the function that the statement in line `number` calls first: `show` for
  /// `try show(x)`; nil when the line doesn't begin with a call.
  func call(inLine number: Int) -> String? {
    var text = Substring(codeLine(number)).drop { $0 == " " }
    for word in ["try ", "await "] where text.hasPrefix(word) {
      text = text.dropFirst(word.count).drop { $0 == " " }
    }
    let name = text.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return !name.isEmpty && text.dropFirst(name.count).first == "(" ? String(name) : nil
  }
}
