/// A heading of the prose: its level (1 for the title), its text, its line within the prose.
package struct Heading: Equatable {
  package var level: Int
  package var text: String
  package var line: Int

  /// What a link to the heading is called after `#`, by GitHub's rule.
  package var anchor: String {
    String(
      text.lowercased().compactMap { character -> Character? in
        if character == " " { return "-" }
        let isKept =
          character.isLetter || character.isNumber || character == "-" || character == "_"
        return isKept ? character : nil
      })
  }
}

/// The little of Markdown that weaving has to see: fenced blocks, headings, links, mathematics.
package enum Markdown {
  /// Which of `lines` lie in fenced code, fences included.
  package static func isFenced(_ lines: [String]) -> [Bool] {
    var fence: Substring?
    return lines.map { line in
      let text = line.drop { $0 == " " }
      let mark = text.prefix { $0 == "`" }
      if let open = fence {
        if mark.count >= open.count && text.allSatisfy({ $0 == "`" || $0 == " " }) { fence = nil }
        return true
      }
      guard mark.count >= 3 else { return false }
      fence = mark
      return true
    }
  }

  /// The headings among `lines`.
  package static func headings(_ lines: [String]) -> [Heading] {
    zip(lines, isFenced(lines)).enumerated().compactMap { index, pair in
      let level = pair.0.prefix { $0 == "#" }.count
      guard !pair.1, (1...6).contains(level), pair.0.dropFirst(level).first == " " else {
        return nil
      }
      return Heading(level: level, text: String(pair.0.dropFirst(level + 1)), line: index)
    }
  }

  /// The targets of the links and pictures in a line of prose.
  static func targets(_ line: String) -> [String] {
    withoutCode(line).matches(of: /\]\(([^)\s]*)[^)]*\)/).map { String($0.output.1) }
  }

  /// The line without its `code`.
  private static func withoutCode(_ line: String) -> String { line.replacing(/`[^`]*`/, with: "") }

  /// `text` in a fence longer than any run of back-quotes in it.
  static func fenced(_ text: String, as language: String) -> String {
    let longest = text.matches(of: /`+/).map(\.output.count).max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)\(language)\n\(text)\n\(fence)"
  }
}

// MARK: - For the terminal

extension Markdown {
  /// Prose in its paragraphs, each on one line; what must keep its lines (code, tables, lists,
  /// formulas) comes line by line.
  static func paragraphs(_ lines: [String]) -> [(text: String, isFixed: Bool)] {
    var result: [(text: String, isFixed: Bool)] = []
    var isOpen = false
    for (line, isFenced) in zip(lines, isFenced(lines)) {
      let isFixed = isFenced || line.isEmpty || line.hasPrefix("    ") || line.hasPrefix("|")
      let begins = isFixed || line.contains(/^(#|\$\$|>|!| *[-*] | *[0-9]+\. )/)
      if isOpen && !begins {
        result[result.count - 1].text += " " + line
      } else {
        result.append((line, isFixed))
      }
      isOpen = !isFixed && !line.hasPrefix("#")
    }
    return result
  }

  /// Text without the marks of emphasis and the targets of links.
  static func plain(_ text: String) -> String {
    text.replacing(/!?\[([^\]]*)\]\([^)]*\)/) { $0.output.1 }.replacing("**", with: "")
  }
}

// MARK: - Mathematics

extension Markdown {
  /// The prose with its mathematics written so that GitHub takes it as it stands.
  ///
  /// GitHub reads `$…$` as Markdown first: a backslash before punctuation is lost, underscores and
  /// stars become emphasis. Formulas that hold any of these go into its quoting forms instead, `$`…`$`
  /// inline and a `math` block on lines of their own; simpler ones stay as they are.
  static func protectingMathematics(_ lines: [String]) -> [String] {
    var result: [String] = []
    var paragraph: [String] = []
    var display: [String]?
    for (line, isFenced) in zip(lines, isFenced(lines)) {
      let bare = line.trimmingSuffix(" ")
      if display != nil || (!isFenced && bare.hasPrefix("$$")) {
        result += protectingInline(paragraph)
        paragraph = []
        let rest = display == nil ? String(bare.dropFirst(2)) : bare
        let formula = (display ?? []) + [rest.hasSuffix("$$") ? String(rest.dropLast(2)) : rest]
        display = rest.hasSuffix("$$") ? nil : formula
        if display == nil { result += displayed(formula) }
      } else if isFenced || bare.isEmpty {
        result += protectingInline(paragraph) + [line]
        paragraph = []
      } else {
        paragraph.append(line)
      }
    }
    return result + protectingInline(paragraph) + (display.map { ["$$"] + $0 } ?? [])
  }

  private static func displayed(_ formula: [String]) -> [String] {
    let lines = formula.filter { !$0.allSatisfy(\.isWhitespace) }
    if lines.contains(where: isRisky) { return ["```math"] + lines + ["```"] }
    return ["$$"] + lines + ["$$"]
  }

  /// A paragraph's lines; a formula may go on from one to the next.
  private static func protectingInline(_ paragraph: [String]) -> [String] {
    let text = paragraph.joined(separator: "\n")
      .replacing(/`[^`]*`|\$([^\s$](?:[^$]*[^\s$\\])?)\$/) { match in
        guard let formula = match.output.1, isRisky(String(formula)) else { return match.output.0 }
        return "$`\(formula.replacing("\n", with: " "))`$"
      }
    return paragraph.isEmpty
      ? [] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Whether Markdown would read anything in `formula` as its own.
  private static func isRisky(_ formula: String) -> Bool {
    formula.contains(/\\[^A-Za-z]|[*<`]|(^|[^A-Za-z0-9])_/)
  }
}
