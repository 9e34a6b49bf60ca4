import Foundation
import Ground
import Literate

/// The glossary: every term that a page has in bold, where it is first used, with the sentence it stands in.
/// Where several pages have it, the first of the book gives the sentence, and the others are named.
struct Glossary {
  static let file = "glossary.md"
  /// Sentences longer than this are no entry of a glossary: the link alone is.
  private static let longest = 240

  let folder: BookFolder
  /// Where the pages lie.
  let pages: String

  /// The page's Markdown, made of the pages themselves.
  func text() -> String {
    var entries: [String: Entry] = [:]
    for chapter in folder.chapters {
      guard let page = Files.text(at: "\(pages)/\(chapter.page).md") else { continue }
      for (term, place) in Glossary.terms(on: page, of: chapter) {
        entries[term.key, default: Entry(name: term.name, sentence: term.sentence)].places.append(
          place)
      }
    }
    let lines = entries.sorted { ($0.key, $0.value.name) < ($1.key, $1.value.name) }.map(
      \.value.line)
    let head = [
      "# Glossary", "[Contents](README.md)",
      "The field's terms, with the section that introduces each of them.",
    ]
    return (head + [lines.joined(separator: "\n")]).joined(separator: "\n\n") + "\n"
  }

  /// The terms of a page, and the section that each stands in.
  private static func terms(on page: String, of chapter: ChapterPlace) -> [(Term, Place)] {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let headings = Markdown.headings(lines)
    let anchors = Heading.anchors(of: headings)
    return Term.all(in: lines).map { term in
      let index = headings.lastIndex { $0.line < term.line && $0.level <= 2 }
      guard let index, headings[index].level == 2 else {
        return (term, Place(label: "\(chapter.number)", link: "\(chapter.page).md"))
      }
      let number = headings[index].text.prefix { $0 != " " }
      let isNumbered = number.contains(".") && number.last?.isNumber == true
      let label = isNumbered ? String(number) : "\(chapter.number)"
      return (term, Place(label: label, link: "\(chapter.page).md#\(anchors[index])"))
    }
  }

  private struct Place {
    var label, link: String
  }

  private struct Entry {
    var name, sentence: String
    var places: [Place] = []

    var line: String {
      let links = places.map { "[\($0.label)](\($0.link))" }.joined(separator: ", ")
      let words = sentence.count <= Glossary.longest && !sentence.isEmpty ? ": \(sentence)" : ""
      return "- **\(capitalized)** (\(links))\(words)"
    }

    /// `Activation`, but `n-gram` and `t-SNE`.
    private var capitalized: String {
      guard name.dropFirst().first?.isLetter == true else { return name }
      return name.prefix(1).uppercased() + name.dropFirst()
    }
  }
}
