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
    /// The terms that it explains.
    let terms: [String]
    /// Its words, those of the title and of the terms three times more.
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
          text: text, terms: section.terms,
          words: SearchIndex.words(in: text) + SearchIndex.compounds(in: text)
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

  /// Words with hyphens written as one, since some write `mini-batch` and others `minibatch`.
  static func compounds(in text: String) -> [String] {
    text.lowercased().matches(of: /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)+/).map {
      String($0.output).replacing("-", with: "")
    }
  }

  /// `const book = {…}`: sections, stems by word, for each stem its sections with a hundred times its weight, and for
  /// each term that is explained, by its stems, the sections that do.
  var script: String {
    let stems = Stems(of: entries.flatMap(\.words))
    let sections = entries.map { entry in
      "[\([entry.file, entry.id, entry.title, entry.text].map(SearchIndex.quoted).joined(separator: ","))]"
    }
    let words = stems.numbers.sorted { $0.key < $1.key }.map { word, number in
      "\(SearchIndex.quoted(word)):\(number)"
    }
    return """
      "use strict";
      const book = {
      sections: [
      \(sections.joined(separator: ",\n"))
      ],
      words: {\(words.joined(separator: ","))},
      lists: [\(lists(stems).joined(separator: ","))],
      explained: {\(explanations(stems).joined(separator: ","))}
      };

      """
  }

  /// `[section,weight,section,weight,…]` for each stem.
  private func lists(_ stems: Stems) -> [String] {
    let bm25 = BM25()
    let mean = Float(entries.map(\.words.count).reduce(0, +)) / Float(max(entries.count, 1))
    var postings: [[Int: Int]] = Array(repeating: [:], count: stems.count)
    for (index, entry) in entries.enumerated() {
      for word in entry.words { postings[stems.numbers[word]!][index, default: 0] += 1 }
    }
    return postings.map { found in
      let rarity = bm25.rarity(documents: entries.count, frequency: found.count)
      let pairs = found.sorted { $0.key < $1.key }.map { index, count in
        let share = bm25.share(
          count: Float(count), length: Float(entries[index].words.count), meanLength: mean)
        return "\(index),\(Int((100 * rarity * share).rounded()))"
      }
      return "[\(pairs.joined(separator: ","))]"
    }
  }

  /// `"stem stem":[section,…]` for each term.
  private func explanations(_ stems: Stems) -> [String] {
    var explained: [String: Set<Int>] = [:]
    for (index, entry) in entries.enumerated() {
      for term in entry.terms.flatMap({ [$0, $0.replacing("-", with: "")] }) {
        let numbers = SearchIndex.words(in: term).compactMap { stems.numbers[$0] }
        explained[numbers.map(String.init).joined(separator: " "), default: []].insert(index)
      }
    }
    return explained.sorted { $0.key < $1.key }.map { key, sections in
      "\"\(key)\":[\(sections.sorted().map(String.init).joined(separator: ","))]"
    }
  }

  /// The stems of words, numbered in their order.
  private struct Stems {
    /// A word's stem.
    let numbers: [String: Int]
    let count: Int

    init(of words: [String]) {
      let stems = Dictionary(
        uniqueKeysWithValues: Set(words).map { ($0, PorterStemmer.stem($0)) })
      let sorted = Set(stems.values).sorted()
      let places = Dictionary(uniqueKeysWithValues: zip(sorted, 0...))
      numbers = stems.mapValues { places[$0]! }
      count = sorted.count
    }
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
