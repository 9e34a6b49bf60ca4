/// The placing of names beside the points of a map so that no two overlap.
enum PointLabels {
  /// The size of a label's text, in pixels.
  static let textSize = 12.0

  /// A name that belongs to a point.
  struct Tag {
    let text: String
    let point: Point
  }

  /// Where a label ended up: the middle of its text, its box, and a line to its point if it is far.
  struct Placed {
    let position: Point
    let box: Box
    let leader: [Point]?
  }

  /// A place for each label, in the same order: the nearest to its point that covers no label
  /// placed before and, if possible, no marker. The most crowded points choose first. A label that
  /// finds no room near its point is left out.
  static func place(_ tags: [Tag], around markers: [Point], in plot: Box) -> [Placed?] {
    var placed: [Placed?] = Array(repeating: nil, count: tags.count)
    for index in crowdedFirst(tags) {
      let others = placed.compactMap { $0 }
      placed[index] = bestPlace(for: tags[index], others, markers, plot)
    }
    return placed
  }

  private static func crowdedFirst(_ tags: [Tag]) -> [Int] {
    let neighbors = tags.map { tag in tags.count { ($0.point - tag.point).length < 50 } }
    return tags.indices.sorted { (neighbors[$1], $0) < (neighbors[$0], $1) }
  }

  /// The sides of a point, best first: right, left, above, below, and between.
  private static let sides: [Point] = [
    Point(1, 0), Point(-1, 0), Point(0, -1), Point(0, 1), Point(0.8, -0.8), Point(0.8, 0.8),
    Point(-0.8, -0.8), Point(-0.8, 0.8), Point(0.4, -1), Point(0.4, 1), Point(-0.4, -1),
    Point(-0.4, 1),
  ]

  private static func bestPlace(
    for tag: Tag, _ others: [Placed], _ markers: [Point], _ plot: Box
  ) -> Placed? {
    let width = Canvas.width(of: tag.text, size: textSize)
    var best: (cost: Double, placed: Placed)?
    for gap in stride(from: 5.0, through: 90, by: 5) {
      for (rank, side) in sides.enumerated() {
        let offset = Point(side.x * (width / 2 + gap), side.y * (textSize / 2 + gap))
        let center = tag.point + offset
        let box = Box(
          x: center.x - width / 2, y: center.y - textSize / 2, width: width, height: textSize)
        let room = box.cut(left: -2, top: -1, right: -2, bottom: -1)
        guard plot.contains(box), !others.contains(where: { $0.box.overlaps(room) }) else {
          continue
        }
        let covered = markers.count { marker in
          marker != tag.point
            && box.cut(left: -3, top: -3, right: -3, bottom: -3).contains(marker)
        }
        let leader = gap > 8 ? leader(from: tag.point, to: box) : nil
        let crossed =
          leader.map { line in
            others.count { $0.box.touches(line[0], line[1]) || crosses($0.leader, line) }
          } ?? 0
        let runOver = others.count { other in
          other.leader.map { room.touches($0[0], $0[1]) } ?? false
        }
        let cost = 100 * Double(covered) + 40 * Double(crossed + runOver) + 2 * gap + Double(rank)
        if cost < best?.cost ?? .infinity {
          best = (cost, Placed(position: center, box: box, leader: leader))
        }
      }
      // Farther places only cost more.
      if let best, best.cost <= 2 * (gap + 5) { break }
    }
    return best?.placed
  }

  /// From the edge of a marker to the nearest point of a label's box.
  private static func leader(from point: Point, to box: Box) -> [Point] {
    let end = Point(
      min(max(point.x, box.left), box.right), min(max(point.y, box.top), box.bottom))
    let way = end - point
    return way.length > 5 ? [point + way * (4 / way.length), end] : [point, end]
  }

  private static func crosses(_ a: [Point]?, _ b: [Point]) -> Bool {
    guard let a else { return false }
    func side(_ p: Point, _ q: Point, _ r: Point) -> Bool {
      (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x) > 0
    }
    return side(a[0], a[1], b[0]) != side(a[0], a[1], b[1])
      && side(b[0], b[1], a[0]) != side(b[0], b[1], a[1])
  }
}
