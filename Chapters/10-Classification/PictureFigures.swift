import Ground
import Literate
import Networks
import Tensors

// MARK: - Bitmaps

extension Canvas {
  /// Draws the pixels of a picture (H, W, 1), the brighter the darker; neighbors of one shade are one stroke.
  fileprivate mutating func bitmap(
    _ pixels: Tensor, at corner: Point, pixel: Double, color: Color = .ink
  ) {
    let (height, width) = (pixels.shape[0], pixels.shape[1])
    let levels = 5.0
    func level(_ i: Int, _ j: Int) -> Double {
      (min(max(Double(pixels[i, j, 0]), 0), 1) * levels).rounded() / levels
    }
    for i in 0..<height {
      var j = 0
      while j < width {
        let shade = level(i, j)
        let first = j
        while j < width, level(i, j) == shade { j += 1 }
        guard shade > 0 else { continue }
        rectangle(
          Box(
            x: corner.x + Double(first) * pixel,
            y: corner.y + Double(i) * pixel, width: Double(j - first) * pixel,
            height: pixel), fill: color, opacity: shade)
      }
    }
    rectangle(
      Box(
        x: corner.x, y: corner.y, width: Double(width) * pixel,
        height: Double(height) * pixel), stroke: .ink, width: 0.6)
  }
}

/// Some of the pictures, in a row or two.
func digitsFigure(_ middle: Pictures, _ everywhere: Pictures) -> Figure {
  let (pixel, count) = (3.1, 9)
  let (side, step) = (14 * pixel, 14 * pixel + 7)
  return Figure(
    Sketch(
      "Small pictures of single digits.", width: Double(count) * step + 5,
      height: 2 * (side + 28)
    ) { canvas in
      for (row, pictures) in [middle, everywhere].enumerated() {
        let top = 22 + Double(row) * (side + 28)
        canvas.text(
          ["middle", "anywhere"][row], at: Point(6, top - 10), size: 13)
        for n in 0..<count {
          canvas.bitmap(
            pictures.x.row(n), at: Point(6 + Double(n) * step, top),
            pixel: pixel)
        }
      }
    }, "10-digits",
    caption:
      "Digits of 14 × 14 pixels, some of them bold, with noise. In the upper row they stand in the middle, give or take a pixel; in the lower row anywhere.",
    alternative:
      "Two rows of nine small gray bitmaps, each with one digit; in the lower row the digits stand at all sorts of places"
  )
}

/// A window on a picture, and what pooling keeps.
func convolution2DFigure(_ picture: Tensor, _ W: Tensor, _ y: Tensor) -> Figure
{
  let pixel = 12.0
  let pooled = Tensor(
    (0..<36).map { k in
      let (i, j) = (k / 6 * 2, k % 6 * 2)
      return max(y[i, j, 0], y[i, j + 1, 0], y[i + 1, j, 0], y[i + 1, j + 1, 0])
    }, shape: [6, 6, 1])
  func shown(_ x: Tensor) -> Tensor { x.map { max(0, $0) } / x.max() }
  let place = y.reshaped(1, -1).argmax()[0]
  let (row, column) = (Double(place / 12), Double(place % 12))
  return Figure(
    Sketch("A filter slides over a picture.", width: 452, height: 376) {
      canvas in
      canvas.text("x (14, 14, 1)", at: Point(92, 14), anchor: .middle)
      canvas.bitmap(picture, at: Point(8, 30), pixel: pixel)
      canvas.rectangle(
        Box(
          x: 8 + column * pixel, y: 30 + row * pixel, width: 36, height: 36),
        stroke: .orange, width: 2.5)
      canvas.text("W", at: Point(236, 68), anchor: .middle)
      for i in 0..<3 {
        for j in 0..<3 {
          let w = W[3 * i + j, 0]
          canvas.rectangle(
            Box(
              x: 206 + Double(j) * 20, y: 80 + Double(i) * 20, width: 20,
              height: 20), stroke: .ink, width: 0.6)
          canvas.text(
            format(w, decimals: 0),
            at: Point(216 + Double(j) * 20, 90 + Double(i) * 20),
            anchor: .middle, color: w < 0 ? .orange : .blue)
        }
      }
      canvas.text("y (12, 12, 1)", at: Point(372, 14), anchor: .middle)
      canvas.bitmap(shown(y), at: Point(300, 42), pixel: pixel, color: .blue)
      canvas.rectangle(
        Box(
          x: 300 + column * pixel, y: 42 + row * pixel, width: 12, height: 12),
        stroke: .orange, width: 2.5)
      canvas.arrow(from: Point(180, 110), to: Point(200, 110), color: .orange)
      canvas.arrow(from: Point(272, 110), to: Point(294, 110), color: .orange)
      canvas.arrow(from: Point(372, 190), to: Point(372, 220), color: .green)
      canvas.text("pooled (6, 6, 1)", at: Point(290, 298), anchor: .end)
      canvas.bitmap(
        shown(pooled), at: Point(300, 226), pixel: 2 * pixel, color: .green)
    }, "10-convolution-2d",
    caption:
      "A filter of 3 × 3 pixels that looks for upright strokes, on a 4, and where it finds most (orange). Where a stroke lies under its middle column y is large; what came out below 0 is drawn white. Pooling keeps of each square of four the largest number.",
    alternative:
      "A bitmap of a 4 with an orange frame of 3 by 3 pixels on its upright stroke, the nine numbers of a filter, a blue bitmap in which the upright stroke of the 4 is dark, and a green one of half the size"
  )
}

