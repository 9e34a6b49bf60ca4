import Literate
import Tensors

// MARK: - Rotary positions

/// A query and a key turned by their positions, twice with the same distance between them.
func rotaryFigure() -> Figure {
  Figure(
    Panels(
      columns: 2,
      [TurnedPair(positions: (1, 3)), TurnedPair(positions: (4, 6))],
      width: 460, panelHeight: 246), "09-rotary",
    caption:
      "One pair of columns of a query q and of a key k, before (dashed) and after they are turned by their positions, 0.4 radians a step. Three steps later both have turned further, and the angle between them is the same.",
    alternative:
      "Two circles with two dashed and two solid arrows each. In the second circle both solid arrows have moved on, and the marked angle between them has not changed"
  )
}

/// The same pair of columns of a query and of a key, each turned by its position.
private nonisolated struct TurnedPair: Picture {
  /// Where the query stands, and the key.
  let positions: (query: Int, key: Int)

  var title: String? {
    "q at position \(positions.query), k at position \(positions.key)"
  }
  var summary: String { "Two arrows turned by their positions." }
  var legend: [LegendEntry] { [] }
  var size: Box { Box(x: 0, y: 0, width: 222, height: 220) }

  /// Radians of q and k before they are turned, and for a step.
  private static let (query, key, step): (Float, Float, Float) = (0.1, 0.9, 0.4)

  func draw(on canvas: inout Canvas, in box: Box) {
    let middle = Point(box.x + box.width / 2, box.y + box.height / 2)
    canvas.circle(middle, radius: 82, stroke: .ink)
    let turned = (
      TurnedPair.query + Float(positions.query) * TurnedPair.step,
      TurnedPair.key + Float(positions.key) * TurnedPair.step
    )
    arrow("", TurnedPair.query, .blue, true, middle, &canvas)
    arrow("", TurnedPair.key, .orange, true, middle, &canvas)
    arrow("q", turned.0, .blue, false, middle, &canvas)
    arrow("k", turned.1, .orange, false, middle, &canvas)
    let arc = (0...24).map {
      place(turned.0 + (turned.1 - turned.0) * Float($0) / 24, 34, middle)
    }
    canvas.line(arc, color: .green, width: 3)
  }

  /// A place at an angle and a distance from the middle; angles count against the clock.
  private func place(_ angle: Float, _ far: Double, _ middle: Point) -> Point {
    Point(
      middle.x + far * Double(cos(angle)), middle.y - far * Double(sin(angle)))
  }

  private func arrow(
    _ label: String, _ angle: Float, _ color: Color, _ isBefore: Bool,
    _ middle: Point, _ canvas: inout Canvas
  ) {
    let tip = place(angle, 82, middle)
    canvas.line(
      [middle, tip], color: color, width: isBefore ? 1.5 : 2.5,
      dash: isBefore ? "3 5" : nil, opacity: isBefore ? 0.8 : 1)
    guard !isBefore else { return }
    canvas.line(
      [place(angle + 0.09, 71, middle), tip, place(angle - 0.09, 71, middle)],
      color: color, width: 2.5)
    canvas.text(
      label, at: place(angle, 98, middle), anchor: .middle, size: 16,
      color: color, bold: true)
  }
}

// MARK: - Gates

/// A feed-forward layer without gates, and one with them.
func gatedFigure() -> Figure {
  let plain = Wiring(
    title: "2017: two matrices",
    parts: [
      .text("x", at: (0, 1)), .box("first", at: (1.6, 1), color: .orange),
      .circle("f", at: (3.4, 1)), .box("second", at: (5.2, 1), color: .orange),
      .text("y", at: (6.8, 1)), .text("64", at: (0.7, 0.62)),
      .text("256", at: (2.6, 0.62)), .text("64", at: (6.35, 0.62)),
    ],
    wires: [
      .wire((0, 1), (1.6, 1)), .wire((1.6, 1), (3.4, 1)),
      .wire((3.4, 1), (5.2, 1)), .wire((5.2, 1), (6.8, 1)),
    ], columnWidth: 54, rowHeight: 52)
  let gated = Wiring(
    title: "SwiGLU: three matrices",
    parts: [
      .text("x", at: (0, 1)), .dot(at: (0.8, 1)),
      .box("gate", at: (2, 0), color: .orange), .circle("swish", at: (4, 0)),
      .box("value", at: (2, 2), color: .orange), .circle("×", at: (4, 1)),
      .box("output", at: (5.7, 1), color: .orange), .text("y", at: (7.2, 1)),
      .text("64", at: (0.4, 0.62)), .text("176", at: (2.9, -0.34)),
      .text("176", at: (2.9, 1.66)), .text("64", at: (6.78, 0.62)),
    ],
    wires: [
      .wire((0, 1), (0.8, 1), hasHead: false),
      .wire((0.8, 1), (0.8, 0), (2, 0)), .wire((0.8, 1), (0.8, 2), (2, 2)),
      .wire((2, 0), (4, 0)), .wire((4, 0), (4, 1)),
      .wire((2, 2), (4, 2), (4, 1)), .wire((4, 1), (5.7, 1)),
      .wire((5.7, 1), (7.2, 1)),
    ], columnWidth: 54, rowHeight: 52)
  return Figure(
    Stack([plain, gated]),
    "09-gated",
    caption:
      "A feed-forward layer of 64 columns, and one with gates that has as many weights. Boxes are matrices; round nodes work number by number.",
    alternative:
      "Above, x goes through a matrix, an activation f and a second matrix to y. Below, x goes into two matrices; what comes out of the first passes a swish, is multiplied with what comes out of the second, and a third matrix makes y of it"
  )
}

