extension Source {
  /// Prose that GitHub would show otherwise than meant is an error, told before the chapter runs.
  func checkProse() throws {
    for case .prose(let prose) in blocks {
      try Mathematics.check(prose.lines, firstLine: prose.firstLine)
      try Markdown.checkBreaks(prose.lines, firstLine: prose.firstLine)
    }
    try checkTerms()
  }
}

extension Markdown {
  /// What a line begins with that would end the paragraph before it: the mark of a list, a heading, a
  /// quotation, or the line under a heading.
  static func marker(of line: String) -> Substring? {
    let text = line.drop { $0 == " " }
    return text.prefixMatch(of: /([-+*]|[0-9]{1,9}[.)])(?= +[^ ])|#{1,6}(?= |$)|>|(=+|-+)(?= *$)/)?
      .output.0
  }

  /// Fails where a line in the middle of a paragraph begins like something else.
  static func checkBreaks(_ lines: [String], firstLine: Int) throws {
    let blocks = MarkdownBlock.all(in: lines)
    for (index, block) in blocks.enumerated() {
      let number = firstLine + block.lines.lowerBound
      if block.kind == .heading, index > 0, blocks[index - 1].kind == .paragraph {
        throw broken(at: number, by: marker(of: lines[block.lines.lowerBound]) ?? "#")
      }
      guard block.kind == .paragraph else { continue }
      var list = ListMarks()
      for offset in block.lines {
        let isFirst = offset == block.lines.lowerBound
        guard let marker = marker(of: lines[offset]) else { continue }
        let indent = lines[offset].prefix { $0 == " " }.count
        if !list.admits(marker, indent: indent) && !isFirst {
          throw broken(at: firstLine + offset, by: marker)
        }
        list.add(marker, indent: indent)
      }
    }
  }

  private static func broken(at line: Int, by marker: Substring) -> ChapterError {
    ChapterError(
      "A line that begins with “\(marker)” ends its paragraph on the page; break the line elsewhere.",
      line: line)
  }
}

/// The marks of a list, as far as it has been read: which may follow.
private struct ListMarks {
  private var open: [(marker: Substring, indent: Int)] = []

  /// Whether `marker` goes on with the list, or begins another within its last item.
  func admits(_ marker: Substring, indent: Int) -> Bool {
    if let item = open.last(where: { $0.indent == indent }) {
      guard let before = Int(item.marker.dropLast()), let number = Int(marker.dropLast()) else {
        return item.marker == marker
      }
      return number == before + 1 && item.marker.last == marker.last
    }
    guard let item = open.last, "-+*".contains(item.marker) || item.marker.count > 1 else {
      return false
    }
    return indent > item.indent && ["-", "*", "1."].contains(marker)
  }

  mutating func add(_ marker: Substring, indent: Int) {
    open.removeAll { $0.indent >= indent }
    open.append((marker, indent))
  }
}
