import Ground

/// Which class a classifier gives to each place of the plane, with the data over it.
///
///     DecisionRegions(x: Axis("x₁", range: -1...1), y: Axis("x₂", range: -1...1),
///       classes: grid, points: [Points("class 0", x: xs, y: ys), …])
package struct DecisionRegions: Picture {
  package var title: String?
  package var x, y: Axis
  /// classes[row][column]: the class at a cell of a grid over the plane, the first row lowest.
  package var classes: [[Int]]
  /// The data: `points[c]` has the color of class c.
  package var points: [Points]
  package var size: Box

  package init(
    title: String? = nil, x: Axis, y: Axis, classes: [[Int]], points: [Points] = [],
    width: Double = Canvas.pageWidth, height: Double = 460
  ) {
    let count = classes.first?.count ?? 0
    require(
      count > 0 && classes.allSatisfy { row in row.count == count && row.allSatisfy { $0 >= 0 } },
      """
      Decision regions over “\(x.label)” and “\(y.label)” need a grid of classes 0 or above, with \
      rows of equal length.
      """
    )
    require(
      x.range != nil && y.range != nil,
      """
      Decision regions need the ranges of both axes, “\(x.label)” and “\(y.label)”: the plane \
      that their grid covers.
      """
    )
    (self.title, self.x, self.y, self.classes, self.points) = (title, x, y, classes, points)
    size = .size(width, height)
  }

  package var summary: String {
    let count = Set(classes.joined()).count
    return "Decision regions of \(count) classes over \(x.label) and \(y.label)"
      + (points.isEmpty ? "." : ", with \(points.reduce(0) { $0 + $1.x.count }) points.")
  }

  package var legend: [LegendEntry] {
    points.count > 1 ? points.enumerated().map { $1.legendEntry($0) } : []
  }

  package func draw(on canvas: inout Canvas, in box: Box) {
    let frame = Frame(
      on: &canvas, in: box, x: x, y: y, xData: [], yData: [], padding: (.none, .none), grid: false)
    let (width, height) = (
      frame.plot.width / Double(classes[0].count), frame.plot.height / Double(classes.count)
    )
    for index in Set(classes.joined()).sorted() {
      // Coordinates are rounded edge by edge, so that neighbors share theirs.
      let path = DecisionRegions.rectangles(of: index, in: classes).map { cells in
        let left = (frame.plot.left + Double(cells.columns.lowerBound) * width).rounded()
        let right = (frame.plot.left + Double(cells.columns.upperBound) * width).rounded()
        let top = (frame.plot.bottom - Double(cells.rows.upperBound) * height).rounded()
        let bottom = (frame.plot.bottom - Double(cells.rows.lowerBound) * height).rounded()
        return Canvas.path(of: Box(x: left, y: top, width: right - left, height: bottom - top))
      }
      let color = points.indices.contains(index) ? points[index].color(index) : .data(index)
      canvas.path(path.joined(), fill: color, opacity: 0.3, crisp: true)
    }
    canvas.points(points, in: frame, radius: 3)
  }

  /// A block of cells of one class.
  struct Cells: Equatable {
    let rows, columns: Range<Int>
  }

  /// The cells of class `index` in blocks that cover each exactly once: the runs of each row,
  /// merged with the same run of the rows above it.
  static func rectangles(of index: Int, in classes: [[Int]]) -> [Cells] {
    var finished: [Cells] = []
    var open: [Cells] = []
    for (row, line) in classes.enumerated() {
      var next: [Cells] = []
      for run in runs(of: index, in: line) {
        let start = open.first { $0.columns == run }?.rows.lowerBound ?? row
        next.append(Cells(rows: start..<row + 1, columns: run))
      }
      finished += open.filter { block in !next.contains { $0.columns == block.columns } }
      open = next
    }
    return finished + open
  }

  private static func runs(of index: Int, in line: [Int]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for (column, value) in line.enumerated() where value == index {
      if let last = runs.last, last.upperBound == column {
        runs[runs.count - 1] = last.lowerBound..<column + 1
      } else {
        runs.append(column..<column + 1)
      }
    }
    return runs
  }
}
