import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 13.
var chapter13: [Exercise] {
  [postings, bm25, rankingScores, nDCG, inBatch, bestSpan, pointer, rouge]
}

// MARK: - 13.1

private var postings: Exercise {
  typealias Walk = ([Int], [Int]) -> [Int]
  typealias Both = (intersection: Walk, union: Walk)
  typealias Input = (a: [Int], b: [Int])
  var random = Random(seed: 1, stream: "13.1")
  let right: Both = (Solutions.intersection, Solutions.union)
  func intersection(_ walk: @escaping Walk) -> Both { (walk, right.union) }
  func union(_ walk: @escaping Walk) -> Both { (right.intersection, walk) }
  func drawn(_ below: Int, oneIn share: Int) -> [Int] {
    (0..<below).filter { _ in random.integer(below: share) == 0 }
  }

  func oracle(_ a: [Int], _ b: [Int]) -> [Int] { Set(a).intersection(b).sorted() }
  func oracleUnion(_ a: [Int], _ b: [Int]) -> [Int] { Set(a).union(b).sorted() }

  var question = Question(
    "13.1", "Two posting lists", stars: 1, tolerance: .exact,
    answer: (Exercises.intersection, Exercises.union) as Both, solution: right,
    oracle: (oracle, oracleUnion) as Both,
    cases: [
      Case("a few documents", (a: [1, 3, 4, 8, 9, 15], b: [1, 2, 3, 8, 9, 11, 12, 15])),
      Case("a longer list and a shorter one", ([0, 2, 5, 7, 10, 20, 30], [2, 9])),
      Case("a shorter list and a longer one", ([9, 10], [0, 9, 11, 12, 13])),
      Case("the same documents", ([4, 5, 6], [4, 5, 6])),
      Case("no document in common", ([1, 3, 5], [0, 2, 4, 6])),
      Case("all of one before the other", ([7, 8, 9], [1, 2, 3])),
      Case("one document each", ([3], [3])),
      Case("an empty list, and one that isn't", ([], [1, 5])),
      Case("a list, and an empty one", ([1, 5], [])),
      Case("two empty lists", ([], [])),
      Case("drawn lists", (a: drawn(400, oneIn: 3), b: drawn(400, oneIn: 2))),
      Case(
        "150,000 and 100,000 documents, too many to compare each with each",
        (Array(0..<150_000), (0..<100_000).map { 2 * $0 + 1 })),
    ] as [Case<Input>],
    outcome: { both, input in
      [
        "intersection": both.intersection(input.a, input.b),
        "union": both.union(input.a, input.b),
      ]
    })
  question.mistake(
    "Intersection and union are exchanged: the intersection has what is in both lists.",
    (right.union, right.intersection))
  question.mistake(
    "The intersection has each document twice, once from each list.",
    intersection { a, b in right.intersection(a, b).flatMap { [$0, $0] } })
  question.mistake(
    "The intersection compares what stands in the same places of the lists. Where two numbers differ, go on in the list with the smaller one alone.",
    intersection { a, b in zip(a, b).filter { $0 == $1 }.map(\.0) })
  question.mistake(
    "The last document of a list is never looked at by the intersection.",
    intersection { a, b in right.intersection(a.dropLast(), b.dropLast()) },
    intersection { a, b in right.intersection(a.dropLast(), b) },
    intersection { a, b in right.intersection(a, b.dropLast()) })
  question.mistake(
    "The first document of a list is never looked at by the intersection.",
    intersection { a, b in right.intersection(Array(a.dropFirst()), Array(b.dropFirst())) },
    intersection { a, b in right.intersection(Array(a.dropFirst()), b) },
    intersection { a, b in right.intersection(a, Array(b.dropFirst())) })
  question.mistake(
    "The intersection stops at the first document that both have.",
    intersection { a, b in Array(right.intersection(a, b).prefix(1)) })
  question.mistake(
    "The intersection has the documents of one list that the other lacks.",
    intersection { a, b in Set(a).subtracting(b).sorted() },
    intersection { a, b in Set(b).subtracting(a).sorted() })
  question.mistake(
    "The intersection with an empty list is empty.",
    intersection { a, b in
      a.isEmpty ? b : b.isEmpty ? a : right.intersection(a, b)
    })
  question.mistake(
    "The union has a document twice if both lists have it.",
    union { ($0 + $1).sorted() })
  question.mistake(
    "The union isn't in order: one list stands behind the other.",
    union { a, b in a + b.filter { !Set(a).contains($0) } },
    union { $0 + $1 }, union { a, b in b + a.filter { !Set(b).contains($0) } })
  question.mistake(
    "The union ends where a list does. What is left of the other belongs to it.",
    union { a, b in
      guard let x = a.last, let y = b.last else { return [] }
      return right.union(a, b).filter { $0 <= min(x, y) }
    },
    union { a, b in a.last.map { end in right.union(a, b).filter { $0 <= end } } ?? [] },
    union { a, b in b.last.map { end in right.union(a, b).filter { $0 <= end } } ?? [] })
  question.mistake(
    "The union lacks what both lists have: there it should be once.",
    union { a, b in Set(a).symmetricDifference(b).sorted() })
  question.mistake(
    "The union with an empty list is the other list.",
    union { a, b in a.isEmpty || b.isEmpty ? [] : right.union(a, b) })
  question.mistake(
    "The numbers should rise; they fall.",
    (
      { right.intersection($0, $1).reversed() }, { right.union($0, $1).reversed() }
    ),
    intersection { right.intersection($0, $1).reversed() },
    union { right.union($0, $1).reversed() })
  return question.exercise
}

// MARK: - 13.2

