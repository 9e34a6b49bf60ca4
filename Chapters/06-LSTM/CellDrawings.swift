import Literate

// The cells of this chapter, drawn: boxes with weights, round nodes without.
// A dot is a fork, where the same numbers go several ways; what is joined is
// joined in a box or a node.

// MARK: - An LSTM

/// An LSTM's cell in four steps, from the bare road to all of its gates.
func lstmFigure() -> Figure {
  Figure(
    Stack([
      lstmCell("a road for the memory", []),
      lstmCell("what to let in: i, and the candidate g", [.letIn]),
      lstmCell("what to keep: f", [.letIn, .keep]),
      lstmCell("what to show: o", [.letIn, .keep, .show]),
    ]),
    "06-gates",
    caption:
      "An LSTM cell, gate by gate, the newest in orange. The lower wire carries both x and the last h to all boxes. Boxes are small layers with weights of their own; round nodes work number by number and have no weights. At a dot a wire forks: the same numbers go both ways.",
    alternative:
      "Four drawings. First a straight road from c at t−1 to c at t; then an input gate times a candidate is added to it; then a forget gate multiplies on it; last an output gate times tanh of the road becomes h"
  )
}

/// What the gates of an LSTM are for.
private enum Job { case letIn, keep, show }

/// What a job adds to the drawing of a cell: its boxes by their columns, and
/// where it stands on the road.
private struct Gate {
  let boxes: [Double]
  let parts: [Wiring.Part]
  let wires: [Wiring.Wire]
  var column: Double?
}

/// The cell of an LSTM with some of its gates, the last of them in orange.
private func lstmCell(_ title: String, _ jobs: [Job]) -> Wiring {
  let gates = jobs.map { job in
    let color: Color = job == jobs.last ? .orange : .ink
    return switch job {
    case .letIn: inputGate(color)
    case .keep: forgetGate(color)
    case .show: outputGate(color)
    }
  }
  let ends: [Wiring.Part] =
    [
      .text("cₜ₋₁", at: (0, 0), color: .green),
      .text("cₜ", at: (9.6, 0), color: .green),
    ] + (gates.isEmpty ? [] : [.text("xₜ, hₜ₋₁", at: (0, 4))])
  let columns = [0] + gates.compactMap(\.column).sorted() + [9.6]
  let road = zip(columns, columns.dropFirst()).map {
    Wiring.Wire.wire(($0, 0), ($1, 0), color: .green, isRoad: true)
  }
  let boxes = gates.flatMap(\.boxes).sorted()
  let supply = boxes.last.map {
    [Wiring.Wire.wire((0, 4), ($0, 4), ($0, 3))]
  }
  let forks = boxes.dropLast().map { Wiring.Part.dot(at: ($0, 4)) }
  let branches = boxes.dropLast().map {
    Wiring.Wire.wire(($0, 4), ($0, 3))
  }
  return Wiring(
    title: title, parts: ends + forks + gates.flatMap(\.parts),
    wires: (supply ?? []) + branches + gates.flatMap(\.wires) + road,
    columnWidth: 31, rowHeight: 38)
}

/// The gate that decides what is kept of the memory.
private func forgetGate(_ color: Color) -> Gate {
  Gate(
    boxes: [2.2],
    parts: [
      .box("σ", at: (2.2, 3), color: color),
      .circle("×", at: (2.2, 0), color: color),
      .text("f", at: (2.5, 2.3), color: color),
    ],
    wires: [.wire((2.2, 3), (2.2, 0), color: color)], column: 2.2)
}

/// The gate that decides what is let in, and the candidate it lets in.
private func inputGate(_ color: Color) -> Gate {
  Gate(
    boxes: [3.7, 5.2],
    parts: [
      .box("σ", at: (3.7, 3), color: color),
      .box("tanh", at: (5.2, 3), color: color),
      .circle("×", at: (5.2, 1.5), color: color),
      .circle("+", at: (5.2, 0), color: color),
      .text("i", at: (3.9, 2.3), color: color),
      .text("g", at: (5.5, 2.3), color: color),
    ],
    wires: [
      .wire((3.7, 3), (3.7, 1.5), (5.2, 1.5), color: color),
      .wire((5.2, 3), (5.2, 1.5), color: color),
      .wire((5.2, 1.5), (5.2, 0), color: color),
    ], column: 5.2)
}

