import Foundation
import Ground
import Literate

/// A form the book can be read in beside its Markdown. Each is made of the pages as they stand; no chapter is run.
package enum Edition: String, CaseIterable {
  /// A site: a page a chapter, with a search of its own, that needs no server.
  case html
  /// One file for readers of electronic books.
  case epub
  /// Two files, one for A4 paper and one for a screen.
  case pdf

  /// The edition called `name`.
  package init(named name: String) throws {
    guard let edition = Edition(rawValue: name) else {
      let names = Edition.allCases.map(\.rawValue).joined(separator: ", ")
      throw InputError("There is no edition \(name); choose one of \(names).")
    }
    self = edition
  }

  /// Makes the edition of the book in `folder`.
  ///
  /// - Parameter out: the folder it is written into, which is made where it is missing.
  /// - Returns: the files that a reader opens.
  /// - Throws: `InputError` if a program is missing or a page isn't there.
  package func make(of folder: BookFolder, into out: String) throws -> [String] {
    let book = try Book(in: folder)
    try Files.makeFolder(out)
    switch self {
    case .html: return try Site(of: book).write(into: out)
    case .epub: return try ElectronicBook(of: book).write(into: out)
    case .pdf: return try Print(of: book).write(into: out)
    }
  }
}
