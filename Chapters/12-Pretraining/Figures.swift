import Harbor
import Literate
import Tensors

/// The standard deviation of some numbers.
func spread(_ values: [Float]) -> Float {
  let mean = values.reduce(0, +) / Float(values.count)
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return sqrt(squares / Float(max(1, values.count - 1)))
}

/// Two passages with sentences short enough to be shown, of different words.
func passageText(_ passages: [HarborSensePassage]) -> String {
  let short = passages.filter { passage in
    passage.sentences.allSatisfy { $0.words.joined().count < 60 }
  }
  let second = short.first {
    $0.sentences[0].word != short[0].sentences[0].word
  }!
  return [short[0], second].map { passage in
    passage.sentences.map { $0.words.joined(separator: " ") }
      .joined(separator: "\n")
  }.joined(separator: "\n\n")
}

/// Right answers by the number of labels, with their spread.
func labelsCurveFigure(
  _ curves: [(name: String, values: [[Float]])], labels: [Int]
) -> Figure {
  func mean(_ values: [Float]) -> Float {
    values.reduce(0, +) / Float(values.count)
  }
  let chart = LineChart(
    x: Axis("labels", .logarithmic), y: Axis("right, in %"),
    series: curves.map { curve in
      Series(
        curve.name, x: labels, y: curve.values.map(mean), marker: .circle)
    },
    bands: curves.map { curve in
      Band(
        curve.name, x: labels,
        lower: curve.values.map { mean($0) - spread($0) },
        upper: curve.values.map { mean($0) + spread($0) })
    })
  return Figure(
    chart, "12-labels",
    caption:
      "Right answers on new sentences by the number of labels, means over the runs and, shaded, one standard deviation to either side.",
    alternative:
      "\(chart.summary) From 24 labels on the pretrained model with all weights learning is above naive Bayes, the network from scratch far below."
  )
}

/// A frozen matrix, and two thin ones beside it.
func lowRankFigure() -> Figure {
  let sketch = Sketch(
    "A wide matrix, and a way round it through two thin ones", width: 456,
    height: 210
  ) { canvas in
    func box(_ label: String, _ shape: String, _ box: Box, _ color: Color) {
      canvas.rectangle(box, stroke: color, radius: 4)
      let middle = Point(box.x + box.width / 2, box.y + box.height / 2)
      canvas.text(
        label, at: Point(middle.x, middle.y - 8), anchor: .middle, bold: true)
      canvas.text(
        shape, at: Point(middle.x, middle.y + 10), anchor: .middle, size: 12)
    }
    canvas.text("x", at: Point(12, 105), anchor: .middle, bold: true)
    box(
      "W, frozen", "(D, H)", Box(x: 140, y: 20, width: 150, height: 70), .blue)
    box("A", "(D, r)", Box(x: 78, y: 140, width: 100, height: 40), .orange)
    box("B", "(r, H)", Box(x: 252, y: 140, width: 100, height: 40), .orange)
    canvas.arrow(from: Point(22, 98), to: Point(136, 58), color: .ink)
    canvas.arrow(from: Point(22, 112), to: Point(74, 152), color: .ink)
    canvas.arrow(from: Point(180, 160), to: Point(248, 160), color: .ink)
    canvas.arrow(from: Point(292, 58), to: Point(394, 98), color: .ink)
    canvas.arrow(from: Point(354, 150), to: Point(395, 116), color: .ink)
    canvas.text("+", at: Point(405, 105), anchor: .middle, bold: true)
    canvas.arrow(from: Point(414, 105), to: Point(434, 105), color: .ink)
    canvas.text("y", at: Point(444, 105), anchor: .middle, bold: true)
  }
  return Figure(
    sketch, "12-low-rank",
    caption:
      "A low-rank update. What comes in takes two ways: through W, which stays as it is, and through A and B, which learn. In between it has only r numbers.",
    alternative:
      "x goes through a box W, frozen, and through two thin boxes A and B in a row; both results are added to y"
  )
}

/// Right answers by where the clue stands.
func senseTable(_ rows: [(name: String, shares: [Float])]) -> Table {
  Table(
    columns: ["vector", "before", "after", "both", "far"],
    rows: rows.map { [$0.name] + $0.shares.map { $0 as Any } }, decimals: 0,
    caption: "Senses told right, in %, by where the clue stands.")
}

/// The vectors of one word, by sense.
func senseMapFigure(_ sentences: [HarborSense], _ places: Tensor) -> Figure {
  let names = HarborSenses.names(of: sentences[0].word)
  let word = sentences[0].word
  let chart = ScatterChart(
    x: Axis("first direction"), y: Axis("second direction"),
    points: (0..<2).map { sense in
      let own = sentences.indices.filter { sentences[$0].sense == sense }
      return Points(
        "\(word) \(names[sense])", x: own.map { places[$0, 0] },
        y: own.map { places[$0, 1] })
    }, height: 380)
  return Figure(
    chart, "12-senses",
    caption:
      "The vectors of one word, *\(word)*, in \(sentences.count) sentences whose clue stands before it or on both sides, colored by the sense that is meant.",
    alternative:
      "Points of two colors, one for each sense of \(word), which lie mostly apart"
  )
}

/// Much text without labels first, then few labels.
func pretrainingFigure() -> Figure {
  Figure(
    Diagram(
      nodes: [
        .text("much plain text", at: (0, 0), name: "plain"),
        .box("random\nweights", at: (0, 1), name: "random", color: .ink),
        .box("pretrained\nweights", at: (1.5, 1), name: "pretrained"),
        .text("few labels", at: (1.5, 0), name: "labels"),
        .box("weights for\na task", at: (3, 1), name: "tuned", color: .orange),
      ],
      arrows: [
        .arrow("random", to: "pretrained", label: "pretraining"),
        .arrow("plain", to: "pretrained"),
        .arrow("pretrained", to: "tuned", label: "fine-tuning"),
        .arrow("labels", to: "tuned"),
      ], columnWidth: 120, rowHeight: 90),
    "12-pretraining",
    caption:
      "A model reads much text that nobody has labeled, and then few examples of what it is for.",
    alternative:
      "Three boxes in a row: random weights, pretrained weights, weights for a task. Much plain text goes into the first step, few labels into the second"
  )
}
