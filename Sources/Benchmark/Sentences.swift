import Ground
import Language
import Models
import Tensors

/// `benchmark sentences`: vectors of sentences by all-MiniLM-L6-v2, from the folder that BOOK_DATA names: the
/// first sentences of WikiText-2's validation part, one at a time or 32 together.
struct Sentences: Workload {
  let name = "sentences"
  let summary = "vectors of sentences by a published model, one at a time or many together"
  let unit = "sentences/s"
  let cases = ["1", "32"]
  private static let count = 320

  func prepare(_ name: String) throws -> Job {
    let batch = try CaseSizes(
      name, count: 1, "A case of sentences is named by how many are read together"
    ).all[0]
    let encoder = try SentenceEncoder.published()
    let lines = try DataFile.wikiText2Validation.text().split(separator: "\n")
      .flatMap { $0.split(separator: ".") }
      .map(String.init).filter { $0.utf8.count > 20 && !$0.contains("=") }
    let texts = Array(lines.prefix(Self.count))
    return Job(work: Double(texts.count)) {
      var sum = 0.0
      for start in stride(from: 0, to: texts.count, by: batch) {
        let part = Array(texts[start..<min(start + batch, texts.count)])
        sum += Double(try encoder.vectors(of: part).sum())
      }
      return [("sum", sum)]
    }
  }
}
