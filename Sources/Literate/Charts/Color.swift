/// A color of a figure.
///
/// A figure is one file shown on white pages and on dark ones (#0d1117), so its background is left
/// open and its colors must be seen on both: data colors have a contrast of 3 to 1 or better with either
/// page, and so has text, whose color then follows the page (`Theme`). That leaves a narrow band of lightness. The data colors below were
/// found by a search in that band for the largest distance between any two of them, as seen by a
/// full-color eye, a protanope and a deuteranope; the tests compute both conditions again.
package struct Color: Hashable, Sendable {
  /// The parts, 0 … 255 each, in sRGB.
  package let red, green, blue: Int

  /// The color with the given parts, 0 … 255 each, in sRGB.
  package init(red: Int, green: Int, blue: Int) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  init(_ hex: Int) { self.init(red: hex >> 16 & 255, green: hex >> 8 & 255, blue: hex & 255) }

  package static let blue = Color(0x2970ac)
  package static let orange = Color(0xe0650f)
  package static let green = Color(0x189e6d)
  package static let violet = Color(0x6858f0)
  package static let pink = Color(0xca79a6)
  package static let sky = Color(0x0c98f0)
  package static let brown = Color(0x896830)
  /// Text, axes and outlines.
  package static let ink = Color(0x757b84)

  /// Values that flow forward through a computation graph, as arrows and as text.
  package static let forward = Color(0x2277c4)
  /// Gradients that flow backward.
  package static let backward = Color(0xcf5508)

  /// The data colors in the order in which series take them.
  package static let palette: [Color] = [blue, orange, green, violet, pink, sky, brown]

  /// The color that series number `index` takes unless it names one.
  static func data(_ index: Int) -> Color { palette[index % palette.count] }

  /// The color as SVG writes it.
  var hex: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The color `share` (0 … 1) of the way to `other`.
  func mixed(with other: Color, _ share: Double) -> Color {
    func mix(_ a: Int, _ b: Int) -> Int { Int((Double(a) + share * Double(b - a)).rounded()) }
    return Color(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }

  /// Whether black text reads better on this color than white text. (Equal at a relative luminance
  /// of 0.18; the square stands in for sRGB's curve, which is close enough to choose by.)
  var prefersBlackText: Bool {
    let (r, g, b) = (Double(red) / 255, Double(green) / 255, Double(blue) / 255)
    return 0.2126 * r * r + 0.7152 * g * g + 0.0722 * b * b > 0.21
  }
}

/// How a heat map turns numbers into colors.
package enum ColorScale: Sendable {
  /// From light (smallest) to dark (largest).
  case sequential
  /// From orange (negative) over light (zero) to blue (positive).
  case diverging

  private var stops: [Color] {
    switch self {
    case .sequential: [0xf4f1e8, 0xb9d5d6, 0x6ba6c1, 0x2f6fa3, 0x123a6b].map { Color($0) }
    case .diverging:
      [0x8c3f04, 0xd9822b, 0xf3cf9f, 0xf5f3ee, 0xa9cde0, 0x4288b8, 0x14487f].map { Color($0) }
    }
  }

  /// The color at `share` of the scale, 0 … 1.
  func color(at share: Double) -> Color {
    let place = min(max(share, 0), 1) * Double(stops.count - 1)
    let lower = min(Int(place), stops.count - 2)
    return stops[lower].mixed(with: stops[lower + 1], place - Double(lower))
  }

  /// The numbers at the ends of the scale: symmetric about zero where the scale is.
  func range(of values: [Double]) -> ClosedRange<Double> {
    let finite = values.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    switch self {
    case .sequential:
      let floor = low >= 0 && low < high / 4 ? 0 : low
      return floor < high ? floor...high : floor...floor + 1
    case .diverging:
      let reach = max(abs(low), abs(high))
      return reach > 0 ? -reach...reach : -1...1
    }
  }
}
