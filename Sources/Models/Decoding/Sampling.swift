import Language
import Tensors

/// How the next token is drawn from its scores.
struct Sampling: Sendable, Equatable {
  /// T: scores are divided by it. Below 1 likely tokens become likelier, above 1 all become more equal.
  let temperature: Float
  /// How many of the most likely tokens may be drawn (Fan, Lewis and Dauphin, "Hierarchical neural story
  /// generation", 2018); nil for all.
  let top: Int?
  /// How much probability the drawn tokens must have together, p: the smallest set of the most likely
  /// ones that has it (Holtzman et al., "The curious case of neural text degeneration", 2020, section
  /// 3.1); nil for all.
  let nucleus: Float?

  func choose(from scores: [Float], _ random: inout Random) -> Int {
    let (ids, weights) = candidates(scores)
    return ids[random.index(weights: weights)]
  }

  /// What may be drawn, and with what probability, up to a common factor: first the temperature, then
  /// the top ones, then of these the nucleus.
  func candidates(_ scores: [Float]) -> (ids: [Int], weights: [Float]) {
    let largest = scores.max()!
    // The largest is taken away first, or a low temperature makes infinities.
    let tempered = Tensor(scores.map { ($0 - largest) / temperature })
    let weights = exp(tempered).values
    if top == nil && nucleus == nil { return (Array(weights.indices), weights) }
    var ids = highest(top ?? scores.count, of: scores)
    if let nucleus {
      ids.removeLast(ids.count - nucleusCount(ids.map { weights[$0] }, nucleus))
    }
    return (ids, ids.map { weights[$0] })
  }

  /// How many of the weights, which fall, have `share` of their sum.
  private func nucleusCount(_ weights: [Float], _ share: Float) -> Int {
    let needed = share * weights.reduce(0, +)
    var sum: Float = 0
    for (index, weight) in weights.enumerated() {
      sum += weight
      if sum >= needed { return index + 1 }
    }
    return weights.count
  }
}
