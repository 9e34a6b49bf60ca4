import Ground
import Language
import Literate
import Models
import Networks
import Tensors

// Questions sorted by what they ask for, with few labels (12.13).

/// What classifiers get right of TREC's 500 questions, in percent, for each seed.
struct QuestionTrials {
  static let counts = [100, 500]
  /// [row][count][seed]
  private(set) var rows: [(name: String, shares: [[Float]])] = []
  /// How many words of plain text were read, and the perplexity by the piece at the end.
  let read: Int
  let perplexity: Float

  init(seeds: [UInt64], words: Int) throws {
    let questions = try LabeledTexts.questionTypes()
    let corpus = try DataFile.wikiText2Training.text().lowercased()
    let pieces = BytePairEncoding(
      trainedOn: String(corpus.prefix(2_000_000)), merges: 2_000)
    let ids = pieces.encode(String(corpus.prefix(6 * words)))
    let held = pieces.encode(
      String(
        try DataFile.wikiText2Validation.text().lowercased().prefix(60_000)))
    var settings = TransformerSettings()
    (settings.size, settings.layers, settings.heads) = (96, 2, 4)
    (settings.context, settings.isTied) = (64, true)
    settings.positions = .learned
    func untrained(_ seed: UInt64) -> TransformerLanguageModel {
      TransformerLanguageModel(
        pieces.vocabulary(), settings,
        random: Random(seed: seed, stream: "questions"))
    }
    let base = untrained(1)
    let trainer = Trainer(
      base, optimizer: AdamW(rate: 0.003), batchSize: 16,
      random: Random(seed: 1, stream: "questions order"))
    trainer.clipping = .norm(1)
    trainer.schedule = Schedule.cosine(to: 0.1).warmingUp(50)
    try trainer.train(on: TextWindows(ids, steps: 64), epochs: 1)
    (read, perplexity) = (ids.count, base.perplexity(on: held))

    let cut = TextCut.pieces(pieces)
    func cutTexts(_ texts: LabeledTexts) -> LabeledTexts {
      LabeledTexts(
        texts.texts.map { cut.text(of: $0.joined(separator: " ")) },
        texts.labels, classes: texts.classes)
    }
    let test = cutTexts(questions.test)
    let sentences = try SentenceEncoder(folder: miniLMFolder())
    func meanings(_ texts: LabeledTexts) throws -> Tensor {
      try sentences.vectors(of: texts.texts.map { $0.joined(separator: " ") })
    }
    let testMeanings = try meanings(questions.test)
    func share(_ guesses: [Int]) -> Float {
      let right = zip(guesses, questions.test.labels).count { $0 == $1 }
      return 100 * Float(right) / Float(questions.test.count)
    }
    func row(
      _ name: String, _ guesses: (LabeledTexts, UInt64) throws -> [Int]
    ) throws {
      let shares = try QuestionTrials.counts.map { count in
        try seeds.map { seed in
          var random = Random(seed: seed, stream: "few questions")
          let some = questions.training.shuffled(&random).split(at: count).0
          return share(try guesses(some, seed))
        }
      }
      rows.append((name, shares))
    }
    func tuned(
      _ model: TransformerLanguageModel, _ some: LabeledTexts, _ seed: UInt64
    )
      throws -> [Int]
    {
      let random = Random(seed: seed, stream: "tuning")
      let few = cutTexts(some)
      let classifier = FineTunedClassifier(
        of: few, from: model, random: random)
      let trainer = classifier.trainer(rate: 0.001, random: random)
      trainer.showsProgress = false
      try trainer.train(
        on: classifier.data(few), epochs: some.count > 200 ? 8 : 20)
      return classifier.guesses(for: test.texts)
    }
    try row("naive Bayes, words and pairs") { some, _ in
      LinearTextClassifier(of: some, .naiveBayes)
        .guesses(for: questions.test.texts)
    }
    try row("NBSVM") { some, _ in
      LinearTextClassifier(of: some, .nbsvm).guesses(for: questions.test.texts)
    }
    try row("small GPT from scratch") { try tuned(untrained($1), $0, $1) }
    try row("small GPT, pretrained") { try tuned(base, $0, $1) }
    try row("MiniLM's vectors, softmax on top") { some, _ in
      probe(try meanings(some), some.labels, classes: some.classes.count)
        .forward(testMeanings).argmax()
    }
  }

  func mean(_ row: Int, _ count: Int) -> Float {
    Tensor(rows[row].shares[count]).mean()
  }

  /// Means, with the worst and the best of the seeds.
  var table: Table {
    Table(
      columns: ["", "100 labels", "500 labels"],
      rows: rows.map { row in
        [row.name]
          + row.shares.map { shares in
            let numbers = [
              Tensor(shares).mean(), shares.min()!, shares.max()!,
            ].map { format($0, decimals: 1) }
            return "\(numbers[0]) (\(numbers[1])–\(numbers[2]))"
          }
      },
      caption:
        "Right answers on TREC's 500 test questions, in percent: means over five draws of labels, in brackets the worst and the best."
    )
  }
}
