import Ground
import Language
import Literate
import Models
import Tensors

/// What eight words may come next, with three temperatures.
func temperatureBarsFigure(_ words: [(word: String, p: Float)]) -> Figure {
  /// p^(1/T), normalized.
  func tempered(_ temperature: Float) -> [Float] {
    softmax(Tensor(words.map { log($0.p) / temperature })).values
  }
  return Figure(
    BarChart(
      categories: words.prefix(8).map(\.word), category: "the next word",
      value: Axis("probability, %"),
      bars: [Float(0.5), 1, 2].map { temperature in
        Bars(
          "T = \(format(temperature))",
          tempered(temperature).prefix(8).map { 100 * $0 })
      }, showsValues: false, height: 300),
    "07-temperature-bars",
    caption:
      "What may come after “he”: low temperatures favor the likely, high ones make all more equal.",
    alternative:
      "Three sets of falling bars; those for T = 0.5 fall steeply, those for T = 2 are nearly level"
  )
}

/// What becomes of texts as the temperature rises; `truth` is measured of the grammar's own.
func temperatureFigure(
  _ temperatures: [Float], _ measured: [Measures], truth: Measures
) -> Figure {
  Figure(
    LineChart(
      x: Axis("temperature"), y: Axis("%", range: 0...100),
      series: [
        Series(
          "right sentences", x: temperatures, y: measured.map(\.right),
          marker: .circle),
        Series(
          "repeated 4-grams", x: temperatures, y: measured.map(\.repeated),
          marker: .square),
        Series(
          "copied 8-grams", x: temperatures, y: measured.map(\.copied),
          marker: .triangle),
      ],
      references: [.horizontal(truth.copied, "copied by the grammar itself")],
      height: 320),
    "07-temperature",
    caption:
      "Cold, the model repeats itself; hot, it makes mistakes. In between both are few.",
    alternative:
      "Over the temperature, right sentences are near 100 percent and fall beyond 0.7; repeated and copied n-grams fall from the left"
  )
}

/// The encoder's boxes and the decoder's, and what each reads and says.
private func seq2SeqNodes() -> [Diagram.Node] {
  let asks = ["1", "6", "+", "7", "5"]
  let says = ["9", "1", "‹eos›"]
  let reads = ["‹eos›", "9", "1"]
  return asks.enumerated().flatMap { step, sign -> [Diagram.Node] in
    [
      .box("LSTM", at: (Double(step), 1), name: "e\(step)"),
      .text(sign, at: (Double(step), 2), name: "x\(step)"),
    ]
  }
    + (0..<3).flatMap { step -> [Diagram.Node] in
      let column = Double(step) + 5.5
      return [
        .box("LSTM", at: (column, 1), name: "d\(step)", color: .orange),
        .text(reads[step], at: (column, 2), name: "r\(step)"),
        .text(says[step], at: (column, 0), name: "y\(step)"),
      ]
    }
}

/// An encoder that reads a sum and a decoder that writes its result.
func seq2SeqFigure() -> Figure {
  Figure(
    Diagram(
      nodes: seq2SeqNodes(),
      arrows: (0..<5).map { .arrow("x\($0)", to: "e\($0)") }
        + (0..<4).map { .arrow("e\($0)", to: "e\($0 + 1)") }
        + [.arrow("e4", to: "d0", label: "h, c")]
        + (0..<2).map { .arrow("d\($0)", to: "d\($0 + 1)") }
        + (0..<3).flatMap { step -> [Diagram.Arrow] in
          [
            .arrow("r\(step)", to: "d\(step)"),
            .arrow("d\(step)", to: "y\(step)"),
          ]
        }, columnWidth: 84, rowHeight: 62),
    "07-seq2seq",
    caption:
      "16 + 75 = 91. The encoder (blue) reads; all that crosses over is its last state; the decoder (orange) begins with the end sign, and reads what it wrote itself.",
    alternative:
      "Five boxes in a row, each fed a character of 16+75, then an arrow labeled h, c to three boxes that output 9, 1 and the end sign"
  )
}

/// How each variant got better at adding with each epoch.
func addersFigure(_ names: [String], _ matches: [[Float]]) -> Figure {
  Figure(
    LineChart(
      x: Axis("epoch"), y: Axis("right answers, %", range: 0...100),
      series: zip(names, matches).map { name, matches in
        Series(name, x: Array(1...matches.count), y: matches, marker: .circle)
      }, height: 320),
    "07-adders",
    caption:
      "Sums that the networks have never seen, answered right to the last digit.",
    alternative:
      "Four curves that rise over the epochs; plain stays lowest by far"
  )
}

/// The right answers of two models by how often a sum carries.
func carriesFigure(plain: [Float], best: [Float]) -> Figure {
  Figure(
    BarChart(
      categories: (0...3).map { "\($0)" },
      category: "how often the sum carries",
      value: Axis("right answers, %", range: 0...100),
      bars: [Bars("plain", plain), Bars("reversed and peeky", best)],
      decimals: 0, height: 280),
    "07-carries",
    caption:
      "Right answers to sums of three digits and three, by how often they carry.",
    alternative: "Pairs of bars by the number of carries from none to three")
}
