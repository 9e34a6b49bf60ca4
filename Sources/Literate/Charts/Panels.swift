/// Several pictures in rows, each under its own title, with one legend for all of them.
///
///     Panels(columns: 3, activations.map { LineChart(title: $0.name, …) })
public struct Panels: Picture {
  public var title: String?
  public var columns: Int
  public var panels: [any Picture]
  public var size: Box

  /// Rows of `columns` panels; `panelHeight` is that of each with its title.
  public init(
    title: String? = nil, columns: Int, _ panels: [any Picture], width: Double = 720,
    panelHeight: Double = 200
  ) {
    demand(!panels.isEmpty && columns > 0, "Panels need at least one picture and one column.")
    (self.title, self.columns, self.panels) = (title, columns, panels)
    let rows = (panels.count + columns - 1) / columns
    size = .size(width, Double(rows) * panelHeight + (title == nil ? 8 : 30))
    // The legend's rows come on top, so that the panels keep their height.
    size.height += Legend.height(legend, width: width - 8)
  }

  public var summary: String {
    panels.map { panel in (panel.title.map { "\($0): " } ?? "") + panel.summary }
      .joined(separator: " ")
  }

  public var legend: [LegendEntry] {
    var entries: [LegendEntry] = []
    for entry in panels.flatMap(\.legend) where !entries.contains(entry) { entries.append(entry) }
    return entries
  }

  public func draw(on canvas: inout Canvas, in box: Box) {
    let rows = (panels.count + columns - 1) / columns
    let (width, height) = (box.width / Double(columns), box.height / Double(rows))
    for (index, panel) in panels.enumerated() {
      let cell = Box(
        x: box.x + Double(index % columns) * width, y: box.y + Double(index / columns) * height,
        width: width, height: height)
      panel.drawWhole(on: &canvas, in: cell, showsLegend: false)
    }
  }
}
