import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// Networks that read in parallel streams, rightly and wrongly (5.7 and 5.9).

/// The first two blocks of four rows.
func blocksTable(_ blocks: [Block], caption: String) -> Table {
  func text(_ ids: [Int]) -> String {
    ids.map(String.init).joined(separator: " ")
  }
  return Table(
    columns: ["row", "block 0", "its targets", "block 1", "its targets"],
    rows: (0..<4).map { row in
      [row] + blocks.prefix(2).flatMap { [text($0.x[row]), text($0.t[row])] }
    }, caption: caption)
}

// MARK: - What a wrong state costs

/// The perplexities of small networks that learned from the same words, handed
/// from block to block in four ways, three of each.
struct StreamCosts {
  /// One of the ways, for each of the seeds.
  struct Way {
    let perplexities: [Float]

    var mean: Float {
      perplexities.reduce(0, +) / Float(perplexities.count)
    }

    /// The standard deviation of a sample.
    var deviation: Float {
      let squares = perplexities.map { ($0 - mean) * ($0 - mean) }
      return (squares.reduce(0, +) / Float(squares.count - 1)).squareRoot()
    }
  }

  let inOrder: Way
  let misaligned: Way
  let shuffled: Way
  let forgetting: Way

  init(
    learning lesson: [Int], judgedOn judged: [Int], _ vocabulary: Vocabulary,
    seed: UInt64
  ) throws {
    let blocks = parallelStreams(lesson, N: 20, T: 5)
    let rows = rowAfterRow(lesson, N: 20, T: 5)
    let runs = try (0..<3).map { run in
      let random = Random(seed: seed, stream: "small").stream(run)
      let models = (0..<4).map { _ in smallModel(vocabulary, random) }
      try teach(models[0], on: blocks, random)
      try teach(models[1], on: rows, random)
      try teach(models[2], on: blocks, isShuffling: true, random)
      try teach(Forgetful(models[3]), on: blocks, random)
      return models.map { $0.perplexity(on: judged) }
    }
    let ways = (0..<4).map { way in Way(perplexities: runs.map { $0[way] }) }
    (inOrder, misaligned) = (ways[0], ways[1])
    (shuffled, forgetting) = (ways[2], ways[3])
  }

  /// How many times the perplexity becomes at least by a state from elsewhere.
  var leastWrong: Float { min(misaligned.mean, shuffled.mean) / inOrder.mean }

  /// Whether in all runs a state from elsewhere is worse than none, and none
  /// worse than the row's own.
  var isSameInAll: Bool {
    inOrder.perplexities.indices.allSatisfy { run in
      let wrong = min(misaligned.perplexities[run], shuffled.perplexities[run])
      let none = forgetting.perplexities[run]
      return wrong > none && none > inOrder.perplexities[run]
    }
  }
}

/// A network with a state of 50 numbers, the same on every call.
private func smallModel(
  _ vocabulary: Vocabulary, _ random: Random
) -> RecurrentLanguageModel {
  var settings = RecurrentLanguageModel.Settings()
  (settings.cell, settings.embeddingSize, settings.size) = (.rnn, 50, 50)
  return RecurrentLanguageModel(
    vocabulary, settings, random: random.stream("model"))
}

/// Has `model` read `blocks` three times.
private func teach<M: Model<ParallelStreams.Block>>(
  _ model: M, on blocks: [Block], isShuffling: Bool = false, _ random: Random
) throws {
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.01), batchSize: 1,
    random: random.stream("order"))
  trainer.isShuffling = isShuffling
  trainer.clipping = .norm(1)
  trainer.schedule = .linear()
  try trainer.train(on: Blocks(blocks), epochs: 3)
}

/// Blocks as a dataset.
private struct Blocks: Dataset {
  let blocks: [Block]
  init(_ blocks: [Block]) { self.blocks = blocks }
  var count: Int { blocks.count }
  func batch(_ indices: [Int]) -> ParallelStreams.Block {
    let block = blocks[indices[0]]
    return .init(inputs: block.x, targets: block.t)
  }
}

/// A language model that forgets before each block.
private final class Forgetful: Model {
  let model: RecurrentLanguageModel
  init(_ model: RecurrentLanguageModel) { self.model = model }
  var parts: [any Trainable] { [model] }
  func forward(_ block: ParallelStreams.Block, mode: Mode) -> Score {
    model.reset()
    return model.forward(block, mode: mode)
  }
  func backward() { model.backward() }
}

