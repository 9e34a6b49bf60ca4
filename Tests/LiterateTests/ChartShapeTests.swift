import Foundation
import Testing

@testable import Literate

@Suite struct ChartShapeTests {
  /// The corners of path data of the form M x,y L x,y …, one list for each stroke.
  private func strokes(_ data: String) -> [[Point]] {
    data.split(separator: "M").map { stroke in
      stroke.replacing("L", with: " ").replacing("h0", with: "").replacing("z", with: "")
        .split(separator: " ").map { place in
          let parts = place.split(separator: ",").compactMap { Double($0) }
          return Point(parts[0], parts[1])
        }
    }
  }

  @Test func numbersThatAreNotFiniteLeaveGaps() {
    let points = [(0.0, 0.0), (1, 2), (2, .nan), (3, 1), (4, 5), (5, .nan), (6, 2)].map {
      Point($0, $1)
    }
    #expect(Canvas.path(points) == "M0,0L1,2M3,1L4,5M6,2h0")
    #expect(Canvas.path([]) == "")
    let chart = LineChart(
      x: Axis("x"), y: Axis("y"), series: [Series("s", [1, 2, .nan, 3, .infinity, 4, 5])])
    let line = chart.svg.split(separator: "\n").filter {
      $0.contains("stroke=\"\(Color.blue.hex)\"")
    }
    #expect(line.count == 1)
    #expect(line[0].count { $0 == "M" } == 3)
  }

  @Test func simplifiedLinesStayCloseToTheirPoints() {
    var noise = Noise(seed: 8)
    var height = 100.0
    let points = (0..<900).map { step -> Point in
      if step % 50 == 0 { height += 30 * (noise.next() - 0.5) }
      height += step % 100 < 60 ? 0.1 : noise.next() - 0.5
      return Point(Double(step) * 0.7, height)
    }
    let corners = strokes(Canvas.path(points))[0]
    #expect(corners.count < points.count)
    for point in points {
      let nearest = zip(corners, corners.dropFirst()).map { Canvas.distance(point, $0, $1) }.min()!
      // 0.05 for what is left out and as much again, each way, for rounding to tenths.
      #expect(nearest < 0.05 + 0.05 * 2.0.squareRoot())
    }
  }

  @Test func longLinesKeepTheHighsAndLowsOfEachPixel() {
    var noise = Noise(seed: 9)
    let points = (0..<50_000).map { Point(Double($0) / 100, 300 * noise.next()) }
    let corners = strokes(Canvas.path(points))[0]
    #expect(corners.count <= 4 * 500)
    for pixel in stride(from: 0.0, to: 500, by: 50) {
      let before = points.filter { $0.x >= pixel && $0.x < pixel + 1 }.map(\.y)
      // Rounding to tenths can move a corner across a pixel's edge.
      let after = corners.filter { $0.x >= pixel - 0.1 && $0.x < pixel + 1.1 }.map(\.y)
      #expect(after.max()! >= before.max()! - 0.06 && after.min()! <= before.min()! + 0.06)
    }
  }

