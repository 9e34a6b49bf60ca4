import Foundation
import Language
import Literate
import Networks
import Tensors

extension Training {
  /// Ctrl-C.
  private struct Interrupted: Error {
    /// Whether there is something to go on with.
    let isSaved: Bool
  }

  /// Trains, writes the model, and ends the program.
  func run() throws -> Never {
    Interruption.watch()
    do {
      let corpus = try readText()
      if Interruption.isAsked { throw Interrupted(isSaved: isResumed) }
      try train(on: corpus)
      exit(0)
    } catch let stop as Interrupted {
      let advice =
        stop.isSaved
        ? "go on with --train \(path) --model \(model) --resume"
        : "nothing was written"
      FileHandle.standardError.write(Data("Interrupted; \(advice).\n".utf8))
      exit(130)
    }
  }

  private func train(on corpus: Corpus) throws {
    let random = Random(seed: seed, stream: "language model")
    let network = RecurrentLanguageModel(
      corpus.vocabulary, settings, random: random)
    let trainer = trainer(of: network, random)
    let text = checksum(corpus)
    if isResumed { try resume(trainer, text: text) }
    describe(corpus, network)

    let notes = notes.merging(["text": text]) { $1 }
    let data = try ParallelStreams(
      corpus.training, streams: streams, steps: steps)
    try train(trainer, on: data, validation: validation(corpus)) {
      try network.save(to: model, training: trainer, notes: notes)
    }
    let perplexity = network.perplexity(on: corpus.validation)
    print("validation perplexity \(format(perplexity, decimals: 2)): \(model)")
  }

  private func trainer(
    of network: RecurrentLanguageModel, _ random: Random
  ) -> Trainer<RecurrentLanguageModel> {
    let trainer = Trainer(
      network, optimizer: SGD(rate: rate ?? 20), batchSize: 1, random: random)
    trainer.isShuffling = false
    trainer.showsProgress = false
    trainer.clipping = .norm(clip)
    trainer.cutback = 0.25
    trainer.patience = patience
    return trainer
  }

  private func resume(
    _ trainer: Trainer<RecurrentLanguageModel>, text: String
  ) throws {
    guard try RecurrentLanguageModel.notes(in: model)["text"] == text else {
      throw InputError(
        "“\(path)” is not the text, as it was, that “\(model)” was trained on.")
    }
    try trainer.model.resume(trainer, from: model)
    if let rate { trainer.rate = rate }
  }

  /// Trains, and calls `save` after each epoch, every ten minutes, at Ctrl-C
  /// and at the end.
  private func train(
    _ trainer: Trainer<RecurrentLanguageModel>, on data: ParallelStreams,
    validation: ParallelStreams, save: @escaping () throws -> Void
  ) throws {
    var line = TrainingLine(steps: epochs * data.count)
    var saved = ContinuousClock.now
    var kept = isResumed ? trainer.steps : nil
    func saveNow() throws {
      line.finish()
      try save()
      (saved, kept) = (.now, trainer.steps)
      if Interruption.isAsked { throw Interrupted(isSaved: true) }
    }
    trainer.onStep = { step in
      line.show(step, after: trainer.history)
      let isDue = ContinuousClock.now - saved > .seconds(600)
      if Interruption.isAsked || isDue { try saveNow() }
    }
    trainer.onEpoch = { epoch in
      line.end(epoch)
      try epoch.checkValidation()
      try saveNow()
    }
    defer { line.finish() }
    do {
      try trainer.train(on: data, validation: validation, epochs: epochs)
    } catch let error as Divergence {
      throw InputError("\(error) \(advice(kept))")
    } catch let error as TrainingError {
      throw InputError("\(error) \(advice(kept))")
    }
    try saveNow()
  }

  /// What to do about a training that went out of bounds.
  private func advice(_ step: Int?) -> String {
    guard let step else { return "Nothing was written." }
    return """
      “\(model)” is as it was after step \(format(step)): --resume it with a \
      lower --rate.
      """
  }
}

/// A validation that gives no number.
private struct Divergence: Error, CustomStringConvertible {
  let description: String
}

extension Epoch {
  /// Throws unless the validation loss is a number.
  fileprivate func checkValidation() throws {
    guard let loss = validation?.loss, !loss.isFinite else { return }
    throw Divergence(
      description: """
        The validation loss is \(loss) after epoch \(number): lower the \
        learning rate.
        """)
  }
}

/// What the terminal shows of a training: a line that is drawn anew, and one
/// that stays for each epoch.
private struct TrainingLine {
  private let steps: Int
  private var progress = ProgressLine(isShown: true)
  private var score = Score.none
  private var words = 0

  init(steps: Int) { self.steps = steps }

  mutating func show(_ step: Step, after history: [Epoch]) {
    score += step.score
    words += step.score.count
    let (score, words) = (score, words)
    progress.show(Double(step.number) / Double(steps)) { _, seconds in
      var parts = ["epoch \(history.count + 1)"]
      if seconds > 0 {
        parts.append("\(format(Int(Double(words) / seconds))) words/s")
      }
      parts.append("training \(format(Tensors.exp(score.loss), decimals: 1))")
      if let loss = history.last?.validation?.loss {
        parts.append("validation \(format(Tensors.exp(loss), decimals: 1))")
      }
      return parts.joined(separator: "  ")
    }
  }

  mutating func end(_ epoch: Epoch) {
    finish()
    score = .none
    let training = format(Tensors.exp(epoch.training.loss), decimals: 1)
    let validation = format(Tensors.exp(epoch.validation?.loss ?? .nan), decimals: 1)
    print(
      """
      epoch \(epoch.number)  training \(training)  validation \(validation)  \
      rate \(epoch.rate)
      """)
  }

  mutating func finish() { progress.finish() }
}
