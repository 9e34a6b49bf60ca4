import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

/// The two networks of word2vec, and what each is asked.
func questionsFigure() -> Figure {
  Figure(
    Panels(
      columns: 1, [cbowDiagram(), skipGramDiagram()], panelHeight: 200),
    "03-two-questions",
    caption:
      "The two questions of word2vec. Each network has two matrices, and no more: both boxes W in are one.",
    alternative:
      "Two small networks. CBOW goes from the neighbors to the word between them, skip-gram from the word to its neighbors"
  )
}

/// CBOW: from the neighbors to the word between them.
private func cbowDiagram() -> Diagram {
  Diagram(
    title: "CBOW: which word stands between these?",
    nodes: [
      .text("on", at: (0, 0)), .text("with", at: (0, 1)),
      .box("W in", at: (1, 0), name: "first"),
      .box("W in", at: (1, 1), name: "second"),
      .circle("mean", at: (2, 0.5)), .box("W out", at: (3.2, 0.5)),
      .box("softmax", at: (4.3, 0.5)), .text("monday", at: (5.4, 0.5)),
    ],
    arrows: [
      .arrow("on", to: "first"), .arrow("with", to: "second"),
      .arrow("first", to: "mean"), .arrow("second", to: "mean"),
      .arrow("mean", to: "W out", label: "h"),
      .arrow("W out", to: "softmax"), .arrow("softmax", to: "monday"),
    ])
}

/// Skip-gram: from the word to its neighbors.
private func skipGramDiagram() -> Diagram {
  Diagram(
    title: "skip-gram: which words stand beside this one?",
    nodes: [
      .text("monday", at: (0, 0.5)), .box("W in", at: (1, 0.5)),
      .box("W out", at: (2.2, 0.5)), .box("softmax", at: (3.3, 0.5)),
      .text("on", at: (4.4, 0)), .text("with", at: (4.4, 1)),
    ],
    arrows: [
      .arrow("monday", to: "W in"), .arrow("W in", to: "W out", label: "h"),
      .arrow("W out", to: "softmax"), .arrow("softmax", to: "on"),
      .arrow("softmax", to: "with"),
    ])
}

/// The simplest CBOW for a vocabulary of so many words.
func networkFigure(words: Int) -> Figure {
  Figure(
    NetworkDiagram(
      layers: [("bag", words), ("h", 5), ("scores", words)],
      weights: ["W in", "W out"]),
    "03-network",
    caption:
      "The simplest CBOW: the bag of the neighbors, a hidden layer, a score for each of the seven words.",
    alternative:
      "A network with three columns of 7, 5 and 7 units; each unit is tied to all of the next column"
  )
}

/// The way of values and slopes through the simplest CBOW.
func backwardFigure() -> Figure {
  Figure(
    Diagram(
      nodes: [
        .text("x", at: (0, 0)), .box("W in", at: (1, 0), note: "dW = xᵀ dh"),
        .box("W out", at: (2.2, 0), note: "dW = hᵀ ds"),
        .box("softmax and\ncross entropy", at: (3.7, 0), name: "loss"),
        .text("L", at: (4.9, 0)),
      ],
      arrows: [
        .arrow("x", to: "W in"),
        .arrow("W in", to: "W out", forward: "h", backward: "dh"),
        .arrow("W out", to: "loss", forward: "s", backward: "ds = p − t"),
        .arrow("loss", to: "L", forward: "L", backward: "1"),
      ]),
    "03-backward",
    caption:
      "The bag x goes forward and becomes the loss L; slopes come back, and each matrix takes its own from what passes on both sides.",
    alternative:
      "A chain from the bag through two matrices and a softmax to the loss, with values going forward and slopes going backward"
  )
}

