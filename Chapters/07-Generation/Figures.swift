import Ground
import Language
import Literate
import Models
import Tensors

/// What eight words may come next, with three temperatures.
func temperatureBarsFigure(_ words: [(word: String, p: Float)]) -> Figure {
  /// p^(1/τ), normalized.
  func tempered(_ temperature: Float) -> [Float] {
    softmax(Tensor(words.map { log($0.p) / temperature })).values
  }
  return Figure(
    BarChart(
      categories: words.prefix(8).map(\.word), category: "the next word",
      value: Axis("probability, %"),
      bars: [Float(0.5), 1, 2].map { temperature in
        Bars(
          "τ = \(format(temperature))",
          tempered(temperature).prefix(8).map { 100 * $0 })
      }, showsValues: false, height: 300),
    "07-temperature-bars",
    caption:
      "What may come after “he”: low temperatures favor the likely, high ones make all more equal.",
    alternative:
      "Three sets of falling bars; those for τ = 0.5 fall steeply, those for τ = 2 are nearly level"
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
      ], references: [.horizontal(truth.copied, "copied by the grammar")],
      height: 320),
    "07-temperature",
    caption:
      "Cold, the model repeats itself; hot, it makes mistakes. In between both are few. Of the grammar's own stories all sentences are right, and the level line says how many of their 8-grams the training text has, too.",
    alternative:
      "Over the temperature, right sentences are near 100 percent and fall beyond 0.7; repeated and copied n-grams fall from the left"
  )
}

/// A text so far, a model, the probabilities of the next word, one chosen, and the way back.
func writingFigure(_ text: [String], _ next: [(word: String, p: Float)])
  -> Figure
{
  let shares = next.prefix(4).map {
    "\($0.word)  \(format(100 * $0.p, decimals: 0))%"
  }
  return Figure(
    Wiring(
      parts: [
        .text(text.joined(separator: " "), at: (0, 0)),
        .box("model", at: (2.1, 0)), .text("p (V)", at: (3, -0.3)),
        .box("choose", at: (6.2, 0), color: .orange),
        .text(next[0].word, at: (7.8, 0)),
        .text("put at the end", at: (4.3, 1.2)),
      ]
        + (shares + ["…"]).enumerated().map { row, share in
          .text(share, at: (4.3, 0.36 * (Double(row) - 2)))
        },
      wires: [
        .wire((0, 0), (2.1, 0)), .wire((2.1, 0), (3.4, 0)),
        .wire((5.2, 0), (6.2, 0)), .wire((6.2, 0), (7.8, 0)),
        .wire((7.8, 0), (7.8, 1.45), (0, 1.45), (0, 0)),
      ], columnWidth: 60, rowHeight: 50),
    "07-writing",
    caption:
      "Writing. The model gives each of the V words a probability; one is chosen and put at the end of the text; and the model is asked again. The numbers are those of this chapter's model.",
    alternative:
      "A text goes into a model, which gives words with percentages, from which a box chooses one; an arrow leads back to the text"
  )
}

// MARK: - The beam

/// A beginning in the tree of a beam, and what became of it.
private struct Leaf {
  let text: [Int]
  let p: Float
  let place: (Double, Double)
  let color: Color
}

