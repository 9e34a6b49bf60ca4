import Foundation
import Testing

/// `benchmark fuzz`, with few inputs: what once ended in a trap must not again.
@Suite struct FuzzTests {
  private static let readers = [
    "corpus", "stream", "pairs", "labeled", "grades", "wordnet", "vectors", "word2vec",
    "language-model", "training", "answers", "classifier", "tagged", "tagger", "merges",
    "vocabulary", "safetensors", "published", "pretrained", "options",
  ]

  @Test(arguments: readers)
  func damagedInputsAreReadOrRefused(reader: String) throws {
    let run = try Program("benchmark").run("fuzz", "--reader", reader, "--inputs", "2000")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let row = run.output.split(separator: "\n").last?.split(separator: " ") ?? []
    // Both happen: a fuzzer whose inputs are all refused at the door tries nothing.
    #expect(row.count == 4 && row[0] == reader && row[1] == "2000", "\(run.output)")
    #expect(row.count == 4 && Int(row[2])! > 20 && Int(row[3])! > 20, "\(run.output)")
  }

  @Test(arguments: [
    (["--reader", "vector"], "There is no reader vector. Did you mean vectors?"),
    (["--inputs", "0"], "--inputs is a whole number from 1 to 1000000000, not 0."),
    (["more"], "“more” is no option of fuzz."),
  ])
  func mistakesAreOneSentence(arguments: [String], sentence: String) throws {
    let run = try Program("benchmark").run(["fuzz"] + arguments)
    #expect(run.status == 1 && run.errors == "error: \(sentence)\n")
  }
}
