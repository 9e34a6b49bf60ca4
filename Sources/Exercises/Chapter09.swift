import Tensors

// Exercises of chapter 9. Replace a `notAnswered()` by your answer, then let it be judged, as in
// `swift run check 9.1`. You may add functions of your own; only what stands here already has to
// stay.
//
// Letters as in the book: N examples in a batch; T steps; D numbers in a step, d of them in a head;
// C classes. Places are counted from 0. `dx` is the gradient of the loss with respect to x, and has
// its shape. All logarithms are natural ones.

// MARK: - 9.1 ★★ Causal self-attention

/// x (T, D), Wq, Wk and Wv (D, d) → w (T, T), y (T, d)
///
/// One head of a model that writes. Each step makes a query, a key and a value, `Q = x Wq`,
/// `K = x Wk` and `V = x Wv`; the scores are `Q Kᵀ / √d`. The weights are the softmax of each row
/// of scores, in which step t sees the steps 0 … t, itself included, and no later one: their weight
/// is exactly 0. The output is `y = w V`. Scores may be in the thousands.
public func causalSelfAttention(
  _ x: Tensor, Wq: Tensor, Wk: Tensor, Wv: Tensor
) -> (w: Tensor, y: Tensor) {
  notAnswered()
}

// MARK: - 9.2 ★★ Splitting and joining heads

/// x (N, T, D) → (N, heads, T, d) with d = D / heads
///
/// Share out the columns of every step to the heads: the first has columns 0 ..< d, the second
/// d ..< 2d, and so on, so that `y[n, i]` is the matrix (T, d) of head i. D can be divided by the
/// number of heads.
public func splitHeads(_ x: Tensor, heads: Int) -> Tensor {
  notAnswered()
}

/// y (N, heads, T, d) → (N, T, D) with D = heads · d
///
/// The way back: put the heads of every step side by side again.
public func joinHeads(_ y: Tensor) -> Tensor {
  notAnswered()
}

// MARK: - 9.3 ★ Sinusoidal positions

/// P places, D → (P, D)
///
/// Give the vectors of the places in a range: of place p, the columns 2i and 2i + 1 hold
///
///     sin(p / 10000^(2i/D))  and  cos(p / 10000^(2i/D))
///
/// D is even, and the range need not begin at 0. A power of a `Float` is `exp(power * log(x))`.
public func sinusoidalPositions(_ places: Range<Int>, size D: Int) -> Tensor {
  notAnswered()
}

// MARK: - 9.4 ★★★ Layer norm's gradients

/// dy (N, D), x (N, D), g (D) → dx (N, D); adds to dg (D) and db (D)
///
/// Layer normalization takes each row of x by itself: with its mean μ and its variance σ², the mean
/// of (x − μ)², it puts out
///
///     y = g ⊙ n + b  where  n = (x − μ) / √(σ² + ε)
///
/// with ε = 10⁻⁵. Given the gradient of the loss with respect to y, give the one with respect to x,
/// and *add* those with respect to the gain g and the bias b to `dg` and `db`. In a row all numbers
/// may be equal.
public func layerNormBackward(
  _ dy: Tensor, x: Tensor, g: Tensor, dg: inout Tensor, db: inout Tensor
) -> Tensor {
  notAnswered()
}

// MARK: - 9.5 ★★ A cached step

/// x (D), positions (P, D), Wq, Wk and Wv (D, d), keys (t, d), values (t, d) → y (d)
///
/// A causal head writes step by step. `keys` and `values` hold those of the t steps before; t may
/// be 0, and then they have the shape (0, d). Now comes the next step: its vector is x and the row
/// of `positions` that belongs to its place, added up. It makes a query, a key and a value of that,
/// as in 9.1. Put the key and the value behind the others, and give what the step puts out: what
/// the head of 9.1 gives for the last step of the whole text.
public func cachedStep(
  _ x: Tensor, positions: Tensor, Wq: Tensor, Wk: Tensor, Wv: Tensor,
  keys: inout Tensor, values: inout Tensor
) -> Tensor {
  notAnswered()
}

// MARK: - 9.6 ★★ Rotary positions

/// x (T, d) → (T, d)
///
/// The rows of x are queries (or keys) of one head, for the places `first`, `first` + 1, … In the
/// row of place p, turn each pair of columns a = x[2i] and b = x[2i + 1] by the angle
/// α = p / 10000^(2i/d):
///
///     a cos α − b sin α  and  a sin α + b cos α
///
/// d is even.
public func turned(_ x: Tensor, from first: Int) -> Tensor {
  notAnswered()
}

// MARK: - 9.7 ★★ Label smoothing

/// x (N, C), N classes t → loss, dx (N, C)
///
/// Row n of `x` holds scores, and `t[n]` is the right class. But the model isn't to be certain of
/// it: the share ε of the target's 1 is spread evenly over all C classes, the right one included,
/// and the rest stays with the right one. Give the cross entropy of the softmax of x with this
/// target, −Σ target · log p, as the mean over the batch, and the gradient of this mean with
/// respect to the scores. ε is at least 0 and below 1. Scores may be in the hundreds.
public func smoothedLoss(
  _ x: Tensor, _ t: [Int], by epsilon: Float
) -> (loss: Float, dx: Tensor) {
  notAnswered()
}
