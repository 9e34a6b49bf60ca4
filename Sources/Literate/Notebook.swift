import Foundation
import Ground

/// The chapter on the terminal while it runs: prose, code, and what the code shows.
struct Notebook {
  private let source: Source
  private let elsewhere: RecordedValues
  private let print: (String) -> Void
  /// The lines of the statements that will show something, where printing pauses.
  private let stops: [Int]
  /// The next line of the source to be printed.
  private var next = 1

  init(source: Source, elsewhere: RecordedValues, print: @escaping (String) -> Void) {
    self.source = source
    self.elsewhere = elsewhere
    self.print = print
    let text = source.text
    stops = (1...text.lineCount).filter(text.isSpeaking)
    next = source.blocks.first?.firstLine ?? 1
  }

  /// Prints what an event at `line` shows, after the source up to there; then the source up to the
  /// next statement that shows something.
  mutating func show(_ output: Output, line: Int, names: [String: NamedValue]) {
    printSource(
      upTo: source.text.statement(from: line, through: source.text.lineCount).upperBound, names)
    printOutput(output)
    printSource(upTo: stops.first { $0 > line } ?? next - 1, names)
  }

  /// Prints the rest.
  mutating func finish(names: [String: NamedValue]) {
    printSource(upTo: source.text.lineCount, names)
  }

  private mutating func printSource(upTo last: Int, _ names: [String: NamedValue]) {
    guard next <= last else { return }
    for block in source.blocks {
      switch block {
      case .prose(let prose) where (next...last).contains(prose.firstLine):
        printProse(prose, names)
      case .cell(let cell) where cell.lines.lowerBound <= last && next <= cell.lines.upperBound:
        let lines = max(next, cell.lines.lowerBound)...min(last, cell.lines.upperBound)
        let code = withoutIdleBlanks(source.shown(lines, of: cell).map(\.text))
        if !code.isEmpty { print("") }
        for line in code { print(Terminal.styled("    " + line, .code)) }
      default: break
      }
    }
    next = last + 1
  }

  private func printProse(_ prose: Source.Prose, _ names: [String: NamedValue]) {
    print("")
    for part in Markdown.paragraphs(withoutIdleBlanks(prose.lines)) {
      let text = part.text.replacing(/\{\{([^}]*)\}\}/) {
        names[String($0.output.1)]?.text ?? elsewhere.knownText(of: $0.output.1) ?? "…"
      }
      if part.isFixed {
        print(text)
      } else if text.hasPrefix("#") {
        print(Terminal.styled(String(text.drop { $0 == "#" || $0 == " " }), .bold))
      } else {
        for line in Terminal.wrapped(Markdown.plain(text)) { print(line) }
      }
    }
  }

  private func printOutput(_ output: Output) {
    switch output {
    case .text(let text): printIndented(text)
    case .table(let table):
      printIndented(table.text)
      if let caption = table.caption { printIndented(caption) }
    case .figure(let figure):
      printIndented("[\(figure.name).svg] " + figure.caption)
    case .listing(let listing) where listing.summary != nil:
      print(Terminal.styled("  " + Markdown.plain(listing.origin), .dim))
    case .listing(let listing):
      print("")
      for line in listing.code.split(separator: "\n", omittingEmptySubsequences: false) {
        print(Terminal.styled("    " + line, .code))
      }
    case .claim(let claim):
      let mark = claim.held ? "✓ " : "✗ "
      print(Terminal.styled("  " + mark + claim.sentence, claim.held ? .good : .bad))
    case .omission(let sentence): print(Terminal.styled("  " + sentence, .dim))
    case .provenance(let provenance, _):
      print(Terminal.styled("  " + provenance.sentence, .dim))
    }
  }

  private func printIndented(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      print("  " + line)
    }
  }
}

extension Source.Block {
  fileprivate var firstLine: Int {
    switch self {
    case .prose(let prose): prose.firstLine
    case .cell(let cell): cell.lines.lowerBound
    }
  }
}
