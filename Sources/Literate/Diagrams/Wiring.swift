import Ground

/// Boxes and circles joined by wires that turn at right angles: the inside of a recurrent cell.
///
///     Wiring(
///       parts: [.text("x", at: (0, 1)), .box("σ", at: (2, 1)), .circle("×", at: (2, 0))],
///       wires: [.wire((0, 1), (2, 1)), .wire((2, 1), (2, 0))])
///
/// Places are (column, row) on a grid; rows count downward. Wires may cross; only where a `dot` is
/// do they meet.
package struct Wiring: GridPicture {
  /// Something that wires lead to. In its label `\n` starts a second line.
  package struct Part: Sendable {
    enum Shape: Sendable { case box, circle, text, dot }

    let label: String
    let shape: Shape
    let place: Point
    let color: Color

    var lines: [String] { label.split(separator: "\n").map(String.init) }

    /// A step with weights of its own, such as a gate.
    package static func box(
      _ label: String, at place: (Double, Double), color: Color = .blue
    ) -> Part {
      Part(label: label, shape: .box, place: Point(place.0, place.1), color: color)
    }

    /// An operation, number by number.
    package static func circle(
      _ label: String, at place: (Double, Double), color: Color = .ink
    ) -> Part {
      Part(label: label, shape: .circle, place: Point(place.0, place.1), color: color)
    }

    /// The name of what goes in, comes out or passes.
    package static func text(
      _ label: String, at place: (Double, Double), color: Color = .ink
    ) -> Part {
      Part(label: label, shape: .text, place: Point(place.0, place.1), color: color)
    }

    /// Where wires meet.
    package static func dot(at place: (Double, Double), color: Color = .ink) -> Part {
      Part(label: "", shape: .dot, place: Point(place.0, place.1), color: color)
    }
  }

  /// A line through places of the grid. It begins and ends at the edge of a part that stands there.
  package struct Wire: Sendable {
    let places: [Point]
    let color: Color
    let hasHead, isRoad: Bool

    /// - Parameters:
    ///   - hasHead: whether it ends with an arrow head; one that only joins another wire has none.
    ///   - isRoad: whether it is drawn broad, as what the picture is about.
    package static func wire(
      _ places: (Double, Double)..., color: Color = .ink, hasHead: Bool = true,
      isRoad: Bool = false
    ) -> Wire {
      require(places.count > 1, "A wire needs two places at least.")
      return Wire(
        places: places.map { Point($0.0, $0.1) }, color: color, hasHead: hasHead, isRoad: isRoad)
    }
  }

  package var title: String?
  package var parts: [Part]
  package var wires: [Wire]
  /// How far apart neighbors on the grid are, in pixels.
  package var columnWidth, rowHeight: Double

  package init(
    title: String? = nil, parts: [Part], wires: [Wire], columnWidth: Double = 60,
    rowHeight: Double = 48
  ) {
    require(!parts.isEmpty, "A wiring needs at least one part.")
    (self.title, self.parts, self.wires) = (title, parts, wires)
    (self.columnWidth, self.rowHeight) = (columnWidth, rowHeight)
  }

  package var summary: String {
    "Wiring of \(parts.map { $0.lines.joined(separator: " ") }.filter { !$0.isEmpty }.joined(separator: ", "))."
  }

  static let margin = 4.0

  func draw(on canvas: inout Canvas, origin: Point) {
    for wire in wires { draw(wire, on: &canvas, origin) }
    for part in parts { draw(part, on: &canvas, origin) }
  }
}

// MARK: - Parts

extension Wiring {
  private static let labelSize = 13.0
  private static let radius = 12.0

  private func place(_ place: Point, _ origin: Point) -> Point {
    origin + Point(place.x * columnWidth, place.y * rowHeight)
  }

  /// Half the width and half the height of a part.
  private func reach(_ part: Part) -> Point {
    let extent = Canvas.extent(of: part.lines, size: Wiring.labelSize)
    let (half, more) = (extent.x / 2, (extent.y - Wiring.labelSize) / 2)
    return switch part.shape {
    case .box: Point(max(17, (half + 7).rounded(.up)), 14 + more)
    case .circle: Point(max(Wiring.radius, half + 3), max(Wiring.radius, half + 3))
    case .text: Point(half + 3, 9 + more)
    case .dot: Point(0, 0)
    }
  }

  private func draw(_ part: Part, on canvas: inout Canvas, _ origin: Point) {
    let (center, reach) = (place(part.place, origin), reach(part))
    let box = Box(
      x: center.x - reach.x, y: center.y - reach.y, width: 2 * reach.x, height: 2 * reach.y)
    canvas.cover(box)
    switch part.shape {
    case .box: canvas.rectangle(box, stroke: part.color, width: 1.8, radius: 5)
    case .circle: canvas.circle(center, radius: reach.x, stroke: part.color, width: 1.8)
    case .text: break
    case .dot: canvas.circle(center, radius: 3.5, fill: part.color)
    }
    let color = part.shape == .text ? part.color : .ink
    canvas.text(lines: part.lines, around: center, size: Wiring.labelSize, color: color)
  }
}

// MARK: - Wires

extension Wiring {
  /// The radius of a wire's bends.
  private static let bend = 7.0

  private func draw(_ wire: Wire, on canvas: inout Canvas, _ origin: Point) {
    var course = wire.places
    course[0] = trimmed(course[0], toward: course[1])
    course[course.count - 1] = trimmed(
      course[course.count - 1], toward: course[course.count - 2], gap: wire.hasHead ? 2 : 0)
    var points = course.map { place($0, origin) }
    for (from, to) in zip(points, points.dropFirst()) {
      canvas.cover(
        Box(
          x: min(from.x, to.x), y: min(from.y, to.y), width: abs(to.x - from.x),
          height: abs(to.y - from.y)))
    }
    let tip = points[points.count - 1]
    let along = unit(from: points[points.count - 2], to: tip)
    if wire.hasHead { points[points.count - 1] = tip - along * 7 }
    canvas.path(
      rounded(points), stroke: wire.color, width: wire.isRoad ? 3 : 1.5)
    if wire.hasHead { canvas.arrowHead(at: tip, along: along, color: wire.color) }
  }

  /// A place moved to the edge of the part that stands there, if any, on the way to another.
  private func trimmed(_ place: Point, toward other: Point, gap: Double = 0) -> Point {
    guard let part = parts.first(where: { $0.place == place && $0.shape != .dot }) else {
      return place
    }
    let reach = reach(part)
    return place.x == other.x
      ? Point(place.x, place.y + (other.y > place.y ? 1 : -1) * (reach.y + gap) / rowHeight)
      : Point(place.x + (other.x > place.x ? 1 : -1) * (reach.x + gap) / columnWidth, place.y)
  }

  private func unit(from: Point, to: Point) -> Point {
    let way = to - from
    return way * (1 / max(way.length, 1e-9))
  }

  /// A path along `points` with its corners rounded.
  private func rounded(_ points: [Point]) -> String {
    var path = "M\(Canvas.place(points[0]))"
    for index in points.indices.dropFirst().dropLast() {
      let corner = points[index]
      let before = corner - unit(from: points[index - 1], to: corner) * Wiring.bend
      let after = corner + unit(from: corner, to: points[index + 1]) * Wiring.bend
      path += "L\(Canvas.place(before))Q\(Canvas.place(corner)) \(Canvas.place(after))"
    }
    return path + "L\(Canvas.place(points[points.count - 1]))"
  }
}
