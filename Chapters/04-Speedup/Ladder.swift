import Dispatch
import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// The rungs of the ladder: CBOW from one-hot vectors to the library's trainer. Each differs from the one
// before by one thing.

/// What a rung of the ladder does.
struct Rung {
  let name: String
  /// Whether it changes what is computed, rather than how.
  let isAlgorithm: Bool
  /// Words of the text that are read to measure the pace, with a small vocabulary and with a large one.
  let timed: (small: Int, large: Int)

  static let all = [
    Rung(
      name: "1 one-hot, softmax", isAlgorithm: true, timed: (1_000, 200)),
    Rung(name: "2 rows looked up", isAlgorithm: true, timed: (1_500, 250)),
    Rung(
      name: "3 negative sampling", isAlgorithm: true, timed: (60_000, 60_000)),
    Rung(name: "4 dynamic windows", isAlgorithm: true, timed: (90_000, 90_000)),
    Rung(name: "5 subsampling", isAlgorithm: true, timed: (120_000, 120_000)),
    Rung(name: "6 SIMD", isAlgorithm: false, timed: (180_000, 500_000)),
    Rung(
      name: "7 private copies", isAlgorithm: false, timed: (180_000, 900_000)),
    Rung(name: "8 two threads", isAlgorithm: false, timed: (180_000, 900_000)),
  ]
}

/// What all rungs have in common.
struct Climb {
  let ids: [Int]
  let vocabulary: Vocabulary
  let epochs: Int
  let seed: UInt64
  /// The learning rate to begin with.
  let rate: Float
  /// From rung 5 on, the share of the text above which words are left out at random.
  let subsampling: Float

  static let size = 100
  static let window = 5

  /// The vectors that a rung learns, numbered from 0: V rows of 100 numbers.
  ///
  /// - Parameter isPlain: whether the softmax runs in plain loops, or in SIMD lanes, which changes no more
  ///   than the order of sums.
  func vectors(_ rung: Int, isPlain: Bool = true) throws -> Tensor {
    if rung >= 6 { return try libraryVectors(threads: rung - 5) }
    var random = Random(seed: seed, stream: "ladder")
    // Rows of whole lanes for SIMD; the numbers that are added stay zero.
    let size = rung == 5 || !isPlain ? 112 : Climb.size
    let words = vocabulary.count
    var v = [Float](repeating: 0, count: words * size)
    var u = v
    for word in 0..<words {
      for d in 0..<Climb.size {
        v[word * size + d] = random.uniform(in: -0.005..<0.005)
      }
    }
    let noise = AliasTable(noiseOf: vocabulary.counts)
    let thinned = Subsampling(counts: vocabulary.counts, threshold: subsampling)
    for epoch in 0..<epochs {
      let rate = rate * (1 - Float(epoch) / Float(epochs))
      let read =
        rung < 4 ? ids : ids.filter { random.uniform() < thinned.keep[$0] }
      switch rung {
      case 0...1:
        if isPlain {
          softmaxCBOW(read, &v, &u, size, isOneHot: rung == 0, rate: rate)
        } else {
          lanesSoftmaxCBOW(read, &v, &u, size, rate: rate)
        }
      case 2...4:
        cbow(
          read, &v, &u, D: size, window: Climb.window, isDynamic: rung > 2,
          rate: rate, noise: noise, random: &random)
      default:
        lanesCBOW(read, &v, &u, size, rate: rate, noise, &random)
      }
    }
    return Tensor(v, shape: [words, size]).columns(0..<Climb.size)
  }

  /// What the library's trainer learns.
  private func libraryVectors(threads: Int) throws -> Tensor {
    let before = Threads.count
    Threads.count = threads
    defer { Threads.count = before }
    var settings = Word2Vec.Settings(.cbow)
    (settings.subsampling, settings.rate) = (subsampling, rate)
    settings.epochs = epochs
    let random = Random(seed: seed, stream: "ladder")
    let model = try Word2Vec(vocabulary, settings, random: random)
    model.showsProgress = false
    try model.train(on: ids)
    return try model.vectors.vectors(vocabulary.words)
  }
}

// MARK: - Rungs 1 and 2

