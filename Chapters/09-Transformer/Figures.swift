import Language
import Literate
import Models
import Networks
import Tensors
import Tools

// MARK: - Attention

/// Self-attention of three words, with the shapes of what passes.
func selfAttentionFigure() -> Figure {
  Figure(
    Diagram(
      nodes: [
        .text("the\nold\nsea", at: (0, 1), name: "X", note: "X (3, D)"),
        .box("× WQ", at: (0.7, 0), name: "Q"),
        .box("× WK", at: (0.7, 1), name: "K"),
        .box("× WV", at: (0.7, 2), name: "V"),
        .box("Q Kᵀ / √d", at: (1.95, 0.5), name: "E"),
        .box("softmax", at: (3.25, 0.5)),
        .box("A V", at: (3.25, 1.75), name: "Y"),
        .text("the\nold\nsea", at: (4.25, 1.75), name: "out"),
      ],
      arrows: [
        .arrow("X", to: "Q"), .arrow("X", to: "K"),
        .arrow("X", to: "V"), .arrow("Q", to: "E", label: "Q (3, d)"),
        .arrow("K", to: "E", label: "K (3, d)"),
        .arrow("E", to: "softmax", label: "E (3, 3)"),
        .arrow("softmax", to: "Y", label: "A (3, 3)"),
        .arrow("V", to: "Y", label: "V (3, d)"),
        .arrow("Y", to: "out", label: "Y (3, d)"),
      ], columnWidth: 96, rowHeight: 66),
    "09-self-attention",
    caption:
      "Self-attention of three words. Each word has a row in X and in all that is made of it; only E and A have a row and a column for each, since they tell how well each word's query fits each word's key.",
    alternative:
      "From three words three products make Q, K and V; Q and K make scores E of three by three, softmax makes weights A, and A times V is the output"
  )
}

/// Who sees whom: everything, all but the padding, and only what came before.
func masksFigure() -> Figure {
  let words = ["the", "old", "sea", "pad"]
  func map(_ title: String, _ sees: (Int, Int) -> Bool) -> HeatMap {
    HeatMap(
      title: title, rows: words, columns: words,
      values: (0..<4).map { t in (0..<4).map { s in sees(t, s) ? 1 : 0 } },
      range: 0...1, decimals: 0, showsBar: false)
  }
  return Figure(
    Panels(
      columns: 3,
      [
        map("free") { _, _ in true },
        map("padding hidden") { _, s in s < 3 },
        map("causal") { t, s in s <= t },
      ], panelHeight: 190),
    "09-masks",
    caption:
      "Three masks for a text of three words that is filled up to four positions. A row is the position that asks, a column the one that is asked. 1 means that it is seen, that is, may have a weight above 0 in A.",
    alternative:
      "Three grids of four by four: all ones; all ones but for the last column; ones on and below the diagonal"
  )
}

/// The four heads of the Transformer's upper block, and where each looks in a question.
func headsFigure(of model: Transformer, reading question: Pairs) throws
  -> Figure
{
  let heads = try model.attention(
    of: question.questions[0], block: 1, limit: 11)
  let answer = question.target.words(at: heads.answer)
  let maps = (0..<4).map { head in
    HeatMap(
      title: "head \(head + 1)", rows: answer,
      columns: question[0].question.map { $0 == " " ? "␣" : "\($0)" },
      values: answer.indices.map { heads.weights.row(head).row($0).values },
      range: 0...1, showsValues: false, columnTitle: "read")
  }
  return Figure(
    Panels(columns: 2, y: "written", maps, panelHeight: 230), "09-heads",
    caption:
      "The four heads of the decoder's upper block, looking at the question while they write \(answer.joined()) (darker: more weight).",
    alternative:
      "Four heat maps with the same rows and columns but different patterns of dark cells"
  )
}

