import Ground
import Language
import Literate
import Models
import Tensors
import Tools

// MARK: - One vector, or a memory

/// The encoder and decoder of chapter 7, and the same with a look back.
func readersFigure() -> Figure {
  Figure(
    Panels(
      columns: 1,
      [
        readerDiagram("One state crosses over.", isLooking: false),
        readerDiagram("Each step looks back.", isLooking: true),
      ], width: 460, panelHeight: 230),
    "08-readers",
    caption:
      "A reader that says “cage” again. Above, all that the decoder has of the question is the encoder's last state. Below, the encoder's outputs m stay where they are, a row for each letter, and every step of the decoder asks them with a query q and takes a share w of each; drawn is the step that writes the a.",
    alternative:
      "Two rows of eight boxes, four that read c, a, g, e and four that write them. In the second, arrows from the four reading boxes meet in a box called attend and go on to the step that writes a"
  )
}

/// Four steps that read and four that write.
private func readerDiagram(_ title: String, isLooking: Bool) -> Diagram {
  let word = "cage".map { String($0) }
  var nodes: [Diagram.Node] = []
  var arrows: [Diagram.Arrow] = []
  for (s, letter) in word.enumerated() {
    let x = Double(s)
    nodes += [
      .text(letter, at: (x, 2), name: "read \(s)"),
      .box("m\(subscripts[s])", at: (x, 1), name: "m\(s)", color: .blue),
    ]
    arrows.append(.arrow("read \(s)", to: "m\(s)"))
    let before = s == 0 ? "end" : word[s - 1]
    nodes += [
      .text(before, at: (x + 4.4, 2), name: "given \(s)"),
      .box("h\(subscripts[s])", at: (x + 4.4, 1), name: "h\(s)", color: .green),
    ]
    arrows.append(.arrow("given \(s)", to: "h\(s)"))
    if !isLooking || s == 1 {
      nodes.append(.text(letter, at: (x + 4.4, 0), name: "written \(s)"))
      arrows.append(.arrow("h\(s)", to: "written \(s)"))
    }
    if s > 0 {
      arrows += [
        .arrow("m\(s - 1)", to: "m\(s)"), .arrow("h\(s - 1)", to: "h\(s)"),
      ]
    }
  }
  arrows.append(.arrow("m3", to: "h0", label: "h, c"))
  if isLooking {
    nodes.append(.box("attend", at: (2.8, 0), color: .orange))
    arrows += (0..<4).map { .arrow("m\($0)", to: "attend") }
    arrows += [
      .arrow("h1", to: "attend", label: "q"),
      .arrow("attend", to: "written 1", label: "context"),
    ]
  }
  return Diagram(
    title: title, nodes: nodes, arrows: arrows, columnWidth: 54, rowHeight: 72)
}

private let subscripts = ["₁", "₂", "₃", "₄"]

/// The weights of three queries over the letters of “cage”.
func barsFigure(_ weights: Tensor, of queries: Tensor) -> Figure {
  Figure(
    Panels(
      columns: 3, y: "weight",
      (0..<3).map { t in
        BarChart(
          title: "query ("
            + queries.row(t).values.map { format($0, decimals: 0) }
            .joined(separator: ", ").replacing("-", with: "−") + ")",
          categories: ["c", "a", "g", "e"], value: Axis("", range: 0...1),
          bars: [Bars("weights", weights.row(t).values)], decimals: 2)
      }, panelHeight: 210),
    "08-bars",
    caption:
      "What three queries take of the four rows of the memory. Bars of one query add up to 1.",
    alternative:
      "Three bar charts over the letters c, a, g, e: nearly all on c; nearly all on a; a quarter on each"
  )
}

/// Three rows of a batch: scores, their softmax over all columns, and over those that count.
func maskFigure(_ scores: Tensor, masked: [Tensor], lengths: [Int]) -> Figure {
  let all = softmax(scores)
  func grid(
    _ title: String, _ numbers: (Int) -> [Float], decimals: Int, isHiding: Bool
  ) -> TokenGrid {
    TokenGrid(
      title: title, rows: ["cage", "bed", "ad"].map { $0.map { String($0) } },
      numbers: (0..<3).map(numbers), decimals: decimals, isHiding: isHiding)
  }
  return Figure(
    Panels(
      columns: 3,
      [
        grid(
          "scores", { scores.row($0).values }, decimals: 0, isHiding: false),
        grid(
          "softmax of all", { all.row($0).values }, decimals: 2, isHiding: false
        ),
        grid(
          "softmax with lengths", { masked[$0].row(0).values }, decimals: 2,
          isHiding: true),
      ], width: 460, panelHeight: 180),
    "08-mask",
    caption:
      "Three questions in one batch, their scores and two softmaxes; dashed cells are padding. Without a mask, padding takes some of each row's weight (orange). With lengths, padding has 0, and each row's other weights add up to 1.",
    alternative:
      "Three grids of three rows, cage, bed and ad, and four columns; in the second grid the cells of padding have weights, in the third they are crossed out"
  )
}

