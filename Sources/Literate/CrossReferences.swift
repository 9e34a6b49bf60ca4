import Ground

/// A chapter as others refer to it: its number, its page, its headings.
struct ChapterOutline {
  /// `5`, or the letter of an appendix.
  var number: String
  /// The file of its page, `05-rnn.md`.
  var page: String
  var headings: [Heading]
  /// The values of other chapters that its prose uses.
  var valuesElsewhere: Set<ValueName> = []

  var anchors: [String] { Heading.anchors(of: headings) }

  /// `chapter 5` or `appendix A`.
  var name: String { (Int(number) == nil ? "appendix " : "chapter ") + number }

  /// The numbers of its sections, `5.1` and so on.
  var sections: [String] { headings.compactMap(\.number) }

  /// The anchor of the section with that number.
  func anchor(ofSection number: String) -> String? {
    headings.firstIndex { $0.number == number }.map { anchors[$0] }
  }
}

extension ChapterOutline {
  /// The outline of the chapter with this source.
  init(of place: ChapterPlace, source: Source) {
    let prose = source.blocks.flatMap { block in
      if case .prose(let prose) = block { prose.lines } else { [String]() }
    }
    let names = prose.flatMap { $0.matches(of: ValueName.pattern).map(\.output.1) }
    self.init(
      number: place.number, page: place.page + ".md", headings: source.headings,
      valuesElsewhere: Set(names.compactMap(ValueName.init)))
  }

  /// The outlines of all chapters.
  static func all(in folder: BookFolder) throws -> [ChapterOutline] {
    try folder.chapters.compactMap { place in
      guard let text = Files.text(at: place.source) else { return nil }
      do {
        return ChapterOutline(of: place, source: try Source(text))
      } catch let error as ChapterError {
        let position = folder.relative(place.source) + ":\(error.line ?? 1)"
        throw ChapterError("Another chapter can't be read, \(position): \(error.sentence)")
      }
    }
  }
}

extension Heading {
  /// The number of a section, `5.1` in `5.1 What a window can't see`, `A.1` in an appendix.
  var number: String? {
    text.prefixMatch(of: /((?:\d+|[A-Z])\.\d+)\s/).map { String($0.output.1) }
  }
}

/// Where mentions of chapters, sections and appendices lead, as seen from one chapter's page.
struct CrossReferences {
  /// The number of the chapter whose page it is.
  let own: String
  let chapters: [ChapterOutline]

  nonisolated(unsafe) private static let number = /\d+(?:\.\d+)?|[A-Z]\.\d+/
  nonisolated(unsafe) private static let mention =
    /\b([Cc]hapter|[Ss]ection|[Aa]ppendix)(s?)(\s+)(\d+(?:\.\d+)?|[A-Z](?:\.\d+)?\b)((?:(?:,\s+|,?\s+(?:and|or|to)\s+|–)(?:\d+(?:\.\d+)?|[A-Z]\.\d+)\b)*)/

  // MARK: Mentions become links

  /// Lines of prose with each mention made a link; headings, code and formulas stay as they are.
  func linked(_ lines: [String], firstLine: Int) throws -> [String] {
    try MarkdownBlock.all(in: lines).flatMap { block -> [String] in
      guard block.kind == .paragraph else { return Array(lines[block.lines]) }
      let text = lines[block.lines].joined(separator: "\n")
      return try linked(text, firstLine: firstLine + block.lines.lowerBound).lines
    }
  }

  /// A paragraph with each mention of a chapter or a section made a link to it.
  func linked(_ paragraph: String, firstLine: Int) throws -> String {
    try Span.all(in: paragraph).map { span in
      guard span.kind == .text else { return String(span.text) }
      return try linked(span.text, in: paragraph, firstLine: firstLine)
    }.joined()
  }

  private func linked(_ text: Substring, in paragraph: String, firstLine: Int) throws -> String {
    var result = ""
    var rest = text
    while let match = rest.firstMatch(of: CrossReferences.mention) {
      let before = paragraph[..<match.range.lowerBound]
      result += rest[..<match.range.lowerBound]
      // `Saito 2018, section 6.4` means a section of what is cited.
      let isCited = before.contains(/[0-9]{4}\)?,\s+$/)
      result += try inLine(firstLine + before.count { $0 == "\n" }) {
        isCited ? String(match.output.0) : try links(of: match.output)
      }
      rest = rest[match.range.upperBound...]
    }
    return result + rest
  }

  /// `[chapter 5](…)`, or `chapters [5](…) and [6](…)`.
  private func links(
    of mention: (Substring, Substring, Substring, Substring, Substring, Substring)
  ) throws -> String {
    let (whole, kind, plural, space, number, others) = mention
    // `the chapter I like` names none.
    if number.contains(/^[A-Z]$/) && kind.lowercased() != "appendix" { return String(whole) }
    if plural.isEmpty {
      return try link(whole.dropLast(others.count), to: number, kind: kind) + others
    }
    let first = try link(number, to: number, kind: kind)
    return kind + plural + space + first + (try linkedNumbers(in: others, kind: kind))
  }

  /// ` and 6` with its numbers made links.
  private func linkedNumbers(in text: Substring, kind: Substring) throws -> String {
    var result = ""
    var rest = text
    while let match = rest.firstMatch(of: CrossReferences.number) {
      result += rest[..<match.range.lowerBound]
      result += try link(match.output, to: match.output, kind: kind)
      rest = rest[match.range.upperBound...]
    }
    return result + rest
  }

  /// `words` as a link to a chapter or a section; a chapter doesn't link to itself.
  private func link(_ words: Substring, to number: Substring, kind: Substring) throws -> String {
    if kind.lowercased() == "section" {
      return "[\(words)](\(try target(ofSection: String(number))))"
    }
    guard let chapter = chapters.first(where: { $0.number == number }) else {
      if kind.lowercased() == "appendix" { throw ChapterError("There is no appendix \(number).") }
      let last = chapters.compactMap { Int($0.number) }.max() ?? 0
      throw ChapterError("There is no chapter \(number); the book has chapters 1 to \(last).")
    }
    return chapter.number == own ? String(words) : "[\(words)](\(chapter.page))"
  }

  private func target(ofSection number: String) throws -> String {
    let chapter = chapters.first { $0.number == number.prefix { $0 != "." } }
    guard let chapter else {
      throw ChapterError("There is no section \(number), nor a chapter that could have it.")
    }
    guard let anchor = chapter.anchor(ofSection: number) else {
      let known = chapter.sections
      let hint = known.isEmpty ? "no numbered sections" : "\(known.first!) to \(known.last!)"
      throw ChapterError("There is no section \(number); \(chapter.name) has \(hint).")
    }
    return (chapter.number == own ? "" : chapter.page) + "#" + anchor
  }

  // MARK: Links that authors wrote

  /// Whether a link leads to a heading of this page, to another page, or to one of its headings; nil
  /// where it leads to neither.
  func leadsToPage(_ target: String) -> Bool? {
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let chapter = chapters.first { parts[0].isEmpty ? $0.number == own : $0.page == parts[0] }
    guard let chapter else { return nil }
    return parts.count == 1 || chapter.anchors.contains(String(parts[1]))
  }
}
