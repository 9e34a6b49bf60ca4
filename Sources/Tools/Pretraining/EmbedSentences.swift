import Ground
import Language
import Models
import Tensors

/// The published model of sentences.
enum MiniLM {
  static let option = Option(
    "--minilm", "FOLDER",
    help: "a published model: its config.json, model.safetensors and vocab.txt")
}

/// `swift run pretraining --embed "a sentence" --minilm FOLDER`: the vector of a sentence, or how much alike
/// several are.
package struct EmbedSentences: Tool {
  package static let request = Option(
    "--embed", "TEXT",
    help: "no chapter: the vector of a sentence, or several's likeness; - reads lines")
  package static let example = Help.Example(
    "--embed \"a boat sank\" --minilm all-MiniLM-L6-v2", "have the vector of a sentence")
  package static let options = [MiniLM.option]
  package static let takesWords = true

  private let sentences: [String]
  private let readsLines: Bool
  private let encoder: SentenceEncoder

  package init(_ arguments: Arguments) throws {
    let first = arguments["--embed"] ?? ""
    readsLines = first == "-"
    sentences = [first] + arguments.words
    try demand(
      sentences.allSatisfy { !$0.isBlank },
      "--embed needs a sentence, or - to read lines of standard input.")
    try demand(
      !readsLines || sentences.count == 1, "--embed - reads lines; give it no sentences besides.")
    let folder = try arguments.folder(MiniLM.option, for: "--embed")
    encoder = try SentenceEncoder(folder: folder)
  }

  /// Of one sentence its vector; of several the cosine of each two; of lines a line each, with the vector.
  package func run() throws {
    if readsLines {
      var more = true
      while more {
        var lines: [String] = []
        while lines.count < 32, let line = readLine() { lines.append(line) }
        more = lines.count == 32
        let vectors = try encoder.vectors(of: lines)
        for n in lines.indices { Terminal.print(numbers(vectors.row(n))) }
      }
      return
    }
    let vectors = try encoder.vectors(of: sentences)
    if sentences.count == 1 { return Terminal.print(numbers(vectors.row(0))) }
    let likeness = matmul(vectors, vectors, transposed: .right)
    for i in sentences.indices {
      let row = sentences.indices.map { format(likeness[i, $0], decimals: 3) }
      Terminal.print(row.joined(separator: "  ") + "  " + sentences[i])
    }
  }

  private func numbers(_ vector: Tensor) -> String {
    vector.values.map { "\($0)" }.joined(separator: " ")
  }
}
