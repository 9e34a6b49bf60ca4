import Ground
import Tensors

/// Several language models as one: the weighted mean of their probabilities.
///
///     let mixed = Interpolation.fitted([fiveGram, cache], on: corpus.validation)
///     mixed.weights              // 0.91, 0.09
///
/// (Jelinek and Mercer, "Interpolated estimation of Markov source parameters from sparse data", 1980.)
public struct Interpolation: LanguageModel {
  public let models: [any LanguageModel]
  /// The models' shares, which sum to 1.
  public let weights: [Float]

  public init(_ models: [any LanguageModel], weights: [Float]) {
    require(
      !models.isEmpty && models.count == weights.count,
      "\(weights.count) weights don't fit \(models.count) language models.")
    require(
      weights.allSatisfy { $0 >= 0 } && abs(weights.reduce(0, +) - 1) < 1e-4,
      "The weights of language models must not be negative and must sum to 1: \(weights).")
    require(
      models.allSatisfy { $0.vocabulary.words == models[0].vocabulary.words },
      "Language models can be mixed only if they have the same vocabulary.")
    (self.models, self.weights) = (models, weights)
  }

  /// The models with the weights under which `ids` are most likely: in validation text, since on their
  /// own training text models that know it by heart would get all the weight. Without a context the
  /// first word is the context.
  ///
  /// Expectation maximization: a model's weight becomes the mean share it has in the words'
  /// probabilities, until no weight moves any more.
  public static func fitted(
    _ models: [any LanguageModel], on ids: [Int], after context: [Int] = []
  ) -> Interpolation {
    let read = context.isEmpty ? 1 : 0
    require(ids.count > read, "There is no word to fit the weights on.")
    let words = Array(ids[read...])
    let probabilities = models.map { model in
      model.logProbabilities(of: words, after: context + ids[..<read]).map { exp($0) }
    }
    var weights = [Double](repeating: 1 / Double(models.count), count: models.count)
    for _ in 0..<1000 {
      let next = shares(weights, probabilities).map { $0 / Double(words.count) }
      let move = zip(weights, next).map { abs($0 - $1) }.max()!
      weights = next
      if move < 1e-6 { break }
    }
    return Interpolation(models, weights: weights.map { Float($0) })
  }

  /// What each model contributes to the words' probabilities, summed over the words.
  private static func shares(_ weights: [Double], _ probabilities: [[Float]]) -> [Double] {
    var sums = [Double](repeating: 0, count: weights.count)
    for word in probabilities[0].indices {
      let parts = weights.indices.map { weights[$0] * Double(probabilities[$0][word]) }
      let total = parts.reduce(0, +)
      for model in parts.indices where total > 0 { sums[model] += parts[model] / total }
    }
    return sums
  }

  public var vocabulary: Vocabulary { models[0].vocabulary }

  public func logProbabilities(of ids: [Int], after context: [Int]) -> [Float] {
    var sum = Tensor.zeros(ids.count)
    for (model, weight) in zip(models, weights) {
      sum += exp(Tensor(model.logProbabilities(of: ids, after: context))) * weight
    }
    return log(sum).values
  }

  public func nextWord(after context: [Int]) -> Tensor {
    var sum = Tensor.zeros(vocabulary.count)
    for (model, weight) in zip(models, weights) { sum += model.nextWord(after: context) * weight }
    return sum
  }
}
