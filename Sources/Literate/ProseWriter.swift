import Ground

/// Writes prose with the named values put in and its mentions of sections linked, and keeps account of
/// the names.
struct ProseWriter {
  let names: [String: NamedValue]
  let numbering: Numbering
  let references: CrossReferences
  let elsewhere: RecordedValues?
  /// What stands in the place of a figure that wasn't drawn.
  static let missingFigure = "The book has a figure here that this text can't give."

  /// Whether figures that weren't drawn are left out.
  let mayLackFigures: Bool
  private(set) var used: Set<String> = []

  init(
    names: [String: NamedValue], numbering: Numbering, references: CrossReferences,
    elsewhere: RecordedValues?, mayLackFigures: Bool = false
  ) {
    self.names = names
    self.numbering = numbering
    self.references = references
    self.elsewhere = elsewhere
    self.mayLackFigures = mayLackFigures
  }

  /// The Markdown of `prose`.
  mutating func markdown(of prose: Source.Prose) throws -> String {
    var lines: [String] = []
    for (offset, line) in prose.lines.enumerated() {
      let line = mayLackFigures ? withoutMissingFigures(line) : line
      lines.append(try filled(line.trimmingSuffix(" "), at: prose.firstLine + offset))
    }
    lines = Mathematics.protected(try references.linked(lines, firstLine: prose.firstLine))
    return String(lines.joined(separator: "\n").trimmingPrefix(while: \.isNewline))
      .trimmingSuffix("\n")
  }

  /// `line` with a sentence in the place of each figure that wasn't drawn, and its own words in that of a
  /// link to one.
  private func withoutMissingFigures(_ line: String) -> String {
    line.replacing(/(!?)\[([^\]]*)\]\(figures\/([^)]*)\.svg\)/) { match in
      let (_, mark, words, name) = match.output
      if numbering.label(ofFigure: String(name)) != nil { return String(match.output.0) }
      return mark.isEmpty
        ? String(words) : "*\(ProseWriter.missingFigure)*"
    }
  }

  /// `line` with each `{{name}}` replaced: a named value, the number of a figure, or a value that
  /// another chapter has recorded.
  private mutating func filled(_ line: String, at number: Int) throws -> String {
    var result = ""
    var rest = line[...]
    while let match = rest.firstMatch(of: ValueName.pattern) {
      result += rest[..<match.range.lowerBound]
      result += try text(of: match.output.1, at: number)
      rest = rest[match.range.upperBound...]
    }
    result += rest
    try expectNoBraces(in: result, at: number)
    return result
  }

  private mutating func text(of name: Substring, at number: Int) throws -> String {
    if let reference = ValueName(name), let elsewhere {
      return try inLine(number) { try elsewhere.text(of: reference) }
    }
    let name = String(name)
    if let text = names[name]?.text ?? numbering.label(ofFigure: name) {
      used.insert(name)
      return text
    }
    let known = names.keys.sorted() + numbering.figures.map(\.name)
    let hint = nearest(to: name, among: known).map { "; did you mean {{\($0)}}?" } ?? "."
    throw ChapterError("No value is named {{\(name)}}\(hint)", line: number)
  }

  /// Two braces that are left open in plain text begin a name that can't be one. (Closing ones end many a formula.)
  private func expectNoBraces(in line: String, at number: Int) throws {
    for span in Span.all(in: line) where span.kind == .text || span.kind == .link {
      guard let found = span.text.firstMatch(of: /\{\{[^}]*\}*/) else { continue }
      throw ChapterError(
        "“\(found.output)” names no value: write {{name}}, with letters, digits, - and _.",
        line: number)
    }
  }

  /// A name no prose uses is a mistake as well; other chapters' prose may use `recorded` ones.
  func expectAllNamesUsed(besides recorded: Set<String>) throws {
    let unused = names.filter { !used.contains($0.key) && !recorded.contains($0.key) }
    guard let first = unused.min(by: { ($0.value.line, $0.key) < ($1.value.line, $1.key) }) else {
      return
    }
    throw ChapterError(
      "The name \(first.key) is used nowhere in the prose.", line: first.value.line)
  }
}
