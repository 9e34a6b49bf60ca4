import Ground
import Harbor
import Language
import Literate
import Models
import Tensors

// MARK: - Vectors graded by the town's own truth

/// Vectors of 100 random numbers for each word: what any method has to beat.
func randomVectors(for vocabulary: Vocabulary, seed: UInt64) -> WordVectors {
  var dice = Random(seed: seed, stream: "dice")
  return WordVectors(
    vocabulary, Tensor.normal([vocabulary.count, 100], random: &dice))
}

/// The grades of several vectors, a row for each.
func gradesTable(_ rivals: [(name: String, grades: HarborGrades)]) -> Table {
  Table(
    columns: ["vectors", "kinds", "analogies", "likeness"],
    rows: rivals.map { [$0.name] + $0.grades.all }, decimals: 1)
}

/// The grades of vectors with as many dimensions as each of `sizes` says, by that size.
func gradesBySize(
  _ sizes: [Int], of svd: SVD, vocabulary: Vocabulary
) throws -> [Int: HarborGrades] {
  let graded = try sizes.map { size in
    let cut = svd.cut(to: size)
    return (
      size, try HarborGrades(WordVectors(vocabulary, cut.u * sqrt(cut.s)))
    )
  }
  return Dictionary(uniqueKeysWithValues: graded)
}

/// The grades of the long vectors beside those of the short ones.
func lengthsTable(
  _ rivals: [(name: String, numbersPerWord: Int, grades: HarborGrades)]
) -> Table {
  Table(
    columns: ["vectors", "numbers per word", "kinds", "analogies", "likeness"],
    rows: rivals.map {
      [
        $0.name, $0.numbersPerWord, $0.grades.kinds, $0.grades.analogies,
        $0.grades.likeness,
      ]
    }, decimals: 1)
}

// MARK: - Riddles

/// How many riddles of each class there were, and the share that was solved.
func riddlesTable(_ scores: [AnalogyScore]) -> Table {
  Table(
    columns: ["analogy", "questions", "solved"],
    rows: scores.map {
      [$0.name, $0.answerable, "\(format(100 * $0.accuracy, decimals: 0))%"]
    })
}

extension [AnalogyScore] {
  /// The share of riddles of class `name` that was solved.
  func accuracy(on name: String) -> Float {
    first { $0.name == name }!.accuracy
  }
}

/// Of the answers to one class of riddles, right or wrong, how many have the form asked for.
func formFound(_ name: String, by vectors: WordVectors) throws -> Float {
  let questions = Harbor.analogies.first { $0.name == name }!.questions
    .filter { question in
      [question.a, question.b, question.c, question.d].allSatisfy {
        vectors.vocabulary[$0] != nil
      }
    }
  let forms = Set(questions.map(\.d))
  let sample = questions.enumerated().filter { $0.offset.isMultiple(of: 20) }
    .map(\.element)
  let found = try sample.count { question in
    let answer = try vectors.analogy(
      question.a, question.b, question.c, count: 1)[0].word
    return forms.contains(answer)
  }
  return Float(found) / Float(max(sample.count, 1))
}

// MARK: - A map of words

/// Words of a few kinds, seen from the directions in which their vectors differ most.
struct WordMap {
  /// The words on the map, kind by kind.
  let kinds: [(name: String, words: [String])]
  /// Where each word lies: a row for a word, a column for a direction.
  let places: Tensor

  /// All words of the map, in the order of its rows.
  var words: [String] { kinds.flatMap(\.words) }

  /// Maps the words of five kinds; nil where `vectors` know too few of them.
  init?(of vectors: WordVectors) throws {
    kinds = [
      (name: "animals", words: ["cat", "cow", "horse", "pig", "sheep"]),
      ("fish", ["cod", "eel", "herring", "salmon", "trout"]),
      ("boats", ["barge", "boat", "canoe", "ship", "yacht"]),
      ("colors", ["black", "brown", "pink", "red", "yellow"]),
      ("countries", ["egypt", "france", "italy", "russia", "spain"]),
    ].map { kind in
      (
        name: kind.name,
        words: kind.words.filter { vectors.vocabulary[$0] != nil }
      )
    }
    let words = kinds.flatMap(\.words)
    guard words.count > 10 else { return nil }
    let chosen = try vectors.vectors(words)
    let lengths = sqrt((chosen * chosen).sum(axis: 1, keepingAxis: true))
    let unit = chosen / lengths
    let centered = unit - unit.mean(axis: 0)
    places = matmul(centered, exactSVD(centered).v)
  }

  /// How many words have one of their own kind as the nearest on the map.
  var countBesideOwnKind: Int {
    let kindOf = kinds.flatMap { kind in kind.words.map { _ in kind.name } }
    return kindOf.indices.count { i in
      let distance = { (j: Int) in
        (places.row(i) - places.row(j)).rows(0..<2).norm()
      }
      let nearest = kindOf.indices.filter { $0 != i }.min {
        distance($0) < distance($1)
      }!
      return kindOf[nearest] == kindOf[i]
    }
  }
}

// MARK: - Vectors graded by people

/// How vectors do on people's grades and on the analogies of Mikolov et al. (2013): correlation with
/// WordSim-353, MEN and SimLex-999, and the share of analogies solved.
func peoplesGrades(_ vectors: WordVectors) throws -> [Float] {
  try [DataFile.wordSim353, .men, .simLex999].map {
    vectors.correlation(with: try $0.pairs()).correlation
  } + [
    vectors.accuracy(on: try DataFile.analogies.analogyClasses()).overall
      .accuracy
  ]
}

/// The same as a table with a row for each of several vectors.
func comparison(_ rivals: [(name: String, vectors: WordVectors)]) throws
  -> Table
{
  Table(
    columns: ["vectors", "WordSim-353", "MEN", "SimLex-999", "analogies"],
    rows: try rivals.map { rival in
      let grades = try peoplesGrades(rival.vectors)
      return [rival.name as Any] + grades[..<3].map { $0 as Any }
        + ["\(format(100 * grades[3], decimals: 1))%"]
    }, decimals: 3)
}

/// The vectors' analogies class by class, and the known share of each set.
func report(_ vectors: WordVectors) throws -> [Table] {
  let sets = [
    ("WordSim-353", DataFile.wordSim353), ("MEN", DataFile.men),
    ("SimLex-999", DataFile.simLex999),
  ]
  let known = try sets.map { name, file in
    let score = vectors.correlation(with: try file.pairs())
    return [name, "\(score.found) of \(score.total)", score.correlation]
      as [Any]
  }
  let scores = vectors.accuracy(on: try DataFile.analogies.analogyClasses())
  return [
    Table(
      columns: ["people's grades", "pairs known", "correlation"], rows: known,
      decimals: 3),
    Table(
      columns: ["analogies", "questions known", "solved"],
      rows: (scores.filter { $0.answerable > 0 } + [scores.overall]).map {
        [
          $0.name, "\($0.answerable) of \($0.total)",
          "\(format(100 * $0.accuracy, decimals: 1))%",
        ]
      }),
  ]
}

// MARK: - Sentences

/// The cosine of each vector with each other.
func cosines(_ vectors: [Tensor]) -> [[Float]] {
  vectors.map { x in vectors.map { cosine(x, $0) } }
}
