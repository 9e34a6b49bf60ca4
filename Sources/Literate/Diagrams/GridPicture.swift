/// A picture of parts on a grid, as large as they need.
protocol GridPicture: Picture {
  /// The room around all parts together, in pixels.
  static var margin: Double { get }
  /// Draws all parts; the grid's place (0, 0) comes to `origin`.
  func draw(on canvas: inout Canvas, origin: Point)
}

extension GridPicture {
  package var legend: [LegendEntry] { [] }

  package var size: Box {
    let (bounds, room) = (bounds, 2 * Self.margin)
    return .size(
      (bounds.width + room).rounded(.up),
      (bounds.height + room + (title == nil ? 0 : 22)).rounded(.up))
  }

  package func draw(on canvas: inout Canvas, in box: Box) {
    let bounds = bounds
    draw(
      on: &canvas, origin: Point(box.center.x - bounds.center.x, box.center.y - bounds.center.y))
  }

  /// What the parts take up when drawn from (0, 0).
  private var bounds: Box {
    var sheet = Canvas()
    draw(on: &sheet, origin: Point(0, 0))
    return sheet.bounds
  }
}
