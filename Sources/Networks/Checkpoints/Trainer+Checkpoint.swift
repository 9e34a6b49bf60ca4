import Ground
import Tensors

/// A training run in a file: the parameters, the optimizer's state, random streams, and how far it
/// came.
extension Trainer {
  /// Writes all that `resume` needs to go on to the same bits, in the middle of an epoch too.
  public func save(to path: String) throws {
    var writer = ByteWriter()
    write(to: &writer)
    try CheckpointFile.write(writer.bytes, to: path)
  }

  /// Goes back to where a trainer with the same model and settings was when it was saved. On an
  /// error nothing has changed.
  public func resume(from path: String) throws {
    var reader = ByteReader(try CheckpointFile.read(path))
    try resume(from: &reader, path: path)
  }

  /// The parameters, and the run after them: for files that hold more than a training.
  package func write(to writer: inout ByteWriter) {
    writer.writeValues(of: model.parameters)
    writer.write(run)
  }

  /// Goes back to what `write` wrote, which must end the file at `path`.
  package func resume(from reader: inout ByteReader, path: String) throws {
    let values = try reader.readValues(for: model.parameters, path: path)
    if reader.isAtEnd {
      throw InputError("\(path) holds a model but no training to resume; use load(from:) for it.")
    }
    guard let run = try? reader.readRun(), reader.isAtEnd else {
      throw InputError("\(path) is damaged; use another copy.")
    }
    try check(run, path: path)
    try takeState(of: run, path: path)
    for (parameter, value) in zip(model.parameters.unique, values) { parameter.value = value }
    take(run)
  }

  private var run: Run {
    let state = optimizer.state
    return Run(
      optimizer: "\(type(of: optimizer))", optimizerSteps: state.steps,
      slots: model.parameters.learning.map { state[$0] }, carriedState: model.carriedState,
      batchSize: batchSize, random: random.state, rate: rate, history: history, steps: steps,
      stepsInEpoch: stepsInEpoch, score: scoreInEpoch, best: best)
  }

  private func check(_ run: Run, path: String) throws {
    let optimizer = "\(type(of: optimizer))"
    guard run.optimizer == optimizer else {
      throw InputError(
        """
        \(path) was trained with \(run.optimizer), but this trainer has \(optimizer); use the same \
        optimizer.
        """
      )
    }
    guard run.batchSize == batchSize, run.random == random.state else {
      throw InputError(
        """
        \(path) was trained with batches of \(run.batchSize) and its own random stream, this \
        trainer has batches of \(batchSize); use the same batch size and seed.
        """
      )
    }
    guard run.carriedState.count == model.carriedState.count else {
      throw InputError(
        "\(path) remembers other layers than this model has; build the model that was saved.")
    }
    try demand(isSound(run), "\(path) is damaged; use another copy.")
  }

  /// Whether a run's numbers and shapes are such as a training of this model can have.
  private func isSound(_ run: Run) -> Bool {
    let shapes = model.parameters.learning.map(\.value.shape)
    let counts = [run.optimizerSteps, run.steps, run.stepsInEpoch]
    let scores =
      [run.score] + run.history.flatMap { [$0.training] + [$0.validation].compactMap { $0 } }
    return run.slots.count == shapes.count
      && zip(run.slots, shapes).allSatisfy { slots, shape in
        slots.count == optimizer.state.slots.count && slots.allSatisfy { $0.shape == shape }
      }
      && zip(run.carriedState, model.carriedState).allSatisfy { $0.isLike($1) }
      && counts.allSatisfy(Score.counts.contains) && run.stepsInEpoch <= run.steps
      && scores.allSatisfy(\.isSound) && run.score.total.isFinite && run.rate.isFinite
      && run.history.map(\.number) == Array(1..<run.history.count + 1)
      && run.best.map { best in
        (1...max(run.history.count, 1)).contains(best.epoch) && best.values.map(\.shape) == shapes
      } ?? true
  }

