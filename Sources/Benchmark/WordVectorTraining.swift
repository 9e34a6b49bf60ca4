import Ground
import Language
import Models
import Tensors

/// `benchmark word2vec`: five epochs over the Penn Treebank, every word a target with all ten neighbors.
struct WordVectorTraining: Workload {
  let name = "word2vec"
  let summary = "word2vec on the Penn Treebank, 100 dimensions, window 5, 5 negatives, 5 epochs"
  let unit = "words/s"
  let cases = ["cbow", "skip-gram"]

  /// Quality is the mean over these seeds; the first is timed.
  private static let seeds: [UInt64] = [1, 2, 3]

  func prepare(_ name: String) throws -> Job {
    guard let architecture = Word2Vec.Architecture(rawValue: name) else {
      throw InputError("A case of word2vec is named cbow or skip-gram, not \(name).")
    }
    let corpus = try Corpus.load("ptb")
    var settings = Word2Vec.Settings(architecture)
    (settings.hasDynamicWindow, settings.subsampling) = (false, 0)
    func train(_ seed: UInt64) throws -> Word2Vec {
      let model = try Word2Vec(
        corpus.vocabulary, settings, random: Random(seed: seed, stream: "word2vec"))
      try model.train(on: corpus.training)
      return model
    }
    // The same numbers come out of every run, so their quality is judged once, outside the timing.
    let grades = try Self.seeds.map { try PublicGrades(train($0).vectors) }
    func mean(_ measure: KeyPath<PublicGrades, Float>) -> Double {
      grades.reduce(0) { $0 + Double($1[keyPath: measure]) } / Double(grades.count)
    }
    let quality = [
      ("wordsim353", mean(\.wordSim353)), ("men", mean(\.men)), ("analogies", mean(\.analogies)),
    ]
    return Job(work: Double(corpus.training.count * settings.epochs)) {
      _ = try train(Self.seeds[0])
      return quality
    }
  }
}
