import Language
import Networks
import Tensors

extension Recurrent {
  /// x (N, T, D) → (N, T, H), going on from `state`, at first what an encoder handed over, which moves
  /// along. The layer itself carries nothing from call to call.
  func forward(
    _ x: Tensor, lengths: [Int]?, from state: inout [Tensor], mode: Mode
  ) -> Tensor {
    self.state = state
    let y = forward(x, lengths: lengths, mode: mode)
    state = self.state
    resetState()
    return y
  }
}
