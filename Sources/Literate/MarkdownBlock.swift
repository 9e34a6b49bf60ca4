/// A run of lines that Markdown reads as one thing.
struct MarkdownBlock: Equatable {
  enum Kind { case blank, code, display, heading, paragraph }

  var kind: Kind
  /// Its lines, by their place in the prose.
  var lines: Range<Int>
  /// Whether a formula on lines of its own has an end.
  var isClosed = true
}

extension MarkdownBlock {
  /// The blocks of `lines`, in order. A list or a table is a paragraph here.
  static func all(in lines: [String]) -> [MarkdownBlock] {
    var blocks: [MarkdownBlock] = []
    let isFenced = Markdown.isFenced(lines)
    let headings = Set(Markdown.headings(lines).map(\.line))
    var index = 0
    while index < lines.count {
      if !isFenced[index] && lines[index].hasPrefix("$$") {
        blocks.append(display(from: index, in: lines))
      } else {
        let isBlank = lines[index].allSatisfy(\.isWhitespace)
        let isIndented = lines[index].hasPrefix("    ") && blocks.last?.kind != .paragraph
        let kind: Kind =
          isFenced[index] || (isIndented && !isBlank)
          ? .code : isBlank ? .blank : headings.contains(index) ? .heading : .paragraph
        if blocks.last?.kind == kind && kind != .heading {
          blocks[blocks.count - 1].lines = blocks.last!.lines.lowerBound..<index + 1
        } else {
          blocks.append(MarkdownBlock(kind: kind, lines: index..<index + 1))
        }
      }
      index = blocks.last!.lines.upperBound
    }
    return blocks
  }

  /// The formula whose `$$` begins line `start`, to the line that ends with another.
  private static func display(from start: Int, in lines: [String]) -> MarkdownBlock {
    for index in start..<lines.count {
      let line = lines[index].trimmingSuffix(" ")
      let rest = index == start ? line.dropFirst(2) : line[...]
      if rest.hasSuffix("$$") {
        return MarkdownBlock(kind: .display, lines: start..<index + 1)
      }
      if index > start && line.isEmpty { break }
    }
    return MarkdownBlock(kind: .display, lines: start..<start + 1, isClosed: false)
  }
}
