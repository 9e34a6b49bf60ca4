import Ground

/// Nodes and arrows on a grid: computation graphs, pipelines of layers, cells unrolled in time.
///
///     Diagram(
///       nodes: [.text("a", at: (0, 0)), .text("b", at: (0, 1)), .circle("+", at: (1, 0.5))],
///       arrows: [.arrow("a", to: "+", forward: "2", backward: "1"), .arrow("b", to: "+")])
package struct Diagram: GridPicture {
  /// A thing of the diagram; arrows and groups call it by its name. In its label and in the note under
  /// it `\n` starts a second line.
  package struct Node: Sendable {
    enum Shape: Sendable { case circle, box, text, dot }

    let name, label: String
    let shape: Shape
    let column, row: Double
    let color: Color
    let note: String

    /// An operation or a neuron in a circle. `at` is (column, row); rows count downward.
    package static func circle(
      _ label: String, at place: (Double, Double), name: String? = nil, color: Color = .blue,
      note: String = ""
    ) -> Node {
      Node(label, .circle, place, name, color, note)
    }

    /// A layer or another step of work in a box.
    package static func box(
      _ label: String, at place: (Double, Double), name: String? = nil, color: Color = .blue,
      note: String = ""
    ) -> Node {
      Node(label, .box, place, name, color, note)
    }

    /// A bare text: a variable that goes in or comes out.
    package static func text(
      _ label: String, at place: (Double, Double), name: String? = nil, note: String = ""
    ) -> Node {
      Node(label, .text, place, name, .ink, note)
    }

    /// A small dot where one value goes several ways.
    package static func dot(_ name: String, at place: (Double, Double)) -> Node {
      Node("", .dot, place, name, .ink, "")
    }

    private init(
      _ label: String, _ shape: Shape, _ place: (Double, Double), _ name: String?, _ color: Color,
      _ note: String
    ) {
      (self.name, self.label, self.shape) = (name ?? label, label, shape)
      (column, row, self.color, self.note) = (place.0, place.1, color, note)
    }
  }

  /// A connection between two nodes, or of a node with itself.
  package struct Arrow: Sendable {
    let from, to: String
    let label, forward, backward: String
    let isDashed: Bool
    let bend: Double

    /// An arrow with a label, or with the value that flows forward on one side and, on an arrow of
    /// its own that points back, the gradient that flows backward on the other. In each of them `\n`
    /// starts a second line. `bend` is how far the arrow swings out to its left, in pixels (negative:
    /// to its right).
    package static func arrow(
      _ from: String, to: String, label: String = "", forward: String = "", backward: String = "",
      isDashed: Bool = false, bend: Double = 0
    ) -> Arrow {
      Arrow(
        from: from, to: to, label: label, forward: forward, backward: backward, isDashed: isDashed,
        bend: bend)
    }
  }

  /// A dashed frame around some of the nodes.
  package struct Group: Sendable {
    let label: String
    let members: [String]

    package static func group(_ label: String, around members: [String]) -> Group {
      Group(label: label, members: members)
    }
  }

  package var title: String?
  package var nodes: [Node]
  package var arrows: [Arrow]
  package var groups: [Group]
  /// How far apart neighbors on the grid are, in pixels.
  package var columnWidth, rowHeight: Double

  package init(
    title: String? = nil, nodes: [Node], arrows: [Arrow], groups: [Group] = [],
    columnWidth: Double = 110, rowHeight: Double = 80
  ) {
    (self.title, self.nodes, self.arrows, self.groups) = (title, nodes, arrows, groups)
    (self.columnWidth, self.rowHeight) = (columnWidth, rowHeight)
    let names = nodes.map(\.name)
    require(!nodes.isEmpty, "A diagram needs at least one node.")
    for (index, name) in names.enumerated() {
      require(
        !names[..<index].contains(name),
        "Two nodes of a diagram are called “\(name)”; give one of them another name.")
    }
    for name in arrows.flatMap({ [$0.from, $0.to] }) + groups.flatMap(\.members) {
      require(
        names.contains(name),
        "A diagram has no node called “\(name)”, but an arrow or a group names it.")
    }
  }

  package var summary: String {
    let links = arrows.map { "\(described($0.from)) → \(described($0.to))" }
    return "Diagram: " + (links.isEmpty ? nodes.map(\.label) : links).joined(separator: ", ") + "."
  }

  private func described(_ name: String) -> String {
    let label = node(name).label
    return label.isEmpty ? name : label.split(separator: "\n").joined(separator: " ")
  }

  static let margin = 4.0

  func draw(on canvas: inout Canvas, origin: Point) {
    for group in groups { draw(group, on: &canvas, origin) }
    for node in nodes { draw(node, on: &canvas, origin) }
    for arrow in arrows { draw(arrow, on: &canvas, origin) }
  }
}

// MARK: - Nodes

extension Diagram {
  private func node(_ name: String) -> Node { nodes.first { $0.name == name }! }

