/// What makes a figure follow the page: on a white page and on a dark one (#0d1117) its texts have a contrast of
/// 4.5 to 1 or better, as WCAG asks for at level AA. No color has that on both.
///
/// Lines and areas keep their colors, which are seen well on either. The colors of texts are given by a style
/// sheet within the SVG, which asks the reader's system for its theme; a viewer without style sheets shows the
/// colors that texts are drawn in, legible on both pages. It is put in when a page is written, so that figures
/// from old recordings have it too.
enum Theme {
  /// The color of plain text on white and on dark.
  static let ink = (light: Color(0x60656c), dark: Color(0x9198a1))

  /// The colors of other texts: what is drawn, on white, on dark.
  static let texts: [(drawn: Color, light: Color, dark: Color)] = [
    (.blue, Color(0x2970ac), Color(0x4784b8)), (.orange, Color(0xbc550d), Color(0xe0650f)),
    (.green, Color(0x14855c), Color(0x189e6d)), (.violet, Color(0x6858f0), Color(0x7a6cf2)),
    (.pink, Color(0x9e5e81), Color(0xca79a6)), (.sky, Color(0x0a7ac0), Color(0x0c98f0)),
    (.brown, Color(0x896830), Color(0x977a49)), (.forward, Color(0x2277c4), Color(0x3482c9)),
    (.backward, Color(0xc35008), Color(0xd15c12)),
  ]

  /// `svg` with the style sheet for the colors that it uses.
  static func applied(to svg: String) -> String {
    guard let head = svg.firstRange(of: "</desc>\n"), !svg.contains("<style>") else { return svg }
    let used = texts.filter { svg.contains("fill=\"\($0.drawn.hex)\"") }
    let light = ["svg{fill:\(ink.light.hex)}"] + used.map { rule($0.drawn, $0.light) }
    let dark = ["svg{fill:\(ink.dark.hex)}"] + used.map { rule($0.drawn, $0.dark) }
    let style = """
      <style>
      \(light.joined())
      @media (prefers-color-scheme: dark){\(dark.joined())}
      </style>

      """
    return svg[..<head.upperBound] + style + svg[head.upperBound...]
  }

  private static func rule(_ drawn: Color, _ color: Color) -> String {
    "text[fill=\"\(drawn.hex)\"]{fill:\(color.hex)}"
  }
}
