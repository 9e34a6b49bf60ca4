import Ground
import Harbor
import Language
import Literate
import Networks
import Tensors

// Who did what to whom (11.11).

/// A network that reads a sentence in which two names are marked: convolutions over three and five words,
/// their largest answers, scores of relations.
final class PairNetwork: Model {
  private let ids: [String: Int]
  private let embedding: Embedding
  private let filters: [Convolution]
  private let largest: [MaxOverTime]
  private let dropout: Dropout
  private let output: Affine
  private let loss = SoftmaxWithLoss()

  init(words: [String], classes: Int, seed: UInt64) {
    var random = Random(seed: seed, stream: "pairs")
    ids = Dictionary(
      uniqueKeysWithValues: words.enumerated().map { ($1, $0 + 1) })
    embedding = Embedding(
      words: words.count + 1, size: 24, weights: .normal(deviation: 0.5),
      random: &random)
    filters = [3, 5].map {
      Convolution(
        width: $0, inputs: 24, filters: 32, padding: 2, random: &random)
    }
    largest = [MaxOverTime(), MaxOverTime()]
    dropout = Dropout(0.3, random: random.stream("dropout"))
    output = Affine(inputs: 64, outputs: classes, random: &random)
  }

  var parts: [any Trainable] { [embedding] + filters + [output] }

  func scores(_ sentences: [[String]], mode: Mode = .inference) -> Tensor {
    let T = sentences.map(\.count).max()!
    let numbers = sentences.map { words in
      // Two zeros or more at the end, so that no window sees how long others are.
      words.map { ids[$0] ?? 0 }
        + [Int](repeating: 0, count: T + 2 - words.count)
    }
    let x = embedding.forward(numbers)
    let lengths = sentences.map(\.count)
    let found = zip(filters, largest).map { filter, largest in
      largest.forward(filter.forward(x, mode: mode), lengths: lengths)
    }
    return output.forward(
      dropout.forward(.concatenate(found, axis: 1), mode: mode), mode: mode)
  }

  func forward(_ batch: [MarkedPair], mode: Mode) -> Score {
    Score(
      loss: loss.forward(
        scores(batch.map(\.words), mode: mode), batch.map(\.relation)),
      count: batch.count)
  }

  func backward() {
    let d = dropout.backward(output.backward(loss.backward()))
    let parts = filters.indices.map { k in
      filters[k].backward(
        largest[k].backward(d.columns(32 * k..<32 * (k + 1))))
    }
    embedding.backward(parts[0] + parts[1])
  }
}

/// A sentence with two names marked, and the number of what it says of them.
struct MarkedPair {
  let words: [String]
  let relation: Int
}

/// Pairs, a batch of which is some of them.
struct MarkedPairs: Dataset {
  let pairs: [MarkedPair]

  var count: Int { pairs.count }
  func batch(_ indices: [Int]) -> [MarkedPair] { indices.map { pairs[$0] } }
}

/// Pairs of names with what is said of them, to learn from and to be asked about.
struct PairTrial {
  typealias Pair = (words: [String], relation: String)

  let training, exam: [Pair]
  /// What may be said of a pair; none is the first.
  let relations: [String]

  init(training: [Pair], exam: [Pair]) {
    (self.training, self.exam) = (training, exam)
    let said = Set(training.map(\.relation)).subtracting(["none"])
    relations = ["none"] + said.sorted()
  }

  func number(_ relation: String) -> Int {
    relations.firstIndex(of: relation) ?? 0
  }

  /// What is said most often of names of such kinds.
  func commonest(of kinds: (Pair) -> String) -> [String] {
    var counts: [String: [String: Int]] = [:]
    for pair in training {
      counts[kinds(pair), default: [:]][pair.relation, default: 0] += 1
    }
    let best = counts.mapValues { counts in
      counts.min { ($1.value, $0.key) < ($0.value, $1.key) }!.key
    }
    return exam.map { best[kinds($0)] ?? "none" }
  }

