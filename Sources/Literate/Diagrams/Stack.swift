import Ground

/// Pictures one under the other, each as large as it is alone, with its own title and legend.
///
///     Stack([Diagram(title: "forward", …), Diagram(title: "backward", …)])
package struct Stack: Picture {
  package var pictures: [any Picture]
  /// The room between two pictures, in pixels.
  package var gap: Double

  package init(_ pictures: [any Picture], gap: Double = 12) {
    require(!pictures.isEmpty, "A stack needs at least one picture.")
    (self.pictures, self.gap) = (pictures, gap)
  }

  package var title: String? { nil }
  package var legend: [LegendEntry] { [] }

  package var summary: String {
    pictures.map { picture in (picture.title.map { "\($0): " } ?? "") + picture.summary }
      .joined(separator: " ")
  }

  package var size: Box {
    let heights = pictures.map(\.size.height).reduce(0, +)
    return .size(
      (pictures.map(\.size.width).max() ?? 0) + 8,
      heights + gap * Double(pictures.count - 1) + 8)
  }

  package func draw(on canvas: inout Canvas, in box: Box) {
    var top = box.top
    for picture in pictures {
      let size = picture.size
      picture.drawWhole(
        on: &canvas,
        in: Box(x: box.center.x - size.width / 2, y: top, width: size.width, height: size.height),
        showsLegend: true)
      top += size.height + gap
    }
  }
}
