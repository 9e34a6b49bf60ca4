import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// MARK: - Stories

/// Trains language models on the stories, all in the same way.
struct StoryReader {
  let vocabulary: Vocabulary
  let ids: [Int]
  let seed: UInt64

  /// The words of the stories to learn from. Behind them come those that only
  /// the test has, so that each of its words has an id.
  static func vocabulary(of training: [String], and test: [String])
    -> Vocabulary
  {
    let known = Set(training)
    let others = test.filter { !known.contains($0) }
    return Vocabulary(of: training + others, withUnknown: false)
  }

  /// A language model of the first `words` words of the stories, read once.
  func callAsFunction(words: Int? = nil) throws -> RecurrentLanguageModel {
    var settings = RecurrentLanguageModel.Settings()
    (settings.embeddingSize, settings.size) = (64, 96)
    let random = Random(seed: seed, stream: "model")
    let model = RecurrentLanguageModel(vocabulary, settings, random: random)
    model.embedding.weight.value *= 5
    let trainer = Trainer(
      model, optimizer: Adam(rate: 0.01), batchSize: 1, random: random)
    (trainer.isShuffling, trainer.clipping) = (false, .norm(1))
    trainer.schedule = .linear()
    let read = Array(ids.prefix(words ?? ids.count))
    try trainer.train(
      on: try ParallelStreams(read, streams: 5, steps: 50), epochs: 1)
    return model
  }
}

