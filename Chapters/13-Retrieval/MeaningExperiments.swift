import Foundation
import Ground
import Language
import Literate
import Tensors

// Paragraphs found by words and by meaning (13.14, recorded).

/// The folder of the published model, within that of the public data.
func publishedFolder() throws -> String {
  guard let data = DataFolders.standard.local else {
    throw InputError("Set BOOK_DATA to a folder that has all-MiniLM-L6-v2.")
  }
  return data.appendingPathComponent("all-MiniLM-L6-v2").path
}

/// The places of scores, the highest first.
func ranked(_ scores: [Float]) -> [Int] {
  scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
}

/// Several rankings made one: 1 / (60 + rank) from each.
func fusedPlaces(_ rankings: [[Int]]) -> [Int] {
  var sums: [Int: Float] = [:]
  for ranking in rankings {
    for (rank, document) in ranking.enumerated() {
      sums[document, default: 0] += 1 / Float(61 + rank)
    }
  }
  return sums.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
}

/// Mean reciprocal rank, and shares of questions whose document is the first, or among five, in percent.
func foundMarks(_ rankings: [[Int]], _ wanted: [Int]) -> [Float] {
  let ranks = zip(rankings, wanted).map { $0.firstIndex(of: $1) }
  func share(_ isTrue: (Int) -> Bool) -> Float {
    100 * Float(ranks.count { $0.map(isTrue) ?? false }) / Float(ranks.count)
  }
  let reciprocals = ranks.map { $0.map { 1 / Float($0 + 1) } ?? 0 }
  return [
    reciprocals.reduce(0, +) / Float(ranks.count), share { $0 == 0 },
    share { $0 < 5 },
  ]
}

func foundTable(_ rows: [(String, [[Int]])], _ wanted: [Int]) -> Table {
  Table(
    columns: ["", "MRR", "first, %", "among five, %"],
    rows: rows.map { name, rankings in
      let marks = foundMarks(rankings, wanted)
      return [name, format(marks[0], decimals: 3)]
        + marks.dropFirst().map { format($0, decimals: 1) }
    })
}

/// A paragraph of a page.
struct BookPassage {
  let chapter: Int
  let text: String
}

/// The paragraphs of prose of the pages of chapters 1 to 11, those of 20 words or more.
func bookPassages() throws -> [BookPassage] {
  let pages = try FileManager.default.contentsOfDirectory(atPath: "book")
    .sorted()
    .filter { $0.wholeMatch(of: /(0[1-9]|1[01])-.*\.md/) != nil }
  return try pages.flatMap { page -> [BookPassage] in
    let text = try String(contentsOfFile: "book/\(page)", encoding: .utf8)
    var (isCode, blocks): (Bool, [String]) = (false, [""])
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isCode.toggle() }
      if isCode || line.isEmpty || "`<|#-!$>".contains(line.first!) {
        blocks.append("")
      } else {
        blocks[blocks.count - 1] += (blocks.last!.isEmpty ? "" : " ") + line
      }
    }
    return blocks.filter { $0.split(separator: " ").count >= 20 }
      .map { BookPassage(chapter: Int(page.prefix(2))!, text: $0) }
  }
}

/// What was found for each question, and in which chapter.
func bookTable(
  _ asked: [String], _ words: [BookPassage], _ meaning: [BookPassage]
) -> Table {
  func cell(_ passage: BookPassage) -> String {
    let words = passage.text.split(separator: " ").prefix(14)
    return "\(passage.chapter): \(words.joined(separator: " ")) …"
  }
  return Table(
    columns: ["question", "BM25, chapter and passage", "MiniLM"],
    rows: asked.indices.map { [asked[$0], cell(words[$0]), cell(meaning[$0])] })
}