private var bm25: Exercise {
  typealias Input = (documents: [[String]], question: [String], k1: Float, b: Float)
  typealias Scores = ([[String]], [String], Float, Float) -> [Float]
  var random = Random(seed: 1, stream: "13.2")
  /// What is known of a word of the question in a document.
  struct Counts { var N, n, inAll, f, length, mean: Double }
  /// What may be wrong.
  struct Scoring {
    var question: ([String]) -> [String] = { $0 }
    var rarity: (Counts) -> Double = { log(1 + ($0.N - $0.n + 0.5) / ($0.n + 0.5)) }
    var share: (Counts, _ k1: Double, _ b: Double) -> Double = { counts, k1, b in
      guard counts.f > 0 else { return 0 }
      return counts.f / (counts.f + k1 * (1 - b + b * counts.length / counts.mean))
    }
    var length: ([String]) -> Double = { Double($0.count) }
    /// Of the lengths of all documents.
    var mean: ([Double]) -> Double = { $0.reduce(0, +) / Double($0.count) }
    var joined: ([Double]) -> Double = { $0.reduce(0, +) }

    func run(_ documents: [[String]], _ words: [String], _ k1: Float, _ b: Float) -> [Float] {
      let words = question(words)
      let mean = mean(documents.map(length))
      return documents.map { document in
        Float(
          joined(
            words.map { word in
              let counts = Counts(
                N: Double(documents.count), n: Double(documents.filter { $0.contains(word) }.count),
                inAll: Double(documents.joined().filter { $0 == word }.count),
                f: Double(document.filter { $0 == word }.count), length: length(document),
                mean: mean)
              return rarity(counts) * share(counts, Double(k1), Double(b))
            }))
      }
    }
  }
  func words(_ text: String) -> [String] { text.split(separator: " ").map { String($0) } }

  func oracle(
    _ documents: [[String]], _ question: [String], _ k1: Float, _ b: Float
  ) -> [Float] {
    // Word by word of the documents: each that the question has adds to how often it was met.
    let all = Double(documents.joined().count)
    var holders: [String: Set<Int>] = [:]
    for (n, document) in documents.enumerated() {
      for word in document { holders[word, default: []].insert(n) }
    }
    let (k1, b, N) = (Double(k1), Double(b), Double(documents.count))
    return documents.map { document in
      var met: [String: Double] = [:]
      for word in document { met[word, default: 0] += 1 }
      let scores = question.compactMap { word -> Double? in
        guard let f = met[word], let holders = holders[word] else { return nil }
        let n = Double(holders.count)
        // The logarithm of (N + 1) / (n + ½), with the 1 brought under the same line.
        let longer = Double(document.count) * N / all
        return (log(N + 1) - log(n + 0.5)) / (1 + k1 / f * (1 + b * (longer - 1)))
      }
      return Float(scores.reduce(0, +))
    }
  }
  let texts = [
    "the boat left the harbor", "a boat and a boat and a storm", "the sea",
    "the keeper saw the storm",
    "nobody in the harbor saw the keeper of the light or the boat",
  ]
  let stories = texts.map(words)
  func drawn(_ N: Int) -> [[String]] {
    (0..<N).map { _ in
      (0..<random.integer(below: 20)).map { _ in
        "w\(random.integer(below: 4) * random.integer(below: 4))"
      }
    }
  }

  var question = Question(
    "13.2", "BM25", stars: 2,
    answer: Exercises.bm25Scores as Scores, solution: Solutions.bm25Scores as Scores,
    oracle: oracle,
    cases: [
      Case(
        "five stories, a boat in a storm",
        (documents: stories, question: ["boat", "storm"], k1: 1.2, b: 0.75)),
      Case("a word that most documents have", (stories, ["the", "boat"], 1.2, 0.75)),
      Case("a question that has a word twice", (stories, ["storm", "boat", "storm"], 2, 0.5)),
      Case(
        "a question of which no document holds a word", (stories, ["whale", "fire"], 1.2, 0.75)),
      Case("a word that no document has", (stories, ["boat", "whale"], 1.2, 0.75)),
      Case("a question without words", (stories, [], 1.2, 0.75)),
      Case("no weight for the length", (stories, ["boat", "keeper"], 1.2, 0)),
      Case("the whole weight for the length", (stories, ["boat", "keeper"], 1.5, 1)),
      Case("k₁ = 0", (stories, ["boat", "saw"], 0, 0.75)),
      Case(
        "an empty document", ([words("a boat"), [], words("boat boat sea")], ["boat"], 1.2, 0.8)),
      Case("one document", ([words("sea sea boat")], ["sea"], 1.2, 0.75)),
      Case("forty drawn documents", (drawn(40), ["w0", "w1", "w4", "w9"], 0.9, 0.4)),
    ] as [Case<Input>],
    outcome: { scores, input in
      ["scores": scores(input.documents, input.question, input.k1, input.b)]
    })
  question.mistake(
    "The 1 in the logarithm is missing: without it a word that most documents have counts against them.",
    Scoring(rarity: { log(($0.N - $0.n + 0.5) / ($0.n + 0.5)) }).run,
    Scoring(rarity: { max(0, log(($0.N - $0.n + 0.5) / ($0.n + 0.5))) }).run)
  question.mistake(
    "The rarity is log(N / n), or a variant of it. Here it is log(1 + (N − n + ½) / (n + ½)).",
    Scoring(rarity: { $0.n > 0 ? log($0.N / $0.n) : 0 }).run,
    Scoring(rarity: { log((1 + $0.N) / (1 + $0.n)) + 1 }).run,
    Scoring(rarity: { log(1 + $0.N / max($0.n, 1)) }).run)
  question.mistake(
    "Without the two ½: (N − n + ½) / (n + ½).",
    Scoring(rarity: { log(1 + ($0.N - $0.n) / ($0.n + 0.5)) }).run)
  question.mistake(
    "The rarity is missing: a word that few documents have says more.",
    Scoring(rarity: { _ in 1 }).run)
  question.mistake(
    "The logarithm is missing.",
    Scoring(rarity: { 1 + ($0.N - $0.n + 0.5) / ($0.n + 0.5) }).run,
    Scoring(rarity: { ($0.N - $0.n + 0.5) / ($0.n + 0.5) }).run)
  question.mistake(
    "The logarithm is to base 2 or 10; take the natural one.",
    Scoring(rarity: { Scoring().rarity($0) / log(2) }).run,
    Scoring(rarity: { Scoring().rarity($0) / log(10) }).run)
  question.mistake(
    "n is how often the word stands in all documents. It should be how many documents have it.",
    Scoring(rarity: { counts in
      let odds = max(counts.N - counts.inAll + 0.5, -counts.inAll)
      return log(max(1 + odds / (counts.inAll + 0.5), 1e-3))
    }).run)
  question.mistake(
    "f is how often the word stands in all documents. It should be how often it stands in the one that is scored.",
    Scoring(share: { counts, k1, b in
      var counts = counts
      counts.f = counts.inAll
      return Scoring().share(counts, k1, b)
    }).run)
  question.mistake(
    "It makes no difference here how often a word stands in the document, but f does count.",
    Scoring(share: { counts, k1, b in
      var counts = counts
      counts.f = min(counts.f, 1)
      return Scoring().share(counts, k1, b)
    }).run)
  question.mistake(
    "f isn't damped: divide it by f + k₁ (…).",
    Scoring(share: { counts, _, _ in counts.f }).run)
  question.mistake(
    "A factor of k₁ + 1 stands in front. Some have it, and it changes no ranking; here it isn't there.",
    Scoring(share: { counts, k1, b in (k1 + 1) * Scoring().share(counts, k1, b) }).run)
  question.mistake(
    "The length of the document makes no difference here: 1 − b + b · length / mean length.",
    Scoring(share: { counts, k1, _ in counts.f == 0 ? 0 : counts.f / (counts.f + k1) }).run)
  question.mistake(
    "b and 1 − b are exchanged.",
    Scoring(share: { Scoring().share($0, $1, 1 - $2) }).run)
  question.mistake(
    "k₁ is multiplied with a part of the bracket alone: it is k₁ (1 − b + b · length / mean length).",
    Scoring(share: { counts, k1, b in
      counts.f == 0
        ? 0 : counts.f / (counts.f + k1 * (1 - b) + b * counts.length / counts.mean)
    }).run,
    Scoring(share: { counts, k1, b in
      counts.f == 0
        ? 0 : counts.f / (counts.f + 1 - b + k1 * b * counts.length / counts.mean)
    }).run)
  question.mistake(
    "The length is divided the wrong way round: length / mean length makes long documents score lower.",
    Scoring(share: { counts, k1, b in
      guard counts.f > 0 else { return 0 }
      return counts.f / (counts.f + k1 * (1 - b + b * counts.mean / counts.length))
    }).run)
  question.mistake(
    "The length is that of the document's different words, or of its letters. It's the number of its words.",
    Scoring(length: { Double(Set($0).count) }).run,
    Scoring(length: { Double($0.joined().count) }).run)
  question.mistake(
    "The length isn't compared with the mean one.",
    Scoring(mean: { _ in 1 }).run)
  question.mistake(
    "The mean length is of something else: divide the number of all words by the number of all documents, empty ones too.",
    Scoring(mean: { lengths in
      let full = lengths.filter { $0 > 0 }
      return full.reduce(0, +) / Double(full.count)
    }).run,
    Scoring(mean: { $0.sorted()[$0.count / 2] }).run, Scoring(mean: { $0.reduce(0, +) }).run,
    Scoring(mean: { $0.max()! }).run)
  question.mistake(
    "A word that the question has twice should be added twice.",
    Scoring(question: { Set($0).sorted() }).run)
  question.mistake(
    "A mean over the question's words was taken. The score is their sum.",
    Scoring(joined: { $0.reduce(0, +) / Double($0.count) }).run,
    Scoring(joined: { $0.isEmpty ? 0 : $0.reduce(0, +) / Double($0.count) }).run)
  question.mistake(
    "The question's words are multiplied, so that a document that lacks one gets 0. They should be added.",
    Scoring(joined: { $0.reduce(1, *) }).run)
  question.mistake(
    "With k₁ = 0, a document without the word gets 0 / 0. It should get 0.",
    Scoring(share: { counts, k1, b in
      counts.f / (counts.f + k1 * (1 - b + b * counts.length / counts.mean))
    }).run)
  return question.exercise
}

// MARK: - 13.3

