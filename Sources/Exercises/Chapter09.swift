import Tensors

// Exercises of chapter 9. Replace a `notAnswered()` by your answer, then let it be judged, as in
// `swift run check 9.1`. You may add functions of your own; only what stands here already has to
// stay.
//
// Letters as in the book: N texts in a batch; T positions of a text, counted from 0; D numbers in
// the vector of a position, d of them in a head; V tokens. `dx` is the gradient of the loss with
// respect to x, and has its shape. All logarithms are natural ones.

// MARK: - 9.1 ★★ Causal self-attention

/// x (T, D), WQ, WK and WV (D, d) → A (T, T), y (T, d)
///
/// One head of a model that writes. Each position makes a query, a key and a value, `Q = x WQ`,
/// `K = x WK` and `V = x WV`; the scores are `Q Kᵀ / √d`. The weights A are the softmax of each row
/// of scores, in which position t sees the positions 0 … t, itself included, and none that comes
/// later: those have a weight of exactly 0. The output is `y = A V`. Scores may be in the
/// thousands.
public func causalSelfAttention(
  _ x: Tensor, WQ: Tensor, WK: Tensor, WV: Tensor
) -> (A: Tensor, y: Tensor) {
  notAnswered()
}

// MARK: - 9.2 ★ Sinusoidal positions

/// T, D, first → (T, D)
///
/// Give the vectors of T positions p, from `first` on: the columns 2i and 2i + 1 of each hold
///
///     sin(p / 10000^(2i/D))  and  cos(p / 10000^(2i/D))
///
/// D is even, and T may be 0. A power of a `Float` is `exp(power * log(x))`.
public func sinusoids(_ T: Int, _ D: Int, from first: Int) -> Tensor {
  notAnswered()
}

// MARK: - 9.3 ★★ Splitting and joining heads

/// x (N, T, D) → (N, heads, T, d) with d = D / heads
///
/// The page splits one text; this is for a batch. Share out the columns of every position to the
/// heads: the first has the columns 0 ..< d, the second d ..< 2d, and so on, so that of what you
/// give, row i of row n is the matrix (T, d) of head i in text n. D can be divided by the number of
/// heads.
public func splitHeads(_ x: Tensor, heads: Int) -> Tensor {
  notAnswered()
}

/// y (N, heads, T, d) → (N, T, D) with D = heads · d
///
/// The way back: put the heads of every position side by side again.
public func joinHeads(_ y: Tensor) -> Tensor {
  notAnswered()
}

// MARK: - 9.4 ★★★ Layer norm's gradients

/// dy (T, D), x (T, D), g (D) → dx (T, D); adds to dg (D) and db (D)
///
/// Layer normalization takes each row of x by itself. With its mean μ, and σ, the root of (the mean
/// of (x − μ)²) + ε, it puts out
///
///     y = g ⊙ n + b  where  n = (x − μ) / σ
///
/// and ε = 10⁻⁵. Given the gradient of the loss with respect to y, give the one with respect to x,
/// and *add* those with respect to the gain g and the bias b to `dg` and `db`, which may hold
/// another share already. In a row all numbers may be equal.
public func layerNormBackward(
  _ dy: Tensor, x: Tensor, g: Tensor, dg: inout Tensor, db: inout Tensor
) -> Tensor {
  notAnswered()
}

// MARK: - 9.5 ★★ A cached step

/// x (1, D), P (n, D), WQ, WK and WV (D, d), K (t, d), V (t, d) → y (1, d); K and V get a row
///
/// A causal head reads a text position by position. `K` and `V` hold the keys and the values of the
/// t positions before; t may be 0, and then they have the shape (0, d). Now comes the next one: its
/// vector is x plus its position's row of P, and it makes a query, a key and a value of this sum as
/// in 9.1. Put the key and the value below the others, and give what the head puts out here. It is
/// what the head of 9.1 gives in the last row if it reads the whole text at once.
public func cachedStep(
  _ x: Tensor, positions P: Tensor, WQ: Tensor, WK: Tensor, WV: Tensor,
  K: inout Tensor, V: inout Tensor
) -> Tensor {
  notAnswered()
}

// MARK: - 9.6 ★★ Rotary positions

/// x (T, d) → (T, d)
///
/// The rows of x are one head's queries (or keys) of T positions, from `first` on. At position p,
/// turn each pair of columns, a = x[2i] and b = x[2i + 1], by the angle α = p / 10000^(2i/d): put
///
///     a cos α − b sin α  and  a sin α + b cos α
///
/// in their place. d is even.
public func turned(_ x: Tensor, from first: Int) -> Tensor {
  notAnswered()
}

// MARK: - 9.7 ★★ Label smoothing

/// s (T, V), T tokens t → loss, ds (T, V)
///
/// Row i of `s` holds scores, and `t[i]` is the right token. But the model isn't to be certain of
/// it: the share ε of the target's 1 is spread evenly over all V tokens, the right one included,
/// and the rest stays with the right one. Give the cross entropy of the softmax of s with this
/// target, −Σ target · log p, as the mean over the T rows, and the gradient of this mean with
/// respect to the scores. ε is at least 0 and below 1. Scores may be in the hundreds.
public func smoothedLoss(
  _ s: Tensor, _ t: [Int], by epsilon: Float
) -> (loss: Float, ds: Tensor) {
  notAnswered()
}