  /// Gives the model the state that it carried; if that is none of its layers', throws, and leaves it as it
  /// was.
  private func takeState(of run: Run, path: String) throws {
    let before = model.carriedState
    model.carriedState = run.carriedState
    if model.hasSoundStates { return }
    model.carriedState = before
    throw InputError("\(path) is damaged; use another copy.")
  }

  private func take(_ run: Run) {
    optimizer.state.steps = run.optimizerSteps
    for (parameter, slots) in zip(model.parameters.learning, run.slots) {
      optimizer.state[parameter] = slots
    }
    (rate, history, best) = (run.rate, run.history, run.best)
    (steps, stepsInEpoch, scoreInEpoch) = (run.steps, run.stepsInEpoch, run.score)
  }
}

extension CarriedState {
  /// Whether both are states of recurrent layers, or both random streams.
  fileprivate func isLike(_ other: CarriedState) -> Bool {
    switch (self, other) {
    case (.state, .state): true
    case (.random, .random): true
    default: false
    }
  }
}

/// What a checkpoint holds besides the parameters.
private struct Run {
  var optimizer: String
  var optimizerSteps: Int
  /// The optimizer's tensors for each parameter that learns.
  var slots: [[Tensor]]
  var carriedState: [CarriedState]
  var batchSize: Int
  var random: Random.State
  var rate: Float
  var history: [Epoch]
  var steps: Int
  var stepsInEpoch: Int
  var score: Score
  var best: (epoch: Int, values: [Tensor])?
}

extension ByteWriter {
  fileprivate mutating func write(_ run: Run) {
    write(run.optimizer)
    write(run.optimizerSteps)
    write(run.slots) { $0.write($1) { $0.write($1) } }
    write(run.carriedState) { $0.write($1) }
    write(run.batchSize)
    write(run.random)
    write(run.rate)
    write(run.history) { $0.write($1) }
    write(run.steps)
    write(run.stepsInEpoch)
    write(run.score)
    write(run.best) { writer, best in
      writer.write(best.epoch)
      writer.write(best.values) { $0.write($1) }
    }
  }

  private mutating func write(_ carried: CarriedState) {
    switch carried {
    case .state(let tensors):
      write(0)
      write(tensors) { $0.write($1) }
    case .random(let state):
      write(1)
      write(state)
    }
  }

  private mutating func write(_ state: Random.State) {
    write(state.key)
    write(state.drawn)
  }

  private mutating func write(_ epoch: Epoch) {
    write(epoch.number)
    write(epoch.training)
    write(epoch.validation) { $0.write($1) }
    write(epoch.rate)
  }

  private mutating func write(_ score: Score) {
    write(score.total)
    write(score.count)
    write(score.correct) { $0.write($1) }
  }
}

extension ByteReader {
  fileprivate mutating func readRun() throws -> Run {
    Run(
      optimizer: try readString(), optimizerSteps: try readInt(),
      slots: try readArray { try $0.readArray { try $0.readTensor() } },
      carriedState: try readArray { try $0.readCarriedState() }, batchSize: try readInt(),
      random: try readRandom(), rate: try readFloat(),
      history: try readArray { try $0.readEpoch() },
      steps: try readInt(), stepsInEpoch: try readInt(), score: try readScore(),
      best: try readOptional { (try $0.readInt(), try $0.readArray { try $0.readTensor() }) })
  }

  private mutating func readCarriedState() throws -> CarriedState {
    try readInt() == 0 ? .state(try readArray { try $0.readTensor() }) : .random(try readRandom())
  }

  private mutating func readRandom() throws -> Random.State {
    Random.State(key: try readWord(), drawn: try readWord())
  }

  private mutating func readEpoch() throws -> Epoch {
    Epoch(
      number: try readInt(), training: try readScore(),
      validation: try readOptional { try $0.readScore() }, rate: try readFloat())
  }

  private mutating func readScore() throws -> Score {
    Score(
      total: try readDouble(), count: try readInt(), correct: try readOptional { try $0.readInt() })
  }
}
