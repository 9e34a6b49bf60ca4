import Ground

extension Diagram {
  /// Boxes in a row, from a text on the left to a text on the right, with labels on the arrows: the
  /// layers of a network with the shapes that pass between them.
  ///
  ///     Diagram.pipeline(from: "x", ["Affine", "ReLU"], to: "y", labels: ["(N, 2)", "h", "h"])
  package static func pipeline(
    from input: String, _ boxes: [String], to output: String, labels: [String] = [],
    title: String? = nil
  ) -> Diagram {
    require(
      labels.isEmpty || labels.count == boxes.count + 1,
      """
      A pipeline of \(boxes.count) boxes has \(boxes.count + 1) arrows, which \(labels.count) \
      labels don't fit.
      """
    )
    let texts = [input] + boxes + [output]
    var x = 0.0
    var nodes: [Node] = []
    for (index, text) in texts.enumerated() {
      let isEnd = index == 0 || index == texts.count - 1
      let half = Canvas.width(of: text, size: 13) / 2 + (isEnd ? 3 : 10)
      if index > 0 {
        let label = labels.isEmpty ? 0 : Canvas.width(of: labels[index - 1])
        x += max(36, label + 18) + half
      }
      // Columns are one pixel wide here, so that each gap is as wide as its label needs.
      nodes.append(
        isEnd
          ? .text(text, at: (x, 0), name: "\(index)") : .box(text, at: (x, 0), name: "\(index)"))
      x += half
    }
    let arrows = (1..<texts.count).map { index in
      Arrow.arrow("\(index - 1)", to: "\(index)", label: labels.isEmpty ? "" : labels[index - 1])
    }
    return Diagram(title: title, nodes: nodes, arrows: arrows, columnWidth: 1)
  }

  /// One cell drawn once for each time step, with inputs from below, outputs on top, and the state
  /// handed on from left to right. `states` name the arrows between cells; with two more of them
  /// the first goes in at the left and the last comes out at the right.
  ///
  ///     Diagram.unrolled(cell: "RNN", inputs: ["x₀", "x₁", "x₂"], states: ["h₀", "h₁"],
  ///       outputs: ["h₀", "h₁", "h₂"])
  package static func unrolled(
    cell: String, inputs: [String], states: [String], outputs: [String] = [], title: String? = nil
  ) -> Diagram {
    let steps = inputs.count
    require(
      steps > 0 && (outputs.isEmpty || outputs.count == steps)
        && (states.count == steps - 1 || states.count == steps + 1),
      """
      An unrolled diagram of \(steps) steps needs as many outputs or none, not \(outputs.count), \
      and \(steps - 1) or \(steps + 1) states, not \(states.count).
      """
    )
    var nodes: [Node] = []
    var arrows: [Arrow] = []
    for step in 0..<steps {
      nodes.append(.box(cell, at: (Double(step), 1), name: "cell \(step)"))
      nodes.append(.text(inputs[step], at: (Double(step), 2), name: "input \(step)"))
      arrows.append(.arrow("input \(step)", to: "cell \(step)"))
      if !outputs.isEmpty {
        nodes.append(.text(outputs[step], at: (Double(step), 0), name: "output \(step)"))
        arrows.append(.arrow("cell \(step)", to: "output \(step)"))
      }
    }
    let hasEnds = states.count == steps + 1
    for step in 1..<max(steps, 1) {
      arrows.append(
        .arrow("cell \(step - 1)", to: "cell \(step)", label: states[step - (hasEnds ? 0 : 1)]))
    }
    if hasEnds {
      nodes.append(.text(states[0], at: (-0.8, 1), name: "first state"))
      nodes.append(.text(states[steps], at: (Double(steps) - 0.2, 1), name: "last state"))
      arrows.append(.arrow("first state", to: "cell 0"))
      arrows.append(.arrow("cell \(steps - 1)", to: "last state"))
    }
    return Diagram(title: title, nodes: nodes, arrows: arrows)
  }
}
