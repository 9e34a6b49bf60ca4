import Ground
import Foundation
import Language
import Models
import Networks
import Tensors

/// `benchmark seq2seq`: an encoder and a decoder learn to answer, 128 pairs at a time.
///
/// `additions` has layers of 128 and no attention; `dates` has layers of 256 and dot-product attention.
/// Both read the reference book's files, from the folder that BOOK_DATA names, as this book's models do:
/// the blanks that make all lines equally long don't count, and a row is read to its own end. Of the
/// `padded` cases the blanks are characters like any other, as for that book's models.
struct SequenceTraining: Workload {
  let name = "seq2seq"
  let summary = "an LSTM encoder and decoder on additions and dates, batch 128, in training"
  let unit = "pairs/s"
  let cases = ["additions", "additions-padded", "dates", "dates-padded"]

  func prepare(_ name: String) throws -> Job {
    guard cases.contains(name) else {
      throw InputError("A case of seq2seq is named \(cases.joined(separator: ", ")), not \(name).")
    }
    let addsUp = name.hasPrefix("additions")
    var settings = Seq2Seq.Settings()
    settings.isReversing = true
    if !addsUp { (settings.size, settings.look) = (256, .attention(.dot)) }
    let pairs = try pairs(
      addsUp ? "toys/addition.txt" : "toys/date.txt", isPadded: name.hasSuffix("padded"))
    let random = Random(seed: 1, stream: "seq2seq")
    let model = Seq2Seq(pairs.source, pairs.target, settings, random: random)
    let trainer = Trainer(model, optimizer: Adam(), batchSize: 128, random: random)
    trainer.clipping = .norm(5)
    let steps = addsUp ? 100 : 10
    trainer.onStep = { step in if step.number % steps == 0 { trainer.stop() } }
    return Job(work: Double(128 * steps)) {
      try trainer.train(on: pairs, epochs: 1000)
      return []
    }
  }

  /// As many of a file's pairs as fill whole batches.
  private func pairs(_ path: String, isPadded: Bool) throws -> Pairs {
    guard let folder = DataFolders.standard.local else {
      throw InputError("Set BOOK_DATA to the folder in which \(path) lies.")
    }
    let file = folder.appendingPathComponent(path).path
    let texts = isPadded ? try paddedTexts(in: file) : try Pairs.texts(in: file)
    return Pairs(Array(texts.prefix(texts.count / 128 * 128)))
  }

  /// The lines of a file, each cut at its `_`, with all blanks. The end sign takes the place of each
  /// answer's last character: the reference book's models have none, and so as many steps.
  private func paddedTexts(in path: String) throws -> [(question: String, answer: String)] {
    try TextFile.read(path).numberedLines().map { _, line in
      let sides = line.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else { throw InputError("A line of \(path) has no _: \(line)") }
      return (question: String(sides[0]), answer: String(sides[1].dropLast()))
    }
  }
}
