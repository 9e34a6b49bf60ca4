/// The shape of the points of a class, so that classes are told apart without color.
package enum Marker: Int, CaseIterable, Hashable, Sendable {
  case circle, triangle, square, diamond, cross, plus, pentagon

  /// The shape that class number `index` takes unless it names one.
  static func data(_ index: Int) -> Marker { allCases[index % allCases.count] }

  /// The outline around the origin for a marker of size 1, as steps from the first corner; nil for
  /// the shapes that are drawn as strokes.
  private var corners: [Point]? {
    switch self {
    case .triangle: [Point(0, -1.2), Point(1.1, 0.8), Point(-1.1, 0.8)]
    case .diamond: [Point(0, -1.3), Point(1.15, 0), Point(0, 1.3), Point(-1.15, 0)]
    case .square: [Point(-0.9, -0.9), Point(0.9, -0.9), Point(0.9, 0.9), Point(-0.9, 0.9)]
    case .pentagon:
      [
        Point(0, -1.15), Point(1.1, -0.35), Point(0.68, 0.95), Point(-0.68, 0.95),
        Point(-1.1, -0.35),
      ]
    case .circle, .cross, .plus: nil
    }
  }

  /// Path data for markers at all of `places`.
  fileprivate func path(at places: [Point], radius: Double) -> String {
    let r = radius
    func relative(_ points: [Point]) -> String {
      zip(points, points.dropFirst()).map { Canvas.place(($1 - $0) * r) }.joined(separator: " ")
    }
    return places.map { place in
      switch self {
      // A stroke of no length with round ends is a dot.
      case .circle: return "M\(Canvas.place(place))h0"
      case .cross:
        let (a, b) = (NumberText.coordinate(2 * r), NumberText.coordinate(-2 * r))
        return "M\(Canvas.place(place - Point(r, r)))l\(a),\(a)m\(b),0l\(a),\(b)"
      case .plus:
        let reach = 1.3 * r
        let (a, b) = (NumberText.coordinate(2 * reach), NumberText.coordinate(-reach))
        return "M\(Canvas.place(place - Point(reach, 0)))h\(a)m\(b),\(b)v\(a)"
      case .triangle, .square, .diamond, .pentagon:
        let corners = corners ?? []
        return "M\(Canvas.place(place + corners[0] * r))l\(relative(corners))z"
      }
    }.joined()
  }
}

extension Canvas {
  /// One marker at each of `places`, as a single element.
  mutating func markers(_ marker: Marker, at places: [Point], color: Color, radius: Double = 3.5) {
    let places = places.filter(\.isFinite)
    guard !places.isEmpty else { return }
    let data = marker.path(at: places, radius: radius)
    switch marker {
    case .circle: path(data, stroke: color, width: 2 * radius)
    case .cross, .plus: path(data, stroke: color, width: 1.8)
    case .triangle, .square, .diamond, .pentagon: path(data, fill: color)
    }
  }
}
