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
  /// All chapters of the book, this one among them; without them it stands alone.
  var chapters: [ChapterOutline] = []
  /// Where values of other chapters come from.
  var elsewhere: RecordedValues?
  /// Whether the page may lack figures that its prose shows or links to, as they can't be drawn of the
  /// text that was read.
  var mayLackFigures = false
  /// Whether a link's target that is no page of the book exists; by default every target does.
  var linkExists: (_ target: String) -> Bool = { _ in true }

  /// The whole page, or what is wrong with it.
  func page() throws -> Page {
    let placed = try place()
    let numbering = Numbering(
      chapter: number, events: source.blocks.indices.flatMap { placed[$0] ?? [] })
    var prose = ProseWriter(
      names: names, numbering: numbering, references: references, elsewhere: elsewhere,
      mayLackFigures: mayLackFigures)
    var parts: [String] = []
    var cells = 0
    var footnotes: [Footnote] = []
    for (index, block) in source.blocks.enumerated() {
      switch block {
      case .prose(let words):
        parts.append(try prose.markdown(of: words))
      case .cell(let cell):
        var writer = CellWriter(
          source: source, cell: cell, numbering: numbering, references: references)
        parts += try writer.write(placed[index] ?? [])
        cells += writer.showsCode ? 1 : 0
        footnotes += writer.footnotes
      }
    }
    try prose.expectAllNamesUsed(besides: namesUsedElsewhere)
    parts = withHead(parts) + [footnotes.map(\.text).joined(separator: "\n")] + foot
    let text = parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    try checkLinks(numbering)
    return Page(text: text, figures: numbering.figures, cells: cells, claims: claims)
  }

  private var references: CrossReferences {
    let own = ChapterOutline(number: number, page: "", headings: source.headings)
    return CrossReferences(own: number, chapters: chapters.isEmpty ? [own] : chapters)
  }

  /// The values of this chapter that others read from its recordings.
  private var namesUsedElsewhere: Set<String> {
    let values = chapters.flatMap(\.valuesElsewhere)
    return Set(values.filter { Int($0.chapter) == number }.map(\.name))
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

  /// Links must lead somewhere: to a heading, a page, a figure, a file of the repository.
  private func checkLinks(_ numbering: Numbering) throws {
    let references = references
    for case .prose(let prose) in source.blocks {
      let isFenced = Markdown.isFenced(prose.lines)
      for (offset, line) in prose.lines.enumerated() where !isFenced[offset] {
        for target in Markdown.targets(line) {
          let isGood =
            target.contains(/^[a-z]+:/)
            || numbering.figures.contains { target == "figures/\($0.name).svg" }
            || mayLackFigures && target.hasPrefix("figures/")
            || references.leadsToPage(target) ?? linkExists(target)
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
      guard case .listing(let listing) = event.output, listing.summary == nil else { return nil }
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