/// CBOW with a softmax over all words, in plain loops: reads `ids` once.
///
/// - Parameter isOneHot: whether rows are found by multiplying with a vector of V numbers.
private func softmaxCBOW(
  _ ids: [Int], _ v: inout [Float], _ u: inout [Float], _ size: Int,
  isOneHot: Bool, rate: Float
) {
  let (words, window) = (v.count / size, Climb.window)
  var x = [Float](repeating: 0, count: words)
  var p = x
  for i in ids.indices {
    let around = (max(i - window, 0)...min(i + window, ids.count - 1))
      .filter { $0 != i }
    let n = Float(around.count)
    var h = [Float](repeating: 0, count: size)
    var dh = h
    if isOneHot {
      for w in 0..<words { x[w] = 0 }
      for j in around { x[ids[j]] += 1 / n }
      for w in 0..<words {
        for d in 0..<size { h[d] += x[w] * v[w * size + d] }
      }
    } else {
      for j in around {
        for d in 0..<size { h[d] += v[ids[j] * size + d] / n }
      }
    }
    for w in 0..<words {
      var s: Float = 0
      for d in 0..<size { s += h[d] * u[w * size + d] }
      p[w] = s
    }
    makeSoftmax(&p)
    for w in 0..<words {
      let ds = p[w] - (w == ids[i] ? 1 : 0)
      for d in 0..<size {
        dh[d] += ds * u[w * size + d]
        u[w * size + d] -= rate * ds * h[d]
      }
    }
    if isOneHot {
      for w in 0..<words {
        for d in 0..<size { v[w * size + d] -= rate * n * x[w] * dh[d] }
      }
    } else {
      for j in around {
        for d in 0..<size { v[ids[j] * size + d] -= rate * dh[d] }
      }
    }
  }
}

/// Scores → probabilities.
private func makeSoftmax(_ x: inout [Float]) {
  let probabilities = softmax(Tensor(x, shape: [1, x.count]))
  x = probabilities.values
}

/// The same as `softmaxCBOW`, with rows looked up and sixteen numbers at a time.
private func lanesSoftmaxCBOW(
  _ ids: [Int], _ v: inout [Float], _ u: inout [Float], _ size: Int,
  rate: Float
) {
  let (words, window) = (v.count / size, Climb.window)
  var p = [Float](repeating: 0, count: words)
  v.withUnsafeMutableBufferPointer { v in
    u.withUnsafeMutableBufferPointer { u in
      let (v, u) = (v.baseAddress!, u.baseAddress!)
      var step = LanesStep(size)
      for i in ids.indices {
        let around = (max(i - window, 0)...min(i + window, ids.count - 1))
          .filter { $0 != i }.map { v + ids[$0] * size }
        step.begin(around)
        for w in 0..<words { p[w] = step.score(u + w * size) }
        makeSoftmax(&p)
        p[ids[i]] -= 1
        for w in 0..<words { step.learn(u + w * size, rate * p[w]) }
        step.end(around)
      }
    }
  }
}

// MARK: - Rung 6

/// The page's `cbow`, sixteen numbers at a time: reads `ids` once.
private func lanesCBOW(
  _ ids: [Int], _ v: inout [Float], _ u: inout [Float], _ size: Int,
  rate: Float, _ noise: AliasTable, _ random: inout Random
) {
  v.withUnsafeMutableBufferPointer { v in
    u.withUnsafeMutableBufferPointer { u in
      let (v, u) = (v.baseAddress!, u.baseAddress!)
      var step = LanesStep(size)
      for i in ids.indices {
        let m = 1 + random.integer(below: Climb.window)
        let around = (max(i - m, 0)...min(i + m, ids.count - 1))
          .filter { $0 != i }.map { v + ids[$0] * size }
        step.begin(around)
        for k in 0...5 {
          let row = u + (k == 0 ? ids[i] : noise.draw(&random)) * size
          let ds = sigmoid(step.score(row)) - (k == 0 ? 1 : 0)
          step.learn(row, rate * ds)
        }
        step.end(around)
      }
    }
  }
}

/// The hidden vector of one word's neighbors, and how it is to change; `size` is a multiple of 16.
private struct LanesStep {
  let size: Int
  var h, change: [Lanes]

  init(_ size: Int) {
    self.size = size
    h = [Lanes](repeating: .zero, count: size / 16)
    change = h
  }

  /// The mean of the neighbors' rows.
  mutating func begin(_ rows: [UnsafeMutablePointer<Float>]) {
    let share = 1 / Float(rows.count)
    for c in h.indices {
      var sum = Lanes.zero
      for row in rows { sum += Lanes(row + 16 * c) }
      h[c] = sum * share
      change[c] = .zero
    }
  }

  /// The score of a row of U.
  func score(_ row: UnsafeMutablePointer<Float>) -> Float {
    var sum = Lanes.zero
    for c in h.indices { sum.addProduct(h[c], Lanes(row + 16 * c)) }
    return sum.sum()
  }

