import Language
import Tensors

/// `benchmark counting`: from the ids of the Penn Treebank to word vectors, by counting, PPMI and SVD.
struct Counting: Workload {
  let name = "counting"
  let summary = "count-based word vectors of the Penn Treebank, cases named window-dimensions"
  let unit = "tokens/s"
  let cases = ["2-100"]

  func prepare(_ name: String) throws -> Job {
    let sizes = name.split(separator: "-").compactMap { Int($0) }
    guard sizes.count == 2, sizes.allSatisfy({ $0 > 0 }) else {
      throw Usage("A case of counting is named window-dimensions, such as 2-100, not \(name).")
    }
    let (window, dimensions) = (sizes[0], sizes[1])
    let corpus = try Corpus.load("ptb")
    let (pairs, men) = (try DataFile.wordSim353.pairs(), try DataFile.men.pairs())
    let analogies = try DataFile.analogies.analogyClasses()
    return Job(work: Double(corpus.training.count)) {
      var random = Random(seed: 1, stream: "benchmark counting")
      let counts = try coOccurrence(
        corpus.training, words: corpus.vocabulary.count, window: window)
      let svd = randomizedSVD(ppmi(counts), rank: dimensions, random: &random)
      return []
    }
  }
}
