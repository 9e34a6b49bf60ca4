/// What every page has around its text: the command that makes it, and the ways to its neighbors.
struct Furniture {
  let chapter: ChapterPlace
  let chapters: [ChapterPlace]
  /// The options that the book isn't made with, as they were given; empty for the book's own page.
  var settings = ""

  /// Under the title.
  var head: [String] {
    [
      ways,
      "*This page is woven by [its program](../\(programPath)), which runs everything on it: "
        + "`swift run \(chapter.command)\(settings)`.*",
    ] + (settings.isEmpty ? [] : [caution])
  }

  /// The prose is written for the book's settings.
  private var caution: String {
    "*The book is made with other settings. What the prose says of words and numbers is about the "
      + "book's; conclusions that don't hold here are left out.*"
  }

  /// At the end.
  var foot: [String] { ["---", ways] }

  private var programPath: String {
    chapter.source.split(separator: "/").suffix(3).joined(separator: "/")
  }

  private var ways: String {
    let index = chapters.firstIndex(of: chapter)
    let before = index.flatMap { $0 > 0 ? chapters[$0 - 1] : nil }
    let after = index.flatMap { $0 + 1 < chapters.count ? chapters[$0 + 1] : nil }
    let links = [
      before.map { "[← \($0.title ?? $0.command)](\($0.page).md)" },
      "[Contents](README.md)",
      after.map { "[\($0.title ?? $0.command) →](\($0.page).md)" },
    ]
    return links.compactMap { $0 }.joined(separator: " · ")
  }
}
