import Foundation
import Ground
import Literate

/// The book as its editions need it: the pages in their order, what they are called, and where their sources can
/// be read.
struct Book {
  static let title = "From Counting to Attention"
  static let subtitle = "Deep learning for language, from scratch, in Swift"

  let folder: BookFolder
  /// Contents, chapters, appendices, glossary.
  let pages: [Page]
  let version: Version

  /// - Throws: `InputError` if a page isn't there or pandoc isn't.
  init(in folder: BookFolder) throws {
    self.folder = folder
    version = try Version(of: folder)
    let names = ["README"] + folder.chapters.map(\.page) + ["glossary"]
    let texts = try names.map { name in
      guard let text = Files.text(at: "\(folder.pages)/\(name).md") else {
        throw InputError("The page book/\(name).md isn't there; run `swift run book` first.")
      }
      return text
    }
    let pandoc = try Program.pandoc()
    let trees = try Parallel.map(texts) { text in
      try pandoc.run(["--from", "gfm", "--to", "json"], input: Data(text.utf8))
    }
    pages = try zip(names, trees).map { try Page(name: $0, tree: Tree(json: $1)) }
  }

  /// The pages that tell something: all but the contents.
  var chapters: [Page] { Array(pages.dropFirst()) }
}

/// One page of the book, read by pandoc.
struct Page {
  /// `05-rnn`, `README`, `glossary`.
  let name: String
  let title: String
  var tree: Tree

  init(name: String, tree: Tree) throws {
    (self.name, self.tree) = (name, tree.withoutNeighbors().withFigures().withFormulas())
    guard let title = self.tree.headings.first(where: { $0.level == 1 })?.title else {
      throw InputError("The page book/\(name).md has no title; run `swift run book`.")
    }
    self.title = title
  }
}