private var rankingScores: Exercise {
  typealias Result = (averagePrecision: Float, reciprocalRank: Float)
  typealias Scores = ([Int], [Int]) -> Result
  typealias Input = (ranking: [Int], relevant: [Int])
  var random = Random(seed: 1, stream: "13.3")
  /// What may be wrong.
  struct Grading {
    /// What a relevant document adds, by its place and how many were found up to it.
    var precision: (_ found: Double, _ place: Double) -> Double = { $0 / $1 }
    /// What the sum is divided by: from all that are relevant, those that were found, and all places.
    var whole: (_ relevant: Double, _ found: Double, _ places: Double) -> Double = { all, _, _ in
      all
    }
    /// The reciprocal rank, from the places of those that were found.
    var reciprocal: (_ places: [Double], _ count: Double) -> Double = { places, _ in
      places.first.map { 1 / $0 } ?? 0
    }
    var nothing: (Float, Float)? = (0, 0)

    func run(_ ranking: [Int], _ relevant: [Int]) -> Result {
      if relevant.isEmpty, let nothing { return nothing }
      let places = ranking.indices.filter { relevant.contains(ranking[$0]) }
        .map { Double($0 + 1) }
      let sum = zip(places, 1...).reduce(0) { $0 + precision(Double($1.1), $1.0) }
      let whole = whole(
        Double(relevant.count), Double(places.count), Double(ranking.count))
      return (
        Float(sum == 0 && whole == 0 && !relevant.isEmpty ? 0 : sum / whole),
        Float(reciprocal(places, Double(ranking.count)))
      )
    }
  }
  /// An average precision of its own.
  func precision(_ average: @escaping (_ isRelevant: [Bool], _ all: Double) -> Double) -> Scores {
    { ranking, relevant in
      let right = Grading().run(ranking, relevant)
      let hits = ranking.map { relevant.contains($0) }
      return relevant.isEmpty
        ? right : (Float(average(hits, Double(relevant.count))), right.reciprocalRank)
    }
  }
  /// The precision at a place, from 1.
  func precision(_ hits: [Bool], at place: Int) -> Double {
    Double(hits.prefix(place).filter { $0 }.count) / Double(place)
  }

  func oracle(_ ranking: [Int], _ relevant: [Int]) -> Result {
    // Each relevant document is asked for, with all that stand no lower than it.
    let precisions = relevant.map { document -> Double in
      guard let place = ranking.firstIndex(of: document) else { return 0 }
      return Double(Set(ranking[...place]).intersection(relevant).count) / Double(place + 1)
    }
    let ranks = relevant.map { ranking.firstIndex(of: $0).map { 1 / Double($0 + 1) } ?? 0 }
    return (
      relevant.isEmpty ? 0 : Float(precisions.reduce(0, +) / Double(relevant.count)),
      Float(ranks.max() ?? 0)
    )
  }
  func drawn() -> Input {
    var documents = Array(0..<40)
    random.shuffle(&documents)
    let relevant = documents.filter { _ in random.integer(below: 4) == 0 }
    random.shuffle(&documents)
    return (Array(documents.prefix(30)), relevant)
  }

  var question = Question(
    "13.3", "Average precision and reciprocal rank", stars: 1,
    answer: Exercises.rankingScores as Scores, solution: Solutions.rankingScores as Scores,
    oracle: oracle,
    cases: [
      Case(
        "seven documents, three relevant ones among them and one that wasn't found",
        (ranking: [7, 3, 9, 12, 4, 1, 8], relevant: [4, 20, 3, 12])),
      Case("the first is relevant", ([5, 2, 1, 6], [5, 6])),
      Case("no document was found", ([], [2, 3])),
      Case("none of the relevant ones was found", ([1, 2, 3], [8])),
      Case("no relevant document", ([1, 2, 3], [])),
      Case("all are relevant", ([3, 1, 2], [1, 2, 3])),
      Case("the last alone is relevant", ([3, 1, 2, 0, 7], [7])),
      Case("thirty of forty drawn documents", drawn()),
    ] as [Case<Input>],
    outcome: { scores, input in
      let scores = scores(input.ranking, input.relevant)
      return [
        "averagePrecision": scores.averagePrecision, "reciprocalRank": scores.reciprocalRank,
      ]
    })
  question.mistake(
    "The mean is over the relevant documents that were found. Those that weren't count as 0: divide by all of them.",
    Grading(whole: { _, found, _ in found }).run)
  question.mistake(
    "The sum is divided by the length of the ranking. Divide it by the number of relevant documents.",
    Grading(whole: { _, _, places in places }).run)
  question.mistake(
    "The sum isn't divided: average precision is a mean.",
    Grading(whole: { _, _, _ in 1 }).run)
  question.mistake(
    "The precision is taken at all places. It should be at those of relevant documents.",
    precision { hits, all in
      hits.isEmpty
        ? 0 : (1...hits.count).reduce(0) { $0 + precision(hits, at: $1) } / Double(hits.count)
    },
    precision { hits, all in
      hits.isEmpty ? 0 : (1...hits.count).reduce(0) { $0 + precision(hits, at: $1) } / all
    })
  question.mistake(
    "This is the mean of 1 / place. At the place of the second relevant document two are found: 2 / place.",
    Grading(precision: { 1 / $1 }).run)
  question.mistake(
    "The precision at a place counts the documents before it. The one that stands there belongs to it.",
    Grading(precision: { ($0 - 1) / $1 }).run,
    Grading(precision: { $1 > 1 ? ($0 - 1) / ($1 - 1) : 0 }).run)
  question.mistake(
    "Places are counted from 1: here they begin with 0.",
    Grading(
      precision: { $0 / ($1 - 1) },
      reciprocal: { places, _ in places.first.map { 1 / ($0 - 1) } ?? 0 }
    ).run,
    Grading(reciprocal: { places, _ in places.first.map { 1 / ($0 - 1) } ?? 0 }).run)
  question.mistake(
    "The first place counts as the second here: the reciprocal rank of a document in front is 1.",
    Grading(
      precision: { $0 / ($1 + 1) },
      reciprocal: { places, _ in places.first.map { 1 / ($0 + 1) } ?? 0 }
    ).run, Grading(reciprocal: { places, _ in places.first.map { 1 / ($0 + 1) } ?? 0 }).run)
  question.mistake(
    "This is the precision of the whole ranking, or of its first places. It should be taken at each relevant document's place.",
    precision { hits, _ in hits.isEmpty ? 0 : precision(hits, at: hits.count) },
    precision { hits, all in hits.isEmpty ? 0 : precision(hits, at: Int(all)) })
  question.mistake(
    "This is the recall: the share of what was found. Average precision asks for places too.",
    Grading(precision: { _, _ in 1 }).run)
  question.mistake(
    "A relevant document has the best precision of all places from its own on: that is interpolated. Take the one at its place.",
    precision { hits, all in
      hits.indices.filter { hits[$0] }.reduce(0) { sum, index in
        sum + (index + 1...hits.count).map { precision(hits, at: $0) }.max()!
      } / all
    })
  question.mistake(
    "The reciprocal rank is 1 / the place, and this is the place.",
    Grading(reciprocal: { places, _ in places.first ?? 0 }).run)
  question.mistake(
    "The reciprocal rank is of the last relevant document. It should be of the first.",
    Grading(reciprocal: { places, _ in places.last.map { 1 / $0 } ?? 0 }).run)
  question.mistake(
    "The reciprocal ranks of all relevant documents are added, or their mean is taken. The first one alone counts.",
    Grading(reciprocal: { places, _ in places.reduce(0) { $0 + 1 / $1 } }).run,
    Grading(reciprocal: { places, _ in
      places.isEmpty ? 0 : places.reduce(0) { $0 + 1 / $1 } / Double(places.count)
    }).run)
  question.mistake(
    "Where no relevant document was found, the reciprocal rank is 0.",
    Grading(reciprocal: { places, count in 1 / (places.first ?? count + 1) }).run,
    Grading(reciprocal: { places, count in places.first.map { 1 / $0 } ?? 1 }).run)
  question.mistake(
    "The ranking is read from its end. The best stands first.",
    { Grading().run($0.reversed(), $1) })
  question.mistake(
    "Where no document is relevant, 0 / 0 is no number. Both scores are 0.",
    Grading(nothing: nil).run)
  question.mistake(
    "Where no document is relevant, both scores are 0, and not 1.",
    Grading(nothing: (1, 0)).run, Grading(nothing: (1, 1)).run)
  return question.exercise
}

// MARK: - 13.4

