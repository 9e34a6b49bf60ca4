import Ground

/// A named line of a chart.
package struct Series: Sendable {
  /// How a line is drawn; automatic styles differ from series to series, as colors do.
  package enum Style: Sendable {
    case automatic, solid, dashed, dotted, dashDotted
  }

  let name: String
  let x, y: [Double]
  let style: Style
  let marker: Marker?
  let color: Color?

  /// The line through the points (x, y). Numbers that are not finite leave gaps.
  package init(
    _ name: String, x: [some Plottable], y: [some Plottable], style: Style = .automatic,
    marker: Marker? = nil, color: Color? = nil
  ) {
    require(
      x.count == y.count,
      """
      The series “\(name)” has \(x.count) x values but \(y.count) y values; it needs as many of \
      both.
      """
    )
    require(!x.isEmpty, "The series “\(name)” has no points.")
    self.name = name
    (self.x, self.y) = (x.map(\.plotted), y.map(\.plotted))
    (self.style, self.marker, self.color) = (style, marker, color)
  }

  /// The line through (0, y₀), (1, y₁), …
  package init(
    _ name: String, _ y: [some Plottable], style: Style = .automatic, marker: Marker? = nil,
    color: Color? = nil
  ) {
    self.init(name, x: Array(y.indices), y: y, style: style, marker: marker, color: color)
  }

  func color(_ index: Int) -> Color { color ?? .data(index) }

  /// The stroke pattern; strokes have round ends, which add the line's width to each dash.
  func dash(_ index: Int) -> String? {
    switch style {
    case .automatic: [nil, "6 5", "0 5", "8 5 0 5", "14 5", "8 5 0 5 0 5", "3 5"][index % 7]
    case .solid: nil
    case .dashed: "6 5"
    case .dotted: "0 5"
    case .dashDotted: "8 5 0 5"
    }
  }

  func legendEntry(_ index: Int) -> LegendEntry {
    LegendEntry(name: name, color: color(index), sample: .line(dash: dash(index), marker: marker))
  }
}

/// A shaded range, such as the spread of several runs, in the color of the series of its name.
package struct Band: Sendable {
  let name: String
  let x, lower, upper: [Double]

  package init(
    _ name: String, x: [some Plottable], lower: [some Plottable], upper: [some Plottable]
  ) {
    require(
      x.count == lower.count && x.count == upper.count,
      """
      The band “\(name)” has \(x.count) x values, \(lower.count) lower and \(upper.count) upper \
      ones; it needs as many of each.
      """
    )
    self.name = name
    (self.x, self.lower, self.upper) = (
      x.map(\.plotted), lower.map(\.plotted), upper.map(\.plotted)
    )
  }
}

/// A straight line across a chart with a label on it, such as a baseline to compare with.
package struct Reference: Sendable {
  let value: Double
  let label: String
  let isHorizontal: Bool

  /// The line at height `value`.
  package static func horizontal(_ value: some Plottable, _ label: String) -> Reference {
    Reference(value: value.plotted, label: label, isHorizontal: true)
  }

  /// The upright line at `value` on the x axis.
  package static func vertical(_ value: some Plottable, _ label: String) -> Reference {
    Reference(value: value.plotted, label: label, isHorizontal: false)
  }
}

