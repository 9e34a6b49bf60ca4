import Ground
import Language
import Tensors
import Testing

private let five = Vocabulary(words: ["the", "cat", "saw", "a", "dog"])

/// A model that gives each word what it is told to, whatever stands before.
private struct Fixed: LanguageModel {
  let vocabulary = five
  let probabilities: [Float]

  func logProbabilities(of ids: [Int], after context: [Int]) -> [Float] {
    ids.map { log(probabilities[$0]) }
  }
  func nextWord(after context: [Int]) -> Tensor { Tensor(probabilities) }
}

private func sum(_ tensor: Tensor) -> Double { tensor.values.reduce(0) { $0 + Double($1) } }

@Suite struct LanguageModelTests {
  @Test func perplexityIsTheInverseGeometricMean() {
    let model = Fixed(probabilities: [0.5, 0.25, 0.125, 0.0625, 0.0625])
    // One half and one quarter: the geometric mean is 8^(-1/2). Logarithms within 1 ulp.
    #expect(abs(model.perplexity(on: [0, 1], after: [2]) - Float(8).squareRoot()) < 1e-6)
    // Without a context the first word is one: only the quarter is left.
    #expect(abs(model.perplexity(on: [0, 1]) - 4) < 1e-6)
  }

  @Test func anEvenModelIsAsPerplexAsItHasWords() {
    let model = Fixed(probabilities: [0.2, 0.2, 0.2, 0.2, 0.2])
    #expect(abs(model.perplexity(on: [0, 1, 4, 4, 3, 2]) - 5) < 1e-5)
  }

  @Test func noWordIsLeftOut() throws {
    let corpus = Corpus.harbor(words: 3_000)
    let model = try KneserNey(corpus.vocabulary, order: 3, of: corpus.training)
    let (context, text) = (corpus.training, corpus.validation)
    var total = 0.0
    for place in text.indices {
      let next = model.nextWord(after: context + text[..<place])
      total -= Double(log(next.values[text[place]]))
    }
    let expected = exp(Float(total / Double(text.count)))
    #expect(model.perplexity(on: text, after: context) == expected)
  }

  @Test func aSentenceIsTheProductOfItsWords() throws {
    let model = Fixed(probabilities: [0.5, 0.25, 0.125, 0.0625, 0.0625])
    let logProbability = try model.logProbability(of: ["the", "cat", "saw", "a", "dog"])
    #expect(abs(exp(logProbability) - 0x1p-14) < 1e-9)
    #expect(try model.logProbability(of: []) == 0)
    #expect(throws: UnknownWord.self) { try model.logProbability(of: ["the", "cot"]) }
  }

  @Test func thereMustBeAWordToPredict() async {
    await #expect(processExitsWith: .failure) {
      _ = Fixed(probabilities: [1, 0, 0, 0, 0]).perplexity(on: [])
    }
    await #expect(processExitsWith: .failure) {
      _ = Fixed(probabilities: [1, 0, 0, 0, 0]).perplexity(on: [0])
    }
    await #expect(processExitsWith: .failure) {
      _ = Fixed(probabilities: [1, 0, 0, 0, 0]).perplexity(on: [], after: [0])
    }
  }
}

@Suite struct UnigramModelTests {
  @Test func wordsCountOnceMore() throws {
    let model = try UnigramModel(five, of: [0, 1, 2, 0, 4])
    #expect(model.nextWord(after: [3]).values == [0.3, 0.2, 0.2, 0.1, 0.2])
    let logs: [Float] = [log(0.3), log(0.1)]
    #expect(model.logProbabilities(of: [0, 3], after: [1]) == logs)
    #expect(throws: InputError("There is nothing to count in an empty text.")) {
      try UnigramModel(five, of: [])
    }
  }

  @Test func idsOutsideTheVocabularyStopTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = try UnigramModel(five, of: [0, 5]) }
    await #expect(processExitsWith: .failure) {
      _ = try UnigramModel(five, of: [0]).logProbabilities(of: [5], after: [])
    }
  }
}

