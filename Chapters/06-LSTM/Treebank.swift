import Foundation
import Language
import Literate
import Models
import Networks
import Tensors

/// Language models of the Penn Treebank, trained for as long as it takes.
struct Treebank {
  let corpus: Corpus
  private let seed: UInt64
  /// Where trainings of hours are kept, to go on from.
  private let folder = ProcessInfo.processInfo.environment["BOOK_CHECKPOINTS"]

  /// - Throws: `InputError` if the corpus can't be had.
  init(_ options: Options) throws {
    corpus = try Corpus.load("ptb")
    seed = options.seed
  }

  /// A model that has read the text `epochs` times: 20 streams, 35 words at a
  /// time, by gradient descent with clipping. If it has a checkpoint from an
  /// earlier recording, it goes on from there.
  func learn(
    _ name: String, _ settings: RecurrentLanguageModel.Settings, epochs: Int,
    _ schedule: Schedule
  ) throws -> RecurrentLanguageModel {
    let random = Random(seed: seed, stream: "ptb-\(name)")
    let model = RecurrentLanguageModel(
      corpus.vocabulary, settings, random: random)
    let trainer = Trainer(
      model, optimizer: SGD(rate: 20), batchSize: 1, random: random)
    trainer.isShuffling = false
    trainer.clipping = .norm(0.25)
    trainer.schedule = schedule
    if let folder { try keep(trainer, in: "\(folder)/\(name).checkpoint") }
    try trainer.train(
      on: try ParallelStreams(corpus.training, streams: 20, steps: 35),
      validation: try ParallelStreams(
        corpus.validation, streams: 20, steps: 35), epochs: epochs)
    return model
  }

  /// Goes on from the checkpoint at `path`, if there is one, and saves there
  /// every ten minutes and after each epoch.
  private func keep(
    _ trainer: Trainer<RecurrentLanguageModel>, in path: String
  ) throws {
    if FileManager.default.fileExists(atPath: path) {
      try trainer.resume(from: path)
    }
    var saved = ContinuousClock.now
    trainer.onStep = { [unowned trainer] _ in
      guard ContinuousClock.now - saved > .seconds(600) else { return }
      try trainer.save(to: path)
      saved = .now
    }
    trainer.onEpoch = { [unowned trainer] _ in try trainer.save(to: path) }
  }
}
