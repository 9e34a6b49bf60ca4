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

 This chapter makes the models of the last two write.
*/
let harbor = Harbor(seed: options.seed, edition: .primer)
let end = Tokenizer.endOfSentence
/// Stories one after the other, each with the end sign behind it.
func marked(_ text: HarborText) -> [String] {
  text.stories.flatMap { $0.sentences.flatMap(\.words) + [end] }
}
let training = harbor.text(words: options.quick ? 60_000 : 500_000)
let test = harbor.text(words: 20_000, stream: "test")
let vocabulary = Vocabulary(of: marked(training), withUnknown: false)
let ids = try vocabulary.ids(of: marked(training))
func trained(
  _ size: Int, _ words: Int, cell: RecurrentLanguageModel.Cell = .lstm
) throws -> RecurrentLanguageModel {
  var settings = RecurrentLanguageModel.Settings()
  (settings.cell, settings.embeddingSize, settings.size) = (cell, 64, size)
  let random = Random(seed: options.seed, stream: "model")
  let model = RecurrentLanguageModel(vocabulary, settings, random: random)
  model.embedding.weight.value *= 5
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.01), batchSize: 1, random: random)
  (trainer.isShuffling, trainer.clipping) = (false, .norm(1))
  trainer.schedule = .linear()
  try trainer.train(
    on: try ParallelStreams(Array(ids.prefix(words)), streams: 10, steps: 25),
    epochs: 1)
  return model
}
//#-hidden-code
let clock = ContinuousClock()
var t0 = clock.now
let model = try trained(96, ids.count)
print("trained", clock.now - t0, vocabulary.count, ids.count); t0 = clock.now
let testIds = try vocabulary.ids(of: marked(test))
print("perplexity", model.perplexity(on: testIds, after: [vocabulary[end]!]))
let copying = Copying(from: ids)
print("copying", clock.now - t0); t0 = clock.now
print(test.stories[0].sentences.map(\.words), test.stories.count)
let openings = try test.stories.prefix(100).map {
  try vocabulary.ids(of: [end] + $0.sentences[0].words)
}
print(Set(openings.map(\.count)))
let endId = vocabulary[end]!

func judge(_ opening: [Int], _ text: [Int]) -> (right: Int, all: Int) {
  var reader = HarborReader(.primer)
  for id in opening.dropFirst() { _ = reader.read(vocabulary.word(id)) }
  var (right, all) = (0, 0)
  for sentence in text.split(separator: vocabulary["."]!) {
    let before = reader
    all += 1
    if (sentence + [vocabulary["."]!]).allSatisfy({
      reader.read(vocabulary.word($0)).isFinite
    }) {
      right += 1
    } else {
      reader = before
    }
  }
  return (right, all)
}
func report(_ name: String, _ texts: [(Int, Written)]) {
  let ids = texts.map { $0.1.ids }
  let n = Float(texts.count)
  var (r, a) = (0, 0)
  for (k, t) in texts {
    let j = judge(openings[k], t.ids); r += j.right; a += j.all
  }
  let words = texts.reduce(0) { $0 + $1.1.count }
  let logp = texts.reduce(0.0) { $0 + $1.1.logProbability } / Double(words)
  print(
    name, "words", Float(words) / n, "ppl", exp(Float(-logp)), "rep4",
    ids.map { repetition(in: $0) }.reduce(0, +) / n, "copy8",
    ids.map { copying.share(of: $0, n: 8) }.reduce(0, +) / n, "run",
    ids.map { copying.longestRun(in: $0) }.max()!, "good", Float(r) / Float(a),
    "ended", texts.count { $0.1.isEnded }, "distinct", Set(ids).count)
  print(
    "   ", vocabulary.words(at: Array(ids[0].prefix(40))).joined(separator: " ")
  )
}
func texts(
  _ decoding: Decoding, _ writer: () -> any Writer = { model.writer() },
  count: Int = 100
) throws -> [(Int, Written)] {
  var random = Random(seed: options.seed, stream: "texts")
  return try (0..<count).map { k in
    (
      k,
      try decoding.write(
        with: writer(), after: openings[k], until: endId, limit: 200,
        random: &random)[0]
    )
  }
}
report(
  "grammar",
  test.stories.prefix(100).enumerated().map { k, s in
    let ids = try! vocabulary.ids(of: s.sentences.dropFirst().flatMap(\.words))
    let logs = model.logProbabilities(of: ids + [endId], after: openings[k])
    return (
      k,
      Written(
        ids: ids, logProbability: logs.reduce(0.0) { $0 + Double($1) },
        isEnded: true)
    )
  })
print("t", clock.now - t0); t0 = clock.now
for (name, d) in [
  ("greedy", Decoding.greedy), ("T1", try .sampling()),
  ("top5", try .sampling(top: 5)), ("top20", try .sampling(top: 20)),
  ("nuc.9", try .sampling(nucleus: 0.9)), ("beam5", try .beam(width: 5)),
  ("beam5 n0", try .beam(width: 5, normalization: 0)),
  ("beam20 n0", try .beam(width: 20, normalization: 0)),
  ("beam5 n1", try .beam(width: 5, normalization: 1)),
] {
  report(name, try texts(d)); print("t", clock.now - t0); t0 = clock.now
}
for t: Float in [0.1, 0.3, 0.5, 0.7, 0.85, 1.2, 1.5, 2] {
  report("T\(t)", try texts(.sampling(temperature: t)));
  print("t", clock.now - t0); t0 = clock.now
}
final class ContextWriter: Writer {
  let model: any LanguageModel
  var texts: [[Int]] = [[]]
  init(_ model: any LanguageModel) { self.model = model }
  var rows: Int { texts.count }
  func next(after ids: [Int]) -> Tensor {
    for (row, id) in ids.enumerated() { texts[row].append(id) }
    return log(
      Tensor(
        texts.flatMap { model.nextWord(after: $0).values },
        shape: [rows, -1].map { $0 == -1 ? model.vocabulary.count : $0 }))
  }
  func select(_ rows: [Int]) { texts = rows.map { texts[$0] } }
}
for n in [1, 2, 3, 5] {
  let kn = try KneserNey(vocabulary, order: n, of: ids);
  report(
    "kn\(n) \(kn.perplexity(on: testIds))",
    try texts(.sampling(), { ContextWriter(kn) }, count: 50));
  print("t", clock.now - t0); t0 = clock.now
}
for w in [20_000, 60_000, 180_000] {
  let m = try trained(96, w);
  report(
    "lstm\(w) \(m.perplexity(on: testIds))",
    try texts(.sampling(), { m.writer() }));
  print("t", clock.now - t0); t0 = clock.now
}
do {
  let m = try trained(128, ids.count, cell: .rnn);
  report(
    "rnn \(m.perplexity(on: testIds))", try texts(.sampling(), { m.writer() }));
  print("t", clock.now - t0); t0 = clock.now
}
weaveChapter()
//#-end-hidden-code
