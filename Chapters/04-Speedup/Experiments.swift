import Dispatch
import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

import class Foundation.FileManager
import class Foundation.ProcessInfo

// MARK: - Counting operations

/// Millions of operations a target costs, with all the words of a vocabulary and without.
func operationsTable(
  words vocabularies: [Double], lookups: Double, questions: Double
) -> Table {
  func millions(_ count: Double) -> Double { count * 1e-6 }
  return Table(
    columns: ["million operations a target", "V = 10,000", "V = 1,000,000"],
    rows: [
      ["one-hot input, softmax over all words"]
        + vocabularies.map {
          let count = operations(words: $0, size: 100)
          return millions(count.input + count.output)
        },
      ["rows looked up, softmax over all words"]
        + vocabularies.map {
          millions(lookups + operations(words: $0, size: 100).output)
        },
      ["rows looked up, six questions"]
        + vocabularies.map { _ in millions(lookups + questions) },
    ], decimals: 4)
}

// MARK: - Noise

/// How often some words occur in the text, and how often in the noise.
func noiseTable(
  of words: [Int], in vocabulary: Vocabulary, _ noise: [Double]
) -> Table {
  let byCount = vocabulary.counts.map { Float($0) }
  let tokenCount = byCount.reduce(0, +)
  return Table(
    columns: ["word", "share of the text, %", "share of the noise, %"],
    rows: words.map {
      [
        vocabulary.words[$0], 100 * Double(byCount[$0] / tokenCount),
        100 * noise[$0],
      ]
    }, decimals: 4)
}

/// The columns of an alias table of five words.
func columnsTable(_ table: AliasTable) -> Table {
  Table(
    columns: ["column", "its own word", "the rest"],
    rows: table.contents.enumerated().map { word, column in
      [
        "word \(word + 1)",
        "\(format(100 * column.own, decimals: 0))%",
        column.own < 1 ? "word \(column.alias + 1)" : "",
      ]
    },
    caption:
      "The alias table of five words with the probabilities 0.4, 0.3, 0.15, 0.1 and 0.05."
  )
}

// MARK: - Learning

/// Learns vectors of one corpus again and again, with one model or the other, and other settings.
struct HarborLessons {
  let corpus: Corpus
  let epochs: Int
  let random: Random

  init(_ corpus: Corpus, epochs: Int, random: Random) {
    (self.corpus, self.epochs, self.random) = (corpus, epochs, random)
  }

  /// Vectors of the corpus, learned with the given settings and changes to them.
  func callAsFunction(
    _ architecture: Word2Vec.Architecture,
    _ change: (inout Word2Vec.Settings) -> Void = { _ in }
  ) throws -> WordVectors {
    var settings = Word2Vec.Settings(architecture)
    (settings.subsampling, settings.epochs) = (0, epochs)
    settings.rate = architecture == .cbow ? 0.1 : 0.05
    change(&settings)
    let model = try Word2Vec(corpus.vocabulary, settings, random: random)
    try model.train(on: corpus.training)
    return model.vectors
  }
}

/// The grades of two outputs, each with CBOW and with skip-gram; the second one takes so many turns.
func outputsTable(
  _ sampled: [HarborGrades], _ climbed: [HarborGrades], turns: Float
) -> Table {
  Table(
    columns: ["output", "kinds", "analogies", "likeness", "questions"],
    rows: [
      row("CBOW, negative sampling", sampled[0]) + [6],
      row("CBOW, hierarchical softmax", climbed[0]) + [turns],
      row("skip-gram, negative sampling", sampled[1]) + [6],
      row("skip-gram, hierarchical softmax", climbed[1]) + [turns],
    ], decimals: 1)
}

/// The vectors of one seed and the seconds their training took.
func trained(_ corpus: Corpus, _ settings: Word2Vec.Settings, seed: UInt64 = 1)
  throws -> (vectors: WordVectors, seconds: Double)
{
  let model = try Word2Vec(
    corpus.vocabulary, settings, random: Random(seed: seed, stream: "word2vec"))
  let start = DispatchTime.now().uptimeNanoseconds
  try model.train(on: corpus.training)
  let time = DispatchTime.now().uptimeNanoseconds - start
  return (model.vectors, 1e-9 * Double(time))
}

/// What the numbers of a table of public grades are.
let publicCaption =
  "Rank correlation with people's judgement (WordSim-353, MEN) and solved analogies, all times 100."

/// The grades of three ways to read the Penn Treebank: a table of them, and the numbers.
func learnWithSubsampling() throws -> (table: Table, grades: [[Float]]) {
  let ptb = try Corpus.load("ptb")
  var rows: [[Any]] = []
  var grades: [[Float]] = []
  for (name, threshold, isDynamic) in [
    ("full windows, all words", Float(0), false),
    ("dynamic windows, all words", 0, true),
    ("dynamic windows, subsampling", 3e-4, true),
  ] {
    var settings = Word2Vec.Settings(.cbow)
    settings.subsampling = threshold
    settings.hasDynamicWindow = isDynamic
    settings.epochs = 20
    let (vectors, seconds) = try trained(ptb, settings)
    grades.append(try PublicGrades(vectors).all)
    rows.append([name, seconds] + grades.last!)
  }
  let table = Table(
    columns: ["Penn Treebank", "seconds", "WordSim", "MEN", "analogies"],
    rows: rows, decimals: 1, caption: publicCaption)
  return (table, grades)
}

