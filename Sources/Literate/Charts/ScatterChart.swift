import Ground

/// The points of one class, with labels if they have names.
package struct Points: Sendable {
  let name: String
  let x, y: [Double]
  let labels: [String]
  let marker: Marker?
  let color: Color?

  /// The points (x, y); `labels` is empty or names each of them.
  package init(
    _ name: String, x: [some Plottable], y: [some Plottable], labels: [String] = [],
    marker: Marker? = nil, color: Color? = nil
  ) {
    require(
      x.count == y.count && (labels.isEmpty || labels.count == x.count),
      """
      The points “\(name)” have \(x.count) x values, \(y.count) y values and \(labels.count) \
      labels; they need as many of each, or no labels.
      """
    )
    self.name = name
    (self.x, self.y) = (x.map(\.plotted), y.map(\.plotted))
    (self.labels, self.marker, self.color) = (labels, marker, color)
  }

  func color(_ index: Int) -> Color { color ?? .data(index) }
  func marker(_ index: Int) -> Marker { marker ?? .data(index) }

  func legendEntry(_ index: Int) -> LegendEntry {
    LegendEntry(name: name, color: color(index), sample: .marker(marker(index)))
  }

  /// Those of the points that lie within the frame.
  func places(in frame: Frame) -> [Point] {
    zip(x, y).map { frame($0, $1) }.map {
      $0.isFinite && frame.plot.contains($0) ? $0 : Point(.nan, .nan)
    }
  }
}

/// Points by class, each class with its own color and shape: data sets, maps of words.
///
///     ScatterChart(x: Axis("x₁"), y: Axis("x₂"), points: [
///       Points("nouns", x: [0.1, 0.4], y: [1, 2], labels: ["boat", "harbor"]),
///     ])
package struct ScatterChart: Picture {
  package var title: String?
  package var x, y: Axis
  package var points: [Points]
  /// What the line y = x is called, if it is drawn.
  package var diagonal: String?
  package var size: Box

  package init(
    title: String? = nil, x: Axis, y: Axis, points: [Points], diagonal: String? = nil,
    width: Double = Canvas.pageWidth, height: Double = 460
  ) {
    require(
      points.contains { !$0.x.isEmpty },
      "A scatter chart of “\(y.label)” against “\(x.label)” needs at least one point.")
    (self.title, self.x, self.y, self.points) = (title, x, y, points)
    self.diagonal = diagonal
    size = .size(width, height)
  }

  package var summary: String {
    let classes = points.map { "\($0.name) (\($0.x.count))" }.joined(separator: ", ")
    return "Scatter chart of \(y.label) against \(x.label): \(classes)."
  }

  package var legend: [LegendEntry] {
    points.count > 1 ? points.enumerated().map { $1.legendEntry($0) } : []
  }

  package func draw(on canvas: inout Canvas, in box: Box) {
    let frame = Frame(
      on: &canvas, in: box, x: x, y: y, xData: points.flatMap(\.x), yData: points.flatMap(\.y),
      padding: (.around(0.05), .around(0.05)))
    if let diagonal { draw(diagonal, in: frame, on: &canvas) }
    canvas.points(points, in: frame)
    draw(labelsIn: frame, on: &canvas)
  }

  /// The line y = x, as far as there is data on both axes, with its name beside one of its ends: where it
  /// covers the fewest points.
  private func draw(_ diagonal: String, in frame: Frame, on canvas: inout Canvas) {
    let (xs, ys) = (points.flatMap(\.x), points.flatMap(\.y))
    let low = max(xs.min() ?? 0, ys.min() ?? 0)
    let high = min(xs.max() ?? 0, ys.max() ?? 0)
    guard low < high else { return }
    let (start, end) = (frame(low, low), frame(high, high))
    canvas.line([start, end], color: .ink, width: 1.5, dash: "3 4")
    let spots: [(Point, Canvas.Anchor)] = [
      (end + Point(0, 36), .end), (end - Point(12, 0), .end), (start + Point(12, 0), .start),
      (start - Point(0, 36), .start), (end + Point(0, 60), .end), (end - Point(36, 0), .end),
    ]
    let places = points.flatMap { $0.places(in: frame) }
    func covered(_ spot: (Point, Canvas.Anchor)) -> Int {
      let box = Canvas.box(of: diagonal, at: spot.0, anchor: spot.1)
      return places.count { box.cut(left: -5, top: -5, right: -5, bottom: -5).contains($0) }
    }
    let costs = spots.map(covered)
    let best = spots[costs.firstIndex(of: costs.min() ?? 0) ?? 0]
    canvas.text(diagonal, at: best.0, anchor: best.1)
  }

  private func draw(labelsIn frame: Frame, on canvas: inout Canvas) {
    var tags: [PointLabels.Tag] = []
    var markers: [Point] = []
    for group in points {
      let places = group.places(in: frame)
      markers += places.filter(\.isFinite)
      for (label, place) in zip(group.labels, places) where place.isFinite {
        tags.append(PointLabels.Tag(text: label, point: place))
      }
    }
    for (tag, placed) in zip(tags, PointLabels.place(tags, around: markers, in: frame.plot)) {
      guard let placed else { continue }
      if let leader = placed.leader { canvas.line(leader, color: .ink, opacity: 0.7) }
      canvas.text(tag.text, at: placed.position, anchor: .middle, size: PointLabels.textSize)
    }
  }
}

extension Canvas {
  /// The markers of all classes.
  mutating func points(_ groups: [Points], in frame: Frame, radius: Double = 3.5) {
    for (index, group) in groups.enumerated() {
      markers(
        group.marker(index), at: group.places(in: frame), color: group.color(index), radius: radius)
    }
  }
}
