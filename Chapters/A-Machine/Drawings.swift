import Literate

/// The bits of 0.1 in three formats, one under the other.
func bitsFigure(single: String, brain: String, half: String) -> Figure {
  let formats = [
    ("Float32", single), ("bfloat16", brain), ("Float16", half),
  ]
  let sketch = Sketch(
    "The bits of 0.1 in three formats.", width: 456, height: 200
  ) { canvas in
    for (x, name, color) in [
      (4.0, "sign", Color.orange), (43, "exponent", .green),
      (130, "fraction", .blue),
    ] {
      canvas.text(name, at: Point(x, 14), color: color, bold: true)
    }
    for (row, (name, bits)) in formats.enumerated() {
      let y = 46 + 60 * Double(row)
      canvas.text(name, at: Point(4, y - 11), bold: true)
      let parts = bits.split(separator: " ")
      var x = 4.0
      for (part, color) in zip(parts, [Color.orange, .green, .blue]) {
        for bit in part {
          canvas.rectangle(
            Box(x: x, y: y, width: 13, height: 28), fill: color,
            stroke: color, radius: 2, opacity: 0.25)
          canvas.text(String(bit), at: Point(x + 6.5, y + 14), anchor: .middle)
          x += 14
        }
      }
    }
  }
  return Figure(
    sketch, "A-bits",
    caption:
      "The number 0.1 in three formats. bfloat16 is the upper half of a Float32, rounded; Float16 has a shorter exponent and a longer fraction.",
    alternative:
      "Three rows of bits in three colors: Float32 with 1, 8 and 23 bits, bfloat16 with 1, 8 and 7, Float16 with 1, 5 and 10"
  )
}

/// A matrix of 4 × 32 numbers as it lies in memory, two lines to a row.
func linesFigure() -> Figure {
  let sketch = Sketch(
    "A matrix in memory, line by line.", width: 448, height: 246
  ) { canvas in
    for row in 0..<4 {
      let y = 34 + 28 * Double(row)
      canvas.text("row \(row)", at: Point(6, y + 10))
      for column in 0..<32 {
        let color = column < 16 ? Color.blue : .green
        let isFirst = column == 0
        canvas.rectangle(
          Box(x: 48 + 12.3 * Double(column), y: y, width: 10.5, height: 20),
          fill: isFirst ? Color.orange : color, stroke: color, radius: 2,
          opacity: isFirst ? 0.8 : 0.25)
      }
    }
    canvas.text(
      "one line: 16 numbers, 64 bytes", at: Point(146, 18), anchor: .middle,
      color: .blue)
    canvas.text(
      "the next line", at: Point(343, 18), anchor: .middle, color: .green)
    canvas.text("in memory", at: Point(6, 176), bold: true)
    for row in 0..<4 {
      for half in 0..<2 {
        let x = 48 + 49.2 * Double(2 * row + half)
        let color = half == 0 ? Color.blue : .green
        canvas.rectangle(
          Box(x: x, y: 190, width: 47, height: 22), fill: color, stroke: color,
          radius: 2, opacity: 0.25)
        canvas.text(
          "row \(row)", at: Point(x + 26, 201), anchor: .middle)
        if half == 0 {
          canvas.rectangle(
            Box(x: x, y: 190, width: 5, height: 22), fill: .orange,
            opacity: 0.8)
        }
      }
    }
    canvas.text(
      "Column 0 takes one number of each of four lines.", at: Point(48, 232),
      color: .orange)
  }
  return Figure(
    sketch, "A-lines",
    caption:
      "A matrix of 4 × 32 numbers, and how it lies in memory: row after row, in lines of 64 bytes. A walk along a row uses all sixteen numbers of a line; a walk down a column uses one.",
    alternative:
      "A grid of four rows of 32 boxes, each row made of two lines of 16; below it the eight lines in a row, with the first number of every second one marked"
  )
}

/// What a tile reads in one step: a column of A's block, a row of B's panel.
func tileFigure() -> Figure {
  let sketch = Sketch(
    "A tile of C, with the numbers of A and B that one step needs.", width: 448,
    height: 318
  ) { canvas in
    func matrix(_ name: String, _ box: Box, _ shape: String) {
      canvas.rectangle(box, stroke: .ink, radius: 2)
      canvas.text(
        "\(name) (\(shape))", at: Point(box.x + 4, box.y - 10), bold: true)
    }
    func fill(_ box: Box, _ color: Color, _ opacity: Double) {
      canvas.rectangle(box, fill: color, stroke: color, opacity: opacity)
    }
    matrix("A", Box(x: 6, y: 174, width: 134, height: 130), "m, k")
    matrix("B", Box(x: 168, y: 24, width: 272, height: 124), "k, n")
    matrix("C", Box(x: 168, y: 174, width: 272, height: 130), "m, n")
    fill(Box(x: 250, y: 24, width: 64, height: 62), .green, 0.22)
    fill(Box(x: 250, y: 52, width: 64, height: 6), .green, 0.9)
    fill(Box(x: 6, y: 210, width: 92, height: 24), .orange, 0.22)
    fill(Box(x: 47, y: 210, width: 6, height: 24), .orange, 0.9)
    fill(Box(x: 250, y: 210, width: 64, height: 24), .blue, 0.5)
    canvas.text("256 steps of p", at: Point(322, 36), color: .green)
    canvas.text("16 numbers of B", at: Point(322, 57), color: .green)
    canvas.text("4 numbers of A", at: Point(12, 248), color: .orange)
    canvas.text("4 × 16 sums,", at: Point(322, 216), color: .blue)
    canvas.text("in registers", at: Point(322, 232), color: .blue)
  }
  return Figure(
    sketch, "A-tile",
    caption:
      "One step of a tile. Four numbers of A times 16 of B are 64 multiply-adds, whose sums wait in registers. The pale parts are what the tile goes through in 256 steps: a panel of B, a block of A's rows.",
    alternative:
      "Three matrices: A on the left with a strip of four rows, B above with a panel of 16 columns, and C where they cross with a tile of 4 by 16"
  )
}