private var nDCG: Exercise {
  typealias Score = ([Int], [Float], Int) -> Float
  typealias Input = (ranking: [Int], grades: [Float], k: Int)
  var random = Random(seed: 1, stream: "13.4")
  /// What may be wrong.
  struct Grading {
    var gain: (Double) -> Double = { $0 }
    /// What the gain in a place is divided by.
    var discount: (_ place: Double) -> Double = { log($0 + 1) / log(2) }
    /// How many places of the ranking count, and of the best one.
    var places: (_ k: Int) -> (Int, Int) = { ($0, $0) }
    /// The grades of the best ranking, from those of the ranking and of all documents.
    var ideal: (_ found: [Double], _ all: [Double]) -> [Double] = { $1.sorted(by: >) }
    var end: (_ gain: Double, _ best: Double, _ k: Double) -> Double = { gain, best, _ in
      best == 0 ? 0 : gain / best
    }

    func run(_ ranking: [Int], _ grades: [Float], _ k: Int) -> Float {
      func sum(_ grades: [Double]) -> Double {
        zip(grades, 1...).reduce(0) { $0 + gain($1.0) / discount(Double($1.1)) }
      }
      let all = grades.map { Double($0) }
      let found = ranking.map { all[$0] }
      let places = places(k)
      return Float(
        end(
          sum(Array(found.prefix(places.0))), sum(Array(ideal(found, all).prefix(places.1))),
          Double(k)))
    }
  }

  func oracle(_ ranking: [Int], _ grades: [Float], _ k: Int) -> Float {
    // A document of grade g has g for each place, weighed; the best ranking takes the largest grade that is
    // left, place by place.
    var (rest, gain, best) = (grades.map { Double($0) }, 0.0, 0.0)
    for place in 0..<k {
      let weight = 1 / log2(Double(place + 2))
      if place < ranking.count { gain += weight * Double(grades[ranking[place]]) }
      guard let most = rest.max() else { continue }
      best += weight * most
      rest.remove(at: rest.firstIndex(of: most)!)
    }
    return best > 0 ? Float(gain / best) : 0
  }
  func drawn(_ N: Int, of places: Int, at k: Int) -> Input {
    var documents = Array(0..<N)
    random.shuffle(&documents)
    return (
      Array(documents.prefix(places)), random.integers(N, below: 4).map { Float(max(0, $0 - 1)) }, k
    )
  }

  var question = Question(
    "13.4", "nDCG", stars: 2,
    answer: Exercises.nDCG as Score, solution: Solutions.nDCG as Score, oracle: oracle,
    cases: [
      Case(
        "five of eight documents, the first four places",
        (ranking: [2, 5, 0, 7, 3], grades: [2, 3, 0, 1, 2, 3, 0, 2], k: 4)),
      Case("the best ranking", ([1, 2, 0], [1, 3, 2], 3)),
      Case("a ranking that is shorter than k", ([3, 1], [1, 2, 0, 3, 2], 5)),
      Case("nothing found", ([], [0, 1, 2], 3)),
      Case("no relevant document", ([1, 0, 2], [0, 0, 0], 2)),
      Case("only wrong ones found", ([0, 2], [0, 2, 0], 2)),
      Case("all grades equal", ([2, 0, 1, 3], [1, 1, 1, 1], 3)),
      Case("the first place alone", ([1, 0], [3, 2, 0], 1)),
      Case("grades of halves", ([0, 1, 2], [0.5, 0, 1.5], 3)),
      Case("one document", ([0], [2], 1)),
      Case("twenty of fifty drawn documents, at 10", drawn(50, of: 20, at: 10)),
    ] as [Case<Input>],
    outcome: { score, input in ["nDCG": score(input.ranking, input.grades, input.k)] })
  question.mistake(
    "This is DCG. Divide it by that of the best ranking.",
    Grading(end: { gain, _, _ in gain }).run)
  question.mistake(
    "That is the best ranking's gain, by itself or over the ranking's: divide the ranking's by it.",
    Grading(end: { _, best, _ in best }).run,
    Grading(end: { gain, best, _ in gain == 0 ? 0 : best / gain }).run)
  question.mistake(
    "The gain is 2^grade − 1. It is often taken; here it is the grade itself.",
    Grading(gain: { pow(2, $0) - 1 }).run)
  question.mistake(
    "The grade itself doesn't count here, only whether it's above 0.",
    Grading(gain: { $0 > 0 ? 1 : 0 }).run)
  question.mistake(
    "Places aren't discounted: the same document counts for less further down.",
    Grading(discount: { _ in 1 }).run)
  question.mistake(
    "The discount is the place itself. It should be log₂(1 + place).",
    Grading(discount: { $0 }).run)
  question.mistake(
    "The discount is log₂(place), and 1 in the first place. It should be log₂(1 + place).",
    Grading(discount: { max(1, log($0) / log(2)) }).run)
  question.mistake(
    "Places are counted from 1, so that the first document isn't divided by log₂(1) = 0.",
    Grading(discount: { log($0) / log(2) }).run)
  question.mistake(
    "Places are counted from 1: the first one's discount is log₂ 2, not log₂ 3.",
    Grading(discount: { log($0 + 2) / log(2) }).run)
  question.mistake(
    "The discount is 1 + log(place), or the like. It should be log₂(1 + place).",
    Grading(discount: { 1 + log($0) / log(2) }).run, Grading(discount: { 1 + log($0) }).run)
  question.mistake(
    "The best ranking is made of what was found. It should be made of all N documents.",
    Grading(ideal: { found, _ in found.sorted(by: >) }).run,
    Grading(places: { ($0, .max) }, ideal: { found, _ in found.sorted(by: >) }).run)
  question.mistake(
    "The best ranking is made of the first k of the ranking. It should be made of all N documents.",
    { ranking, grades, k in
      Grading(ideal: { found, _ in found.prefix(k).sorted(by: >) }).run(ranking, grades, k)
    })
  question.mistake(
    "The best ranking is in the order of the documents. Sort the grades, the highest first.",
    Grading(ideal: { $1 }).run, Grading(ideal: { $1.sorted() }).run)
  question.mistake(
    "The best ranking isn't cut off: its first k places count, as of the other.",
    Grading(places: { ($0, .max) }).run)
  question.mistake(
    "The ranking isn't cut off: its first k places count.",
    Grading(places: { (.max, $0) }).run)
  question.mistake(
    "Neither ranking is cut off: the first k places count.",
    Grading(places: { _ in (.max, .max) }).run)
  question.mistake(
    "k − 1 or k + 1 places count here. It should be k.",
    Grading(places: { ($0 - 1, $0 - 1) }).run, Grading(places: { ($0 + 1, $0 + 1) }).run)
  question.mistake(
    "The gain is divided by k too.",
    Grading(end: { $1 == 0 ? 0 : $0 / $1 / $2 }).run)
  question.mistake(
    "The best ranking has the highest grade in all its places. Each document is there once.",
    Grading(ideal: { _, all in all.map { _ in all.max()! } }).run)
  question.mistake(
    "Where no document is relevant, 0 / 0 is no number. It should be 0.",
    Grading(end: { gain, best, _ in gain / best }).run)
  question.mistake(
    "Where no document is relevant, it should be 0, and not 1.",
    Grading(end: { gain, best, _ in best == 0 ? 1 : gain / best }).run)
  return question.exercise
}

// MARK: - 13.5

