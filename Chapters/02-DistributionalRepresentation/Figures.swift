import Ground
import Harbor
import Language
import Literate
import Models
import Tensors

/// A window sliding along a sentence: a row for each of the places in `centers`, and what is counted there.
func windowFigure(_ tokens: [String], window: Int, centers: [Int]) -> Figure {
  let widths = tokens.map { 14 + 8 * Double($0.count) }
  let starts = widths.indices.map {
    widths[..<$0].reduce(24, +) + 6 * Double($0)
  }
  let width = starts.last! + widths.last! + 24
  let rowHeight = 66.0
  let sketch = Sketch(
    "A window of one word on each side over the places of \(centers.map { tokens[$0] }.joined(separator: ", ")) in the sentence.",
    width: width, height: Double(centers.count) * rowHeight + 4
  ) { canvas in
    for (row, center) in centers.enumerated() {
      let top = 12 + Double(row) * rowHeight
      let near =
        max(0, center - window)...min(tokens.count - 1, center + window)
      for (index, token) in tokens.enumerated() {
        let box = Box(
          x: starts[index], y: top, width: widths[index], height: 26)
        let color: Color =
          index == center ? .orange : near.contains(index) ? .blue : .ink
        canvas.rectangle(
          box, stroke: color, width: near.contains(index) ? 2.5 : 1, radius: 5,
          opacity: near.contains(index) ? 1 : 0.5)
        canvas.text(
          token, at: Point(box.x + box.width / 2, top + 13), anchor: .middle,
          size: 13, bold: index == center)
      }
      let notes = near.filter { $0 != center }
        .map { "C(\(tokens[center]), \(tokens[$0])) + 1" }
      let middle = starts[center] + widths[center] / 2
      canvas.text(
        notes.joined(separator: ",  "),
        at: Point(min(max(middle, 130), width - 130), top + 40),
        anchor: .middle, size: 13)
    }
  }
  return Figure(
    sketch, "02-window",
    caption:
      "The window at three of its eight places. Orange: the word in the middle; blue: its context; below, what is counted.",
    alternative:
      "The sentence three times, a box around each word; around say, i and the second say the neighbors on both sides are marked"
  )
}

/// The co-occurrence matrix of one sentence, a row and a column for each of its words.
func countsFigure(_ counts: [[Float]], words: [String]) -> Figure {
  let grid = NumberGrid(
    words: words,
    numbers: counts.map { $0.map { $0 == 0 ? "·" : "\(Int($0))" } })
  return Figure(
    grid.sketch(
      rowTitle: "word", columnTitle: "neighbor",
      summary: "Co-occurrence counts of seven words."), "02-counts",
    caption:
      "The co-occurrence matrix of one sentence, window 1: a word's row is its vector. Dots are zeros.",
    alternative:
      "A 7 by 7 table of zeros and ones; the row of you has a single 1, at say")
}

/// The vectors of two words in the plane of the only contexts that either has.
func cosineFigure() -> Figure {
  let (origin, unit) = (Point(56, 160), 116.0)
  func place(_ x: Double, _ y: Double) -> Point {
    Point(origin.x + unit * x, origin.y - unit * y)
  }
  let sketch = Sketch(
    "The vectors of you and i at an angle of 45 degrees.", width: 456,
    height: 210
  ) { canvas in
    canvas.line([place(0, 0), place(3.3, 0)], color: .ink)
    canvas.line([place(0, 0), place(0, 1.25)], color: .ink)
    for count in 1...3 {
      canvas.line(
        [
          Point(place(Double(count), 0).x, origin.y - 3),
          Point(place(Double(count), 0).x, origin.y + 3),
        ], color: .ink)
      canvas.text(
        "\(count)", at: Point(place(Double(count), 0).x, origin.y + 14),
        anchor: .middle)
    }
    canvas.text("1", at: Point(origin.x - 10, place(0, 1).y), anchor: .end)
    canvas.text(
      "times beside say", at: Point(place(1.6, 0).x, origin.y + 34),
      anchor: .middle, size: 13)
    canvas.text(
      "times beside and", at: Point(14, place(0, 0.5).y), anchor: .middle,
      size: 13, upward: true)
    canvas.arrow(
      from: place(0, 0), to: place(3, 0), color: .blue, width: 1.5, dash: "4 4")
    canvas.arrow(from: place(0, 0), to: place(1, 0), color: .blue, width: 3)
    canvas.arrow(from: place(0, 0), to: place(1, 1), color: .orange, width: 3)
    canvas.text(
      "you (1, 0)", at: Point(place(1, 0).x - 4, origin.y - 12), anchor: .end,
      size: 13)
    canvas.text(
      "i (1, 1)", at: Point(place(1, 1).x + 10, place(1, 1).y), size: 13)
    canvas.text(
      "three times as often: the same angle",
      at: Point(place(1.25, 0).x, origin.y - 14), size: 12)
    // An arc of 45 degrees, point by point.
    let arc = (0...9).map { step -> Point in
      let share = Double(step) / 9
      let (x, y) = (1 - share * 0.2929, share * 0.7071)
      let length = (x * x + y * y).squareRoot()
      return place(0.36 * x / length, 0.36 * y / length)
    }
    canvas.line(arc, color: .ink, width: 1.5)
    canvas.text(
      "45°", at: Point(place(0.42, 0.25).x, place(0, 0.25).y), size: 13)
  }
  return Figure(
    sketch, "02-cosine",
    caption:
      "You and i as arrows. The angle between them doesn't change when one of them grows.",
    alternative:
      "Two arrows from one point, you to the right and i upward to the right, with an angle of 45 degrees between them"
  )
}

