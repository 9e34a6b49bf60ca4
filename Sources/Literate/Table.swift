import Ground

/// Rows and columns: a Markdown table on the page, aligned text on the terminal.
///
///     show(Table(columns: ["word", "cosine"], rows: [["hello", 0.7071], ["say", 0.5]]))
package struct Table: Codable, Equatable, Sendable {
  /// The headings.
  package let columns: [String]
  /// The cells as text, row by row.
  package let rows: [[String]]
  /// Which columns hold nothing but numbers.
  let isNumeric: [Bool]
  /// What the table shows, in a sentence under it.
  let caption: String?

  /// A table of any values, one row a list. A column of fractions gets as many decimals in every
  /// row: `decimals` of them, or as few (at most four) as its numbers need.
  package init(columns: [String], rows: [[Any]], decimals: Int? = nil, caption: String? = nil) {
    for row in rows where row.count != columns.count {
      fail("A table of \(columns.count) columns has a row of \(row.count) cells: \(row).")
    }
    self.columns = columns
    self.caption = caption
    let texts = columns.indices.map { column in
      Table.texts(rows.map { $0[column] }, decimals: decimals)
    }
    self.rows = rows.indices.map { row in texts.map { $0[row] } }
    isNumeric = columns.indices.map { column in
      !rows.isEmpty && rows.allSatisfy { Table.isNumber($0[column]) }
    }
  }

  private static func isNumber(_ value: Any) -> Bool {
    value is any BinaryFloatingPoint || value is any BinaryInteger
  }

  /// The text of each value of one column.
  private static func texts(_ values: [Any], decimals: Int?) -> [String] {
    let numbers = values.compactMap { ($0 as? Double) ?? ($0 as? Float).map(Double.init) }
    let needed = numbers.map { number -> Int in
      let text = format(number)
      guard !text.contains("e"), let point = text.firstIndex(of: ".") else { return 0 }
      return text.distance(from: point, to: text.endIndex) - 1
    }
    let decimals = decimals ?? needed.max() ?? 0
    return values.map { value in
      switch value {
      case let number as Double: fixed(number, decimals: decimals)
      case let number as Float: fixed(Double(number), decimals: decimals)
      case let number as any BinaryInteger: format(number)
      default: describe(value)
      }
    }
  }

  /// Fixed decimals, except where they would hide the number altogether.
  private static func fixed(_ number: Double, decimals: Int) -> String {
    let short = format(number)
    return short.contains("e") ? short : format(number, decimals: decimals)
  }
}

// MARK: - Written out

extension Table {
  /// Which columns are aligned to the right: those of numbers, whoever has written them out. In some rows there
  /// may be none.
  private var isRight: [Bool] {
    columns.indices.map { column in
      let texts = rows.map { $0[column] }.filter { !["", "–"].contains($0) }
      return isNumeric[column]
        || !texts.isEmpty && texts.allSatisfy { $0.wholeMatch(of: Table.writtenNumber) != nil }
    }
  }

  /// A number in text, which may be a mean with its spread.
  private static var writtenNumber: Regex<Substring> { /[−-]?[\d,]+(?:\.\d+)?(?: ± [\d.]+)?/ }

  /// The table in Markdown.
  var markdown: String {
    let escaped = { (cells: [String]) in
      cells.map {
        $0.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("\n", with: " ")
      }
    }
    let head = "| " + escaped(columns).joined(separator: " | ") + " |"
    let rule = "|" + isRight.map { $0 ? "---:" : "---" }.joined(separator: "|") + "|"
    let body = rows.map { "| " + escaped($0).joined(separator: " | ") + " |" }
    return ([head, rule] + body).joined(separator: "\n")
  }

  /// The table as lines of aligned text.
  package var text: String {
    let widths = columns.indices.map { column in
      ([columns[column]] + rows.map { $0[column] }).map(\.count).max() ?? 0
    }
    let line = { (cells: [String]) -> String in
      let padded = cells.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return isRight[column] ? space + cells[column] : cells[column] + space
      }
      return padded.joined(separator: "  ").trimmingSuffix(" ")
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    return ([line(columns), rule] + rows.map(line)).joined(separator: "\n")
  }
}

extension String {
  /// The text without `character` at its end.
  func trimmingSuffix(_ character: Character) -> String {
    var text = Substring(self)
    while text.last == character { text = text.dropLast() }
    return String(text)
  }
}
