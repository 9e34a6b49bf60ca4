import Language
import Literate
import Models
import Tensors
import Tools

// MARK: - Attention

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
      .text(isBackward ? "dq" : "q", at: (0, 0)), .text("\(d)m", at: (0, 2)),
      .box("score", at: (2, 0)), .box("softmax", at: (4, 0)),
      .circle("×", at: (6, 0)), .circle("Σ", at: (7.4, 0)),
      .text("\(d)context", at: (9.2, 0)),
      isBackward ? .circle("+", at: (2, 2)) : .dot(at: (2, 2)),
    ],
    wires: [
      wire((0, 0), (2, 0)), wire((2, 0), (4, 0)), wire((4, 0), (6, 0)),
      wire((6, 0), (7.4, 0)),
      wire((7.4, 0), (isBackward ? 8.64 : 9.2, 0)),
      .wire(
        isBackward ? (2, 2) : (0, 2), isBackward ? (0, 2) : (2, 2),
        color: color, hasHead: isBackward),
      wire((2, 2), (2, 0)), wire((2, 2), (6, 2), (6, 0)),
    ], columnWidth: 56, rowHeight: 44)
}

/// The attention layer, forward and backward.
func attentionLayerFigure() -> Figure {
  Figure(
    Panels(
      columns: 1,
      [
        attentionWiring("forward", isBackward: false),
        attentionWiring("backward", isBackward: true),
      ], panelHeight: 170),
    "08-attention-layer",
    caption:
      "Attention, forward and backward. The memory m goes in twice: it is compared with the query q, and it is what the weights take from. So two gradients come back to it, and are added.",
    alternative:
      "Two wirings of the same parts: q and m lead to a score, softmax, a product with m and a sum, which is the context; in the second all arrows are turned round, and where m branched two arrows meet in a plus sign"
  )
}

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

/// How the contestants got better with each epoch.
func datesFigure(_ contestants: [Contestant]) -> Figure {
  Figure(
    LineChart(
      x: Axis("epoch"), y: Axis("right answers, %", range: 0...100),
      series: contestants.map {
        Series($0.name, x: Array(1...6), y: $0.accuracies, marker: .circle)
      }, height: 320),
    "08-dates",
    caption: "Dates: right answers after each pass over 6,000 pairs.",
    alternative:
      "Four rising curves: plain and peeky end well below 100, the two with attention start above 50 and end near 100"
  )
}

/// How much weight lies on the year while each sign of the answer is written.
func alignmentFigure(_ year: YearAlignment) -> Figure {
  Figure(
    BarChart(
      categories: "YYYY–MM–DD".map { "\($0)" }, category: "sign of the answer",
      value: Axis("weight on the year, %", range: 0...100),
      bars: [
        Bars("the model's weights", year.shares),
        Bars("even weights", [Float](repeating: year.even, count: 10)),
      ], decimals: 0, height: 260),
    "08-alignment",
    caption:
      "The share of weight on the year's digits in the question and the sign after them, by what is being written: Y the year, M the month, D the day. Mean of \(year.questions) questions.",
    alternative:
      "Ten pairs of bars; those of the year are far above even weights, the dash after it stands between, those of month, day and the dash between them are below"
  )
}

/// Where the reader looked in a misspelled question that it got wrong.
func misreadFigure(
  _ index: Int, of questions: Pairs, by reader: Seq2Seq
) throws -> Figure {
  Figure(
    try AttentionMap(of: questions.questions[index], by: reader).heatMap,
    "08-wrong",
    caption:
      "A misspelled question that got a wrong answer; right would be \(questions[index].answer).",
    alternative:
      "A heat map as before: rows of the answer, columns of the question with the misspelled month"
  )
}
