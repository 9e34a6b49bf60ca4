import Ground

/// One set of bars: a number for each category.
package struct Bars: Sendable {
  let name: String
  let values: [Double]
  let color: Color?

  package init(_ name: String, _ values: [some Plottable], color: Color? = nil) {
    (self.name, self.values, self.color) = (name, values.map(\.plotted), color)
  }

  func color(_ index: Int) -> Color { color ?? .data(index) }
}

/// Bars by category, side by side where there are several sets. A bar's length says how large a number is, from
/// zero; a logarithmic axis has no zero, and so there the numbers are dots.
///
///     BarChart(
///       categories: ["SGD", "Adam"], value: Axis("loss"), bars: [Bars("final", [0.31, 0.12])])
package struct BarChart: Picture {
  /// Which way bars grow.
  package enum Direction: Sendable { case upward, rightward }

  package var title: String?
  package var categories: [String]
  /// What the categories are.
  package var category: String
  package var value: Axis
  package var bars: [Bars]
  /// Horizontal lines to compare bars with that grow upward; they run behind the bars.
  package var references: [Reference]
  package var direction: Direction
  package var decimals: Int?
  package var showsValues: Bool
  package var size: Box

  /// `decimals` are those of the numbers on the bars: three digits or so, unless given. Where the
  /// numbers find no room they are left out.
  package init(
    title: String? = nil, categories: [String], category: String = "", value: Axis, bars: [Bars],
    references: [Reference] = [], direction: Direction = .upward, decimals: Int? = nil,
    showsValues: Bool = true, width: Double = Canvas.pageWidth, height: Double? = nil
  ) {
    require(
      !categories.isEmpty && !bars.isEmpty
        && bars.allSatisfy { $0.values.count == categories.count },
      """
      A bar chart of “\(value.label)” has \(categories.count) categories and sets of \
      \(bars.map(\.values.count)) values; each set needs one value a category.
      """
    )
    require(
      references.isEmpty || direction == .upward && references.allSatisfy(\.isHorizontal),
      "A bar chart's references are horizontal, and its bars grow upward beside them.")
    (self.title, self.categories, self.category, self.value) = (title, categories, category, value)
    (self.bars, self.references) = (bars, references)
    (self.direction, self.decimals, self.showsValues) = (direction, decimals, showsValues)
    let rows = Double(categories.count) * (Double(bars.count) * 18 + 8) + 60
    size = .size(width, height ?? (direction == .upward ? 320 : rows))
  }

  package var summary: String {
    let sets = bars.count > 1 ? " for \(bars.map(\.name).joined(separator: ", "))" : ""
    return "Bar chart of \(value.label)\(sets) by \(category.isEmpty ? "category" : category): "
      + (categories.count <= 12 ? categories.joined(separator: ", ") : "\(categories.count) bars")
      + "."
  }

  package var legend: [LegendEntry] {
    guard bars.count > 1 else { return [] }
    return bars.enumerated().map {
      LegendEntry(
        name: $1.name, color: $1.color($0), sample: areDots ? .marker(.circle) : .swatch(opacity: 1)
      )
    }
  }

  package func draw(on canvas: inout Canvas, in box: Box) {
    switch direction {
    case .upward: drawUpward(on: &canvas, in: box)
    case .rightward: drawRightward(on: &canvas, in: box)
    }
  }

  /// The size of the numbers on the bars, in pixels.
  private static let valueSize = 12.0

  private var areDots: Bool { value.scaling == .logarithmic }

  /// Draws a number as a dot at `end`, with a faint line through `plot` that leads the eye from its category.
  private func drawDot(
    on canvas: inout Canvas, at end: Point, across plot: Box, color: Color, radius: Double
  ) {
    let way =
      direction == .upward
      ? [Point(end.x, plot.bottom), Point(end.x, plot.top)]
      : [Point(plot.left, end.y), Point(plot.right, end.y)]
    canvas.line(way, color: .ink, dash: "1 4", opacity: 0.6)
    canvas.circle(end, radius: radius, fill: color)
  }

  private var data: [Double] {
    bars.flatMap(\.values) + (value.scaling == .linear ? [0] : [])
  }

  /// Where bars start: at zero, or at the foot of a logarithmic axis.
  private func base(_ scale: Scale) -> Double {
    value.scaling == .linear && scale.range.contains(0) ? scale(0) : scale.start
  }

  private func text(_ value: Double) -> String {
    commonDecimals.map { NumberText.fixed(value, decimals: $0) } ?? NumberText.short(value)
  }

  /// As many decimals as give the largest number three digits, without zeros that all numbers end
  /// in; nil where that would leave too little of the smallest one.
  private var commonDecimals: Int? {
    if let decimals { return decimals }
    let sizes = bars.flatMap(\.values).filter { $0.isFinite && $0 != 0 }.map { abs($0) }
    guard let low = sizes.min(), let high = sizes.max() else { return 0 }
    let most = max(0, 2 - decimalExponent(high))
    guard most <= 5, high < 1e7, low * powerOfTen(most) >= 1 else { return nil }
    let needed = (0...most).first { places in
      let unit = powerOfTen(places)
      return sizes.allSatisfy { abs($0 * unit - ($0 * unit).rounded()) < 1e-4 * $0 * unit }
    }
    return needed ?? most
  }

  // MARK: Upward

  private func drawUpward(on canvas: inout Canvas, in box: Box) {
    let head = box.top + (showsValues ? 18 : 6)
    let below = AxisTitle(category, length: box.width)
    let hasNegative = data.contains { $0 < 0 } && value.range.map { $0.lowerBound < 0 } ?? true
    // How wide the bars' room is depends on its height, and that on the names: a guess is enough.
    let names = names(in: box.width - 80)
    let nameHeight =
      Double((names.map(\.count).max() ?? 1) - 1) * Canvas.lineHeight(Canvas.textSize)
    let foot = box.bottom - 20 - nameHeight - below.room(20) - (hasNegative ? 16 : 0)
    let scale = Scale(
      value, data: data, padding: .upToZero(0.02), from: foot, to: head,
      most: max(2, Int((foot - head) / 32)))
    let widest = scale.ticks.map { Canvas.width(of: $0.label) }.max() ?? 0
    let beside = AxisTitle(value.title, length: foot - head)
    let left = box.left + widest + 8 + beside.room(22)
    let plot = Box(x: left, y: head, width: box.right - left, height: foot - head)
    let grid = scale.ticks.map {
      "M\(Canvas.place(Point(plot.left, scale($0.value))))h\(NumberText.coordinate(plot.width))"
    }
    canvas.path(grid.joined(), stroke: .ink, opacity: 0.25)
    for tick in scale.ticks {
      canvas.text(tick.label, at: Point(plot.left - 6, scale(tick.value)), anchor: .end)
    }
    beside.draw(on: &canvas, beside: plot, in: box)
    below.draw(on: &canvas, under: plot, in: box)
    draw(references, on: &canvas, in: plot, scale)
    drawSlots(on: &canvas, in: plot, scale)
    draw(names, on: &canvas, in: plot, at: box.bottom - 8 - nameHeight - below.room(20))
    canvas.line(
      [Point(plot.left, base(scale)), Point(plot.right, base(scale))], color: .ink)
  }

  /// The bar of a number, or the strip that its dot stands in.
  private func bar(_ set: Int, _ place: Int, in plot: Box, _ scale: Scale) -> Box {
    let slot = plot.width / Double(categories.count)
    let thickness = min(40, slot * 0.8 / Double(bars.count))
    let center = plot.left + (Double(place) + 0.5) * slot
    let end = min(max(scale(bars[set].values[place]), plot.top), plot.bottom)
    return Box(
      x: center + (Double(set) - Double(bars.count) / 2) * thickness, y: min(base(scale), end),
      width: thickness - (thickness > 6 ? 1 : 0), height: abs(base(scale) - end))
  }

  /// Draws the lines to compare with, their labels beside the bars and their numbers.
  private func draw(
    _ references: [Reference], on canvas: inout Canvas, in plot: Box, _ scale: Scale
  ) {
    let outlines = bars.indices.flatMap { set in
      categories.indices.flatMap { place -> [Point] in
        let bar = self.bar(set, place, in: plot, scale).cut(top: showsValues ? -16 : 0)
        return [
          Point(bar.left, bar.bottom), Point(bar.left, bar.top), Point(bar.right, bar.top),
          Point(bar.right, bar.bottom), Point(.nan, .nan),
        ]
      }
    }
    let between = (1..<categories.count).map {
      plot.left + plot.width * Double($0) / Double(categories.count)
    }
    for reference in references {
      canvas.reference(
        reference, at: scale(reference.value), in: plot, around: outlines, besides: between)
    }
  }

  /// The place of a number that would stand at `y`, moved up where a line would strike it out.
  private func clear(_ y: Double, _ scale: Scale) -> Double {
    let lines = scale.ticks.map { scale($0.value) } + references.map { scale($0.value) }
    return lines.first { abs($0 - y) < 7 }.map { $0 - 8 } ?? y
  }

  private func drawSlots(on canvas: inout Canvas, in plot: Box, _ scale: Scale) {
    let slot = plot.width / Double(categories.count)
    let thickness = min(40, slot * 0.8 / Double(bars.count))
    let texts = bars.flatMap { $0.values.map { text($0) } }
    let fits =
      showsValues
      && texts.allSatisfy {
        Canvas.width(of: $0, size: BarChart.valueSize) < thickness + slot * 0.2 / Double(bars.count)
          + 1
      }
    for (index, set) in bars.enumerated() {
      for (place, value) in set.values.enumerated() where scale(value).isFinite {
        let bar = self.bar(index, place, in: plot, scale)
        let end = min(max(scale(value), plot.top), plot.bottom)
        let radius = min(5, bar.width / 2)
        if areDots {
          drawDot(
            on: &canvas, at: Point(bar.center.x, end), across: plot, color: set.color(index),
            radius: radius)
        } else {
          canvas.rectangle(bar, fill: set.color(index))
        }
        guard fits else { continue }
        let gap = areDots ? radius + 8 : 8
        let isAbove = value >= 0 || scale.range.lowerBound >= 0
        let y = isAbove ? clear(end - gap, scale) : end + gap
        canvas.text(
          text(value), at: Point(bar.center.x, y), anchor: .middle, size: BarChart.valueSize)
      }
    }
  }

  /// The categories' names in lines that fit under their bars, if `width` is that of all bars.
  private func names(in width: Double) -> [[String]] {
    categories.map { Canvas.lines(of: $0, width: width / Double(categories.count) - 6) }
  }

  /// Draws the names under their bars, the first lines at `y`; each second, third, … where all find no room.
  private func draw(_ names: [[String]], on canvas: inout Canvas, in plot: Box, at y: Double) {
    let slot = plot.width / Double(categories.count)
    let widths = names.map { $0.map { Canvas.width(of: $0) }.max() ?? 0 }
    let step =
      (1..<names.count).first { step in
        let shown = stride(from: 0, to: names.count, by: step).map { widths[$0] }
        return zip(shown, shown.dropFirst()).allSatisfy {
          ($0 + $1) / 2 + 5 < Double(step) * slot
        }
      } ?? names.count
    for (place, lines) in names.enumerated() where place % step == 0 {
      canvas.text(lines: lines, at: Point(plot.left + (Double(place) + 0.5) * slot, y))
    }
  }

  // MARK: Rightward

  private func drawRightward(on canvas: inout Canvas, in box: Box) {
    let below = AxisTitle(value.title, length: box.width)
    let foot = box.bottom - 20 - below.room(20)
    let beside = AxisTitle(category, length: foot - box.top)
    let left =
      box.left + (categories.map { Canvas.width(of: $0) }.max() ?? 0) + 10 + beside.room(20)
    let widest =
      showsValues
      ? bars.flatMap { $0.values.map { Canvas.width(of: text($0), size: BarChart.valueSize) } }
        .max() ?? 0 : 0
    let hasNegative = data.contains { $0 < 0 }
    let start = left + (hasNegative ? widest + 6 : 0)
    let scale = Scale(
      value, data: data, padding: .none, from: start, to: box.right - widest - 12,
      most: max(2, Int((box.right - start) / 70)))
    let plot = Box(
      x: left, y: box.top + 4, width: box.right - left, height: foot - box.top - 4)
    let grid = scale.ticks.map {
      "M\(Canvas.place(Point(scale($0.value), plot.top)))v\(NumberText.coordinate(plot.height))"
    }
    canvas.path(grid.joined(), stroke: .ink, opacity: 0.25)
    for tick in scale.ticks {
      canvas.text(tick.label, at: Point(scale(tick.value), plot.bottom + 12), anchor: .middle)
    }
    below.draw(on: &canvas, under: plot, in: box)
    beside.draw(on: &canvas, beside: plot, in: box)
    drawRows(on: &canvas, in: plot, scale)
    canvas.line([Point(base(scale), plot.top), Point(base(scale), plot.bottom)], color: .ink)
  }

  private func drawRows(on canvas: inout Canvas, in plot: Box, _ scale: Scale) {
    let slot = plot.height / Double(categories.count)
    let thickness = min(26, slot * 0.8 / Double(bars.count))
    for (index, set) in bars.enumerated() {
      for (place, value) in set.values.enumerated() where scale(value).isFinite {
        let center = plot.top + (Double(place) + 0.5) * slot
        let y = center + (Double(index) - Double(bars.count) / 2) * thickness
        let end = min(max(scale(value), scale.start), scale.end)
        let bar = Box(
          x: min(base(scale), end), y: y, width: abs(end - base(scale)),
          height: thickness - (thickness > 6 ? 1 : 0))
        let radius = min(5, bar.height / 2)
        if areDots {
          drawDot(
            on: &canvas, at: Point(end, bar.center.y), across: plot, color: set.color(index),
            radius: radius)
        } else {
          canvas.rectangle(bar, fill: set.color(index))
        }
        guard showsValues, thickness >= 11 else { continue }
        let gap = areDots ? radius + 4 : 5
        canvas.text(
          text(value), at: Point(value >= 0 ? end + gap : end - gap, bar.center.y),
          anchor: value >= 0 ? .start : .end, size: BarChart.valueSize)
      }
    }
    for (place, name) in categories.enumerated() {
      let y = plot.top + (Double(place) + 0.5) * slot
      canvas.text(name, at: Point(plot.left - 6, y), anchor: .end)
    }
  }
}