private var inBatch: Exercise {
  typealias Result = (loss: Float, dq: Tensor, dd: Tensor)
  typealias Gradients = (Tensor, Tensor, Float) -> Result
  typealias Input = (q: Tensor, d: Tensor, tau: Float)
  var random = Random(seed: 1, stream: "13.5")
  func drawn(_ N: Int, _ D: Int, _ tau: Float) -> Input {
    (random.normal(N, D), random.normal(N, D), tau)
  }
  /// What may be wrong.
  struct Pass {
    var softmax = SoftmaxParts()
    var scores: (_ q: Tensor, _ d: Tensor, _ tau: Float) -> Tensor = { q, d, tau in
      matmul(q, d, transposed: .right) / tau
    }
    /// The right document of question n.
    var right: (_ n: Int, _ N: Int) -> Int = { n, _ in n }
    var error: (_ p: Tensor, _ target: Tensor) -> Tensor = { $0 - $1 }
    /// What is divided by.
    var wholes: (_ N: Float) -> (loss: Float, gradient: Float) = { ($0, $0) }
    /// What ds is multiplied with on the way back.
    var factor: (_ tau: Float) -> Float = { 1 / $0 }
    var dq: (_ ds: Tensor, _ q: Tensor, _ d: Tensor) -> Tensor = { ds, _, d in matmul(ds, d) }
    var dd: (_ ds: Tensor, _ q: Tensor, _ d: Tensor) -> Tensor = { ds, q, _ in
      matmul(ds, q, transposed: .left)
    }

    func run(_ q: Tensor, _ d: Tensor, _ tau: Float) -> Result {
      let N = q.shape[0]
      let s = scores(q, d, tau)
      let rights = (0..<N).map { right($0, N) }
      let wholes = wholes(Float(N))
      let logP = softmax.logP(s)
      let loss = (0..<N).reduce(Float(0)) { $0 - logP[$1, rights[$1]] } / wholes.loss
      let ds = error(softmax.p(s), Tensor.oneHot(rights, classes: N)) / wholes.gradient
      return (loss, factor(tau) * dq(ds, q, d), factor(tau) * dd(ds, q, d))
    }
  }
  /// The documents ask which question is theirs.
  let turned: Gradients = { q, d, tau in
    let (loss, dd, dq) = Pass().run(d, q, tau)
    return (loss, dq, dd)
  }

  /// s → a loss, with gradients by central differences.
  func measured(_ q: Tensor, _ d: Tensor, _ loss: @escaping (Table, Table) -> Double) -> Result {
    let gradients = measuredGradients([q, d]) { loss($0[0], $0[1]) }
    return (Float(loss(q.table, d.table)), gradients[0], gradients[1])
  }
  func scores(_ q: Table, _ d: Table, _ tau: Float) -> Table {
    product(q, transposed(d)).map { row in row.map { $0 / Double(tau) } }
  }
  func oracle(_ q: Tensor, _ d: Tensor, _ tau: Float) -> Result {
    measured(q, d) { q, d in meanCrossEntropy(scores(q, d, tau), Array(q.indices)) }
  }
  func unit(_ table: Table) -> Table {
    table.map { row in
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return row.map { $0 / length }
    }
  }

  let twice = random.normal(1, 4)
  var question = Question(
    "13.5", "In-batch negatives", stars: 3,
    answer: Exercises.inBatchGradients as Gradients,
    solution: Solutions.inBatchGradients as Gradients, oracle: oracle,
    cases: [
      Case("three pairs of three numbers, τ = 0.5", drawn(3, 3, 0.5)),
      Case("four pairs of two numbers, τ = 2", drawn(4, 2, 2)),
      Case("a single pair: no document is wrong for it", drawn(1, 3, 0.7)),
      Case("two pairs, τ = 1", drawn(2, 5, 1)),
      Case("all scores equal", (.zeros(3, 2), random.normal(3, 2), 0.5)),
      Case(
        "the same document for two questions",
        (random.normal(3, 4), .concatenate([twice, random.normal(1, 4), twice]), 1)),
      Case(
        "scores in the hundreds",
        ([[10, 0], [0, 10], [-10, 5]], [[-10, 20], [10, 10], [20, -10]], 0.5)),
      Case("eight pairs of six numbers, τ = 0.3", drawn(8, 6, 0.3)),
    ] as [Case<Input>],
    outcome: { gradients, input in
      let (loss, dq, dd) = gradients(input.q, input.d, input.tau)
      return ["loss": loss, "dq": dq, "dd": dd]
    })
  question.mistake(
    "The scores are multiplied by τ: divide by it.",
    Pass(scores: { matmul($0, $1, transposed: .right) * $2 }, factor: { $0 }).run)
  question.mistake(
    "The temperature is missing.",
    Pass(scores: { q, d, _ in matmul(q, d, transposed: .right) }, factor: { _ in 1 }).run)
  question.mistake(
    "The temperature is in the scores, but not in the gradients: 1 / τ is a factor of both.",
    Pass(factor: { _ in 1 }).run)
  question.mistake(
    "The gradients are multiplied by τ. Scores are divided by it, and so are the gradients.",
    Pass(factor: { $0 }).run)
  question.mistake(
    "The gradients are divided by τ twice.",
    Pass(factor: { 1 / $0 / $0 }).run)
  question.mistake(
    "Each document chooses among the questions. It should be the other way round: the softmax is over the documents, in the row of a question.",
    turned)
  question.mistake(
    "Questions and documents both choose, and the mean is taken. Here only questions do.",
    { q, d, tau in
      let (a, b) = (Pass().run(q, d, tau), turned(q, d, tau))
      return ((a.loss + b.loss) / 2, (a.dq + b.dq) / 2, (a.dd + b.dd) / 2)
    },
    { q, d, tau in
      let (a, b) = (Pass().run(q, d, tau), turned(q, d, tau))
      return (a.loss + b.loss, a.dq + b.dq, a.dd + b.dd)
    })
  question.mistake(
    "dd takes ds as it is. Column j has what the questions say of document j: take the transpose.",
    Pass(dd: { ds, q, _ in matmul(ds, q) }).run)
  question.mistake(
    "dq takes the transpose of ds. Row n has what question n says of the documents: take it as it is.",
    Pass(dq: { ds, _, d in matmul(ds, d, transposed: .left) }).run)
  question.mistake(
    "dq is made of the questions, and dd of the documents. In a dot product, the gradient of one is the other.",
    Pass(
      dq: { ds, q, _ in matmul(ds, q) }, dd: { ds, _, d in matmul(ds, d, transposed: .left) }
    ).run)
  question.mistake(
    "dq and dd are exchanged.",
    { q, d, tau in
      let (loss, dq, dd) = Pass().run(q, d, tau)
      return (loss, dd, dq)
    })
  question.mistake(
    "dd has only what a document's own question says of it. The other questions push it away.",
    Pass(dd: { ds, q, _ in matmul(ds * .identity(ds.shape[0]), q) }).run)
  question.mistake(
    "dq has only what a question's own document says. The other documents belong to it too, each with its p.",
    Pass(dq: { ds, _, d in matmul(ds * .identity(ds.shape[0]), d) }).run)
  question.mistake(
    "The target isn't taken away: what goes back to the scores is p, less 1 for the right document.",
    Pass(error: { p, _ in p }).run)
  question.mistake(
    "The gradients' sign is turned: what goes back to the scores is p less the target.",
    Pass(error: { $1 - $0 }).run)
  question.mistake(
    "The loss is a mean over the questions, but its gradients are sums: divide them by N.",
    Pass(wholes: { ($0, 1) }).run)
  question.mistake(
    "Loss and gradients are sums over the questions. They should be means.",
    Pass(wholes: { _ in (1, 1) }).run, Pass(wholes: { (1, $0) }).run)
  question.mistake(
    "The mean is over the N questions, not over all N · N scores.",
    Pass(wholes: { ($0 * $0, $0 * $0) }).run, Pass(wholes: { ($0, $0 * $0) }).run)
  question.mistake(
    "The right document is taken to be the first, for all questions. Of question n it is document n.",
    Pass(right: { _, _ in 0 }).run)
  question.mistake(
    "The right document of question n isn't document n here, but another.",
    Pass(right: { n, N in (n + 1) % N }).run, Pass(right: { n, N in N - 1 - n }).run)
  question.mistake(
    "The own document is missing under the line: the sum is over all documents of the batch.",
    { q, d, tau in
      if q.shape[0] == 1 { return Pass().run(q, d, tau) }
      return measured(q, d) { q, d in
        let s = scores(q, d, tau)
        let losses = s.indices.map { n in
          log(s.indices.filter { $0 != n }.reduce(0) { $0 + exp(s[n][$1]) }) - s[n][n]
        }
        return losses.reduce(0, +) / Double(s.count)
      }
    })
  question.mistake(
    "The loss is −s of the right documents alone. Without the wrong ones, all vectors would become the same.",
    { q, d, tau in
      let N = Float(q.shape[0])
      return (-(q * d).sum() / tau / N, -d / tau / N, -q / tau / N)
    })
  question.mistake(
    "The scores are cosines: the vectors were brought to length 1. Take their dot products as they are.",
    { q, d, tau in
      measured(q, d) { q, d in
        meanCrossEntropy(scores(unit(q), unit(d), tau), Array(q.indices))
      }
    })
  question.softmaxMistakes { Pass(softmax: $0).run }
  return question.exercise
}

// MARK: - 13.6

