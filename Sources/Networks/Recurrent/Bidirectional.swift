import Ground
import Tensors

/// Two recurrent layers over the same steps, one from the first to the last, one from the last to the
/// first; their outputs stand side by side.
///
/// Each step then knows what comes before it and after it, which is right for tagging or encoding a
/// whole sequence, and of no use to a model that is to guess what comes next: the answer is among what
/// it has read. (Schuster and Paliwal, IEEE Transactions on Signal Processing 45, 1997.)
///
/// A row shorter than the others is turned round within its own length, so that its padding comes last
/// in either direction.
public final class Bidirectional: Recurrent {
  /// Reads from the first step on.
  public let onward: any Recurrent
  /// Reads from the last step back.
  public let back: any Recurrent
  private var lengths: [Int]?

  public init(_ onward: any Recurrent, _ back: any Recurrent) {
    require(
      onward.inputs == back.inputs,
      "Layers of \(onward.inputs) and \(back.inputs) inputs can't read the same sequence.")
    (self.onward, self.back) = (onward, back)
  }

  public var inputs: Int { onward.inputs }
  /// 2H.
  public var outputs: Int { onward.outputs + back.outputs }
  public var parts: [any Trainable] { [onward, back] }

  /// The state of the layer that reads onward, then that of the other: where it goes on from, or came
  /// to, is the sequence's other end.
  public var state: [Tensor] {
    get { onward.state + back.state }
    set { (onward.state, back.state) = halves(newValue) }
  }

  public var stateCount: Int { onward.stateCount + back.stateCount }

  public var dState: [Tensor] { onward.dState + back.dState }

  public var height: Int {
    require(
      onward.height == back.height,
      "Directions of \(onward.height) and \(back.height) layers can't stand side by side.")
    return onward.height
  }

  public var handedOverCounts: [Int] { onward.handedOverCounts }

  public var handedOver: [Tensor] {
    require(
      onward.handedOverCounts == back.handedOverCounts,
      "Directions that hand over unlike states can't stand side by side.")
    return zip(onward.handedOver, back.handedOver).map { .concatenate([$0, $1], axis: 1) }
  }

  public func takenBack(_ gradient: [Tensor]) -> [Tensor] {
    onward.takenBack(gradient.map { $0.columns(0..<onward.outputs) })
      + back.takenBack(gradient.map { $0.columns(onward.outputs..<outputs) })
  }

  public func forward(_ x: Tensor, lengths: [Int]?, mode: Mode) -> Tensor {
    self.lengths = lengths
    let y = onward.forward(x, lengths: lengths, mode: mode)
    let reversed = back.forward(reversed(x), lengths: lengths, mode: mode)
    return .concatenate([y, self.reversed(reversed)], axis: 2)
  }

  public func backward(_ dy: Tensor, dState: [Tensor]) -> Tensor {
    require(
      dy.rank == 3 && dy.shape[2] == outputs,
      "A gradient of shape \(dy.shape) doesn't fit \(outputs) outputs.")
    let (first, second) = halves(dState)
    let rows = dy.reshaped(-1, outputs)
    func part(_ columns: Range<Int>) -> Tensor {
      rows.columns(columns).reshaped(dy.shape[0], dy.shape[1], columns.count)
    }
    let dx = onward.backward(part(0..<onward.outputs), dState: first)
    let other = back.backward(reversed(part(onward.outputs..<outputs)), dState: second)
    return dx + reversed(other)
  }

  /// x (N, T, K) with the steps of each row in reverse, its padding where it was.
  private func reversed(_ x: Tensor) -> Tensor {
    let (rows, steps) = (x.shape[0], x.shape[1])
    let order = (0..<rows).flatMap { n in
      let length = lengths?[n] ?? steps
      return (0..<steps).map { t in n * steps + (t < length ? length - 1 - t : t) }
    }
    return x.reshaped(rows * steps, -1).rows(at: order).reshaped(x.shape)
  }

  /// The tensors of a state, or of its gradient, of either layer.
  private func halves(_ state: [Tensor]) -> ([Tensor], [Tensor]) {
    let parts = shares(state, [onward.stateCount, back.stateCount], among: "two directions")
    return (parts[0], parts[1])
  }
}
