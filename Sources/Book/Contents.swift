import Foundation
import Ground
import Literate

/// The contents page: every chapter with its sections, what it is about, and its first picture.
struct Contents {
  let folder: BookFolder
  /// Where the pages lie.
  let pages: String

  /// The page's Markdown, made of the pages themselves.
  func text() throws -> String {
    let chapters = folder.chapters.compactMap { chapter in
      Files.text(at: "\(pages)/\(chapter.page).md").map { Outline(of: $0, chapter: chapter) }
    }
    let head = [
      "# From Counting to Attention",
      "*Deep learning for language, from scratch, in Swift: a book that runs.*",
      "Every page is written by the program it shows: `swift run book` runs all of them and makes "
        + "these pages anew, byte for byte.",
      "The field's terms are in the [glossary](\(Glossary.file)).",
    ]
    return (head + chapters.map(\.entry)).joined(separator: "\n\n") + "\n"
  }
}

/// What the contents page tells of one page.
private struct Outline {
  var entry: String

  init(of page: String, chapter: ChapterPlace) {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let headings = Markdown.headings(lines)
    let title = headings.first { $0.level == 1 }?.text ?? chapter.command
    let sections = headings.filter { $0.level == 2 }.map { heading in
      "- [\(heading.text)](\(chapter.page).md#\(heading.anchor))"
    }
    let picture = lines.first { $0.hasPrefix("![") }
    let parts: [String?] = [
      "## [\(title)](\(chapter.page).md)", Outline.summary(lines), picture,
      sections.joined(separator: "\n"),
    ]
    entry = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// The first sentence of the first paragraph of plain prose.
  private static func summary(_ lines: [String]) -> String? {
    let plain = zip(lines, Markdown.isFenced(lines)).map { line, isFenced in
      isFenced || !isProse(line) ? nil : line
    }
    guard let start = plain.firstIndex(where: { $0 != nil }) else { return nil }
    // Links to the page's own headings would lead nowhere from here.
    let paragraph = plain[start...].prefix { $0 != nil }.compactMap { $0 }.joined(separator: " ")
      .replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.output.1 }
    guard let end = paragraph.firstRange(of: /[.!?:](?= |$)/) else { return paragraph }
    let sign = paragraph[end].first == ":" ? "." : paragraph[end]
    return String(paragraph[..<end.lowerBound] + sign)
  }

  /// Whether a line is no heading, picture, caption, quotation, table or list, nor the links to the
  /// neighbors.
  private static func isProse(_ line: String) -> Bool {
    guard let first = line.first, !"#!>|-".contains(first) else { return false }
    return !(first == "*" && line.last == "*") && !line.contains("[Contents](README.md)")
  }
}