  @Test func linesEndAtTheEdgeOfThePlot() {
    let box = Box(x: 0, y: 0, width: 10, height: 10)
    let points = [Point(-5, 5), Point(5, 5), Point(5, 25), Point(8, 25), Point(8, 5)]
    #expect(Canvas.path(Canvas.clipped(points, to: box)) == "M0,5L5,5 5,10M8,10L8,5")
    #expect(Canvas.clipped([Point(20, 20), Point(30, 5)], to: box).allSatisfy { !$0.isFinite })
    #expect(Canvas.path(Canvas.clipped([Point(1, 1)], to: box)) == "M1,1h0")
    #expect(
      Canvas.path(Canvas.clipped([Point(1, 1), Point(.nan, 0), Point(2, 2)], to: box))
        == "M1,1h0M2,2h0")
  }

  @Test func histogramsCountEachValueOnce() {
    let values = [0.0, 0.1, 0.25, 0.5, 0.75, 0.99, 1, 1.5, -2, .nan]
    let histogram = Histogram(values, x: Axis("x", range: 0...1), bins: 4)
    #expect(histogram.shares(in: 0...1) == [0.2, 0.1, 0.1, 0.3])
  }

  @Test func barsAreAsLongAsTheirNumbers() throws {
    let chart = BarChart(
      categories: ["a", "b"], value: Axis("v", range: 0...4), bars: [Bars("s", [1, 4])],
      showsValues: false)
    let reading = try #require(Reading(chart.svg))
    let heights = zip(reading.elements, reading.attributes).filter { $0.0 == "rect" }
      .compactMap { Double($0.1["height"] ?? "") }
    #expect(heights.count == 2)
    // Coordinates are written to a hundredth.
    #expect(abs(heights[1] - 4 * heights[0]) < 0.03)
  }

  /// A bar would begin at zero, which a logarithmic axis doesn't have.
  @Test(arguments: [BarChart.Direction.upward, .rightward])
  func barsAreDotsOnALogarithmicAxis(direction: BarChart.Direction) throws {
    let chart = BarChart(
      categories: ["a", "b"], value: Axis("seconds", .logarithmic), bars: [Bars("s", [1, 400])],
      direction: direction)
    let reading = try #require(Reading(chart.svg))
    #expect(reading.elements.count { $0 == "rect" } == 0)
    #expect(reading.elements.count { $0 == "circle" } == 2)
    #expect(reading.text["text"]?.contains("seconds (log scale)") == true)
  }

  @Test func barNumbersShareTheirDecimals() throws {
    let chart = BarChart(categories: ["a", "b"], value: Axis("v"), bars: [Bars("s", [0.9, 0.25])])
    let texts = try #require(Reading(chart.svg)?.text["text"])
    #expect(texts.contains("0.90") && texts.contains("0.25"))
  }

  @Test func decisionRegionsCoverEachCellExactlyOnce() {
    var noise = Noise(seed: 4)
    for size in [(1, 1), (3, 5), (17, 9), (40, 40)] {
      let grid = (0..<size.0).map { _ in (0..<size.1).map { _ in Int(noise.next() * 3) } }
      var covered = grid.map { $0.map { _ in [Int]() } }
      for index in 0..<3 {
        for cells in DecisionRegions.rectangles(of: index, in: grid) {
          for row in cells.rows {
            for column in cells.columns { covered[row][column].append(index) }
          }
        }
      }
      #expect(covered == grid.map { $0.map { [$0] } })
    }
  }

  @Test func decisionRegionsOfOneClassAreOneRectangle() {
    let grid = Array(repeating: Array(repeating: 2, count: 30), count: 20)
    #expect(
      DecisionRegions.rectangles(of: 2, in: grid) == [
        DecisionRegions.Cells(rows: 0..<20, columns: 0..<30)
      ])
    #expect(DecisionRegions.rectangles(of: 0, in: grid).isEmpty)
  }

  @Test func levelLinesOfABowlAreCircles() throws {
    let steps = 60
    let heights = (0...steps).map { row in
      (0...steps).map { column -> Double in
        let (x, y) = (Double(column) - 30, Double(row) - 30)
        return x * x + y * y
      }
    }
    let lines = LevelLines.trace(heights, at: 400.5)
    let circle = try #require(lines.first)
    #expect(lines.count == 1 && circle.first == circle.last)
    let radius = 400.5.squareRoot()
    // Linear interpolation of a square is off by at most 1/4 of the step's square in height, so by
    // 1/(8 r) and a term of 1/r³ in radius.
    #expect(
      circle.allSatisfy { abs(($0 - Point(30, 30)).length - radius) < 1 / (8 * radius) + 1e-5 })
    let length = zip(circle, circle.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0).length }
    #expect(abs(length / (2 * Double.pi * radius) - 1) < 0.01)
  }

  @Test func levelLinesThatLeaveTheGridAreOpen() {
    let slope = (0...4).map { _ in (0...4).map { Double($0) } }
    let lines = LevelLines.trace(slope, at: 1.5)
    #expect(lines.count == 1)
    #expect(lines[0].allSatisfy { $0.x == 1.5 } && lines[0].count == 5)
    #expect(LevelLines.trace(slope, at: 9).isEmpty)
  }
}

@Suite struct ChartLabelTests {
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func noTwoLabelsOfAWordMapOverlap(_ seed: UInt64) {
    var noise = Noise(seed: seed)
    let plot = Box(x: 50, y: 10, width: 640, height: 500)
    let tags = (0..<100).map { index in
      PointLabels.Tag(
        text: "word\(index * index)",
        point: Point(
          370 + 300 * (noise.next() + noise.next() - 1),
          260 + 240 * (noise.next() + noise.next() - 1)))
    }
    let placed = PointLabels.place(tags, around: tags.map(\.point), in: plot).compactMap { $0 }
    #expect(placed.count == tags.count)
    for (index, label) in placed.enumerated() {
      #expect(plot.contains(label.box))
      for other in placed[..<index] { #expect(!label.box.overlaps(other.box)) }
      // A label that can't stand beside its point has a line to it.
      let gap = max(
        abs(label.position.x - tags[index].point.x) - label.box.width / 2,
        abs(label.position.y - tags[index].point.y) - label.box.height / 2)
      #expect(gap < 9 || label.leader != nil)
    }
  }

  @Test func aLabelWithRoomStandsToTheRightOfItsPoint() throws {
    let tag = PointLabels.Tag(text: "boat", point: Point(50, 50))
    let plot = Box(x: 0, y: 0, width: 100, height: 100)
    let placed = try #require(PointLabels.place([tag], around: [tag.point], in: plot)[0])
    #expect(placed.leader == nil && placed.position.y == 50 && placed.box.left == 55)
  }
}
