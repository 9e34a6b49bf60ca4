/// A piece of a paragraph, as Markdown and GitHub read it.
struct Span: Equatable {
  enum Kind {
    case text, code, link
    /// `$…$`.
    case formula
    /// `$` and a back-quote around it: the form that keeps Markdown out.
    case quotedFormula
    /// `$$…$$`, which wants lines of its own.
    case display
  }

  var kind: Kind
  var text: Substring

  /// What stands between the marks of a formula.
  var formula: Substring {
    switch kind {
    case .formula: text.dropFirst().dropLast()
    case .quotedFormula, .display: text.dropFirst(2).dropLast(2)
    default: ""
    }
  }
}

extension Span {
  /// The spans of a paragraph, in order; together they are all of it.
  static func all(in paragraph: String) -> [Span] {
    var result: [Span] = []
    var start = paragraph.startIndex
    var position = start
    while let found = paragraph[position...].firstIndex(where: "\\`$[!".contains) {
      let rest = paragraph[found...]
      guard let span = opening(rest) else {
        // A backslash takes away the meaning of what follows; otherwise a mark is just itself.
        let length = rest.first == "\\" ? 2 : rest.prefix { $0 == rest.first }.count
        position =
          paragraph.index(found, offsetBy: length, limitedBy: paragraph.endIndex)
          ?? paragraph.endIndex
        continue
      }
      if start < found { result.append(Span(kind: .text, text: paragraph[start..<found])) }
      result.append(span)
      position = span.text.endIndex
      start = position
    }
    if start < paragraph.endIndex { result.append(Span(kind: .text, text: paragraph[start...])) }
    return result
  }

  /// The span that begins where `rest` does, if one does.
  private static func opening(_ rest: Substring) -> Span? {
    switch rest.first {
    case "`":
      let mark = rest.prefix { $0 == "`" }
      return closed(rest, kind: .code, by: mark, after: mark.count) { $0 != "`" }
    case "$" where rest.hasPrefix("$`"):
      return closed(rest, kind: .quotedFormula, by: "`$", after: 2)
    case "$" where rest.hasPrefix("$$"):
      return closed(rest, kind: .display, by: "$$", after: 2)
    case "$":
      return formula(rest)
    case "[", "!":
      return rest.prefixMatch(of: /!?\[[^\]]*\]\([^)]*\)/).map {
        Span(kind: .link, text: rest[$0.range])
      }
    default:
      return nil
    }
  }

  /// From the beginning of `rest` to `mark`, which the character right behind it doesn't go on with.
  private static func closed(
    _ rest: Substring, kind: Kind, by mark: Substring, after length: Int,
    where mayFollow: (Character) -> Bool = { _ in true }
  ) -> Span? {
    var search = rest.dropFirst(length)
    while let found = search.firstRange(of: mark) {
      let next = rest[found.upperBound...].first
      let isWhole = next.map(mayFollow) ?? true
      let before = search[..<found.lowerBound].last
      if isWhole && before != mark.first {
        return Span(kind: kind, text: rest[..<found.upperBound])
      }
      search = rest[found.upperBound...]
    }
    return nil
  }

  /// `$…$`, with no blank space right inside its marks.
  private static func formula(_ rest: Substring) -> Span? {
    let inside = rest.dropFirst()
    guard let first = inside.first, !first.isWhitespace else { return nil }
    var isEscaped = false
    var before = first
    for index in inside.indices {
      let character = inside[index]
      if character == "$" && !isEscaped && !before.isWhitespace {
        return Span(kind: .formula, text: rest[...index])
      }
      isEscaped = character == "\\" && !isEscaped
      before = character
    }
    return nil
  }
}
