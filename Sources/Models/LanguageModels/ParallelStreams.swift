import Ground
import Language
import Networks
import Tensors

/// A long text as N streams read side by side, cut into blocks of T steps: a dataset whose examples
/// are the blocks.
///
///     let streams = ParallelStreams(corpus.training, streams: 20, steps: 35)
///     streams[0].inputs          // N rows of T ids, each the beginning of its stream
///     streams[1].inputs          // what follows in each stream
///
/// Row n of every block belongs to stream n, so a state can go on from each block to the next: blocks
/// must be read in order, one at a time.
public struct ParallelStreams: Dataset {
  /// One block: N rows of ids, and for each id the one that follows in the text.
  public struct Block: Sendable {
    public let inputs: [[Int]]
    public let targets: [[Int]]

    public init(inputs: [[Int]], targets: [[Int]]) {
      (self.inputs, self.targets) = (inputs, targets)
    }
  }

  private let ids: [Int]
  /// N.
  public let streams: Int
  /// T.
  public let steps: Int
  /// How many ids each stream reads.
  public let length: Int

  /// - Parameters:
  ///   - ids: the text. The fewer than N ids at its end that would make the streams unequal are left
  ///     out; the last block has fewer steps.
  /// - Throws: `InputError` if the text is too short for N streams of T steps.
  public init(_ ids: [Int], streams: Int, steps: Int) throws {
    require(
      streams > 0 && steps > 0, "A text can't be cut into \(streams) streams of \(steps) steps.")
    (self.ids, self.streams, self.steps) = (ids, streams, steps)
    length = max(ids.count - 1, 0) / streams
    guard length >= steps else {
      throw InputError(
        """
        A text of \(ids.count) words is too short for \(streams) streams of \(steps) steps; it takes \
        \(streams * steps + 1) words, or fewer streams or steps.
        """)
    }
  }

  /// How many blocks there are.
  public var count: Int { (length + steps - 1) / steps }

  public subscript(block: Int) -> Block {
    let range = block * steps..<min((block + 1) * steps, length)
    func rows(after offset: Int) -> [[Int]] {
      (0..<streams).map { stream in
        let start = stream * length + offset
        return Array(ids[start + range.lowerBound..<start + range.upperBound])
      }
    }
    return Block(inputs: rows(after: 0), targets: rows(after: 1))
  }

  /// The block that `indices`, one number, names.
  public func batch(_ indices: [Int]) -> Block {
    require(
      indices.count == 1,
      "Blocks of streams follow each other; \(indices.count) can't be read at a time.")
    return self[indices[0]]
  }
}