/// How columns are shared out to heads, and put together again.
func headsShapesFigure() -> Figure {
  let heads = (0..<4).flatMap { head -> [Wiring.Part] in
    let row = Double(head)
    return [
      .box("head \(head + 1)", at: (2.75, row), color: .orange),
      .text("columns", at: (1.6, row - 0.24)),
      .text("\(16 * head)–\(16 * head + 15)", at: (1.6, row + 0.24)),
      .text("(T, 16)", at: (3.65, row - 0.24)),
    ]
  }
  let ways = (0..<4).flatMap { head -> [Wiring.Wire] in
    let row = Double(head)
    return [.wire((1, row), (2.75, row)), .wire((2.75, row), (4.15, row))]
  }
  /// All columns side by side, where they are cut and where they are joined.
  let bars = [1, 4.15].map { column in
    Wiring.Wire.wire(
      (column, -0.3), (column, 3.3), hasHead: false, isRoad: true)
  }
  return Figure(
    Wiring(
      parts: [
        .text("x (T, 64)", at: (0, 0)),
        .box("× WQ,\nWK, WV", at: (0, 1.5)),
        .text("(64, 64) each", at: (0, 2.15)),
        .text("split", at: (1, -0.6)), .text("join", at: (4.15, -0.6)),
        .box("× WO", at: (5.2, 1.5)), .text("(64, 64)", at: (5.2, 1)),
        .text("y (T, 64)", at: (5.2, 3)),
      ] + heads,
      wires: bars + ways + [
        .wire((0, 0), (0, 1.5)), .wire((0, 1.5), (1, 1.5)),
        .wire((4.15, 1.5), (5.2, 1.5)), .wire((5.2, 1.5), (5.2, 3)),
      ], columnWidth: 62, rowHeight: 56),
    "09-multi-head",
    caption:
      "Four heads. Each gets 16 of the 64 columns of q, k and v, and is an attention of its own, with a softmax of its own.",
    alternative:
      "x goes through three matrices; the columns are cut in four parts, each goes through a head, the results are joined and go through a last matrix"
  )
}

/// Cross-attention: the answer asks the question.
func crossFigure() -> Figure {
  Figure(
    Diagram(
      nodes: [
        .text("answer\nso far:\n1 9 9 4", at: (0, 0), name: "x"),
        .text("memory of\ns e p ␣\n2 7 , …", at: (0, 1.5), name: "m"),
        .box("× WQ", at: (1.33, 0), name: "Q"),
        .box("× WK", at: (1.33, 1), name: "K"),
        .box("× WV", at: (1.33, 2), name: "V"),
        .box("Q Kᵀ / √d", at: (2.56, 0.5), name: "E"),
        .box("softmax", at: (3.84, 0.5)),
        .box("A V", at: (3.84, 1.75), name: "Y"),
        .text("y (T, d)", at: (3.84, 2.6), name: "out"),
      ],
      arrows: [
        .arrow("x", to: "Q", label: "x (T, D)"),
        .arrow("m", to: "K", label: "m (S, D)"), .arrow("m", to: "V"),
        .arrow("Q", to: "E", label: "Q (T, d)"),
        .arrow("K", to: "E", label: "K (S, d)"),
        .arrow("E", to: "softmax", label: "E (T, S)"),
        .arrow("softmax", to: "Y", label: "A (T, S)"),
        .arrow("V", to: "Y", label: "V (S, d)"), .arrow("Y", to: "out"),
      ], columnWidth: 94, rowHeight: 66),
    "09-cross-attention",
    caption:
      "Cross-attention: queries from the answer, keys and values from the question. Scores and weights have a row for each of the T signs of the answer and a column for each of the S characters of the question.",
    alternative:
      "The answer makes queries, the memory keys and values; scores of T by S, softmax, and the weighted sum of the values"
  )
}

/// One more letter, with the keys and values of those before in a cache.
func cacheFigure() -> Figure {
  Figure(
    Diagram(
      nodes: [
        .text("newest\nletter\nx (1, D)", at: (0, 1), name: "x"),
        .box("× WQ", at: (0.92, 0), name: "Q"),
        .box("× WK", at: (0.92, 1), name: "K"),
        .box("× WV", at: (0.92, 2), name: "V"),
        .box(
          "kept keys\n+ 1 row", at: (2.47, 1), name: "keys", color: .orange,
          note: "(t + 1, D)"),
        .box(
          "kept values\n+ 1 row", at: (2.47, 2), name: "values",
          color: .orange, note: "(t + 1, D)"),
        .box("q Kᵀ / √d", at: (3.8, 0), name: "E"),
        .box("softmax", at: (3.8, 0.95)),
        .box("a V", at: (3.8, 2), name: "Y"),
        .text("y (1, D)", at: (4.7, 2), name: "out"),
      ],
      arrows: [
        .arrow("x", to: "Q"), .arrow("x", to: "K"), .arrow("x", to: "V"),
        .arrow("Q", to: "E", label: "q (1, D)"),
        .arrow("K", to: "keys", label: "k (1, D)"),
        .arrow("V", to: "values", label: "v (1, D)"),
        .arrow("keys", to: "E", label: "K"),
        .arrow("E", to: "softmax"),
        .arrow("softmax", to: "Y", label: "a (1, t + 1)"),
        .arrow("values", to: "Y", label: "V"), .arrow("Y", to: "out"),
      ], columnWidth: 84, rowHeight: 76),
    "09-cache",
    caption:
      "Attention for one more letter after t others. Only the orange boxes are kept from letter to letter; all the rest has a single row.",
    alternative:
      "The newest letter's key and value are added as rows to the kept ones; its query asks all keys, and the weights sum all values"
  )
}

// MARK: - Depth, positions, norms

