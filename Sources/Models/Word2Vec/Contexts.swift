import Ground
import Language
import Networks
import Tensors

/// Each word of a text with its neighbors, as examples to learn from.
///
/// Only whole windows: the first and last m words of the text have neighbors on one side only and
/// are no centers, so that all rows of a batch are equally long. A text of a million words loses
/// 2m examples by it.
public struct Contexts: Dataset, Sendable {
  /// Some words with their neighbors.
  public struct Batch: Sendable {
    /// N rows of 2m neighbors, from left to right.
    public let contexts: [[Int]]
    /// N words.
    public let centers: [Int]

    public init(contexts: [[Int]], centers: [Int]) {
      require(
        contexts.count == centers.count,
        "\(contexts.count) contexts don't fit \(centers.count) words.")
      (self.contexts, self.centers) = (contexts, centers)
    }
  }

  /// The text.
  public let ids: [Int]
  /// How many neighbors are looked at on each side, m.
  public let window: Int

  /// - Throws: `InputError` if the window is empty or the text too short for one.
  public init(_ ids: [Int], window: Int) throws {
    guard window >= 1 else { throw InputError("A window has at least 1 word, not \(window).") }
    guard ids.count > 2 * window else {
      throw InputError(
        """
        A text of \(ids.count) words has no word with \(window) neighbors on both sides; use a \
        narrower window or more text.
        """)
    }
    (self.ids, self.window) = (ids, window)
  }

  public var count: Int { ids.count - 2 * window }

  public func batch(_ indices: [Int]) -> Batch {
    Batch(
      contexts: indices.map { first in
        Array(ids[first..<first + window]) + ids[first + window + 1...first + 2 * window]
      },
      centers: indices.map { ids[$0 + window] })
  }
}
