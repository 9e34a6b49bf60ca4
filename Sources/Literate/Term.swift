/// A term of the field where it is used first: in bold, within running text.
package struct Term {
  /// As it stands there.
  package var name: String
  /// The line, counted from the first of those that were read.
  package var line: Int
  fileprivate var paragraph: String
  fileprivate var place: Range<String.Index>

  /// The sentence it stands in, without links, footnotes and bold.
  package var sentence: String { Sentence.around(place, in: paragraph) }

  /// What tells it from others: capitals make no difference, since any term may begin a sentence.
  package var key: String { name.lowercased().filter { $0 != "*" } }
}

extension Term {
  /// The terms in `lines` of a page or of prose.
  ///
  /// Bold is a term unless it is in a heading, a table, a quotation, a caption or what is folded away, ends with
  /// a sign that ends a sentence (**A heading that runs in.**), or begins with a digit or the word “Exercise”.
  package static func all(in lines: [String]) -> [Term] {
    guard lines.contains(where: { $0.contains("**") }) else { return [] }
    var depth = 0
    let isFolded = lines.map { line -> Bool in
      if line.hasPrefix("<details") { depth += 1 }
      defer { if line.hasPrefix("</details") { depth -= 1 } }
      return depth > 0
    }
    return MarkdownBlock.all(in: lines).filter { $0.kind == .paragraph }.flatMap { block in
      paragraphs(block.lines.filter { !isFolded[$0] }, in: lines)
    }.flatMap { terms(inParagraph: $0, of: lines) }
  }

  /// The lines of a paragraph apart by the items of a list; those of tables, quotations and the like are
  /// left out.
  private static func paragraphs(_ numbers: [Int], in lines: [String]) -> [[Int]] {
    var result: [[Int]] = []
    for number in numbers {
      let text = lines[number].drop { $0 == " " }
      if let first = text.first, "|>#!<".contains(first) { continue }
      if result.isEmpty || Markdown.marker(of: lines[number]) != nil { result.append([]) }
      result[result.count - 1].append(number)
    }
    return result.filter { !isCaption($0.map { lines[$0] }) }
  }

  private static func isCaption(_ lines: [String]) -> Bool {
    guard let first = lines.first, let last = lines.last else { return true }
    return first.hasPrefix("*") && !first.hasPrefix("**") && !first.hasPrefix("* ")
      && last.contains(/\*(\[\^[^\]]*\])?$/)
  }

  private static func terms(inParagraph numbers: [Int], of lines: [String]) -> [Term] {
    let text = numbers.map { lines[$0] }.joined(separator: "\n")
    guard text.contains("**") else { return [] }
    return Emphasis.bold(in: text).compactMap { range in
      let name = text[range].split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard isTerm(name) else { return nil }
      let line = numbers[text[..<range.lowerBound].count { $0 == "\n" }]
      return Term(name: name, line: line, paragraph: text, place: range)
    }
  }

  private static func isTerm(_ name: String) -> Bool {
    guard let first = name.first, let last = name.last, name.contains(where: \.isLetter) else {
      return false
    }
    return !first.isNumber && !".:?!".contains(last) && !name.hasPrefix("Exercise")
  }
}

extension Source {
  /// A term is in bold once on a page, where it is explained: a second time is an error.
  func checkTerms() throws {
    var lines: [String: Int] = [:]
    for case .prose(let prose) in blocks {
      for term in Term.all(in: prose.lines) {
        let line = prose.firstLine + term.line
        if let first = lines[term.key] {
          throw ChapterError(
            "The term \(term.name) is in bold in line \(first) already; bold is for a term's first use, "
              + "and *italics* for stress.", line: line)
        }
        lines[term.key] = line
      }
    }
  }
}

// MARK: - Reading a paragraph

/// Emphasis in Markdown.
enum Emphasis {
  /// What stands between two double stars, outside of code and formulas.
  static func bold(in text: String) -> [Range<String.Index>] {
    var result: [Range<String.Index>] = []
    var opened: String.Index?
    for span in Span.all(in: text) where span.kind == .text {
      var rest = span.text
      while let found = rest.firstRange(of: "**") {
        if let start = opened {
          result.append(start..<found.lowerBound)
          opened = nil
        } else {
          opened = found.upperBound
        }
        rest = rest[found.upperBound...]
      }
    }
    return result
  }
}

/// Sentences of a paragraph in Markdown.
private enum Sentence {
  /// The sentence that holds `range` of `text`, on one line and without bold, links and footnotes.
  static func around(_ range: Range<String.Index>, in text: String) -> String {
    var start = text.startIndex
    var end = text.endIndex
    for span in Span.all(in: text) where span.kind == .text {
      for place in span.text.indices where ends(at: place, in: text) {
        let next = text.index(after: place)
        if next <= range.lowerBound { start = next }
        if place >= range.upperBound && end == text.endIndex { end = next }
      }
    }
    var sentence = String(text[start..<end])
    if let mark = Markdown.marker(of: sentence) {
      sentence = String(sentence.drop { $0 == " " }.dropFirst(mark.count))
    }
    return sentence.replacing(/!?\[([^\]]*)\]\([^)]*\)/) { $0.output.1 }
      .replacing(/\[\^[^\]]*\]/, with: "").replacing("**", with: "")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Whether the sign at `place` ends a sentence: blank space follows, and then no small letter or digit.
  private static func ends(at place: String.Index, in text: String) -> Bool {
    guard ".?!".contains(text[place]) else { return false }
    var rest = text[place...].dropFirst().drop { $0 == "*" || $0 == ")" }
    if rest.hasPrefix("[^"), let end = rest.firstIndex(of: "]") { rest = rest[end...].dropFirst() }
    guard rest.isEmpty || rest.first!.isWhitespace else { return false }
    rest = rest.drop(while: \.isWhitespace)
    return rest.first.map { !$0.isLowercase && !$0.isNumber && $0 != "(" } ?? true
  }
}
