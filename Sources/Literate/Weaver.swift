import Ground

/// A finished page: its Markdown and its figures.
struct Page: Equatable {
  var text: String
  var figures: [Figure]
  /// How many cells of code it shows.
  var cells: Int
  /// The sentences it claims.
  var claims: [Claim]
}

/// Makes a page of a chapter's source and of what happened while it ran.
struct Weaver {
  let source: Source
  let events: [Event]
  let names: [String: NamedValue]
  /// The chapter's number in the book: figures and tables are numbered after it.
  let number: Int
  /// What stands under the title.
  var head: [String] = []
  /// What stands at the end.
  var foot: [String] = []
  /// Whether a link's target exists; by default every target does.
  var linkExists: (_ target: String) -> Bool = { _ in true }

  /// The whole page, or what is wrong with it.
  func page() throws -> Page {
    let placed = try place()
    let numbering = Numbering(
      chapter: number, events: source.blocks.indices.flatMap { placed[$0] ?? [] })
    var prose = ProseWriter(names: names, numbering: numbering)
    var parts: [String] = []
    var cells = 0
    for (index, block) in source.blocks.enumerated() {
      switch block {
      case .prose(let words):
        parts.append(try prose.markdown(of: words))
      case .cell(let cell):
        var writer = CellWriter(source: source, cell: cell, numbering: numbering)
        parts += writer.write(placed[index] ?? [])
        cells += writer.showsCode ? 1 : 0
      }
    }
    try prose.expectAllNamesUsed()
    parts = withHead(parts) + foot
    let text = parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    try checkLinks(numbering)
    return Page(text: text, figures: numbering.figures, cells: cells, claims: claims)
  }

  private var claims: [Claim] {
    events.compactMap { if case .claim(let claim) = $0.output { claim } else { nil } }
  }

  /// Puts the head under the title, which is the first line of the first prose.
  private func withHead(_ parts: [String]) -> [String] {
    guard let first = parts.first else { return head }
    let lines = first.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard lines[0].hasPrefix("# ") else { return head + parts }
    let rest = lines.count > 1 ? String(lines[1]).trimmingPrefix(while: \.isNewline) : ""
    return [String(lines[0])] + head + [String(rest)] + parts.dropFirst()
  }
}

// MARK: - Placing what happened

extension Weaver {
  /// The events of each block, by the block's index.
  private func place() throws -> [Int: [Event]] {
    guard source.title != nil else {
      throw ChapterError(
        "The chapter has no title: begin its first prose with a `# ` heading.", line: 1)
    }
    var placed: [Int: [Event]] = [:]
    var reached = 0
    for event in events {
      guard let index = block(holding: event.line) else {
        throw ChapterError("Nothing can be shown before the first prose.", line: event.line)
      }
      guard index >= reached else {
        throw ChapterError(
          "This was called again after its cell had ended; let the function that calls it take "
            + "`line: Int = #line` and pass that on.", line: event.line)
      }
      reached = index
      placed[index, default: []].append(event)
    }
    return placed
  }

  private func block(holding line: Int) -> Int? {
    source.blocks.firstIndex { block in
      if case .cell(let cell) = block { cell.lines.contains(line) } else { false }
    }
  }

  /// Links must lead somewhere: to a heading of this page, a figure, a file of the repository.
  private func checkLinks(_ numbering: Numbering) throws {
    let anchors = Set(source.headings.map(\.anchor))
    for case .prose(let prose) in source.blocks {
      for (offset, (line, isFenced)) in zip(prose.lines, Markdown.isFenced(prose.lines))
        .enumerated()
      where !isFenced {
        for target in Markdown.targets(line) {
          let isGood =
            target.contains(/^[a-z]+:/)
            || (target.hasPrefix("#") && anchors.contains(String(target.dropFirst())))
            || numbering.figures.contains { target == "figures/\($0.name).svg" }
            || (!target.hasPrefix("#") && linkExists(target))
          guard isGood else {
            throw ChapterError(
              "The link to \(target) leads nowhere.", line: prose.firstLine + offset)
          }
        }
      }
    }
  }
}

// MARK: - Code that fits a page

extension Source {
  /// Code wider than a page is an error, told before the chapter runs.
  func checkWidths() throws {
    for case .cell(let cell) in blocks {
      let shown = shown(cell.lines, of: cell)
      let indents = shown.filter { !$0.text.isEmpty }.map { $0.text.prefix { $0 == " " }.count }
      for line in shown where line.text.count - (indents.min() ?? 0) > Weaver.widest {
        let width = line.text.count - (indents.min() ?? 0)
        throw ChapterError(
          "This line is \(width) columns wide; a page takes \(Weaver.widest).", line: line.number)
      }
    }
  }
}

extension Weaver {
  static let widest = 80
  private static let longest = 20