/// What each way of handing on the state came to.
func streamsTable(_ costs: StreamCosts) -> Table {
  func row(_ name: String, _ way: StreamCosts.Way) -> [Any] {
    [
      name,
      "\(format(way.mean, decimals: 2)) ± \(format(way.deviation, decimals: 2))",
    ]
  }
  return Table(
    columns: ["what the network learned from", "perplexity"],
    rows: [
      row("parallel streams, in order", costs.inOrder),
      row("rows cut one after the other", costs.misaligned),
      row("streams, their blocks shuffled", costs.shuffled),
      row("streams, forgetting before each block", costs.forgetting),
    ])
}

// MARK: - While it learns

/// The perplexities of a network while it learns, four times an epoch.
final class LearningCurves {
  /// The text that validates.
  let watched: [Int]
  /// How many thousands of words had been read.
  private(set) var words: [Float] = []
  /// The means since the point before.
  private(set) var training: [Float] = []
  private(set) var validation: [Float] = []
  private var running = Score.none

  var finalTraining: Float { training.last ?? 0 }
  var finalValidation: Float { validation.last ?? 0 }

  /// Watches `trainer`, which reads so many blocks an epoch.
  init(
    of trainer: Trainer<RecurrentLanguageModel>, blocks: Int,
    wordsPerBlock: Int, watching watched: [Int]
  ) {
    self.watched = watched
    let interval = max(blocks / 4, 1)
    trainer.onStep = { [unowned trainer, self] step in
      running += step.score
      guard step.number % interval == 0 else { return }
      words.append(Float(step.number * wordsPerBlock) / 1000)
      training.append(exp(running.loss))
      validation.append(trainer.model.perplexity(on: watched))
      running = .none
    }
  }
}

// MARK: - How a story goes on

/// What 5-grams, network and grammar think likeliest after two beginnings.
func continuations(
  _ fiveGrams: KneserNey, _ network: RecurrentLanguageModel, _ corpus: Corpus,
  isHarbor: Bool
) -> String {
  beginnings(corpus, isHarbor: isHarbor).map { beginning in
    let words = beginning.split(separator: " ").map(String.init)
    let counted = likeliest(fiveGrams, after: words, corpus.vocabulary)
    let read = likeliest(network, after: words, corpus.vocabulary)
    let known = isHarbor ? grammarsLikeliest(after: words) : nil
    return """
      \(beginning) ▢
          5-grams: \(counted)
          network: \(read)
      """ + (known.map { "\n    grammar: \($0)" } ?? "")
  }.joined(separator: "\n")
}

/// How two stories of the harbor begin, or how another text does.
private func beginnings(_ corpus: Corpus, isHarbor: Bool) -> [String] {
  isHarbor
    ? [
      "anna lived on a red ferry . the willow that the teacher saw in september",
      "emma had a cat and gave it a red ribbon . at night the",
    ]
    : [
      corpus.vocabulary.words(at: Array(corpus.test.prefix(12)))
        .joined(separator: " ")
    ]
}

/// The three words that `model` thinks likeliest after `words`.
private func likeliest(
  _ model: some LanguageModel, after words: [String], _ vocabulary: Vocabulary
) -> String {
  let start = vocabulary["."].map { [$0] } ?? []
  let next = model.nextWord(after: start + vocabulary.idsOrZero(of: words))
  return likeliest(
    zip(vocabulary.words, next.values).map { (word: $0, probability: $1) })
}

/// Those of the grammar, unless it could not have said `words`.
private func grammarsLikeliest(after words: [String]) -> String? {
  var reader = HarborReader()
  guard words.allSatisfy({ reader.read($0) > -.infinity }) else { return nil }
  return likeliest(reader.next())
}

/// The three likeliest words, in percent.
private func likeliest(
  _ probabilities: [(word: String, probability: Float)]
) -> String {
  probabilities.sorted { ($1.probability, $0.word) < ($0.probability, $1.word) }
    .prefix(3)
    .map { "\($0.word) \(format(100 * $0.probability, decimals: 0))%" }
    .joined(separator: ", ")
}
