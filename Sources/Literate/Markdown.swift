/// A heading of the prose: its level (1 for the title), its text, its line within the prose.
package struct Heading: Equatable {
  package var level: Int
  package var text: String
  package var line: Int

  /// What a link to the heading is called after `#`, by GitHub's rule: of the text as it is shown, small
  /// letters, digits, `_` and `-`, with `-` for each space.
  package var anchor: String {
    let shown = text.replacing(/!?\[([^\]]*)\]\([^)]*\)/) { $0.output.1 }.replacing("*", with: "")
    let kept = shown.lowercased().unicodeScalars.compactMap { scalar -> Unicode.Scalar? in
      if scalar == " " { return "-" }
      return scalar == "-" || Heading.isWord(scalar) ? scalar : nil
    }
    return String(String.UnicodeScalarView(kept))
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
      true
    default: false
    }
  }

  /// The anchors of a page's headings; where one occurs again it gets a number.
  package static func anchors(of headings: [Heading]) -> [String] {
    var times: [String: Int] = [:]
    return headings.map { heading in
      let anchor = heading.anchor
      defer { times[anchor, default: 0] += 1 }
      return times[anchor].map { "\(anchor)-\($0)" } ?? anchor
    }
  }
}

/// The little of Markdown that weaving has to see: fenced blocks, headings, links.
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