  /// What is not wrong but long: cells and listings that ask much of a reader at once.
  func warnings() -> [(line: Int, sentence: String)] {
    let listings = events.compactMap { event -> (line: Int, sentence: String)? in
      guard case .listing(let listing) = event.output else { return nil }
      return Weaver.warning(of: listing.code.split(separator: "\n").count, line: event.line)
    }
    let cells = source.blocks.compactMap { block -> (line: Int, sentence: String)? in
      guard case .cell(let cell) = block else { return nil }
      let count = source.shown(cell.lines, of: cell).count { !$0.text.isEmpty }
      return Weaver.warning(of: count, line: cell.lines.lowerBound)
    }
    return (listings + cells).sorted { $0.line < $1.line }
  }

  private static func warning(of count: Int, line: Int) -> (line: Int, sentence: String)? {
    count > longest ? (line, "\(count) lines of code at once; \(longest) are easier to read.") : nil
  }
}

// MARK: - Numbers of figures and tables

/// The figures and tables of a chapter, numbered in the order of the page.
struct Numbering {
  let chapter: Int
  private(set) var figures: [Figure] = []

  init(chapter: Int, events: [Event]) {
    self.chapter = chapter
    for event in events {
      if case .figure(let figure) = event.output { figures.append(figure) }
    }
  }

  /// `Figure 1.3`, for the name of a figure of this page.
  func label(ofFigure name: String) -> String? {
    figures.firstIndex { $0.name == name }.map { "Figure \(chapter).\($0 + 1)" }
  }
}

// MARK: - Prose

/// Writes prose with the named values put in, and keeps account of the names.
struct ProseWriter {
  let names: [String: NamedValue]
  let numbering: Numbering
  private(set) var used: Set<String> = []

  init(names: [String: NamedValue], numbering: Numbering) {
    self.names = names
    self.numbering = numbering
  }

  /// The Markdown of `prose`.
  mutating func markdown(of prose: Source.Prose) throws -> String {
    var lines: [String] = []
    for (offset, line) in prose.lines.enumerated() {
      lines.append(try filled(line, at: prose.firstLine + offset))
    }
    lines = Markdown.protectingMathematics(lines.map { $0.trimmingSuffix(" ") })
    return String(lines.joined(separator: "\n").trimmingPrefix(while: \.isNewline))
      .trimmingSuffix("\n")
  }

  /// `line` with each `{{name}}` replaced: a named value, or the number of a figure.
  private mutating func filled(_ line: String, at number: Int) throws -> String {
    var result = line
    for match in line.matches(of: /\{\{([A-Za-z0-9][A-Za-z0-9_ .-]*)\}\}/).reversed() {
      let name = String(match.output.1)
      guard let text = names[name]?.text ?? numbering.label(ofFigure: name) else {
        let known = names.keys.sorted() + numbering.figures.map(\.name)
        let hint = nearest(to: name, among: known).map { "; did you mean {{\($0)}}?" } ?? "."
        throw ChapterError("No value is named {{\(name)}}\(hint)", line: number)
      }
      used.insert(name)
      result.replaceSubrange(match.range, with: text)
    }
    return result
  }

  /// A name no prose uses is a mistake as well.
  func expectAllNamesUsed() throws {
    let unused = names.filter { !used.contains($0.key) }
    guard let first = unused.min(by: { ($0.value.line, $0.key) < ($1.value.line, $1.key) }) else {
      return
    }
    throw ChapterError(
      "The name \(first.key) is used nowhere in the prose.", line: first.value.line)
  }
}

// MARK: - Cells

/// Writes one cell: its code, and what it showed under it.
///
/// Text gathers until the end of the cell, as in a notebook; a figure, a table or a listing
/// interrupts the code where it was shown.
struct CellWriter {
  let source: Source
  let cell: Source.Cell
  let numbering: Numbering
  private(set) var showsCode = false
  private var parts: [String] = []
  private var code: [String] = []
  private var texts: [String] = []
  private var claims: [Claim] = []

  init(source: Source, cell: Source.Cell, numbering: Numbering) {
    self.source = source
    self.cell = cell
    self.numbering = numbering
  }

  /// The parts of the page that the cell and its `events` make.
  mutating func write(_ events: [Event]) -> [String] {
    for statement in source.text.statements(in: cell.lines) {
      code += source.shown(statement, of: cell).map(\.text)
      for event in events where statement.contains(event.line) { write(event.output) }
    }
    flush()
    flushClaims()
    return parts
  }

  private mutating func write(_ output: Output) {
    switch output {
    case .text(let text):
      texts.append(text)
    case .claim(let claim):
      claims.append(claim)
    case .table(let table):
      add(table.markdown, caption: table.caption)
    case .figure(let figure):
      let label = numbering.label(ofFigure: figure.name) ?? ""
      let words = figure.alternative.replacing(/[\[\]\n]/, with: " ")
      let picture = "![\(words)](figures/\(figure.name).svg)"
      add(picture, caption: "\(label): \(figure.caption)")
    case .listing(let listing):
      add(Markdown.fenced(listing.code, as: "swift"), caption: listing.origin)
    case .provenance(let provenance):
      flush()
      flushClaims()
      parts.append("*\(provenance.sentence)*")
    }
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
    let lines = claims.map { "> \($0.held ? "✓" : "✗") \($0.sentence)" }
    if !lines.isEmpty { parts.append(lines.joined(separator: "  \n")) }
    claims = []
  }
}
