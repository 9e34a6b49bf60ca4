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
    let packer = try Program.packer()
    let pandoc = try Program.pandoc()
    let trees = book.chapters.map { chapter in
      book.joined { $0.name == chapter.name }.unfolded().json
    }
    let bodies = try Parallel.map(trees) { tree in
      try pandoc.run(["--from", "json", "--to", "html5", "--mathml"], input: tree)
    }
    let chapters = zip(book.chapters, bodies).map { chapter, body in
      "<section style=\"page: \(Print.pageName(chapter))\">\n"
        + String(decoding: body, as: UTF8.self) + "</section>\n"
    }
    let style = try Assets.style(of: ["book.css", "print.css"], in: book.folder).map(\.1).joined()
    try Files.makeFolder(scratch.path + "/figures")
    try Files.replace(Assets.figures(of: book).map { ("\(scratch.path)/\($0)", $1) })
    let files = Print.sizes.map { name, size in
      (name: name, html: document(chapters.joined(), style: style, size: size))
    }
    let date = book.version.date
    let packed = try Parallel.map(files) { file in
      let printed = try Print.printed(file.html, as: file.name, by: browser, in: scratch.path)
      let settled = scratch.path + "/settled-" + file.name
      try Print.settled(printed, at: date).write(to: URL(filePath: settled))
      return try packer.run(["--object-streams=generate", "--deterministic-id", settled, "-"])
    }
    return try zip(files, packed).map { file, pdf in
      let path = "\(out)/\(file.name)"
      try pdf.write(to: URL(filePath: path), options: .atomic)
      return path
    }
  }

  private static func printed(
    _ html: String, as name: String, by browser: Program, in scratch: String
  ) throws -> Data {
    let (source, pdf) = ("\(scratch)/\(name).html", "\(scratch)/\(name)")
    try Files.replace([(source, html)])
    _ = try browser.run(
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
        // Two browsers at once want a folder of their own each.
        "--user-data-dir=\(scratch)/\(name).profile", "--generate-pdf-document-outline",
        "--allow-file-access-from-files",
        "--virtual-time-budget=60000", "--print-to-pdf=\(pdf)", "file://\(source)",
      ])
    return try Files.bytes(at: pdf)
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

  /// The file with the version's date in place of the hour it was printed, and the names of its table cells counted
  /// from 1, so that the same pages give the same bytes: `/CreationDate (D:20261128031500+00'00')`,
  /// `/ID (node00001574)`.
  private static func settled(_ pdf: Data, at date: Int) -> Data {
    var pdf = pdf
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "yyyyMMddHHmmss"
    let written = Data(
      formatter.string(from: Date(timeIntervalSince1970: Double(date))).utf8)
    for key in ["/CreationDate (D:", "/ModDate (D:"] {
      guard let found = pdf.range(of: Data(key.utf8)) else { continue }
      pdf.replaceSubrange(found.upperBound..<found.upperBound + written.count, with: written)
    }
    recountNames(in: &pdf)
    return pdf
  }

  /// The browser names cells by a count that goes on from its own pages. They keep their order, and their length.
  static func recountNames(in pdf: inout Data) {
    pdf.withUnsafeMutableBytes { bytes in
      let places = placesOfNames(in: UnsafeRawBufferPointer(bytes))
      func name(at place: Int) -> [UInt8] { Array(bytes[place..<place + digits]) }
      let names = Set(places.map(name)).sorted { $0.lexicographicallyPrecedes($1) }
      let numbers = Dictionary(uniqueKeysWithValues: zip(names, 1...))
      for place in places {
        let number = String(numbers[name(at: place)]!)
        let padded = String(repeating: "0", count: digits - number.count) + number
        for (offset, digit) in padded.utf8.enumerated() { bytes[place + offset] = digit }
      }
    }
  }

  /// How many digits a name has.
  private static let digits = 8

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// Where the digits of the names begin, `(node00001574)`. (`Data.range(of:)` copies the whole file at each call.)
  private static func placesOfNames(in bytes: UnsafeRawBufferPointer) -> [Int] {
    guard let base = bytes.baseAddress else { return [] }
    let start = Array("(node".utf8)
    var places: [Int] = []
    var rest = 0
    while let found = memchr(base + rest, Int32(start[0]), bytes.count - rest) {
      let place = found - UnsafeMutableRawPointer(mutating: base)
      rest = place + 1
      let end = place + start.count + digits
      guard end < bytes.count, bytes[place..<place + start.count].elementsEqual(start),
        bytes[place + start.count..<end].allSatisfy({ isDigit($0) }), !isDigit(bytes[end])
      else { continue }
      places.append(place + start.count)
    }
    return places
  }
}
