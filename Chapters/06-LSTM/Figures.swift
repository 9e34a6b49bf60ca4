import Ground
import Literate

// The charts of this chapter; its drawings are in CellDrawings.swift and
// NetworkDrawings.swift.

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

/// The loss of a single unit over its weight, and how the clipped descent ends.
func cliffFigure(_ wall: Wall, limited: [Float]) -> Figure {
  let end = Array(limited.suffix(6))
  return Figure(
    Panels(
      columns: 1, x: "w",
      [
        LineChart(
          title: "the plain and the wall", x: Axis(""), y: Axis("loss"),
          series: [Series("loss", x: wall.weights, y: wall.losses)],
          references: [.vertical(wall.bestWeight, "the cleft")]),
        LineChart(
          title: "the cleft, near", x: Axis("", range: 4.812...4.85),
          y: Axis("loss", .logarithmic, range: 1e-5...1),
          series: [
            Series("loss", x: wall.nearWeights, y: wall.nearLosses),
            Series(
              "the last six of 100 clipped steps", x: end,
              y: end.map { cliff($0).loss }, marker: .circle),
          ]),
      ], panelHeight: 215),
    "06-cliff",
    caption:
      "The loss of one unit after 50 steps: a plain, a wall, and a narrow cleft right at its foot, enlarged below. There the clipped descent ends, jumping to and fro across it (orange).",
    alternative:
      "Above, a curve that is flat, falls almost vertically, and rises again gently. Below, the same around its lowest place, a narrow valley between a wall and a slope, which steps go to and fro across"
  )
}

/// The weight of both descents after each step, as far as an axis shows it.
private func descentChart(
  _ title: String, _ w: Axis, _ wall: Wall, _ free: [Float], _ limited: [Float]
) -> LineChart {
  LineChart(
    title: title, x: Axis(""), y: w,
    series: [
      Series("without a limit", x: free.indices.map { $0 + 1 }, y: free),
      Series("clipped", x: limited.indices.map { $0 + 1 }, y: limited),
    ], references: [.horizontal(wall.bestWeight, "the best w")])
}

/// Where both descents of section 6.2 stand after each step.
func descentFigure(_ wall: Wall, free: [Float], limited: [Float]) -> Figure {
  Figure(
    Panels(
      columns: 1, x: "step",
      [
        descentChart(
          "where they get", Axis("w", .logarithmic, range: 3...300),
          wall, free, limited),
        descentChart(
          "the same, near the wall", Axis("w", range: 4.7...5.5), wall, free,
          limited),
      ], panelHeight: 215),
    "06-descents",
    caption:
      "Two descents from 5.4, enlarged below. One jumps off the wall and is thrown out for good; the other's steps have a largest length, and it stays.",
    alternative:
      "Two curves come down together; one jumps up to more than a hundred and stays there, the other goes on to the best w. Below, enlarged, how both come near the best w and one leaves"
  )
}

/// How far a gradient gets in an RNN, and in LSTMs by the bias of their forget
/// gates.
func forgetBiasFigure(
  rnn: [Float], biases: [Float], lstms: [[Float]]
) -> Figure {
  let shown = [0, 1, 3, 4].map { index in
    Series(
      "bias \(format(biases[index], decimals: 0))",
      x: stepsBack(lstms[index]), y: relative(lstms[index]))
  }
  return Figure(
    LineChart(
      x: Axis("steps back"),
      y: Axis(
        "norm of the gradient, relative", .logarithmic, range: 1e-16...100),
      series: [
        Series("RNN, da", x: stepsBack(rnn), y: relative(rnn), color: .ink)
      ] + shown),
    "06-forget-bias",
    caption:
      "What is left of dc, by the road and by all other ways, in LSTMs that have learned nothing yet, by the bias of their forget gates; and of da in the RNN of section 6.1. The scale of the weights is 0.5 for all. The bias of 2 is left out.",
    alternative:
      "Three falling lines on a logarithmic scale, and two, for the biases 3 and 5, that rise in the end"
  )
}

/// How the LSTMs of section 6.5 learn to remember, every ten steps: for each
/// bias the mean of some seeds, and between which bounds they are.
func flagsFigure(_ byBias: [[[Float]]]) -> Figure {
  let names = ["bias 0", "bias 5"]
  let steps = byBias[0][0].indices.map { 10 * ($0 + 1) }
  func each(_ runs: [[Float]], _ value: ([Float]) -> Float) -> [Float] {
    runs[0].indices.map { step in value(runs.map { $0[step] }) }
  }
  return Figure(
    LineChart(
      x: Axis("training steps", range: 0...250),
      y: Axis("right answers", range: 0...1),
      series: zip(names, byBias).map { name, runs in
        Series(
          name, x: steps,
          y: each(runs) { $0.reduce(0, +) / Float($0.count) })
      },
      bands: zip(names, byBias).map { name, runs in
        Band(
          name, x: steps, lower: each(runs) { $0.min()! },
          upper: each(runs) { $0.max()! })
      }, references: [.horizontal(0.5, "a coin")], height: 300),
    "06-flags",
    caption:
      "Remembering one sign over 40 steps: the mean of three seeds, and their range.",
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
      "Who knows the subject's number when the verb comes? With none to four modifiers between them, for one seed. A modifier may hold another, as in *that the pirate near the hill saw*; but two that hang on the subject itself never occur in the stories.",
    alternative:
      "Curves over distance: 5-grams fall to the level of guessing at once, the networks later"
  )
}
