import Ground
import Literate

// The charts of this chapter; its diagrams are in Drawings.swift.

/// Percents of right answers, by how far a verb is from its subject.
private func gapChart(_ bars: [Bars]) -> BarChart {
  BarChart(
    categories: Gap.allCases.map(\.label),
    category: "words between the head of the subject and its verb",
    value: Axis("right, in percent", range: 0...100), bars: bars,
    references: [.horizontal(50, "half")], decimals: 0)
}

/// How often the window of section 5.1 knows a verb's number.
func windowFigure(_ shares: GapShares) -> Figure {
  Figure(
    gapChart([Bars("window of four words", shares.all)]), "05-window",
    caption:
      "How often the window gets the verb's number right. Half is what tossing a coin gets.",
    alternative:
      "Three bars: nearly a hundred percent right with no word between, less with three, about fifty with more"
  )
}

/// How often language models find the right verb likelier than the wrong one.
func agreementFigure(
  _ exam: VerbExam, fiveGrams: GapShares, network: GapShares
) -> Figure {
  let counts = Gap.allCases.map(exam.count)
  return Figure(
    gapChart([
      Bars("5-grams", fiveGrams.all), Bars("recurrent network", network.all),
    ]),
    "05-agreement",
    caption:
      "How often a language model finds the right verb likelier than the wrong one, of \(counts[0]), \(counts[1]) and \(counts[2]) places. Half is what a coin gets.",
    alternative:
      "Bars for 5-grams and the recurrent network at three distances; the network's are higher at the first two, and both are near fifty at the last"
  )
}

/// What longer n-grams bring, down to the floor where it is known.
func ngramFigure(_ perplexities: [Float], floor: Float?) -> Figure {
  Figure(
    LineChart(
      x: Axis("n"),
      y: Axis(
        "perplexity", .logarithmic, range: floor == nil ? nil : 2...400),
      series: [
        Series("n-grams", x: Array(1...5), y: perplexities, marker: .circle)
      ], references: grammarLine(floor)),
    "05-ngrams",
    caption:
      "Kneser–Ney smoothed n-grams on harbor stories they have not seen. Longer ones help less and less.",
    alternative:
      "A falling curve that flattens well above a horizontal line, the grammar's own perplexity"
  )
}

/// The line of the grammar's own perplexity, if there is one.
private func grammarLine(_ floor: Float?) -> [Reference] {
  floor.map { [.horizontal($0, "the grammar itself")] } ?? []
}

/// How far the last state's gradient reaches back, read at once and in blocks.
func reachFigure(whole: [Float], truncated: [Float]) -> Figure {
  Figure(
    LineChart(
      x: Axis("steps before the last one"),
      y: Axis("norm of dx", .logarithmic),
      series: [
        Series(
          "whole", x: Array(0..<24), y: Array(whole.reversed()),
          marker: .circle),
        Series(
          "in blocks of 8", x: Array(0..<8),
          y: Array(truncated.suffix(8).reversed()), marker: .square),
      ], references: [.vertical(7.5, "the block's start")]),
    "05-reach",
    caption:
      "How much of the last state's gradient reaches each input, in an untrained layer. Within the block both are the same; beyond it, the truncated one is 0.",
    alternative:
      "A curve that falls over 24 steps on a logarithmic scale; a second one lies on it for the first 8 steps and ends there"
  )
}

/// The network learning to read, beside what counting reaches on the same text.
func curvesFigure(
  _ curves: LearningCurves, fiveGrams: Float, floor: Float?
) -> Figure {
  let validation = curves.validation + [fiveGrams]
  let lowest = floor ?? validation.min()!
  let range = Double(0.85 * lowest)...Double(1.15 * validation.max()!)
  return Figure(
    LineChart(
      x: Axis(
        "words read, in thousands", range: 0...Double(curves.words.last ?? 1)),
      y: Axis("perplexity", .logarithmic, range: range),
      series: [
        Series(
          "training", x: curves.words, y: curves.training, marker: .circle),
        Series(
          "validation", x: curves.words, y: curves.validation, marker: .square),
      ],
      references: [.horizontal(fiveGrams, "Kneser–Ney 5-grams")]
        + grammarLine(floor)),
    "05-curves",
    caption:
      "The recurrent network learns to read. The lines are of the same text as the validation curve. Training perplexities are means over a quarter of an epoch, while it was still learning; the first, \(format(curves.training[0], decimals: 0)), is off the chart.",
    alternative:
      "Two falling curves that start above the line of the 5-grams, cross it, and level off between it and the line of the grammar"
  )
}

/// What probes read off a word and off two states, 0 to 6 words later.
func memoryFigure(number: [Recall], gender: [Recall]) -> Figure {
  Figure(
    Panels(
      columns: 2, x: "words ago", y: "right, in percent",
      [
        memoryChart("singular or plural?", number),
        memoryChart("he or she?", gender),
      ], panelHeight: 280),
    "05-memory",
    caption:
      "What a probe can read off the last word, the state of an untrained network, and that of the trained one. Half is what a coin gets.",
    alternative:
      "Two charts. The trained state falls from nearly a hundred percent to fifty within some words in both. The untrained one stays near sixty for singular or plural, and above ninety for he or she"
  )
}

/// The answers to one question, by how many words ago its subject was read.
private func memoryChart(_ question: String, _ recalls: [Recall]) -> LineChart {
  let agos = Array(recalls.indices)
  return LineChart(
    title: question, x: Axis(""), y: Axis("", range: 40...100),
    series: [
      Series(
        "the last word", x: agos, y: recalls.map(\.lastWord),
        marker: .triangle),
      Series(
        "untrained state", x: agos, y: recalls.map(\.untrained),
        marker: .square),
      Series(
        "trained state", x: agos, y: recalls.map(\.trained), marker: .circle),
    ], references: [.horizontal(50, "half")])
}
