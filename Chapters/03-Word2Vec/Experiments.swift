import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// MARK: - What counting costs

/// Seconds that `work` takes.
func seconds(_ work: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try work()
  return (ContinuousClock.now - start) / .seconds(1)
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

/// The mean of every so many numbers.
func smoothed(_ losses: [Float], span: Int) -> [Float] {
  (0..<losses.count / span).map { mean(losses[span * $0..<span * $0 + span]) }
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

/// What vectors are graded by (chapter 2), each out of 100.
let measures = ["neighbors", "analogies", "similarity"]

/// The grades of several tables of vectors.
func gradesTable(_ what: String, _ grades: [(name: String, grades: [Float])])
  -> Table
{
  Table(
    columns: [what] + measures,
    rows: grades.map { [$0.name] + $0.grades.map { $0 as Any } }, decimals: 1)
}

/// The ways to vectors, in the order of the page.
let ways = [
  "PPMI and SVD", "CBOW", "skip-gram", "GloVe", "GloVe, counts + 1",
]

/// The grades of all ways to vectors on one edition of the town's stories, and from one start.
func gradesOfTown(seed: UInt64) throws -> [String: [Float]] {
  let corpus = try Corpus.load(
    "harbor", seed: seed, words: 200_000, limit: 2_000, fewest: 300)
  let vocabulary = corpus.vocabulary
  let words = vocabulary.count
  let counts = try coOccurrence(corpus.training, words: words, window: 3)
  var random = Random(seed: seed, stream: "counting")
  let counting = countingVectors(counts, random: &random)

  let data = try Contexts(corpus.training, window: 3)
  var weights = Random(seed: seed, stream: "weights")
  let (cbowIn, cbowOut) = parts(words: words, random: &weights)
  let cbow = CBOW(cbowIn, cbowOut)
  let (skipIn, skipOut) = parts(words: words, random: &weights)
  let skipGram = SkipGram(skipIn, skipOut)
  _ = try losses(of: cbow, on: data, seed: seed)
  _ = try losses(of: skipGram, on: data, seed: seed)

  var gloveRandom = Random(seed: seed, stream: "glove")
  let glove = fitted(counts.dense, steps: 60, random: &gloveRandom).model
  let plus = fitted(counts.dense + 1, steps: 60, random: &gloveRandom).model
  let tables = [
    counting, cbow.vectors, skipGram.vectors, glove.v, plus.v,
  ]
  return Dictionary(
    uniqueKeysWithValues: try zip(ways, tables).map {
      ($0, try grades($1, vocabulary))
    })
}

/// The mean of some numbers and their standard deviation.
func spread(_ numbers: [Float]) -> (mean: Float, deviation: Float) {
  let mean = numbers.reduce(0, +) / Float(numbers.count)
  let squares = numbers.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
  return (mean, sqrt(squares / Float(max(numbers.count - 1, 1))))
}

/// Mean ± standard deviation, as a cell of a table.
func spreadText(_ numbers: [Float], decimals: Int = 1) -> String {
  let (mean, deviation) = spread(numbers)
  return format(mean, decimals: decimals) + " ± "
    + format(deviation, decimals: decimals)
}

/// The grades of several runs.
func seedsTable(_ runs: [[String: [Float]]]) -> Table {
  Table(
    columns: ["\(runs.count) texts and starts"] + measures,
    rows: ways.map { way in
      [way]
        + measures.indices.map { measure in
          spreadText(runs.map { $0[way]![measure] })
        }
    })
}

/// By how much one way's grades are ahead of another's, run by run: mean ± standard deviation of each.
func leads(of one: String, over other: String, in runs: [[String: [Float]]])
  -> [String]
{
  measures.indices.map { measure in
    spreadText(runs.map { $0[one]![measure] - $0[other]![measure] })
  }
}

// MARK: - The clock

/// Seconds that an epoch takes.
func secondsOfEpoch<M: Model<Contexts.Batch>>(_ model: M, on data: Contexts)
  throws -> Double
{
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.03), batchSize: 200,
    random: Random(seed: 1, stream: "race"))
  return try seconds { try trainer.train(on: data, epochs: 1) }
}

// MARK: - Words never seen

/// How well words' neighbors are guessed by a model that never saw the words: perplexities, and of the
/// five known words nearest to each, the share that ends as it does.
struct SubwordTrial {
  /// By every word's share of all neighbors.
  private(set) var shares: Float = 0
  /// By the vector of the known word that is nearest in spelling.
  private(set) var spelling: Float = 0
  /// By the sum of the word's pieces.
  private(set) var pieces: Float = 0
  /// The same for words with such an ending that were seen, by their own vectors.
  private(set) var seen: Float = 0
  /// Of the five nearest words by the sum of pieces, and of the nearest in spelling, in percent.
  private(set) var piecesEnding: Float = 0
  private(set) var spellingEnding: Float = 0

  private let counts: SparseMatrix
  private let known: [Int]
  private let u: Tensor