/// A text in lines of at most `width` characters.
func wrapped(_ text: String, width: Int = 76) -> String {
  var lines: [String] = []
  for word in text.split(whereSeparator: \.isWhitespace) {
    if let line = lines.last, line.count + word.count < width {
      lines[lines.count - 1] = line + " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines.joined(separator: "\n")
}

/// Words as a text in lines, after a `beginning`.
func text(
  of ids: some Sequence<Int>, in vocabulary: Vocabulary,
  after beginning: String = ""
) -> String {
  var joiner = TokenJoiner(.words)
  let words = ids.map(vocabulary.word).filter { $0 != Tokenizer.endOfSentence }
  return wrapped("\(beginning) " + words.map { joiner.next($0) }.joined())
}

// MARK: - Ways to choose

/// How large the nucleus is after each beginning.
func nucleusTable(_ beginnings: [String], _ sizes: [Int]) -> Table {
  Table(
    columns: ["after", "words in the nucleus of 0.9"],
    rows: zip(beginnings, sizes).map { ["*\($0)* …", $1] })
}

/// What can be measured of texts that a model has written.
struct Measures {
  /// Perplexity, copied and right are of all texts together, the others means
  /// over the texts; shares are in percent.
  let words, perplexity, repeated, copied, right, ended: Float
  /// Whether any of the texts has eight words.
  private let hasEights: Bool

  /// Measures `texts`, of whose sentences the share `right` is right.
  init(_ texts: [Written], right: Float, copying: Copying) {
    let count = Float(texts.count)
    let tokens = texts.map(\.count).reduce(0, +)
    let log = texts.map(\.logProbability).reduce(0, +) / Double(tokens)
    words = Float(texts.map(\.ids.count).reduce(0, +)) / count
    perplexity = exp(Float(-log))
    repeated = 100 * texts.map { repetition(in: $0.ids) }.reduce(0, +) / count
    // As shares of all 8-grams, so that long texts count for more.
    let runs = texts.map { copying.runs(in: $0.ids) }
    let eights = texts.map { max($0.ids.count - 7, 0) }.reduce(0, +)
    let copies = runs.map { $0.count { $0 >= 8 } }.reduce(0, +)
    copied = 100 * Float(copies) / Float(max(eights, 1))
    hasEights = eights > 0
    self.right = 100 * right
    ended = 100 * Float(texts.count { $0.isEnded }) / count
  }

  /// The columns of a table.
  static let columns = [
    "perplexity", "repeated 4-grams, %", "copied 8-grams, %",
    "right sentences, %", "words", "ended, %",
  ]

  /// What stands in these columns.
  var row: [Any] {
    [
      format(perplexity, decimals: 2), format(repeated, decimals: 1),
      hasEights ? format(copied, decimals: 1) : "–",
      format(right, decimals: 1), format(words, decimals: 0),
      format(ended, decimals: 0),
    ]
  }
}

/// What the grammar itself made of the openings: the rest of each story, as likely as `model` thinks
/// it is.
func grammarTexts(
  of stories: [HarborStory], after openings: [[Int]],
  judgedBy model: RecurrentLanguageModel
) throws -> [Written] {
  let end = model.vocabulary[Tokenizer.endOfSentence]!
  return try stories.prefix(openings.count).enumerated().map { index, story in
    let words = story.sentences.dropFirst().flatMap(\.words)
    let ids = try model.vocabulary.ids(of: words)
    let logs = model.logProbabilities(of: ids + [end], after: openings[index])
    return Written(
      ids: ids, logProbability: logs.reduce(0.0) { $0 + Double($1) },
      isEnded: true)
  }
}

/// A row for each way to choose, and one for the grammar.
func waysTable(_ names: [String], _ measured: [Measures], truth: Measures)
  -> Table
{
  Table(
    columns: [""] + Measures.columns,
    rows: zip(names, measured).map { [$0] + $1.row }
      + [["the grammar itself"] + truth.row],
    caption:
      "Six ways to choose, on one model, after the same beginnings; words is the mean length."
  )
}

/// The first words that each way wrote.
func samples(
  _ names: [String], _ written: [[Written]], in vocabulary: Vocabulary
) -> String {
  zip(names, written).map { name, texts in
    text(of: texts[0].ids.prefix(28), in: vocabulary, after: "\(name): …")
  }.joined(separator: "\n")
}

// MARK: - The likeliest text

/// The mean of `values`.
func mean(_ values: [Double]) -> Float {
  Float(values.reduce(0, +) / Double(values.count))
}

/// What beams of one width have found.
struct BeamResult {
  let width: Int
  /// Means of the log probability and of the length in words.
  let log, length: Float
  /// The share of texts that came to an end, in percent.
  let ended: Float

  /// Sums up `texts`.
  init(width: Int, texts: [Written]) {
    self.width = width
    log = mean(texts.map(\.logProbability))
    length = mean(texts.map { Double($0.ids.count) })
    ended = 100 * Float(texts.count { $0.isEnded }) / Float(texts.count)
  }
}

/// A row for each width.
func beamTable(_ beams: [BeamResult]) -> Table {
  Table(
    columns: ["beam", "mean log P", "mean length", "ended, %"],
    rows: beams.map { [$0.width, $0.log, $0.length, $0.ended] }, decimals: 1,
    caption: "What beams of several widths find; a beam of 1 is greedy.")
}

/// The mean scores of the beam's texts and of sampled ones, for each α.
func normalizationTable(_ alphas: [Float], _ scores: [[Float]]) -> Table {
  Table(
    columns: ["mean score with"] + alphas.map { "α = \(format($0))" },
    rows: zip(["the beam of 10", "sampling"], scores).map { [$0] + $1 },
    decimals: 1)
}

// MARK: - Better models

/// A language model that is to write.
struct Author {
  let name: String
  let model: any LanguageModel
  let writer: (_ rows: Int) -> any Writer

  /// One that counts n-grams of length `order`.
  init(counting order: Int, of ids: [Int], in vocabulary: Vocabulary) throws {
    let grams = try KneserNey(vocabulary, order: order, of: ids)
    (name, model) = ("\(order)-grams", grams)
    writer = { Rereader(grams, rows: $0) }
  }

  /// One that has learned.
  init(_ name: String, _ model: RecurrentLanguageModel) {
    (self.name, self.model) = (name, model)
    writer = { model.writer(rows: $0) }
  }
}

/// How well an author predicts, and how well it writes.
struct Authorship {
  let name: String
  let perplexity: Float
  let measures: Measures

  /// The share of right sentences, in percent.
  var right: Float { measures.right }
}

/// A row for each author.
func authorsTable(_ authors: [Authorship]) -> Table {
  Table(
    columns: [
      "model", "test perplexity", "right sentences, %", "copied 8-grams, %",
    ],
    rows: authors.map {
      [
        $0.name, format($0.perplexity, decimals: 2),
        format($0.right, decimals: 0), format($0.measures.copied, decimals: 0),
      ]
    })
}

// MARK: - Exposure bias

/// How often the sentences are right that a language model draws, by what it has read before them.
struct ExposureTrial {
  /// Right sentences among those that were drawn.
  struct Tally {
    var (right, count) = (0, 0)

    mutating func add(_ isRight: Bool) {
      (right, count) = (right + (isRight ? 1 : 0), count + 1)
    }

    /// The share of right ones, in percent.
    var percent: Float { 100 * Float(right) / Float(max(count, 1)) }
  }

  /// After the grammar's own sentences.
  private(set) var taught = Tally()
  /// After sentences that the model had drawn, all of them right; and after such that some were wrong.
  private(set) var clean = Tally()
  private(set) var erred = Tally()

  /// After sentences that the model had drawn.
  var own: Tally {
    var own = clean
    (own.right, own.count) = (
      own.right + erred.right, own.count + erred.count
    )
    return own
  }

  /// Which sentences of a story are looked at: from the third on, since the first is given, and the
  /// second comes after the first in either way.
  private static let places = 2..<7
  /// How many texts are drawn after each beginning.
  private static let draws = 4

  private let model: RecurrentLanguageModel
  private let end, stop: Int
  private var random: Random

  /// Lets `model` go on from the first sentence of each story, and from each sentence after it.
  init(
    of model: RecurrentLanguageModel, on stories: some Sequence<HarborStory>,
    seed: UInt64
  ) throws {
    self.model = model
    end = model.vocabulary[Tokenizer.endOfSentence]!
    stop = model.vocabulary["."]!
    random = Random(seed: seed, stream: "exposure")
    for story in stories {
      let sentences = story.sentences.map(\.words)
      try readOwn(after: sentences[0])
      for place in ExposureTrial.places where place < sentences.count {
        try readTaught(after: sentences[..<place].flatMap { $0 })
      }
    }
  }

  /// What the model draws after `words`, several times.
  private mutating func drawn(
    after words: [String], until last: Int, limit: Int
  )
    throws -> [Written]
  {
    try Decoding.sampling().write(
      with: model.writer(rows: ExposureTrial.draws),
      after: [end] + model.vocabulary.ids(of: words), until: last, limit: limit,
      random: &random)
  }

  private mutating func readTaught(after words: [String]) throws {
    for text in try drawn(after: words, until: stop, limit: 30)
    where text.ids.first != end {
      var reader = grammarReader(after: words)
      taught.add(text.isEnded && reads(text.ids, &reader))
    }
  }

  private mutating func readOwn(after words: [String]) throws {
    for text in try drawn(after: words, until: end, limit: 80) {
      var (reader, hasErred) = (grammarReader(after: words), false)
      // The limit may have cut the last one short.
      let sentences = text.ids.split(separator: stop)
        .dropLast(text.isEnded ? 0 : 1)
        .prefix(ExposureTrial.places.upperBound - 1)
      for (index, sentence) in sentences.enumerated() {
        let isRight = reads(Array(sentence), &reader)
        if ExposureTrial.places.contains(index + 1) {
          if hasErred { erred.add(isRight) } else { clean.add(isRight) }
        }
        if !isRight { hasErred = true }
      }
    }
  }

  private func grammarReader(after words: [String]) -> HarborReader {
    var reader = HarborReader(.primer)
    for word in words { _ = reader.read(word) }
    return reader
  }

  /// Whether the grammar can say a sentence there; `reader` has then read it, and otherwise stays.
  private func reads(_ sentence: [Int], _ reader: inout HarborReader) -> Bool {
    var next = reader
    let words = model.vocabulary.words(at: sentence + [stop])
    guard words.allSatisfy({ next.read($0) > -.infinity }) else { return false }
    reader = next
    return true
  }
}

/// What one of several models writes that are alike but for their first weights.
struct ModelTrial {
  /// The right sentences by each way to choose, in percent.
  let right: [Float]
  let exposure: ExposureTrial
}

/// A row for each way: the right sentences of each model, and their mean.
func modelsTable(_ ways: [String], _ trials: [ModelTrial]) -> Table {
  Table(
    columns: ["right sentences, %"]
      + trials.indices.map { "model \($0 + 1)" } + ["mean"],
    rows: ways.indices.map { way -> [Any] in
      let shares = trials.map { $0.right[way] }
      let mean = shares.reduce(0, +) / Float(shares.count)
      return [ways[way] as Any] + shares.map { $0 as Any } + [mean as Any]
    }, decimals: 1)
}

// MARK: - A newspaper

/// What can be measured of a text that is to read like a newspaper.
struct NewsMeasures {
  /// The shares of 3-grams, of 5-grams and of `<unk>`, in percent.
  let copiedThrees, copiedFives, unknown: Float
  /// The most words in a row that also stand in the training text.
  let longestRun: Int

  /// Measures `ids`; `unknown` is the id of `<unk>`.
  init(_ ids: [Int], copying: Copying, unknown: Int) {
    copiedThrees = 100 * copying.share(of: ids, n: 3)
    copiedFives = 100 * copying.share(of: ids, n: 5)
    longestRun = copying.longestRun(in: ids)
    let unknowns = Float(ids.count { $0 == unknown }) / Float(ids.count)
    self.unknown = 100 * unknowns
  }
}

/// Measures each of the texts against what `corpus` has for training.
func newsMeasures(_ texts: [[Int]], against corpus: Corpus) -> [NewsMeasures] {
  let copying = Copying(from: corpus.training)
  let unknown = corpus.vocabulary[Vocabulary.unknown]!
  return texts.map { NewsMeasures($0, copying: copying, unknown: unknown) }
}

/// A row for each of three texts by the two models, and one for the newspaper.
func newsTable(_ measures: [NewsMeasures], small: Float, better: Float) -> Table
{
  let texts: [(name: String, perplexity: Float?)] = [
    ("small", small), ("better", better), ("better, not skipping", better),
    ("the newspaper's test text", nil),
  ]
  return Table(
    columns: [
      "text of", "test perplexity", "copied 3-grams, %",
      "copied 5-grams, %", "longest run", "‹unk›, %",
    ],
    rows: zip(texts, measures).map { text, measured -> [Any] in
      [
        text.name, text.perplexity.map { format($0, decimals: 0) } ?? "–",
        format(measured.copiedThrees, decimals: 1),
        format(measured.copiedFives, decimals: 1), measured.longestRun,
        format(measured.unknown, decimals: 1),
      ]
    }, caption: "4,000 words each, drawn from the nucleus of 0.9.")
}

/// The first sixty words of a newspaper's text in lines, after who wrote it.
func excerpt(_ author: String, _ ids: [Int], in vocabulary: Vocabulary)
  -> String
{
  var joiner = TokenJoiner(.lines)
  let text = ids.prefix(60).map { joiner.next(vocabulary.word($0)) }.joined()
  return wrapped("\(author): \(text)")
}
