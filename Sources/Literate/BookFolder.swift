import Foundation
import Ground

/// Where the book's things lie, found from the place of a chapter's source.
package struct BookFolder {
  /// The folder of the package.
  package let root: String

  /// The package in the folder `root`.
  init(root: String) { self.root = root }

  /// The package that holds `file`, a chapter's `main.swift` or another source in it.
  package init(holding file: String) throws {
    var folder = URL(filePath: file).deletingLastPathComponent()
    while folder.path != "/" {
      if Files.exists(folder.appending(path: "Package.swift").path) {
        root = folder.path.trimmingSuffix("/")
        return
      }
      folder = folder.deletingLastPathComponent()
    }
    throw InputError(
      "The sources are no longer where they were built, at \(file); build again with `swift build`."
    )
  }

  package var pages: String { root + "/book" }
  package var sources: String { root + "/Sources" }

  /// `path` as seen from the package's folder.
  package func relative(_ path: String) -> String {
    path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
  }

  /// The chapters in their order, by the names of their folders: the appendices follow the rest.
  package var chapters: [ChapterPlace] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/Chapters")) ?? []
    return names.sorted().compactMap { ChapterPlace(folder: $0, root: root) }
  }
}

/// One chapter's names: `01-NeuralNetReview` is the command `neural-net-review` and the page
/// `01-neural-net-review.md`. An appendix has a letter for its number: `A-Machine`.
package struct ChapterPlace: Equatable {
  /// The chapter's number, `1`, or the letter of an appendix, `A`.
  package let number: String
  /// The two digits, or the letter, that begin the names of the chapter's page, figures and recordings.
  package let prefix: String
  package let command: String
  /// The page's name without its extension.
  package let page: String
  /// The chapter's program.
  package let source: String

  init?(folder: String, root: String) {
    guard let match = folder.wholeMatch(of: /(\d\d|[A-Z])-([A-Za-z0-9]+)/) else { return nil }
    prefix = String(match.output.1)
    number = Int(prefix).map(String.init) ?? prefix
    command = ChapterPlace.kebab(String(match.output.2))
    page = "\(prefix)-\(command)"
    source = "\(root)/Chapters/\(folder)/main.swift"
  }

  /// The chapter's title, read from its source.
  package var title: String? { Files.text(at: source).flatMap { try? Source($0).title } }

  /// `NeuralNetReview` → `neural-net-review`, `RNN` → `rnn`, `Word2Vec` → `word2vec`.
  static func kebab(_ name: String) -> String {
    let letters = Array(name)
    var result = ""
    for (index, letter) in letters.enumerated() {
      let previous = index > 0 ? letters[index - 1] : nil
      let next = index + 1 < letters.count ? letters[index + 1] : nil
      let begins =
        letter.isUppercase
        && (previous?.isLowercase == true || (previous != nil && next?.isLowercase == true))
      if begins && previous?.isNumber != true { result += "-" }
      result += letter.lowercased()
    }
    return result
  }
}
