import Ground
import Tensors

/// How much translations have in common with those that people made: a number from 0 to 1 for a whole
/// corpus.
///
///     let bleu = BLEU(of: answers, references: pairs.answers.map { [$0] })
///     bleu.score                     // 0.31
///     bleu.precisions                // of single tokens, of pairs, of threes, of fours
///     bleu.brevityPenalty
///
/// (Papineni, Roukos, Ward and Zhu, "BLEU: a method for automatic evaluation of machine translation",
/// ACL 2002, section 2.)
public struct BLEU: Equatable, Sendable {
  /// For n = 1 … N the share of the n-grams that a reference has too, each counted at most as often as
  /// in the reference that has it most often; 0 if there are none so long.
  public let precisions: [Float]
  /// exp(1 − r / c) if all candidates together, c tokens, are shorter than their references, r; else 1.
  public let brevityPenalty: Float

  /// The geometric mean of the precisions, less the penalty: 0 if any precision is 0.
  public var score: Float {
    guard precisions.allSatisfy({ $0 > 0 }) else { return 0 }
    let mean = precisions.map { log($0) }.reduce(0, +) / Float(precisions.count)
    return brevityPenalty * exp(mean)
  }

  /// - Parameters:
  ///   - candidates: what is judged.
  ///   - references: for each candidate one right translation or several.
  ///   - longest: N, how many tokens the longest n-grams have.
  public init<Token: Hashable>(
    of candidates: [[Token]], references: [[[Token]]], longest: Int = 4
  ) {
    require(
      candidates.count == references.count && !references.contains(where: \.isEmpty),
      "Each of \(candidates.count) candidates needs a reference.")
    require(longest >= 1, "An n-gram has at least 1 token, not \(longest).")
    precisions = (1...longest).map { n in
      let found = zip(candidates, references).map { matches($0, $1, n) }.reduce(0, +)
      let total = candidates.map { max($0.count - n + 1, 0) }.reduce(0, +)
      return total == 0 ? 0 : Float(found) / Float(total)
    }
    let length = candidates.map(\.count).reduce(0, +)
    let wanted = zip(candidates, references).map { closestLength(to: $0.count, $1) }.reduce(0, +)
    brevityPenalty =
      length == 0 ? 0 : length >= wanted ? 1 : exp(1 - Float(wanted) / Float(length))
  }
}

/// How many of a candidate's n-grams the references have too.
private func matches<Token: Hashable>(_ candidate: [Token], _ references: [[Token]], _ n: Int)
  -> Int
{
  let most = references.map { counts($0, n) }.reduce(into: [:]) { most, counts in
    most.merge(counts, uniquingKeysWith: max)
  }
  return counts(candidate, n).reduce(0) { $0 + min($1.value, most[$1.key] ?? 0) }
}

/// How often a text has each n-gram.
private func counts<Token: Hashable>(_ text: [Token], _ n: Int) -> [ArraySlice<Token>: Int] {
  guard text.count >= n else { return [:] }
  return (0...text.count - n).reduce(into: [:]) { $0[text[$1..<$1 + n], default: 0] += 1 }
}

/// Of the references' lengths the closest, and of two the shorter.
private func closestLength<Token>(to length: Int, _ references: [[Token]]) -> Int {
  references.map(\.count).min { (abs($0 - length), $0) < (abs($1 - length), $1) }!
}