/// What is left of a gradient after each of twenty layers, with a shortcut and without.
func residualFigure(bare: [Float], shortcut: [Float]) -> Figure {
  Figure(
    LineChart(
      x: Axis("layers back"),
      y: Axis("gradient, relative", .logarithmic),
      series: [
        Series("y = f(x)", x: Array(0...20), y: bare),
        Series("y = x + f(x)", x: Array(0...20), y: shortcut),
      ], references: [.horizontal(1, "what went in")], height: 280),
    "09-residual",
    caption:
      "A gradient on its way down through twenty layers, with and without a way past each.",
    alternative:
      "Two curves on a logarithmic scale; the one without shortcut falls steadily, the one with shortcut rises"
  )
}

/// Four of 64 columns of the waves, for sixty positions and between them.
func wavesFigure() -> Figure {
  let places = (0...590).map { Float($0) / 10 }
  return Figure(
    LineChart(
      x: Axis("position p"), y: Axis("sine"),
      series: [0, 8, 16, 24].map { column in
        let length = exp(Float(column) / 64 * log(10_000))
        return Series(
          "column \(column)", x: places, y: places.map { sin($0 / length) })
      }, height: 280),
    "09-waves",
    caption:
      "Four of the 64 columns of sixty positions. The first goes round every six steps; each of the others drawn takes 3.2 times as long as the one before it.",
    alternative:
      "Four sine curves over sixty positions, each slower than the one before"
  )
}

/// Three schedules of the learning rate.
func warmUpFigure() -> Figure {
  let steps = Array(stride(from: 0, through: 1_000, by: 10))
  func series(_ name: String, _ schedule: Schedule) -> Series {
    Series(
      name, x: steps,
      y: steps.map {
        schedule.factor(.init(step: $0, epoch: 0, steps: 1_001))
      })
  }
  return Figure(
    LineChart(
      x: Axis("step t"), y: Axis("share of the full rate", range: 0...1.05),
      series: [
        series("warm-up, inverse root", .inverseSquareRoot(warmup: 100)),
        series(
          "warm-up, straight line", Schedule.linear(to: 0.05).warmingUp(100)),
        series("warm-up, cosine", Schedule.cosine(to: 0.1).warmingUp(100)),
      ], height: 260),
    "09-warm-ups",
    caption: "Three schedules of 1,000 steps, each with a warm-up of 100.",
    alternative:
      "Three curves that rise to 1 in the first 100 steps; one falls steeply at first, one in a straight line, one along a half wave"
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
      } + [Series("letters by their share", x: [5, 145], y: [floor, floor])],
      height: 340),
    "09-norms",
    caption:
      "Eight blocks, the norm before or after; means of three runs, each point a mean of ten steps.",
    alternative:
      "Five curves; two stay at the line of the letters' shares, three fall below, norm before lowest"
  )
}

/// The losses of the plain lines and of the library, step by step.
func littleFigure(plain: [Float], library: [Float], shares: Float) -> Figure {
  let steps = Array(1...plain.count)
  return Figure(
    LineChart(
      x: Axis("steps"), y: Axis("loss, nats a letter"),
      series: [
        Series("the plain lines", x: steps, y: plain),
        Series("the library", x: steps, y: library),
      ], references: [.horizontal(shares, "letters by their share")],
      height: 280),
    "09-little",
    caption:
      "A small language model, trained by the plain lines and by the library on the same batches from the same start.",
    alternative:
      "Two loss curves that coincide and fall below the line of the letters' shares"
  )
}

// MARK: - Blocks

/// A Transformer's block with its two branches.
func blockFigure() -> Figure {
  Figure(
    Wiring(
      parts: [
        .text("x", at: (0, 1)), .dot(at: (0.5, 1)), .box("norm", at: (1.3, 1)),
        .box("attention", at: (2.85, 1), color: .orange),
        .circle("+", at: (4.2, 1)), .dot(at: (4.7, 1)),
        .box("norm", at: (5.5, 1)),
        .box("feed-\nforward", at: (6.95, 1), color: .orange),
        .circle("+", at: (8.2, 1)), .text("y", at: (8.9, 1)),
        .text("(T, D)", at: (2.35, 0.3)), .text("(T, D)", at: (6.45, 0.3)),
        .text("4D inside", at: (6.95, 1.65)),
      ],
      wires: [
        .wire((0, 1), (0.5, 1), color: .green, hasHead: false, isRoad: true),
        .wire((0.5, 1), (1.3, 1)), .wire((1.3, 1), (2.85, 1)),
        .wire((2.85, 1), (4.2, 1)),
        .wire(
          (0.5, 1), (0.5, 0), (4.2, 0), (4.2, 1), color: .green, isRoad: true),
        .wire((4.2, 1), (4.7, 1), color: .green, hasHead: false, isRoad: true),
        .wire((4.7, 1), (5.5, 1)), .wire((5.5, 1), (6.95, 1)),
        .wire((6.95, 1), (8.2, 1)),
        .wire(
          (4.7, 1), (4.7, 0), (8.2, 0), (8.2, 1), color: .green, isRoad: true),
        .wire((8.2, 1), (8.9, 1), color: .green, isRoad: true),
      ], columnWidth: 49, rowHeight: 60),
    "09-block",
    caption:
      "A block. The path of the residual connections (green) runs through from x to y, and its shape never changes; layers read from it and add to it.",
    alternative:
      "A wiring from x to y: a branch through norm and attention is added back, then a branch through norm and feed-forward"
  )
}

