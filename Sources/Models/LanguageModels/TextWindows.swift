import Ground
import Language
import Networks
import Tensors

/// Pieces of T steps out of a text, each to be read for itself: a dataset for models that carry
/// nothing from one piece to the next, and so may take them in any order, many at a time.
///
///     let windows = try TextWindows(corpus.training, steps: 64, count: 12_000, random: random)
///     windows.batch([0, 1]).inputs     // 2 rows of 64 ids
///     windows.batch([0, 1]).targets    // the same rows one step on
public struct TextWindows: Dataset {
  private let ids: [Int]
  /// T.
  public let steps: Int
  /// Where the windows begin.
  private let starts: [Int]

  /// All windows of the text, one after the other; the fewer than T ids at its end that fill none are
  /// left out.
  ///
  /// - Throws: `InputError` if the text is too short for one.
  public init(_ ids: [Int], steps: Int) throws {
    try self.init(ids, steps: steps) { last in Array(stride(from: 0, through: last, by: steps)) }
  }

  /// `count` windows that begin anywhere in the text.
  ///
  /// - Throws: `InputError` if the text is too short for one.
  public init(_ ids: [Int], steps: Int, count: Int, random: Random) throws {
    try self.init(ids, steps: steps) { last in
      var random = random
      return (0..<count).map { _ in random.integer(below: last + 1) }
    }
  }

  private init(_ ids: [Int], steps: Int, starts: (_ last: Int) -> [Int]) throws {
    require(steps > 0, "A window needs at least 1 step, not \(steps).")
    guard ids.count > steps else {
      throw InputError(
        "A text of \(ids.count) tokens is too short for a window of \(steps) and what follows it.")
    }
    (self.ids, self.steps) = (ids, steps)
    self.starts = starts(ids.count - 1 - steps)
  }

  public var count: Int { starts.count }

  public func batch(_ indices: [Int]) -> ParallelStreams.Block {
    func rows(after offset: Int) -> [[Int]] {
      indices.map { Array(ids[starts[$0] + offset..<starts[$0] + offset + steps]) }
    }
    return .init(inputs: rows(after: 0), targets: rows(after: 1))
  }
}
