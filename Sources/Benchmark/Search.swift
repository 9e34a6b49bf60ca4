import Ground
import Language
import Tensors

/// `benchmark search`: Cranfield's 1,400 abstracts indexed, and its 225 questions answered on one thread, from
/// the folder that BOOK_DATA names; stop words out, endings cut. Questions are words already, as the other
/// programs are given them; `bm25-texts` cuts them too.
struct Search: Workload {
  let name = "search"
  let summary = "Cranfield: documents indexed, and questions answered, a second"
  let unit = "documents or questions/s"
  let cases = [
    "index", "bm25", "bm25-all", "bm25-texts", "tfidf", "feedback", "latent-100", "latent-200",
  ]

  func prepare(_ name: String) throws -> Job {
    let cranfield = try SearchCollection.cranfield()
    let rules = SearchWords()
    let documents = cranfield.documents.map { rules.words(in: $0.text) }
    let questions = cranfield.questions.map { rules.words(in: $0) }
    let index = InvertedIndex(documents)
    if name == "index" {
      return Job(work: Double(documents.count)) {
        let index = InvertedIndex(cranfield.documents.map { rules.words(in: $0.text) })
        return [("words", Double(index.tokenCount))]
      }
    }
    let all = documents.count
    let answer: ([String], Int) throws -> [Hit]
    switch name {
    case "bm25", "bm25-all", "bm25-texts": answer = { try index.search($0, limit: $1) }
    case "tfidf":
      let space = VectorSpace(documents)
      answer = { space.search($0, limit: $1) }
    case "feedback":
      let space = VectorSpace(documents, isLogarithmic: true)
      answer = { question, limit in
        let first = try index.search(question).map(\.document)
        return try index.search(question.expanded(by: first, of: space), limit: limit)
      }
    case "latent-100", "latent-200":
      let latent = LatentSemanticIndex(
        of: VectorSpace(documents, isLogarithmic: true),
        dimensions: name == "latent-100" ? 100 : 200)
      answer = { latent.search($0, limit: $1) }
    default:
      throw InputError("A case of search is named \(cases.joined(separator: ", ")), not \(name).")
    }
    let scores = try cranfield.scores { try answer(rules.words(in: $0), all) }
    func mean(_ score: (RankingScores) -> Float) -> Double {
      scores.reduce(0) { $0 + Double(score($1)) } / Double(scores.count)
    }
    let quality = [
      ("map", mean(\.averagePrecision)), ("ndcg10", mean { $0.normalizedGain(at: 10) }),
      ("mrr", mean(\.reciprocalRank)),
    ]
    let limit = name == "bm25-all" ? all : 10
    return Job(work: Double(questions.count)) {
      if name == "bm25-texts" {
        for question in cranfield.questions { _ = try answer(rules.words(in: question), limit) }
      } else {
        for question in questions { _ = try answer(question, limit) }
      }
      return quality
    }
  }
}
