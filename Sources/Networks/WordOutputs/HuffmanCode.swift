import Ground
import Tensors

/// A binary tree with the words as its leaves, the frequent ones near the root: no tree makes the
/// mean way from the root to a word, weighted by the words' counts, shorter (Huffman, 1952).
///
///     let code = HuffmanCode(counts: [5, 2, 1, 1])
///     code.path(of: 0).count     // 1: the most frequent word hangs from the root
///     code.path(of: 3).count     // 3
public struct HuffmanCode: Sendable {
  /// One decision on the way from the root to a word.
  public struct Step: Sendable, Equatable {
    /// The inner node that decides, 0 ..< V − 1; the root is 0.
    public let node: Int32
    /// Which way the path goes on.
    public let isLeft: Bool
  }

  /// The paths of all words one after the other, each from the root on.
  public let steps: [Step]
  /// The path of word w is `steps[starts[w] ..< starts[w + 1]]`: V + 1 numbers.
  public let starts: [Int]

  /// The code of words 0 ..< V with the given counts (≥ 0). Of equal counts the higher id is merged
  /// first, and a word before a subtree, which keeps the longest path as short as can be.
  public init(counts: [Int]) {
    require(counts.count >= 2, "A Huffman code needs at least 2 words, not \(counts.count).")
    require(counts.allSatisfy { $0 >= 0 }, "A word can't occur less than 0 times.")
    let parents = HuffmanCode.parents(counts)
    let root = 2 * counts.count - 2
    var (steps, starts): ([Step], [Int]) = ([], [0])
    for word in counts.indices {
      var path: [Step] = []
      var node = word
      while node != root {
        let (parent, isLeft) = parents[node]
        path.append(Step(node: Int32(root - parent), isLeft: isLeft))
        node = parent
      }
      steps += path.reversed()
      starts.append(steps.count)
    }
    (self.steps, self.starts) = (steps, starts)
  }

  /// How many words there are, V.
  public var wordCount: Int { starts.count - 1 }

  /// How many inner nodes there are, V − 1.
  public var nodeCount: Int { wordCount - 1 }

  /// The decisions on the way from the root to `word`.
  public func path(of word: Int) -> ArraySlice<Step> { steps[starts[word]..<starts[word + 1]] }

  /// For each node but the root, the node above it and on which side it hangs. The words are nodes
  /// 0 ..< V, then come the inner nodes in the order in which they were made, the root last.
  ///
  /// Sums of the two least nodes only grow, so the inner nodes queue up in order by themselves.
  private static func parents(_ counts: [Int]) -> [(node: Int, isLeft: Bool)] {
    let words = counts.count
    var sums = counts
    var leaves = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    var firstTree = words
    func takeLeast() -> Int {
      if let leaf = leaves.last, firstTree == sums.count || sums[leaf] <= sums[firstTree] {
        return leaves.removeLast()
      }
      firstTree += 1
      return firstTree - 1
    }
    var parents = [(node: Int, isLeft: Bool)](repeating: (0, false), count: 2 * words - 2)
    for parent in words..<2 * words - 1 {
      let (lesser, greater) = (takeLeast(), takeLeast())
      parents[lesser] = (parent, false)
      parents[greater] = (parent, true)
      sums.append(sums[lesser] + sums[greater])
    }
    return parents
  }
}
