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
    guard let rows = Int(name), rows > 0 else {
      throw InputError("A case of generation is a number of texts, not \(name).")
    }
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