/// The grades of both models on two texts: a table of them, and the best on the Penn Treebank.
func learnNewspapers() throws -> (table: Table, best: [Float]) {
  var rows: [[Any]] = []
  var best: [Float] = [0, 0, 0]
  for (name, title) in [("ptb", "Penn Treebank"), ("wikitext-2", "WikiText-2")]
  {
    let text = try Corpus.load(name)
    for architecture in Word2Vec.Architecture.allCases {
      var settings = Word2Vec.Settings(architecture)
      settings.epochs = architecture == .cbow ? 60 : 20
      (settings.window, settings.subsampling) = (9, 5e-4)
      settings.rate = 0.03
      let runs = try (1...3).map { try trained(text, settings, seed: $0) }
      let grades = try runs.map { try PublicGrades($0.vectors).all }
      let means = (0..<3).map { i in grades.reduce(0) { $0 + $1[i] / 3 } }
      if name == "ptb" { best = zip(best, means).map(max) }
      let seconds = runs.map(\.seconds).sorted()[1]
      let words = Double(text.training.count * settings.epochs)
      rows.append(
        ["\(title), \(architecture.rawValue)", settings.epochs, seconds]
          + [1e-6 * words / seconds] + means)
    }
  }
  let table = Table(
    columns: [
      "text, model", "epochs", "seconds", "M words/s", "WordSim", "MEN",
      "analogies",
    ], rows: rows, decimals: 1, caption: publicCaption)
  return (table, best)
}

// MARK: - The cache

/// Lines fetched for a read in a walk by columns through an `n` × `n` matrix.
func fetchedByColumns(_ n: Int) -> Double {
  var cache = Cache()
  for j in 0..<n { for i in 0..<n { cache.touch(4 * (i * n + j)) } }
  return Double(cache.fetched) / Double(n * n)
}

// MARK: - Vectors rounded and stored

/// What is lost when a table of vectors is rounded: the relative error of each number, the shares of
/// near and of nearest neighbors that stay (of up to 2,000 words), and the analogies solved before and after.
func lostByRounding(
  _ table: Tensor, to rounded: Tensor, of vocabulary: Vocabulary
) throws -> (
  relativeErrors: [Float], keptShare: Float, firstShare: Float, solved: [Float]
) {
  let exactVectors = WordVectors(vocabulary, table)
  let roundedVectors = WordVectors(vocabulary, rounded)
  var (kept, asked, sameFirst, words) = (0, 0, 0, 0)
  for word in vocabulary.words.prefix(2_000) {
    let one = try exactVectors.mostSimilar(to: word, count: 10).map(\.word)
    let other = try roundedVectors.mostSimilar(to: word, count: 10).map(\.word)
    kept += one.count { other.contains($0) }
    asked += one.count
    sameFirst += one[0] == other[0] ? 1 : 0
    words += 1
  }
  let relativeErrors = zip(table.values, rounded.values).compactMap { x, y in
    abs(x) < 0x1p-14 ? nil : abs(x - y) / abs(x)
  }
  let solved = [exactVectors, roundedVectors].map {
    $0.accuracy(on: Harbor.analogies).overall.accuracy
  }
  return (
    relativeErrors, Float(kept) / Float(asked),
    Float(sameFirst) / Float(words), solved
  )
}

/// Whether vectors that are written to a file and read again are the same, words and bits.
func comesBack(
  _ vectors: WordVectors, as format: VectorsFile.Format, seed: UInt64
) throws -> Bool {
  let folder = FileManager.default.temporaryDirectory.path
  let run = ProcessInfo.processInfo.processIdentifier
  let file = "\(folder)/harbor-\(run)-\(seed)-\(format).vectors"
  let words = vectors.vocabulary.words
  let table = try vectors.vectors(words)
  try VectorsFile.write(words: words, vectors: table, to: file, format: format)
  let read = try VectorsFile.read(file)
  try FileManager.default.removeItem(atPath: file)
  return read.words == words && read.vectors == table
}

// MARK: - A map

/// Words of one kind.
typealias WordKind = (name: String, words: [String])

/// The words of each class that the corpus knows; of a text that knows few of
/// them, its most frequent words.
func knownClasses(in vocabulary: Vocabulary) -> [WordKind] {
  let known = Harbor.classes.map {
    (name: $0.name, words: $0.words.filter { vocabulary[$0] != nil })
  }
  if known.count(where: { $0.words.count > 5 }) > 4 { return known }
  return (0..<8).map { rank in
    (
      name: "\(11 * rank + 1) to \(11 * rank + 11)",
      words: Array(vocabulary.words[11 * rank..<11 * rank + 11])
    )
  }
}

/// The kind of each word on the map.
func kindsOfWords(_ kinds: ArraySlice<WordKind>) -> [String: String] {
  Dictionary(
    kinds.flatMap { kind in kind.words.prefix(11).map { ($0, kind.name) } },
    uniquingKeysWith: { first, _ in first })
}

/// Of 100 words on a map, for how many the nearest is of their kind.
struct NeighborOrder {
  private let labels: [String]
  private let kindOf: [String: String]

  init(_ labels: [String], kinds: ArraySlice<WordKind>) {
    (self.labels, kindOf) = (labels, kindsOfWords(kinds))
  }

  /// The share, in percent, when the words lie at `places`.
  func callAsFunction(_ places: Tensor) -> Float {
    let found = labels.indices.count { i in
      let nearest = labels.indices.filter { $0 != i }.min {
        distance(places, i, $0) < distance(places, i, $1)
      }!
      return kindOf[labels[i]] == kindOf[labels[nearest]]
    }
    return 100 * Float(found) / Float(labels.count)
  }

  /// The square of the distance between two words.
  private func distance(_ places: Tensor, _ i: Int, _ j: Int) -> Float {
    let (x, y) = (places[i, 0] - places[j, 0], places[i, 1] - places[j, 1])
    return x * x + y * y
  }
}
