/// A place in a picture: x to the right, y down, in pixels.
package struct Point: Hashable, Sendable {
  package var x, y: Double

  package init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }

  static func + (a: Point, b: Point) -> Point { Point(a.x + b.x, a.y + b.y) }
  static func - (a: Point, b: Point) -> Point { Point(a.x - b.x, a.y - b.y) }
  static func * (a: Point, s: Double) -> Point { Point(a.x * s, a.y * s) }

  var length: Double { (x * x + y * y).squareRoot() }
  var isFinite: Bool { x.isFinite && y.isFinite }
}

/// An upright rectangle of a picture.
package struct Box: Hashable, Sendable {
  package var x, y, width, height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  var left: Double { x }
  var right: Double { x + width }
  var top: Double { y }
  var bottom: Double { y + height }
  var center: Point { Point(x + width / 2, y + height / 2) }

  /// The box that remains when strips are cut from its sides.
  func cut(left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0) -> Box {
    Box(x: x + left, y: y + top, width: width - left - right, height: height - top - bottom)
  }

  func overlaps(_ other: Box) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }

  /// The smallest box around two.
  func union(_ other: Box) -> Box {
    let (x, y) = (min(left, other.left), min(top, other.top))
    return Box(
      x: x, y: y, width: max(right, other.right) - x, height: max(bottom, other.bottom) - y)
  }

  func contains(_ other: Box) -> Bool {
    left <= other.left && other.right <= right && top <= other.top && other.bottom <= bottom
  }

  func contains(_ point: Point) -> Bool {
    left <= point.x && point.x <= right && top <= point.y && point.y <= bottom
  }
}

/// A sheet that pictures are drawn on, element by element, as SVG text.
package struct Canvas {
  /// Which point of a text its position names.
  package enum Anchor: String, Sendable { case start, middle, end }

  /// The size of plain text, in pixels.
  static let textSize = 12.0

  /// The elements so far, one a line.
  private(set) var elements: [String] = []
  /// The boxes of the texts so far: what a later label has to keep clear of.
  private(set) var labels: [Box] = []
  /// The room that texts take, and whatever else `cover` was told of.
  private(set) var bounds = Box(x: 0, y: 0, width: 0, height: 0)

  /// Counts `box` in with the room taken.
  mutating func cover(_ box: Box) {
    bounds = bounds == Box(x: 0, y: 0, width: 0, height: 0) ? box : bounds.union(box)
  }

  /// A stroke along `points`; points that are not numbers leave gaps.
  package mutating func line(
    _ points: [Point], color: Color, width: Double = 1, dash: String? = nil, opacity: Double = 1
  ) {
    let path = Canvas.path(points)
    guard !path.isEmpty else { return }
    self.path(path, stroke: color, width: width, dash: dash, opacity: opacity)
  }

  /// A shape given as SVG path data.
  mutating func path(
    _ data: String, fill: Color? = nil, stroke: Color? = nil, width: Double = 1,
    dash: String? = nil, opacity: Double = 1, crisp: Bool = false
  ) {
    var attributes = " fill=\"\(fill?.hex ?? "none")\""
    if let stroke { attributes += " stroke=\"\(stroke.hex)\"" }
    if stroke != nil, width != 1 { attributes += attribute("stroke-width", width) }
    if let dash { attributes += " stroke-dasharray=\"\(dash)\"" }
    if opacity != 1 { attributes += attribute("opacity", opacity) }
    if crisp { attributes += " shape-rendering=\"crispEdges\"" }
    elements.append("<path\(attributes) d=\"\(data)\"/>")
  }

  /// A rectangle.
  package mutating func rectangle(
    _ box: Box, fill: Color? = nil, stroke: Color? = nil, width: Double = 1, radius: Double = 0,
    dash: String? = nil, opacity: Double = 1
  ) {
    var attributes = attribute("x", box.x) + attribute("y", box.y)
    attributes += attribute("width", box.width) + attribute("height", box.height)
    if radius > 0 { attributes += attribute("rx", radius) }
    elements.append("<rect\(attributes)\(paint(fill, stroke, width, dash, opacity))/>")
  }

  /// A circle.
  package mutating func circle(
    _ center: Point, radius: Double, fill: Color? = nil, stroke: Color? = nil, width: Double = 1
  ) {
    let place = attribute("cx", center.x) + attribute("cy", center.y) + attribute("r", radius)
    elements.append("<circle\(place)\(paint(fill, stroke, width, nil, 1))/>")
  }

  /// A line of text; `position` is on its middle height, at the end that `anchor` names. `upward`
  /// turns it to read from bottom to top.
  package mutating func text(
    _ text: String, at position: Point, anchor: Anchor = .start, size: Double = 12,
    color: Color = .ink, bold: Bool = false, upward: Bool = false
  ) {
    guard !text.isEmpty else { return }
    let box = Canvas.box(
      of: text, at: position, anchor: anchor, size: size, bold: bold, upward: upward)
    labels.append(box)
    cover(box)
    // The baseline lies a third of the size under the middle of the letters.
    let shift = (size * 0.35 * 10).rounded() / 10
    var attributes = attribute("x", position.x + (upward ? shift : 0))
    attributes += attribute("y", position.y + (upward ? 0 : shift))
    if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
    if size != Canvas.textSize { attributes += attribute("font-size", size) }
    if color != .ink { attributes += " fill=\"\(color.hex)\"" }
    if bold { attributes += " font-weight=\"bold\"" }
    if upward {
      let x = NumberText.coordinate(position.x + shift)
      attributes += " transform=\"rotate(-90 \(x) \(NumberText.coordinate(position.y)))\""
    }
    elements.append("<text\(attributes)>\(Canvas.escaped(text))</text>")
  }

  private func paint(
    _ fill: Color?, _ stroke: Color?, _ width: Double, _ dash: String?, _ opacity: Double
  ) -> String {
    var attributes = " fill=\"\(fill?.hex ?? "none")\""
    if let stroke { attributes += " stroke=\"\(stroke.hex)\"" }
    if stroke != nil, width != 1 { attributes += attribute("stroke-width", width) }
    if let dash { attributes += " stroke-dasharray=\"\(dash)\"" }
    if opacity != 1 { attributes += attribute("opacity", opacity) }
    return attributes
  }

  private func attribute(_ name: String, _ value: Double) -> String {
    " \(name)=\"\(NumberText.coordinate(value))\""
  }
}

