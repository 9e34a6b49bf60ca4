import Ground
import Language
import Models
import Tensors

/// `benchmark generation`: the same model writes, one character at a time, with its keys and values
/// kept.
struct Generation: Workload {
  let name = "generation"
  let summary = "the same Transformer writes 120 characters, with its keys and values kept"
  let unit = "tokens/s"
  /// How many texts are written side by side.
  let cases = ["1", "16"]

  func prepare(_ name: String) throws -> Job {
    let rows = try CaseSizes(name, count: 1, "A case of generation is a number of texts").all[0]
    // Keys and values of four blocks, 128 places of 256 numbers, and what a step makes of them.
    try CaseSizes.demandMemory(numbers: 3 * Double(rows) * 4 * 128 * 256, for: name)
    let corpus = try Corpus.load("ptb", tokenizer: .characters)
    let model = TransformerLanguageModel(
      corpus.vocabulary, .benchmark, random: Random(seed: 1, stream: "transformer"))
    let first = Array(corpus.training.prefix(8))
    return Job(work: Double(rows * 120)) {
      var random = Random(seed: 1, stream: "generation")
      _ = try Decoding.sampling().write(
        with: model.writer(rows: rows), after: first, limit: 120, random: &random)
      return []
    }
  }
}
