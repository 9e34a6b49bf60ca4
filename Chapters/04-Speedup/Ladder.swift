import Dispatch
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// The six steps of the ladder, from one-hot vectors to the library's trainer on two threads.

/// Step 1: one-hot vectors, two matrix products, a softmax over all words.
final class OneHotCBOW: Model {
  let input: MatMul
  let output: FullSoftmax

  init(words: Int, size: Int, random: inout Random) {
    input = MatMul(
      inputs: words, outputs: size, weights: .normal(deviation: 0.01),
      random: &random)
    output = FullSoftmax(words: words, size: size, random: &random)
  }

  var parts: [any Trainable] { [input, output] }

  func forward(_ batch: Contexts.Batch, mode: Mode) -> Score {
    var x = Tensor.zeros(batch.centers.count, input.inputs)
    for (n, around) in batch.contexts.enumerated() {
      for id in around { x[n, id] += 1 / Float(around.count) }
    }
    let loss = output.forward(input.forward(x), batch.centers.map { [$0] })
    return Score(loss: loss, count: batch.centers.count)
  }

  func backward() { _ = input.backward(output.backward()) }
}

/// The first three steps: a model for the trainer, by number.
func network(_ step: Int, _ counts: [Int], _ random: inout Random)
  -> any Model<Contexts.Batch>
{
  let (words, size) = (counts.count, 100)
  if step == 1 { return OneHotCBOW(words: words, size: size, random: &random) }
  let embedding = Embedding(words: words, size: size, random: &random)
  let output: any WordOutput =
    step == 2
    ? FullSoftmax(words: words, size: size, random: &random)
    : NegativeSamplingLoss(counts: counts, size: size, random: &random)
  return CBOW(embedding, output)
}

/// The vectors that step 1 … 6 of the ladder learns.
func climb(
  _ step: Int, _ ids: [Int], _ vocabulary: Vocabulary, epochs: Int,
  options: Options
) throws -> Tensor {
  var random = Random(seed: options.seed, stream: "ladder")
  switch step {
  case 1...3:
    let model = network(step, vocabulary.counts, &random)
    func train(_ model: some Model<Contexts.Batch>) throws {
      let trainer = Trainer(
        model, optimizer: Adam(rate: 0.002), batchSize: 100, random: random)
      try trainer.train(on: Contexts(ids, window: 5), epochs: epochs)
    }
    try train(model)
    return model.parameters[0].value
  case 4:
    let (words, size) = (vocabulary.count, 100)
    var v = Tensor.uniform(
      [words, size], in: -0.005..<0.005, random: &random
    ).values
    var u = [Float](repeating: 0, count: words * size)
    let noise = AliasTable(noiseOf: vocabulary.counts)
    for epoch in 0..<epochs {
      readOnce(
        ids, &v, &u, size: size, window: 5,
        rate: 0.1 * (1 - Float(epoch) / Float(epochs)), noise: noise,
        random: &random)
    }
    return Tensor(v, shape: [words, size])
  default:
    Threads.count = step - 4
    defer { Threads.count = options.threads }
    var settings = Word2Vec.Settings(.cbow)
    (settings.subsampling, settings.rate) = (0, 0.1)
    settings.epochs = epochs
    let model = try Word2Vec(vocabulary, settings, random: random)
    try model.train(on: ids)
    return try model.vectors.vectors(vocabulary.words)
  }
}

/// Words a second in step 1 … 6, of as many words as take a moment.
func pace(_ step: Int, _ corpus: Corpus, options: Options) throws -> Double {
  let count = [10_000, 10_000, 30_000, 90_000, 900_000, 900_000][step - 1]
  let ids = Array(corpus.training.prefix(count))
  let start = DispatchTime.now().uptimeNanoseconds
  _ = try climb(step, ids, corpus.vocabulary, epochs: 1, options: options)
  let time = 1e-9 * Double(DispatchTime.now().uptimeNanoseconds - start)
  return Double(ids.count) / time
}

/// What the steps came to.
struct Ladder {
  static let steps = [
    "1 one-hot, softmax", "2 embedding, softmax", "3 embedding, negatives",
    "4 a loop by hand", "5 Word2Vec, 1 thread", "6 Word2Vec, 2 threads",
  ]

  /// Seconds for the harbor stories, and words of them a second.
  let times, paces: [Double]
  /// Words of a newspaper a second.
  let newsPaces: [Double]
  /// How good the vectors of the harbor stories are.
  let grades: [HarborGrades]
}

/// Climbs all six steps, with the stories of `corpus` and with a newspaper.
func climbLadder(_ corpus: Corpus, options: Options) throws -> Ladder {
  let vocabulary = corpus.vocabulary
  Threads.count = 2
  let ptb = try Corpus.load("ptb")
  var (times, paces, newsPaces) = ([Double](), [Double](), [Double]())
  var grades: [HarborGrades] = []
  for step in 1...6 {
    let epochs = step < 4 ? 10 : 30
    let start = DispatchTime.now().uptimeNanoseconds
    let vectors = try climb(
      step, corpus.training, vocabulary, epochs: epochs, options: options)
    let time = 1e-9 * Double(DispatchTime.now().uptimeNanoseconds - start)
    times.append(time)
    paces.append(Double(epochs * corpus.training.count) / time)
    grades.append(try HarborGrades(WordVectors(vocabulary, vectors)))
    newsPaces.append(
      try (0..<7).map { _ in try pace(step, ptb, options: options) }.max()!)
  }
  return Ladder(
    times: times, paces: paces, newsPaces: newsPaces, grades: grades)
}

/// Quality beside speed, step by step.
func ladderTable(_ ladder: Ladder) -> Table {
  Table(
    columns: [
      "step", "kinds", "analogies", "likeness", "seconds",
      "words/s", "words/s, V = 10,000",
    ],
    rows: Ladder.steps.indices.map { i in
      row(Ladder.steps[i], ladder.grades[i]) + [
        ladder.times[i], Int(ladder.paces[i]), Int(ladder.newsPaces[i]),
      ]
    }, decimals: 1,
    caption:
      "Learning the harbor stories, and the pace on a newspaper's words.")
}

/// A row of a table of grades: `name`, then the measures.
func row(_ name: String, _ grades: HarborGrades) -> [Any] {
  [name] + grades.all
}
