import Ground
import Language
import Literate
import Tensors

/// A search on Cranfield, and its grades.
struct CranfieldTrial {
  let name: String
  let scores: [RankingScores]
}

extension [CranfieldTrial] {
  /// MAP of the trial with that name.
  func map(_ name: String) -> Float {
    mean(first { $0.name == name }!.scores.map(\.averagePrecision))
  }

  /// By how much one trial is ahead of another in MAP.
  func ahead(_ name: String, of other: String, _ seed: UInt64) -> ClosedRange<
    Float
  > {
    lead(
      first { $0.name == name }!.scores, first { $0.name == other }!.scores,
      seed: seed)
  }
}

/// Searches of this chapter on Cranfield.
func cranfieldTrials(
  _ cranfield: SearchCollection, seed: UInt64
) throws -> [CranfieldTrial] {
  let all = cranfield.documents.count
  let asIs = SearchWords(cutsEndings: false, dropsStopWords: false)
  let noStops = SearchWords(cutsEndings: false)
  let words = SearchWords()
  func cut(_ words: SearchWords) -> [[String]] {
    cranfield.documents.map { words.words(in: $0.text) }
  }
  func trial(
    _ name: String, _ search: (String) throws -> [Hit]
  ) throws -> CranfieldTrial {
    CranfieldTrial(name: name, scores: try cranfield.scores(search))
  }
  let index = InvertedIndex(cut(words))
  let space = VectorSpace(cut(words))
  let damped = VectorSpace(cut(words), isLogarithmic: true)
  func hits(_ documents: [Int]) -> [Hit] {
    documents.map { Hit(document: $0, score: 1) }
  }
  var trials = [
    try trial("all words of the question") {
      hits(try index.documents(withAll: words.words(in: $0)))
    },
    try trial("words in common") { question in
      var scores = [Float](repeating: 0, count: all)
      for word in Set(words.words(in: question)) {
        for posting in try index.postings(of: word) {
          scores[posting.document] += 1
        }
      }
      return hits(ranking(scores))
    },
    try trial("TF-IDF") { space.search(words.words(in: $0), limit: all) },
  ]
  for (name, cutter) in [
    ("BM25, all words", asIs), ("BM25, no stop words", noStops),
    ("BM25", words),
  ] {
    let index = InvertedIndex(cut(cutter))
    trials.append(
      try trial(name) { try index.search(cutter.words(in: $0), limit: all) })
  }
  trials.append(
    try trial("BM25 with feedback") { question in
      let question = words.words(in: question)
      let first = try index.search(question, limit: 10).map(\.document)
      return try index.search(
        question.expanded(by: first, of: damped), limit: all)
    })
  for k in [100, 200] {
    let latent = LatentSemanticIndex(of: damped, dimensions: k, seed: seed)
    trials.append(
      try trial("latent, \(k)") {
        latent.search(words.words(in: $0), limit: all)
      })
  }
  trials.append(try vectorTrial(cranfield, cut(words), words, seed: seed))
  return trials
}

/// Means of word vectors that were counted in the abstracts themselves.
private func vectorTrial(
  _ cranfield: SearchCollection, _ texts: [[String]], _ words: SearchWords,
  seed: UInt64
) throws -> CranfieldTrial {
  let vocabulary = Vocabulary(of: texts.flatMap { $0 })
  let ids = try vocabulary.ids(of: texts.flatMap { $0 })
  let near = try coOccurrence(ids, words: vocabulary.count, window: 5)
  var random = Random(seed: seed, stream: "cranfield vectors")
  let svd = randomizedSVD(ppmi(near), rank: 100, random: &random)
  let vectors = svd.u * sqrt(svd.s)
  func mean(_ words: [String]) -> Tensor {
    let ids = words.compactMap { vocabulary[$0] }
    return ids.isEmpty
      ? .zeros(1, 100)
      : unit(vectors.rows(at: ids).mean(axis: 0, keepingAxis: true)).y
  }
  let documents = Tensor.concatenate(texts.map(mean))
  return CranfieldTrial(
    name: "mean of word vectors",
    scores: cranfield.scores { question in
      let scores = matmul(
        mean(words.words(in: question)), documents, transposed: .right
      ).values
      return ranking(scores).map { Hit(document: $0, score: scores[$0]) }
    })
}

/// The trials beside each other.
func cranfieldTable(_ trials: [CranfieldTrial], seed: UInt64) -> Table {
  scoresTable(trials.map { ($0.name, $0.scores) }, seed: seed)
}