/// How often each word occurs, by rank, beside what Zipf's law would have.
func zipfFigure(_ vocabulary: Vocabulary) -> Figure {
  let ranks = Array(1...vocabulary.count)
  return Figure(
    LineChart(
      x: Axis("rank", .logarithmic),
      y: Axis("count", .logarithmic),
      series: [
        Series("words", x: ranks, y: vocabulary.counts),
        Series(
          "count ∝ 1 / rank", x: ranks,
          y: ranks.map { Float(vocabulary.counts[0]) / Float($0) }),
      ]),
    "02-zipf",
    caption:
      "How often words occur, by rank. Real text follows Zipf's 1/rank further; a small town's vocabulary ends sooner.",
    alternative:
      "Word count against rank on logarithmic axes, falling roughly along a straight line and dropping at the end"
  )
}

/// The PPMI of a small vocabulary; the pair worked by hand, hello and the period, is framed.
func ppmiFigure(_ bits: [[Float]], words: [String]) -> Figure {
  let grid = NumberGrid(
    words: words,
    numbers: bits.map {
      $0.map { $0 == 0 ? "·" : format($0, decimals: 2) }
    }, framed: [(5, 6)])
  return Figure(
    grid.sketch(
      rowTitle: "word", columnTitle: "neighbor",
      summary: "Positive pointwise mutual information of seven words."),
    "02-ppmi",
    caption:
      "The seven-word table in bits, without smoothing; the cell worked by hand is framed. A pair of rare words ranks above a pair with say.",
    alternative:
      "A 7 by 7 table; hello and the period have 2.81, pairs with say 1.81 or 0.81"
  )
}

/// A table as the product of three: which row and which column make one cell.
func svdFigure(words: [String]) -> Figure {
  let n = words.count
  let x = EmptyGrid(left: 64, top: 68, rows: n, columns: n)
  let u = EmptyGrid(left: x.right + 84, top: 68, rows: n, columns: 2)
  let s = EmptyGrid(left: u.right + 18, top: 68, rows: 2, columns: 2)
  let v = EmptyGrid(left: s.right + 18, top: 68, rows: 2, columns: n)
  let sketch = Sketch(
    "X, seven by seven, as the product of U, S and V transposed.",
    width: v.right + 8, height: x.bottom + 48
  ) { canvas in
    x.draw(on: &canvas, name: "X", shape: "7 × 7")
    u.draw(on: &canvas, name: "U", shape: "7 × 2")
    s.draw(on: &canvas, name: "S", shape: "2 × 2")
    v.draw(on: &canvas, name: "Vᵀ", shape: "2 × 7")
    for (index, word) in words.enumerated() {
      for grid in [x, u] {
        canvas.text(
          word, at: Point(grid.left - 6, grid.place(index, 0).y), anchor: .end)
      }
      for grid in [x, v] {
        canvas.text(
          word, at: Point(grid.place(0, index).x, grid.top - 8), anchor: .start,
          upward: true)
      }
    }
    canvas.text(
      "≈", at: Point(x.right + 13, x.middle.y), anchor: .middle,
      size: 20)
    for (index, name) in ["s₁", "s₂"].enumerated() {
      canvas.text(name, at: s.place(index, index), anchor: .middle)
    }
    x.frame(rows: 1..<2, columns: 0..<1, on: &canvas, color: .green)
    u.frame(rows: 1..<2, columns: 0..<2, on: &canvas, color: .orange)
    v.frame(rows: 0..<2, columns: 0..<1, on: &canvas, color: .blue)
  }
  return Figure(
    sketch, "02-svd",
    caption:
      "Two terms of the decomposition. The row of you in U (orange) and the column of say (blue), weighted by s₁ and s₂, give back one cell of X (green).",
    alternative:
      "A 7 by 7 grid, about equal to a grid of 7 by 2 times one of 2 by 2 times one of 2 by 7, with the seven words along their edges"
  )
}

