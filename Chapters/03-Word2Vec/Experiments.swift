import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// MARK: - What counting costs

/// A number of bytes in the unit that fits it.
func bytes(_ count: Double) -> String {
  let units = ["bytes", "kB", "MB", "GB", "TB", "PB"]
  var (value, unit) = (count, 0)
  while value >= 1000 { (value, unit) = (value / 1000, unit + 1) }
  return "\(format(value, decimals: value < 10 ? 1 : 0)) \(units[unit])"
}

/// 10 to the power of `exponent`, written so.
func powerOfTen(_ exponent: Int) -> String {
  let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
  return "10"
    + "\(exponent)".map { String(digits[$0.wholeNumberValue!]) }.joined()
}

/// Seconds that `work` takes.
func seconds(_ work: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try work()
  return (ContinuousClock.now - start) / .seconds(1)
}

/// What counting holds and does for a thousand words up to a million, beside two matrices.
func growthTable() -> Table {
  Table(
    columns: [
      "words", "table of pairs", "exact SVD", "two matrices of 100 columns",
    ],
    rows: (3...6).map { exponent in
      let words = (0..<exponent).reduce(1.0) { words, _ in 10 * words }
      return [
        Int(words), bytes(4 * words * words),
        "some \(powerOfTen(3 * exponent)) operations",
        bytes(4 * words * 2 * 100),
      ]
    },
    caption:
      "What counting holds and does, with 4 bytes a number, and what the networks of this chapter hold."
  )
}

/// Seconds for exact decompositions of tables of several sizes, and for the chapter before's of all words.
struct SVDRace {
  let sizes: [Int]
  let times: [Double]
  /// How many words there are in all.
  let words: Int
  /// Seconds for 100 directions of the whole table.
  let sparse: Double
}

/// Decomposes tables of the harbor town's most frequent words against the clock.
func raceOfSVDs(seed: UInt64) throws -> SVDRace {
  let corpus = Corpus.harbor(words: 200_000)
  let words = corpus.vocabulary.count
  let table = ppmi(
    try coOccurrence(corpus.training, words: words, window: 3))
  let dense = table.dense
  let sizes = [75, 150, 300, 600]
  let times = sizes.map { size in
    let part = dense.rows(0..<size).columns(0..<size)
    return seconds { _ = exactSVD(part) }
  }
  var random = Random(seed: seed, stream: "svd")
  let sparse = seconds { _ = randomizedSVD(table, rank: 100, random: &random) }
  return SVDRace(sizes: sizes, times: times, words: words, sparse: sparse)
}

/// The seconds of exact decompositions, by the number of words.
func svdTable(_ race: SVDRace) -> Table {
  Table(
    columns: ["words", "seconds for an exact SVD"],
    rows: zip(race.sizes, race.times).map { [$0, $1] }, decimals: 3)
}

// MARK: - One sentence

/// The windows of a sentence: the neighbors and the word between them.
func windowsTable(_ windows: Contexts.Batch, _ vocabulary: Vocabulary) -> Table
{
  Table(
    columns: ["neighbors", "word"],
    rows: zip(windows.contexts, windows.centers).map { context, center in
      [
        vocabulary.words(at: context).joined(separator: " ▢ "),
        vocabulary.word(center),
      ]
    })
}

/// For each row of probabilities the best words, the most probable first.
func guesses(_ probabilities: Tensor, _ vocabulary: Vocabulary, count: Int)
  -> [String]
{
  (0..<probabilities.shape[0]).map { row in
    let p = probabilities.row(row).values
    let best = p.indices.sorted { (p[$1], $0) < (p[$0], $1) }.prefix(count)
    return best.map {
      "\(vocabulary.word($0)) \(format(100 * p[$0], decimals: 0))%"
    }.joined(separator: ", ")
  }
}

/// The windows of a sentence with the two best guesses for each.
func guessesTable(
  _ windows: Contexts.Batch, _ probabilities: Tensor, _ vocabulary: Vocabulary
) -> Table {
  let best = guesses(probabilities, vocabulary, count: 2)
  return Table(
    columns: ["neighbors", "word", "guesses"],
    rows: zip(windows.contexts, windows.centers).enumerated().map {
      row, example in
      [
        vocabulary.words(at: example.0).joined(separator: " ▢ "),
        vocabulary.word(example.1), best[row],
      ]
    })
}

/// The lowest mean loss that any model can reach which sees only the questions: −log of the share
/// of equal questions that have the same answer.
func lowestLoss<Question: Equatable>(_ questions: [Question], _ answers: [Int])
  -> Float
{
  let losses = zip(questions, answers).map { question, answer in
    let equal = zip(questions, answers).filter { $0.0 == question }
    return -log(Float(equal.count { $0.1 == answer }) / Float(equal.count))
  }
  return losses.reduce(0, +) / Float(losses.count)
}

// MARK: - The losses on the whole town

/// The mean of some numbers.
func mean(_ numbers: ArraySlice<Float>) -> Float {
  numbers.reduce(0, +) / Float(numbers.count)
}

