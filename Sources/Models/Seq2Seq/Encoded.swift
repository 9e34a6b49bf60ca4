import Language
import Networks
import Tensors

/// What an encoder hands over to a decoder: all that it has made of N questions. Its gradient has the
/// same form.
public struct Encoded: Sendable {
  /// The encoder's output at each of S steps, 0 after a question's end: (N, S, H).
  public var outputs: Tensor
  /// Its last output, made of the whole question: (N, H).
  public var last: Tensor
  /// What a decoder's layers begin with, the lowest layer's first: for each its output h and, of an
  /// LSTM, its cell c, (N, H) each.
  public var state: [Tensor]
  /// How many of the S steps each question has.
  public let lengths: [Int]

  public init(outputs: Tensor, last: Tensor, state: [Tensor], lengths: [Int]) {
    (self.outputs, self.last, self.state, self.lengths) = (outputs, last, state, lengths)
  }

  /// The questions that `rows` names, in that order; one may be named several times.
  public func rows(at rows: [Int]) -> Encoded {
    Encoded(
      outputs: outputs.rows(at: rows), last: last.rows(at: rows),
      state: state.map { $0.rows(at: rows) }, lengths: rows.map { lengths[$0] })
  }

  /// A gradient of this, from its parts; what is not given got none.
  func gradient(outputs: Tensor? = nil, last: Tensor? = nil, state: [Tensor]) -> Encoded {
    Encoded(
      outputs: outputs ?? .zeros(self.outputs.shape), last: last ?? .zeros(self.last.shape),
      state: state, lengths: lengths)
  }
}