/// The gate that decides what is shown; it looks at the road and leaves it be.
private func outputGate(_ color: Color) -> Gate {
  Gate(
    boxes: [6.7],
    parts: [
      .box("σ", at: (6.7, 3), color: color),
      .circle("tanh", at: (8.2, 0.95), color: color),
      .circle("×", at: (8.2, 2.15), color: color),
      .text("o", at: (7.05, 2.4), color: color),
      .dot(at: (8.2, 0), color: .green), .text("hₜ", at: (9.6, 4)),
    ],
    wires: [
      .wire((6.7, 3), (6.7, 2.15), (8.2, 2.15), color: color),
      .wire((8.2, 0), (8.2, 0.95), color: color),
      .wire((8.2, 0.95), (8.2, 2.15), color: color),
      .wire((8.2, 2.15), (8.2, 4), (9.6, 4), color: color),
    ])
}

// MARK: - A GRU

/// A GRU's cell, whose state is its own road.
func gruFigure() -> Figure {
  Figure(
    Wiring(parts: gruParts, wires: gruWires, columnWidth: 49, rowHeight: 46),
    "06-gru",
    caption:
      "A GRU cell: the road is h itself. Each box gets x from below, and from its left what it sees of the past: the gates all of h, the candidate r times h. At a dot a wire forks; where wires cross without one, they don't meet.",
    alternative:
      "A road from h at t−1 to h at t with a product by z and a sum on it; the candidate n, which sees x and r times h, is added in the share 1 − z"
  )
}

/// The nodes of a GRU's cell, and their names.
private var gruParts: [Wiring.Part] {
  [
    .text("hₜ₋₁", at: (0, 0), color: .green), .text("xₜ", at: (0, 5)),
    .text("hₜ", at: (8.4, 0), color: .green),
    .dot(at: (0.9, 0), color: .green), .dot(at: (3.2, 0), color: .green),
    .dot(at: (0.9, 3)), .dot(at: (1.9, 5)), .dot(at: (4.6, 5)),
    .dot(at: (4.6, 1.3)),
    .box("σ", at: (1.9, 3)), .box("σ", at: (4.6, 3)),
    .box("tanh", at: (6.9, 3), color: .orange),
    .circle("×", at: (3.2, 1.3)), .circle("×", at: (4.6, 0)),
    .circle("1−", at: (5.75, 1.3)), .circle("×", at: (6.9, 1.3)),
    .circle("+", at: (6.9, 0)),
    .text("r", at: (2.1, 2.2)), .text("z", at: (4.4, 2.52)),
    .text("n", at: (7.15, 2.2)),
  ]
}

/// The wires of a GRU's cell, its road first.
private var gruWires: [Wiring.Wire] {
  [
    .wire((0, 0), (4.6, 0), color: .green, isRoad: true),
    .wire((4.6, 0), (6.9, 0), color: .green, isRoad: true),
    .wire((6.9, 0), (8.4, 0), color: .green, isRoad: true),
    // h to both gates.
    .wire((0.9, 0), (0.9, 4), (3.7, 4), (3.7, 3), (4.6, 3)),
    .wire((0.9, 3), (1.9, 3)),
    // x to all boxes.
    .wire((0, 5), (6.9, 5), (6.9, 3)), .wire((1.9, 5), (1.9, 3)),
    .wire((4.6, 5), (4.6, 3)),
    // The candidate's past.
    .wire((1.9, 3), (1.9, 1.3), (3.2, 1.3)), .wire((3.2, 0), (3.2, 1.3)),
    .wire((3.2, 1.3), (3.2, 2.2), (5.75, 2.2), (5.75, 3), (6.9, 3)),
    // What stays, and what is new.
    .wire((4.6, 3), (4.6, 0)), .wire((4.6, 1.3), (5.75, 1.3)),
    .wire((5.75, 1.3), (6.9, 1.3)), .wire((6.9, 3), (6.9, 1.3)),
    .wire((6.9, 1.3), (6.9, 0)),
  ]
}
