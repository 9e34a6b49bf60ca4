import Networks
import Tensors

// The tagger that the experiments train: the page's, for many sentences at a
// time.

/// A sentence to learn from.
struct TaggedRow {
  let words: [String]
  /// The number of each word's tag.
  let tags: [Int]
}

/// Sentences, a batch of which is some of them.
struct TaggedRows: Dataset {
  let rows: [TaggedRow]

  var count: Int { rows.count }
  func batch(_ indices: [Int]) -> [TaggedRow] { indices.map { rows[$0] } }
}

/// What a tagger has besides vectors of words.
struct TagPlan {
  /// Whether it reads from both ends, or from the left only.
  var readsBothWays = true
  /// Whether a word's letters have a say.
  var readsLetters = false
  /// Whether tags are judged as a row, or each by itself.
  var hasCRF = false
  /// How often words that were seen once stand for unknown ones.
  var unknownShare: Float = 0.5
  var size = 32
  var rate: Float = 0.02
  var epochs = 16
}

/// A tagger: vectors of words and of their letters, LSTMs, scores, and a softmax in each place or a CRF.
final class TagNetwork: Model {
  private let plan: TagPlan
  private var ids: [String: Int] = [:]
  /// Words that training has once.
  private var rare: Set<String> = []
  private let embedding: Embedding
  private let letters: LetterVectors?
  private let dropout: (x: Dropout, h: Dropout)
  private let layer: any Recurrent
  private let output: Affine
  let crf: LinearChainCRF?
  private let loss = SoftmaxWithLoss(ignoring: -1)
  private var random: Random

  init(_ rows: [TaggedRow], tags: Int, _ plan: TagPlan, seed: UInt64) {
    var counts: [String: Int] = [:]
    for word in rows.flatMap(\.words) {
      if ids[word] == nil { ids[word] = ids.count + 1 }
      counts[word, default: 0] += 1
    }
    rare = Set(counts.keys.filter { counts[$0] == 1 })
    var random = Random(seed: seed, stream: "tagger")
    self.plan = plan
    embedding = Embedding(
      words: ids.count + 1, size: plan.size, weights: .normal(deviation: 0.5),
      random: &random)
    letters =
      plan.readsLetters ? LetterVectors(Array(ids.keys), random: &random) : nil
    let inputs = plan.size + (letters?.filters ?? 0)
    let onward = LSTM(inputs: inputs, size: plan.size, random: &random)
    layer =
      plan.readsBothWays
      ? Bidirectional(
        onward, LSTM(inputs: inputs, size: plan.size, random: &random))
      : onward
    dropout = (
      Dropout(0.2, random: random.stream("x")),
      Dropout(0.2, random: random.stream("h"))
    )
    output = Affine(inputs: layer.outputs, outputs: tags, random: &random)
    crf = plan.hasCRF ? LinearChainCRF(tags: tags) : nil
    self.random = random.stream("unknown")
  }

  var parts: [any Trainable] {
    let top: [any Trainable] = crf.map { [$0] } ?? []
    return [embedding] + (letters.map { [$0] } ?? []) + [layer, output] + top
  }

  /// Whether training has the word.
  func knows(_ word: String) -> Bool { ids[word] != nil }
}

// MARK: - Forward and backward

extension TagNetwork {
  /// N sentences → the scores of C tags, (N, T, C).
  func scores(_ sentences: [[String]], mode: Mode = .inference) -> Tensor {
    let T = sentences.map(\.count).max() ?? 0
    let numbers = sentences.map { words in
      words.map { id(of: $0, mode: mode) }
        + [Int](repeating: 0, count: T - words.count)
    }
    var x = embedding.forward(numbers)
    if let letters {
      x = .concatenate([x, letters.forward(sentences, steps: T)], axis: 2)
    }
    layer.resetState()
    let h = layer.forward(
      dropout.x.forward(x, mode: mode), lengths: sentences.map(\.count),
      mode: mode)
    return output.forward(dropout.h.forward(h, mode: mode), mode: mode)
  }

  private func id(of word: String, mode: Mode) -> Int {
    guard let id = ids[word] else { return 0 }
    let isHidden =
      mode == .training && rare.contains(word)
      && random.bernoulli(plan.unknownShare)
    return isHidden ? 0 : id
  }

