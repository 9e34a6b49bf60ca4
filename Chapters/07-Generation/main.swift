//#-hidden-code
import Language
import Literate
import Networks
import Tensors

let options = beginChapter(extra: Writing.options)
Threads.count = options.threads
input(try Writing.run(options))
//#-end-hidden-code
/*:
 # 7 Generation

 This chapter makes language models write.
*/
record("translation") {
  let texts = try DataFile.frenchPairs.text().split(separator: "\n")
    .compactMap { line -> (question: String, answer: String)? in
      let sides = line.split(separator: "\t").map(String.init)
      let words = sides[0].split(separator: " ").count
      return words <= 4 ? (sides[0], sides[1]) : nil
    }
  // One translation of each sentence, so that none is on both sides.
  var seen: Set<String> = []
  let single = texts.filter { seen.insert($0.question).inserted }
  var random = Random(seed: options.seed, stream: "translation")
  let all = Pairs(single, tokenizer: .words, limit: 3000).shuffled(&random)
  let (training, test) = all.split(at: all.count - 1000)
  var settings = Seq2Seq.Settings()
  (settings.embeddingSize, settings.size) = (64, 128)
  (settings.isReversing, settings.look) = (true, .peeky)
  let model = Seq2Seq(
    all.source, all.target, settings, random: random.stream("model"))
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.003), batchSize: 64, random: random)
  (trainer.clipping, trainer.schedule) = (.norm(5), .linear())
  try trainer.train(on: training, epochs: 6)

  let unknown = all.target[Vocabulary.unknown]!
  func translate(_ decoding: Decoding) throws -> [[Int]] {
    var random = random.stream("decoding")
    return try decoding.write(
      with: model.writer(for: test.questions), after: [model.end],
      until: model.end, limit: 15, skipping: [unknown], random: &random
    ).map(\.ids)
  }
  let ways: [(String, Decoding)] = [
    ("greedy", .greedy), ("beam of 5", try .beam(width: 5)),
    ("sampling", try .sampling()),
  ]
  let translated = try ways.map { try translate($0.1) }
  let scores = translated.map {
    BLEU(of: $0, references: test.answers.map { [$0] }).score
  }
  show(
    Table(
      columns: ["", "BLEU, %"],
      rows: zip(ways, scores).map { [$0.0, 100 * $1] }, decimals: 1))
  for index in 0..<6 {
    let french = translated[1][index].map(all.target.word)
    show(
      test[index].question, "→", french.joined(separator: " "),
      "(\(test[index].answer))")
  }
  name("translation_count", training.count)
  name("translation_beam", 100 * scores[1], decimals: 1)
  claim(
    "greedy and beam are better than sampling",
    min(scores[0], scores[1]) > scores[2])
}
/*:
 And.
*/
record("ptb") {
  let corpus = try Corpus.load("ptb")
  let words = corpus.vocabulary
  let end = words[Tokenizer.endOfSentence]!
  let unknown = words[Vocabulary.unknown]!
  func learn(
    _ change: (inout RecurrentLanguageModel.Settings) -> Void, epochs: Int
  ) throws -> RecurrentLanguageModel {
    var settings = RecurrentLanguageModel.Settings()
    change(&settings)
    let random = Random(seed: options.seed, stream: "ptb")
    let model = RecurrentLanguageModel(words, settings, random: random)
    let trainer = Trainer(
      model, optimizer: SGD(rate: 20), batchSize: 1, random: random)
    (trainer.isShuffling, trainer.clipping) = (false, .norm(0.25))
    trainer.schedule = .linear()
    try trainer.train(
      on: try ParallelStreams(corpus.training, streams: 20, steps: 35),
      epochs: epochs)
    return model
  }
  let small = try learn({ _ in }, epochs: 1)
  let better = try learn(
    {
      ($0.embeddingSize, $0.size) = (180, 180)
      ($0.isTied, $0.dropout) = (true, 0.1)
    }, epochs: 2)
  let copying = Copying(from: corpus.training)
  let news = Array(corpus.test.prefix(4000))
  let decoding = try Decoding.sampling(nucleus: 0.9)
  func write(
    _ model: RecurrentLanguageModel, skipping: Set<Int>
  ) throws -> [Int] {
    var random = Random(seed: options.seed, stream: "news")
    return try decoding.write(
      with: model.writer(rows: 20), after: [end], limit: 200,
      skipping: skipping, random: &random
    ).flatMap(\.ids)
  }
  func row(_ name: String, _ perplexity: String, _ ids: [Int]) -> [Any] {
    let five = 100 * copying.share(of: ids, n: 5)
    return [
      name, perplexity, format(100 * copying.share(of: ids, n: 3), decimals: 1),
      format(five, decimals: 1), copying.longestRun(in: ids),
      format(
        100 * Float(ids.count { $0 == unknown }) / Float(ids.count),
        decimals: 1),
    ]
  }
  let models = [small, better]
  let perplexities = models.map { $0.perplexity(on: corpus.test) }
  let texts = try models.map { try write($0, skipping: [unknown]) }
  let withUnknown = try write(better, skipping: [])
  show(
    Table(
      columns: [
        "text of", "test perplexity", "copied 3-grams, %",
        "copied 5-grams, %", "longest run", "‹unk›, %",
      ],
      rows: [
        row("small", format(perplexities[0], decimals: 0), texts[0]),
        row("better", format(perplexities[1], decimals: 0), texts[1]),
        row(
          "better, not skipping", format(perplexities[1], decimals: 0),
          withUnknown),
        row("the newspaper's test text", "–", news),
      ],
      caption:
        "4,000 words each, drawn from the nucleus of 0.9."))
  for (name, ids) in zip(["small", "better"], texts) {
    var joiner = TokenJoiner(.lines)
    let text = ids.prefix(60).map { joiner.next(words.word($0)) }.joined()
    show("\(name): \(text.split(separator: "\n").joined(separator: " / "))")
  }
  name("ptb_small", perplexities[0], decimals: 0)
  name("ptb_better", perplexities[1], decimals: 0)
  name("ptb_run", copying.longestRun(in: texts[1]))
  name("news_copied", 100 * copying.share(of: news, n: 5), decimals: 0)
  name("better_copied", 100 * copying.share(of: texts[1], n: 5), decimals: 0)
  claim("the better model is better", perplexities[1] < perplexities[0])
}
//#-hidden-code
weaveChapter()
//#-end-hidden-code
