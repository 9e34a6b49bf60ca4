import Ground

/// A matrix as colored cells, with its numbers in them if they fit, and a bar that explains the
/// colors.
///
///     HeatMap(rows: words, columns: words, values: counts)
///     HeatMap(rows: ["a", "b"], columns: ["c"], values: [[-1], [0.5]], scale: .diverging)
package struct HeatMap: Picture {
  package var title: String?
  package var rows, columns: [String]
  package let values: [[Double]]
  package let scale: ColorScale
  /// The numbers at the ends of the color scale.
  private let bounds: ClosedRange<Double>
  package var decimals: Int?
  package var showsValues: Bool
  /// Whether a bar explains the colors; a map of marks, such as 0 and 1, needs none.
  package var showsBar: Bool
  /// What the numbers measure, beside the color bar.
  package var measure: String
  package var rowTitle, columnTitle: String
  package var size: Box

  /// A map of values[row][column]. Labels may be left out with empty arrays; `range` fixes the ends
  /// of the color scale; `decimals` are as few as the values need, unless given.
  package init(
    title: String? = nil, rows: [String] = [], columns: [String] = [],
    values: [[some Plottable]], scale: ColorScale = .sequential,
    range: ClosedRange<Double>? = nil, decimals: Int? = nil, showsValues: Bool = true,
    showsBar: Bool = true, measure: String = "", rowTitle: String = "", columnTitle: String = "",
    width: Double = Canvas.pageWidth, height: Double? = nil
  ) {
    let count = values.first?.count ?? 0
    require(
      count > 0 && values.allSatisfy { $0.count == count },
      """
      A heat map needs at least one value, and rows of equal length, not of \
      \(Set(values.map(\.count)).sorted()).
      """
    )
    require(
      (rows.isEmpty || rows.count == values.count) && (columns.isEmpty || columns.count == count),
      """
      A heat map of \(values.count) rows and \(count) columns can't take \(rows.count) row and \
      \(columns.count) column labels.
      """
    )
    (self.title, self.rows, self.columns) = (title, rows, columns)
    self.values = values.map { $0.map(\.plotted) }
    bounds = range ?? scale.range(of: self.values.flatMap { $0 })
    (self.scale, self.decimals) = (scale, decimals)
    (self.showsValues, self.showsBar) = (showsValues, showsBar)
    (self.measure, self.rowTitle, self.columnTitle) = (measure, rowTitle, columnTitle)
    size = .size(width, 0)
    let cell = min(36, max(4, (400 / Double(values.count)).rounded(.down)))
    let own = head(in: size.cut(left: 4, right: 4)) + (title == nil ? 0 : 22) + 14
    size.height = height ?? (own + cell * Double(values.count)).rounded()
  }

  package var summary: String {
    let (low, high) = (NumberText.short(bounds.lowerBound), NumberText.short(bounds.upperBound))
    let what = measure.isEmpty ? "values" : measure
    return
      "Heat map of \(values.count) by \(values[0].count) \(what), colors from \(low) to \(high)."
  }

  package var legend: [LegendEntry] { [] }

  private var areWhole: Bool {
    values.joined().allSatisfy { !$0.isFinite || $0 == $0.rounded() }
  }

  private func color(_ value: Double) -> Color {
    let share = (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
    // 32 steps are as many as the eye tells apart, and let equal cells share one element.
    return scale.color(at: (share * 32).rounded() / 32)
  }

  package func draw(on canvas: inout Canvas, in box: Box) {
    let inner = box.cut(left: side, top: head(in: box), right: barWidth, bottom: 4)
    let cells = Box(
      x: inner.x.rounded(.up), y: inner.y.rounded(.up),
      width: ((inner.width - 1) / Double(values[0].count)).rounded(.down) * Double(values[0].count),
      height: ((inner.height - 1) / Double(values.count)).rounded(.down) * Double(values.count))
    drawCells(on: &canvas, in: cells)
    drawLabels(on: &canvas, around: cells, in: box)
    if showsValues { drawValues(on: &canvas, in: cells) }
    guard showsBar else { return }
    drawBar(on: &canvas, in: Box(x: cells.right + 14, y: cells.y, width: 14, height: cells.height))
  }

  /// The room to the left of the cells.
  private var side: Double {
    (rows.map { Canvas.width(of: $0) }.max() ?? 0) + 10 + (rowTitle.isEmpty ? 0 : 20)
  }

  /// The room above the cells.
  private func head(in box: Box) -> Double {
    let labels =
      columns.isEmpty
      ? 4
      : isTurned(in: box)
        ? (columns.flatMap { turned($0, in: box) }.map { Canvas.width(of: $0) }.max() ?? 0) + 10
        : 20
    return labels + (columnTitle.isEmpty ? 0 : 20)
  }

  /// Whether the columns' labels have to stand upright to fit side by side.
  private func isTurned(in box: Box) -> Bool {
    let room = columnWidth(in: box)
    // Characters side by side are told apart without the room between words.
    let gap = columns.allSatisfy { $0.count == 1 } ? 0.0 : 6
    return columns.contains { Canvas.width(of: $0) + gap > room }
  }

  private func columnWidth(in box: Box) -> Double {
    (box.width - side - barWidth) / Double(values[0].count)
  }

  /// The lines of a column's label that stands upright: two or so over a wide column.
  private func turned(_ label: String, in box: Box) -> [String] {
    guard columnWidth(in: box) > 3 * Canvas.lineHeight(Canvas.textSize) else { return [label] }
    let widest = columns.map { Canvas.width(of: $0) }.max() ?? 0
    return Canvas.lines(of: label, width: 0.65 * widest)
  }

  // MARK: Parts

  private func cell(_ row: Int, _ column: Int, in cells: Box) -> Box {
    let (width, height) = (
      cells.width / Double(values[0].count), cells.height / Double(values.count)
    )
    return Box(
      x: cells.x + Double(column) * width, y: cells.y + Double(row) * height, width: width,
      height: height)
  }

  private func drawCells(on canvas: inout Canvas, in cells: Box) {
    var order: [Color] = []
    var paths: [Color: String] = [:]
    for (row, numbers) in values.enumerated() {
      for (column, value) in numbers.enumerated() where value.isFinite {
        let color = color(value)
        if paths[color] == nil { order.append(color) }
        paths[color, default: ""] += Canvas.path(of: cell(row, column, in: cells))
      }
    }
    for color in order { canvas.path(paths[color]!, fill: color, crisp: true) }
    canvas.rectangle(cells, stroke: .ink)
  }

  private func drawLabels(on canvas: inout Canvas, around cells: Box, in box: Box) {
    for (row, label) in thinned(rows, height: cells.height) {
      let y = cell(row, 0, in: cells).center.y
      canvas.text(label, at: Point(cells.left - 6, y), anchor: .end)
    }
    if isTurned(in: box) {
      for (column, label) in thinned(columns, height: cells.width) {
        let lines = turned(label, in: box)
        let shift = Double(lines.count - 1) / 2 * Canvas.lineHeight(Canvas.textSize)
        let place = Point(cell(0, column, in: cells).center.x - shift, cells.top - 6)
        canvas.text(lines: lines, at: place, anchor: .start, upward: true)
      }
    } else {
      for (column, label) in columns.enumerated() {
        let place = Point(cell(0, column, in: cells).center.x, cells.top - 10)
        canvas.text(label, at: place, anchor: .middle)
      }
    }
    canvas.text(
      rowTitle, at: Point(box.left + 8, cells.center.y), anchor: .middle, size: 13, upward: true)
    canvas.text(columnTitle, at: Point(cells.center.x, box.top + 8), anchor: .middle, size: 13)
  }

  /// Each label, or each second, third, …, so that lines of text don't touch.
  private func thinned(_ labels: [String], height: Double) -> [(Int, String)] {
    let step = max(1, Int((13 * Double(labels.count) / height).rounded(.up)))
    return labels.enumerated().filter { $0.offset % step == 0 }.map { ($0.offset, $0.element) }
  }

  private func drawValues(on canvas: inout Canvas, in cells: Box) {
    let places =
      decimals ?? (values.joined().allSatisfy { !$0.isFinite || $0 == $0.rounded() } ? 0 : 2)
    let texts = values.map { $0.map { NumberText.fixed($0, decimals: places) } }
    let widest = texts.joined().map { Canvas.width(of: $0) }.max() ?? 0
    let room = cell(0, 0, in: cells)
    guard widest + 4 <= room.width, room.height >= 14 else { return }
    for (row, line) in texts.enumerated() {
      for (column, text) in line.enumerated() {
        let value = values[row][column]
        canvas.text(
          text, at: cell(row, column, in: cells).center, anchor: .middle,
          color: !value.isFinite ? .ink : color(value).prefersBlackText ? Color(0) : Color(0xffffff)
        )
      }
    }
  }

  /// The room to the right of the cells.
  private var barWidth: Double {
    guard showsBar else { return 4 }
    let ticks = Ticks.linear(bounds, most: 6, wholes: areWhole)
    return 40 + (ticks.map { Canvas.width(of: $0.label) }.max() ?? 0) + (measure.isEmpty ? 0 : 18)
  }

  private func drawBar(on canvas: inout Canvas, in bar: Box) {
    // Each strip reaches down to the foot, under those after it, so that no seams show.
    for part in (0..<32).reversed() {
      let height = Double(part + 1) / 32 * bar.height
      let strip = Box(x: bar.x, y: bar.bottom - height, width: bar.width, height: height)
      canvas.path(
        Canvas.path(of: strip), fill: scale.color(at: (Double(part) + 0.5) / 32), crisp: true)
    }
    canvas.rectangle(bar, stroke: .ink)
    let ticks = Ticks.linear(
      bounds, most: max(2, min(6, Int(bar.height / 20))), wholes: areWhole)
    for tick in ticks {
      let share = (tick.value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
      canvas.text(tick.label, at: Point(bar.right + 6, bar.bottom - share * bar.height))
    }
    let widest = ticks.map { Canvas.width(of: $0.label) }.max() ?? 0
    canvas.text(
      measure, at: Point(bar.right + 18 + widest, bar.center.y), anchor: .middle, upward: true)
  }
}

extension Canvas {
  /// Path data of a rectangle.
  static func path(of box: Box) -> String {
    let (width, height) = (NumberText.coordinate(box.width), NumberText.coordinate(box.height))
    return "M\(place(Point(box.x, box.y)))h\(width)v\(height)h\(NumberText.coordinate(-box.width))z"
  }
}
