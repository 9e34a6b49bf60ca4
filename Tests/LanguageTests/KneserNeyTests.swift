import Foundation
import Harbor
import Language
import Tensors
import Testing

/// Kneser–Ney in double precision, straight from the formulas, with a dictionary for everything.
private struct Oracle {
  let words: Int
  let order: Int
  var counts: [[[Int]: Int]]
  let discounts: [[Double]]

  init(_ ids: [Int], words: Int, order: Int, discounts kind: KneserNey.Discounts) {
    (self.words, self.order) = (words, order)
    func grams(_ k: Int) -> [[Int]] {
      k > ids.count ? [] : (0...(ids.count - k)).map { Array(ids[$0..<($0 + k)]) }
    }
    counts = (1...order).map { k in
      let found = k == order ? grams(k) : Set(grams(k + 1)).map { Array($0.dropFirst()) }
      return Dictionary(found.map { ($0, 1) }, uniquingKeysWith: +)
    }
    discounts = counts.map { counts in
      func n(_ count: Int) -> Double { Double(counts.values.count { $0 == count }) }
      let y = n(1) / (n(1) + 2 * n(2))
      let result =
        kind == .one
        ? [y, y, y]
        : [1 - 2 * y * n(2) / n(1), 2 - 3 * y * n(3) / n(2), 3 - 4 * y * n(4) / n(3)]
      let isUsable = result.enumerated().allSatisfy { $1 > 0 && $1 <= Double($0 + 1) }
      return isUsable ? result : [0.5, 0.5, 0.5]
    }
  }

  /// P(w | history) by k-grams.
  func probability(_ w: Int, _ history: [Int], _ k: Int) -> Double {
    if k == 0 { return 1 / Double(words) }
    let context = Array(history.suffix(k - 1))
    let shorter = probability(w, history, k - 1)
    if context.count < k - 1 { return shorter }
    let followers = (0..<words).compactMap { counts[k - 1][context + [$0]] }
    let total = Double(followers.reduce(0, +))
    if total == 0 { return shorter }
    func discount(_ count: Int) -> Double { discounts[k - 1][min(count, 3) - 1] }
    let freed = followers.map(discount).reduce(0, +)
    let own = counts[k - 1][context + [w]].map { Double($0) - discount($0) } ?? 0
    return (own + freed * shorter) / total
  }

  func logProbabilities(of ids: [Int], after context: [Int]) -> [Double] {
    ids.indices.map { log(probability(ids[$0], context + ids[..<$0], order)) }
  }
}

/// A text of few words in which many k-grams come back.
private func text(_ count: Int, words: Int, stream: String = "text") -> [Int] {
  var random = Random(seed: 1, stream: stream)
  var ids = [0]
  while ids.count < count {
    let isUsual = random.uniform() < 0.7
    ids.append(
      isUsual ? (ids.last! * 2 + ids.count % 2) % words : random.integer(below: words))
  }
  return ids
}

private func vocabulary(_ count: Int) -> Vocabulary {
  Vocabulary(words: (0..<count).map { "word\($0)" })
}

