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
  let lines = [text.prefix(2), text.dropFirst(2)].map {
    $0.joined(separator: " ")
  }
  // Columns are one pixel wide here.
  return Figure(
    Wiring(
      parts: [
        .text(lines.joined(separator: "\n"), at: (0, 0)),
        .box("model", at: (94, 0)), .text("p (V)", at: (146, -0.3)),
        .box("choose", at: (334, 0), color: .orange),
        .text(next[0].word, at: (334, 1.7)),
        .text("put at the end", at: (160, 1.42)),
      ]
        + (shares + ["…"]).enumerated().map { row, share in
          .text(share, at: (223, 0.38 * (Double(row) - 2)))
        },
      wires: [
        .wire((0, 0), (94, 0)), .wire((94, 0), (169, 0)),
        .wire((276, 0), (334, 0)), .wire((334, 0), (334, 1.7)),
        .wire((334, 1.7), (0, 1.7), (0, 0)),
      ], columnWidth: 1, rowHeight: 50),
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
      nodes: [.box("‹eos›", at: (0.24, 0), name: "")]
        + leaves.map { leaf in
          .box(
            "\(signs[leaf.text.last!])  \(format(leaf.p, decimals: 3))",
            at: leaf.place, name: leaf.text.branch, color: leaf.color)
        },
      arrows: leaves.map { leaf in
        .arrow(
          leaf.text.dropLast().branch, to: leaf.text.branch,
          isDashed: leaf.color == .ink)
      }, columnWidth: 134, rowHeight: 50),
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

/// An encoder's boxes in the upper row, over what they read.
private func encoder(_ signs: [String]) -> (
  parts: [Wiring.Part], wires: [Wiring.Wire]
) {
  let columns = signs.indices.map(Double.init)
  return (
    zip(signs, columns).flatMap { sign, x -> [Wiring.Part] in
      [.text(sign, at: (x, 1)), .box("LSTM", at: (x, 0))]
    },
    columns.map { .wire(($0, 1), ($0, 0)) }
      + columns.dropLast().map { .wire(($0, 0), ($0 + 1, 0)) }
  )
}

/// An encoder that reads a sum and, in the lower row, a decoder that writes its result.
func seq2SeqFigure() -> Figure {
  let (given, said) = (["‹eos›", "9", "1"], ["9", "1", "‹eos›"])
  let columns = [1.3, 2.5, 3.7]
  var (parts, wires) = encoder(["1", "6", "+", "7", "5"])
  parts.append(.text("h, c  (N, H)", at: (2.2, 1.38)))
  wires.append(
    .wire((4, 0), (4.7, 0), (4.7, 1.64), (0.4, 1.64), (0.4, 3.1), (1.3, 3.1)))
  for (t, x) in columns.enumerated() {
    parts += [
      .text(given[t], at: (x, 4.1)), .text(said[t], at: (x, 2.2)),
      .box("LSTM", at: (x, 3.1), color: .orange),
    ]
    wires += [.wire((x, 4.1), (x, 3.1)), .wire((x, 3.1), (x, 2.2))]
    if t < 2 { wires.append(.wire((x, 3.1), (columns[t + 1], 3.1))) }
  }
  return Figure(
    Wiring(parts: parts, wires: wires, columnWidth: 80, rowHeight: 60),
    "07-seq2seq",
    caption:
      "16 + 75 = 91. The encoder (blue) reads; all that crosses over is its last state, H numbers or twice as many for each of N sums; the decoder (orange) begins with the end sign, and reads what it wrote itself. Each sign is read as its vector (N, D), and each state above gives V scores.",
    alternative:
      "Five boxes in a row, each fed a character of 16+75, then an arrow labeled h, c to three boxes below that output 9, 1 and the end sign"
  )
}

/// The same, reading from the end, with z shown to the decoder everywhere.
func peekyFigure() -> Figure {
  let (given, said) = (["‹eos›", "9", "1"], ["9", "1", "‹eos›"])
  let columns = given.indices.map { 1.5 + 1.15 * Double($0) }
  /// Where z branches off to a step, and where the step's own state goes up.
  let (z, own) = (columns.map { $0 - 0.12 }, columns.map { $0 + 0.12 })
  var (parts, wires) = encoder(["5", "7", "+", "6", "1"])
  parts += [
    .circle("z", at: (0.6, 3.95), color: .green),
    .text("h, c", at: (2.5, 1.28)), .text("h", at: (2.5, 2.04)),
  ]
  wires += [
    .wire(
      (4, 0), (4.7, 0), (4.7, 1.52), (-0.2, 1.52), (-0.2, 4.6), (1.5, 4.6)),
    .wire(
      (4, 0), (4, -0.5), (5, -0.5), (5, 1.8), (0.1, 1.8), (0.1, 3.95),
      (0.6, 3.95)),
    .wire((0.6, 3.95), (z[2], 3.95), color: .green, hasHead: false),
  ]
  for (t, x) in columns.enumerated() {
    parts += [
      .text(given[t], at: (x, 5.6)),
      .box("LSTM", at: (x, 4.6), color: .orange),
      .box("W", at: (x, 3.3), color: .orange), .text(said[t], at: (x, 2.4)),
      .dot(at: (z[t], 3.95), color: .green),
    ]
    wires += [
      .wire((x, 5.6), (x, 4.6)), .wire((own[t], 4.37), (own[t], 3.56)),
      .wire((x, 3.3), (x, 2.4)),
      .wire((z[t], 3.95), (z[t], 4.34), color: .green),
      .wire((z[t], 3.95), (z[t], 3.56), color: .green),
    ]
    if t < 2 { wires.append(.wire((x, 4.6), (columns[t + 1], 4.6))) }
  }
  return Figure(
    Wiring(parts: parts, wires: wires, columnWidth: 80, rowHeight: 62),
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
        let (place, height) = (column + Double(t), row + 1.25 * Double(n))
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
  add(said.map { [end] + $0 }, at: 0, 3.45, "the decoder reads")
  add(said.map { $0 + [end] }, at: 0, 6.9, "and is to write")
  return Figure(
    Diagram(
      nodes: nodes, arrows: [], groups: groups, columnWidth: 54, rowHeight: 51),
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
