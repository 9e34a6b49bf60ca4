/// A picture drawn stroke by stroke on a sheet of a fixed size, for what no chart or diagram shows.
///
///     Sketch("An arrow.", width: 200, height: 60) { canvas in
///       canvas.arrow(from: Point(20, 30), to: Point(180, 30), color: .blue)
///     }
package struct Sketch: Picture {
  package let summary: String
  package let size: Box
  private let strokes: (inout Canvas) -> Void

  package var title: String? { nil }
  package var legend: [LegendEntry] { [] }

  /// - Parameters:
  ///   - summary: what it shows, for those who can't see it.
  ///   - width: the sheet's, in pixels, as is its `height`.
  ///   - strokes: draws it; the sheet's upper left corner is (0, 0).
  package init(
    _ summary: String, width: Double, height: Double, strokes: @escaping (inout Canvas) -> Void
  ) {
    self.summary = summary
    size = .size(width, height)
    self.strokes = strokes
  }

  package func draw(on canvas: inout Canvas, in box: Box) { strokes(&canvas) }
}

// MARK: - Strokes

extension Canvas {
  /// An arrow with an open head, from one place to another; where both are one, nothing.
  package mutating func arrow(
    from start: Point, to end: Point, color: Color, width: Double = 2, dash: String? = nil
  ) {
    let (x, y) = (end.x - start.x, end.y - start.y)
    let length = (x * x + y * y).squareRoot()
    guard length > 0 else { return }
    let along = Point(x / length, y / length)
    line([start, end], color: color, width: width, dash: dash)
    let barbs = [-1.0, 1.0].map { side in
      Point(
        end.x - 9 * along.x + side * 4.5 * along.y, end.y - 9 * along.y - side * 4.5 * along.x)
    }
    line([barbs[0], end, barbs[1]], color: color, width: width)
  }

  /// A cross, ten pixels wide, with its middle at a place.
  package mutating func cross(at place: Point, color: Color) {
    for side in [-5.0, 5] {
      line(
        [Point(place.x - 5, place.y - side), Point(place.x + 5, place.y + side)],
        color: color, width: 2)
    }
  }
}
