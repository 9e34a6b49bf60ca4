import Language
import Literate
import Models
import Networks
import Tensors

/// The arithmetic mean.
func mean(_ numbers: [Float]) -> Float { Tensor(numbers).mean() }

/// A large number, rounded to its first two digits.
func toTwoDigits(_ number: Float) -> Int {
  var unit: Float = 1
  while number / unit >= 100 { unit *= 10 }
  return Int((number / unit).rounded() * unit)
}

// MARK: - The library's parameters

/// Takes over the parameters of a part of the library whose steps have D
/// numbers.
func copy(_ part: any Trainable, _ D: Int, to w: Weights) {
  func take(_ name: String, _ value: Tensor) {
    w.store.parameters[name] = Parameter(name, value)
  }
  for p in part.parameters {
    let dot = p.name.lastIndex(of: ".")!
    if p.name == "output.weight" {
      take(p.name, p.value.transposed())  // the library has it as (V, D)
    } else if p.value.shape.last == 3 * D {
      for (i, part) in ["q", "k", "v"].enumerated() {
        let third = p.value.slice(i * D..<(i + 1) * D, axis: -1)
        take("\(p.name[..<dot]).\(part)\(p.name[dot...])", third)
      }
    } else {
      take(p.name, p.value)
    }
  }
}

// MARK: - Depth and scale

/// How well networks of two layers, of twenty, and of twenty with shortcuts learn, run by run.
func depthTable(_ few: [Float], _ many: [Float], _ manyWithShortcut: [Float])
  -> Table
{
  Table(
    columns: ["layers of tanh", "run 1", "run 2", "run 3"],
    rows: [
      ("2", few), ("20", many), ("20 with shortcuts", manyWithShortcut),
    ].map { [$0] + $1.map { $0 as Any } },
    decimals: 1, caption: "Right answers to new examples, in percent.")
}

/// The root of the mean square of what a stack of fresh blocks without norms makes of numbers of size 1.
func sizeWithoutNorms(blocks: Int) -> Float {
  var random = Random(seed: 1, stream: "without norms")
  var x = Tensor.normal([16, 32], random: &random)
  let w = Weights()
  for i in 0..<blocks {
    let part = w["block\(i)"]
    x += selfAttention(x, 4, causalMask(16), part["attention"]).y
    x += feedForward(x, part["feedForward"]).y
  }
  return (x * x).mean().squareRoot()
}

/// The largest weight for vectors of each of `sizes`, with the root and without.
func scaleTable(_ sizes: [Int]) -> Table {
  Table(
    columns: ["d", "largest of 50 weights, unscaled", "scaled"],
    rows: sizes.map {
      [$0, largestWeight($0, scaled: false), largestWeight($0, scaled: true)]
    }, decimals: 2)
}

/// In how many steps pair `pair` of the waves in `size` columns turns by one radian.
func stepsPerRadian(ofPair pair: Int, of size: Int) -> Int {
  let logarithm: Float = 9.210_340_4  // of 10,000
  return Int(exp(Float(2 * pair) / Float(size) * logarithm).rounded())
}

// MARK: - Stories

/// Trains the LSTM that is the Transformer's rival on a book of stories.
struct StoryLSTM {
  let book: Corpus

  /// A trained model, and how many steps it took.
  func callAsFunction(
    seed: UInt64
  ) throws -> (model: RecurrentLanguageModel, steps: Int) {
    var settings = RecurrentLanguageModel.Settings()
    (settings.embeddingSize, settings.size) = (64, 128)
    let random = Random(seed: seed, stream: "story LSTM")
    let model = RecurrentLanguageModel(
      book.vocabulary, settings, random: random)
    let trainer = Trainer(
      model, optimizer: AdamW(rate: 0.01), batchSize: 1, random: random)
    trainer.isShuffling = false
    trainer.clipping = .norm(1)
    trainer.schedule = Schedule.cosine(to: 0.1).warmingUp(50)
    try trainer.train(
      on: try ParallelStreams(book.training, streams: 16, steps: 64), epochs: 3)
    return (model, trainer.steps)
  }
}

/// What letters' shares, counts of letters, the Transformer and the grammar make of new stories.
func storyTable(
  shares: Float, counts: [(order: Int, perplexity: Float)], transformer: Float,
  grammar: Float
) -> Table {
  Table(
    columns: ["", "perplexity by the word"],
    rows: [["letters by their share, about", toTwoDigits(shares)]]
      + counts.map { ["counts of \($0.order) letters", $0.perplexity] } + [
        ["Transformer on 64 letters", transformer],
        ["the grammar itself", grammar],
      ], decimals: 2)
}

