import Foundation
import Language
import Literate
import Tensors

/// The book's own index, by BM25 (chapter 13): for each word the sections that have it and what it says of them,
/// written as a script so that a page can search it without a server.
struct SearchIndex {
  /// A section as one document.
  private struct Entry {
    let file: String
    let id: String
    let title: String
    let text: String
    /// Its words, those of the title and of the terms that it explains three times more.
    let words: [String]
  }

  private let entries: [Entry]

  /// - Parameter file: the file of a page.
  init(of pages: [Page], file: (String) -> String) {
    entries = pages.flatMap { page in
      let chapter = page.title
      return page.tree.headings.map { section in
        let text = section.text.joined(separator: " ")
        let title = section.level == 1 ? chapter : section.title
        return Entry(
          file: file(page.name), id: section.level == 1 ? "" : section.id,
          title: title.first?.isNumber == true || section.level == 1
            ? title : "\(title) (\(chapter))",
          text: text,
          words: SearchIndex.words(in: text)
            + ([title] + section.terms).flatMap { text in
              Array(repeating: SearchIndex.words(in: text), count: 3).flatMap { $0 }
            })
      }
    }
  }

  /// Letters and digits in small, as the page's script finds them in a question.
  static func words(in text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  /// `const book = {…}`: sections, terms by word, and for each term its sections with a hundred times its weight.
  var script: String {
    let bm25 = BM25()
    let mean = Float(entries.map(\.words.count).reduce(0, +)) / Float(max(entries.count, 1))
    var postings: [String: [Int: Int]] = [:]
    var terms: [String: String] = [:]
    for (index, entry) in entries.enumerated() {
      for word in entry.words {
        let term = PorterStemmer.stem(word)
        terms[word] = term
        postings[term, default: [:]][index, default: 0] += 1
      }
    }
    let sorted = postings.keys.sorted()
    let numbers = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
    let lists = sorted.map { term -> String in
      let found = postings[term]!.sorted { $0.key < $1.key }
      let rarity = bm25.rarity(documents: entries.count, frequency: found.count)
      let pairs = found.map { index, count in
        let share = bm25.share(
          count: Float(count), length: Float(entries[index].words.count), meanLength: mean)
        return "\(index),\(Int((100 * rarity * share).rounded()))"
      }
      return "[\(pairs.joined(separator: ","))]"
    }
    let sections = entries.map { entry in
      "[\([entry.file, entry.id, entry.title, entry.text].map(SearchIndex.quoted).joined(separator: ","))]"
    }
    let words = terms.keys.sorted().map { "\(SearchIndex.quoted($0)):\(numbers[terms[$0]!]!)" }
    return """
      "use strict";
      const book = {
      sections: [
      \(sections.joined(separator: ",\n"))
      ],
      words: {\(words.joined(separator: ","))},
      lists: [\(lists.joined(separator: ","))]
      };

      """
  }

  /// `text` as a string of JavaScript.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "<": result += "\\u003c"
      case "\u{2028}", "\u{2029}": result += " "
      default: result.unicodeScalars.append(scalar.value < 32 ? " " : scalar)
      }
    }
    return result + "\""
  }
}