@Suite struct CacheModelTests {
  @Test func allWordsAreEquallyLikelyAtFirst() {
    let cache = CacheModel(five, size: 3)
    for p in cache.nextWord(after: []).values { #expect(abs(p - 0.2) < 1e-7) }
  }

  @Test func onlyTheLastWordsCount() {
    let cache = CacheModel(five, size: 3)
    let expected: [Float] = [1.2 / 4, 0.2 / 4, 2.2 / 4, 0.2 / 4, 0.2 / 4]
    for (p, expected) in zip(cache.nextWord(after: [1, 4, 2, 0, 2]).values, expected) {
      #expect(abs(p - expected) < 1e-7)
    }
  }

  @Test(arguments: [1, 2, 7, 1000])
  func theStreamAndTheNextWordAgree(size: Int) {
    let cache = CacheModel(five, size: size)
    let (context, ids) = ([3, 3, 1, 0], [0, 0, 4, 2, 2, 1, 0, 3, 4, 4, 1])
    for read in 0...context.count {
      let before = Array(context[..<read])
      let logs = cache.logProbabilities(of: ids, after: before)
      for place in ids.indices {
        let next = cache.nextWord(after: before + ids[..<place])
        #expect(abs(sum(next) - 1) < 1e-6)
        let expected = log(next.values[ids[place]])
        #expect(logs[place] == expected)
      }
    }
  }

  @Test func aCacheHoldsSomething() async {
    await #expect(processExitsWith: .failure) { _ = CacheModel(five, size: 0) }
  }
}

@Suite struct InterpolationTests {
  private static let one = Fixed(probabilities: [0.5, 0.25, 0.125, 0.0625, 0.0625])
  private static let other = Fixed(probabilities: [0, 0, 0, 0.5, 0.5])

  @Test func probabilitiesAreMixed() {
    let mixed = Interpolation([Self.one, Self.other], weights: [0.75, 0.25])
    let expected: [Float] = [0.375, 0.1875, 0.09375, 0.171875, 0.171875]
    #expect(mixed.nextWord(after: []).values == expected)
    let logs = mixed.logProbabilities(of: [0, 1, 2, 3, 4], after: [0])
    for (p, expected) in zip(exp(Tensor(logs)).values, expected) {
      #expect(abs(p - expected) < 1e-6)
    }
  }

  @Test func theFittedWeightsAreTheBest() throws {
    let corpus = Corpus.harbor(words: 4_000)
    let unigrams = try UnigramModel(corpus.vocabulary, of: corpus.training)
    let pairs = try KneserNey(
      corpus.vocabulary, order: 2, of: Array(corpus.training.prefix(300)))
    let fitted = Interpolation.fitted([unigrams, pairs], on: corpus.validation)
    #expect(abs(fitted.weights.reduce(0, +) - 1) < 1e-6)
    #expect(fitted.weights.allSatisfy { $0 > 0.02 })
    func perplexity(_ weight: Float) -> Float {
      Interpolation([unigrams, pairs], weights: [weight, 1 - weight])
        .perplexity(on: corpus.validation)
    }
    let best = perplexity(fitted.weights[0])
    for step: Float in [-0.02, 0.02, -0.1, 0.1] {
      let weight = min(max(fitted.weights[0] + step, 0), 1)
      #expect(perplexity(weight) > best)
    }
  }

  /// With texts of 0 and 3 alone, and of 0 in two thirds: maximum likelihood by hand.
  @Test func theWeightsOfAModelWithoutOverlap() {
    let low = Fixed(probabilities: [1, 0, 0, 0, 0])
    let high = Fixed(probabilities: [0, 0, 0, 1, 0])
    let fitted = Interpolation.fitted([low, high], on: [0, 3, 0], after: [1])
    #expect(abs(fitted.weights[0] - 2 / 3) < 1e-6)
  }

  @Test func weightsAndModelsMustFit() async {
    await #expect(processExitsWith: .failure) {
      _ = Interpolation([InterpolationTests.one], weights: [0.5, 0.5])
    }
    await #expect(processExitsWith: .failure) {
      _ = Interpolation([InterpolationTests.one, InterpolationTests.other], weights: [0.5, 0.6])
    }
    await #expect(processExitsWith: .failure) {
      _ = Interpolation(
        [InterpolationTests.one, CacheModel(Vocabulary(words: ["cat"]))], weights: [0.5, 0.5])
    }
  }
}
