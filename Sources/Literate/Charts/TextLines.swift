/// Texts that take a second line where a figure has no room for them in one.
extension Canvas {
  /// The width of a figure, in pixels: on a phone's screen of 390, texts of 12 are 10 high.
  package static let pageWidth = 460.0

  /// The words of `text` in as few lines of `width` as they need, the lines about equally long. A word that is
  /// longer than that has a line of its own.
  static func lines(
    of text: String, size: Double = textSize, bold: Bool = false, width: Double
  ) -> [String] {
    let words = text.split(separator: " ").map(String.init)
    func broken(at limit: Double) -> [String] {
      var lines: [String] = []
      for word in words {
        if let last = lines.last,
          Canvas.width(of: last + " " + word, size: size, bold: bold) <= limit
        {
          lines[lines.count - 1] = last + " " + word
        } else {
          lines.append(word)
        }
      }
      return lines
    }
    let fewest = broken(at: width)
    guard fewest.count > 1 else { return fewest }
    return stride(from: width / 4, to: width, by: 4).lazy.map(broken)
      .first { $0.count == fewest.count } ?? fewest
  }

  /// From the middle of a line of text to that of the next.
  static func lineHeight(_ size: Double) -> Double { size + 3 }

  /// Lines of text one under the other, or, where they read `upward`, one right of the other; `position` is
  /// on the middle of the first.
  mutating func text(
    lines: [String], at position: Point, anchor: Anchor = .middle, size: Double = textSize,
    color: Color = .ink, bold: Bool = false, upward: Bool = false
  ) {
    for (index, line) in lines.enumerated() {
      let shift = Double(index) * Canvas.lineHeight(size)
      let place = position + (upward ? Point(shift, 0) : Point(0, shift))
      text(line, at: place, anchor: anchor, size: size, color: color, bold: bold, upward: upward)
    }
  }

  /// Lines of text one under the other, in the middle of which is `center`.
  mutating func text(
    lines: [String], around center: Point, size: Double = textSize, color: Color = .ink
  ) {
    let half = Double(lines.count - 1) / 2 * Canvas.lineHeight(size)
    text(lines: lines, at: center - Point(0, half), size: size, color: color)
  }

  /// The width and the height of lines of text.
  static func extent(of lines: [String], size: Double = textSize) -> Point {
    Point(
      lines.map { Canvas.width(of: $0, size: size) }.max() ?? 0,
      size + Double(max(lines.count - 1, 0)) * Canvas.lineHeight(size))
  }
}

/// The title of an axis, and the room that it takes.
struct AxisTitle {
  static let size = 13.0

  let lines: [String]

  /// The title in lines of at most `length`.
  init(_ title: String, length: Double) {
    lines = Canvas.lines(of: title, size: AxisTitle.size, width: length)
  }

  /// The room for a title between the numbers and the edge of the box, `first` for its first line.
  func room(_ first: Double) -> Double {
    lines.isEmpty ? 0 : first + Double(lines.count - 1) * Canvas.lineHeight(AxisTitle.size)
  }

  /// Draws the title at the foot of `box`, under the middle of `plot` as far as it finds room there.
  func draw(on canvas: inout Canvas, under plot: Box, in box: Box) {
    let widest = lines.map { Canvas.width(of: $0, size: AxisTitle.size) }.max() ?? 0
    let center = max(box.left + widest / 2, min(plot.center.x, box.right - widest / 2))
    canvas.text(
      lines: lines, at: Point(center, box.bottom + 12 - room(20)), size: AxisTitle.size)
  }

  /// Draws the title at the left of `box`, beside the middle of `plot`.
  func draw(on canvas: inout Canvas, beside plot: Box, in box: Box) {
    canvas.text(
      lines: lines, at: Point(box.left + 8, plot.center.y), size: AxisTitle.size, upward: true)
  }
}