  func forward(_ batch: [TaggedRow], mode: Mode) -> Score {
    let scores = scores(batch.map(\.words), mode: mode)
    let tags = batch.map(\.tags)
    if let crf {
      return Score(loss: crf.forward(scores, tags), count: batch.count)
    }
    let T = scores.shape[1]
    return loss.score(
      scores, tags.map { $0 + [Int](repeating: -1, count: T - $0.count) })
  }

  func backward() {
    let dScores = crf?.backward() ?? loss.backward()
    let dh = dropout.h.backward(output.backward(dScores))
    let dx = dropout.x.backward(layer.backward(dh))
    guard let letters else { return embedding.backward(dx) }
    let size = plan.size
    embedding.backward(dx.slice(0..<size, axis: 2))
    letters.backward(dx.slice(size..<size + letters.filters, axis: 2))
  }
}

// MARK: - Training and guessing

extension TagNetwork {
  /// A tagger that has learned from `rows`.
  static func trained(
    on rows: [TaggedRow], tags: Int, _ plan: TagPlan, seed: UInt64
  ) throws -> TagNetwork {
    let network = TagNetwork(rows, tags: tags, plan, seed: seed)
    let trainer = Trainer(
      network, optimizer: Adam(rate: plan.rate), batchSize: 32,
      random: Random(seed: seed, stream: "tagger order"))
    (trainer.clipping, trainer.schedule) = (.norm(5), .linear())
    trainer.showsProgress = false
    try trainer.train(on: TaggedRows(rows: rows), epochs: plan.epochs)
    return network
  }

  /// The number of a tag for each word of each sentence.
  ///
  /// - Parameter steps: what each tag gets for standing after each other one, where there is no CRF.
  func guesses(_ sentences: [[String]], steps: LinearChainCRF? = nil) -> [[Int]]
  {
    stride(from: 0, to: sentences.count, by: 100).flatMap { start in
      let part = Array(sentences[start..<min(start + 100, sentences.count)])
      let scores = scores(part)
      if let judge = crf ?? steps {
        return judge.likeliest(scores, lengths: part.map(\.count))
      }
      let (T, best) = (scores.shape[1], scores.argmax())
      return part.enumerated().map { n, words in
        Array(best[n * T..<n * T + words.count])
      }
    }
  }
}

// MARK: - Letters

/// Vectors of words from their letters: a convolution over three, and its largest answers.
final class LetterVectors: Trainable {
  private var ids: [Character: Int] = ["‹": 1, "›": 2]
  private let embedding: Embedding
  private let convolution: Convolution
  private let largest = MaxOverTime()
  /// Which of the different words stands where.
  private var order: [Int] = []
  private var shape: [Int] = []

  init(_ words: [String], filters: Int = 24, random: inout Random) {
    for letter in Set(words.joined()).sorted() { ids[letter] = ids.count + 1 }
    embedding = Embedding(
      words: ids.count + 1, size: 12, weights: .normal(deviation: 0.5),
      random: &random)
    convolution = Convolution(
      width: 3, inputs: 12, filters: filters, random: &random)
  }

  var parts: [any Trainable] { [embedding, convolution] }
  var filters: Int { convolution.filters }

  /// N sentences → a vector for each word, (N, T, F), T being `steps`.
  func forward(_ sentences: [[String]], steps: Int) -> Tensor {
    var (numbers, words): ([String: Int], [String]) = (["": 0], [""])
    order = sentences.flatMap { sentence in
      let row = sentence.map { word -> Int in
        if let number = numbers[word] { return number }
        numbers[word] = words.count
        words.append(word)
        return words.count - 1
      }
      return row + [Int](repeating: 0, count: steps - sentence.count)
    }
    // The empty word, which is padding, gets a third sign: windows are three wide.
    let framed = words.map { word in
      "‹\(word)›\(word.isEmpty ? "›" : "")".map { ids[$0] ?? 0 }
    }
    let longest = framed.map(\.count).max()!
    let padded = framed.map {
      $0 + [Int](repeating: 0, count: longest - $0.count)
    }
    let found = convolution.forward(embedding.forward(padded))
    let vectors = largest.forward(found, lengths: framed.map { $0.count - 2 })
    shape = vectors.shape
    return vectors.rows(at: order).reshaped(sentences.count, steps, filters)
  }

  func backward(_ dy: Tensor) {
    var d = Tensor.zeros(shape)
    d.addRows(dy.reshaped(-1, filters), at: order)
    embedding.backward(convolution.backward(largest.backward(d)))
  }
}
