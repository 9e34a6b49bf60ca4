/// What every page has around its text: the command that makes it, and the ways to its neighbors.
struct Furniture {
  let chapter: ChapterPlace
  let chapters: [ChapterPlace]

  /// Under the title.
  var head: [String] {
    [
      ways,
      "*This page is woven by [its program](../\(programPath)), which runs everything on it: "
        + "`swift run \(chapter.command)`.*",
    ]
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
