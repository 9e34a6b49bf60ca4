import Literate
import Tensors

// How the networks of the second half are drawn.

/// A tagger that reads both ways, over four words.
func bothWaysTaggerFigure() -> Figure {
  let words = ["the", "grey", "heron", "sailed"]
  let tags = ["O", "B-boat", "I-boat", "O"]
  let columns = words.indices.map { 0.86 + Double($0) }
  let shift = 0.23
  var parts: [Wiring.Part] = [
    .text("a tag\nfor each", at: (0, 0)), .text("p  (T, C)", at: (0, 0.8)),
    .text("h  (T, 2H)", at: (0, 1.75)),
    .text("from\nthe right", at: (0, 2.7), color: .orange),
    .text("from\nthe left", at: (0, 3.5), color: .blue),
    .text("x  (T, D)", at: (0, 4.45)), .text("words\n(T)", at: (0, 5.3)),
  ]
  var wires: [Wiring.Wire] = []
  for (index, column) in columns.enumerated() {
    let (left, right) = (column - shift, column + shift)
    parts += [
      .text(tags[index], at: (column, 0), color: .green),
      .box("softmax", at: (column, 0.8), color: .green),
      .box("Affine", at: (column, 1.75), color: .ink),
      .box("←", at: (right, 2.7), color: .orange),
      .box("→", at: (left, 3.5)),
      .box("Embedding", at: (column, 4.45), color: .ink),
      .text(words[index], at: (column, 5.3)),
    ]
    wires += [
      .wire((column, 5.3), (column, 4.45)),
      .wire((left, 4.17), (left, 3.5), color: .blue),
      .wire((right, 4.17), (right, 2.7), color: .orange),
      .wire((left, 3.5), (left, 2.03), color: .blue),
      .wire((right, 2.7), (right, 2.03), color: .orange),
      .wire((column, 1.75), (column, 0.8)), .wire((column, 0.8), (column, 0)),
    ]
    guard column < columns.last! else { continue }
    let next = columns[index + 1]
    wires += [
      .wire((left, 3.5), (next - shift, 3.5), color: .blue),
      .wire((next + shift, 2.7), (right, 2.7), color: .orange),
    ]
  }
  return Figure(
    Wiring(parts: parts, wires: wires, columnWidth: 97, rowHeight: 54),
    "11-both-ways",
    caption:
      "A tagger that reads both ways. T words go in, and T tags come out, so that nothing has to be lined up. Each of the C tags has a probability in each place.",
    alternative:
      "Four columns, one for each of the words the, grey, heron and sailed; in each an embedding leads to a box of the row that is read from the left and one of the row that is read from the right, both to an affine layer, a softmax and a tag: O, B-boat, I-boat, O"
  )
}

/// A word's vector from its letters: windows of three, filters, the largest of each.
func lettersFigure() -> Figure {
  let letters = ["‹", "r", "e", "e", "d", "›"]
  let windows = ["‹re", "ree", "eed", "ed›"]
  let columns = letters.indices.map { 0.7 + 0.58 * Double($0) }
  var parts: [Wiring.Part] = [
    .text("letters\n(L)", at: (0, 3.2)), .text("e  (L, D)", at: (0, 2.4)),
    .text("windows\n· W + b", at: (0, 1.3)),
    .text("largest\n(F)", at: (0, 0.2)),
  ]
  var wires: [Wiring.Wire] = []
  for (letter, column) in zip(letters, columns) {
    parts += [
      .text(letter, at: (column, 3.2)),
      .box("e", at: (column, 2.4), color: .ink),
    ]
    wires.append(.wire((column, 3.2), (column, 2.4)))
  }
  parts.append(.box("max of each filter", at: (2.15, 0.2), color: .green))
  for (index, window) in windows.enumerated() {
    let column = columns[index + 1]
    parts.append(.box(window, at: (column, 1.3)))
    wires += columns[index...index + 2].map {
      .wire(($0, 2.4), (column + ($0 - column) * 0.15, 1.57), color: .blue)
    }
    wires.append(
      .wire(
        (column, 1.3), (column, 0.75), (2.15, 0.75), (2.15, 0.2),
        color: .green))
  }
  return Figure(
    Wiring(parts: parts, wires: wires, columnWidth: 104, rowHeight: 60),
    "11-letters",
    caption:
      "A word's vector from its letters. Each window of three letters is looked at by all F filters, and of each filter the largest answer stays, so that words of any length get F numbers. The marks ‹ and › let a filter see that letters begin or end a word.",
    alternative:
      "Six letters, the marks around reed included; above them four windows of three letters each, which all lead to one box, the maximum of each filter"
  )
}