// MARK: - Shared keys

/// Four heads that have keys of their own, share them in pairs, and share one.
func sharedKeysFigure() -> Figure {
  func heads(_ title: String, keys: Int) -> Diagram {
    let places = (0..<keys).map { Double(4 / keys) * (Double($0) + 0.5) - 0.5 }
    let share = 4 / keys
    return Diagram(
      title: title,
      nodes: (0..<4).map {
        .circle("q\("₁₂₃₄".character($0))", at: (Double($0), 0))
      }
        + places.enumerated().map {
          .box(
            "k\("₁₂₃₄".character($0))\nv\("₁₂₃₄".character($0))", at: ($1, 1),
            name: "keys \($0)", color: .orange)
        },
      arrows: (0..<4).map {
        .arrow("q\("₁₂₃₄".character($0))", to: "keys \($0 / share)")
      }, columnWidth: 72, rowHeight: 66)
  }
  return Figure(
    Stack([
      heads("multi-head", keys: 4), heads("grouped", keys: 2),
      heads("multi-query", keys: 1),
    ]), "09-shared-keys",
    caption:
      "Four heads ask. Each has keys and values of its own, or two heads share them, or all do.",
    alternative:
      "Three drawings of four queries in a row, with keys and values under them. In the first each query has an arrow to its own; in the second two queries share one; in the third all four point to one"
  )
}

extension String {
  /// The character at a place.
  fileprivate func character(_ place: Int) -> Character {
    self[index(startIndex, offsetBy: place)]
  }
}

// MARK: - Smoothed targets

/// The loss of one row by how far the target's score is above all others.
func smoothingFigure(
  leads: [Float], sharp: [Float], smoothed: [Float], best: Float
) -> Figure {
  Figure(
    LineChart(
      x: Axis("the target's score, less that of each other"),
      y: Axis("loss, nats"),
      series: [
        Series("one-hot target", x: leads, y: sharp),
        Series("smoothed by 0.1", x: leads, y: smoothed),
      ], references: [.vertical(best, "best lead")], height: 280),
    "09-smoothing",
    caption:
      "The loss of one row of four scores, three of which are equal. A one-hot target always asks for more; a smoothed one has had enough at some point.",
    alternative:
      "Two curves that fall together at first; one goes on towards zero, the other has its lowest point at the dashed line and rises behind it"
  )
}

// MARK: - What it is worth

/// A row for each recipe; the first is what the others are compared with.
func worthTable(_ outcomes: [StoryOutcome]) -> Table {
  Table(
    columns: [
      "", "perplexity", "lowest", "highest", "difference", "parameters", "kept",
    ],
    rows: outcomes.enumerated().map { row, outcome in
      [
        outcome.recipe.name, outcome.mean, outcome.range.lowerBound,
        outcome.range.upperBound,
        row == 0 ? "" : outcome.comparison(with: outcomes[0]),
        outcome.parameters, outcome.recipe.keptNumbers,
      ]
    }, decimals: 2,
    caption:
      "Perplexity by the word: mean of \(outcomes[0].perplexities.count) runs, the best and the worst of them. Kept: numbers in the cache for each letter."
  )
}

/// How the loss goes on beyond the places that training has seen.
func fartherFigure(_ outcomes: [(name: String, StoryOutcome)]) -> Figure {
  let places = (0..<16).map { 16 * $0 + 8 }
  func summary(_ runs: [[Float]], _ choose: ([Float]) -> Float) -> [Float] {
    places.indices.map { place in choose(runs.map { $0[place] }) }
  }
  return Figure(
    LineChart(
      x: Axis("place in the text"), y: Axis("loss, nats a letter"),
      series: outcomes.map {
        Series(
          $0.name, x: places, y: summary($0.1.farther) { Tensor($0).mean() },
          marker: .circle)
      },
      bands: outcomes.map {
        Band(
          $0.name, x: places, lower: summary($0.1.farther) { $0.min()! },
          upper: summary($0.1.farther) { $0.max()! })
      },
      references: [.vertical(64, "trained up to here")], height: 320),
    "09-farther",
    caption:
      "Models trained on 64 letters read 256. Each point is a mean of sixteen places; the bands hold all runs.",
    alternative:
      "Curves that lie low and level up to place 64 and rise behind it")
}
