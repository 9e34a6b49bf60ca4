/// Writes one cell: its code, and what it showed under it.
///
/// Text gathers until the end of the cell, as in a notebook; a figure, a table or a listing
/// interrupts the code where it was shown.
struct CellWriter {
  let source: Source
  let cell: Source.Cell
  let numbering: Numbering
  let references: CrossReferences
  private(set) var showsCode = false
  /// What its recorded cells have to be told of, in their order.
  private(set) var footnotes: [Footnote] = []
  /// How many parts there were before the statement that is written.
  private var partsBefore = 0
  private var parts: [String] = []
  private var code: [String] = []
  private var texts: [String] = []
  private var claims: [String] = []

  init(
    source: Source, cell: Source.Cell, numbering: Numbering, references: CrossReferences
  ) {
    self.source = source
    self.cell = cell
    self.numbering = numbering
    self.references = references
  }

  /// The parts of the page that the cell and its `events` make.
  mutating func write(_ events: [Event]) throws -> [String] {
    for statement in source.text.statements(in: cell.lines) {
      code += source.shown(statement, of: cell).map(\.text)
      partsBefore = parts.count
      for event in events where statement.contains(event.line) {
        try write(event.output, line: event.line)
      }
    }
    flush()
    flushClaims()
    return parts
  }

  private mutating func write(_ output: Output, line: Int) throws {
    switch output {
    case .text(let text):
      texts.append(text)
    case .claim(let claim):
      claims.append("> \(claim.held ? "✓" : "✗") \(try prose(claim.sentence, line: line))")
    case .table(let table):
      add(table.markdown, caption: try table.caption.map { try prose($0, line: line) })
    case .figure(let figure):
      let label = numbering.label(ofFigure: figure.name) ?? ""
      let words = figure.alternative.replacing(/[\[\]\n]/, with: " ")
      let picture = "![\(words)](figures/\(figure.name).svg)"
      add(picture, caption: "\(label): \(try prose(figure.caption, line: line))")
    case .listing(let listing):
      let code = Markdown.fenced(listing.code, as: "swift")
      if let summary = listing.summary {
        add(
          Markdown.folded(code + "\n\n*\(listing.origin)*", summary: summary), caption: nil)
      } else {
        add(code, caption: listing.origin)
      }
    case .omission(let sentence):
      flush()
      if parts.last != "*\(sentence)*" { parts.append("*\(sentence)*") }
    case .provenance(let provenance, let cell):
      flush()
      flushClaims()
      addMark(of: Footnote(name: cell, sentence: provenance.sentence))
    }
  }

  /// Puts the mark of a footnote behind the last words under the cell: a caption or a claim. Where there
  /// are none, it gets a word of its own.
  private mutating func addMark(of footnote: Footnote) {
    footnotes.append(footnote)
    if let last = parts.last, parts.count > partsBefore, last.hasPrefix(">") || last.hasSuffix("*")
    {
      parts[parts.count - 1] += footnote.mark
    } else {
      parts.append("*Recorded.*" + footnote.mark)
    }
  }

  /// A caption or a claim, written like prose.
  private func prose(_ text: String, line: Int) throws -> String {
    try Mathematics.check(paragraph: text, firstLine: line)
    return Mathematics.protected(try references.linked(text, firstLine: line))
  }

  private mutating func add(_ part: String, caption: String?) {
    flush()
    parts.append(part)
    if let caption { parts.append("*\(caption)*") }
  }

  private mutating func flush() {
    let lines = unindented(withoutIdleBlanks(code))
    if !lines.isEmpty {
      parts.append(Markdown.fenced(lines.joined(separator: "\n"), as: "swift"))
      showsCode = true
    }
    if !texts.isEmpty { parts.append(Markdown.fenced(texts.joined(separator: "\n"), as: "text")) }
    code = []
    texts = []
  }

  private mutating func flushClaims() {
    if !claims.isEmpty { parts.append(claims.joined(separator: "  \n")) }
    claims = []
  }
}

/// A footnote of a page, as GitHub reads it: numbered, and set at the page's end.
struct Footnote: Equatable {
  /// Its name in the Markdown; readers see a number.
  var name: String
  var sentence: String

  /// What stands in the text.
  var mark: String { "[^\(name)]" }
  /// What stands at the end.
  var text: String { "\(mark): \(sentence)" }
}