/// What a CRF has learned of tags side by side.
func stepsFigure(_ steps: Tensor, tags: [String]) -> Figure {
  Figure(
    HeatMap(
      rows: tags, columns: tags,
      values: (0..<tags.count).map { steps.row($0).values }, scale: .diverging,
      decimals: 1, measure: "score", rowTitle: "after", columnTitle: "this tag"),
    "11-steps",
    caption:
      "What the CRF has learned to give a tag (column) for standing after another (row). Orange steps cost, blue ones earn.",
    alternative:
      "A heat map of tags by tags; in the row of O the columns of all I tags are dark orange, in the row of each B the I of the same kind is blue"
  )
}

/// A sentence with two marked names, and what a classifier may look at.
func pairFigure() -> Figure {
  let words = [
    "‹1:person›", "sold", "a", "dry", "net", "to", "‹2:person›", ".",
  ]
  let columns = [0, 0.82, 1.1, 1.4, 1.73, 2.02, 2.64, 3.28]
  var parts: [Wiring.Part] = zip(words, columns).map { word, column in
    .text(word, at: (column, 2.6), color: word.hasPrefix("‹") ? .green : .ink)
  }
  parts += [
    .box("kinds and order", at: (0, 1.3), color: .green),
    .box("words between", at: (1.4, 1.3)),
    .box("words after", at: (3.28, 1.3)),
    .box("softmax over relations", at: (1.4, 0.2), color: .orange),
    .text("1 sold-to 2", at: (3, 0.2), color: .orange),
  ]
  var wires: [Wiring.Wire] = columns[1...5].map {
    .wire(($0, 2.6), ($0, 1.95), (1.4, 1.95), (1.4, 1.3), color: .blue)
  }
  wires += [
    .wire((0, 2.6), (0, 1.3), color: .green),
    .wire(
      (2.64, 2.6), (2.64, 3.1), (-0.82, 3.1), (-0.82, 1.3), (0, 1.3),
      color: .green),
    .wire((3.28, 2.6), (3.28, 1.3), color: .blue),
    .wire((0, 1.3), (0, 0.2), (1.4, 0.2)),
    .wire((1.4, 1.3), (1.4, 0.2)),
    .wire((3.28, 1.3), (3.28, 0.72), (1.4, 0.72), (1.4, 0.2)),
    .wire((1.4, 0.2), (3, 0.2)),
  ]
  return Figure(
    Wiring(parts: parts, wires: wires, columnWidth: 98, rowHeight: 62),
    "11-pairs",
    caption:
      "One pair of names, marked; here no words stand before the first. The clues are sorted by where they stand, and a softmax chooses among the relations, in both directions, and none.",
    alternative:
      "The sentence 1:person sold a dry net to 2:person; from both marks wires lead to a box kinds and order, from the words between to another, from the full stop to a third, and all to a softmax whose answer is 1 sold-to 2"
  )
}

/// Six signs cut into words in two ways.
func cutFigure() -> Figure {
  let signs = "研究生命起源".map { String($0) }
  let (width, left) = (57.0, 108.0)
  func center(_ range: Range<Int>) -> Double {
    left + width * Double(range.lowerBound + range.upperBound) / 2
  }
  func row(
    _ title: String, _ words: [(Range<Int>, String)], y: Double, _ color: Color,
    on canvas: inout Canvas
  ) {
    canvas.text(title, at: Point(6, y + 20), size: 13, color: color)
    for (range, gloss) in words {
      canvas.rectangle(
        Box(
          x: left + width * Double(range.lowerBound) + 3, y: y,
          width: width * Double(range.count) - 6, height: 40),
        stroke: color, width: 1.8, radius: 5)
      canvas.text(
        gloss, at: Point(center(range), y + 55), anchor: .middle, color: color)
      for place in range {
        canvas.text(
          signs[place], at: Point(center(place..<place + 1), y + 20),
          anchor: .middle, size: 22)
      }
    }
  }
  return Figure(
    Sketch(
      "Six Chinese signs, cut into words in two ways.", width: 456, height: 200
    ) { canvas in
      row(
        "longest match",
        [(0..<3, "graduate student"), (3..<4, "fate"), (4..<6, "origin")],
        y: 10, .orange, on: &canvas)
      row(
        "as meant", [(0..<2, "study"), (2..<4, "life"), (4..<6, "origin")],
        y: 92, .green, on: &canvas)
      for (place, tag) in ["B", "E", "B", "E", "B", "E"].enumerated() {
        canvas.text(
          tag, at: Point(center(place..<place + 1), 178), anchor: .middle,
          size: 14, color: .blue, bold: true)
      }
      canvas.text("its tags", at: Point(6, 178), size: 13, color: .blue)
    },
    "11-cut",
    caption:
      "To study the origin of life, in six signs. The longest match from the left takes a graduate student for the first three, and fate is left over.",
    alternative:
      "The signs in two rows of boxes: three, one and two for the longest match; two, two and two as meant, with the tags B E B E B E below"
  )
}