private var bestSpan: Exercise {
  typealias Result = (first: Int, last: Int, score: Float)
  typealias Search = ([Float], [Float], Int) -> Result
  typealias Input = (start: [Float], end: [Float], m: Int)
  var random = Random(seed: 1, stream: "13.6")
  func drawn(_ T: Int, _ m: Int) -> Input { (random.normal(T).values, random.normal(T).values, m) }
  func firstOfLargest(_ numbers: [Float]) -> Int {
    numbers.indices.reduce(0) { numbers[$1] > numbers[$0] ? $1 : $0 }
  }
  /// What may be wrong.
  struct Spans {
    /// The last places that are tried with a first one.
    var lasts: (_ first: Int, _ m: Int, _ T: Int) -> [Int] = { first, m, T in
      Array(first..<min(first + min(m, T), T))
    }
    var score: (_ start: Float, _ end: Float, _ words: Int) -> Float = { start, end, _ in
      start + end
    }
    /// Whether a span takes the place of the best so far.
    var isBetter: (_ new: Result, _ best: Result) -> Bool = { $0.score > $1.score }
    var worst: Float = -.infinity
    var end: (Result) -> Result = { $0 }

    func run(_ start: [Float], _ end: [Float], _ m: Int) -> Result {
      var best: Result = (0, 0, worst)
      for first in start.indices {
        for last in lasts(first, m, start.count) {
          let new = (first, last, score(start[first], end[last], last - first + 1))
          if isBetter(new, best) { best = new }
        }
      }
      return self.end(best)
    }
  }

  func oracle(_ start: [Float], _ end: [Float], _ m: Int) -> Result {
    // The best beginning for each end, by a list of candidates in which later ones must be better.
    var best: (first: Int, last: Int, score: Double) = (0, 0, -.infinity)
    var window: [Int] = []
    for last in end.indices {
      while let place = window.last, start[place] < start[last] { window.removeLast() }
      window.append(last)
      if window[0] <= last - m { window.removeFirst() }
      let score = Double(start[window[0]] + end[last])
      if (-score, window[0], last) < (-best.score, best.first, best.last) {
        best = (window[0], last, score)
      }
    }
    return (best.first, best.last, Float(best.score))
  }

  var question = Question(
    "13.6", "The best span", stars: 2,
    answer: Exercises.bestSpan as Search, solution: Solutions.bestSpan as Search, oracle: oracle,
    cases: [
      Case(
        "nine words, spans of three at most",
        (
          start: [1, 0.5, 3, -1, 4, 0, 2.5, -2, 3.5],
          end: [0, 4.5, 1.25, 0.5, -1, 0.8, 0.75, 1, -2],
          m: 3
        )),
      Case("the best end before the best beginning", ([0, 1, 5, 2], [1, 6, 0, 1.5], 4)),
      Case("spans of one word", ([2, 1, 0, 3, 1], [1, 3.5, 5, 0, 2], 1)),
      Case("a span at the end", ([0, 1, 0, 1, 4], [0, 1, 1, 2, 5], 2)),
      Case("the best end one word too far", ([5, 0, 0, 0, 0], [0, 0, 1, 4, 0], 3)),
      Case("all scores equal", ([1, 1, 1, 1], [2, 2, 2, 2], 3)),
      Case("two spans that are equally good", ([0, 3, 0, 3, 0], [0, 0, 2, 2, 2], 3)),
      Case("all scores negative", ([-3, -2, -5], [-4, -6, -1], 2)),
      Case(
        "scores in the thousands, all negative", ([-3000, -2000, -5000], [-4000, -6000, -1500], 2)),
      Case("one word", ([-1.5], [0.5], 4)),
      Case("the whole text", ([5, 0, 0, 0, 1], [0, 1, 0, 0, 5], 10)),
      Case("scores in the thousands", ([1000, 2000, 1500], [3000, 1000, 2500], 2)),
      Case("forty drawn words", drawn(40, 6)),
      Case("four thousand drawn words", drawn(4_000, 8)),
    ] as [Case<Input>],
    outcome: { search, input in
      let (first, last, score) = search(input.start, input.end, input.m)
      return ["first": first, "last": last, "score": score]
    })
  question.mistake(
    "The best beginning and the best end were taken each by itself. Together they may be no span, or one that is too long: try pairs.",
    { start, end, _ in
      let (first, last) = (firstOfLargest(start), firstOfLargest(end))
      return (first, last, start[first] + end[last])
    })
  question.mistake(
    "The best beginning was taken, and the best end for it. Another beginning may have a better sum.",
    { start, end, m in
      let first = firstOfLargest(start)
      let last = first + firstOfLargest(Array(end[first..<min(first + m, end.count)]))
      return (first, last, start[first] + end[last])
    })
  question.mistake(
    "The best end was taken, and the best beginning for it. Another end may have a better sum.",
    { start, end, m in
      let last = firstOfLargest(end)
      let from = max(0, last - m + 1)
      let first = from + firstOfLargest(Array(start[from...last]))
      return (first, last, start[first] + end[last])
    })
  question.mistake(
    "Spans of any length were tried. They have m words at most.",
    Spans(lasts: { first, _, T in Array(first..<T) }).run)
  question.mistake(
    "Ends that lie before the beginning were tried.",
    Spans(lasts: { first, m, T in Array(max(0, first - m + 1)..<min(first + m, T)) }).run)
  question.mistake(
    "Spans of m + 1 words were tried too: one that begins in place i may end in place i + m − 1.",
    Spans(lasts: { first, m, T in Array(first..<min(first + m + 1, T)) }).run)
  question.mistake(
    "Spans of m words weren't tried: one that begins in place i may end in place i + m − 1.",
    Spans(lasts: { first, m, T in Array(first..<min(first + max(m - 1, 1), T)) }).run)
  question.mistake(
    "Spans of a single word weren't tried: the first place may be the last.",
    Spans(lasts: { first, m, T in Array(first + 1..<max(first + 1, min(first + m, T))) }).run)
  question.mistake(
    "Only spans of exactly m words were tried. Shorter ones are allowed.",
    Spans(lasts: { first, m, T in first + m <= T ? [first + m - 1] : [] }).run)
  question.mistake(
    "Beginnings less than m words before the end of the text weren't tried.",
    Spans(lasts: { first, m, T in first + m <= T ? Array(first..<first + m) : [] }).run)
  question.mistake(
    "The last word of the text was never tried as an end.",
    Spans(lasts: { first, m, T in
      Array(first..<max(first, min(first + m, T - 1)))
    }).run)
  question.mistake(
    "The last place is the one behind the span. It should be that of its last word.",
    Spans(end: { ($0.first, $0.last + 1, $0.score) }).run)
  question.mistake(
    "The last place is counted from the first: it should be counted from the text's beginning.",
    Spans(end: { ($0.first, $0.last - $0.first, $0.score) }).run)
  question.mistake(
    "The scores of beginning and end are exchanged: `start` belongs to the first place.",
    { start, end, m in Spans().run(end, start, m) })
  question.mistake(
    "The scores are multiplied. They should be added.",
    Spans(score: { start, end, _ in start * end }).run)
  question.mistake(
    "The score is divided by the number of the span's words, or by two. It's the plain sum.",
    Spans(score: { start, end, words in (start + end) / Float(words) }).run,
    Spans(score: { start, end, _ in (start + end) / 2 }).run)
  question.mistake(
    "The scores of all words of a span were added. It's the start of its first and the end of its last alone.",
    { start, end, m in
      var best: Result = (0, 0, -.infinity)
      for first in start.indices {
        for last in first..<min(first + m, end.count) {
          let score = (first...last).reduce(Float(0)) { $0 + start[$1] + end[$1] }
          if score > best.score { best = (first, last, score) }
        }
      }
      return best
    })
  question.mistake(
    "Of several best spans, the one that begins first was wanted: let only a *higher* score take the place of what was found.",
    Spans(isBetter: { $0.score >= $1.score }).run)
  question.mistake(
    "Of several best spans with the same beginning, the shortest was wanted.",
    Spans(isBetter: {
      $0.score > $1.score || $0.score == $1.score && $0.first == $1.first && $0.last > $1.last
    }).run)
  question.mistake(
    "Of several best spans, the shortest was taken. The one that begins first counts before that.",
    Spans(isBetter: {
      $0.score > $1.score
        || $0.score == $1.score && $0.last - $0.first < $1.last - $1.first
    }).run)
  question.mistake(
    "The search begins with a score of 0, and no negative one is higher. Begin with the first span's, or with −∞.",
    Spans(worst: 0).run)
  question.mistake(
    "The search begins with some low number, and there are lower ones. Begin with the first span's, or with −∞.",
    Spans(worst: -1000).run)
  return question.exercise
}

// MARK: - 13.7

