import Literate

// The diagrams of this chapter; its charts are in Figures.swift.

private let subscripts = "₀₁₂₃₄₅₆".map(String.init)

// MARK: - The loop

/// A recurrent layer as a loop, and laid out in time.
func loopFigure() -> Figure {
  let words = ["the", "willow", "that", "the"]
  return Figure(
    Diagram(
      nodes: loopNodes + words.enumerated().flatMap(unrolledNodes),
      arrows: loopArrows + words.indices.flatMap(unrolledArrows),
      columnWidth: 100),
    "05-loop",
    caption:
      "A recurrent layer, and the same layer laid out in time. All boxes on the right are one box: they share their weights.",
    alternative:
      "On the left a box whose output also comes back into it; on the right four boxes in a row, each handing its state to the next"
  )
}

/// The loop itself, and the state that the steps beside it begin with.
private var loopNodes: [Diagram.Node] {
  [
    .text("hₜ", at: (0, 0)), .dot("out", at: (0, 0.5)),
    .box("RNN", at: (0, 1), name: "loop"),
    .text("xₜ", at: (0, 2)), .text("=", at: (0.9, 1)),
    .text("h₀", at: (1.6, 1), name: "state 0"),
  ]
}

/// The arrows of the loop.
private var loopArrows: [Diagram.Arrow] {
  [
    .arrow("xₜ", to: "loop"), .arrow("loop", to: "out"),
    .arrow("out", to: "hₜ"), .arrow("out", to: "loop", label: "h", bend: 26),
  ]
}

/// The nodes of one step in time.
private func unrolledNodes(_ step: Int, _ word: String) -> [Diagram.Node] {
  let column = Double(step) * 1.1 + 2.4
  return [
    .text("h\(subscripts[step + 1])", at: (column, 0)),
    .box("RNN", at: (column, 1), name: "state \(step + 1)"),
    .text(word, at: (column, 2), name: "word \(step)"),
  ]
}

/// The arrows into one step in time, and out of it.
private func unrolledArrows(_ step: Int) -> [Diagram.Arrow] {
  [
    .arrow("word \(step)", to: "state \(step + 1)"),
    .arrow("state \(step + 1)", to: "h\(subscripts[step + 1])"),
    .arrow(
      "state \(step)", to: "state \(step + 1)",
      label: step == 0 ? "" : "h\(subscripts[step])"),
  ]
}

// MARK: - The cell

/// The computation graph of one step.
func cellFigure() -> Figure {
  Figure(
    Diagram(nodes: cellNodes, arrows: cellArrows), "05-cell",
    caption:
      "A cell. Its output goes two ways, to the layer above and to the next step, so two slopes come back and are added. h₋ is the state before. Blue: values forward; orange: slopes back.",
    alternative:
      "A computation graph: x and the former h are multiplied by their matrices, added with the bias, bent by tanh, and the result forks into an output and the next state"
  )
}

/// What the cell computes with.
private var cellNodes: [Diagram.Node] {
  [
    .text("x", at: (0, 0)), .circle("·", at: (1, 0), name: "px"),
    .text("h₋", at: (0, 1.4)),
    .circle("·", at: (1, 1.4), name: "ph"),
    .text("Wx", at: (1, -1.1)), .text("Wh", at: (1, 2.5)),
    .text("b", at: (2.3, -0.6)), .circle("+", at: (2.3, 0.7)),
    .circle("tanh", at: (3.6, 0.7)), .dot("fork", at: (4.7, 0.7)),
    .text("y, to the\nlayer above", at: (5.6, -0.6), name: "up"),
    .text("h, to the\nnext step", at: (5.6, 2), name: "next"),
  ]
}

/// The values that go through the cell, and the slopes that come back.
private var cellArrows: [Diagram.Arrow] {
  [
    .arrow("x", to: "px", forward: "x", backward: "dx"),
    .arrow("h₋", to: "ph", forward: "h₋", backward: "dh₋"),
    .arrow("Wx", to: "px", backward: "dWx"),
    .arrow("Wh", to: "ph", backward: "dWh"),
    .arrow("b", to: "+", backward: "db"),
    .arrow("px", to: "+", backward: "da"),
    .arrow("ph", to: "+", backward: "da"),
    .arrow("+", to: "tanh", forward: "a", backward: "da"),
    .arrow("tanh", to: "fork", forward: "h", backward: "dh"),
    .arrow("fork", to: "up", backward: "dy"),
    .arrow("fork", to: "next", backward: "dh₋ of the next step"),
  ]
}

// MARK: - Blocks

/// Six steps in three blocks, between which no slope goes back.
func truncatedFigure() -> Figure {
  let blocks = (0..<3).map { block in
    Diagram.Group.group(
      "block \(block + 1)",
      around: [2 * block, 2 * block + 1].flatMap {
        ["RNN \($0)", "loss \($0)"]
      })
  }
  return Figure(
    Diagram(
      nodes: (0..<6).flatMap(truncatedNodes),
      arrows: (0..<6).flatMap(truncatedArrows), groups: blocks,
      columnWidth: 100, rowHeight: 90),
    "05-truncated",
    caption:
      "Truncated back-propagation through time with blocks of two steps. The state h goes on from block to block; the slope dh stops at the block's start. Blue: values; orange: slopes; gray: the state handed on.",
    alternative:
      "Six cells in a row in three frames. Within a frame arrows go both ways between the cells; between frames there is only a dashed arrow to the right"
  )
}

/// The nodes of step `t`; a little room lies before each block.
private func truncatedNodes(_ t: Int) -> [Diagram.Node] {
  let column = Double(t) * 1.15 + Double(t / 2) * 0.35
  return [
    .box("RNN", at: (column, 1), name: "RNN \(t)"),
    .text("x\(subscripts[t + 1])", at: (column, 2)),
    .text("loss", at: (column, 0), name: "loss \(t)"),
  ]
}

/// The arrows of step `t`, and the one that leads on to the next.
private func truncatedArrows(_ t: Int) -> [Diagram.Arrow] {
  let cell = "RNN \(t)"
  let next = "RNN \(t + 1)"
  let up: [Diagram.Arrow] = [
    .arrow("x\(subscripts[t + 1])", to: cell, backward: " "),
    .arrow(cell, to: "loss \(t)", backward: " "),
  ]
  guard t < 5 else { return up }
  return up + [
    t % 2 == 0
      ? .arrow(cell, to: next, forward: "h", backward: "dh")
      : .arrow(cell, to: next, label: "h", isDashed: true)
  ]
}

// MARK: - The language model

/// The layers of the language model, one after the other.
func modelFigure() -> Figure {
  Figure(
    Diagram.pipeline(
      from: "ids",
      ["Embedding", "RNN", "Affine", "softmax"], to: "next word",
      labels: ["(N, T)", "(N, T, D)", "(N, T, H)", "(N, T, V)", "(N, T, V)"]),
    "05-model",
    caption:
      "The recurrent language model, and the shapes that pass through it.",
    alternative:
      "A row of boxes: embedding, RNN, affine, softmax, with shapes on the arrows"
  )
}
