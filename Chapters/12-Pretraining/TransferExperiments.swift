import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// What a model that has read plain text knows of tags and of topics (12.8).

/// A language model that has read sentences and reviews of the harbor, each by
/// itself, some times.
func plainReader(
  seed: UInt64, sentences: Int, reviews: Int, epochs: Int
) throws -> TransformerLanguageModel {
  let harbor = Harbor(seed: seed)
  let texts =
    harbor.taggedSentences(sentences, stream: "plain").map(\.words)
    + harbor.reviews(reviews, stream: "plain").map(\.words)
  let vocabulary = Vocabulary(
    of: texts.flatMap { $0 }, minimumCount: 2, withUnknown: true)
  var settings = TransformerSettings()
  (settings.size, settings.layers, settings.heads) = (32, 2, 4)
  (settings.positions, settings.isTied) = (.rotary, true)
  let random = Random(seed: seed, stream: "plain reader")
  let model = TransformerLanguageModel(vocabulary, settings, random: random)
  let trainer = Trainer(
    Tuning(model), optimizer: AdamW(rate: 0.015), batchSize: 16,
    random: random.stream("order"))
  (trainer.clipping, trainer.showsProgress) = (.norm(1), false)
  trainer.schedule = Schedule.cosine(to: 0.1).warmingUp(50)
  let rows = try texts.map { text in
    let ids = try vocabulary.ids(of: text)
    return lesson([ids[0]], Array(ids.dropFirst()))
  }
  try trainer.train(on: LessonRows(rows: rows), epochs: epochs)
  return model
}

/// Few labels, and an exam.
struct TransferTrial {
  let labeled, exam: [HarborTagged]
  let labeledReviews, examReviews: [HarborReview]

  init(seed: UInt64, sentences: Int, reviews: Int, exam: Int) {
    let harbor = Harbor(seed: seed)
    labeled = harbor.taggedSentences(sentences, stream: "few labels")
    self.exam = harbor.taggedSentences(exam, stream: "transfer exam")
    labeledReviews = harbor.reviews(reviews, stream: "few labels")
    examReviews = harbor.reviews(exam, stream: "transfer exam")
  }

  /// Percent of right tags: of all words, and of those that no labeled sentence
  /// of the first `count` has.
  func shares(_ guesses: [[String]], count: Int) -> TransferShares {
    let known = Set(labeled.prefix(count).flatMap(\.words))
    var (right, all) = ([0, 0], [0, 0])
    for (row, sentence) in zip(guesses, exam) {
      for (s, word) in sentence.words.enumerated() {
        let kind = known.contains(word) ? 0 : 1
        all[kind] += 1
        right[kind] += row[s] == sentence.partsOfSpeech[s] ? 1 : 0
      }
    }
    return TransferShares(
      all: 100 * Float(right[0] + right[1]) / Float(all[0] + all[1]),
      new: 100 * Float(right[1]) / Float(all[1]))
  }

  private func sentences(_ count: Int) -> TaggedSentences {
    TaggedSentences(
      labeled.prefix(count).map { TaggedSentence($0.words, $0.partsOfSpeech) })
  }

  /// Chapter 11's hidden Markov model, on the first `count` sentences.
  func markov(_ count: Int) -> TransferShares {
    shares(
      TrigramTagger(sentences(count)).likeliest(exam.map(\.words)),
      count: count)
  }

  /// Chapter 11's network, on the first `count` sentences.
  func network(_ count: Int, seed: UInt64) throws -> TransferShares {
    var settings = Tagger.Settings()
    (settings.embeddingSize, settings.size) = (32, 32)
    (settings.characters, settings.isChain) = (.none, false)
    settings.dropout = 0.2
    let random = Random(seed: seed, stream: "few labels")
    let tagger = Tagger(sentences(count), settings, random: random)
    let trainer = Trainer(
      tagger, optimizer: Adam(rate: 0.02), batchSize: 8, random: random)
    (trainer.showsProgress, trainer.clipping) = (false, .norm(5))
    let data = TaggedExamples(sentences(count), for: tagger, random: random)
    try trainer.train(on: data, epochs: 20)
    return shares(tagger.likeliest(exam.map(\.words)), count: count)
  }
}

struct TransferShares {
  let all, new: Float
}