  /// - Parameters:
  ///   - hidden: words that the model was trained without.
  ///   - counts: the neighbors of all words.
  ///   - known: the ids of the words that it was trained with.
  ///   - u: the known words' vectors as neighbors.
  ///   - vectors: their vectors as words.
  ///   - vector: makes the vector of any word.
  init(
    of hidden: [String], _ vocabulary: Vocabulary, _ counts: SparseMatrix,
    known: [Int], u: Tensor, vectors: WordVectors, vector: (String) -> Tensor
  ) {
    (self.counts, self.known, self.u) = (counts, known, u)
    guard !hidden.isEmpty else { return }
    let sums = counts.rowSums().map { Float($0) }
    let all = known.map { sums[$0] }.reduce(0, +)
    let logShares = log(Tensor(known.map { max(sums[$0], 1) / all }))
    let words = vectors.vocabulary.words
    let nearest = hidden.map { word in
      words.indices.min {
        editDistance(words[$0], word) < editDistance(words[$1], word)
      }!
    }
    let ids = hidden.map { vocabulary[$0]! }
    shares = perplexity(of: ids) { _ in logShares }
    spelling = perplexity(of: ids) {
      logShare(by: vectors.table.rows(at: [nearest[$0]]))
    }
    pieces = perplexity(of: ids) {
      logShare(by: vector(hidden[$0]).reshaped(1, -1))
    }
    let seenWords = inflected(vocabulary).filter { !hidden.contains($0) }
    seen = perplexity(of: seenWords.map { vocabulary[$0]! }) {
      logShare(by: vectors.table.rows(at: [vectors.vocabulary[seenWords[$0]]!]))
    }
    let near = hidden.map { vectors.nearest(to: vector($0)).map(\.word) }
    let alike = zip(hidden, near).map { word, near in
      near.count { $0.suffix(1) == word.suffix(1) }
    }
    piecesEnding = 20 * Float(alike.reduce(0, +)) / Float(hidden.count)
    let alikeInSpelling = zip(hidden, nearest).count {
      $0.suffix(1) == words[$1].suffix(1)
    }
    spellingEnding = 100 * Float(alikeInSpelling) / Float(hidden.count)
  }

  /// (1, D) → (1, K): the logarithms of the probabilities of the known words as neighbors.
  private func logShare(by h: Tensor) -> Tensor {
    let s = matmul(h, u, transposed: .right)
    return s - logSumExp(s).reshaped(-1, 1)
  }

  /// The perplexity of the words' known neighbors, each word with the same weight; `logShares` guesses
  /// those of the i-th.
  private func perplexity(of ids: [Int], _ logShares: (Int) -> Tensor) -> Float
  {
    let losses = ids.indices.map { index -> Float in
      let neighbors = Tensor(known.map { counts[ids[index], $0] })
      return -(neighbors * logShares(index).reshaped(-1)).sum()
        / max(neighbors.sum(), 1)
    }
    return exp(losses.reduce(0, +) / Float(max(losses.count, 1)))
  }
}

/// The same steps as on the page, on another edition of the town's stories.
func trialOfSubwords(seed: UInt64) throws -> SubwordTrial {
  let corpus = try Corpus.load(
    "harbor", seed: seed, words: 200_000, limit: 2_000, fewest: 300)
  let vocabulary = corpus.vocabulary
  let counts = try coOccurrence(
    corpus.training, words: vocabulary.count, window: 3)
  let endings = inflected(vocabulary)
  let hidden = endings.indices.filter { $0 % 3 == 0 }.map { endings[$0] }
  let known = vocabulary.words.indices
    .filter { !hidden.contains(vocabulary.word($0)) }
  let X = counts.dense.rows(at: known).transposed().rows(at: known)
  let (names, A) = pieces(of: vocabulary.words(at: known))
  var random = Random(seed: seed, stream: "subwords")
  let model = trainedSubwords(A, X, random: &random)
  let vectors = WordVectors(
    Vocabulary(of: vocabulary.words(at: known)), matmul(A, model.z))
  return SubwordTrial(
    of: hidden, vocabulary, counts, known: known, u: model.u, vectors: vectors
  ) { word in
    model.z.rows(at: subwords(of: word).compactMap { names[$0] }).sum(axis: 0)
  }
}

/// How the neighbors of hidden words were guessed, over several texts.
func strangersTable(_ trials: [SubwordTrial]) -> Table {
  func row(_ name: String, _ perplexity: KeyPath<SubwordTrial, Float>)
    -> [String]
  {
    [name, spreadText(trials.map { $0[keyPath: perplexity] }, decimals: 0)]
  }
  return Table(
    columns: ["neighbors of a hidden word, guessed by", "perplexity"],
    rows: [
      row("every word's share", \.shares),
      row("the nearest word in spelling", \.spelling),
      row("the sum of its pieces", \.pieces),
      row("for comparison: words not hidden", \.seen),
    ])
}

// MARK: - What ties them

/// Pearson's correlation.
func correlation(_ x: [Float], _ y: [Float]) -> Float {
  let (a, b) = (Tensor(x), Tensor(y))
  let (u, v) = (a - a.mean(), b - b.mean())
  return (u * v).sum() / (u.norm() * v.norm())
}