/// The mean of every 50 numbers.
func smoothed(_ losses: [Float]) -> [Float] {
  (0..<losses.count / 50).map { mean(losses[50 * $0..<50 * $0 + 50]) }
}

// MARK: - Gaps to fill

/// The game of gaps: which ones to play, and how often a guess is right.
struct GapGame {
  private let vocabulary: Vocabulary
  /// The words of each kind that the vocabulary knows.
  private let classes: [(name: String, words: [String])]

  /// How guesses did, in percent.
  struct Score {
    /// How often the guess is the word that belongs there.
    let right: Float
    /// How often the most frequent word belongs there.
    let frequent: Float
    /// Of the wrong guesses in place of a word that has a kind, how many are of that kind.
    let kind: Float
  }

  init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    classes = Harbor.classes.map {
      (name: $0.name, words: $0.words.filter { vocabulary[$0] != nil })
    }
  }

  /// Of the `count` windows of a text the first around a word of each of some classes, or else the first
  /// ones.
  func places(in text: [Int], count: Int) -> [Int] {
    let wantedKinds = ["days", "fish", "tools", "drinks", "rooms"]
    let places = wantedKinds.compactMap { kind in
      let words = Set(
        classes.first { $0.name == kind }!.words.compactMap { vocabulary[$0] })
      return (0..<count).first { words.contains(text[$0 + 3]) }
    }
    return places.isEmpty ? [0, 1, 2] : places
  }

  /// How good some guesses are where `centers` belong.
  func score(of guesses: [Int], for centers: [Int]) -> Score {
    let right = zip(guesses, centers).count { $0 == $1 }
    let wrong = zip(guesses, centers).compactMap { guess, center -> Bool? in
      let word = vocabulary.word(center)
      guard guess != center,
        let kind = classes.first(where: { $0.words.contains(word) })
      else { return nil }
      return kind.words.contains(vocabulary.word(guess))
    }
    let frequent = centers.count { $0 == 0 }
    return Score(
      right: 100 * Float(right) / Float(centers.count),
      frequent: 100 * Float(frequent) / Float(centers.count),
      kind: 100 * Float(wrong.count { $0 }) / Float(max(wrong.count, 1)))
  }
}

/// Some gaps, the word that belongs there, and the three best guesses.
func gapsTable(
  _ gaps: Contexts.Batch, _ probabilities: Tensor, _ vocabulary: Vocabulary
) -> Table {
  let best = guesses(probabilities, vocabulary, count: 3)
  return Table(
    columns: ["neighbors", "word", "guesses"],
    rows: gaps.contexts.indices.map { row in
      let words = vocabulary.words(at: gaps.contexts[row])
      let question = (words[..<3] + ["▢"] + words[3...]).joined(separator: " ")
      return [question, vocabulary.word(gaps.centers[row]), best[row]]
    })
}

// MARK: - Grades

/// The grades of skip-gram's two matrices and of their sum.
func matricesTable(
  in inGrades: HarborGrades, out outGrades: HarborGrades,
  sum sumGrades: HarborGrades
) -> Table {
  Table(
    columns: ["skip-gram vectors", "kinds", "analogies", "likeness"],
    rows: [
      row("rows of W in", inGrades), row("rows of W out", outGrades),
      row("their sum", sumGrades),
    ], decimals: 1)
}

/// The grades of several ways to vectors.
func rivalsTable(_ names: [String], _ grades: [HarborGrades]) -> Table {
  Table(
    columns: ["vectors", "kinds", "analogies", "likeness"],
    rows: zip(names, grades).map { row($0, $1) }, decimals: 1)
}

// MARK: - The clock

/// Seconds that counting and decomposing take.
func secondsOfCounting(_ corpus: Corpus, random: inout Random) throws -> Double
{
  let vocabulary = corpus.vocabulary
  return try seconds {
    let counts = try coOccurrence(
      corpus.training, words: vocabulary.count, window: 3)
    let table = ppmi(counts, smoothing: 0.75)
    _ = randomizedSVD(table, rank: 100, random: &random)
  }
}

/// Seconds that an epoch takes.
func secondsOfEpoch<M: Model<Contexts.Batch>>(
  _ model: M, on data: Contexts, random: Random
) throws -> Double {
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.02), batchSize: 200, random: random)
  return try seconds { try trainer.train(on: data, epochs: 1) }
}

/// The seconds of all three.
func raceTable(counting: Double, cbow: Double, skipGram: Double) -> Table {
  Table(
    columns: ["method", "seconds"],
    rows: [
      ["counting, PPMI and SVD", counting], ["CBOW, each epoch", cbow],
      ["skip-gram, each epoch", skipGram],
    ], decimals: 2)
}

// MARK: - What ties them

/// Pearson's correlation.
func correlation(_ x: [Float], _ y: [Float]) -> Float {
  let (a, b) = (Tensor(x), Tensor(y))
  let (u, v) = (a - a.mean(), b - b.mean())
  return (u * v).sum() / (u.norm() * v.norm())
}

/// A row of a table of grades: `name`, then the measures.
func row(_ name: String, _ grades: HarborGrades) -> [Any] {
  [name] + grades.all
}
