import Ground
import Language
import Tensors

/// The share of a text's n-grams that it has had before: 1 − different ones / all (Welleck et al.,
/// "Neural text generation with unlikelihood training", 2020, section 6: seq-rep-n).
///
///     repetition(in: [1, 2, 3, 1, 2, 3], n: 2)      // 0.4: of 1 2, 2 3, 3 1, 1 2, 2 3 two are repeats
///
/// 0 for a text that has fewer than two n-grams.
public func repetition(in ids: [Int], n: Int = 4) -> Float {
  require(n >= 1, "An n-gram has at least 1 word, not \(n).")
  let count = ids.count - n + 1
  guard count > 1 else { return 0 }
  let different = Set((0..<count).map { ids[$0..<$0 + n] })
  return Float(count - different.count) / Float(count)
}
