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
      "You know some Swift and the mathematics of school, and want to understand language models "
        + "by building them. Each chapter takes its models from a picture, by numbers worked by hand, to plain "
        + "code that you can write again with the page closed, and then asks what they are worth. Begin at "
        + "chapter 1, or at 2 if you have trained a network before. Each page says at its top what you can do "
        + "when you have read it, and its exercises are judged by `swift run check`. Its minutes are those of "
        + "reading, without the exercises.",
      "The field's terms are in the [glossary](\(Glossary.file)), the letters in the "
        + "[table](#letters-and-shapes) below. Every page is written by the program it shows: `swift run book` "
        + "runs all of them and makes these pages anew, byte for byte.",
    ]
    return (head + chapters.map(\.entry) + [Contents.letters]).joined(separator: "\n\n") + "\n"
  }

  /// The book's notation, the same on every page.
  private static let letters = """
    ## Letters and shapes

    | letter | means |
    |---|---|
    | N | texts or examples in a batch |
    | T | steps in time: the words of a text |
    | V | words in the vocabulary |
    | D | the size of a word's vector |
    | H | the size of a hidden state |
    | C | classes |
    | L | layers |
    | K | negative samples |
    | x, t | what goes in, and the target |
    | h, c | a hidden state, and an LSTM's cell |
    | W, b | weights and bias of a layer |
    | y, p | what comes out, and as probabilities |
    | dx | the gradient ∂L/∂x of the loss, of the same shape as x |

    Shapes are written with these letters: a batch of ids is (N, T), its words' vectors are (N, T, D), a layer's
    weights are (inputs, outputs), and a row is multiplied from the left, x W + b.
    """
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
      "## [\(title)](\(chapter.page).md)",
      Outline.summary(lines).map { "\($0) *About \(Outline.minutes(lines)) minutes.*" }, picture,
      sections.joined(separator: "\n"),
    ]
    entry = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// How long the page takes to read, to ten minutes: 150 words a minute, code and tables among them.
  private static func minutes(_ lines: [String]) -> Int {
    let words = lines.map { $0.split(separator: " ").count }.reduce(0, +)
    return max(10, (words / 150 + 5) / 10 * 10)
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
