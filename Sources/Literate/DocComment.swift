/// Comments of declarations, as pages quote them.
enum DocComment {
  /// The first sentence of a comment, given its lines with their slashes; empty where it says nothing.
  static func firstSentence(of lines: [String]) -> String {
    let words = lines.map { $0.drop { " /".contains($0) } }
    let paragraph = words.prefix { !$0.isEmpty }.joined(separator: " ")
    var isInCode = false
    var before: Substring = ""
    for index in paragraph.indices {
      let character = paragraph[index]
      if character == "`" { isInCode.toggle() }
      // After an initial, as in “G. E. Hinton”, no sentence ends.
      let isInitial = before.count == 1 && before.allSatisfy(\.isUppercase)
      if ".!?".contains(character), !isInCode, !isInitial {
        let rest = paragraph[index...].dropFirst()
        if rest.isEmpty || rest.hasPrefix(" ") { return String(paragraph[...index]) }
      }
      before = character == " " ? "" : before.isEmpty ? paragraph[index...index] : "  "
    }
    return paragraph
  }
}

extension Markdown {
  /// `markdown` folded away behind `summary`, which is HTML.
  static func folded(_ markdown: String, summary: String) -> String {
    "<details>\n<summary>\(summary)</summary>\n\n\(markdown)\n\n</details>"
  }

  /// `text` with what HTML takes for its own written out.
  static func escapedHTML(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  /// Plain prose with some `code` in it as HTML.
  static func html(of text: String) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    return parts.enumerated().map { index, part in
      let isCode = !index.isMultiple(of: 2) && index < parts.count - 1
      return isCode ? "<code>\(escapedHTML(String(part)))</code>" : escapedHTML(String(part))
    }.joined()
  }
}