/// Lines over common axes: curves of functions, losses by step.
///
///     LineChart(x: Axis("x"), y: Axis("σ(x)"), series: [Series("sigmoid", x: xs, y: ys)])
package struct LineChart: Picture {
  package var title: String?
  package var x, y: Axis
  package var series: [Series]
  package var bands: [Band]
  package var references: [Reference]
  package var size: Box

  package init(
    title: String? = nil, x: Axis, y: Axis, series: [Series], bands: [Band] = [],
    references: [Reference] = [], width: Double = Canvas.pageWidth, height: Double = 320
  ) {
    require(!series.isEmpty, "A line chart of “\(y.label)” needs at least one series.")
    (self.title, self.x, self.y, self.series) = (title, x, y, series)
    (self.bands, self.references, size) = (bands, references, .size(width, height))
  }

  package var summary: String {
    "Line chart of \(y.label) against \(x.label): \(series.map(\.name).joined(separator: ", "))."
  }

  package var legend: [LegendEntry] {
    let lines = series.enumerated().map { $1.legendEntry($0) }
    let extra = bands.filter { band in !series.contains { $0.name == band.name } }.map {
      LegendEntry(name: $0.name, color: color(of: $0), sample: .swatch(opacity: 0.3))
    }
    return lines.count + extra.count > 1 ? lines + extra : []
  }

  private func color(of band: Band) -> Color {
    series.firstIndex { $0.name == band.name }.map { series[$0].color($0) } ?? .ink
  }

  package func draw(on canvas: inout Canvas, in box: Box) {
    let frame = Frame(
      on: &canvas, in: box, x: x, y: y,
      xData: series.flatMap(\.x) + bands.flatMap(\.x)
        + references.filter { !$0.isHorizontal }.map(\.value),
      yData: series.flatMap(\.y) + bands.flatMap { $0.lower + $0.upper }
        + references.filter(\.isHorizontal).map(\.value),
      padding: (.none, .upToZero(0.05)))
    for band in bands { draw(band, in: frame, on: &canvas) }
    let lines = series.map { line in zip(line.x, line.y).map { frame($0, $1) } }
    for reference in references {
      canvas.reference(
        reference, at: reference.isHorizontal ? frame.y(reference.value) : frame.x(reference.value),
        in: frame.plot, around: lines.flatMap { $0 })
    }
    for (index, line) in series.enumerated() {
      canvas.series(line, index, along: lines[index], in: frame.plot)
    }
  }

  private func draw(_ band: Band, in frame: Frame, on canvas: inout Canvas) {
    let places = band.x.indices.map { i in
      (frame(band.x[i], band.lower[i]), frame(band.x[i], band.upper[i]))
    }
    for run in places.split(whereSeparator: { !$0.0.isFinite || !$0.1.isFinite }) {
      // The band's edges stay within the plot where the axis is cut short.
      func kept(_ point: Point) -> Point {
        Point(
          min(max(point.x, frame.plot.left), frame.plot.right),
          min(max(point.y, frame.plot.top), frame.plot.bottom))
      }
      let outline = run.map { kept($0.0) } + run.reversed().map { kept($0.1) }
      canvas.path(Canvas.path(outline) + "z", fill: color(of: band), opacity: 0.25)
    }
  }
}

extension Canvas {
  /// A reference's line at `place`, across `plot`, and its label: of the places beside the line, at the one that
  /// touches the fewest stretches between `points`, and the fewest labels. A label of a horizontal line may also
  /// stand in the `middles` given.
  mutating func reference(
    _ reference: Reference, at place: Double, in plot: Box, around points: [Point],
    besides middles: [Double] = []
  ) {
    let ends =
      reference.isHorizontal
      ? [Point(plot.left, place), Point(plot.right, place)]
      : [Point(place, plot.bottom), Point(place, plot.top)]
    guard ends.allSatisfy({ plot.contains($0) }) else { return }
    line(ends, color: .ink, width: 1.5, dash: "3 4")
    let spots: [(Point, Canvas.Anchor)] =
      reference.isHorizontal
      ? [
        (Point(plot.right - 4, place - 9), .end), (Point(plot.left + 6, place - 9), .start),
        (Point(plot.center.x, place - 9), .middle),
        (Point(plot.right - 4, place + 9), .end), (Point(plot.left + 6, place + 9), .start),
        (Point(plot.center.x, place + 9), .middle),
      ] + middles.reversed().flatMap { x in [-9, 9].map { (Point(x, place + $0), .middle) } }
      : [0.03, 0.25, 0.5, 0.75, 0.94]
        .flatMap { share -> [(Point, Canvas.Anchor)] in
          let y = plot.top + 4 + share * plot.height
          return [(Point(place + 6, y), .start), (Point(place - 6, y), .end)]
        }
    func cost(_ spot: (Point, Canvas.Anchor)) -> Int {
      let box = Canvas.box(of: reference.label, at: spot.0, anchor: spot.1)
      let touched = zip(points, points.dropFirst()).count { box.touches($0, $1) }
      let outside = plot.contains(box) ? 0 : 10_000
      return touched + outside + 1000 * labels.count { $0.overlaps(box) }
    }
    let costs = spots.map(cost)
    let best = costs.firstIndex(of: costs.min() ?? 0) ?? 0
    text(reference.label, at: spots[best].0, anchor: spots[best].1)
  }

  /// The line of a series with its markers, cut to the plot.
  mutating func series(_ series: Series, _ index: Int, along points: [Point], in plot: Box) {
    let color = series.color(index)
    line(Canvas.clipped(points, to: plot), color: color, width: 2, dash: series.dash(index))
    if let marker = series.marker {
      markers(marker, at: points.filter { $0.isFinite && plot.contains($0) }, color: color)
    }
  }
}

extension Box {
  /// Whether the stretch between two points passes through the box.
  func touches(_ from: Point, _ to: Point) -> Bool {
    guard from.isFinite, to.isFinite else { return false }
    return Canvas.stretch(from, to, within: self) != nil
  }
}