  /// A convolution that has learned from the pairs.
  func network(seed: UInt64, epochs: Int) throws -> PairNetwork {
    let words = Set(training.flatMap(\.words)).sorted()
    let network = PairNetwork(
      words: words, classes: relations.count, seed: seed)
    let trainer = Trainer(
      network, optimizer: Adam(rate: 0.005),
      batchSize: 32,
      random: Random(seed: seed, stream: "pairs order"))
    (trainer.clipping, trainer.schedule) = (.norm(5), .linear())
    trainer.showsProgress = false
    let pairs = training.map {
      MarkedPair(words: $0.words, relation: number($0.relation))
    }
    try trainer.train(on: MarkedPairs(pairs: pairs), epochs: epochs)
    return network
  }

  func guesses(of network: PairNetwork, on pairs: [Pair]) -> [String] {
    stride(from: 0, to: pairs.count, by: 200).flatMap { start in
      let part = pairs[start..<min(start + 200, pairs.count)]
      return network.scores(part.map(\.words)).argmax().map { relations[$0] }
    }
  }
}

/// How many of the facts are found, in percent.
struct FactMarks {
  var precision, recall, f1: Float

  init(right: Int, found: Int, wanted: Int) {
    precision = Float(100 * right) / Float(max(found, 1))
    recall = Float(100 * right) / Float(max(wanted, 1))
    f1 = Float(200 * right) / Float(max(found + wanted, 1))
  }

  init(_ guesses: [String], _ pairs: [PairTrial.Pair]) {
    let right = zip(guesses, pairs).count {
      $0 != "none" && $0 == $1.relation
    }
    self.init(
      right: right, found: guesses.count { $0 != "none" },
      wanted: pairs.count { $0.relation != "none" })
  }
}

/// What a reader took some pairs for, beside the truth.
func mistakeText(
  _ mistakes: [(guess: String, pair: PairTrial.Pair)]
) -> String {
  mistakes.map { guess, pair in
    pair.words.joined(separator: " ")
      + "\n  is \(pair.relation), taken for \(guess)"
  }.joined(separator: "\n")
}

/// How the facts come with the sentences to learn from: F1 of each reader.
func factsFigure(
  _ sizes: [Int], _ readers: [(name: String, runs: [[FactMarks]])]
) -> Figure {
  Figure(
    LineChart(
      x: Axis("sentences", .logarithmic),
      y: Axis("F1 of facts, %", range: 0...100),
      series: readers.map { reader in
        Series(
          reader.name, x: sizes, y: reader.runs.map { mean($0.map(\.f1)) },
          marker: .circle)
      }, height: 300),
    "11-facts",
    caption:
      "Facts found over the number of sentences to learn from, the mean of three seeds.",
    alternative:
      "Two rising curves; the linear model is ahead with few sentences, and both are near 100 with many"
  )
}

/// Two names that stand in a sentence, or were found in it.
struct FoundPair: Hashable {
  let sentence: Int
  let first, second: Piece
}

extension FactMarks {
  /// What was said of pairs that were found, and what is true of those that there are.
  init(
    found: [(pair: FoundPair, relation: String)],
    wanted: [(pair: FoundPair, relation: String)]
  ) {
    let said = found.filter { $0.relation != "none" }
    let facts = wanted.filter { $0.relation != "none" }
    let truth = Dictionary(
      uniqueKeysWithValues: facts.map { ($0.pair, $0.relation) })
    self.init(
      right: said.count { truth[$0.pair] == $0.relation }, found: said.count,
      wanted: facts.count)
  }
}

/// Facts found by several readers.
func factTable(_ readers: [(name: String, runs: [FactMarks])]) -> Table {
  Table(
    columns: ["facts, %", "precision", "recall", "F1"],
    rows: readers.map {
      [
        $0.name, spread($0.runs.map(\.precision)),
        spread($0.runs.map(\.recall)),
        spread($0.runs.map(\.f1)),
      ]
    })
}
