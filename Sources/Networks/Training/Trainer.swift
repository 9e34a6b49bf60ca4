import Foundation
import Ground
import Tensors

/// Trains a model: shows it all the data, batch by batch, again and again.
///
///     let trainer = Trainer(
///       network, optimizer: Adam(), batchSize: 30, random: random.stream("order"))
///     trainer.clipping = .norm(5)
///     try trainer.train(on: training, validation: heldOut, epochs: 100)
///     trainer.history.map(\.training.loss)
///
/// Training is the same for any number of threads, and a trainer that is saved, and resumed by
/// another process, goes on to the same bits as one that never stopped.
public final class Trainer<M: Model> {
  public let model: M
  public let optimizer: any Optimizer
  /// How many examples make a batch; the last of an epoch may have fewer.
  public let batchSize: Int
  /// Epoch e is shuffled by stream e of this one, so that any epoch's order can be had again.
  let random: Random

  /// The learning rate, which the schedule multiplies: what the optimizer's was to begin with.
  public var rate: Float
  public var schedule = Schedule.constant
  /// A limit on the gradients.
  public var clipping: Clipping?
  /// Prices on large weights. Reported losses leave them out.
  public var penalties: [Penalty] = []
  /// A limit on the norm of each neuron's incoming weights.
  public var maxNorm: Float?
  /// Early stopping: how many epochs in a row may fail to lower the validation loss. Training ends
  /// with the best epoch's parameters.
  public var patience: Int?
  /// Whether it is the accuracy on the validation data that must rise, rather than the loss that must fall: a
  /// classifier that has learned for long is too sure of itself where it errs, which costs more than it gains
  /// while it still gets more answers right.
  public var watchesAccuracy = false
  /// What the rate is multiplied by after each epoch that fails to lower the validation loss; 1 leaves
  /// it alone.
  public var cutback: Float = 1
  /// Whether each epoch has an order of its own; text that must be read in sequence has not.
  public var isShuffling = true
  /// Whether a progress line is shown, if standard error is a terminal.
  public var showsProgress = true
  /// Called after each step; an error it throws ends the training there.
  public var onStep: ((Step) throws -> Void)?
  /// Called after each epoch, the place to save a checkpoint; an error it throws ends the training.
  public var onEpoch: ((Epoch) throws -> Void)?

  /// What happened so far, epoch by epoch.
  public internal(set) var history: [Epoch] = []
  /// How many steps were made in all.
  public internal(set) var steps = 0
  /// How many steps were made in the epoch under way, and their score.
  var stepsInEpoch = 0
  var scoreInEpoch = Score.none
  /// The epoch with the lowest validation loss, and the values of the parameters after it.
  var best: (epoch: Int, values: [Tensor])?
  private var isStopping = false

  public init(_ model: M, optimizer: any Optimizer, batchSize: Int, random: Random) {
    require(batchSize > 0, "A batch needs at least 1 example, not \(batchSize).")
    (self.model, self.optimizer, self.batchSize) = (model, optimizer, batchSize)
    (self.random, rate) = (random, optimizer.rate)
  }

  /// Trains until `epochs` epochs are done in all, those before a resume included.
  ///
  /// - Throws: `TrainingError` when the loss or a gradient is no longer a finite number; the
  ///   parameters are those before that step. `InputError` if an epoch was begun with other data.
  public func train(
    on data: any Dataset<M.Batch>, validation: (any Dataset<M.Batch>)? = nil, epochs: Int
  ) throws {
    require(data.count > 0, "There are no examples to train on.")
    require(
      patience == nil || validation != nil, "Early stopping needs validation data to watch.")
    isStopping = false
    var progress = ProgressLine(isShown: showsProgress)
    defer { progress.finish() }
    while history.count < epochs, !isOutOfPatience, !isStopping {
      let isWhole = try finishEpoch(on: data, epochs: epochs, progress: &progress)
      if isWhole { try endEpoch(validation: validation) }
    }
    if !isStopping { restoreBest() }
  }

  /// Makes `train` return after the step under way: for callbacks.
  public func stop() { isStopping = true }

  /// Makes the steps that are left of the epoch under way; false if it was stopped before the last.
  private func finishEpoch(
    on data: any Dataset<M.Batch>, epochs: Int, progress: inout ProgressLine
  ) throws -> Bool {
    let order = order(of: data.count)
    let stepsPerEpoch = (data.count + batchSize - 1) / batchSize
    func nextBatch() -> M.Batch {
      let start = stepsInEpoch * batchSize
      return data.batch(Array(order[start..<min(start + batchSize, data.count)]))
    }
    if stepsInEpoch == 0 { model.reset() }
    try checkPlace(among: stepsPerEpoch, nextBatch)
    while stepsInEpoch < stepsPerEpoch, !isStopping {
      let batch = nextBatch()
      let place = Schedule.Place(step: steps, epoch: history.count, steps: epochs * stepsPerEpoch)
      optimizer.rate = rate * schedule.factor(place)
      let score = try step(batch)
      (steps, stepsInEpoch) = (steps + 1, stepsInEpoch + 1)
      scoreInEpoch += score
      let (loss, rate) = (scoreInEpoch.loss, optimizer.rate)
      progress.show(Double(steps) / Double(place.steps)) { _, _ in
        progressText(place, epochs: epochs, loss: loss, rate: rate)
      }
      try onStep?(Step(number: steps, score: score, rate: optimizer.rate))
    }
    return stepsInEpoch == stepsPerEpoch
  }