/// The losses of two small networks, epoch by epoch, and the floor of each.
func smallLossesFigure(
  cbow: [Float], _ cbowFloor: Float, skipGram: [Float], _ skipFloor: Float,
  words: Int
) -> Figure {
  let epochs = Array(1...cbow.count)
  return Figure(
    LineChart(
      x: Axis("epoch"), y: Axis("loss", range: 0...2.4),
      series: [
        Series("CBOW", x: epochs, y: cbow),
        Series("skip-gram", x: epochs, y: skipGram),
      ],
      references: [
        .horizontal(log(Float(words)), "log 7: knows nothing"),
        .horizontal(cbowFloor, "lowest for CBOW"),
        .horizontal(skipFloor, "lowest for skip-gram"),
      ]),
    "03-small-losses",
    caption:
      "Two networks of equal size on one sentence. Each comes down to the floor of its own question.",
    alternative:
      "Two falling curves that start near the logarithm of 7 and level off at two different floors"
  )
}

/// How probable each word is as a neighbor of some words: counted, and as a network predicts.
func smallTableFigure(
  _ counted: Tensor, _ predicted: Tensor, of words: [Int],
  _ vocabulary: Vocabulary
) -> Figure {
  func map(_ title: String, _ shares: Tensor) -> HeatMap {
    HeatMap(
      title: title, rows: vocabulary.words(at: words),
      columns: vocabulary.words, values: words.map { shares.row($0).values },
      range: 0...1, decimals: 2)
  }
  return Figure(
    Panels(
      columns: 2,
      [map("counted", counted), map("predicted by skip-gram", predicted)],
      panelHeight: 280),
    "03-small-table",
    caption:
      "How probable each neighbor (column) is for each word (row). Left, counted; right, what the network predicts.",
    alternative:
      "Two heat maps of five rows and seven columns that look the same"
  )
}

/// The losses on the harbor stories, as means over 50 batches.
func lossesFigure(_ cbow: [Float], _ skipGram: [Float], words: Int) -> Figure {
  let read = (0..<smoothed(cbow).count).map { Float($0) * 50 * 0.2 + 5 }
  return Figure(
    LineChart(
      x: Axis("windows seen, in thousands"), y: Axis("loss", range: 0...8),
      series: [
        Series("CBOW", x: read, y: smoothed(cbow)),
        Series("skip-gram", x: read, y: smoothed(skipGram)),
      ],
      references: [
        .horizontal(log(Float(words)), "log \(words): knows nothing")
      ]),
    "03-losses",
    caption:
      "The losses on the harbor stories, means over 50 batches. A word is far easier to guess from its six neighbors than a neighbor from one word.",
    alternative:
      "Two falling curves; that of CBOW ends far below that of skip-gram"
  )
}

/// The grades of several ways to vectors, side by side.
func rivalsFigure(_ names: [String], _ grades: [HarborGrades]) -> Figure {
  Figure(
    BarChart(
      categories: names,
      value: Axis("times 100", range: -10...100),
      bars: [
        Bars("kinds", grades.map(\.kinds)),
        Bars("analogies", grades.map(\.analogies)),
        Bars("likeness", grades.map(\.likeness)),
      ], decimals: 0),
    "03-grades",
    caption:
      "Counting and predicting, graded by the same truth. All three methods are far from chance and near each other.",
    alternative:
      "Bars of three measures for random vectors, PPMI with SVD, CBOW and skip-gram"
  )
}

/// What was counted and what was learned, for some of the pairs; nil if there
/// are none.
func pmiFigure(_ counted: [Float], _ learned: [Float]) -> Figure? {
  if counted.isEmpty { return nil }
  let step = max(counted.count / 600, 1)
  let shown = stride(from: 0, to: counted.count, by: step)
  return Figure(
    ScatterChart(
      x: Axis("counted PMI, in bits"),
      y: Axis("skip-gram's v · u − log Z − log P(c), in bits"),
      points: [
        Points(
          "pairs of words", x: shown.map { counted[$0] },
          y: shown.map { learned[$0] })
      ], width: 620, height: 500),
    "03-pmi",
    caption:
      "What was counted and what was learned, for some of the pairs that meet at least five times.",
    alternative:
      "Points close along a straight line from the lower left to the upper right"
  )
}
