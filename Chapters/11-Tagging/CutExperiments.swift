import Ground
import Harbor
import Literate
import Tensors

// Words cut out of rows of letters (11.12).

/// How well rows of signs are cut into words.
struct CutMarks {
  /// Percent: F1 of the words, and how many of those that training lacks are found.
  var f1, unknown: Float

  init(_ guesses: [[String]], truth: [[String]], known: Set<String>) {
    var (right, found, wanted, new, newFound) = (0, 0, 0, 0, 0)
    for (guess, truth) in zip(guesses, truth) {
      let mine = CutMarks.ranges(guess)
      let theirs = CutMarks.ranges(truth)
      let hits = Set(mine)
      for (word, range) in zip(truth, theirs) {
        let isRight = hits.contains(range)
        if isRight { right += 1 }
        if !known.contains(word) {
          new += 1
          if isRight { newFound += 1 }
        }
      }
      (found, wanted) = (found + mine.count, wanted + theirs.count)
    }
    f1 = Float(200 * right) / Float(max(found + wanted, 1))
    unknown = Float(100 * newFound) / Float(max(new, 1))
  }

  /// Where each word lies among the signs.
  private static func ranges(_ words: [String]) -> [Range<Int>] {
    var end = 0
    return words.map { word in
      defer { end += word.count }
      return end..<end + word.count
    }
  }
}

/// Sentences whose blanks are taken out, and a network that puts them in again.
struct CutTrial {
  static let tags = ["B", "M", "E", "S"]

  let training, exam: [[String]]
  let known: Set<String>

  init(_ harbor: Harbor, training: Int, exam: Int) {
    self.training = harbor.taggedSentences(training).map(\.words)
    self.exam = harbor.taggedSentences(exam, stream: "exam").map(\.words)
    known = Set(self.training.joined())
  }

  /// The letters of a sentence, one after the other.
  func letters(_ words: [String]) -> [String] {
    words.joined().map { String($0) }
  }

  func rows(_ tags: ([String]) -> [String]) -> [TaggedRow] {
    training.map { words in
      TaggedRow(
        words: letters(words),
        tags: tags(words).map { CutTrial.tags.firstIndex(of: $0)! })
    }
  }

  /// Percent of the exam's words that training lacks.
  var newShare: Float {
    let words = exam.joined()
    return Float(100 * words.count { !known.contains($0) }) / Float(words.count)
  }

  func marks(_ guesses: [[String]]) -> CutMarks {
    CutMarks(guesses, truth: exam, known: known)
  }
}

/// How well words are cut by several ways.
func cutTable(_ ways: [(name: String, runs: [CutMarks])]) -> Table {
  Table(
    columns: ["", "F1 of words, %", "unknown words found, %"],
    rows: ways.map {
      [$0.name, spread($0.runs.map(\.f1)), spread($0.runs.map(\.unknown))]
    })
}