// MARK: - The layer

/// The wiring of the attention layer, or the same turned round for the way back.
private func attentionWiring(_ title: String, isBackward: Bool) -> Wiring {
  let color = isBackward ? Color.backward : .forward
  func wire(_ places: (Double, Double)...) -> Wiring.Wire {
    let p = isBackward ? places.reversed() : places
    return p.count == 2
      ? .wire(p[0], p[1], color: color) : .wire(p[0], p[1], p[2], color: color)
  }
  let d = isBackward ? "d" : ""
  return Wiring(
    title: title,
    parts: [
      .text("\(d)q (T, H)", at: (0, 0)), .text("\(d)m (S, H)", at: (0, 2)),
      .box("compare", at: (1.8, 0)), .box("softmax", at: (3.7, 0)),
      .circle("×", at: (5.1, 0)), .circle("Σ", at: (6, 0)),
      .text("\(d)c (T, H)", at: (7.3, 0)),
      .text("\(d)e (T, S)", at: (2.75, -0.6), color: color),
      .text("\(d)w (T, S)", at: (4.55, -0.6), color: color),
      isBackward ? .circle("+", at: (1.8, 2)) : .dot(at: (1.8, 2)),
    ],
    wires: [
      wire((0, 0), (1.8, 0)), wire((1.8, 0), (3.7, 0)),
      wire((3.7, 0), (5.1, 0)), wire((5.1, 0), (6, 0)),
      wire((6, 0), (7.3, 0)),
      .wire(
        isBackward ? (1.8, 2) : (0, 2), isBackward ? (0, 2) : (1.8, 2),
        color: color, hasHead: isBackward),
      wire((1.8, 2), (1.8, 0)), wire((1.8, 2), (5.1, 2), (5.1, 0)),
    ], columnWidth: 50, rowHeight: 44)
}

/// The attention layer, forward and backward.
func attentionLayerFigure() -> Figure {
  Figure(
    Panels(
      columns: 1,
      [
        attentionWiring("forward", isBackward: false),
        attentionWiring("backward", isBackward: true),
      ], width: 460, panelHeight: 180),
    "08-attention-layer",
    caption:
      "Attention, forward and backward. The memory m goes in twice: it is compared with the query q, and it is what the weights take from. So two gradients come back to it, and are added.",
    alternative:
      "Two wirings of the same parts: q and m lead to a comparison, softmax, a product with m and a sum, which is the context; in the second all arrows are turned round, and where m branched two arrows meet in a plus sign"
  )
}

/// The three scores as small networks with their shapes.
func scoresFigure() -> Figure {
  func diagram(
    _ title: String, _ nodes: [Diagram.Node], _ arrows: [Diagram.Arrow]
  ) -> Diagram {
    Diagram(
      title: title, nodes: nodes, arrows: arrows, columnWidth: 84, rowHeight: 54
    )
  }
  return Figure(
    Panels(
      columns: 1,
      [
        diagram(
          "dot product",
          [
            .text("q (T, H)", at: (0, 0), name: "q"),
            .text("m (S, H)", at: (0, 1), name: "m"),
            .circle("·", at: (3.1, 0.5)),
            .text("e (T, S)", at: (4.5, 0.5), name: "e"),
          ],
          [
            .arrow("q", to: "·"), .arrow("m", to: "·"), .arrow("·", to: "e"),
          ]),
        diagram(
          "general",
          [
            .text("q (T, Q)", at: (0, 0), name: "q"),
            .text("m (S, K)", at: (0, 1), name: "m"),
            .box("W (Q, K)", at: (1.12, 0), name: "W"),
            .circle("·", at: (3.1, 0.5)),
            .text("e (T, S)", at: (4.5, 0.5), name: "e"),
          ],
          [
            .arrow("q", to: "W"), .arrow("W", to: "·", label: "(T, K)"),
            .arrow("m", to: "·"), .arrow("·", to: "e"),
          ]),
        diagram(
          "additive",
          [
            .text("q (T, Q)", at: (0, 0), name: "q"),
            .text("m (S, K)", at: (0, 1), name: "m"),
            .box("Wq (Q, A)", at: (1.12, 0), name: "Wq"),
            .box("Wm (K, A)", at: (1.12, 1), name: "Wm"),
            .circle("+", at: (2.07, 0.5)), .box("tanh", at: (2.77, 0.5)),
            .box("· v (A)", at: (3.59, 0.5), name: "v"),
            .text("e (T, S)", at: (4.5, 0.5), name: "e"),
          ],
          [
            .arrow("q", to: "Wq"), .arrow("m", to: "Wm"),
            .arrow("Wq", to: "+"), .arrow("Wm", to: "+"),
            .arrow("+", to: "tanh"), .arrow("tanh", to: "v"),
            .arrow("v", to: "e"),
          ]),
      ], width: 460, panelHeight: 136),
    "08-scores",
    caption:
      "Three ways to a score for each pair of T queries and S rows. In the additive one, + and all that follows is done for each of the T·S pairs, with A numbers.",
    alternative:
      "Three small networks from q and m to e: a dot product; a matrix on q, then a dot product; a matrix on each, a sum, tanh and a product with v"
  )
}