  private func center(_ node: Node, _ origin: Point) -> Point {
    origin + Point(node.column * columnWidth, node.row * rowHeight)
  }

  private static let labelSize = 13.0

  private func lines(_ node: Node) -> [String] {
    node.label.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Half the width and half the height of a node.
  private func reach(_ node: Node) -> Point {
    let (lines, size) = (lines(node), Diagram.labelSize)
    let width = Canvas.extent(of: lines, size: size).x
    let height = Double(lines.count) * Canvas.lineHeight(size)
    switch node.shape {
    case .circle:
      let radius = max(17, (width / 2 + 6).rounded(.up))
      return Point(radius, radius)
    case .box: return Point(max(20, (width / 2 + 8).rounded(.up)), height / 2 + 8)
    case .text: return Point(width / 2 + 3, height / 2)
    case .dot: return Point(3.5, 3.5)
    }
  }

  private func box(_ node: Node, _ origin: Point) -> Box {
    let (center, reach) = (center(node, origin), reach(node))
    return Box(
      x: center.x - reach.x, y: center.y - reach.y, width: 2 * reach.x, height: 2 * reach.y)
  }

  private func draw(_ node: Node, on canvas: inout Canvas, _ origin: Point) {
    let (center, box) = (center(node, origin), box(node, origin))
    canvas.cover(box)
    switch node.shape {
    case .circle:
      canvas.circle(center, radius: box.width / 2, stroke: node.color, width: 1.8)
    case .box:
      canvas.rectangle(box, stroke: node.color, width: 1.8, radius: 6)
    case .text: break
    case .dot: canvas.circle(center, radius: 3.5, fill: node.color)
    }
    // As a letter, the dot of a product would be too small to see.
    let isProduct = node.shape == .circle && node.label == "·"
    if isProduct { canvas.circle(center, radius: 2.5, fill: .ink) }
    let isSign = node.shape == .circle && node.label.count == 1
    canvas.text(
      lines: isProduct ? [] : lines(node), around: center, size: isSign ? 17 : Diagram.labelSize)
    canvas.text(
      lines: node.note.split(separator: "\n").map(String.init),
      at: Point(center.x, box.bottom + 10))
  }

  private func draw(_ group: Group, on canvas: inout Canvas, _ origin: Point) {
    let boxes = group.members.map { box(node($0), origin) }
    guard let first = boxes.first else { return }
    let union = boxes.dropFirst().reduce(first) { $0.union($1) }
    let frame = union.cut(left: -8, top: -28, right: -8, bottom: -16)
    canvas.cover(frame)
    canvas.rectangle(frame, stroke: .ink, radius: 8, dash: "4 5")
    canvas.text(group.label, at: Point(frame.left + 10, frame.top + 12), bold: true)
  }
}

// MARK: - Arrows

extension Diagram {
  /// How far the two directions of a two-way arrow lie from its middle, in pixels.
  private static let lane = 4.0

  private func draw(_ arrow: Arrow, on canvas: inout Canvas, _ origin: Point) {
    if arrow.from == arrow.to { return drawLoop(arrow, on: &canvas, origin) }
    let way = Way(
      from: box(node(arrow.from), origin), isRound: node(arrow.from).isRound,
      to: box(node(arrow.to), origin), isRound: node(arrow.to).isRound, bend: arrow.bend)
    if arrow.backward.isEmpty {
      canvas.arrow(way, color: .ink, isDashed: arrow.isDashed)
      label(arrow.label, beside: way, side: 1, lane: 0, color: .ink, on: &canvas)
      label(arrow.forward, beside: way, side: 1, lane: 0, color: .forward, on: &canvas)
    } else {
      let up = way.upward * Diagram.lane
      canvas.arrow(way.moved(up), color: .forward, isDashed: arrow.isDashed)
      canvas.arrow(way.moved(up * -1).reversed, color: .backward, isDashed: arrow.isDashed)
      let above = arrow.forward.isEmpty ? arrow.label : arrow.forward
      let color: Color = arrow.forward.isEmpty ? .ink : .forward
      label(above, beside: way, side: 1, lane: Diagram.lane, color: color, on: &canvas)
      label(
        arrow.backward, beside: way, side: -1, lane: Diagram.lane, color: .backward, on: &canvas)
    }
  }

  /// Writes a text beside an arrow: at its middle, or nearer to one end if the middle is taken.
  private func label(
    _ text: String, beside way: Way, side: Double, lane: Double, color: Color,
    on canvas: inout Canvas
  ) {
    let normal = way.upward * side
    let lines = text.split(separator: "\n").map(String.init)
    let extent = Canvas.extent(of: lines)
    let (width, height) = (extent.x, extent.y)
    // Far enough for the whole box of the text to clear the line, whichever way that runs.
    let distance = lane + 6 + abs(normal.x) * width / 2 + abs(normal.y) * height / 2
    let places = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8].map { way.point(at: $0) + normal * distance }
    let free = places.first { place in
      let box = Box(x: place.x - width / 2, y: place.y - height / 2, width: width, height: height)
        .cut(left: -3, top: -3, right: -3, bottom: -3)
      return !canvas.labels.contains { $0.overlaps(box) }
    }
    let place = free ?? places[0]
    canvas.text(lines: lines, around: place, color: color)
  }

