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

/// The grades of several vectors, a row for each; of several throws, the least and the most.
func gradesTable(_ rivals: [(name: String, grades: [HarborGrades])]) -> Table {
  Table(
    columns: ["vectors", "precision at five", "analogies", "similarity"],
    rows: rivals.map { name, grades in
      [name as Any]
        + (0..<3).map { measure -> Any in
          let all = grades.map { $0.all[measure] }
          guard let low = all.min(), let high = all.max(), low < high else {
            return all[0]
          }
          return [low, high].map { format($0, decimals: 1) }
            .joined(separator: " to ").replacing("-", with: "−")
        }
    }, decimals: 1)
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

/// The grades of counts, PPMI, and SVDs of 100 and 300 dimensions, in the town that `seed` tells of.
func gradesOfTown(seed: UInt64) throws -> [HarborGrades] {
  let town = Corpus.harbor(seed: seed)
  let counted = try coOccurrence(
    town.training, words: town.vocabulary.count, window: 3)
  let surprise = ppmi(counted, smoothing: 0.75)
  var random = Random(seed: seed, stream: "singular vectors")
  let whole = randomizedSVD(surprise, rank: 300, random: &random)
  let short = [100, 300].map { size in
    let cut = whole.cut(to: size)
    return WordVectors(town.vocabulary, cut.u * sqrt(cut.s))
  }
  return try [
    WordVectors(town.vocabulary, counted),
    WordVectors(town.vocabulary, surprise),
  ].map { try HarborGrades($0) } + short.map { try HarborGrades($0) }
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

/// One riddle in `step` of all whose words are known, as the three words of the question.
func sampledRiddles(step: Int, known: Vocabulary) throws
  -> [(String, String, String)]
{
  let all = Harbor.analogies.flatMap(\.questions).filter { question in
    [question.a, question.b, question.c, question.d].allSatisfy {
      known[$0] != nil
    }
  }
  return stride(from: 0, to: all.count, by: step).map {
    (all[$0].a, all[$0].b, all[$0].c)
  }
}

/// The vector of a word, at length 1.
func unitVector(_ word: String, of vectors: WordVectors) throws -> Tensor {
  let vector = try vectors.vector(word)
  return vector / vector.norm()
}

// MARK: - Tables compared

/// The rows of a table as a matrix.
func table(_ rows: [[Float]]) -> Tensor {
  Tensor(rows.flatMap { $0 }, shape: [rows.count, rows[0].count])
}

/// The largest difference of two matrices in any place.
func largestDifference(_ a: Tensor, _ b: Tensor) -> Float {
  (a - b).map { abs($0) }.max()
}

/// The table that the terms of a decomposition add up to.
func product(_ terms: (u: [[Float]], s: [Float], v: [[Float]])) -> Tensor {
  let parts = terms.s.indices.map { k in
    matmul(
      Tensor(terms.u[k], shape: [terms.u[k].count, 1]) * terms.s[k],
      Tensor(terms.v[k], shape: [1, terms.v[k].count]))
  }
  return parts.dropFirst().reduce(parts[0], +)
}

// MARK: - A map of words

/// Words of a few classes, seen from the directions in which their vectors differ most.
struct WordMap {
  /// The words on the map, class by class.
  let kinds: [(name: String, words: [String])]
  /// Where each word lies: a row for a word, a column for a direction.
  let places: Tensor

  /// All words of the map, in the order of its rows.
  var words: [String] { kinds.flatMap(\.words) }

  /// Maps the six most frequent words of each of five classes; nil where `vectors` know too few of them.
  init?(of vectors: WordVectors) throws {
    kinds = ["animals", "fish", "boats", "colors", "countries"].map { name in
      let all = Harbor.classes.first { $0.name == name }!.words
      let ids = all.compactMap { vectors.vocabulary[$0] }.sorted()
      return (name, ids.prefix(6).map { vectors.vocabulary.words[$0] })
    }
    let words = kinds.flatMap(\.words)
    guard words.count > 10 else { return nil }
    let chosen = try vectors.vectors(words)
    let lengths = sqrt((chosen * chosen).sum(axis: 1, keepingAxis: true))
    let unit = chosen / lengths
    let centered = unit - unit.mean(axis: 0)
    places = matmul(centered, exactSVD(centered).v)
  }

  /// How many words have one of their own class as the nearest on the map.
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

/// People's grades of several vectors, as `peoplesGrades` gives them: a row for each.
func comparison(_ names: [String], _ grades: [[Float]]) -> Table {
  Table(
    columns: ["vectors", "WordSim-353", "MEN", "SimLex-999", "analogies"],
    rows: zip(names, grades).map { name, grades in
      [name as Any] + grades[..<3].map { $0 as Any }
        + ["\(format(100 * grades[3], decimals: 1))%"]
    }, decimals: 3)
}

/// People's grades of counts and of squeezed vectors, a row for each set, and how much of it was known.
func report(
  on vectors: WordVectors, counts: [Float], squeezed: [Float]
) throws -> Table {
  let sets = [
    ("WordSim-353", DataFile.wordSim353), ("MEN", DataFile.men),
    ("SimLex-999", DataFile.simLex999),
  ]
  let asked = try sets.enumerated().map { index, set -> [Any] in
    let score = vectors.correlation(with: try set.1.pairs())
    return [
      set.0, "\(score.found) of \(score.total)", counts[index],
      squeezed[index],
    ]
  }
  let riddles = vectors.accuracy(on: try DataFile.analogies.analogyClasses())
    .overall
  return Table(
    columns: ["judged by", "known", "counts", "PPMI and SVD"],
    rows: asked + [
      [
        "analogies", "\(riddles.answerable) of \(riddles.total)",
        "\(format(100 * counts[3], decimals: 1))%",
        "\(format(100 * squeezed[3], decimals: 1))%",
      ]
    ], decimals: 3)
}

// MARK: - Sentences

/// The cosine of each vector with each other.
func cosines(_ vectors: [Tensor]) -> [[Float]] {
  vectors.map { x in vectors.map { cosine(x, $0) } }
}