/// One step of the decoder that looks back.
func decoderFigure() -> Figure {
  Figure(
    Diagram(
      nodes: [
        .text("“c”", at: (0, 1), name: "before"),
        .box("Embedding", at: (0.9, 1), note: "(V, D)"),
        .box("LSTM", at: (2.05, 1), color: .green),
        .text("h, c of the\nstep before", at: (2.05, 2), name: "state"),
        .box("attend", at: (2.75, 0), color: .orange),
        .text("m (S, H) of\nc, a, g, e", at: (1.4, 0), name: "memory"),
        .box("[c, h]", at: (3.4, 1), name: "both"),
        .box("Affine", at: (3.4, 2), note: "(2H, V)"),
        .text("“a”", at: (4.6, 2), name: "next"),
      ],
      arrows: [
        .arrow("before", to: "Embedding"),
        .arrow("Embedding", to: "LSTM", label: "x"),
        .arrow("state", to: "LSTM"),
        .arrow("LSTM", to: "attend", label: "q = h"),
        .arrow("memory", to: "attend"),
        .arrow("LSTM", to: "both", label: "h (1, H)"),
        .arrow("attend", to: "both", label: "c (1, H)"),
        .arrow("both", to: "Affine"),
        .arrow("Affine", to: "next", label: "softmax"),
      ], columnWidth: 90, rowHeight: 84),
    "08-decoder",
    caption:
      "A step of the decoder: it has just written the c of “cage”, and its output h asks the memory what comes next.",
    alternative:
      "From the letter c through an embedding and an LSTM; its output goes to a box called attend, which also gets the memory, and beside the context into an affine layer that gives the letter a"
  )
}

// MARK: - Say it again

/// The strings that each model says right, over their length.
func bottleneckFigure(_ models: [(name: String, shares: EchoShares)]) -> Figure
{
  Figure(
    LineChart(
      x: Axis("letters"), y: Axis("strings said right, %", range: 0...100),
      series: models.map { title, shares in
        Series(
          title,
          x: EchoShares.ranges.map { Float($0.lowerBound + $0.upperBound) / 2 },
          y: shares.values, marker: .circle)
      }, height: 300),
    "08-bottleneck",
    caption:
      "Say it again. One vector of 32 units, of 64, of 32 with twice the passes; and attention with 32. Points stand at the middle of each range of lengths.",
    alternative:
      "Four curves over the length of the string; the three with one vector fall to nothing by sixteen letters, attention stays high up to there"
  )
}

// MARK: - Dates

/// How some readers of dates got better with each pass.
func datesFigure(
  _ readers: [(name: String, model: Seq2Seq, right: [Float])]
) -> Figure {
  Figure(
    LineChart(
      x: Axis("pass"), y: Axis("right answers, %", range: 0...100),
      series: readers.map {
        Series($0.name, x: Array(1...6), y: $0.right, marker: .circle)
      }, height: 320),
    "08-dates",
    caption: "Dates: right answers of the exam after each pass.",
    alternative:
      "Four rising curves: plain and peeky end well below 100, the two with attention start above 50 and end near 100"
  )
}

/// Where a reader looked in one question.
func mapFigure(_ map: AttentionMap) -> Figure {
  Figure(
    map.heatMap, "08-map",
    caption:
      "Where the model looked (darker: more) when it wrote each sign of the answer.",
    alternative:
      "A heat map: the rows of the year are dark at the digits of 1994 at the right end, the rows of the month at the word september, the rows of the day at 27"
  )
}