/// A row for each kind of model: the perplexities of its runs, its steps and its size.
func rivalsTable(
  _ rivals: [(name: String, perplexities: [Float], steps: Int, parameters: Int)]
) -> Table {
  Table(
    columns: ["", "run 1", "run 2", "run 3", "steps", "parameters"],
    rows: rivals.map {
      [$0.name] + $0.perplexities.map { $0 as Any } + [$0.steps, $0.parameters]
    }, decimals: 2, caption: "Perplexity by the word.")
}

/// A text in lines of about 70 characters.
func inLines(_ text: String) -> String {
  var lines = [""]
  for word in text.split(separator: " ") {
    if lines[lines.count - 1].count + word.count > 70 {
      lines.append("")
    }
    lines[lines.count - 1] += "\(word) "
  }
  return lines.joined(separator: "\n")
}

/// The share of a text's words that are among `words`; the last may be cut off and doesn't count.
func shareOfWords(in text: String, among words: Set<String>) -> Float {
  let told = text.split(separator: " ").dropLast()
  return Float(told.count { words.contains(String($0)) }) / Float(told.count)
}

/// Whether a writer with a cache says after each letter of `text` just what `model` says that reads
/// all of it anew.
func cacheChangesNothing(
  in model: TransformerLanguageModel, reading text: ArraySlice<Int>
) -> Bool {
  let step = model.writer()
  return text.indices.allSatisfy { place in
    softmax(step.next(after: [text[place]])).row(0)
      == model.nextWord(after: Array(text[...place]))
  }
}

/// What a model of Shakespeare's letters goes on to write after ROMEO.
func lines(by model: TransformerLanguageModel, seed: UInt64) throws -> String {
  var pen = Random(seed: seed, stream: "quill")
  let start = try model.vocabulary.ids(
    of: "ROMEO:\n".map { String($0) })
  let written = try Decoding.sampling(temperature: 0.8).write(
    with: model.writer(), after: start, limit: 320, random: &pen)
  return model.vocabulary.words(at: start + written[0].ids).joined()
}

// MARK: - Costs

/// Multiplications, in millions, and steps in a row, for texts of each of `lengths`.
func workTable(_ lengths: [Int]) -> Table {
  Table(
    columns: [
      "T", "LSTM", "self-attention", "block", "steps in a row: LSTM", "block",
    ],
    rows: lengths.map { T in
      [T]
        + [lstmWork(T), attentionWork(T), blockWork(T)]
        .map { Float($0) / 1e6 as Any } + [T, 1]
    }, decimals: 0,
    caption:
      "Millions of multiplications in one causal layer of width 256, forward.")
}

/// The median seconds of five runs after one to warm up.
func seconds(_ work: () -> Void) -> Double {
  work()
  let times = (0..<5).map { _ in
    let start = ContinuousClock.now
    work()
    return (ContinuousClock.now - start) / .seconds(1)
  }
  return times.sorted()[2]
}

/// Milliseconds for an LSTM, a self-attention and a block of width D on texts of T steps.
func costs(_ T: Int, width D: Int) -> [Double] {
  var random = Random(seed: 1, stream: "costs")
  let x = Tensor.normal([4_096 / T, T, D], random: &random)
  let lstm = LSTM(inputs: D, size: D, random: &random)
  let heads = MultiHeadAttention(
    size: D, heads: 4, isCausal: true, random: &random)
  let block = TransformerBlock(
    size: D, heads: 4, hidden: 4 * D, isCausal: true, random: &random)
  return [
    seconds {
      lstm.resetState()
      _ = lstm.backward(lstm.forward(x, mode: .training))
    },
    seconds { _ = heads.backward(heads.forward(x, mode: .training)) },
    seconds { _ = block.backward(block.forward(x, mode: .training)) },
  ].map { 1_000 * $0 }
}

/// Measured milliseconds, a row for each length.
func costsTable(_ lengths: [Int], _ times: [[Double]]) -> Table {
  Table(
    columns: ["T", "texts", "LSTM, ms", "self-attention, ms", "block, ms"],
    rows: zip(lengths, times).map { T, times in
      [T, 4_096 / T] + times.map { $0 as Any }
    }, decimals: 1)
}
