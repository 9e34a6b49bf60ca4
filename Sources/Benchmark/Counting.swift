import Ground
import Language
import Models
import Tensors

/// `benchmark counting`: from the words of the Penn Treebank to their vectors, by counting, PPMI and SVD.
struct Counting: Workload {
  let name = "counting"
  let summary = "count-based word vectors of the Penn Treebank, cases named window-dimensions"
  let unit = "tokens/s"
  let cases = ["2-100"]

  func prepare(_ name: String) throws -> Job {
    let sizes = try CaseSizes(
      name, count: 2, "A case of counting is named window-dimensions, such as 2-100"
    ).all
    let (window, dimensions) = (sizes[0], sizes[1])
    try demand(
      window <= 100 && dimensions <= 1000,
      "Counting takes windows up to 100 and dimensions up to 1000, not \(name).")
    let corpus = try Corpus.load("ptb")
    // The same numbers come out of every run, so their quality is judged once, outside the timing.
    let svd = try decompose(corpus, window: window, dimensions: dimensions)
    let quality = try quality(of: svd, corpus.vocabulary)
    return Job(work: Double(corpus.training.count)) {
      _ = try decompose(corpus, window: window, dimensions: dimensions)
      return quality
    }
  }

  /// The work that is timed.
  private func decompose(_ corpus: Corpus, window: Int, dimensions: Int) throws -> SVD {
    var random = Random(seed: 1, stream: "benchmark counting")
    let counts = try coOccurrence(
      corpus.training, words: corpus.vocabulary.count, window: window)
    return randomizedSVD(ppmi(counts), rank: dimensions, random: &random)
  }

  private func quality(
    of svd: SVD, _ vocabulary: Vocabulary
  ) throws -> [(name: String, value: Double)] {
    let grades = try PublicGrades(WordVectors(vocabulary, svd.u * sqrt(svd.s)))
    return [
      ("first_singular_value", Double(svd.s[0])),
      ("last_singular_value", Double(svd.s[svd.s.count - 1])),
      ("wordsim353", Double(grades.wordSim353)), ("men", Double(grades.men)),
      ("analogies", Double(grades.analogies)),
    ]
  }
}
