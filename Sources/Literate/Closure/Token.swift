/// A token of Swift source: what the compiler sees of it, without comments and layout.
struct Token: Equatable {
  enum Kind { case word, number, sign, literal }

  var kind: Kind
  /// As it stands in the source; a sign is a single character, an operator several of them.
  var text: String
  /// The line it begins in, from 1.
  var line: Int
  /// Whether it is the first of its line.
  var startsLine: Bool
  /// Whether blank space or a comment stands before it.
  var followsSpace: Bool
  /// The tokens of a string's interpolations: code as well.
  var interpolated: [Token] = []
  /// Whether the page doesn't show it.
  var isConcealed = false

  /// Whether it is the sign or the keyword `text`.
  func `is`(_ text: String) -> Bool { kind != .literal && self.text == text }

  /// Whether it opens a bracket.
  var opens: Bool { kind == .sign && "([{".contains(text) }
  /// Whether it closes a bracket.
  var closes: Bool { kind == .sign && ")]}".contains(text) }
  /// Whether it may be part of an operator.
  var isOperator: Bool { kind == .sign && "+-*/%=<>&|^~?!:.".contains(text) }
}

extension SwiftText {
  /// The tokens of the source, in order.
  func tokens() -> [Token] {
    var result: [Token] = []
    var literals = literals[...]
    var position = 0
    var lastLine = 0
    var end = 0
    while position < bytes.count {
      let kind: Token.Kind
      let start = position
      if let literal = literals.first, literal.lowerBound == position {
        literals.removeFirst()
        (kind, position) = (.literal, literal.upperBound)
      } else if code[position].isSpace {
        position += 1
        continue
      } else {
        (kind, position) = word(from: position)
      }
      let line = line(at: start)
      result.append(
        Token(
          kind: kind, text: text(of: kind, start..<position), line: line,
          startsLine: line > lastLine, followsSpace: start > end,
          interpolated: kind == .literal ? interpolated(in: start..<position) : []))
      (lastLine, end) = (self.line(at: position - 1), position)
    }
    return result
  }

  /// What the byte at `start` begins, and where that ends.
  private func word(from start: Int) -> (kind: Token.Kind, end: Int) {
    guard code[start].isPartOfWord else { return (.sign, start + 1) }
    let isNumber = code[start].isDigit
    var end = start + 1
    while end < code.count {
      // A point belongs to a number where a digit follows.
      let isPoint = isNumber && code[end] == UInt8(ascii: ".")
      let goesOn = isPoint ? end + 1 < code.count && code[end + 1].isDigit : code[end].isPartOfWord
      if !goesOn { break }
      end += 1
    }
    return (isNumber ? .number : .word, end)
  }

  /// A string of several lines loses its indentation, which isn't part of its text.
  private func text(of kind: Token.Kind, _ range: Range<Int>) -> String {
    let text = String(decoding: bytes[range], as: UTF8.self)
    guard kind == .literal, text.contains("\n") else { return text }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let indent = lines.last!.prefix { $0 == " " }.count
    return lines.map { String($0.first == " " ? $0.dropFirst(indent) : $0) }
      .joined(separator: "\n")
  }

  private func interpolated(in range: Range<Int>) -> [Token] {
    interpolations.filter { range.contains($0.lowerBound) }.flatMap { part -> [Token] in
      let tokens = try? SwiftText(String(decoding: bytes[part], as: UTF8.self)).tokens()
      let linesBefore = line(at: part.lowerBound) - 1
      return (tokens ?? []).map { token in
        var token = token
        token.line += linesBefore
        return token
      }
    }
  }
}

extension UInt8 {
  fileprivate var isSpace: Bool { self == 32 || (9...13).contains(self) }
  fileprivate var isDigit: Bool { (48...57).contains(self) }
  /// Letters, digits, what stands in names beside them, and whatever isn't ASCII.
  fileprivate var isPartOfWord: Bool {
    isDigit || (65...90).contains(self) || (97...122).contains(self) || self >= 128
      || self == UInt8(ascii: "_") || self == UInt8(ascii: "$") || self == UInt8(ascii: "`")
  }
}
