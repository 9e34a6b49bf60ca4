import Ground

/// Several pictures in rows, each under its own title, with one legend for all of them.
///
///     Panels(columns: 3, x: "x", activations.map { LineChart(title: $0.name, …) })
package struct Panels: Picture {
  package var title: String?
  package var columns: Int
  package var panels: [any Picture]
  /// Titles that all panels share: under them, and to their left.
  package var x, y: String
  package var size: Box

  /// Rows of `columns` panels; `panelHeight` is that of each with its title.
  package init(
    title: String? = nil, columns: Int, x: String = "", y: String = "",
    _ panels: [any Picture], width: Double = Canvas.pageWidth, panelHeight: Double = 200
  ) {
    require(!panels.isEmpty && columns > 0, "Panels need at least one picture and one column.")
    (self.title, self.columns, self.panels) = (title, columns, panels)
    (self.x, self.y) = (x, y)
    let rows = (panels.count + columns - 1) / columns
    size = .size(width, Double(rows) * panelHeight + (title == nil ? 8 : 30))
    // The shared titles and the legend come on top, so that the panels keep their height.
    size.height += foot + Legend.height(legend, width: width - 8)
  }

  package var summary: String {
    panels.map { panel in (panel.title.map { "\($0): " } ?? "") + panel.summary }
      .joined(separator: " ")
  }

  package var legend: [LegendEntry] {
    var entries: [LegendEntry] = []
    for entry in panels.flatMap(\.legend) where !entries.contains(entry) { entries.append(entry) }
    return entries
  }

  /// The height of the shared title under the panels, and the width of that to their left.
  private var foot: Double { AxisTitle(x, length: size.width - 8).room(18) }
  private var edge: Double { AxisTitle(y, length: size.height - foot - 8).room(18) }

  package func draw(on canvas: inout Canvas, in box: Box) {
    let rows = (panels.count + columns - 1) / columns
    let inner = box.cut(left: edge, bottom: foot)
    AxisTitle(x, length: size.width - 8).draw(on: &canvas, under: inner, in: box)
    AxisTitle(y, length: size.height - foot - 8).draw(on: &canvas, beside: inner, in: box)
    let (width, height) = (inner.width / Double(columns), inner.height / Double(rows))
    for (index, panel) in panels.enumerated() {
      let cell = Box(
        x: inner.x + Double(index % columns) * width, y: inner.y + Double(index / columns) * height,
        width: width, height: height)
      panel.drawWhole(on: &canvas, in: cell, showsLegend: false)
    }
  }
}
