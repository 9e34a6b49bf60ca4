/// A chapter's program, read as a sequence of prose and cells.
///
/// Prose stands in `/*: … */` comments at the beginning of a line (or `//:` lines); a cell is the
/// code between two pieces of prose. What comes before the first prose is not on the page.
struct Source {
  let text: SwiftText
  let blocks: [Block]

  enum Block: Equatable {
    case prose(Prose)
    case cell(Cell)

    var isProse: Bool { if case .prose = self { true } else { false } }
  }

  /// Words for the reader: Markdown, and the source line each of its lines comes from.
  struct Prose: Equatable {
    var lines: [String]
    var firstLine: Int
  }

  /// Code, by its lines in the source; `hidden` ones run but are not shown.
  struct Cell: Equatable {
    var lines: ClosedRange<Int>
    var hidden: Set<Int>
  }

  init(_ source: String) throws {
    text = try SwiftText(source)
    blocks = try Source.blocks(of: text)
  }

  /// The text of the first heading, without its number signs.
  var title: String? { headings.first { $0.level == 1 }?.text }

  /// All headings of the prose.
  var headings: [Heading] {
    blocks.flatMap { block in
      if case .prose(let prose) = block { Markdown.headings(prose.lines) } else { [Heading]() }
    }
  }
}

// MARK: - Splitting

extension Source {
  private static func blocks(of text: SwiftText) throws -> [Block] {
    var blocks: [Block] = []
    var next = 1
    for comment in text.comments {
      let first = text.line(at: comment.lowerBound)
      guard text.lineStarts[first - 1] == comment.lowerBound else { continue }
      let words = String(decoding: text.bytes[comment], as: UTF8.self)
      guard words.hasPrefix("/*:") || words.hasPrefix("//:") else { continue }
      let last = text.line(at: comment.upperBound - 1)
      let rest = text.range(ofLine: last).upperBound
      guard text.code[comment.upperBound..<rest].allSatisfy({ $0 == UInt8(ascii: " ") }) else {
        throw ChapterError(
          "Code follows prose on one line; put it on a line of its own.", line: last)
      }
      try append(cell: next..<first, of: text, to: &blocks)
      append(prose: words, firstLine: first, to: &blocks)
      next = last + 1
    }
    try append(cell: next..<text.lineCount + 1, of: text, to: &blocks)
    return blocks.first?.isProse == false ? Array(blocks.dropFirst()) : blocks
  }

  /// Adds prose; a `//:` line right after another goes on with it.
  private static func append(prose words: String, firstLine: Int, to blocks: inout [Block]) {
    let isLine = words.hasPrefix("//:")
    var lines = words.dropFirst(3).split(separator: "\n", omittingEmptySubsequences: false)
    if !isLine { lines[lines.count - 1] = lines[lines.count - 1].dropLast(2) }
    let shown = unindented(lines.map(String.init))
    if isLine, case .prose(var previous) = blocks.last,
      previous.firstLine + previous.lines.count == firstLine
    {
      previous.lines += shown
      blocks[blocks.count - 1] = .prose(previous)
    } else {
      blocks.append(.prose(Prose(lines: shown, firstLine: firstLine)))
    }
  }

  /// Adds the cell that lies in `lines`, unless there is nothing but blank lines.
  private static func append(
    cell range: Range<Int>, of text: SwiftText, to blocks: inout [Block]
  ) throws {
    guard !range.isEmpty else { return }
    let lines = ClosedRange(range)
    guard lines.contains(where: { !text.line($0).allSatisfy(\.isWhitespace) }) else { return }
    var hidden: Set<Int> = []
    var opened: Int?
    for number in lines {
      let marker = text.line(number).filter { !$0.isWhitespace }
      if marker == "//#-hidden-code" { opened = opened ?? number }
      if opened != nil { hidden.insert(number) }
      if marker == "//#-end-hidden-code" {
        guard opened != nil else {
          throw ChapterError("Hidden code ends here without having begun.", line: number)
        }
        opened = nil
      }
    }
    if let opened {
      throw ChapterError("The hidden code that begins here doesn't end in its cell.", line: opened)
    }
    blocks.append(.cell(Cell(lines: lines, hidden: hidden)))
  }
}

