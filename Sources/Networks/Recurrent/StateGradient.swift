import Tensors

/// The gradients dh of the states 0 ... T on their way back through time: (N, H) each, of which no more
/// than two are kept.
final class StateGradient {
  /// That of state T − s stands in place s mod 2.
  private let kept: Steps
  /// T.
  private let steps: Int
  private let lengths: Lengths

  /// - Parameter last: the gradient of state T; zeros without one.
  init(_ last: Tensor?, like h: Steps, lengths: Lengths) {
    (steps, self.lengths) = (h.count - 1, lengths)
    kept = Steps(after: last, 1, rows: h.rows, size: h.size)
  }

  /// Row n of state t's: (H).
  func row(_ t: Int, _ n: Int) -> UnsafeMutablePointer<Float> { kept.row(place(t), n) }

  /// dh_t = da_t·Whᵀ for a band of rows, where da_t is step t's, which leads from state t to t + 1. The
  /// rows that were over have dh_{t+1}.
  func goBack(
    _ da: Steps, _ band: Range<Int>, _ t: Int, through transposedWeight: PackedMatrix
  ) {
    da.multiply(band, t, by: transposedWeight, into: kept, place(t))
    for n in band where lengths.isOver(n, at: t) {
      row(t, n).update(from: row(t + 1, n), count: kept.size)
    }
  }

  /// State 0's: (N, H).
  var first: Tensor { kept.copy(place(0)) }

  private func place(_ t: Int) -> Int { (steps - t) & 1 }
}
