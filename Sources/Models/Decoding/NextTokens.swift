import Ground
import Language
import Tensors

/// What a step's scores (N, V) say of the next tokens.
struct NextTokens {
  private let scores: Tensor
  /// For each row, log Σ exp of its scores.
  private let normalizers: [Float]
  /// What must not be written.
  private let skipped: Set<Int>

  /// - Throws: `InputError` if the scores aren't numbers, or all tokens are to be skipped.
  init(_ scores: Tensor, skipping skipped: Set<Int>) throws {
    (self.scores, self.skipped) = (scores, skipped)
    normalizers = logSumExp(scores).values
    guard normalizers.allSatisfy(\.isFinite) else {
      throw InputError(
        "The model's scores of the next token are not numbers; its training went out of bounds.")
    }
    let vocabulary = scores.shape[1]
    guard skipped.count < vocabulary || (0..<vocabulary).contains(where: { !skipped.contains($0) })
    else {
      throw InputError(
        "There is nothing left to write: all \(vocabulary) tokens are to be skipped.")
    }
  }

  /// The natural logarithm of a token's probability under the model.
  func logProbability(of id: Int, row: Int) -> Float { scores[row, id] - normalizers[row] }

  /// (V): a row's scores, -∞ for what must not be written.
  func scores(row: Int) -> [Float] {
    var scores = scores.row(row).values
    for id in skipped where scores.indices.contains(id) { scores[id] = -.infinity }
    return scores
  }
}

/// The ids of the `count` highest scores, the highest first; of equal ones the lower id first. Ids with a
/// score of -∞ are left out.
func highest(_ count: Int, of scores: [Float]) -> [Int] {
  let possible = scores.indices.filter { scores[$0] > -.infinity }
  func isBefore(_ a: Int, _ b: Int) -> Bool { (scores[b], a) < (scores[a], b) }
  // To keep a short list in order is faster than to put all in order.
  guard count < possible.count / 8 else {
    return Array(possible.sorted(by: isBefore).prefix(count))
  }
  var best: [Int] = []
  for id in possible where best.count < count || isBefore(id, best[best.count - 1]) {
    let place = best.firstIndex { isBefore(id, $0) } ?? best.count
    best.insert(id, at: place)
    if best.count > count { best.removeLast() }
  }
  return best
}
