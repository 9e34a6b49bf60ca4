import Foundation
import Ground
import Literate

/// The book as a site: a page a chapter with the contents beside it, and a search that runs in the reader's browser.
struct Site {
  let book: Book

  init(of book: Book) { self.book = book }

  /// The site's files, written into the folder `out`.
  func write(into out: String) throws -> [String] {
    let pandoc = try Program.pandoc()
    let figures = try Assets.figures(of: book)
    let trees = book.pages.map { page in
      page.tree.retargeted { place, isPicture in target(place, isPicture) }
        .keepingLabels(of: figures).json
    }
    let bodies = try Parallel.map(trees) { tree in
      try pandoc.run(["--from", "json", "--to", "html5", "--mathml"], input: tree)
    }
    var files = try Assets.style(of: ["book.css", "site.css", "site.js"], in: book.folder)
    for (index, page) in book.pages.enumerated() {
      files.append(
        (Site.file(page.name), frame(String(decoding: bodies[index], as: UTF8.self), at: index)))
    }
    files.append(("search-index.js", SearchIndex(of: book.chapters, file: Site.file).script))
    files += figures
    try Files.makeFolder(out + "/figures")
    try Files.replace(files.map { ("\(out)/\($0)", $1) })
    return ["\(out)/index.html"]
  }

  static func file(_ page: String) -> String { page == "README" ? "index.html" : page + ".html" }

  private func target(_ place: String, _ isPicture: Bool) -> String {
    if isPicture { return place }
    let parts = place.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].hasSuffix(".md"), !parts[0].contains("/") else { return book.absolute(place) }
    return Site.file(String(parts[0].dropLast(3))) + (parts.count > 1 ? "#\(parts[1])" : "")
  }

  // MARK: - The frame

  private func frame(_ body: String, at index: Int) -> String {
    let page = book.pages[index]
    let before = index > 0 ? book.pages[index - 1] : nil
    let after = index + 1 < book.pages.count ? book.pages[index + 1] : nil
    let title = index == 0 ? Book.title : "\(page.title) · \(Book.title)"
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(Site.escaped(title))</title>
      <meta name="description" content="\(Book.subtitle)">
      <link rel="stylesheet" href="book.css">
      <link rel="stylesheet" href="site.css">
      <script src="site.js"></script>
      </head>
      <body>
      <a class="skip" href="#page">To the text</a>
      <header>
      <button id="menu" aria-label="Contents" aria-expanded="false">☰</button>
      <a class="title" href="index.html">\(Book.title)</a>
      <input id="search" type="search" placeholder="Search the book" aria-label="Search the book" autocomplete="off">
      <button id="theme" aria-label="Light or dark">◐</button>
      </header>
      <div id="found" hidden></div>
      <nav id="contents" aria-label="Contents">
      \(contents(at: index))
      </nav>
      <main id="page">
      \(body)
      <nav class="neighbors" aria-label="Neighboring pages">
      \(neighbor(before, rel: "prev", "← "))
      \(neighbor(after, rel: "next", "", " →"))
      </nav>
      </main>
      \(sections(of: page))
      <footer>Made from <a href="\(book.version.link(to: "book"))">the pages of \(book.version.day)</a>.</footer>
      </body>
      </html>

      """
  }

  /// All pages, each a link.
  private func contents(at index: Int) -> String {
    let items = book.pages.enumerated().map { place, page in
      let title = place == 0 ? "Contents" : Site.escaped(page.title)
      let mark = place == index ? " aria-current=\"page\"" : ""
      return "<li><a href=\"\(Site.file(page.name))\"\(mark)>\(title)</a></li>"
    }
    return "<ul>\n" + items.joined(separator: "\n") + "\n</ul>"
  }

  /// "On this page": its sections.
  private func sections(of page: Page) -> String {
    let items = page.tree.headings.filter { $0.level == 2 }.map { section in
      "<li><a href=\"#\(section.id)\">\(Site.escaped(section.title))</a></li>"
    }
    guard !items.isEmpty else { return "" }
    return """
      <nav id="sections" aria-label="On this page">
      <p>On this page</p>
      <ul>
      \(items.joined(separator: "\n"))
      </ul>
      </nav>
      """
  }

  private func neighbor(_ page: Page?, rel: String, _ before: String, _ after: String = "")
    -> String
  {
    guard let page else { return "<span></span>" }
    let title = page.name == "README" ? "Contents" : page.title
    return
      "<a rel=\"\(rel)\" href=\"\(Site.file(page.name))\">\(before)\(Site.escaped(title))\(after)</a>"
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
