import Language
import Tensors

/// Rows of different lengths made equal: each is filled up at its end.
struct Padded {
  /// N rows of T ids.
  let ids: [[Int]]
  /// How many of its T ids each row had.
  let lengths: [Int]

  /// - Parameter filler: the id that fills up the shorter rows.
  init(_ rows: [[Int]], with filler: Int) {
    lengths = rows.map { $0.count }
    let longest = lengths.max() ?? 0
    ids = rows.map { $0 + Array(repeating: filler, count: longest - $0.count) }
  }
}

extension PairBatch {
  /// A target that doesn't count: what fills up the shorter answers.
  static let padding = -1

  /// What teacher forcing takes: the answers as a decoder reads them, from `end` on, and as it should
  /// write them, up to `end`.
  func taught(_ end: Int) -> (inputs: Padded, targets: Padded) {
    (
      Padded(answers.map { [end] + $0 }, with: end),
      Padded(answers.map { $0 + [end] }, with: PairBatch.padding)
    )
  }
}

extension Tensor {
  /// (N, K) → (N, T, K): the same for each of T steps.
  func repeated(_ steps: Int) -> Tensor {
    rows(at: (0..<shape[0] * steps).map { $0 / steps }).reshaped(shape[0], steps, shape[1])
  }

  /// (N, T, K) → (N, T, k), (N, T, K − k): what was joined along the last axis.
  func parted(at column: Int) -> (Tensor, Tensor) {
    let (rows, width) = (reshaped(-1, shape[2]), shape[2])
    func part(_ range: Range<Int>) -> Tensor {
      rows.columns(range).reshaped(shape[0], shape[1], range.count)
    }
    return (part(0..<column), part(column..<width))
  }
}
