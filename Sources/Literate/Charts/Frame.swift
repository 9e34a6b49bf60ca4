/// The framed area that data is plotted in: two scales, with their axes and grid drawn.
struct Frame {
  let plot: Box
  let x, y: Scale

  /// Where a pair of numbers lies in the picture.
  func callAsFunction(_ x: Double, _ y: Double) -> Point { Point(self.x(x), self.y(y)) }

  /// Lays out and draws axes for the given data, as large as `box` lets them be.
  init(
    on canvas: inout Canvas, in box: Box, x xAxis: Axis, y yAxis: Axis, xData: [Double],
    yData: [Double], padding: (x: Padding, y: Padding), grid: Bool = true
  ) {
    let below = AxisTitle(xAxis.title, length: box.width)
    let (top, foot) = (box.top + 6, box.bottom - 20 - below.room(20))
    let beside = AxisTitle(yAxis.title, length: foot - top)
    let y = Scale(
      yAxis, data: yData, padding: padding.y, from: foot, to: top,
      most: max(2, Int((foot - top) / 32)))
    let widest = y.ticks.map { Canvas.width(of: $0.label) }.max() ?? 0
    let left = box.left + widest + 8 + beside.room(22)
    let x = Frame.horizontal(xAxis, xData, padding: padding.x, from: left, to: box.right)
    plot = Box(x: left, y: top, width: x.end - left, height: foot - top)
    (self.x, self.y) = (x, y)
    drawAxes(on: &canvas, grid: grid)
    below.draw(on: &canvas, under: plot, in: box)
    beside.draw(on: &canvas, beside: plot, in: box)
  }

  /// The horizontal scale, with ticks whose labels keep clear of each other and of the right edge.
  private static func horizontal(
    _ axis: Axis, _ data: [Double], padding: Padding, from left: Double, to right: Double
  ) -> Scale {
    var most = min(12, max(3, Int((right - left) / 28)))
    while true {
      var scale = Scale(axis, data: data, padding: padding, from: left, to: right, most: most)
      if let last = scale.ticks.last {
        let overhang = scale(last.value) + Canvas.width(of: last.label) / 2 - right
        scale.end = right - max(0, overhang)
      }
      let fits = zip(scale.ticks, scale.ticks.dropFirst()).allSatisfy {
        let widths = Canvas.width(of: $0.label) + Canvas.width(of: $1.label)
        return scale($1.value) - scale($0.value) > widths / 2 + 8
      }
      if fits || most <= 1 { return scale }
      most -= 1
    }
  }

  private func drawAxes(on canvas: inout Canvas, grid: Bool) {
    if grid { drawGrid(on: &canvas) }
    canvas.line(
      [Point(plot.left, plot.top), Point(plot.left, plot.bottom), Point(plot.right, plot.bottom)],
      color: .ink)
    for tick in x.ticks {
      canvas.text(tick.label, at: Point(x(tick.value), plot.bottom + 12), anchor: .middle)
    }
    for tick in y.ticks {
      canvas.text(tick.label, at: Point(plot.left - 6, y(tick.value)), anchor: .end)
    }
  }

  private func drawGrid(on canvas: inout Canvas) {
    let upright = x.ticks.map { tick in
      "M\(Canvas.place(Point(x(tick.value), plot.top)))v\(NumberText.coordinate(plot.height))"
    }
    let level = y.ticks.map { tick in
      "M\(Canvas.place(Point(plot.left, y(tick.value))))h\(NumberText.coordinate(plot.width))"
    }
    canvas.path((upright + level).joined(), stroke: .ink, opacity: 0.25)
  }
}