/// Accuracy by how far the digits are moved from where they were in training.
func shiftFigure(
  _ shifts: [Int], _ nets: [(name: String, shares: [[Float]])]
) -> Figure {
  Figure(
    LineChart(
      x: Axis("pixels to the right"), y: Axis("right, %", range: 0...102),
      series: nets.map { net in
        Series(
          net.name, x: shifts,
          y: shifts.indices.map { k in Tensor(net.shares.map { $0[k] }).mean() }
        )
      },
      bands: nets.map { net in
        Band(
          net.name, x: shifts,
          lower: shifts.indices.map { k in net.shares.map { $0[k] }.min()! },
          upper: shifts.indices.map { k in net.shares.map { $0[k] }.max()! })
      }, height: 340),
    "10-shift",
    caption:
      "Nets that learned from digits in the middle, give or take a pixel, on digits moved to the left and right. Lines are means of three seeds, shades their spread.",
    alternative:
      "A line chart from −4 to 4 pixels: the affine layer and the hidden layer are good at −1 to 1 and fall steeply on both sides, the convolution stays high everywhere"
  )
}

/// A picture of digits, and for each sign written where the reader looked.
///
/// - Parameter looks: for each sign its weights over the places, (rows · columns) each.
func looksFigure(
  _ picture: Tensor, signs: [String], looks: [Tensor], rows: Int, columns: Int
) -> Figure {
  let pixel = 5.0
  let (height, width) = (
    Double(picture.shape[0]) * pixel, Double(picture.shape[1]) * pixel
  )
  let square = height / Double(rows)
  return Figure(
    Sketch(
      "Where a reader of digits looked.", width: 2 * width + 114,
      height: Double((looks.count + 1) / 2) * (height + 14) + 4
    ) { canvas in
      for (t, look) in looks.enumerated() {
        let corner = Point(
          42 + Double(t % 2) * (width + 66), 4 + Double(t / 2) * (height + 14))
        canvas.text(
          signs[t], at: Point(corner.x - 22, corner.y + height / 2),
          anchor: .middle, size: signs[t].count > 1 ? 12 : 22, bold: true)
        canvas.bitmap(picture, at: corner, pixel: pixel)
        let most = look.max()
        for place in 0..<rows * columns where look[place] > 0.03 * most {
          canvas.rectangle(
            Box(
              x: corner.x + Double(place % columns) * square,
              y: corner.y + Double(place / columns) * square, width: square,
              height: square), fill: .orange,
            opacity: 0.75 * Double(look[place] / most))
        }
      }
    }, "10-looks",
    caption:
      "A picture that the reader hasn't seen before. Beside each copy stands the sign that is being written, and over it, in orange, where the decoder looks while it writes it; the strongest look of each step is the brightest.",
    alternative:
      "The same bitmap of a row of digits once for each sign; an orange spot lies on the digit that is being written, and moves to the right from copy to copy"
  )
}

/// What three nets cost, and what they get right of digits anywhere.
func netsTable(
  _ nets: [(name: String, parameters: Int, shares: [Float])]
) -> Table {
  Table(
    columns: [
      "net", "parameters", "right anywhere, %", "worst and best of three",
    ],
    rows: nets.map { net in
      [
        net.name, net.parameters, Tensor(net.shares).mean(),
        "\(format(net.shares.min()!, decimals: 1))–\(format(net.shares.max()!, decimals: 1))",
      ]
    }, decimals: 1)
}

/// How much of the weight lies on the digit that is being written, in percent, over numbers that are read right.
struct DigitLooks {
  /// In the picture's own map, and in that of another picture with as many digits.
  let own, strange: Float

  init(of reader: NumberReader, on exam: Pictures) {
    let answers = (0..<exam.count).map { n in
      reader.answer(to: exam.x.rows(n..<n + 1))
    }
    let right = answers.indices.filter {
      answers[$0].signs == exam.digits[$0] + [reader.end]
    }
    var (own, strange, count): (Float, Float, Float) = (0, 0, 0)
    for length in 2...4 {
      let rows = right.filter { exam.digits[$0].count == length }
      for (k, n) in rows.enumerated() {
        let other = rows[(k + 1) % rows.count]
        for (t, left) in exam.lefts[n].enumerated() {
          own += DigitLooks.weight(answers[n].looks[t], from: left)
          strange += DigitLooks.weight(answers[other].looks[t], from: left)
          count += 1
        }
      }
    }
    (self.own, self.strange) = (100 * own / count, 100 * strange / count)
  }

  /// The weight on the columns, four pixels wide each, under a digit that begins at `left`.
  private static func weight(_ look: Tensor, from left: Int) -> Float {
    (left / 4...(left + 4) / 4).reduce(0) { sum, column in
      sum + look[column] + look[8 + column] + look[16 + column]
    }
  }
}