/// The whole Transformer: the encoder left, the decoder right.
func transformerFigure() -> Figure {
  var parts: [Wiring.Part] = []
  var wires: [Wiring.Wire] = []
  /// A path upward with a branch for each of `labels`, to the side of `side`; returns where it ends.
  func path(
    _ x: Double, from bottom: Double, side: Double, _ labels: [String]
  ) -> Double {
    var row = bottom
    for label in labels {
      parts += [
        .dot(at: (x, row)), .box("norm", at: (x + side, row)),
        .box(label, at: (x + side, row - 1), color: .orange),
        .circle("+", at: (x, row - 1)),
      ]
      wires += [
        .wire(
          (x, row + 1), (x, row), color: .green, hasHead: false, isRoad: true),
        .wire((x, row), (x + side, row)),
        .wire((x + side, row), (x + side, row - 1)),
        .wire((x + side, row - 1), (x, row - 1)),
        .wire((x, row), (x, row - 1), color: .green, isRoad: true),
      ]
      row -= 2
    }
    return row + 1
  }
  let (left, right, ground) = (0.0, 4.65, 9.0)
  for (x, input) in [
    (left, "s e p ␣ 2 7 , …"), (right, "‹eos› 1 9 9 4"),
  ] {
    parts += [
      .text(input, at: (x, ground + 2)),
      .box("embedding · √D\n+ positions", at: (x, ground + 1)),
    ]
    wires += [
      .wire((x, ground + 2), (x, ground + 1)),
      .wire(
        (x, ground + 1), (x, ground), color: .green, hasHead: false,
        isRoad: true),
    ]
  }
  let leftTop = path(
    left, from: ground, side: 1.3, ["self-attention", "feed-forward"])
  let rightTop = path(
    right, from: ground, side: -1.32,
    ["causal\nself-attention", "cross-attention", "feed-forward"])
  parts += [
    .box("norm", at: (left, leftTop - 1)),
    .text("memory (S, D)", at: (1.4, leftTop - 1.3)),
    .box("norm", at: (right, rightTop - 1)),
    .box("affine", at: (right, rightTop - 2)),
    .text("scores (T, V)", at: (right, rightTop - 3)),
    .text("(S, D)", at: (left - 0.4, ground - 0.5)),
    .text("(T, D)", at: (right + 0.4, ground - 0.5)),
    .text("L\ntimes", at: (left - 0.5, (ground + leftTop) / 2)),
    .text("L\ntimes", at: (right + 0.5, (ground + rightTop) / 2)),
  ]
  // A bracket beside the block of each side.
  for (x, top, side) in [(left, leftTop, -1.0), (right, rightTop, 1.0)] {
    let (inner, outer) = (x + 0.72 * side, x + 0.92 * side)
    wires.append(
      .wire(
        (inner, top - 0.35), (outer, top - 0.35), (outer, ground + 0.35),
        (inner, ground + 0.35), hasHead: false))
  }
  let cross = ground - 3
  wires += [
    .wire((left, leftTop), (left, leftTop - 1), color: .green, isRoad: true),
    .wire(
      (left, leftTop - 1), (2.24, leftTop - 1), (2.24, cross),
      (right - 1.32, cross), color: .blue),
    .wire(
      (right, rightTop), (right, rightTop - 1), color: .green, isRoad: true),
    .wire((right, rightTop - 1), (right, rightTop - 2)),
    .wire((right, rightTop - 2), (right, rightTop - 3)),
  ]
  return Figure(
    Wiring(parts: parts, wires: wires, columnWidth: 68, rowHeight: 48),
    "09-transformer",
    caption:
      "A Transformer. The encoder (left) reads the S tokens of a question, the decoder (right) the T tokens of the answer so far, and gives each token of the vocabulary a score for being the next. Both go through L blocks, of which one is drawn, in brackets.",
    alternative:
      "Two columns from below to above. Left: embedding, self-attention, feed-forward, norm. Right: embedding, causal self-attention, cross-attention with an arrow from the left column's top, feed-forward, norm, affine, scores"
  )
}
