import Ground
import Literate

// The charts of this chapter; its drawings of cells are in CellDrawings.swift.

/// How one gradient fares in four matrices, step by step.
func vanishingFigure(_ scales: [Float], _ passages: [Passage]) -> Figure {
  Figure(
    LineChart(
      x: Axis("steps back"),
      y: Axis("norm of the gradient, relative", .logarithmic),
      series: zip(scales, passages).map { scale, passage in
        Series(
          "scale \(format(scale, decimals: 1))", x: stepsBack(passage.norms),
          y: relative(passage.norms))
      }, references: [.horizontal(1, "what went in")]),
    "06-vanishing",
    caption:
      "One gradient, four matrices. Below a scale of 1 it vanishes, above it explodes.",
    alternative:
      "Four nearly straight lines on a logarithmic scale: two fall steeply, one is nearly level, one rises"
  )
}

/// The loss of a single unit, over its weight.
func cliffFigure(_ wall: Wall) -> Figure {
  Figure(
    LineChart(
      x: Axis("w"), y: Axis("loss"),
      series: [Series("loss", x: wall.weights, y: wall.losses)],
      references: [.vertical(wall.bestWeight, "the best w")], height: 260),
    "06-cliff",
    caption:
      "The loss of one unit after 50 steps: a plain, a wall, and a narrow cleft right at its foot.",
    alternative:
      "A curve that is flat, falls almost vertically, and rises again gently")
}

/// How far a gradient gets in an RNN, and in LSTMs by the bias of their forget
/// gates.
func forgetBiasFigure(
  rnn: [Float], biases: [Float], lstms: [[Float]]
) -> Figure {
  let shown = [0, 1, 3, 4].map { index in
    Series(
      "LSTM, bias \(format(biases[index], decimals: 0))",
      x: stepsBack(lstms[index]), y: relative(lstms[index]))
  }
  return Figure(
    LineChart(
      x: Axis("steps back"),
      y: Axis(
        "norm of the gradient, relative", .logarithmic, range: 1e-16...100),
      series: [
        Series("RNN", x: stepsBack(rnn), y: relative(rnn), color: .ink)
      ] + shown),
    "06-forget-bias",
    caption:
      "The journey of section 6.1 through an RNN and through LSTMs that have learned nothing yet (scale 0.5 for all), by the bias of their forget gates. The bias of 2 is left out.",
    alternative:
      "Three falling lines on a logarithmic scale, and two, for the biases 3 and 5, that dip and then rise"
  )
}

/// How the two LSTMs of section 6.4 learn to remember, every ten steps.
func flagsFigure(_ accuracies: [[Float]]) -> Figure {
  Figure(
    LineChart(
      x: Axis("training steps", range: 0...250),
      y: Axis("right answers", range: 0...1),
      series: zip(["bias 0", "bias 5"], accuracies).map { name, accuracy in
        Series(
          name, x: accuracy.indices.map { 10 * ($0 + 1) }, y: accuracy)
      }, references: [.horizontal(0.5, "a coin")], height: 300),
    "06-flags",
    caption: "Remembering one sign over 40 steps.",
    alternative:
      "Two curves; the one with bias 5 is near 1 soon, the other stays near one half"
  )
}

/// Who knows the subject's number, over the words that stand in between.
func agreementFigure(_ report: AgreementReport) -> Figure {
  Figure(
    LineChart(
      x: Axis("words between subject and verb, mean"),
      y: Axis("right answers, %", range: 40...100),
      series: report.candidates.map {
        Series($0.name, x: report.distances, y: $0.percents, marker: .circle)
      },
      references: [.horizontal(report.majority, "the more frequent number")]),
    "06-agreement",
    caption:
      "Who knows the subject's number when the verb comes? With none to four modifiers between them. A modifier may hold another, as in *that the pirate near the hill saw*; but two that hang on the subject itself never occur in the stories.",
    alternative:
      "Curves over distance: 5-grams fall to the level of guessing at once, the networks later"
  )
}

/// Who labels words rightly, by where they stand relative to the subject.
func bothWaysFigure(oneWay: [Float], twoWays: [Float]) -> Figure {
  Figure(
    LineChart(
      x: Axis("place of the word; 0 is the subject"),
      y: Axis("right labels, %", range: 40...100),
      series: [
        Series(
          "left to right", x: Array(-1...4), y: oneWay, marker: .circle),
        Series("both ways", x: Array(-1...4), y: twoWays, marker: .square),
      ], height: 280),
    "06-both-ways",
    caption:
      "Is the sentence about one or many? From the left, nobody can be sure before the subject comes; *many* or *one* may give it away.",
    alternative:
      "Two curves; one is flat near 100, the other starts low and jumps to it at 0"
  )
}