// MARK: - Text

extension Canvas {
  /// The text with the characters that XML keeps for itself written out.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\u{9}", "\u{A}", "\u{D}": result += " "
      // XML has no way to write the other control characters.
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// The width of a text in the widest of the usual fonts: which one a reader's system takes isn't known. It is
  /// made of each letter's width in DejaVu Sans or Helvetica, the larger of the two, in hundredths of the size.
  static func width(of text: String, size: Double = textSize, bold: Bool = false) -> Double {
    let hundredths = text.reduce(0) { $0 + (letterWidths[$1] ?? 65) }
    return Double(hundredths) / 100 * size * (bold ? 1.14 : 1)
  }

  private static let letterWidths: [Character: Int] = {
    let groups: [(Int, String)] = [
      (27, "'′"), (28, "ijl"), (30, "I"), (32, " ,.·"), (34, "/:;\\"), (36, "f-ₜⱼᵢ"),
      (39, "[]t()ᵀ‹›"), (41, "r!⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"), (46, "\""), (50, "`J"), (53, "sz⁻₋"),
      (56, "cL?_–ε"), (58, "k"), (59, "vxy•"), (61, "aoFT"), (62, "e"),
      (64, "bdghnpqu0123456789$ση"), (67, "EKPSYΣ"), (69, "ABVXZ"), (72, "CR∝"), (75, "HNU"),
      (79, "DGOQ&"), (84, "w#+<=>~−×⊙"), (86, "M"), (97, "m%"), (100, "W→←…@—"),
    ]
    var widths: [Character: Int] = [:]
    for (width, letters) in groups { for letter in letters { widths[letter] = width } }
    return widths
  }()

  /// The box a text will fill.
  static func box(
    of text: String, at position: Point, anchor: Anchor, size: Double = textSize,
    bold: Bool = false, upward: Bool = false
  ) -> Box {
    let width = width(of: text, size: size, bold: bold)
    let before = anchor == .start ? 0 : anchor == .middle ? width / 2 : width
    if upward {
      return Box(
        x: position.x - size / 2, y: position.y + before - width, width: size, height: width)
    }
    return Box(x: position.x - before, y: position.y - size / 2, width: width, height: size)
  }
}

// MARK: - Paths

