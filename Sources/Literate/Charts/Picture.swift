/// A drawing that can stand alone or as one panel of several.
package protocol Picture: Drawing {
  /// The heading over the picture, if any; on a page the caption usually says enough.
  var title: String? { get }
  /// What the picture shows, in a sentence, for readers who can't see it.
  var summary: String { get }
  /// The size of the picture alone, in pixels.
  var size: Box { get }
  /// What the colors, dashes and markers mean.
  var legend: [LegendEntry] { get }
  /// Draws all but the heading and the legend into a part of the canvas.
  func draw(on canvas: inout Canvas, in box: Box)
}

extension Picture {
  package var svg: String {
    var canvas = Canvas()
    drawWhole(on: &canvas, in: size, showsLegend: true)
    let (width, height) = (NumberText.coordinate(size.width), NumberText.coordinate(size.height))
    let opening = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" role="img" font-family="Helvetica, Arial, sans-serif" font-size="12" \
      stroke-linecap="round" stroke-linejoin="round" \
      fill="\(Color.ink.hex)">
      """
    let head = [
      opening, "<title>\(Canvas.escaped(title ?? summary))</title>",
      "<desc>\(Canvas.escaped(summary))</desc>",
    ]
    return (head + canvas.elements + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// Draws heading, legend and picture, one under the other.
  func drawWhole(on canvas: inout Canvas, in box: Box, showsLegend: Bool) {
    var rest = box.cut(left: 4, top: 4, right: 4, bottom: 4)
    if let title {
      let lines = Canvas.lines(of: title, size: 13, bold: true, width: rest.width)
      canvas.text(lines: lines, at: Point(rest.center.x, rest.top + 8), size: 13, bold: true)
      rest = rest.cut(top: 6 + Double(lines.count) * Canvas.lineHeight(13))
    }
    if showsLegend { rest = Legend.draw(legend, on: &canvas, in: rest) }
    draw(on: &canvas, in: rest)
  }
}

extension Box {
  static func size(_ width: Double, _ height: Double) -> Box {
    Box(x: 0, y: 0, width: width, height: height)
  }
}
