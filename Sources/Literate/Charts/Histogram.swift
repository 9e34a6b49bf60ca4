import Ground

/// How often values fall into each of several equal bins.
///
///     Histogram(activations, x: Axis("activation", range: -1...1), bins: 40)
package struct Histogram: Picture {
  package var title: String?
  package var x, y: Axis
  /// Values that fall outside the axis are not drawn, but are part of the whole.
  package var values: [Double]
  package var bins: Int
  package var color: Color
  package var size: Box

  package init(
    title: String? = nil, _ values: [some Plottable], x: Axis, y: Axis = Axis("share"),
    bins: Int = 30, color: Color = .blue, width: Double = Canvas.pageWidth, height: Double = 300
  ) {
    require(
      !values.isEmpty && bins > 0,
      """
      A histogram of “\(x.label)” needs at least one value and one bin, not \(values.count) and \
      \(bins).
      """
    )
    (self.title, self.x, self.y, self.bins, self.color) = (title, x, y, bins, color)
    self.values = values.map(\.plotted)
    size = .size(width, height)
  }

  package var summary: String { "Histogram of \(x.label): \(values.count) values in \(bins) bins." }

  package var legend: [LegendEntry] { [] }

  /// The share of the values in each bin. A bin holds its lower end, the last one both ends.
  func shares(in range: ClosedRange<Double>) -> [Double] {
    var counts = [Int](repeating: 0, count: bins)
    for value in values where range.contains(value) {
      let place = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
      counts[min(Int(place * Double(bins)), bins - 1)] += 1
    }
    return counts.map { Double($0) / Double(values.count) }
  }

  package func draw(on canvas: inout Canvas, in box: Box) {
    let range = x.range(for: values, padding: .none)
    let shares = shares(in: range)
    let frame = Frame(
      on: &canvas, in: box, x: Axis(x.label, range: range), y: y, xData: [], yData: [0] + shares,
      padding: (.none, .upToZero(0.05)))
    let width = frame.plot.width / Double(bins)
    var path = ""
    for (bin, share) in shares.enumerated() where share > 0 {
      let top = max(frame.y(share), frame.plot.top)
      let gap = width > 5 ? 0.5 : 0
      path += Canvas.path(
        of: Box(
          x: frame.plot.left + Double(bin) * width + gap, y: top, width: width - 2 * gap,
          height: frame.plot.bottom - top))
    }
    if !path.isEmpty { canvas.path(path, fill: color) }
  }
}
