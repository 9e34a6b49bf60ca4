import Ground
import Harbor
import Language
import Literate
import Tensors

// Baselines, tables and figures of reading.

/// Answers by words that have answered such questions, without reading.
struct Guesser {
  /// For each first word of a question the words of answers.
  private var words: [String: Set<String>] = [:]
  private let known: Set<String>

  init(_ stories: [HarborEvent]) {
    known = Set(stories.flatMap(\.words))
    for question in stories.flatMap(\.questions) {
      words[Guesser.key(question.words), default: []].formUnion(question.answer)
    }
  }

  private static func key(_ question: [String]) -> String {
    let first = question[0]
    return ["in", "on"].contains(first) ? question[0...2].joined() : first
  }

  /// A run of fitting words by chance.
  func guess(
    _ question: [String], _ story: HarborEvent, _ random: inout Random,
    inBest: Bool = false
  ) -> [String] {
    let asked = Set(question)
    let fitting = words[Guesser.key(question)] ?? []
    func runs(_ words: [String]) -> [[String]] {
      words.split { word in
        asked.contains(word) || !fitting.contains(word) && known.contains(word)
      }.map(Array.init)
    }
    func shared(_ sentence: [String]) -> Int {
      Set(sentence).intersection(asked).count
    }
    var found = story.sentences.flatMap(runs)
    if inBest {
      let best = story.sentences.max { shared($0) < shared($1) }!
      found = runs(best).isEmpty ? found : runs(best)
    }
    return found.isEmpty ? [] : found[random.integer(below: found.count)]
  }
}

/// Shares of right answers, and of right words, in percent.
func readingMarks(
  _ questions: [HarborEvent.Question], _ answers: [[String]]
) -> (exact: Float, f1: Float) {
  let pairs = zip(questions, answers)
  let count = Float(questions.count) / 100
  return (
    Float(pairs.count { $0.answer == $1 }) / count,
    pairs.reduce(0) { $0 + wordF1($1.1, $1.0.answer) } / count
  )
}

/// Exact match and F1 of several ways to answer.
func readingTable(
  _ questions: [HarborEvent.Question], _ rows: [(String, [[String]])]
) -> Table {
  Table(
    columns: ["", "exact match, %", "F1, %"],
    rows: rows.map { name, answers in
      let marks = readingMarks(questions, answers)
      return [
        name, format(marks.exact, decimals: 1), format(marks.f1, decimals: 1),
      ]
    })
}

/// Shares of being the first word upward, of being the last downward.
func spanFigure(
  _ words: [String], _ starts: [Float], _ ends: [Float],
  _ span: ClosedRange<Int>
) -> Figure {
  let step = 50.0
  let middle = 110.0
  let sketch = Sketch(
    "Words with a bar up and a bar down each",
    width: 54 + step * Double(words.count),
    height: 220
  ) { canvas in
    canvas.text("first?", at: Point(4, 60), size: 13, color: .blue)
    canvas.text("last?", at: Point(4, 165), size: 13, color: .orange)
    for (s, word) in words.enumerated() {
      let x = 48 + step * (Double(s) + 0.5)
      let (up, down) = (80 * Double(starts[s]), 80 * Double(ends[s]))
      canvas.rectangle(
        Box(x: x - 13, y: middle - 16 - up, width: 26, height: up), fill: .blue)
      canvas.rectangle(
        Box(x: x - 13, y: middle + 16, width: 26, height: down), fill: .orange)
      canvas.text(
        word, at: Point(x, middle), anchor: .middle, size: 14,
        bold: span.contains(s))
    }
    let left = 48 + step * Double(span.lowerBound) + 2
    canvas.rectangle(
      Box(
        x: left, y: middle - 14, width: step * Double(span.count) - 4,
        height: 28), stroke: .green, radius: 6)
  }
  return Figure(
    sketch, "13-span",
    caption:
      "Each word's share of being the first of the answer (upward) and the last (downward). The frame is the best span of at most three words.",
    alternative:
      "Eight words; the bar up is longest at the, the bar down at tom; framed is the old boat"
  )
}

// MARK: - Finding and reading

/// The share in percent of what a condition is true of.
func shareOf<Items: Swift.Collection>(
  _ items: Items, _ isTrue: (Items.Element) -> Bool
) -> Float {
  100 * Float(items.count { isTrue($0) }) / Float(max(items.count, 1))
}

/// A question, and the stories that BM25 finds for it.
struct Trial {
  let question: HarborEvent.Question
  /// The story that it was asked of.
  let story: Int
  let stories: [Int]
  private let words: [[String]]

  init(
    _ question: HarborEvent.Question, of story: Int, _ all: [HarborEvent],
    _ index: InvertedIndex
  ) throws {
    (self.question, self.story) = (question, story)
    stories = try index.search(question.words, limit: 10).map(\.document)
    words = stories.map { all[$0].words }
  }

  /// What is read in each of them.
  func answers(_ read: ([String], [String]) -> Answer) -> [Answer] {
    words.map { read(question.words, $0) }
  }

  /// Whether the surest of these answers is right.
  func isRight(_ answers: ArraySlice<Answer>) -> Bool {
    answers.max { $0.score < $1.score }!.words == question.answer
  }

  /// Whether a story tells what the question was asked of.
  func isSame(_ found: Int, _ all: [HarborEvent]) -> Bool {
    (all[found].sameAs ?? found) == (all[story].sameAs ?? story)
  }
}

/// Where the reader points for each question about a story.
func pointingFigure(_ story: HarborEvent, _ reader: Reader) -> Figure {
  let words = story.words
  let shares = story.questions.prefix(6).map { question in
    let (starts, ends) = reader.scores([
      reading(question.words, story.words, ids)
    ])[0]
    return zip(softmax(starts), softmax(ends)).map { max($0, $1) }
      .prefix(words.count).map { $0 }
  }
  return Figure(
    HeatMap(
      rows: words,
      columns: story.questions.prefix(6).map {
        $0.words.prefix(4).joined(separator: " ") + " …"
      }, values: words.indices.map { w in shares.map { $0[w] } },
      range: 0...1, showsValues: false, measure: "share"), "13-pointing",
    caption:
      "Where the reader points: for each question (column) the larger of a word's two shares, of being first and of being last.",
    alternative:
      "A heat map of words by questions; each column is dark at the one to three words that answer it"
  )
}
