import Ground

/// The level lines of a surface, with paths over it: optimizers on their way down.
///
///     ContourChart(x: Axis("x", range: -10...10), y: Axis("y", range: -5...5), paths: [
///       Series("SGD", x: xs, y: ys, marker: .circle),
///     ]) { x, y in x * x / 20 + y * y }
package struct ContourChart: Picture {
  package var title: String?
  package var x, y: Axis
  package var levels: [Double]
  package var paths: [Series]
  /// Where the surface is lowest, marked with a plus.
  package var minimum: (x: Double, y: Double)?
  package var size: Box
  /// The surface at the crossings of an even grid, the first row at the lowest y.
  private let heights: [[Double]]

  /// Level lines of `surface` over the axes' ranges; `levels` are spaced like those of a bowl with
  /// even steps, unless given.
  package init(
    title: String? = nil, x: Axis, y: Axis, levels: [Double]? = nil, paths: [Series] = [],
    minimum: (x: Double, y: Double)? = nil, width: Double = Canvas.pageWidth, height: Double = 340,
    surface: (_ x: Double, _ y: Double) -> Double
  ) {
    guard let across = x.range, let up = y.range else {
      require(
        false, "A contour chart needs the ranges of both axes, “\(x.label)” and “\(y.label)”.")
      fatalError()
    }
    let steps = 80
    heights = (0...steps).map { row in
      (0...steps).map { column in
        surface(
          across.lowerBound + (across.upperBound - across.lowerBound) * Double(column)
            / Double(steps),
          up.lowerBound + (up.upperBound - up.lowerBound) * Double(row) / Double(steps))
      }
    }
    let finite = heights.joined().filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    self.levels = levels ?? (1...9).map { low + (high - low) * Double($0 * $0) / 100 }
    (self.title, self.x, self.y, self.paths, self.minimum) = (title, x, y, paths, minimum)
    size = .size(width, height)
  }

  package var summary: String {
    "Level lines of a surface over \(x.label) and \(y.label)"
      + (paths.isEmpty ? "." : ", with the paths of \(paths.map(\.name).joined(separator: ", ")).")
  }

  package var legend: [LegendEntry] {
    paths.count > 1 ? paths.enumerated().map { $1.legendEntry($0) } : []
  }

  package func draw(on canvas: inout Canvas, in box: Box) {
    let frame = Frame(
      on: &canvas, in: box, x: x, y: y, xData: [], yData: [], padding: (.none, .none), grid: false)
    let (columns, rows) = (Double(heights[0].count - 1), Double(heights.count - 1))
    for level in levels {
      let lines = LevelLines.trace(heights, at: level).map { line in
        line.map { crossing in
          Point(
            frame.plot.left + crossing.x / columns * frame.plot.width,
            frame.plot.bottom - crossing.y / rows * frame.plot.height)
        }
      }
      let path = lines.map { Canvas.path($0) }.joined()
      if !path.isEmpty { canvas.path(path, stroke: .ink, opacity: 0.55) }
    }
    if let minimum {
      canvas.markers(.plus, at: [frame(minimum.x, minimum.y)], color: .ink, radius: 5)
    }
    for (index, path) in paths.enumerated() {
      canvas.series(path, index, along: zip(path.x, path.y).map { frame($0, $1) }, in: frame.plot)
    }
  }
}

/// Level lines of a grid of heights by marching squares (Lorensen and Cline, 1987, in the plane).
enum LevelLines {
  /// An edge of the grid: from a crossing to its right or upper neighbor.
  private struct Edge: Hashable {
    let row, column: Int
    let isUpright: Bool
  }

  /// The lines where the surface passes `level`, in grid steps; closed ones end where they start.
  static func trace(_ heights: [[Double]], at level: Double) -> [[Point]] {
    var neighbors: [Edge: [Edge]] = [:]
    var order: [Edge] = []
    for row in 0..<heights.count - 1 {
      let (lower, upper) = (heights[row], heights[row + 1])
      for column in 0..<lower.count - 1 {
        // The level passes few squares; the others are to cost little.
        let isAbove = lower[column] > level
        if isAbove == (lower[column + 1] > level), isAbove == (upper[column] > level),
          isAbove == (upper[column + 1] > level)
        {
          continue
        }
        for (from, to) in stretches(heights, row, column, level) {
          for (edge, other) in [(from, to), (to, from)] {
            if neighbors[edge] == nil { order.append(edge) }
            neighbors[edge, default: []].append(other)
          }
        }
      }
    }
    // Open lines from their ends first, then the closed ones.
    let starts = order.filter { neighbors[$0]?.count == 1 } + order
    var lines: [[Point]] = []
    for start in starts {
      var line = [start]
      while let here = line.last, let next = neighbors[here]?.first {
        neighbors[here]?.removeFirst()
        if let back = neighbors[next]?.firstIndex(of: here) { neighbors[next]?.remove(at: back) }
        line.append(next)
      }
      if line.count > 1 { lines.append(line.map { crossing(heights, $0, level) }) }
    }
    return lines
  }

  /// The stretches of the level line across one square of the grid.
  private static func stretches(_ heights: [[Double]], _ row: Int, _ column: Int, _ level: Double)
    -> [(Edge, Edge)]
  {
    let corners = [
      heights[row][column], heights[row][column + 1], heights[row + 1][column + 1],
      heights[row + 1][column],
    ]
    guard corners.allSatisfy(\.isFinite) else { return [] }
    // The square's edges: lower, right, upper, left, each between a corner and the next.
    let edges = [
      Edge(row: row, column: column, isUpright: false),
      Edge(row: row, column: column + 1, isUpright: true),
      Edge(row: row + 1, column: column, isUpright: false),
      Edge(row: row, column: column, isUpright: true),
    ]
    let above = corners.map { $0 > level }
    let crossed = (0..<4).filter { above[$0] != above[($0 + 1) % 4] }
    if crossed.count == 2 { return [(edges[crossed[0]], edges[crossed[1]])] }
    guard crossed.count == 4 else { return [] }
    // A saddle: the middle decides which corners hang together.
    let middleAbove = corners.reduce(0, +) / 4 > level
    return middleAbove == above[0]
      ? [(edges[0], edges[1]), (edges[2], edges[3])] : [(edges[3], edges[0]), (edges[1], edges[2])]
  }

  /// Where the level line crosses an edge, by linear interpolation.
  private static func crossing(_ heights: [[Double]], _ edge: Edge, _ level: Double) -> Point {
    let from = heights[edge.row][edge.column]
    let to =
      edge.isUpright
      ? heights[edge.row + 1][edge.column] : heights[edge.row][edge.column + 1]
    let share = (level - from) / (to - from)
    return edge.isUpright
      ? Point(Double(edge.column), Double(edge.row) + share)
      : Point(Double(edge.column) + share, Double(edge.row))
  }
}