  /// An arrow from a node round to itself, over the node.
  private func drawLoop(_ arrow: Arrow, on canvas: inout Canvas, _ origin: Point) {
    let box = box(node(arrow.from), origin)
    let reach = max(28, abs(arrow.bend))
    let (left, right) = (box.center.x - box.width / 4, box.center.x + box.width / 4)
    let top = node(arrow.from).isRound ? box.top + 2 : box.top
    let tip = Point(left, top)
    let course = [
      Point(right, top), Point(right + 12, top - reach), Point(left - 12, top - reach),
      Point(left - 1, top - 7),
    ].map(Canvas.place)
    canvas.path(
      "M\(course[0])C\(course[1]) \(course[2]) \(course[3])", stroke: .ink, width: 1.5,
      dash: arrow.isDashed ? "4 4" : nil)
    canvas.arrowHead(at: tip, along: Point(0.1, 0.995), color: .ink)
    let peak = top - reach * 0.78
    canvas.cover(Box(x: left, y: peak, width: right - left, height: top - peak))
    let text = [arrow.label, arrow.forward].first { !$0.isEmpty } ?? ""
    canvas.text(text, at: Point(box.center.x, peak - 10), anchor: .middle)
  }
}

extension Diagram.Node {
  fileprivate var isRound: Bool { shape == .circle || shape == .dot }
}

/// The course of an arrow: a quadratic curve between the edges of two nodes.
private struct Way {
  var start, control, end: Point

  init(from: Box, isRound fromRound: Bool, to: Box, isRound toRound: Bool, bend: Double) {
    let (a, b) = (from.center, to.center)
    let along = b - a
    let length = max(along.length, 1e-9)
    let left = Point(along.y / length, -along.x / length)
    control = (a + b) * 0.5 + left * (2 * bend)
    start = Way.edge(of: from, isRound: fromRound, toward: control)
    end = Way.edge(of: to, isRound: toRound, toward: control)
    // A straight arrow keeps its control point between its ends.
    if bend == 0 { control = (start + end) * 0.5 }
  }

  /// Where the way from the center of a node to `target` leaves the node, with a little air.
  private static func edge(of box: Box, isRound: Bool, toward target: Point) -> Point {
    let way = target - box.center
    let length = max(way.length, 1e-9)
    let unit = Point(way.x / length, way.y / length)
    if isRound { return box.center + unit * (box.width / 2 + 2) }
    let across = unit.x == 0 ? Double.infinity : box.width / 2 / abs(unit.x)
    let upDown = unit.y == 0 ? Double.infinity : box.height / 2 / abs(unit.y)
    return box.center + unit * (min(across, upDown) + 2)
  }

  /// The point a share of the way along the curve.
  func point(at share: Double) -> Point {
    let rest = 1 - share
    return start * (rest * rest) + control * (2 * rest * share) + end * (share * share)
  }

  var middle: Point { point(at: 0.5) }

  /// Across the arrow, to the upper side (to the right of an upright arrow).
  var upward: Point {
    let along = end - start
    let length = max(along.length, 1e-9)
    let normal = Point(along.y / length, -along.x / length)
    let isUpward = abs(normal.y) > 0.05 ? normal.y < 0 : normal.x > 0
    return isUpward ? normal : normal * -1
  }

  func moved(_ offset: Point) -> Way {
    var way = self
    (way.start, way.control, way.end) = (start + offset, control + offset, end + offset)
    return way
  }

  var reversed: Way {
    var way = self
    (way.start, way.end) = (end, start)
    return way
  }
}

extension Canvas {
  private static let headLength = 8.0

  fileprivate mutating func arrow(_ way: Way, color: Color, isDashed: Bool) {
    let last = way.end - way.control
    let unit = last * (1 / max(last.length, 1e-9))
    let neck = way.end - unit * (Canvas.headLength - 1)
    let isStraight = Canvas.distance(way.control, way.start, way.end) < 0.05
    let course =
      isStraight
      ? "L\(Canvas.place(neck))" : "Q\(Canvas.place(way.control)) \(Canvas.place(neck))"
    path(
      "M\(Canvas.place(way.start))\(course)", stroke: color, width: 1.5,
      dash: isDashed ? "4 4" : nil)
    arrowHead(at: way.end, along: unit, color: color)
    cover(Box(x: way.middle.x, y: way.middle.y, width: 0, height: 0))
  }

  mutating func arrowHead(at tip: Point, along unit: Point, color: Color) {
    let base = tip - unit * Canvas.headLength
    let side = Point(unit.y, -unit.x) * 3.6
    let corners = [tip, base + side, base - side].map(Canvas.place)
    path("M\(corners[0])L\(corners[1]) \(corners[2])z", fill: color)
  }
}
