import Tensors

/// The numbers of T steps, those of one step side by side: (T, N, K), as a loop over time wants them.
///
/// Tensors outside have the batch in front, (N, T, K); within, a step's rows must lie together, so that
/// one product serves them all.
final class Steps {
  /// T, N and K.
  let count, rows, size: Int
  /// All rows, one below the other: (T N, K).
  let all: Tensor
  private let pointer: UnsafeMutablePointer<Float>

  /// Steps whose numbers are not set yet.
  init(_ count: Int, rows: Int, size: Int) {
    (self.count, self.rows, self.size) = (count, rows, size)
    var address: UnsafeMutablePointer<Float>?
    all = Tensor(shape: [count * rows, size]) { address = $0.baseAddress }
    pointer = address!
  }

  /// Steps of which each row is `row` (K).
  convenience init(repeating row: Tensor, _ count: Int, rows: Int) {
    self.init(count, rows: rows, size: row.count)
    row.withUnsafeBufferPointer { numbers in
      forEachRow { n in
        for t in 0..<count { self.row(t, n).update(from: numbers.baseAddress!, count: size) }
      }
    }
  }

  /// The steps of x (N, T, K).
  convenience init(_ x: Tensor) {
    let (rows, count, size) = (x.shape[0], x.shape[1], x.shape[2])
    self.init(count, rows: rows, size: size)
    x.withUnsafeBufferPointer { x in
      forEachRow { n in
        for t in 0..<count {
          row(t, n).update(from: x.baseAddress! + (n * count + t) * size, count: size)
        }
      }
    }
  }

  /// The states 0 ... T of a loop over `count` = T steps, of which the first is set: zeros without a
  /// tensor (N, K).
  convenience init(after first: Tensor?, _ count: Int, rows: Int, size: Int) {
    self.init(count + 1, rows: rows, size: size)
    guard let first else {
      self[0].update(repeating: 0, count: rows * size)
      return
    }
    require(
      first.shape == [rows, size],
      """
      A state of shape \(first.shape) doesn't fit a batch of \(rows) rows with \(size) numbers each; \
      reset the state before a batch of another size.
      """)
    first.withUnsafeBufferPointer { self[0].update(from: $0.baseAddress!, count: rows * size) }
  }

  /// Step t's numbers (N, K).
  subscript(t: Int) -> UnsafeMutablePointer<Float> { pointer + t * rows * size }

  /// Step t's numbers for row n of the batch: (K).
  func row(_ t: Int, _ n: Int) -> UnsafeMutablePointer<Float> { pointer + (t * rows + n) * size }

  /// Step t as a tensor of its own: (N, K).
  func copy(_ t: Int) -> Tensor { all.rows(t * rows..<(t + 1) * rows) }

  /// Sets row n of step t to zeros.
  func clearRow(_ n: Int, _ t: Int) { row(t, n).update(repeating: 0, count: size) }

  /// Sets row n of step t + 1 to that of step t.
  func keepRow(_ n: Int, _ t: Int) { row(t + 1, n).update(from: row(t, n), count: size) }

  /// The steps from `first` on with the batch in front, (N, T − first, K): zeros where a row is over.
  func batchFirst(from first: Int = 0, _ lengths: Lengths = .whole) -> Tensor {
    let steps = count - first
    return Tensor(shape: [rows, steps, size]) { target in
      forEachRow { n in
        for t in 0..<steps {
          let place = target.baseAddress! + (n * steps + t) * size
          if lengths.isOver(n, at: t) {
            place.update(repeating: 0, count: size)
          } else {
            place.update(from: row(first + t, n), count: size)
          }
        }
      }
    }
  }

  /// Calls `body` with the number of each row, on several threads if there is enough to do.
  func forEachRow(_ body: (Int) -> Void) { forEachRow(of: 0..<rows, body) }

  /// Calls `body` with the number of each row of a band.
  func forEachRow(of band: Range<Int>, _ body: (Int) -> Void) {
    Threads.split(band.count, grain: 1 + 1024 / max(size, 1)) { part in
      for n in part { body(band.lowerBound + n) }
    }
  }

  /// Step t of a band's rows times `weight` (K, M), put into step u of `target`, or added to it.
  func multiply(
    _ band: Range<Int>, _ t: Int, by weight: PackedMatrix, into target: Steps, _ u: Int,
    adding: Bool = false
  ) {
    matmul(
      row(t, band.lowerBound), rows: band.count, weight, into: target.row(u, band.lowerBound),
      adding: adding)
  }
}
