import Literate

/// The book's cover: counts that fade into attention, row by row.
enum Cover {
  /// An SVG of 600 × 900.
  static var drawing: String {
    var cells = ""
    let (columns, rows) = (12, 12)
    for row in 0..<rows {
      for column in 0...row where column < columns {
        // Above, all that was read counts the same; below, some of it counts for most.
        let sharpness = Double(row) / Double(rows - 1)
        let wave = Double((row * 7 + column * 5) % 12) / 12
        let light = (1 - sharpness) * 0.35 + sharpness * wave * wave
        let opacity = Double(Int(100 * (0.08 + 0.9 * light))) / 100
        cells +=
          "<rect x=\"\(72 + 38 * column)\" y=\"\(330 + 38 * row)\" width=\"34\" height=\"34\" rx=\"3\" "
          + "fill=\"#ffd27a\" opacity=\"\(opacity)\"/>\n"
      }
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 900" width="600" height="900" \
      font-family="Georgia, 'DejaVu Serif', serif" fill="#f4f0e6">
      <title>\(Book.title)</title>
      <rect width="600" height="900" fill="#15324a"/>
      <text x="72" y="130" font-size="58">From Counting</text>
      <text x="72" y="200" font-size="58">to Attention</text>
      <text x="72" y="256" font-size="21" opacity="0.85">Deep learning for language,</text>
      <text x="72" y="284" font-size="21" opacity="0.85">from scratch, in Swift</text>
      \(cells)<text x="72" y="846" font-size="19" opacity="0.85">a book that runs</text>
      </svg>

      """
  }
}
