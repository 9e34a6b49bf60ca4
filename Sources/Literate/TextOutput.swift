import Ground

/// Text under a cell: at most 24 lines of at most 76 characters, with a mark where something was cut.
///
/// A line of words that is too long goes on in the next one, indented by two. A line that stands in columns
/// (two blanks side by side) would fall apart, and is cut.
struct TextOutput {
  static let widest = 76
  static let longest = 24

  /// What the page shows.
  let text: String
  /// How many characters the widest of its lines had before it was cut.
  let width: Int

  init(_ text: String) {
    let all = text.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap(TextOutput.folded)
    let isLong = all.count > TextOutput.longest
    let lines = isLong ? all.prefix(TextOutput.longest - 1) : all[...]
    let rest = isLong ? ["… (\(all.count - lines.count) more lines)"] : []
    width = lines.map(\.count).max() ?? 0
    self.text = (lines.map(TextOutput.cut) + rest).joined(separator: "\n")
  }

  private static func folded(_ line: Substring) -> [String] {
    let text = String(line)
    let indent = String(line.prefix { $0 == " " })
    guard line.count > widest, !line.dropFirst(indent.count).contains("  ") else { return [text] }
    let lines = Terminal.wrapped(text, width: widest - 2)
    return [lines[0]] + lines.dropFirst().map { "  " + $0 }
  }

  private static func cut(_ line: String) -> String {
    line.count > widest ? line.prefix(widest - 1) + "…" : line
  }
}

extension Chapter {
  /// Puts text under the cell of line `line`. Where it is too wide, a check of the book fails; a reader
  /// sees the mark of the cut, and no hours of recording are lost for it.
  func show(_ text: String, line: Int) throws {
    let output = TextOutput(text)
    if output.width > TextOutput.widest {
      let sentence =
        "A line of this output is \(output.width) columns wide; a page takes \(TextOutput.widest)."
      if isChecked && !recordings.isMaking { throw ChapterError(sentence, line: line) }
      if isForAuthor { warn(sentence, at: position(of: line)) }
    }
    add(.text(output.text), line: line)
  }
}
