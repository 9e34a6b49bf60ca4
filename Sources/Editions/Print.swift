import Foundation
import Ground
import Literate

/// The book as a PDF, printed by a browser: one for A4, one for a screen.
struct Print {
  let book: Book

  init(of book: Book) { self.book = book }

  /// The file of each size of page, as CSS writes the size.
  private static let sizes = [
    ("from-counting-to-attention-a4.pdf", "A4"),
    ("from-counting-to-attention-screen.pdf", "160mm 220mm"),
  ]

  func write(into out: String) throws -> [String] {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let browser = try Program.browser()
    let pandoc = try Program.pandoc()
    let chapters = try book.chapters.map { chapter -> String in
      let tree = book.joined { $0.name == chapter.name }.unfolded()
      let body = try pandoc.run(["--from", "json", "--to", "html5", "--mathml"], input: tree.json)
      return "<section style=\"page: \(Print.pageName(chapter))\">\n"
        + String(decoding: body, as: UTF8.self) + "</section>\n"
    }
    let style = try Assets.style(of: ["book.css", "print.css"], in: book.folder).map(\.1).joined()
    try Files.makeFolder(scratch.path + "/figures")
    try Files.replace(Assets.figures(of: book, into: scratch.path))
    return try Print.sizes.map { name, size in
      let source = "\(scratch.path)/book.html"
      try Files.replace([(source, document(chapters.joined(), style: style, size: size))])
      let printed = "\(scratch.path)/\(name)"
      _ = try browser.run(
        [
          "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
          "--generate-pdf-document-outline", "--allow-file-access-from-files",
          "--virtual-time-budget=60000", "--print-to-pdf=\(printed)", "file://\(source)",
        ])
      let path = "\(out)/\(name)"
      try dated(Files.bytes(at: printed)).write(to: URL(filePath: path), options: .atomic)
      return path
    }
  }

  /// The name that a chapter's pages have in the style sheet, where their running heads are set.
  private static func pageName(_ chapter: Page) -> String { "page-" + chapter.name }

  private func document(_ body: String, style: String, size: String) -> String {
    let heads = book.chapters.map { chapter in
      "@page \(Print.pageName(chapter)) { @top-center { content: \"\(chapter.title)\" } }"
    }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>\(Book.title)</title>
      <style>
      \(style)
      @page { size: \(size) }
      \(heads.joined(separator: "\n"))
      </style>
      </head>
      <body>
      <div class="cover">\(Cover.drawing)</div>
      \(contents)
      \(body)
      </body>
      </html>

      """
  }

  /// The chapters and their sections, each a link.
  private var contents: String {
    let items = book.chapters.map { page -> String in
      let sections = page.tree.headings.filter { $0.level == 2 }.map {
        "<li><a href=\"#\(page.name)-\($0.id)\">\(Site.escaped($0.title))</a></li>"
      }
      return "<li><a href=\"#\(page.name)\">\(Site.escaped(page.title))</a>"
        + (page.name == "glossary" ? "" : "<ul>\(sections.joined(separator: "\n"))</ul>") + "</li>"
    }
    return
      "<nav class=\"contents\"><h1>Contents</h1><ul>\(items.joined(separator: "\n"))</ul></nav>"
  }

  /// The file with the version's date in place of the hour it was printed, so that the same pages give the same
  /// bytes: `/CreationDate (D:20261128031500+00'00')`.
  private func dated(_ pdf: Data) -> Data {
    var pdf = pdf
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "yyyyMMddHHmmss"
    let date = Data(
      formatter.string(from: Date(timeIntervalSince1970: Double(book.version.date))).utf8)
    for key in ["/CreationDate (D:", "/ModDate (D:"] {
      guard let found = pdf.range(of: Data(key.utf8)) else { continue }
      pdf.replaceSubrange(found.upperBound..<found.upperBound + date.count, with: date)
    }
    return pdf
  }
}
