import Foundation
import Ground
import Literate

/// The book as one EPUB 3 file.
struct ElectronicBook {
  let book: Book

  init(of book: Book) { self.book = book }

  static let file = "from-counting-to-attention.epub"

  func write(into out: String) throws -> [String] {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let cover = try Program.painter().run(
      ["--width", "1200", "--format", "png", "/dev/stdin"], input: Data(Cover.drawing.utf8))
    try cover.write(to: URL(filePath: scratch.path + "/cover.png"))
    let style = try Assets.style(of: ["book.css", "epub.css"], in: book.folder).map(\.1).joined()
    try Files.replace([
      (scratch.path + "/style.css", style), (scratch.path + "/metadata.xml", metadata),
      (scratch.path + "/colorless.theme", ElectronicBook.colorless),
    ])
    let tree = book.joined { _ in true }.unfolded()
    let data = try Program.pandoc().run(
      [
        "--from", "json", "--to", "epub3", "--mathml", "--toc", "--toc-depth", "2", "--split-level",
        "1",
        "--metadata", "title=\(Book.title)", "--metadata", "subtitle=\(Book.subtitle)",
        "--epub-metadata", scratch.path + "/metadata.xml", "--epub-cover-image",
        scratch.path + "/cover.png", "--css", scratch.path + "/style.css", "--highlight-style",
        scratch.path + "/colorless.theme", "--resource-path", book.folder.pages, "--output", "-",
      ], input: tree.json, environment: ["SOURCE_DATE_EPOCH": String(book.version.date)])
    let path = "\(out)/\(ElectronicBook.file)"
    try data.write(to: URL(filePath: path), options: .atomic)
    return [path]
  }

  /// Without it pandoc adds colors of its own for code, which are too dark for a dark page.
  private static let colorless = """
    {"text-color": null, "background-color": null, "line-number-color": null,
    "line-number-background-color": null, "text-styles": {}}

    """

  /// Dublin Core's elements; the identifier is the same for every version of the book.
  private var metadata: String {
    """
    <dc:identifier id="book-id">urn:uuid:5f0c9d6e-4c0e-5b0a-9a7e-2b9d5c1f7a31</dc:identifier>
    <dc:language>en</dc:language>
    <dc:rights>Text and figures: CC BY 4.0. Code: MIT License.</dc:rights>
    <dc:date>\(book.version.day)</dc:date>
    <dc:source>\(Site.escaped(book.version.repository))</dc:source>

    """
  }
}

extension Book {
  /// The pages as one, with links that stay within it.
  func joined(where isWanted: (Page) -> Bool) -> Tree {
    let wanted = pages.filter { $0.name != "README" && isWanted($0) }
    return Tree.joined(
      wanted.map { page in
        page.tree.named(page.name).retargeted { place, isPicture in
          if isPicture { return place }
          let parts = place.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
          if parts[0].isEmpty { return "#\(page.name)-\(parts[1])" }
          guard parts[0].hasSuffix(".md"), !parts[0].contains("/") else { return absolute(place) }
          let name = String(parts[0].dropLast(3))
          if name == "README" { return "#" + wanted[0].name }
          return "#" + name + (parts.count > 1 ? "-\(parts[1])" : "")
        }
      })
  }
}
