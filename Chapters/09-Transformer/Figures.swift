import Language
import Literate
import Models
import Tensors
import Tools

/// Where each head of the Transformer's upper block looks in a question.
func headsFigure(of model: Transformer, reading question: Pairs) throws
  -> Figure
{
  let heads = try model.attention(
    of: question.questions[0], block: 1, limit: 11)
  let answer = question.target.words(at: heads.answer)
  let maps = (0..<4).map { head in
    HeatMap(
      title: "head \(head + 1)", rows: answer,
      columns: question[0].question.map { "\($0)" },
      values: answer.indices.map { heads.weights.row(head).row($0).values },
      range: 0...1, showsValues: false, measure: "weight", rowTitle: "written",
      columnTitle: "read")
  }
  return Figure(
    Panels(columns: 2, maps, panelHeight: 280), "09-heads",
    caption:
      "The four heads of the decoder's upper block, looking at the question while they write \(answer.joined()).",
    alternative:
      "Four heat maps with the same rows and columns but different patterns of dark cells"
  )
}

// MARK: - Depth, places, norms

/// What is left of a gradient after each of twenty layers, with a shortcut and without.
func residualFigure(bare: [Float], shortcut: [Float]) -> Figure {
  Figure(
    LineChart(
      x: Axis("layers back"),
      y: Axis("norm of the gradient, relative", .logarithmic),
      series: [
        Series("y = f(x)", x: Array(0...20), y: bare),
        Series("y = x + f(x)", x: Array(0...20), y: shortcut),
      ], references: [.horizontal(1, "what went in")], height: 280),
    "09-residual",
    caption:
      "A gradient on its way down through twenty layers, with and without a way past each.",
    alternative:
      "Two curves on a logarithmic scale; the one without shortcut falls steadily, the one with shortcut stays above 1"
  )
}

/// The waves of sixty places.
func wavesFigure(_ waves: Tensor) -> Figure {
  Figure(
    HeatMap(
      rows: (0..<60).map { $0 % 15 == 0 ? "\($0)" : "" },
      columns: (0..<64).map { $0 % 8 == 0 ? "\($0)" : "" },
      values: (0..<60).map { waves.row($0).values }, scale: .diverging,
      showsValues: false, measure: "value", rowTitle: "place",
      columnTitle: "column", width: 620),
    "09-waves",
    caption:
      "Sixty places in 64 columns: fast waves at the left, slow ones at the right. There the sine stays near 0 and the cosine near 1: hence the stripes.",
    alternative:
      "A heat map with stripes, which are narrow in the left columns and become ever broader towards the right"
  )
}

/// How the loss falls with each recipe; `floor` is the loss of who knows the letters' shares only.
func normsFigure(_ recipes: [String], _ curves: [[Float]], floor: Float)
  -> Figure
{
  Figure(
    LineChart(
      x: Axis("steps"), y: Axis("loss, nats a letter"),
      series: zip(recipes, curves).map { title, losses in
        Series(
          title, x: (0..<15).map { 10 * $0 + 5 }, y: losses, marker: .circle)
      }, references: [.horizontal(floor, "letters by their share")], height: 320
    ),
    "09-norms",
    caption: "Eight blocks, the norm before or after; means of three runs.",
    alternative:
      "Five curves; two stay at the line of the letters' shares, three fall below, norm before lowest"
  )
}

// MARK: - Blocks

/// A Transformer's block with its two branches.
func blockFigure() -> Figure {
  Figure(
    Wiring(
      parts: [
        .text("x", at: (0, 1)), .dot(at: (1, 1)), .box("norm", at: (2.2, 1)),
        .box("heads", at: (3.9, 1), color: .orange), .circle("+", at: (5.3, 1)),
        .dot(at: (6.2, 1)), .box("norm", at: (7.4, 1)),
        .box("feed-forward", at: (9.4, 1), color: .orange),
        .circle("+", at: (11.2, 1)), .text("y", at: (12.3, 1)),
      ],
      wires: [
        .wire((0, 1), (1, 1), color: .green, hasHead: false, isRoad: true),
        .wire((1, 1), (2.2, 1)), .wire((2.2, 1), (3.9, 1)),
        .wire((3.9, 1), (5.3, 1)),
        .wire(
          (1, 1), (1, 0), (5.3, 0), (5.3, 1), color: .green, isRoad: true),
        .wire((5.3, 1), (6.2, 1), color: .green, hasHead: false, isRoad: true),
        .wire((6.2, 1), (7.4, 1)), .wire((7.4, 1), (9.4, 1)),
        .wire((9.4, 1), (11.2, 1)),
        .wire(
          (6.2, 1), (6.2, 0), (11.2, 0), (11.2, 1), color: .green, isRoad: true),
        .wire((11.2, 1), (12.3, 1), color: .green, isRoad: true),
      ], columnWidth: 50, rowHeight: 56),
    "09-block",
    caption:
      "A block with norms before its layers. The road (green) runs through from x to y; layers read from it and add to it.",
    alternative:
      "A wiring from x to y: a branch through norm and heads is added back, then a branch through norm and feed-forward"
  )
}

/// A block's road, with a branch for each of its parts.
private func decoderWiring() -> Wiring {
  var parts: [Wiring.Part] = [.text("x", at: (0, 1))]
  var wires: [Wiring.Wire] = []
  var from = (0.0, 1.0)
  for (label, start, end) in [
    ("self-attention", 0.8, 6.0), ("cross-attention", 6.8, 12.3),
    ("feed-forward", 13.1, 18.2),
  ] {
    let middle = (start + end) / 2 + 0.63
    parts += [
      .dot(at: (start, 1)), .box("norm", at: (start + 0.95, 1)),
      .box(label, at: (middle, 1), color: .orange), .circle("+", at: (end, 1)),
    ]
    wires += [
      .wire(from, (start, 1), color: .green, hasHead: false, isRoad: true),
      .wire((start, 1), (start + 0.95, 1)),
      .wire((start + 0.95, 1), (middle, 1)), .wire((middle, 1), (end, 1)),
      .wire(
        (start, 1), (start, 0), (end, 0), (end, 1), color: .green,
        isRoad: true),
    ]
    from = (end, 1)
  }
  let memory = (6.8 + 12.3) / 2 + 0.63
  parts += [.text("y", at: (19, 1)), .text("memory", at: (7.8, 2))]
  wires += [
    .wire(from, (19, 1), color: .green, isRoad: true),
    .wire((7.8, 2), (memory, 2), (memory, 1), color: .blue),
  ]
  return Wiring(parts: parts, wires: wires, columnWidth: 44, rowHeight: 54)
}

/// A decoder's block, whose middle part asks the encoder's memory.
func decoderBlockFigure() -> Figure {
  Figure(
    decoderWiring(), "09-decoder-block",
    caption:
      "A decoder's block. Its middle part asks the memory, which is what the encoder's last block put out.",
    alternative:
      "A wiring from x to y with three branches that are added back: self-attention, cross-attention with an arrow from the memory, feed-forward"
  )
}
