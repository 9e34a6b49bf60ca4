/// Mathematics as GitHub takes it.
///
/// GitHub reads `$…$` as Markdown first: a backslash before punctuation is lost, underscores and stars
/// become emphasis. And it sees a formula only where blank space or the mark of emphasis stands before
/// it. So formulas that Markdown would spoil, and those behind a bracket or a quotation mark, are
/// written in its quoting forms, with back-quotes inline and as a `math` block on lines of their own;
/// simpler ones stay as they are. What can't be helped is refused.
enum Mathematics {
  /// `lines` of prose with their formulas in the form that GitHub takes.
  static func protected(_ lines: [String]) -> [String] {
    MarkdownBlock.all(in: lines).flatMap { block -> [String] in
      let part = Array(lines[block.lines])
      switch block.kind {
      case .display where block.isClosed: return displayed(part)
      case .paragraph: return protected(part.joined(separator: "\n")).lines
      default: return part
      }
    }
  }

  /// A paragraph with its formulas in the form that GitHub takes.
  static func protected(_ paragraph: String) -> String {
    var result = ""
    for span in Span.all(in: paragraph) {
      let mustBeQuoted = isRisky(span.formula) || !isSeen(behind: result.last)
      result += span.kind == .formula && mustBeQuoted ? "$`\(span.formula)`$" : span.text
    }
    return result
  }

  private static func displayed(_ lines: [String]) -> [String] {
    let formula = String(lines.joined(separator: "\n").trimmingSuffix(" ").dropFirst(2).dropLast(2))
    let lines = formula.lines.filter { !$0.allSatisfy(\.isWhitespace) }
    let needsBlock = lines.contains { isRisky($0[...]) || Markdown.marker(of: $0) != nil }
    return needsBlock ? ["```math"] + lines + ["```"] : ["$$"] + lines + ["$$"]
  }

  /// Whether Markdown would read anything in `formula` as its own.
  private static func isRisky(_ formula: Substring) -> Bool {
    formula.contains(/\\[^A-Za-z]|[*<`]|(^|[^A-Za-z0-9])_/)
  }

  /// Whether GitHub sees a formula behind `character` as it stands.
  private static func isSeen(behind character: Character?) -> Bool {
    character.map { $0.isWhitespace || $0 == "*" || $0 == "_" } ?? true
  }
}

// MARK: - What is refused

extension Mathematics {
  /// Macros that GitHub takes out of its formulas, or that could reach beyond them, and what to write.
  private static let refused = [
    "operatorname": "\\mathrm", "DeclareMathOperator": "\\mathrm", "newcommand": "", "def": "",
    "renewcommand": "", "providecommand": "", "newenvironment": "", "renewenvironment": "",
    "gdef": "", "edef": "", "xdef": "", "let": "", "global": "", "require": "", "href": "",
    "url": "", "unicode": "", "style": "", "class": "", "cssId": "", "data": "", "bbox": "",
    "mmlToken": "", "label": "", "ref": "", "eqref": "", "includegraphics": "", "input": "",
  ]

  /// Fails where GitHub wouldn't show a formula of these `lines`, the first of which is `firstLine`.
  static func check(_ lines: [String], firstLine: Int) throws {
    for block in MarkdownBlock.all(in: lines) {
      let start = firstLine + block.lines.lowerBound
      let text = lines[block.lines].joined(separator: "\n")
      switch block.kind {
      case .display:
        guard block.isClosed else {
          throw ChapterError("The formula that begins here is never closed: $$.", line: start)
        }
        try checkMacros(text[...], in: text, firstLine: start)
      case .code where text.contains(/^`+math/):
        try checkMacros(text[...], in: text, firstLine: start)
      case .paragraph, .heading:
        try check(paragraph: text, firstLine: start)
      default: break
      }
    }
  }

  /// Fails where GitHub wouldn't show a formula of this paragraph.
  static func check(paragraph: String, firstLine: Int) throws {
    for span in Span.all(in: paragraph) {
      let line = firstLine + paragraph[..<span.text.startIndex].count { $0 == "\n" }
      switch span.kind {
      case .formula, .quotedFormula:
        try checkMacros(span.formula, in: paragraph, firstLine: firstLine)
        try checkPlace(of: span, in: paragraph, line: line)
      case .display:
        throw ChapterError("A formula between $$ needs lines of its own.", line: line)
      case .link where span.text.contains("$"):
        throw ChapterError("GitHub shows no formula in the text of a link.", line: line)
      case .text:
        try checkDollars(of: span.text, in: paragraph, firstLine: firstLine)
      default: break
      }
    }
  }

  private static func checkMacros(
    _ formula: Substring, in text: String, firstLine: Int
  ) throws {
    for match in formula.matches(of: /\\([A-Za-z]+)/) {
      guard let instead = refused[String(match.output.1)] else { continue }
      throw ChapterError(
        "GitHub takes no \(match.output.0) in a formula; "
          + (instead.isEmpty ? "write it without." : "write \(instead)."),
        line: firstLine + text[..<match.range.lowerBound].count { $0 == "\n" })
    }
  }

  private static func checkPlace(of span: Span, in paragraph: String, line: Int) throws {
    if span.text.contains("\n") {
      throw ChapterError(
        "The formula that begins here goes on in the next line; GitHub wants it on one.",
        line: line)
    }
    if let before = paragraph[..<span.text.startIndex].last,
      before.isLetter || before.isNumber || before == "-"
    {
      throw ChapterError(
        "GitHub sees no formula right behind “\(before)”: put a space before \(span.text).",
        line: line)
    }
    if let after = paragraph[span.text.endIndex...].first, after.isLetter || after.isNumber {
      throw ChapterError(
        "GitHub sees no formula right before “\(after)”: put a space behind \(span.text).",
        line: line)
    }
    if span.kind == .formula && span.formula.contains("`") {
      throw ChapterError("GitHub takes no back-quote in a formula.", line: line)
    }
  }

  /// Dollar signs that begin or end no formula.
  private static func checkDollars(
    of text: Substring, in paragraph: String, firstLine: Int
  ) throws {
    let plain = text.replacing(/\\./, with: "  ")
    guard let place = plain.firstIndex(of: "$") else { return }
    let before = paragraph[..<text.startIndex].count { $0 == "\n" }
    let line = firstLine + before + plain[..<place].count { $0 == "\n" }
    throw ChapterError(
      "This dollar sign begins no formula; write \\$ for the sign itself.", line: line)
  }
}

extension String {
  /// The lines, also empty ones.
  var lines: [String] { split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}