private var pointer: Exercise {
  typealias Mix = (Tensor, Tensor, [Int], Float, Int) -> Tensor
  typealias Input = (vocabulary: Tensor, attention: Tensor, source: [Int], pGen: Float, U: Int)
  var random = Random(seed: 1, stream: "13.7")
  func shares(_ count: Int) -> Tensor { softmax(random.normal(1, count)).row(0) }
  /// What may be wrong.
  struct Mixing {
    var write: (_ pGen: Double) -> Double = { $0 }
    var copy: (_ pGen: Double) -> Double = { 1 - $0 }
    /// Which word is copied from a place; nil for none.
    var word: (_ place: Int, _ source: [Int], _ V: Int) -> Int? = { place, source, _ in
      source[place]
    }
    /// What a word has after one more of its places.
    var added: (_ before: Double, _ share: Double, _ isFirst: Bool) -> Double = {
      before, share, _ in
      before + share
    }
    var joined: (_ written: Double, _ copied: Double) -> Double = { $0 + $1 }
    var end: ([Double], _ V: Int) -> [Double] = { p, _ in p }

    func run(
      _ vocabulary: Tensor, _ attention: Tensor, _ source: [Int], _ pGen: Float, _ U: Int
    ) -> Tensor {
      let V = vocabulary.count
      var copied = [Double](repeating: 0, count: V + U)
      var seen: Set<Int> = []
      for place in source.indices {
        guard let word = word(place, source, V) else { continue }
        copied[word] = added(
          copied[word], Double(attention[place]), seen.insert(word).inserted)
      }
      let p = copied.indices.map { word in
        joined(
          write(Double(pGen)) * (word < V ? Double(vocabulary[word]) : 0),
          copy(Double(pGen)) * copied[word])
      }
      return Tensor(end(p, V).map { Float($0) })
    }
  }

  func oracle(
    _ vocabulary: Tensor, _ attention: Tensor, _ source: [Int], _ pGen: Float, _ U: Int
  ) -> Tensor {
    // A table of all that can happen: to write each word, to copy from each place. A word has what leads to it.
    let written = vocabulary.values.enumerated().map { ($0.offset, Double(pGen * $0.element)) }
    let copied = zip(source, attention.values).map { ($0, (1 - Double(pGen)) * Double($1)) }
    let words = (0..<vocabulary.count + U).map { word in
      (written + copied).filter { $0.0 == word }.reduce(0) { $0 + $1.1 }
    }
    return Tensor(words.map { Float($0) })
  }

  var question = Question(
    "13.7", "To write or to copy", stars: 2,
    answer: Exercises.pointerProbabilities as Mix, solution: Solutions.pointerProbabilities as Mix,
    oracle: oracle,
    cases: [
      Case(
        "five words, six places, one word thrice, two that are unknown",
        (
          vocabulary: [0.1, 0.3, 0.15, 0.25, 0.2], attention: [0.1, 0.3, 0.25, 0.05, 0.2, 0.1],
          source: [3, 5, 3, 6, 3, 0], pGen: 0.4, U: 2
        )),
      Case("no unknown word", (shares(6), shares(4), [2, 5, 0, 1], 0.3, 0)),
      Case(
        "all words unknown, one of them thrice", (shares(3), shares(5), [3, 4, 3, 5, 3], 0.25, 3)),
      Case("it only writes", (shares(4), shares(3), [0, 4, 1], 1, 1)),
      Case("it only copies", (shares(4), shares(3), [2, 4, 2], 0, 1)),
      Case("a source of one word", (shares(3), [1], [3], 0.5, 1)),
      Case("the same word in all places", (shares(3), shares(4), [1, 1, 1, 1], 0.5, 0)),
      Case("equal weights everywhere", ([0.25, 0.25, 0.25, 0.25], [0.5, 0.5], [4, 1], 0.5, 1)),
      Case(
        "a vocabulary of fifty words, a source of forty places",
        (shares(50), shares(40), random.integers(40, below: 57), 0.7, 7)),
    ] as [Case<Input>],
    outcome: { mix, input in
      ["p": mix(input.vocabulary, input.attention, input.source, input.pGen, input.U)]
    })
  question.mistake(
    "p_gen and 1 − p_gen are exchanged: p_gen is the probability to write a word of the vocabulary.",
    Mixing(write: { 1 - $0 }, copy: { $0 }).run)
  question.mistake(
    "Of a word that stands in several places, only the last one counts. Add their weights.",
    Mixing(added: { _, share, _ in share }).run)
  question.mistake(
    "Of a word that stands in several places, only the first one counts. Add their weights.",
    Mixing(added: { before, share, isFirst in isFirst ? share : before }).run)
  question.mistake(
    "Of a word that stands in several places, only the largest weight counts. Add them.",
    Mixing(added: { before, share, _ in max(before, share) }).run)
  question.mistake(
    "A mean was taken over the places in which a word stands. Add their weights.",
    { vocabulary, attention, source, pGen, U in
      let shared = source.indices.map { place in
        attention[place] / Float(source.filter { $0 == source[place] }.count)
      }
      return Mixing().run(vocabulary, Tensor(shared), source, pGen, U)
    })
  question.mistake(
    "The share of copying isn't weighed by 1 − p_gen.",
    Mixing(copy: { _ in 1 }).run)
  question.mistake(
    "The share of writing isn't weighed by p_gen.",
    Mixing(write: { _ in 1 }).run)
  question.mistake(
    "Both shares were added as they are: weigh them by p_gen and 1 − p_gen.",
    Mixing(write: { _ in 1 }, copy: { _ in 1 }).run,
    Mixing(write: { _ in 0.5 }, copy: { _ in 0.5 }).run)
  question.mistake(
    "Words that aren't in the vocabulary get nothing. They can be copied: that is what the pointer is for.",
    Mixing(word: { place, source, V in source[place] < V ? source[place] : nil }).run)
  question.mistake(
    "Only words that aren't in the vocabulary are copied. Others can come in both ways.",
    Mixing(word: { place, source, V in source[place] < V ? nil : source[place] }).run)
  question.mistake(
    "Words that aren't in the vocabulary were counted for word 0. They have ids of their own, from V on.",
    Mixing(word: { place, source, V in source[place] < V ? source[place] : 0 }).run)
  question.mistake(
    "Words that aren't in the vocabulary were counted for its last word. They have ids of their own, from V on.",
    Mixing(word: { place, source, V in min(source[place], V - 1) }).run)
  question.mistake(
    "The weights of attention were given to words 0, 1, 2 and so on. Each belongs to the word that stands in its place.",
    { vocabulary, attention, source, pGen, U in
      let all = vocabulary.count + U
      return Mixing(word: { place, _, _ in place < all ? place : nil })
        .run(vocabulary, attention, source, pGen, U)
    })
  question.mistake(
    "The attention's weights stand behind the vocabulary's probabilities, place by place. Add each to its word's.",
    { vocabulary, attention, _, pGen, _ in
      .concatenate([pGen * vocabulary, (1 - pGen) * attention])
    })
  question.mistake(
    "Only the V words of the vocabulary have a probability. There should be V + U.",
    Mixing(end: { Array($0.prefix($1)) }).run)
  question.mistake(
    "The two shares are multiplied, so that a word must come in both ways. Either is enough: add them.",
    Mixing(joined: { $0 * $1 }).run)
  question.mistake(
    "The larger of the two shares was taken. Add them.",
    Mixing(joined: { max($0, $1) }).run)
  question.mistake(
    "Either writing or copying was chosen, whichever is more likely. Both count, each by its share.",
    Mixing(write: { $0 >= 0.5 ? 1 : 0 }, copy: { $0 >= 0.5 ? 0 : 1 }).run)
  question.mistake(
    "A softmax was taken in the end. These are probabilities already, and add up to 1.",
    Mixing(end: { p, _ in
      let sum = p.reduce(0) { $0 + exp($1) }
      return p.map { exp($0) / sum }
    }).run)
  question.mistake(
    "These are logarithms. The probabilities themselves were wanted.",
    Mixing(end: { p, _ in p.map { log($0) } }).run)
  return question.exercise
}

// MARK: - 13.8