extension Canvas {
  /// SVG path data along `points`. Points that are not numbers leave gaps, and those that would
  /// not move the line by a twentieth of a pixel are left out.
  static func path(_ points: [Point]) -> String {
    var parts: [String] = []
    for run in points.split(whereSeparator: { !$0.isFinite }) {
      let places = simplified(thinned(Array(run))).map(place)
      parts.append(
        "M" + places[0]
          + (places.count > 1 ? "L" + places.dropFirst().joined(separator: " ") : "h0"))
    }
    return parts.joined()
  }

  static func place(_ point: Point) -> String {
    let x = (point.x * 10).rounded() / 10
    let y = (point.y * 10).rounded() / 10
    return NumberText.coordinate(x) + "," + NumberText.coordinate(y)
  }

  /// Of a long line that runs to the right, in each column of pixels only the first point, the
  /// last, the lowest and the highest: more can't be seen.
  private static func thinned(_ points: [Point]) -> [Point] {
    guard points.count > 1000, zip(points, points.dropFirst()).allSatisfy({ $0.x <= $1.x }) else {
      return points
    }
    var kept: [Point] = []
    var column = points.startIndex
    while column < points.endIndex {
      let pixel = points[column].x.rounded(.down)
      let end = points[column...].firstIndex { $0.x.rounded(.down) != pixel } ?? points.endIndex
      let members = column..<end
      let lowest = members.max { points[$0].y < points[$1].y } ?? column
      let highest = members.min { points[$0].y < points[$1].y } ?? column
      kept += Set([column, lowest, highest, end - 1]).sorted().map { points[$0] }
      column = end
    }
    return kept
  }

  /// The corners of the line that matter to the eye: a point stays where the line would otherwise
  /// pass it by more than a twentieth of a pixel.
  private static func simplified(_ points: [Point]) -> [Point] {
    guard points.count > 2 else { return points }
    var kept = [0]
    var pending = 1
    while pending < points.count - 1 {
      let (from, to) = (points[kept[kept.count - 1]], points[pending + 1])
      let skipped = (kept[kept.count - 1] + 1)...pending
      // Bounding the look-back keeps this linear in the number of points.
      let passes =
        skipped.count < 64 && skipped.allSatisfy { distance(points[$0], from, to) < 0.05 }
      if !passes { kept.append(pending) }
      pending += 1
    }
    return (kept + [points.count - 1]).map { points[$0] }
  }

  /// How far `point` is from the stretch between two others.
  static func distance(_ point: Point, _ from: Point, _ to: Point) -> Double {
    let along = to - from
    let square = along.x * along.x + along.y * along.y
    guard square > 0 else { return (point - from).length }
    let offset = point - from
    let share = min(max((offset.x * along.x + offset.y * along.y) / square, 0), 1)
    return (offset - along * share).length
  }

  /// The parts of a line that lie within `box`, with gaps where it leaves the box.
  static func clipped(_ points: [Point], to box: Box) -> [Point] {
    let gap = Point(.nan, .nan)
    var result: [Point] = []
    if points.count == 1, box.contains(points[0]) { return points }
    for (from, to) in zip(points, points.dropFirst()) {
      guard from.isFinite, to.isFinite, let (start, end) = stretch(from, to, within: box) else {
        // A lone point between two gaps still shows.
        if from.isFinite, box.contains(from), result.last != from { result.append(from) }
        result.append(gap)
        continue
      }
      if result.last != start { result += [gap, start] }
      result.append(end)
    }
    if let last = points.last, last.isFinite, box.contains(last), result.last != last {
      result += [gap, last]
    }
    return result
  }

  /// The part of a stretch within a box (Liang and Barsky, 1984).
  static func stretch(_ from: Point, _ to: Point, within box: Box) -> (Point, Point)? {
    let along = to - from
    var (enter, leave) = (0.0, 1.0)
    for (speed, room) in [
      (-along.x, from.x - box.left), (along.x, box.right - from.x),
      (-along.y, from.y - box.top), (along.y, box.bottom - from.y),
    ] {
      if speed == 0 {
        if room < 0 { return nil }
      } else if speed < 0 {
        enter = max(enter, room / speed)
      } else {
        leave = min(leave, room / speed)
      }
    }
    guard enter <= leave else { return nil }
    return (enter == 0 ? from : from + along * enter, leave == 1 ? to : from + along * leave)
  }
}
