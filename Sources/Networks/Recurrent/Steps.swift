import Tensors

/// The numbers of T steps, those of one step side by side, as a loop over time wants them.
///
/// Tensors outside have the batch in front, (N, T, K); within, a step's rows must lie together, so that
/// one product serves them all.
final class Steps {
  /// Which rows each step has.
  let lengths: Lengths
  /// K.
  let size: Int
  private let numbers: HeldBlock

  /// Steps whose numbers are not set yet.
  init(_ lengths: Lengths, size: Int) {
    (self.lengths, self.size) = (lengths, size)
    numbers = HeldBlock(shape: [lengths.total, size])
  }

  /// Steps of which each row is `row` (K).
  convenience init(repeating row: Tensor, _ lengths: Lengths) {
    self.init(lengths, size: row.count)
    row.withUnsafeBufferPointer { numbers in
      for index in 0..<lengths.total {
        self.numbers[row: index].update(from: numbers.baseAddress!, count: size)
      }
    }
  }

  /// The steps of x (N, T, K).
  convenience init(_ x: Tensor, _ lengths: Lengths) {
    self.init(lengths, size: x.shape[2])
    x.withUnsafeBufferPointer { x in
      forEachPlace(0..<lengths.rows, size: size) { i in
        let source = x.baseAddress! + lengths.order[i] * lengths.steps * size
        for t in 0..<lengths.steps where i < lengths.count(at: t) {
          row(t, i).update(from: source + t * size, count: size)
        }
      }
    }
  }

  /// The rows of all steps, one below the other: (Σ n_t, K).
  var all: Tensor { numbers.tensor }

  /// Step t's numbers for place i, (K), to be used no longer than the steps are held.
  func row(_ t: Int, _ i: Int) -> UnsafeMutablePointer<Float> {
    numbers[row: lengths.index(t, i)]
  }

  /// The steps with the batch in front, (N, T, K): zeros where a row is over.
  func batchFirst() -> Tensor { batchFirst { t, i in row(t, i) } }

  /// (N, T, K) of the rows that `row` says where to find.
  func batchFirst(_ row: (_ t: Int, _ i: Int) -> UnsafeMutablePointer<Float>) -> Tensor {
    Tensor(shape: [lengths.rows, lengths.steps, size]) { target in
      forEachPlace(0..<lengths.rows, size: size) { i in
        let place = target.baseAddress! + lengths.order[i] * lengths.steps * size
        for t in 0..<lengths.steps {
          if i < lengths.count(at: t) {
            (place + t * size).update(from: row(t, i), count: size)
          } else {
            (place + t * size).update(repeating: 0, count: size)
          }
        }
      }
    }
  }

  /// Step t's numbers at some places times `weight` (K, H), put there into `state`, or added to it.
  func multiply(
    _ t: Int, _ places: Range<Int>, by weight: PackedMatrix, into state: State,
    adding: Bool = false
  ) {
    matmul(
      row(t, places.lowerBound), rows: places.count, weight, into: state.row(places.lowerBound),
      adding: adding)
  }
}
