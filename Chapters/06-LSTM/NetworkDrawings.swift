import Literate

// Layers of cells over the words of a text, drawn.

/// An LSTM that reads five words.
func readingFigure() -> Figure {
  let words = ["the", "daisy", "near", "the", "mills"]
  let columns = words.indices.map { 1 + Double($0) }
  let cells = columns.map { Wiring.Part.box("LSTM", at: ($0, 1)) }
  let inputs = zip(words, columns).map {
    Wiring.Part.text($0, at: ($1, 2), color: .blue)
  }
  let steps = "₁₂₃₄₅".map { "\($0)" }
  let outputs = zip(steps, columns).map {
    Wiring.Part.text("h\($0)", at: ($1, 0))
  }
  let labels = zip(steps, columns.dropLast()).flatMap {
    (step, column) -> [Wiring.Part] in
    [
      .text("c\(step)", at: (column + 0.5, 0.66), color: .green),
      .text("h\(step)", at: (column + 0.5, 1.36)),
    ]
  }
  let shapes: [Wiring.Part] = [
    .text("(N, H)", at: (0, 0)), .text("0", at: (0, 0.86), color: .green),
    .text("0", at: (0, 1.16)), .text("xₜ  (N, D)", at: (0, 2)),
  ]
  let upward = columns.flatMap { column -> [Wiring.Wire] in
    [.wire((column, 2), (column, 1)), .wire((column, 1), (column, 0))]
  }
  let along = columns.flatMap { column -> [Wiring.Wire] in
    let from = column == 1 ? 0.1 : column - 0.65
    return [
      .wire(
        (from, 0.86), (column - 0.35, 0.86), color: .green, isRoad: true),
      .wire((from, 1.16), (column - 0.35, 1.16)),
    ]
  }
  return Figure(
    Wiring(
      parts: cells + inputs + outputs + labels + shapes,
      wires: upward + along, columnWidth: 78, rowHeight: 64),
    "06-reading",
    caption:
      "An LSTM reads a sentence: the same cell with the same weights at each word. Two states go from step to step; only h is shown above.",
    alternative:
      "Five boxes in a row, one above each word of the daisy near the mills; between neighbors go two arrows, c and h, and h goes up from each"
  )
}

/// Both directions of a bidirectional layer over four words.
func bothWaysFigure() -> Figure {
  let words = ["daisy", "near", "the", "mills"]
  let columns = words.indices.map { 1 + Double($0) }
  let shift = 0.21
  var parts: [Wiring.Part] = [
    .text("xₜ  (N, D)", at: (0.1, 3.2)), .text("onward", at: (0.1, 2)),
    .text("backward", at: (0.1, 1), color: .orange),
    .text("(N, 2H)", at: (0.1, 0)),
  ]
  var wires: [Wiring.Wire] = []
  for (index, word) in words.enumerated() {
    let column = columns[index]
    let (onward, back) = (column - shift, column + shift)
    parts += [
      .text(word, at: (column, 3.2), color: .blue), .dot(at: (column, 2.7)),
      .box("→", at: (onward, 2)), .box("←", at: (back, 1), color: .orange),
      .box("h→  h←", at: (column, 0), color: .ink),
    ]
    wires += [
      .wire((column, 3.2), (column, 2.7), hasHead: false),
      .wire((column, 2.7), (onward, 2.7), (onward, 2)),
      .wire((column, 2.7), (back, 2.7), (back, 1), color: .orange),
      .wire((onward, 2), (onward, 0.28)),
      .wire((back, 1), (back, 0.28), color: .orange),
    ]
    guard column < columns.last! else { continue }
    let next = columns[index + 1]
    wires += [
      .wire((onward, 2), (next - shift, 2)),
      .wire((next + shift, 1), (back, 1), color: .orange),
    ]
  }
  return Figure(
    Wiring(parts: parts, wires: wires, columnWidth: 96, rowHeight: 58),
    "06-both-ways",
    caption:
      "A bidirectional layer. Each word goes to both cells; what has been read from the left and what has been read from the right stand side by side above it. Wires meet only at dots and boxes.",
    alternative:
      "Above four words a row of cells joined from left to right and a row joined from right to left; the outputs of both meet in a box above each word"
  )
}

/// The language model of section 6.7, with two layers, over three words.
func modelFigure() -> Figure {
  let (words, next) = (["the", "daisy", "near"], ["daisy", "near", "the"])
  let columns = words.indices.map { 1 + 1.2 * Double($0) }
  var parts: [Wiring.Part] = [
    .text("next words", at: (0, 0)), .text("(N, V)", at: (0, 1)),
    .text("(N, H)", at: (0, 2)), .text("(N, H)", at: (0, 3)),
    .text("(N, H)", at: (0, 4)), .text("words  (N)", at: (0, 5)),
  ]
  var wires: [Wiring.Wire] = []
  for (index, column) in columns.enumerated() {
    parts += [
      .text(next[index], at: (column, 0), color: .blue),
      .box("Eᵀ, softmax", at: (column, 1), color: .green),
      .box("LSTM 2", at: (column, 2)), .box("LSTM 1", at: (column, 3)),
      .box("E", at: (column, 4), color: .green),
      .text(words[index], at: (column, 5), color: .blue),
    ]
    wires += [
      .wire((column, 5), (column, 4)),
      .wire((column, 4), (column, 3), color: .orange),
      .wire((column, 3), (column, 2), color: .orange),
      .wire((column, 2), (column, 1), color: .orange),
      .wire((column, 1), (column, 0)),
    ]
    guard column < columns.last! else { continue }
    wires += [
      .wire((column, 2), (columns[index + 1], 2)),
      .wire((column, 3), (columns[index + 1], 3)),
    ]
  }
  return Figure(
    Wiring(parts: parts, wires: wires, columnWidth: 104, rowHeight: 56),
    "06-model",
    caption:
      "A language model of two layers. Dropout is on the orange arrows, which go upward, and never on the ones along time. The green boxes hold one and the same table E.",
    alternative:
      "Three columns; in each a word goes up through a box E, two LSTM boxes and a box E transposed with softmax to the next word; arrows between the columns join the LSTM boxes of a row"
  )
}