/// `lines` without the indentation all of them share (blank ones don't count).
func unindented(_ lines: [String]) -> [String] {
  let indents = lines.filter { !$0.allSatisfy(\.isWhitespace) }.map {
    $0.prefix { $0 == " " }.count
  }
  let shared = indents.min() ?? 0
  return lines.map { $0.allSatisfy(\.isWhitespace) ? "" : String($0.dropFirst(shared)) }
}

/// `lines` without blank ones at either end, and with runs of blank ones made one.
func withoutIdleBlanks(_ lines: [String]) -> [String] {
  var result: [String] = []
  for line in lines {
    if line.isEmpty && (result.last ?? "").isEmpty { continue }
    result.append(line)
  }
  if result.last == "" { result.removeLast() }
  return result
}

// MARK: - The code of a cell as it is shown

extension Source {
  /// A line of code as it is shown, and its number in the source.
  struct CodeLine: Equatable {
    var number: Int
    var text: String
  }

  /// Statements that speak to the page and are no part of the code shown.
  static let directions: Set<String> = [
    "name", "claim", "list", "place", "weaveChapter", "beginChapter",
  ]

  /// Calls that speak to the page, shown or not.
  static let speaking = directions.union(["show", "record"])

  /// What the page shows of the code in `lines`: neither hidden lines nor directions to the page.
  func shown(_ lines: ClosedRange<Int>, of cell: Cell) -> [CodeLine] {
    shownPieces(lines, of: cell).flatMap { piece -> [CodeLine] in
      let first = piece.lines.lowerBound
      let lines = piece.isShow ? shortened(piece.lines) : [text.line(first).trimmingSuffix(" ")]
      return lines.enumerated().map { CodeLine(number: first + $0, text: $1) }
    }
  }

  /// The numbers of all lines that the page shows, if not each of them whole: a `show` may be shortened.
  var shownLines: Set<Int> {
    blocks.reduce(into: []) { lines, block in
      guard case .cell(let cell) = block else { return }
      for piece in shownPieces(cell.lines, of: cell) { lines.formUnion(piece.lines) }
    }
  }

  /// The lines that are shown, one by one but for `show` statements.
  private func shownPieces(
    _ lines: ClosedRange<Int>, of cell: Cell
  ) -> [(lines: ClosedRange<Int>, isShow: Bool)] {
    var result: [(lines: ClosedRange<Int>, isShow: Bool)] = []
    var number = lines.lowerBound
    while number <= lines.upperBound {
      let call = cell.hidden.contains(number) ? nil : text.call(inLine: number)
      if let call, call == "show" || Source.directions.contains(call) {
        let statement = text.statement(from: number, through: lines.upperBound)
        if call == "show" { result.append((statement, true)) }
        number = statement.upperBound + 1
      } else {
        if !cell.hidden.contains(number) { result.append((number...number, false)) }
        number += 1
      }
    }
    return result
  }

  /// A `show` statement without the figure's name, caption and alternative text.
  private func shortened(_ statement: ClosedRange<Int>) -> [String] {
    let whole = statement.map { text.line($0).trimmingSuffix(" ") }
    let start = text.lineStarts[statement.lowerBound - 1]
    let end = text.range(ofLine: statement.upperBound).upperBound
    let code = text.code[start..<end]
    guard String(decoding: code, as: UTF8.self).contains("caption:") else { return whole }
    var depth = 0
    for offset in code.indices {
      switch code[offset] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ",") where depth == 1:
        let kept =
          String(decoding: text.bytes[start..<offset], as: UTF8.self)
          .replacing(/^( *show\()\s+/) { $0.output.1 } + ")"
        return kept.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      default: break
      }
    }
    return whole
  }
}