/// The tree of a beam of two on four tokens; row i of `after` are the probabilities after token i, the
/// last of which is the end.
func beamTreeFigure(_ signs: [String], _ after: Tensor) -> Figure {
  func p(_ text: [Int]) -> Float {
    zip([3] + text, text).reduce(1) { $0 * after[$1.0, $1.1] }
  }
  let kept = [[0], [1], [0, 2]]
  let ended = [[1, 3], [0, 2, 3]]
  /// All that were looked at, a column for each length.
  let start: [[Int]] = [[]]
  let levels = [start, start.grown, [[0], [1]].grown, [[0, 2]].grown]
  /// Where these stand, from top to bottom: each before the middle of its next ones.
  let rows: [[Double]] = [
    [0], [-2, 2, -0.5, 0.5], [-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5],
    [-3, -2, -1, 0],
  ]
  let leaves = levels.indices.dropFirst().flatMap { column in
    zip(levels[column], rows[column]).map { text, row in
      Leaf(
        text: text, p: p(text), place: (Double(column), row),
        color: ended.contains(text)
          ? .green : kept.contains(text) ? .blue : .ink)
    }
  }
  return Figure(
    Diagram(
      nodes: [.box("‹eos›", at: (0, 0), name: "")]
        + leaves.map { leaf in
          .box(
            "\(signs[leaf.text.last!])  \(format(leaf.p, decimals: 3))",
            at: leaf.place, name: leaf.text.branch, color: leaf.color)
        },
      arrows: leaves.map { leaf in
        .arrow(
          leaf.text.dropLast().branch, to: leaf.text.branch,
          isDashed: leaf.color == .ink)
      }, columnWidth: 158, rowHeight: 46),
    "07-beam",
    caption:
      "A beam of two on four tokens. Each box has its token and the probability of the text up to it. Blue ones are kept and go on, green ones have ended, gray ones are dropped. Greedy decoding goes from yes to sir to the end, 0.200; the beam finds no and the end, 0.320.",
    alternative:
      "A tree of boxes from left to right. The start leads to four tokens, of which yes, 0.5, and no, 0.4, are kept; of their eight next ones no eos, 0.32, has ended and yes sir, 0.25, is kept, which ends with 0.2"
  )
}

extension Collection<Int> {
  /// What a beginning is called in a drawing.
  fileprivate var branch: String { map(String.init).joined(separator: " ") }
}

extension [[Int]] {
  /// Each beginning with each of four next tokens.
  fileprivate var grown: [[Int]] {
    flatMap { text in (0..<4).map { text + [$0] } }
  }
}

// MARK: - From a sequence to a sequence

/// The encoder's boxes, column by column, over what they read.
private func encoderNodes(_ signs: [String]) -> [Diagram.Node] {
  signs.enumerated().flatMap { step, sign -> [Diagram.Node] in
    [
      .box("LSTM", at: (Double(step), 1), name: "e\(step)"),
      .text(sign, at: (Double(step), 2), name: "x\(step)"),
    ]
  }
}

/// The decoder's boxes from `column` on, with what they read below and what they say above.
private func decoderNodes(
  from column: Double, reads: [String], says: [String]
) -> [Diagram.Node] {
  reads.indices.flatMap { step -> [Diagram.Node] in
    let column = Double(step) * 1.15 + column
    return [
      .box("LSTM", at: (column, 1), name: "d\(step)", color: .orange),
      .text(reads[step], at: (column, 2), name: "r\(step)"),
      .text(says[step], at: (column, 0), name: "y\(step)"),
    ]
  }
}

/// The arrows from what is read into the boxes, and from box to box.
private func recurrentArrows(_ box: String, reading input: String, _ count: Int)
  -> [Diagram.Arrow]
{
  (0..<count).map { .arrow("\(input)\($0)", to: "\(box)\($0)") }
    + (1..<count).map { .arrow("\(box)\($0 - 1)", to: "\(box)\($0)") }
}

/// An encoder that reads a sum and a decoder that writes its result.
func seq2SeqFigure() -> Figure {
  Figure(
    Diagram(
      nodes: encoderNodes(["1", "6", "+", "7", "5"])
        + decoderNodes(
          from: 5.7, reads: ["‹eos›", "9", "1"], says: ["9", "1", "‹eos›"]),
      arrows: recurrentArrows("e", reading: "x", 5)
        + [.arrow("e4", to: "d0", label: "h, c (N, H)")]
        + recurrentArrows("d", reading: "r", 3)
        + (0..<3).map { .arrow("d\($0)", to: "y\($0)") }, columnWidth: 72,
      rowHeight: 62),
    "07-seq2seq",
    caption:
      "16 + 75 = 91. The encoder (blue) reads; all that crosses over is its last state, H numbers or twice as many for each of N sums; the decoder (orange) begins with the end sign, and reads what it wrote itself. Each sign is read as its vector (N, D), and each state above gives V scores.",
    alternative:
      "Five boxes in a row, each fed a character of 16+75, then an arrow labeled h, c to three boxes that output 9, 1 and the end sign"
  )
}

