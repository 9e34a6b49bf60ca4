import Foundation
import Language
import Networks
import Tensors

/// `benchmark seq2seq`: an encoder and a decoder learn to answer, 128 pairs at a time.
///
/// `additions` has layers of 128 and no attention; `dates` has layers of 256 and dot-product attention.
/// Both read the reference book's files with their padding, as its own models do, from the folder that
/// BOOK_DATA names.
struct SequenceTraining: Workload {
  let name = "seq2seq"
  let summary = "an LSTM encoder and decoder on additions and dates, batch 128, in training"
  let unit = "pairs/s"
  let cases = ["additions", "dates"]

  func prepare(_ name: String) throws -> Job {
    guard cases.contains(name) else {
      throw Usage("A case of seq2seq is named additions or dates, not \(name).")
    }
    var settings = Seq2Seq.Settings()
    settings.isReversing = true
    if name == "dates" { (settings.size, settings.look) = (256, .attention(.dot)) }
    let pairs = try paddedPairs(name == "additions" ? "toys/addition.txt" : "toys/date.txt")
    let random = Random(seed: 1, stream: "seq2seq")
    let model = Seq2Seq(pairs.source, pairs.target, settings, random: random)
    let trainer = Trainer(model, optimizer: Adam(), batchSize: 128, random: random)
    trainer.clipping = .norm(5)
    let steps = name == "additions" ? 100 : 10
    trainer.onStep = { step in if step.number % steps == 0 { trainer.stop() } }
    return Job(work: Double(128 * steps)) {
      try trainer.train(on: pairs, epochs: 1000)
      return []
    }
  }

  /// The lines of a file, each cut at its `_`, with all blanks; as many as fill whole batches. The end
  /// sign takes the place of each answer's last character: the book's models have none, and so as many
  /// steps.
  private func paddedPairs(_ path: String) throws -> Pairs {
    guard let folder = DataFolders.standard.local else {
      throw Usage("Set BOOK_DATA to the folder in which \(path) lies.")
    }
    let text = try TextFile.read(folder.appendingPathComponent(path).path)
    let lines = text.split(whereSeparator: \.isNewline)
    let texts = try lines.prefix(lines.count / 128 * 128).map { line in
      let sides = line.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else { throw Usage("A line of \(path) has no _: \(line)") }
      return (question: String(sides[0]), answer: String(sides[1].dropLast()))
    }
    return Pairs(texts)
  }
}
