import Ground
import Tensors

/// One state of all rows, or its gradient: (N, H), each row at its place.
final class State {
  private let lengths: Lengths
  private let numbers: Tensor
  private let block: MatrixBlock

  /// - Parameter tensor: (N, H) in the batch's order; zeros without one.
  init(_ tensor: Tensor?, _ lengths: Lengths, size: Int) {
    let shape = [lengths.rows, size]
    if let tensor {
      require(
        tensor.shape == shape,
        """
        A state of shape \(tensor.shape) doesn't fit a batch of \(shape[0]) rows with \(size) numbers \
        each; reset the state before a batch of another size.
        """)
    }
    self.lengths = lengths
    numbers = tensor?.rows(at: lengths.order) ?? .zeros(shape)
    block = numbers.block
  }

  /// The numbers of place i: (H).
  func row(_ i: Int) -> UnsafeMutablePointer<Float> { block[row: i] }

  /// (N, H) in the batch's order.
  var tensor: Tensor {
    Tensor.filled(numbers.shape) { target in
      for (i, n) in lengths.order.enumerated() {
        target[row: n].update(from: row(i), count: block.columns)
      }
    }
  }
}

/// The states of a loop over time: of each row the one before and the one after each of its steps.
///
/// The state after one step is the one before the next; after a row's last step it is what remains.
final class States {
  /// The states before each step: (Σ n_t, H) in all.
  let before: Steps
  /// What remains of each row: its state after its last step, or the first if it has none.
  let last: State

  /// - Parameter first: (N, H), the state before the first step; zeros without one.
  init(after first: Tensor?, _ lengths: Lengths, size: Int) {
    before = Steps(lengths, size: size)
    last = State(first, lengths, size: size)
    for i in 0..<lengths.count(at: 0) { before.row(0, i).update(from: last.row(i), count: size) }
  }

  /// The state of place i before step t: (H).
  func row(before t: Int, _ i: Int) -> UnsafeMutablePointer<Float> { before.row(t, i) }

  /// The state of place i after step t: (H).
  func row(after t: Int, _ i: Int) -> UnsafeMutablePointer<Float> {
    i < before.lengths.count(at: t + 1) ? before.row(t + 1, i) : last.row(i)
  }

  /// The states after each step with the batch in front, (N, T, H): zeros where a row is over.
  func batchFirst() -> Tensor { before.batchFirst { t, i in row(after: t, i) } }
}