/// The same, reading from the end, with z shown to the decoder everywhere.
func peekyFigure() -> Figure {
  let read = ["5", "7", "+", "6", "1"]
  let (given, said) = (["‹eos›", "9", "1"], ["9", "1", "‹eos›"])
  let columns = given.indices.map { 6 + 1.15 * Double($0) }
  /// Where z branches off to a step, and where the step's own state goes up.
  let (z, own) = (columns.map { $0 - 0.13 }, columns.map { $0 + 0.13 })
  var parts: [Wiring.Part] = [
    .circle("z", at: (4.9, 1.65), color: .green),
    .text("h", at: (4.25, 1.42)),
    .text("h, c", at: (5, 2.54)),
  ]
  var wires: [Wiring.Wire] = [
    .wire((4, 2.3), (6, 2.3)), .wire((4, 2.3), (4, 1.65), (4.9, 1.65)),
    .wire((4.9, 1.65), (z[2], 1.65), color: .green, hasHead: false),
  ]
  for (s, sign) in read.enumerated() {
    let x = Double(s)
    parts += [.text(sign, at: (x, 3.3)), .box("LSTM", at: (x, 2.3))]
    wires.append(.wire((x, 3.3), (x, 2.3)))
    if s < 4 { wires.append(.wire((x, 2.3), (x + 1, 2.3))) }
  }
  for (t, x) in columns.enumerated() {
    parts += [
      .text(given[t], at: (x, 3.3)),
      .box("LSTM", at: (x, 2.3), color: .orange),
      .box("W", at: (x, 1), color: .orange), .text(said[t], at: (x, 0)),
      .dot(at: (z[t], 1.65), color: .green),
    ]
    wires += [
      .wire((x, 3.3), (x, 2.3)), .wire((own[t], 2.07), (own[t], 1.26)),
      .wire((x, 1), (x, 0)),
      .wire((z[t], 1.65), (z[t], 2.04), color: .green),
      .wire((z[t], 1.65), (z[t], 1.26), color: .green),
    ]
    if t < 2 { wires.append(.wire((x, 2.3), (columns[t + 1], 2.3))) }
  }
  return Figure(
    Wiring(parts: parts, wires: wires, columnWidth: 66, rowHeight: 62),
    "07-peeky",
    caption:
      "Reversed and peeky. The encoder reads 16+75 from its end. Its last output z (N, H) goes to every step of the decoder (green): beside the vector of the sign that is read, (N, D + H) together, and beside the state that makes the scores, (N, 2H).",
    alternative:
      "As the figure before, with the question's characters in reverse order, and a circle z from which a green wire leads to each box of the decoder and to each output above it"
  )
}

/// A batch of sums as the encoder and the decoder get it, each sign in a box and its mask below.
func paddingFigure(questions: [String], answers: [String]) -> Figure {
  var nodes: [Diagram.Node] = []
  var groups: [Diagram.Group] = []
  func add(
    _ rows: [[String]], at column: Double, _ row: Double, _ label: String
  ) {
    let longest = rows.map(\.count).max()!
    var members: [String] = []
    for (n, signs) in rows.enumerated() {
      for t in 0..<longest {
        let isReal = t < signs.count
        let (place, height) = (column + Double(t), row + 1.3 * Double(n))
        let name = "\(label) \(n) \(t)"
        members += [name, "mask \(name)"]
        nodes += [
          .box(
            isReal ? signs[t] : "·", at: (place, height), name: name,
            color: isReal ? .blue : .ink),
          .text(
            isReal ? "1" : "0", at: (place, height + 0.62),
            name: "mask \(name)"),
        ]
      }
    }
    groups.append(
      .group("\(label) (\(rows.count), \(longest))", around: members))
  }
  let end = "‹eos›"
  let (asked, said) = (
    questions.map { $0.map(String.init) }, answers.map { $0.map(String.init) }
  )
  add(asked, at: 0, 0, "the encoder reads")
  add(said.map { [end] + $0 }, at: 0, 3.6, "the decoder reads")
  add(said.map { $0 + [end] }, at: 6, 3.6, "and is to write")
  return Figure(
    Diagram(
      nodes: nodes, arrows: [], groups: groups, columnWidth: 52, rowHeight: 54),
    "07-padding",
    caption:
      "A batch of two sums, 4+4 = 8 and 434+817 = 1251. Gray places are filled up and don't count; below each place stands its mask.",
    alternative:
      "Three frames of two rows of boxes, with the signs of two sums and of their answers; the shorter rows end in dots, with a 0 below in place of a 1"
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
