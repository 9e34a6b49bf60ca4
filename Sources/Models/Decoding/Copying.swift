import Ground
import Language
import Tensors

/// Finds what in a text was copied from another: is it written, or known by heart?
///
///     let copying = Copying(from: corpus.training)
///     copying.share(of: written, n: 5)          // how many of its 5-grams are in the training text
///     copying.longestRun(in: written)           // how many words in a row, at most
///
/// All suffixes of the source are put in order, once (Manber and Myers, "Suffix arrays", 1993): then the
/// longest run from some word on is found by looking where it would stand among them.
public struct Copying: Sendable {
  /// Runs are measured up to here.
  public static let longest = 200

  private let source: [Int32]
  /// Where the source's suffixes begin, in the order of their first `longest` words.
  private let suffixes: [Int32]

  /// O(n log n) comparisons for a source of n words.
  public init(from source: [Int]) {
    let words = source.map { Int32($0) }
    self.source = words
    suffixes = words.withUnsafeBufferPointer { words in
      words.indices.map { Int32($0) }.sorted { a, b in
        let (a, b) = (Int(a), Int(b))
        let common = commonCount(words, from: a, words, from: b)
        if common == Copying.longest || max(a, b) + common == words.count { return a > b }
        return words[a + common] < words[b + common]
      }
    }
  }

  /// For each word of a text, how many words from there on stand in the source as they are.
  public func runs(in ids: [Int]) -> [Int] {
    let ids = ids.map { Int32($0) }
    return source.withUnsafeBufferPointer { source in
      ids.withUnsafeBufferPointer { ids in
        ids.indices.map { start in
          let place = suffixes.partitionPoint { suffix in
            let common = commonCount(source, from: Int(suffix), ids, from: start)
            if common == Copying.longest || start + common == ids.count { return false }
            let next = Int(suffix) + common
            return next == source.count || source[next] < ids[start + common]
          }
          // The longest common beginning is that of a neighbor.
          return [place - 1, place].filter(suffixes.indices.contains).map {
            commonCount(source, from: Int(suffixes[$0]), ids, from: start)
          }.max() ?? 0
        }
      }
    }
  }

  /// The share of a text's n-grams that are in the source; 0 for a text shorter than n.
  public func share(of ids: [Int], n: Int) -> Float {
    require(n >= 1 && n <= Copying.longest, "Runs are measured from 1 to \(Copying.longest) words.")
    guard ids.count >= n else { return 0 }
    let copied = runs(in: ids).count { $0 >= n }
    return Float(copied) / Float(ids.count - n + 1)
  }

  /// How many words in a row, at most, stand in the source as they are.
  public func longestRun(in ids: [Int]) -> Int { runs(in: ids).max() ?? 0 }
}

/// How many words two texts have in common from two places on, at most `Copying.longest`.
private func commonCount(
  _ a: UnsafeBufferPointer<Int32>, from i: Int, _ b: UnsafeBufferPointer<Int32>, from j: Int
) -> Int {
  let limit = min(a.count - i, b.count - j, Copying.longest)
  return (0..<limit).first { a[i + $0] != b[j + $0] } ?? limit
}

extension [Int32] {
  /// How many elements come first of which `isBefore` is true, which then are all of which it is.
  fileprivate func partitionPoint(_ isBefore: (Int32) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