/// How much weight lies on the year while each sign of the answer is written.
func alignmentFigure(_ year: YearAlignment) -> Figure {
  Figure(
    LineChart(
      x: Axis("sign of the answer: 1–4 year, 6–7 month, 9–10 day"),
      y: Axis("weight on the year, %", range: 0...100),
      series: [
        Series(
          "the model's weights", x: Array(1...10), y: year.shares,
          marker: .circle)
      ],
      references: [.horizontal(year.even, "if all weights were equal")],
      height: 260),
    "08-alignment",
    caption:
      "The share of weight on the year's digits in the question and the sign after them, by what is being written. Mean of \(year.questions) questions.",
    alternative:
      "A curve far above the line of equal weights for the four signs of the year, falling at the dash, and below it for month and day"
  )
}

/// Where the reader looked in a misspelled question that it got wrong.
func misreadFigure(
  _ index: Int, of questions: Pairs, by reader: Seq2Seq
) throws -> Figure {
  let map = try AttentionMap(of: questions.questions[index], by: reader)
  return Figure(
    map.heatMap, "08-wrong",
    caption:
      "Where the model looked in “\(questions[index].question)”, with its misspelled month. It wrote \(map.answer); right would be \(questions[index].answer).",
    alternative:
      "A heat map as before: rows of the answer, columns of the question with the misspelled month"
  )
}

// MARK: - Two languages

/// Where a translator looked in one sentence.
func frenchFigure(
  _ pairs: Pairs, _ index: Int, by model: Seq2Seq
) throws -> Figure {
  let (answer, weights) = try model.attention(
    of: pairs.questions[index], limit: 16)
  return Figure(
    HeatMap(
      rows: pairs.target.words(at: answer),
      columns: pairs.source.words(at: pairs.questions[index]),
      values: answer.indices.map { weights!.row($0).values }, range: 0...1,
      decimals: 2, measure: "weight", rowTitle: "written", columnTitle: "read"),
    "08-french",
    caption:
      "“\(pairs[index].question)”, a sentence that the model hasn't seen before, and where it looked for each word of its translation.",
    alternative:
      "A heat map of French words by English ones: dark cells run down the diagonal but for two that are exchanged"
  )
}

// MARK: - Cells with tokens

/// Rows of a batch: a token and a number in each cell; cells without a token are padding.
nonisolated struct TokenGrid: Picture {
  let title: String?
  let rows: [[String]]
  let numbers: [[Float]]
  let decimals: Int
  /// Whether padding is crossed out.
  let isHiding: Bool

  private let side = Box(x: 0, y: 0, width: 36, height: 44)
  private var columns: Int { numbers[0].count }

  init(
    title: String, rows: [[String]], numbers: [[Float]], decimals: Int,
    isHiding: Bool
  ) {
    (self.title, self.rows, self.numbers) = (title, rows, numbers)
    (self.decimals, self.isHiding) = (decimals, isHiding)
  }

  var summary: String { "\(title ?? ""): \(rows.count) rows of a batch." }
  var legend: [LegendEntry] { [] }
  var size: Box {
    Box(
      x: 0, y: 0, width: Double(columns) * side.width + 8,
      height: Double(rows.count) * side.height + 34)
  }

  func draw(on canvas: inout Canvas, in box: Box) {
    let left = box.x + (box.width - Double(columns) * side.width) / 2
    // From below, since a title beside it may have more lines.
    let top = box.y + box.height - Double(rows.count) * side.height
    for (row, line) in numbers.enumerated() {
      for (column, number) in line.enumerated() {
        let token = column < rows[row].count ? rows[row][column] : nil
        draw(
          number, token, on: &canvas,
          in: Box(
            x: left + Double(column) * side.width + 2,
            y: top + Double(row) * side.height, width: side.width - 4,
            height: side.height - 4))
      }
    }
  }

  private func draw(
    _ number: Float, _ token: String?, on canvas: inout Canvas, in cell: Box
  ) {
    let isPadding = token == nil
    canvas.rectangle(
      cell, stroke: isPadding ? .ink : .blue, width: isPadding ? 1 : 1.6,
      radius: 4, dash: isPadding ? "4 4" : nil)
    if isPadding && isHiding {
      canvas.line(
        [
          Point(cell.x + 4, cell.y + cell.height - 4),
          Point(cell.x + cell.width - 4, cell.y + 4),
        ], color: .ink, opacity: 0.6)
    }
    let middle = cell.x + cell.width / 2
    canvas.text(
      token ?? "·", at: Point(middle, cell.y + 12), anchor: .middle, size: 13,
      bold: true)
    canvas.text(
      format(number, decimals: number == 0 ? 0 : decimals),
      at: Point(middle, cell.y + 29), anchor: .middle, size: 12,
      color: isPadding && number > 0 && decimals > 0 ? .orange : .ink)
  }
}