private var rouge: Exercise {
  typealias Result = (precision: Float, recall: Float, f1: Float)
  typealias Score = ([String], [String]) -> Result
  typealias Both = (one: Score, L: Score)
  typealias Input = (summary: [String], reference: [String])
  var random = Random(seed: 1, stream: "13.8")
  let right: Both = (Solutions.rouge1, Solutions.rougeL)
  func count(_ word: String, _ words: [String]) -> Int { words.filter { $0 == word }.count }
  /// The words that are there, each once.
  func different(_ words: [String]) -> [String] { Set(words).sorted() }
  func shared(_ a: [String], _ b: [String]) -> Int {
    different(a).reduce(0) { $0 + min(count($1, a), count($1, b)) }
  }
  func longest(_ a: [String], _ b: [String]) -> Int {
    var table = [[Int]](
      repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in a.indices {
      for j in b.indices {
        table[i + 1][j + 1] =
          a[i] == b[j] ? table[i][j] + 1 : max(table[i][j + 1], table[i + 1][j])
      }
    }
    return table[a.count][b.count]
  }
  /// What may be wrong.
  struct Grading {
    var share: (_ part: Double, _ whole: Double) -> Double = { $1 == 0 ? 0 : $0 / $1 }
    var wholes: (_ a: [String], _ b: [String]) -> (Int, Int) = { ($0.count, $1.count) }
    var f1: (_ P: Double, _ R: Double) -> Double = { $0 + $1 == 0 ? 0 : 2 * $0 * $1 / ($0 + $1) }
    var end: (Result) -> Result = { $0 }

    func score(_ shared: @escaping ([String], [String]) -> Int) -> Score {
      { a, b in
        let wholes = wholes(a, b)
        let (P, R) = (
          share(Double(shared(a, b)), Double(wholes.0)),
          share(Double(shared(a, b)), Double(wholes.1))
        )
        return end((Float(P), Float(R), Float(f1(P, R))))
      }
    }
  }
  func both(_ grading: Grading) -> Both { (grading.score(shared), grading.score(longest)) }
  func one(_ shared: @escaping ([String], [String]) -> Int) -> Both {
    (Grading().score(shared), right.L)
  }
  func L(_ longest: @escaping ([String], [String]) -> Int) -> Both {
    (right.one, Grading().score(longest))
  }
  /// Rows of the summary's words that both have, found from the left: each goes on behind the one before.
  func fromLeft(_ a: [String], _ b: [String]) -> Int {
    var (count, rest) = (0, b[...])
    for word in a {
      guard let place = rest.firstIndex(of: word) else { continue }
      count += 1
      rest = rest[(place + 1)...]
    }
    return count
  }
  /// Both are gone along together; at a difference, one of them or both go on.
  func together(_ a: [String], _ b: [String]) -> Int { zip(a, b).filter { $0 == $1 }.count }
  func unbroken(_ a: [String], _ b: [String]) -> Int {
    a.indices.reduce(0) { best, i in
      b.indices.reduce(best) { best, j in
        max(best, zip(a[i...], b[j...]).prefix { $0 == $1 }.count)
      }
    }
  }

  func scores(_ shared: Int, _ a: [String], _ b: [String]) -> Result {
    guard shared > 0 else { return (0, 0, 0) }
    let (P, R) = (Double(shared) / Double(a.count), Double(shared) / Double(b.count))
    return (Float(P), Float(R), Float(2 / (1 / P + 1 / R)))
  }
  func oracle(_ a: [String], _ b: [String]) -> Result {
    // Both in order, and gone along as two posting lists.
    var (a1, b1, shared) = (a.sorted()[...], b.sorted()[...], 0)
    while let x = a1.first, let y = b1.first {
      if x == y { shared += 1 }
      if x <= y { a1.removeFirst() }
      if y <= x { b1.removeFirst() }
    }
    return scores(shared, a, b)
  }
  func oracleL(_ a: [String], _ b: [String]) -> Result {
    // ends[k]: the earliest place of b before which a row of k + 1 words may end.
    var ends: [Int] = []
    for word in a {
      for place in b.indices.reversed() where b[place] == word {
        if let k = ends.firstIndex(where: { $0 >= place }) {
          ends[k] = place
        } else {
          ends.append(place)
        }
      }
    }
    return scores(ends.count, a, b)
  }
  func texts(_ summary: String, _ reference: String) -> Input {
    let words = [summary, reference].map { $0.split(separator: " ").map { String($0) } }
    return (words[0], words[1])
  }
  func drawn(_ count: Int) -> [String] { random.integers(count, below: 5).map { "w\($0)" } }

  var question = Question(
    "13.8", "ROUGE-1 and ROUGE-L", stars: 2,
    answer: (Exercises.rouge1, Exercises.rougeL) as Both, solution: right,
    oracle: (oracle, oracleL) as Both,
    cases: [
      Case(
        "a summary, and a reference",
        texts(
          "the old keeper saw the boat on the rocks",
          "on that night the boat struck on rocks and the keeper saw fire on it")),
      Case(
        "a summary that says one word again and again",
        texts("the the the the", "the keeper lit the lamp")),
      Case("the same text", texts("anna sold the boat", "anna sold the boat")),
      Case(
        "a reference that says one word again and again",
        texts("the lamp", "the keeper and the boy and the lamp")),
      Case("the same words in another order", texts("boat the saw anna", "anna saw the boat")),
      Case("a word that is there twice, and leads astray", texts("c a b c", "a b c d c")),
      Case("a row with gaps", texts("a x b x c y", "a b z c z")),
      Case("nothing shared", texts("sea and sky", "the lamp")),
      Case("an empty summary", texts("", "the lamp")),
      Case("an empty reference", texts("the lamp", "")),
      Case("two empty texts", texts("", "")),
      Case("words that differ in a letter", texts("The boats sail", "the boat sail")),
      Case("thirty words and twenty, drawn", (summary: drawn(30), reference: drawn(20))),
    ] as [Case<Input>],
    outcome: { both, input in
      let (one, L) = (
        both.one(input.summary, input.reference), both.L(input.summary, input.reference)
      )
      return [
        "rouge1's precision": one.precision, "rouge1's recall": one.recall, "rouge1's F1": one.f1,
        "rougeL's precision": L.precision, "rougeL's recall": L.recall, "rougeL's F1": L.f1,
      ]
    })
  question.mistake(
    "ROUGE-1 counts all words of the summary that the reference has. Of each word, no more count than the reference has.",
    one { a, b in a.filter { b.contains($0) }.count })
  question.mistake(
    "ROUGE-1 counts all words of the reference that the summary has. Of each word, no more count than the summary has.",
    one { a, b in b.filter { a.contains($0) }.count })
  question.mistake(
    "ROUGE-1 counts each word once. Of a word that both have twice, two count.",
    one { a, b in Set(a).intersection(b).count })
  question.mistake(
    "ROUGE-1 takes the larger of the two counts of a word: what both have is the smaller.",
    one { a, b in
      Set(a).intersection(b).reduce(0) { $0 + max(count($1, a), count($1, b)) }
    })
  question.mistake(
    "ROUGE-1 multiplies the counts of a word. What both have is the smaller of the two.",
    one { a, b in different(a).reduce(0) { $0 + count($1, a) * count($1, b) } })
  question.mistake(
    "ROUGE-1 compares what stands in the same places. Order makes no difference to it.",
    one(together))
  question.mistake(
    "ROUGE-1 counts pairs of neighbors: that would be ROUGE-2.",
    one { a, b in
      func pairs(_ words: [String]) -> [String] {
        zip(words, words.dropFirst()).map { $0 + " " + $1 }
      }
      return shared(pairs(a), pairs(b))
    })
  question.mistake(
    "Precision and recall are exchanged: the precision divides by the summary's words, the recall by the reference's.",
    both(Grading(end: { ($0.recall, $0.precision, $0.f1) })))
  question.mistake(
    "The wholes are numbers of different words. All words count.",
    both(Grading(wholes: { (Set($0).count, Set($1).count) })))
  question.mistake(
    "F1 is the plain mean of precision and recall. The harmonic mean is 2PR / (P + R).",
    both(Grading(f1: { ($0 + $1) / 2 })))
  question.mistake(
    "F1 is the root of P · R, the geometric mean. The harmonic one is 2PR / (P + R).",
    both(Grading(f1: { ($0 * $1).squareRoot() })))
  question.mistake(
    "F1 lacks its factor 2, 2PR / (P + R).",
    both(Grading(f1: { $0 + $1 == 0 ? 0 : $0 * $1 / ($0 + $1) })))
  question.mistake(
    "ROUGE-L asks for words side by side. Others may stand between them.",
    L(unbroken))
  question.mistake(
    "ROUGE-L doesn't ask for the order. The words must come in the same order in both.",
    L(shared))
  question.mistake(
    "ROUGE-L takes each word at the first place where it fits. That may use up the reference too soon: the longest row was wanted.",
    L(fromLeft), L { fromLeft($1, $0) })
  question.mistake(
    "ROUGE-L compares what stands in the same places. A row of common words may be shifted.",
    L(together))
  question.mistake(
    "ROUGE-L never looks at the last word of the summary or of the reference.",
    L { longest($0.dropLast(), $1) }, L { longest($0, $1.dropLast()) },
    L { longest($0.dropLast(), $1.dropLast()) })
  question.mistake(
    "ROUGE-L uses a word several times: where two words are equal, one is added to what was found *before* both.",
    L { a, b in
      var row = [Int](repeating: 0, count: b.count + 1)
      for word in a {
        for j in b.indices { row[j + 1] = word == b[j] ? row[j] + 1 : max(row[j + 1], row[j]) }
      }
      return row[b.count]
    })
  question.mistake(
    "Where there is nothing to divide by, 0 / 0 is no number. It should be 0.",
    both(Grading(share: { $0 / $1 }, f1: { 2 * $0 * $1 / ($0 + $1) })),
    both(Grading(share: { $0 / $1 })), both(Grading(f1: { 2 * $0 * $1 / ($0 + $1) })))
  question.mistake(
    "Where there is nothing to divide by, it should be 0, and not 1.",
    both(Grading(share: { $1 == 0 ? 1 : $0 / $1 })))
  question.mistake(
    "Words that differ only in large and small letters, or in their endings, count as equal. They should be equal letter by letter.",
    (
      { right.one($0.map { $0.lowercased() }, $1.map { $0.lowercased() }) },
      { right.L($0.map { $0.lowercased() }, $1.map { $0.lowercased() }) }
    ))
  return question.exercise
}
