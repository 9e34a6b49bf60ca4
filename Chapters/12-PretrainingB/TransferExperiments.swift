import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// What a model that has read plain text knows of tags and of reviews (12.8).

/// A Transformer that has read plain sentences: to guess hidden words from
/// both sides, or each word from those before it.
final class PlainReader: Model {
  let vocabulary: Vocabulary
  let stack: TransformerStack
  private let output: Affine
  private let isMasked: Bool
  private let loss = SoftmaxWithLoss(ignoring: -1)
  private var random: Random

  init(_ sentences: [[String]], isMasked: Bool, size: Int, seed: UInt64) {
    vocabulary = Vocabulary(
      of: ["[mask]"] + sentences.joined(), minimumCount: 3, withUnknown: true,
      keeping: ["[mask]"])
    var settings = TransformerSettings()
    (settings.size, settings.layers, settings.heads) = (size, 2, 4)
    let random = Random(seed: seed, stream: "plain reader")
    stack = TransformerStack(
      tokens: vocabulary.count, settings, isCausal: !isMasked, name: "reader",
      random: random)
    output = Affine(
      stack.embedding.weight,
      Parameter("output.bias", .zeros(vocabulary.count)), transposed: true)
    self.isMasked = isMasked
    self.random = random.stream("masks")
  }

  var parts: [any Trainable] { [stack, output] }

  func ids(of words: [String]) -> [Int] {
    words.map { vocabulary[$0] ?? vocabulary[Vocabulary.unknown]! }
  }

  func forward(_ batch: [[String]], mode: Mode) -> Score {
    let T = batch.map(\.count).max()!
    var (inputs, targets): ([[Int]], [[Int]]) = ([], [])
    for words in batch {
      let ids = ids(of: words)
      let padding = [Int](repeating: 0, count: T - ids.count)
      let hidden = ids.map { _ in isMasked && random.bernoulli(0.2) }
      inputs.append(
        zip(ids, hidden).map { $1 ? vocabulary["[mask]"]! : $0 } + padding)
      let wanted =
        isMasked
        ? zip(ids, hidden).map { $1 ? $0 : -1 }
        : Array(ids.dropFirst()) + [-1]
      targets.append(wanted + padding.map { _ in -1 })
    }
    let h = stack.forward(inputs, lengths: batch.map(\.count), mode: mode)
    return loss.score(output.forward(h, mode: mode), targets)
  }

  func backward() { stack.backward(output.backward(loss.backward())) }

  /// A reader that has read `sentences` some times.
  static func trained(
    on sentences: [[String]], isMasked: Bool = true, size: Int = 32,
    epochs: Int, seed: UInt64
  ) throws -> PlainReader {
    let reader = PlainReader(
      sentences, isMasked: isMasked, size: size, seed: seed)
    let trainer = Trainer(
      reader, optimizer: AdamW(rate: 0.01), batchSize: 16,
      random: Random(seed: seed, stream: "plain reader order"))
    (trainer.clipping, trainer.showsProgress) = (.norm(1), false)
    trainer.schedule = Schedule.cosine(to: 0.1).warmingUp(50)
    try trainer.train(on: PlainSentences(rows: sentences), epochs: epochs)
    return reader
  }
}

struct PlainSentences: Dataset {
  let rows: [[String]]

  var count: Int { rows.count }
  func batch(_ indices: [Int]) -> [[String]] { indices.map { rows[$0] } }
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

  /// Text without labels: sentences and reviews.
  static func plainText(seed: UInt64, count: Int) -> [[String]] {
    let harbor = Harbor(seed: seed)
    return harbor.taggedSentences(2 * count, stream: "plain").map(\.words)
      + harbor.reviews(count, stream: "plain").map(\.words)
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

  /// Percent of right sentiments of naive Bayes on words and pairs.
  func bayes(_ count: Int) -> Float {
    let texts = LabeledTexts(
      labeledReviews.prefix(count).map(\.words),
      labeledReviews.prefix(count).map(\.sentiment),
      classes: HarborReviews.sentiments)
    let guesses = LinearTextClassifier(of: texts, .naiveBayes)
      .guesses(for: examReviews.map(\.words))
    return right(guesses)
  }

  func right(_ guesses: [Int]) -> Float {
    let right = zip(guesses, examReviews).count { $0 == $1.sentiment }
    return 100 * Float(right) / Float(examReviews.count)
  }
}

struct TransferShares {
  let all, new: Float
}
