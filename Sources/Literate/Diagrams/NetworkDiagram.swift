import Ground

/// The units of a fully connected network, a column a layer, every unit tied to all of the next.
///
///     NetworkDiagram(layers: [("input", 2), ("hidden", 10), ("output", 3)])
package struct NetworkDiagram: Picture {
  package var title: String?
  package var layers: [(name: String, units: Int)]
  /// Names of the weights between layers, such as W₁.
  package var weights: [String]
  /// What each unit of the first layer is called, to its left, and each of the last, to its right; a layer
  /// without names has none.
  package var inputs, outputs: [String]
  /// Of a layer with more units than this, dots stand for all that don't fit.
  package var mostUnits: Int

  package init(
    title: String? = nil, layers: [(name: String, units: Int)], weights: [String] = [],
    inputs: [String] = [], outputs: [String] = [], mostUnits: Int = 7
  ) {
    require(
      !layers.isEmpty && layers.allSatisfy { $0.units > 0 } && mostUnits >= 3,
      "A network diagram needs at least one layer, and at least one unit a layer.")
    require(
      weights.isEmpty || weights.count == layers.count - 1,
      """
      A network diagram of \(layers.count) layers has \(layers.count - 1) sets of weights, which \
      \(weights.count) names don't fit.
      """
    )
    for (names, layer) in [(inputs, layers[0]), (outputs, layers[layers.count - 1])] {
      require(
        names.isEmpty || names.count == layer.units && layer.units <= mostUnits,
        """
        \(names.count) names don't fit a layer of \(layer.units) units, of which a network diagram \
        shows \(mostUnits).
        """
      )
    }
    (self.title, self.layers, self.weights, self.mostUnits) = (title, layers, weights, mostUnits)
    (self.inputs, self.outputs) = (inputs, outputs)
  }

  private static let unitGap = 38.0
  private static let radius = 12.0

  /// How far apart the layers are: enough for the names over them and between them.
  private var layerGap: Double {
    let names = layers.map { Canvas.width(of: $0.name, bold: true) }.max() ?? 0
    let weights = weights.map { Canvas.width(of: $0) }.max() ?? 0
    return max(120, (names + weights + 20).rounded(.up))
  }

  /// What the first layer takes to the left of its middle, and the last to the right.
  private var ends: (left: Double, right: Double) {
    func end(_ layer: Int, _ names: [String]) -> Double {
      let name = Canvas.width(of: layers[layer].name, bold: true) / 2
      let widest = names.map { Canvas.width(of: $0, size: 13) + NetworkDiagram.radius + 6 }.max()
      return max(name, 30, widest ?? 0)
    }
    return (end(0, inputs), end(layers.count - 1, outputs))
  }

  package var summary: String {
    "Network of fully connected layers: "
      + layers.map { "\($0.name) (\($0.units))" }.joined(separator: ", ") + "."
  }

  package var legend: [LegendEntry] { [] }

  package var size: Box {
    let tallest = layers.map { slots($0.units) }.max() ?? 1
    return .size(
      (ends.left + Double(layers.count - 1) * layerGap + ends.right + 8).rounded(.up),
      Double(tallest) * NetworkDiagram.unitGap + 56 + (title == nil ? 0 : 22))
  }

  /// How many places a layer takes, dots included.
  private func slots(_ units: Int) -> Int { min(units, mostUnits) }

  /// The middles of the units drawn, and of the dots that stand for the others.
  private func places(_ layer: Int, in box: Box) -> (units: [Point], dots: Point?) {
    let units = layers[layer].units
    let count = slots(units)
    let middle = box.center.x + (ends.left - ends.right) / 2
    let x = middle + (Double(layer) - Double(layers.count - 1) / 2) * layerGap
    var points = (0..<count).map { slot in
      Point(x, box.center.y + (Double(slot) - Double(count - 1) / 2) * NetworkDiagram.unitGap)
    }
    return units > count
      ? { (dots: Point) in (points, dots) }(points.remove(at: count - 2)) : (points, nil)
  }

  package func draw(on canvas: inout Canvas, in box: Box) {
    let columns = layers.indices.map { places($0, in: box) }
    for (from, to) in zip(columns, columns.dropFirst()) {
      let lines = from.units.flatMap { a in
        to.units.map { b in
          // From rim to rim.
          let way = (b - a) * (NetworkDiagram.radius / (b - a).length)
          return "M\(Canvas.place(a + way))L\(Canvas.place(b - way))"
        }
      }
      canvas.path(lines.joined(), stroke: .ink, opacity: 0.45)
    }
    for (index, column) in columns.enumerated() {
      let color: Color = index == 0 ? .ink : index == layers.count - 1 ? .orange : .blue
      for unit in column.units {
        canvas.circle(unit, radius: NetworkDiagram.radius, stroke: color, width: 1.8)
      }
      let (names, side) = index == 0 ? (inputs, -1.0) : (outputs, 1.0)
      if index == 0 || index == layers.count - 1 {
        for (name, unit) in zip(names, column.units) {
          canvas.text(
            name, at: Point(unit.x + side * (NetworkDiagram.radius + 6), unit.y),
            anchor: side < 0 ? .end : .start, size: 13)
        }
      }
      if let dots = column.dots { canvas.text("⋮", at: dots, anchor: .middle, size: 18) }
      let x = (column.units.first ?? box.center).x
      canvas.text(layers[index].name, at: Point(x, box.top + 8), anchor: .middle, bold: true)
      let units = layers[index].units
      canvas.text(
        units == 1 ? "1 unit" : "\(units) units", at: Point(x, box.bottom - 8), anchor: .middle)
    }
    for (index, name) in weights.enumerated() {
      let x = (columns[index].units[0].x + columns[index + 1].units[0].x) / 2
      canvas.text(name, at: Point(x, box.top + 8), anchor: .middle)
    }
  }
}
