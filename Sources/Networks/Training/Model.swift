import Tensors

/// Something that can be trained: it says how well it does on a batch, and where that comes from.
///
/// What a batch is, is the model's own affair: examples with their classes, contexts with their
/// words.
public protocol Model<Batch>: Trainable {
  associatedtype Batch

  /// How well the model does on `batch`.
  func forward(_ batch: Batch, mode: Mode) -> Score

  /// Adds the gradients of the latest forward's loss to the parameters.
  func backward()

  /// Forgets what is left of earlier batches: called before each pass over the data. Resets the state,
  /// unless given.
  func reset()

  /// How many rows of state the model goes on from when it reads `batch`; nil, unless given, if it goes
  /// on from none.
  func stateRows(for batch: Batch) -> Int?
}

extension Model {
  public func reset() { resetState() }

  public func stateRows(for batch: Batch) -> Int? { nil }

  /// How well the model does on all of `data`, in inference.
  public func score(on data: some Dataset<Batch>, batchSize: Int = 100) -> Score {
    let before = carriedState
    defer { carriedState = before }
    reset()
    return stride(from: 0, to: data.count, by: batchSize).reduce(into: Score.none) { sum, start in
      let indices = Array(start..<min(start + batchSize, data.count))
      sum += forward(data.batch(indices), mode: .inference)
    }
  }
}

/// How well a model did on some examples.
public struct Score: Equatable, Sendable {
  /// The losses of all of them, summed.
  public var total: Double
  /// How many they are.
  public var count: Int
  /// How many answers were right, where right and wrong are all there is.
  public var correct: Int?

  /// The score of `count` examples with the mean `loss`.
  public init(loss: Float, count: Int, correct: Int? = nil) {
    self.init(total: Double(loss) * Double(count), count: count, correct: correct)
  }

  package init(total: Double, count: Int, correct: Int? = nil) {
    (self.total, self.count, self.correct) = (total, count, correct)
  }

  /// The counts that a score of this world can have: none that adding up could take beyond `Int`.
  package static let counts = 0...1 << 50

  /// Whether its numbers, read from a file, can be counts.
  package var isSound: Bool {
    Score.counts.contains(count) && (0...count).contains(correct ?? 0)
  }

  /// The score of no examples.
  public static let none = Score(total: 0, count: 0, correct: nil)

  /// The mean loss.
  public var loss: Float { Float(total / Double(max(count, 1))) }

  /// The share of right answers, 0 … 1.
  public var accuracy: Float? { correct.map { Float($0) / Float(max(count, 1)) } }

  /// Both together.
  public static func += (a: inout Score, b: Score) {
    a.correct = a.count == 0 ? b.correct : a.correct.flatMap { own in b.correct.map { own + $0 } }
    a.total += b.total
    a.count += b.count
  }
}