  /// Moves a row of U by `error`, the rate times the score's gradient.
  mutating func learn(_ row: UnsafeMutablePointer<Float>, _ error: Float) {
    for c in h.indices {
      let numbers = Lanes(row + 16 * c)
      change[c] -= error * numbers
      (numbers - error * h[c]).store(to: row + 16 * c)
    }
  }

  /// Moves the neighbors.
  func end(_ rows: [UnsafeMutablePointer<Float>]) {
    for row in rows {
      for c in h.indices {
        (Lanes(row + 16 * c) + change[c]).store(to: row + 16 * c)
      }
    }
  }
}

// MARK: - The climb

/// What the rungs came to.
struct Ladder {
  static let rate: Float = 0.1
  static let epochs = 10
  static let subsampling: Float = 1e-3

  /// Words a second of the town's stories, and of a newspaper.
  let paces, newsPaces: [Double]
  /// How good the vectors of the town's stories are.
  let grades: [HarborGrades]
  /// The same after many more epochs of the last rung, and how long those took.
  let more: (epochs: Int, grades: HarborGrades, seconds: Double)
  /// Words of a newspaper a second in the network of chapter 3, in batches of a hundred, on one thread.
  let batched: Double
}

/// Climbs all rungs, with the stories of `corpus` and with a newspaper; all but the last on one thread.
func climbLadder(_ corpus: Corpus, options: Options) throws -> Ladder {
  func climb(_ text: Corpus, words: Int, epochs: Int) -> Climb {
    Climb(
      ids: Array(text.training.prefix(words)), vocabulary: text.vocabulary,
      epochs: epochs, seed: options.seed, rate: Ladder.rate,
      subsampling: Ladder.subsampling)
  }
  let news = try Corpus.load("ptb")
  Threads.count = 1
  defer { Threads.count = options.threads }
  func grades(_ vectors: Tensor) throws -> HarborGrades {
    try HarborGrades(WordVectors(corpus.vocabulary, vectors))
  }
  func pace(_ rung: Int, _ text: Corpus, words: Int) throws -> Double {
    let climb = climb(text, words: words, epochs: 1)
    let times = try (0..<5).map { _ in
      try seconds { _ = try climb.vectors(rung) }
    }
    return Double(climb.ids.count) / times.min()!
  }
  let whole = climb(corpus, words: corpus.training.count, epochs: Ladder.epochs)
  let all = try Rung.all.indices.map { rung in
    // The first two learn the same.
    try grades(whole.vectors(max(rung, 1), isPlain: rung > 1))
  }
  var last = all[7]
  let long = climb(corpus, words: corpus.training.count, epochs: 30)
  let time = try seconds { last = try grades(long.vectors(7)) }
  return Ladder(
    paces: try Rung.all.indices.map {
      try pace($0, corpus, words: Rung.all[$0].timed.small)
    },
    newsPaces: try Rung.all.indices.map {
      try pace($0, news, words: Rung.all[$0].timed.large)
    },
    grades: all, more: (30, last, time), batched: try batchedPace(news))
}

/// The seconds that `work` takes.
private func seconds(_ work: () throws -> Void) rethrows -> Double {
  let start = DispatchTime.now().uptimeNanoseconds
  try work()
  return 1e-9 * Double(DispatchTime.now().uptimeNanoseconds - start)
}

/// Words a second of the network of chapter 3, whose products take a batch of a hundred at a time.
private func batchedPace(_ text: Corpus) throws -> Double {
  var random = Random(seed: 1, stream: "batches")
  let words = text.vocabulary.count
  let model = CBOW(
    Embedding(words: words, size: Climb.size, random: &random),
    FullSoftmax(words: words, size: Climb.size, random: &random))
  let trainer = Trainer(
    model, optimizer: SGD(rate: 0.1), batchSize: 100, random: random)
  let ids = Array(text.training.prefix(10_000))
  let time = try seconds {
    try trainer.train(on: Contexts(ids, window: Climb.window), epochs: 1)
  }
  return Double(ids.count) / time
}

/// Quality beside speed, rung by rung.
func ladderTable(_ ladder: Ladder) -> Table {
  Table(
    columns: ["rung"] + gradeColumns + ["words/s", "words/s, V = 10,000"],
    rows: Rung.all.indices.map { i in
      [Rung.all[i].name] + ladder.grades[i].all + [
        Int(ladder.paces[i]), Int(ladder.newsPaces[i]),
      ]
    }, decimals: 1)
}
