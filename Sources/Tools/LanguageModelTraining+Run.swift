import Ground
import Language
import Models
import Networks
import Tensors

extension LanguageModelTraining {
  package func run() throws {
    Interruption.watch()
    if merges == nil { say(chosen.remark) }
    let cut = try textCut()
    let corpus = try readText(cut)
    if Interruption.isAsked { throw Interrupted(isResumed ? goOn : nothing) }
    try checkMemory(words: corpus.vocabulary.count)
    let random = Random(seed: seed, stream: "language model")
    let network = Recipe.M([corpus.vocabulary], recipe.settings, random: random)
    let trainer = recipe.trainer(of: network, rate: rate ?? Recipe.usualRate, random: random)
    (trainer.showsProgress, trainer.patience) = (false, recipe.limits.patience)
    let text = checksum(corpus)
    if isResumed { try resume(trainer, text: text) }
    // The parameters, and those of the best epoch.
    let size = 8 * network.parameterCount
    if let shortage = Files.shortage(of: [(model, size)]) { throw shortage }
    describe(corpus, cut, trainer)

    let notes = notes(cut).merging([ModelNote.text: text]) { $1 }
    try train(trainer, on: corpus, random) {
      try network.save(to: model, training: trainer, notes: notes)
    }
    let perplexity = try recipe.perplexity(of: network, on: corpus.validation)
    Terminal.print(
      """
      validation perplexity \(format(perplexity, decimals: 2)), with the weights of epoch \
      \(trainer.history.bestEpoch): \(model)
      """)
    say(cut.remark(on: corpus.validation, of: corpus.vocabulary))
  }

  /// Throws unless there is memory for the model and its training, and for all that is saved once more in
  /// the bytes of a checkpoint.
  private func checkMemory(words: Int) throws {
    let parameters = recipe.settings.parameterCount(words: [words])
    try Memory.demand(
      4 * recipe.numbersInMemory(words: words) + 64e6,
      for: "A model of \(format(Int(parameters))) parameters, and its training,",
      advice: "lower \(Recipe.largeOptions)")
  }

  private var goOn: String { "go on with --train \(path) --model \(model) --resume" }
  private var nothing: String { "nothing was written" }

  private func resume(_ trainer: Trainer<Recipe.M>, text: String) throws {
    try demand(
      Recipe.M.notes(in: model)[ModelNote.text] == text,
      "“\(path)” is not the text, as it was, that “\(model)” was trained on.")
    try trainer.model.resume(trainer, from: model)
    if let rate { trainer.rate = rate }
  }

  /// Trains, and calls `save` after each epoch, every ten minutes, at Ctrl-C and at the end.
  private func train(
    _ trainer: Trainer<Recipe.M>, on corpus: Corpus, _ random: Random,
    save: @escaping () throws -> Void
  ) throws {
    let data = try recipe.data(corpus.training, for: trainer.model, random: random)
    let stepsPerEpoch = (data.count + trainer.batchSize - 1) / trainer.batchSize
    var line = TrainingLine(steps: recipe.limits.epochs * stepsPerEpoch)
    defer { line.finish() }
    var kept = isResumed ? trainer.steps : nil
    var autosave = Autosave {
      try save()
      kept = trainer.steps
    }
    trainer.onStep = { step in
      try check(step.score.loss, "training", "step \(step.number)", kept: kept)
      line.show(step, after: trainer.history)
      if try autosave.check(advice: goOn) { line.log(step) }
    }
    trainer.onEpoch = { epoch in
      let place = "the end of epoch \(epoch.number)"
      try check(epoch.validation?.loss, "validation", place, kept: kept)
      // What is saved can't be lost by a line that can't be printed.
      autosave.saveNow()
      line.end(epoch)
    }
    do {
      try trainer.train(
        on: data,
        validation: recipe.validation(corpus.validation, for: trainer.model, random: random),
        epochs: recipe.limits.epochs)
    } catch let error as TrainingError {
      throw diverged("\(error)", kept: kept)
    }
    try save()
    if Interruption.isAsked { throw Interrupted(goOn) }
  }

  /// Throws if a loss went out of bounds.
  private func check(_ loss: Float?, _ name: String, _ place: String, kept: Int?) throws {
    guard let loss, !exp(loss).isFinite else { return }
    throw diverged(
      "The \(name) perplexity has no bounds at \(place): lower the rate.", kept: kept)
  }

  /// What went out of bounds, and what can be gone on with: the training after step `kept`, if any.
  private func diverged(_ sentence: String, kept: Int?) -> InputError {
    let advice =
      kept.map {
        """
        “\(model)” holds the model after step \(format($0)): --resume it with a lower --rate.
        """
      } ?? "Nothing was written."
    return InputError("\(sentence) \(advice)")
  }
}

extension [Epoch] {
  /// The number of the epoch with the lowest validation loss; 0 before any.
  var bestEpoch: Int {
    let losses = map { $0.validation?.loss ?? .infinity }
    return 1 + (losses.firstIndex { $0 == losses.min() } ?? -1)
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
      parts.append("training \(perplexity(score.loss))")
      if let loss = history.last?.validation?.loss {
        parts.append("validation \(perplexity(loss))")
      }
      return parts.joined(separator: "  ")
    }
  }

  mutating func end(_ epoch: Epoch) {
    finish()
    score = .none
    let training = perplexity(epoch.training.loss)
    let validation = perplexity(epoch.validation?.loss ?? .nan)
    Terminal.print(
      """
      epoch \(epoch.number)  training \(training)  validation \(validation)  \
      rate \(format(epoch.rate))
      """)
  }

  /// Tells whoever reads a log, where no line is drawn, that the training has been saved.
  func log(_ step: Step) {
    if ProgressLine.hasTerminal { return }
    Terminal.print("saved after step \(format(step.number))  training \(perplexity(score.loss))")
  }

  mutating func finish() { progress.finish() }
}

/// The perplexity that a loss comes to, in four digits or so: one decimal would hide the progress of a
/// small one.
private func perplexity(_ loss: Float) -> String {
  let perplexity = exp(loss)
  return format(perplexity, decimals: perplexity < 100 ? 2 : 1)
}
