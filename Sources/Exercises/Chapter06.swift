import Tensors

// Exercises of chapter 6. Replace a `notAnswered()` by your answer, then let it be judged, as in
// `swift run check 6.1`. You may add functions of your own; only what stands here already has to
// stay.
//
// Letters as in the book: N sequences in a batch; T time steps; D numbers in an input, H in a
// state. `dW` is the gradient of the loss with respect to W, and has its shape. The weights of
// gates stand side by side: in Wx (D, 4H) of an LSTM, columns 0..<H are those of the first gate,
// H..<2H those of the second, and so on; likewise in Wh (H, 4H) and b (4H).

// MARK: - 6.1 ★ Clipping by norm

/// gradients of any shapes → as many of the same shapes
///
/// Take all gradients together as one long vector. If it is longer than `c`, scale it down to the
/// length c; if not, leave it as it is. Gradients that explode may be as large as 10³⁰, whose
/// square no `Float` can hold, and all may be 0. `c` is above 0.
public func clipped(_ gradients: [Tensor], to c: Float) -> [Tensor] {
  notAnswered()
}

// MARK: - 6.2 ★★ A step of an LSTM, forward

/// x (N, D), hBefore (N, H), cBefore (N, H), Wx (D, 4H), Wh (H, 4H), b (4H)
/// → h (N, H), c (N, H)
///
/// One step for N sequences. What goes into the gates is `x Wx + hBefore Wh + b`, and its columns
/// are, H each and in this order, those of i, f, g and o: the input gate, the forget gate, the
/// candidate and the output gate. Gates are sigmoids, the candidate is a tanh. The new cell is
/// `c = f ⊙ cBefore + i ⊙ g`, and what it shows `h = o ⊙ tanh(c)`, where ⊙ multiplies number by
/// number.
public func lstmStep(
  _ x: Tensor, hBefore: Tensor, cBefore: Tensor,
  Wx: Tensor, Wh: Tensor, b: Tensor
) -> (h: Tensor, c: Tensor) {
  notAnswered()
}

// MARK: - 6.3 ★★★ A step of an LSTM, backward

/// dh (N, H), dc (N, H), x (N, D), hBefore (N, H), cBefore (N, H),
/// Wx (D, 4H), Wh (H, 4H), b (4H)
/// → dx (N, D), dhBefore (N, H), dcBefore (N, H);
/// adds to dWx (D, 4H), dWh (H, 4H) and db (4H)
///
/// The way back through the step of exercise 6.2. (What is needed of its forward pass has to be made
/// again from x and the states before.) `dh` is the gradient with respect to h, from the layer above
/// and the next step together, and `dc` what the next step sends back to c; the way from c to h is
/// this step's own, and not in it. Give the gradients with respect to the input and both states
/// before, and *add* those with respect to the weights and the bias to what other steps have left in
/// `dWx`, `dWh` and `db`.
public func lstmStepBackward(
  dh: Tensor, dc: Tensor, x: Tensor, hBefore: Tensor, cBefore: Tensor,
  Wx: Tensor, Wh: Tensor, b: Tensor,
  dWx: inout Tensor, dWh: inout Tensor, db: inout Tensor
) -> (dx: Tensor, dhBefore: Tensor, dcBefore: Tensor) {
  notAnswered()
}

// MARK: - 6.4 ★★ A step of a GRU, forward

/// x (N, D), before (N, H), Wx (D, 3H), Wh (H, 3H), b (3H) → h (N, H)
///
/// One step of a gated recurrent unit for N sequences. Its weights are, H columns each and in this
/// order, those of r, z and n: the reset gate, the update gate and the candidate. The gates are
/// sigmoids of `x Wx + before Wh + b`, each by its own columns. The candidate is the tanh of the
/// same with its columns, but sees `r ⊙ before` in place of `before`: the reset comes before the
/// product. The new state is `h = (1 − z) ⊙ n + z ⊙ before`.
public func gruStep(
  _ x: Tensor, before: Tensor, Wx: Tensor, Wh: Tensor, b: Tensor
) -> Tensor {
  notAnswered()
}

// MARK: - 6.5 ★★★ A step of a GRU, backward

/// dh (N, H), x (N, D), before (N, H), Wx (D, 3H), Wh (H, 3H), b (3H)
/// → dx (N, D), dBefore (N, H); adds to dWx (D, 3H), dWh (H, 3H) and db (3H)
///
/// The way back through the step of exercise 6.4. Give the gradients with respect to the input and
/// to the state before, which goes four ways into h, and *add* those with respect to the weights
/// and the bias to what other steps have left in `dWx`, `dWh` and `db`.
public func gruStepBackward(
  _ dh: Tensor, x: Tensor, before: Tensor,
  Wx: Tensor, Wh: Tensor, b: Tensor,
  dWx: inout Tensor, dWh: inout Tensor, db: inout Tensor
) -> (dx: Tensor, dBefore: Tensor) {
  notAnswered()
}

// MARK: - 6.6 ★ A layer in both directions

/// x (T, D) → h (T, 2H)
///
/// Two layers read one sequence. `onward` and `back` are functions (T, D) → (T, H), and each reads
/// from the first row on: row t of what it gives depends on the rows of its input up to t. Let `onward` read x from
/// its first step on, and `back` from its last step back. Row t of h is to have both states at step
/// t side by side: that of `onward`, which has read steps 0 to t, then that of `back`, which has
/// read all from the last step to t.
public func bothDirections(
  _ x: Tensor, onward: (Tensor) -> Tensor, back: (Tensor) -> Tensor
) -> Tensor {
  notAnswered()
}