@Test(arguments: 1...5, [KneserNey.Discounts.one, .three])
func kneserNeyMatchesItsFormulas(order: Int, discounts: KneserNey.Discounts) throws {
  // Words 12 and 13 never occur; of the others, some only once.
  let (training, test) = (text(900, words: 12), text(120, words: 14, stream: "test"))
  let model = try KneserNey(vocabulary(14), order: order, of: training, discounts: discounts)
  let oracle = Oracle(training, words: 14, order: order, discounts: discounts)
  for context in [[], [5], Array(training.suffix(30))] {
    let (logs, expected) = (
      model.logProbabilities(of: test, after: context),
      oracle.logProbabilities(of: test, after: context)
    )
    // Single against double precision: a few roundings of probabilities above 1e-4.
    for (log, expected) in zip(logs, expected) { #expect(abs(Double(log) - expected) < 3e-6) }
  }
}

@Test func kneserNeyMatchesItsFormulasOnStories() throws {
  let corpus = Corpus.harbor(words: 2_000)
  let model = try KneserNey(corpus.vocabulary, order: 4, of: corpus.training)
  let oracle = Oracle(
    corpus.training, words: corpus.vocabulary.count, order: 4, discounts: .three)
  let (context, ids) = (Array(corpus.validation[..<20]), Array(corpus.validation[20..<80]))
  let logs = model.logProbabilities(of: ids, after: context)
  for (log, expected) in zip(logs, oracle.logProbabilities(of: ids, after: context)) {
    #expect(abs(Double(log) - expected) < 3e-6)
  }
}

@Test(arguments: 1...6, [KneserNey.Discounts.one, .three])
func kneserNeySumsToOneAfterAnything(order: Int, discounts: KneserNey.Discounts) throws {
  let corpus = Corpus.harbor(words: 3_000)
  let model = try KneserNey(
    corpus.vocabulary, order: order, of: corpus.training, discounts: discounts)
  let seen = [0, 1, 7, 500, 1700].map { Array(corpus.training[..<$0]) }
  let unseen = [Array(corpus.training[..<50].reversed()), [0, 0, 0, 0, 0]]
  let atTheEnd = [corpus.training]
  for context in seen + unseen + atTheEnd {
    let next = model.nextWord(after: context)
    #expect(next.shape == [corpus.vocabulary.count])
    #expect(next.values.allSatisfy { $0 > 0 })
    // Some 300 to 500 numbers, each rounded to 2⁻²⁴ of itself, five times over.
    #expect(abs(next.values.reduce(0) { $0 + Double($1) } - 1) < 1e-6)
  }
}

@Test func theNextWordAndTheStreamAgree() throws {
  let corpus = Corpus.harbor(words: 2_000)
  let model = try KneserNey(corpus.vocabulary, of: corpus.training)
  let ids = Array(corpus.validation[..<40])
  let logs = model.logProbabilities(of: ids, after: [])
  for place in ids.indices {
    let next = model.nextWord(after: Array(ids[..<place]))
    let expected = Tensors.log(next.values[ids[place]])
    #expect(logs[place] == expected)
  }
}

/// What was counted once can be told by hand: a, b, a, c, in pairs.
@Test func aTextOfFourWords() throws {
  let model = try KneserNey(vocabulary(4), order: 2, of: [0, 1, 0, 2])
  // The pairs 01, 10 and 02 occur once each, so the counts of counts say nothing and the discount is
  // a half. Words 0, 1 and 2 follow one word each: half of the mass of single words goes to all four.
  let single: [Float] = [0.5 / 3 + 0.125, 0.5 / 3 + 0.125, 0.5 / 3 + 0.125, 0.125]
  for (p, expected) in zip(model.nextWord(after: []).values, single) {
    #expect(abs(p - expected) < 1e-6)
  }
  // After 0 come 1 and 2, each with half a count of two; the other half is shared as above.
  let after: [Float] = [0, 0.25, 0.25, 0]
  for (id, p) in model.nextWord(after: [0]).values.enumerated() {
    #expect(abs(p - after[id] - 0.5 * single[id]) < 1e-6)
  }
  // Nothing was seen after 2 or 3.
  #expect(model.nextWord(after: [2]) == model.nextWord(after: []))
  #expect(model.nextWord(after: [3]) == model.nextWord(after: []))
}

@Test func textsTooShortForNGramsAreRefused() {
  func message(_ order: Int, _ ids: [Int]) -> String? {
    do {
      _ = try KneserNey(vocabulary(3), order: order, of: ids)
      return nil
    } catch {
      return "\(error)"
    }
  }
  #expect(message(0, [0, 1]) == "An n-gram has at least 1 word, so the order can't be 0.")
  #expect(
    message(5, [])
      == "An n-gram model counts which words follow which; a text of no words has none.")
  #expect(
    message(5, [1])
      == "An n-gram model counts which words follow which; a text of one word has none.")
  #expect(message(5, [1, 2]) == nil)
}

@Test func idsOutsideTheVocabularyStopTheProgram() async {
  await #expect(processExitsWith: .failure) { _ = try KneserNey(vocabulary(3), of: [0, 1, 3]) }
  await #expect(processExitsWith: .failure) {
    _ = try KneserNey(vocabulary(3), of: [0, 1, 2]).logProbabilities(of: [-1], after: [])
  }
  await #expect(processExitsWith: .failure) {
    _ = try KneserNey(vocabulary(3), of: [0, 1, 2]).nextWord(after: [3])
  }
}

/// The longer the k-grams, the better on stories; and none better than the one who wrote them.
@Test(arguments: [1, 2, 3] as [UInt64])
func noNGramsBeatTheGrammar(seed: UInt64) throws {
  let corpus = Corpus.harbor(seed: seed, words: 60_000)
  let test = Harbor(seed: seed).text(words: 6_000, stream: "test")
  let words = corpus.vocabulary.words(at: corpus.test)
  let known = zip(words, test.words).allSatisfy { $0 == $1 || $0 == Vocabulary.unknown }
  #expect(known)
  let perplexities = try (1...5).map { order in
    try KneserNey(corpus.vocabulary, order: order, of: corpus.training)
      .perplexity(on: corpus.test)
  }
  #expect(zip(perplexities, perplexities.dropFirst()).allSatisfy { $0 > $1 })
  #expect(perplexities[4] > 1.5 * test.perplexity)
}

@Suite(
  .enabled(
    if: DataFolders.standard.has([
      .pennTreebankTraining, .pennTreebankValidation, .pennTreebankTest,
    ]),
    "needs the Penn Treebank in BOOK_DATA or the cache"))
struct KneserNeyOnPennTreebankTests {
  /// Mikolov, "Statistical language models based on neural networks", 2012, table 4.1: 148.3 and
  /// 141.2 by 3-grams and 5-grams, 125.7 by the latter with a cache.
  @Test func perplexitiesAreThePublishedOnes() throws {
    let corpus = try Corpus.load("ptb")
    func model(_ order: Int) throws -> KneserNey {
      try KneserNey(corpus.vocabulary, order: order, of: corpus.training)
    }
    func perplexity(_ model: some LanguageModel) -> Float {
      model.perplexity(on: corpus.test, after: corpus.validation)
    }
    let five = try model(5)
    #expect(abs(perplexity(try model(3)) - 148.3) < 0.3)
    #expect(abs(perplexity(five) - 141.2) < 0.3)
    let cache = CacheModel(corpus.vocabulary, size: 200)
    let mixed = Interpolation.fitted([five, cache], on: corpus.validation)
    #expect(abs(perplexity(mixed) - 125.7) < 1.5)
  }
}