/// Seven words as arrows in the plane.
func planeFigure(_ vectors: [[Float]], words: [String]) -> Figure {
  let (origin, unit) = (Point(60, 220), 210.0)
  let sketch = Sketch(
    "Seven words as arrows: \(words.joined(separator: ", ")).", width: 420,
    height: 450
  ) { canvas in
    canvas.line(
      [Point(20, origin.y), Point(400, origin.y)], color: .ink, opacity: 0.6)
    canvas.line(
      [Point(origin.x, 15), Point(origin.x, 435)], color: .ink, opacity: 0.6)
    for (word, vector) in zip(words, vectors) {
      let (x, y) = (Double(vector[0]), Double(vector[1]))
      let tip = Point(origin.x + unit * x, origin.y - unit * y)
      canvas.arrow(
        from: origin, to: tip, color: y > 0 ? .orange : .blue, width: 2)
      let shift =
        ["you": Point(5, 14), "say": Point(8, -4), "goodbye": Point(8, 2)][word]
        ?? Point(8, y > 0 ? -6 : 8)
      canvas.text(
        word == "." ? "period" : word,
        at: Point(tip.x + shift.x, tip.y + shift.y), size: 14)
    }
  }
  return Figure(
    sketch, "02-plane",
    caption:
      "The seven words in two dimensions: the rows of U√S. Of seven directions, two bundles are left, and the word “and” between them.",
    alternative:
      "Seven arrows from one point: you, i and the period upward to the right, say, goodbye and hello downward, the word and in between"
  )
}

/// The singular values, and the grades of the vectors by how many dimensions were kept.
func dimensionsFigure(
  singularValues: Tensor, grades: [Int: HarborGrades], unsqueezed: HarborGrades
) -> Figure {
  Figure(
    Panels(
      columns: 1,
      [
        singularValueChart(singularValues),
        gradeChart(grades, unsqueezed: unsqueezed),
      ], panelHeight: 220),
    "02-dimensions",
    caption:
      "Singular values fall quickly, then slowly. Similarity and analogies level off; precision falls again when too much is kept. The dashed line: precision of PPMI with all its dimensions.",
    alternative:
      "Above, a falling curve of singular values. Below, three measures rising with dimensions"
  )
}

/// The singular values, from the largest on.
private func singularValueChart(_ values: Tensor) -> LineChart {
  LineChart(
    title: "how much each dimension holds", x: Axis("dimension"),
    y: Axis("singular value", range: 0...Double(values[0])),
    series: [
      Series(
        "singular values", x: Array(1...values.count), y: values.values,
        color: .ink)
    ])
}

/// The three grades by the number of dimensions kept.
private func gradeChart(
  _ grades: [Int: HarborGrades], unsqueezed: HarborGrades
) -> LineChart {
  let sizes = grades.keys.sorted()
  let sorted = sizes.map { grades[$0]! }
  return LineChart(
    title: "how good the vectors are",
    x: Axis("dimensions kept", .logarithmic),
    y: Axis("out of 100", range: 0...100),
    series: [
      Series(
        "precision at five", x: sizes, y: sorted.map(\.kinds), marker: .circle),
      Series(
        "analogies", x: sizes, y: sorted.map(\.analogies), marker: .square),
      Series(
        "similarity", x: sizes, y: sorted.map(\.likeness), marker: .triangle),
    ], references: [.horizontal(unsqueezed.kinds, "PPMI")])
}

