import Literate

/// A table of numbers with a word for each row and column; zeros are dots.
nonisolated struct NumberGrid {
  let words: [String]
  let numbers: [[String]]
  /// Cells that have a frame around them.
  var framed: [(row: Int, column: Int)] = []
  let cellWidth = 48.0
  let cellHeight = 24.0
  /// Where the first cell begins.
  let left = 92.0
  let top = 56.0

  var width: Double { left + Double(words.count) * cellWidth + 16 }
  var height: Double { top + Double(words.count) * cellHeight + 12 }

  /// The table as a picture, with titles for rows and columns.
  func sketch(rowTitle: String, columnTitle: String, summary: String) -> Sketch
  {
    Sketch(summary, width: width, height: height) { canvas in
      canvas.text(
        columnTitle,
        at: Point((left + width - 16) / 2, 14), anchor: .middle, size: 13)
      canvas.text(
        rowTitle, at: Point(12, (top + height - 12) / 2), anchor: .middle,
        size: 13, upward: true)
      for (index, word) in words.enumerated() {
        canvas.text(
          word, at: Point(left + (Double(index) + 0.5) * cellWidth, top - 14),
          anchor: .middle, size: 13)
        canvas.text(
          word, at: Point(left - 8, top + (Double(index) + 0.5) * cellHeight),
          anchor: .end, size: 13)
      }
      for (row, line) in numbers.enumerated() {
        for (column, text) in line.enumerated() {
          canvas.text(
            text, at: cell(row, column), anchor: .middle, size: 13,
            bold: text != "·")
        }
      }
      canvas.rectangle(
        Box(
          x: left, y: top, width: Double(words.count) * cellWidth,
          height: Double(words.count) * cellHeight), stroke: .ink)
      for place in framed {
        let middle = cell(place.row, place.column)
        canvas.rectangle(
          Box(
            x: middle.x - cellWidth / 2 + 2, y: middle.y - cellHeight / 2 + 2,
            width: cellWidth - 4, height: cellHeight - 4), stroke: .orange,
          width: 2, radius: 4)
      }
    }
  }

  private func cell(_ row: Int, _ column: Int) -> Point {
    Point(
      left + (Double(column) + 0.5) * cellWidth,
      top + (Double(row) + 0.5) * cellHeight)
  }
}

/// A grid of empty cells, as matrices are drawn.
nonisolated struct EmptyGrid {
  let left, top: Double
  let rows, columns: Int
  let cell = 15.0

  var right: Double { left + Double(columns) * cell }
  var bottom: Double { top + Double(rows) * cell }
  var middle: Point { Point((left + right) / 2, (top + bottom) / 2) }

  /// The middle of a cell.
  func place(_ row: Int, _ column: Int) -> Point {
    Point(
      left + (Double(column) + 0.5) * cell, top + (Double(row) + 0.5) * cell)
  }

  /// Draws it, with its name above and its shape below.
  func draw(on canvas: inout Canvas, name: String, shape: String) {
    for row in 0...rows {
      let y = top + Double(row) * cell
      canvas.line([Point(left, y), Point(right, y)], color: .ink, opacity: 0.5)
    }
    for column in 0...columns {
      let x = left + Double(column) * cell
      canvas.line([Point(x, top), Point(x, bottom)], color: .ink, opacity: 0.5)
    }
    canvas.text(
      name, at: Point(middle.x, bottom + 14), anchor: .middle, size: 14,
      bold: true)
    canvas.text(
      shape, at: Point(middle.x, bottom + 32), anchor: .middle, size: 13)
  }

  /// Frames some of its cells.
  func frame(
    rows: Range<Int>, columns: Range<Int>, on canvas: inout Canvas, color: Color
  ) {
    canvas.rectangle(
      Box(
        x: left + Double(columns.lowerBound) * cell,
        y: top + Double(rows.lowerBound) * cell,
        width: Double(columns.count) * cell, height: Double(rows.count) * cell),
      stroke: color, width: 3, radius: 2)
  }
}
