import Foundation
import Ground
import Literate

/// What editions take as it is: style sheets, scripts, figures.
enum Assets {
  /// The files of `Sources/Editions/Style` that are called `names`, with their text.
  static func style(of names: [String], in folder: BookFolder) throws -> [(String, String)] {
    try names.map { name in
      let path = "\(folder.sources)/Editions/Style/\(name)"
      guard let text = Files.text(at: path) else { throw Files.unreadable(path) }
      return (name, text)
    }
  }

  /// The figures that the pages show: where each goes, and its drawing.
  static func figures(of book: Book) throws -> [(String, String)] {
    var names: Set<String> = []
    for page in book.pages {
      _ = page.tree.retargeted { place, isPicture in
        if isPicture { names.insert(place) }
        return place
      }
    }
    return try names.sorted().map { name in
      let path = "\(book.folder.pages)/\(name)"
      guard let text = Files.text(at: path) else {
        throw InputError("A page shows \(name), which isn't in book/; run `swift run book`.")
      }
      return (name, text)
    }
  }
}

extension Book {
  /// The address of what a page links to outside the book, `../Sources/Tensors/Tensor.swift`; an address stays.
  func absolute(_ place: String) -> String {
    place.hasPrefix("../") ? version.link(to: String(place.dropFirst(3))) : place
  }
}