/// Three words of a riddle, where the step from the first to the second leads from the third, and the
/// word that is wanted; in the plane in which the four differ most. Nil where a word is unknown.
func parallelogramFigure(_ vectors: WordVectors, _ words: [String]) throws
  -> Figure?
{
  guard words.allSatisfy({ vectors.vocabulary[$0] != nil }) else { return nil }
  let unit = try words.map { try unitVector($0, of: vectors) }
  let four = Tensor.concatenate(unit.map { $0.reshaped(1, -1) })
  let mean = four.mean(axis: 0)
  let axes = exactSVD(four - mean).v.columns(0..<2)
  let target = unit[1] - unit[0] + unit[2]
  let all = matmul(
    Tensor.concatenate([four, target.reshaped(1, -1)]) - mean, axes)
  let (xs, ys) = (
    (0..<5).map { Double(all[$0, 0]) }, (0..<5).map { Double(all[$0, 1]) }
  )
  let scale = min(
    310 / (xs.max()! - xs.min()!), 220 / (ys.max()! - ys.min()!))
  let places = (0..<5).map {
    Point(72 + scale * (xs[$0] - xs.min()!), 40 + scale * (ys.max()! - ys[$0]))
  }
  let width = places.map(\.x).max()! + 72
  let height = places.map(\.y).max()! + 40
  let sketch = Sketch(
    "The step from \(words[0]) to \(words[1]), and the same from \(words[2]).",
    width: width, height: height
  ) { canvas in
    canvas.arrow(from: places[0], to: places[1], color: .blue, width: 2.5)
    canvas.arrow(
      from: places[2], to: places[4], color: .blue, width: 2.5, dash: "6 5")
    canvas.line(
      [places[0], places[2]], color: .ink, width: 1, opacity: 0.7)
    canvas.line(
      [places[1], places[4]], color: .ink, width: 1, opacity: 0.7)
    for (index, word) in words.enumerated() {
      canvas.circle(places[index], radius: 4.5, fill: .orange)
      // Out of the parallelogram, but for the word that is wanted: away from the cross.
      let isLeft =
        index == 3
        ? places[3].x < places[4].x : places[index].x < width / 2
      canvas.text(
        word, at: Point(places[index].x + (isLeft ? -10 : 10), places[index].y),
        anchor: isLeft ? .end : .start, size: 14, bold: true)
    }
    canvas.cross(at: places[4], color: .blue)
  }
  let (a, b, c) = (words[0], words[1], words[2])
  return Figure(
    sketch, "02-parallelogram",
    caption:
      "\(b) − \(a) + \(c) leads to the cross, and the nearest word is \(words[3]). The plane is that in which the four words differ most.",
    alternative:
      "A parallelogram of \(a), \(b), \(c) and a cross, with \(words[3]) near the cross"
  )
}

/// The map of words, each class in a color of its own.
func mapFigure(_ map: WordMap) -> Figure {
  var next = 0
  let points = map.kinds.map { kind in
    let range = next..<next + kind.words.count
    next = range.upperBound
    return Points(
      kind.name, x: range.map { map.places[$0, 0] },
      y: range.map { map.places[$0, 1] },
      labels: kind.words)
  }
  return Figure(
    ScatterChart(
      x: Axis("first direction"), y: Axis("second direction"), points: points,
      height: 500),
    "02-map",
    caption:
      "The six most frequent words of five classes, seen from the two directions in which they differ most.",
    alternative:
      "A map of words from the harbor stories, in which words of one class lie close together"
  )
}

/// How similar sentences are, by their bags of words and by the mean vectors of their words.
func sentencesFigure(bags: [[Float]], means: [[Float]]) -> Figure {
  let labels = ["fisherman, net", "sailor, rope", "baker, bread", "cook, pie"]
  return Figure(
    Panels(
      columns: 1,
      [
        HeatMap(
          title: "bags of words", rows: labels, values: bags, range: 0...1,
          decimals: 2),
        HeatMap(
          title: "mean vectors", rows: labels, values: means, range: 0...1,
          decimals: 2),
      ], panelHeight: 190),
    "02-sentences",
    caption:
      "How similar the four sentences are, by the words they share and by the mean of their words' vectors.",
    alternative: "Two 4 by 4 heat maps of cosines between sentences")
}
