import Tensors

/// The gradient of a state on its way back through time: (N, H), that of the step under way.
final class StateGradient {
  private var now: Steps
  private var next: Steps
  private let lengths: Lengths

  /// - Parameter last: the gradient of the state after the last step; zeros without one.
  init(_ last: Tensor?, like h: Steps, lengths: Lengths) {
    now = Steps(after: last, 0, rows: h.rows, size: h.size)
    next = Steps(1, rows: h.rows, size: h.size)
    self.lengths = lengths
  }

  /// Row n's: (H).
  func row(_ n: Int) -> UnsafeMutablePointer<Float> { now.row(0, n) }

  /// dh_{t−1} = da_t·Whᵀ, but for the rows that were over: theirs passes on as it is.
  func goBack(_ da: Steps, _ t: Int, through transposedWeight: PackedMatrix) {
    matmul(da[t], rows: da.rows, transposedWeight, into: next[0])
    for n in 0..<now.rows where lengths.isOver(n, at: t) {
      next.row(0, n).update(from: now.row(0, n), count: now.size)
    }
    swap(&now, &next)
  }

  /// Adds da_t·Whᵀ, which is 0 for the rows that were over.
  func add(_ da: Steps, _ t: Int, through transposedWeight: PackedMatrix) {
    matmul(da[t], rows: da.rows, transposedWeight, into: now[0], adding: true)
  }

  /// (N, H).
  var tensor: Tensor { now.copy(0) }
}
