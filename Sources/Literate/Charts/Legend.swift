/// One line of a legend: a name and the look that stands for it.
package struct LegendEntry: Hashable, Sendable {
  /// How the samples of a legend look.
  enum Sample: Hashable, Sendable {
    case line(dash: String?, marker: Marker?)
    case marker(Marker)
    case swatch(opacity: Double)
  }

  let name: String
  let color: Color
  let sample: Sample
}

/// The legend of a picture, in rows above it, where it covers no data.
enum Legend {
  private static let sampleWidth = 26.0
  private static let rowHeight = 18.0

  /// Draws the entries from left to right, in as many rows as they need, and returns the room left.
  static func draw(_ entries: [LegendEntry], on canvas: inout Canvas, in box: Box) -> Box {
    guard !entries.isEmpty else { return box }
    let rows = rows(entries, width: box.width)
    for (row, members) in rows.enumerated() {
      let total = members.reduce(0) { $0 + width($1) } - 18
      var x = box.center.x - total / 2
      let y = box.top + 8 + Double(row) * rowHeight
      for entry in members {
        sample(entry, on: &canvas, at: Point(x, y))
        canvas.text(entry.name, at: Point(x + sampleWidth + 6, y))
        x += width(entry)
      }
    }
    return box.cut(top: height(entries, width: box.width))
  }

  /// The height that the entries take.
  static func height(_ entries: [LegendEntry], width: Double) -> Double {
    entries.isEmpty ? 0 : Double(rows(entries, width: width).count) * rowHeight + 6
  }

  private static func width(_ entry: LegendEntry) -> Double {
    sampleWidth + 6 + Canvas.width(of: entry.name) + 18
  }

  private static func rows(_ entries: [LegendEntry], width limit: Double) -> [[LegendEntry]] {
    var rows: [[LegendEntry]] = [[]]
    var used = 0.0
    for entry in entries {
      if used > 0 && used + width(entry) - 18 > limit {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(entry)
      used += width(entry)
    }
    return rows
  }

  private static func sample(_ entry: LegendEntry, on canvas: inout Canvas, at start: Point) {
    let middle = Point(start.x + sampleWidth / 2, start.y)
    switch entry.sample {
    case .line(let dash, let marker):
      canvas.line(
        [start, Point(start.x + sampleWidth, start.y)], color: entry.color, width: 2, dash: dash)
      if let marker { canvas.markers(marker, at: [middle], color: entry.color) }
    case .marker(let marker):
      canvas.markers(marker, at: [middle], color: entry.color)
    case .swatch(let opacity):
      canvas.rectangle(
        Box(x: start.x + 4, y: start.y - 5, width: sampleWidth - 8, height: 10), fill: entry.color,
        opacity: opacity)
    }
  }
}
