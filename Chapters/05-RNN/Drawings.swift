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
      columnWidth: 74),
    "05-loop",
    caption:
      "A recurrent layer, and the same layer laid out in time. All boxes on the right are one box: they share their weights. At the dot, here and in the figures to come, a value forks: the same h goes both ways.",
    alternative:
      "On the left a box whose output also comes back into it; on the right four boxes in a row, each handing its state to the next"
  )
}

/// The loop itself, and the state that the steps beside it begin with.
private var loopNodes: [Diagram.Node] {
  [
    .text("hₜ", at: (0, 0)), .dot("out", at: (0, 0.5)),
    .box("RNN", at: (0, 1), name: "loop"),
    .text("xₜ", at: (0, 2)), .text("=", at: (0.85, 1)),
    .text("h₀", at: (1.4, 1), name: "state 0"),
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
  let column = Double(step) * 1.1 + 2.15
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
    Diagram(
      nodes: cellNodes, arrows: cellArrows, columnWidth: 67, rowHeight: 74),
    "05-cell",
    caption:
      "A cell, for one row. At the dot h forks, to the layer above and to the next step, so two gradients come back and are added. h₋ is the state before. Blue: values forward; orange: gradients back.",
    alternative:
      "A computation graph: x and the former h are multiplied by their matrices, added with the bias, go through tanh, and the result forks upward to the layer above and rightward to the next step"
  )
}

/// What the cell computes with.
private var cellNodes: [Diagram.Node] {
  [
    .text("x\n(1, D)", at: (0, 0)),
    .circle("·", at: (1.25, 0), name: "px"),
    .text("Wx\n(D, H)", at: (1.25, -1.25), name: "Wx"),
    .text("h₋\n(1, H)", at: (0, 2)),
    .circle("·", at: (1.25, 2), name: "ph"),
    .text("Wh\n(H, H)", at: (1.25, 3.25), name: "Wh"),
    .circle("+", at: (2.5, 1)),
    .text("b\n(H)", at: (2.5, -0.4), name: "b"),
    .circle("tanh", at: (3.7, 1)), .dot("fork", at: (4.8, 1)),
    .text("the layer\nabove", at: (4.8, -0.4), name: "up"),
    .text("the next\nstep", at: (6, 1), name: "next"),
  ]
}

/// The values that go through the cell, and the gradients that come back.
private var cellArrows: [Diagram.Arrow] {
  [
    .arrow("x\n(1, D)", to: "px", forward: "x", backward: "dx"),
    .arrow("h₋\n(1, H)", to: "ph", forward: "h₋", backward: "dh₋"),
    .arrow("Wx", to: "px", backward: "dWx"),
    .arrow("Wh", to: "ph", backward: "dWh"),
    .arrow("b", to: "+", backward: "db"),
    .arrow("px", to: "+", backward: "da"),
    .arrow("ph", to: "+", backward: "da"),
    .arrow("+", to: "tanh", forward: "a", backward: "da"),
    .arrow("tanh", to: "fork", forward: "h", backward: "dh"),
    .arrow("fork", to: "up", forward: "h", backward: "dy"),
    .arrow("fork", to: "next", forward: "h", backward: "its dh₋"),
  ]
}

// MARK: - Blocks

/// Six steps in three blocks, between which no gradient goes back.
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
      columnWidth: 1, rowHeight: 84),
    "05-truncated",
    caption:
      "Truncated back-propagation through time with blocks of two steps. The state h goes on from block to block; the gradient dh stops at the block's start. Blue: values; orange: gradients; gray: the state handed on.",
    alternative:
      "Six cells in a row in three frames. Within a frame arrows go both ways between the cells; between frames there is only a dashed arrow to the right"
  )
}

/// The nodes of step `t`; a little room lies before each block.
private func truncatedNodes(_ t: Int) -> [Diagram.Node] {
  let column = Double(t) * 74 + Double(t / 2) * 10
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

/// The layers of the language model, at four steps of a sentence.
func modelFigure() -> Figure {
  let words = ["everybody", "knew", "tom", "the", "fisherman"]
  let layers = ["Win", "RNN", "Wout,\nbout", "softmax"]
  let shapes = ["ids (N)", "x (N, D)", "h (N, H)", "s (N, V)", "p (N, V)"]
  let steps = (0..<4).flatMap { t in
    modelNodes(t, layers, word: words[t], next: words[t + 1])
  }
  let labels = shapes.enumerated().map { place, shape in
    Diagram.Node.text(shape, at: (-0.1, 5 - Double(place) - 0.5))
  }
  return Figure(
    Diagram(
      nodes: steps + labels + [.text("h₀", at: (0.35, 3))],
      arrows: (0..<4).flatMap { modelArrows($0, layers) }
        + [.arrow("h₀", to: "RNN 0")],
      columnWidth: 86, rowHeight: 66),
    "05-model",
    caption:
      "The recurrent language model at four steps of one row. From below come the words, at the top stand those it is asked for: each is the next step's word. The boxes of a line are one layer. On the left the shapes, for N rows.",
    alternative:
      "Four columns, one a word. In each, arrows lead up from the word through embedding, RNN, affine layer and softmax to the next word; the RNN boxes hand their state on to the right"
  )
}

/// What stands in the column of step `t`.
private func modelNodes(
  _ t: Int, _ layers: [String], word: String, next: String
) -> [Diagram.Node] {
  let column = Double(t) + 1
  return layers.enumerated().map { place, layer in
    .box(layer, at: (column, 4 - Double(place)), name: "\(layer) \(t)")
  } + [
    .text(word, at: (column, 5), name: "word \(t)"),
    .text(next + "?", at: (column, 0), name: "next \(t)"),
  ]
}

/// The arrows up the column of step `t`, and the one to the next.
private func modelArrows(_ t: Int, _ layers: [String]) -> [Diagram.Arrow] {
  let names = ["word"] + layers + ["next"]
  let up = zip(names, names.dropFirst()).map {
    Diagram.Arrow.arrow("\($0) \(t)", to: "\($1) \(t)")
  }
  let next = Diagram.Arrow.arrow(
    "RNN \(t)", to: "RNN \(t + 1)", label: "h\(subscripts[t + 1])")
  return t < 3 ? up + [next] : up
}
