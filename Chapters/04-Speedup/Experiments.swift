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
      ["rows looked up, six words asked about"]
        + vocabularies.map { _ in millions(lookups + questions) },
    ], decimals: 4)
}

// MARK: - Grades

/// What grades of the town's stories are called in tables.
let gradeColumns = ["neighbors", "analogies", "similarity"]

/// The mean of several runs and half of their range: `78.2 ± 0.4`.
func meanAndSpread(_ values: [Float]) -> String {
  let mean = values.reduce(0, +) / Float(values.count)
  let half = (values.max()! - values.min()!) / 2
  return "\(format(mean, decimals: 1)) ± \(format(half, decimals: 1))"
}

/// The mean and spread of each grade of several runs.
func meansAndSpreads(_ runs: [[Float]]) -> [String] {
  runs[0].indices.map { i in meanAndSpread(runs.map { $0[i] }) }
}

/// The mean of each grade of several runs.
func means(_ runs: [[Float]]) -> [Float] {
  runs[0].indices.map { i in
    runs.reduce(0) { $0 + $1[i] } / Float(runs.count)
  }
}

// MARK: - Learning

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

/// Both models with negative sampling and with hierarchical softmax, three seeds each: a table of
/// their grades, and the analogies that CBOW solves with negative sampling.
func learnOutputs(_ corpus: Corpus) throws -> (
  table: Table, analogies: Float
) {
  var rows: [[Any]] = []
  var analogies: [Float] = []
  for architecture in Word2Vec.Architecture.allCases {
    for (name, objective) in [
      ("negative sampling", Word2Vec.Objective.negativeSampling(5)),
      ("hierarchical softmax", .hierarchicalSoftmax),
    ] {
      var settings = Word2Vec.Settings(architecture)
      (settings.subsampling, settings.epochs) = (0, 15)
      settings.rate = architecture == .cbow ? 0.1 : 0.05
      settings.objective = objective
      let runs = try (1...3).map { try trained(corpus, settings, seed: $0) }
      let grades = try runs.map { try HarborGrades($0.vectors).all }
      analogies.append(means(grades)[1])
      rows.append(
        ["\(architecture.title), \(name)"] + meansAndSpreads(grades)
          + [runs.map(\.seconds).min()!])
    }
  }
  let table = Table(
    columns: ["model, output"] + gradeColumns + ["seconds"], rows: rows,
    decimals: 1)
  return (table, analogies[0])
}

extension Word2Vec.Architecture {
  /// The model's name in tables.
  var title: String { self == .cbow ? "CBOW" : "skip-gram" }
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

/// The page's `cbow` on the stories of `corpus`, all words, dynamic windows: the grades of three seeds.
func gradesOfCBOW(
  _ corpus: Corpus, isShared: Bool, rate: Float, epochs: Int
) throws -> [[Float]] {
  let (words, size) = (corpus.vocabulary.count, 100)
  let noise = AliasTable(noiseOf: corpus.vocabulary.counts)
  return try (1...3).map { seed in
    var random = Random(seed: UInt64(seed), stream: "shares")
    var v = (0..<words * size).map { _ in random.uniform(in: -0.005..<0.005) }
    var u = [Float](repeating: 0, count: words * size)
    for epoch in 0..<epochs {
      cbow(
        corpus.training, &v, &u, D: size, window: 5, isShared: isShared,
        rate: rate * (1 - Float(epoch) / Float(epochs)), noise: noise,
        random: &random)
    }
    let vectors = Tensor(v, shape: [words, size])
    return try HarborGrades(WordVectors(corpus.vocabulary, vectors)).all
  }
}

/// Vectors by counting, with the settings that chapter 2 found best on the Penn Treebank.
func counted(_ corpus: Corpus, seed: UInt64) throws -> WordVectors {
  let counts = try coOccurrence(
    corpus.training, words: corpus.vocabulary.count, window: 15,
    weighting: .harmonic)
  var random = Random(seed: seed, stream: "penn treebank")
  let svd = randomizedSVD(
    ppmi(counts, smoothing: 0.75), rank: 120, random: &random)
  return WordVectors(corpus.vocabulary, (svd.u * sqrt(svd.s)).centered())
}

/// A text of newspapers or of an encyclopedia, learned by counting and by predicting.
struct Newspaper {
  /// Rows of a table: the way, epochs, millions of words a second, grades with their spread.
  var rows: [[Any]] = []
  /// The mean grades of counting, CBOW and skip-gram.
  var grades: [[Float]] = []

  init(_ title: String, _ text: Corpus, seeds: Int) throws {
    let byCounting = try (1...seeds).map {
      try PublicGrades(counted(text, seed: UInt64($0))).all
    }
    rows.append(["\(title), counting", "", ""] + meansAndSpreads(byCounting))
    grades.append(means(byCounting))
    for architecture in Word2Vec.Architecture.allCases {
      var settings = Word2Vec.Settings(architecture)
      settings.epochs = architecture == .cbow ? 60 : 20
      (settings.window, settings.subsampling) = (9, 5e-4)
      settings.rate = 0.03
      let runs = try (1...seeds).map {
        try trained(text, settings, seed: UInt64($0))
      }
      let all = try runs.map { try PublicGrades($0.vectors).all }
      let words = Double(text.training.count * settings.epochs)
      let pace = 1e-6 * words / runs.map(\.seconds).min()!
      rows.append(
        [
          "\(title), \(architecture.title)", "\(settings.epochs)",
          format(pace, decimals: 1),
        ] + meansAndSpreads(all))
      grades.append(means(all))
    }
  }
}

/// The table of both texts.
func newspaperTable(_ texts: [Newspaper]) -> Table {
  Table(
    columns: [
      "text, way", "epochs", "M words/s", "WordSim", "MEN", "analogies",
    ], rows: texts.flatMap(\.rows), decimals: 1, caption: publicCaption)
}

// MARK: - Vectors stored

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

/// Words of one class.
typealias WordClass = (name: String, words: [String])

/// The words of each class that the corpus knows; of a text that knows few of
/// them, its most frequent words.
func knownClasses(in vocabulary: Vocabulary) -> [WordClass] {
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

/// The class of each word on the map.
func classesOfWords(_ classes: ArraySlice<WordClass>) -> [String: String] {
  Dictionary(
    classes.flatMap { one in one.words.prefix(11).map { ($0, one.name) } },
    uniquingKeysWith: { first, _ in first })
}

/// Of 100 words on a map, for how many the nearest is of their class.
struct NeighborOrder {
  private let labels: [String]
  private let classOf: [String: String]

  init(_ labels: [String], classes: ArraySlice<WordClass>) {
    (self.labels, classOf) = (labels, classesOfWords(classes))
  }

  /// The share, in percent, when the words lie at `places`.
  func callAsFunction(_ places: Tensor) -> Float {
    let found = labels.indices.count { i in
      let nearest = labels.indices.filter { $0 != i }.min {
        distance(places, i, $0) < distance(places, i, $1)
      }!
      return classOf[labels[i]] == classOf[labels[nearest]]
    }
    return 100 * Float(found) / Float(labels.count)
  }

  /// The square of the distance between two words.
  private func distance(_ places: Tensor, _ i: Int, _ j: Int) -> Float {
    let (x, y) = (places[i, 0] - places[j, 0], places[i, 1] - places[j, 1])
    return x * x + y * y
  }
}
