import Literate

// The cells of this chapter, drawn: boxes with weights, round nodes without.

// MARK: - An LSTM

/// An LSTM's cell in four steps, from the bare road to all of its gates.
func lstmFigure() -> Figure {
  Figure(
    Panels(
      columns: 2,
      [
        lstmCell("a road for the memory", gates: 0),
        lstmCell("what to keep: f", gates: 1),
        lstmCell("what to let in: i, and the candidate g", gates: 2),
        lstmCell("what to show: o", gates: 3),
      ], panelHeight: 270),
    "06-gates",
    caption:
      "An LSTM cell, gate by gate. Boxes are small layers with weights of their own, which see x and the last h; round nodes work number by number and have no weights.",
    alternative:
      "Four drawings. First a straight road from c at t−1 to c at t; then a forget gate multiplies on it; then an input gate times a candidate is added to it; last an output gate times tanh of the road becomes h"
  )
}

/// What a gate adds to the drawing of a cell, and where it stands on the road.
private struct Gate {
  let parts: [Wiring.Part]
  let wires: [Wiring.Wire]
  var column: Double?
}

/// The cell of an LSTM with the first so many of its gates, the last of them
/// in orange.
private func lstmCell(_ title: String, gates count: Int) -> Wiring {
  let gates = [forgetGate, inputGate, outputGate].prefix(count).enumerated()
    .map { index, gate in gate(index == count - 1 ? .orange : .ink) }
  let ends: [Wiring.Part] = [
    .text("cₜ₋₁", at: (0, 0), color: .green),
    .text("cₜ", at: (9.4, 0), color: .green),
  ]
  // The empty text keeps the road at the same height in all drawings.
  let inputs: [Wiring.Part] =
    gates.isEmpty
    ? [.text("", at: (1, 5))]
    : [.text("hₜ₋₁", at: (0, 4)), .text("xₜ", at: (1, 5))]
  let columns = [0] + gates.compactMap(\.column) + [9.4]
  let road = zip(columns, columns.dropFirst()).map {
    Wiring.Wire.wire(($0, 0), ($1, 0), color: .green, isRoad: true)
  }
  return Wiring(
    title: title, parts: ends + inputs + gates.flatMap(\.parts),
    wires: gates.flatMap(\.wires) + road, columnWidth: 34, rowHeight: 40)
}

/// The gate that decides what is kept of the memory.
private func forgetGate(_ color: Color) -> Gate {
  Gate(
    parts: [
      .box("σ", at: (2, 3), color: color),
      .circle("×", at: (2, 0), color: color),
      .text("f", at: (2.25, 2.3), color: color), .dot(at: (1, 4)),
    ],
    wires: [
      .wire((0, 4), (2, 4), hasHead: false),
      .wire((1, 5), (1, 4), hasHead: false),
      .wire((2, 4), (2, 3), color: color),
      .wire((2, 3), (2, 0), color: color),
    ], column: 2)
}

/// The gate that decides what is let in, and the candidate it lets in.
private func inputGate(_ color: Color) -> Gate {
  Gate(
    parts: [
      .box("σ", at: (3.5, 3), color: color),
      .box("tanh", at: (5, 3), color: color),
      .circle("×", at: (5, 1.5), color: color),
      .circle("+", at: (5, 0), color: color),
      .text("i", at: (3.7, 2.3), color: color),
      .text("g", at: (5.25, 2.3), color: color), .dot(at: (2, 4)),
      .dot(at: (3.5, 4)),
    ],
    wires: [
      .wire((2, 4), (3.5, 4), (3.5, 3), color: color),
      .wire((3.5, 4), (5, 4), (5, 3), color: color),
      .wire((3.5, 3), (3.5, 1.5), (5, 1.5), color: color),
      .wire((5, 3), (5, 1.5), color: color),
      .wire((5, 1.5), (5, 0), color: color),
    ], column: 5)
}

/// The gate that decides what is shown; it looks at the road and leaves it be.
private func outputGate(_ color: Color) -> Gate {
  Gate(
    parts: [
      .box("σ", at: (6.5, 3), color: color),
      .circle("tanh", at: (8, 0.85), color: color),
      .circle("×", at: (8, 2), color: color),
      .text("o", at: (6.75, 2.4), color: color),
      .dot(at: (8, 0), color: .green), .text("hₜ", at: (9.4, 4)),
      .dot(at: (5, 4)),
    ],
    wires: [
      .wire((5, 4), (6.5, 4), (6.5, 3), color: color),
      .wire((6.5, 3), (6.5, 2), (8, 2), color: color),
      .wire((8, 0), (8, 0.85), color: color),
      .wire((8, 0.85), (8, 2), color: color),
      .wire((8, 2), (8, 4), (9.4, 4), color: color),
    ])
}

// MARK: - A GRU

/// A GRU's cell, whose state is its own road.
func gruFigure() -> Figure {
  Figure(
    Wiring(parts: gruParts, wires: gruWires, columnWidth: 62, rowHeight: 44),
    "06-gru",
    caption:
      "A GRU cell: the road is h itself. Wires meet only where there is a dot.",
    alternative:
      "A road from h at t−1 to h at t with a product by z and a sum on it; the candidate n, which sees x and r times h, is added in the share 1 − z"
  )
}

/// The nodes of a GRU's cell, and their names.
private var gruParts: [Wiring.Part] {
  [
    .text("hₜ₋₁", at: (0, 0), color: .green), .text("xₜ", at: (0, 4.8)),
    .text("hₜ", at: (8.2, 0), color: .green),
    .dot(at: (1, 0), color: .green), .dot(at: (3.2, 0), color: .green),
    .dot(at: (1.5, 4.8)), .dot(at: (1.5, 4)), .dot(at: (2.2, 4)),
    .box("σ", at: (2.2, 3)), .box("σ", at: (4.6, 3)),
    .box("tanh", at: (6.8, 3), color: .orange),
    .circle("×", at: (3.2, 1.3)), .circle("×", at: (4.6, 0)),
    .circle("1−", at: (5.7, 1.3)), .circle("×", at: (6.8, 1.3)),
    .circle("+", at: (6.8, 0)), .dot(at: (4.6, 1.3)),
    .text("r", at: (2.4, 2.2)), .text("z", at: (4.4, 2.52)),
    .text("n", at: (7.05, 2.2)),
  ]
}

/// The wires of a GRU's cell, its road first.
private var gruWires: [Wiring.Wire] {
  [
    .wire((0, 0), (4.6, 0), color: .green, isRoad: true),
    .wire((4.6, 0), (6.8, 0), color: .green, isRoad: true),
    .wire((6.8, 0), (8.2, 0), color: .green, isRoad: true),
    .wire((1, 0), (1, 4), (2.2, 4), hasHead: false),
    .wire((0, 4.8), (6.8, 4.8), (6.8, 3)),
    .wire((1.5, 4.8), (1.5, 4), hasHead: false),
    .wire((2.2, 4), (2.2, 3)), .wire((2.2, 4), (4.6, 4), (4.6, 3)),
    .wire((2.2, 3), (2.2, 1.3), (3.2, 1.3)), .wire((3.2, 0), (3.2, 1.3)),
    .wire((3.2, 1.3), (3.2, 2.2), (5.7, 2.2), (5.7, 3), (6.8, 3)),
    .wire((4.6, 3), (4.6, 0)), .wire((4.6, 1.3), (5.7, 1.3)),
    .wire((5.7, 1.3), (6.8, 1.3)), .wire((6.8, 3), (6.8, 1.3)),
    .wire((6.8, 1.3), (6.8, 0)),
  ]
}