  /// Throws unless an epoch that was begun before, by another process perhaps, can go on with this data.
  private func checkPlace(among steps: Int, _ nextBatch: () -> M.Batch) throws {
    try demand(
      stepsInEpoch <= steps,
      """
      The training stands after step \(stepsInEpoch) of an epoch, but in this data an epoch has only \
      \(steps); go on with the data it began with.
      """)
    guard (1..<steps).contains(stepsInEpoch), let rows = model.stateRows(for: nextBatch()) else {
      return
    }
    for case .state(let tensors) in model.carriedState {
      let carried = tensors.first?.rowCount ?? rows
      try demand(
        carried == rows,
        """
        The training carries the state of \(carried) rows, but this data has \(rows) side by side; go on \
        with the data it began with.
        """)
    }
  }

  /// The order in which the epoch under way takes the examples.
  private func order(of count: Int) -> [Int] {
    guard isShuffling else { return Array(0..<count) }
    var random = random.stream(history.count)
    return random.permutation(count)
  }

  /// One step: forward, backward, update.
  private func step(_ batch: M.Batch) throws -> Score {
    let parameters = model.parameters.learning
    model.zeroGradients()
    let score = model.forward(batch, mode: .training)
    try check(score.loss, "loss")
    model.backward()
    for penalty in penalties { penalty.addGradients(parameters) }
    if let clipping {
      try check(clipping.clip(parameters), "gradients' norm")
    } else {
      for parameter in parameters {
        try check(parameter.strayGradient ?? 0, "gradient of \(parameter.name)")
      }
    }
    optimizer.update(parameters)
    if let maxNorm { limitNorms(parameters, to: maxNorm) }
    return score
  }

  private func check(_ value: Float, _ what: String) throws {
    if !value.isFinite {
      throw TrainingError(what: what, value: value, step: steps + 1, epoch: history.count + 1)
    }
  }

  private func endEpoch(validation: (any Dataset<M.Batch>)?) throws {
    let epoch = Epoch(
      number: history.count + 1, training: scoreInEpoch,
      validation: validation.map { model.score(on: $0, batchSize: batchSize) }, rate: optimizer.rate
    )
    history.append(epoch)
    (stepsInEpoch, scoreInEpoch) = (0, .none)
    if !isBest(epoch) {
      rate *= cutback
    } else if patience != nil {
      best = (epoch.number, model.parameters.learning.map(\.value))
    }
    try onEpoch?(epoch)
  }

  /// Whether no epoch before did as well on the validation data.
  private func isBest(_ epoch: Epoch) -> Bool {
    guard let score = epoch.validation else { return true }
    return history.dropLast().allSatisfy { before in
      before.validation.map { cost(score) < cost($0) } ?? true
    }
  }

  /// What early stopping keeps low.
  private func cost(_ score: Score) -> Float {
    watchesAccuracy ? -(score.accuracy ?? 0) : score.loss
  }

  /// The epoch whose parameters stay in the end, 1 for the first; 0 before any, or without early stopping.
  public var bestEpoch: Int { best?.epoch ?? 0 }

  private var isOutOfPatience: Bool {
    guard let patience, let best else { return false }
    return history.count - best.epoch >= patience
  }

  private func restoreBest() {
    guard let best else { return }
    for (parameter, value) in zip(model.parameters.learning, best.values) {
      parameter.value = value
    }
  }
}

/// `epoch 3/300  loss 0.7421  rate 0.1`
func progressText(_ place: Schedule.Place, epochs: Int, loss: Float, rate: Float) -> String {
  let (loss, rate) = (String(format: "%.4f", loss), String(format: "%.3g", rate))
  return "epoch \(place.epoch + 1)/\(epochs)  loss \(loss)  rate \(rate)"
}

/// What one step of training did.
public struct Step: Sendable {
  /// 1 for the first step of the training.
  public let number: Int
  /// How the model did on the batch before the step changed it.
  public let score: Score
  /// The learning rate, by the schedule.
  public let rate: Float
}

/// What one epoch of training did.
public struct Epoch: Equatable, Sendable {
  /// 1 for the first epoch.
  public let number: Int
  /// How the model did on the training data, batch by batch, while it was still learning.
  public let training: Score
  /// How the model did on the validation data at the epoch's end.
  public let validation: Score?
  /// The learning rate at the epoch's end.
  public let rate: Float
}

/// Training went out of bounds.
public struct TrainingError: Error, CustomStringConvertible {
  let what: String
  let value: Float
  let step: Int
  let epoch: Int

  public var description: String {
    """
    The \(what) is \(value) at step \(step) (epoch \(epoch)): lower the learning rate, clip the \
    gradients, or look at that batch.
    """
  }
}
