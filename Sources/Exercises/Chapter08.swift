import Tensors

// Exercises of chapter 8. Replace a `notAnswered()` by your answer, then let it be judged, as in
// `swift run check 8.1`. You may add functions of your own; only what stands here already has to
// stay.
//
// Letters as in the book: N examples in a batch; T queries `q`, S rows of a memory `m`, H numbers in
// each, or Q and K where these differ; `e` scores and `w` weights. `dm` is the gradient of the loss
// with respect to m, and has its shape.

// MARK: - 8.1 ★★ Dot-product attention with lengths

/// q (N, T, H), m (N, S, H), N lengths → weights (N, T, S), context (N, T, H)
///
/// Each query, a row of `q[n]`, looks at the rows of the memory `m[n]`. The score of a query and a
/// row is their dot product. The query's weights are the softmax of its scores, and its context is
/// the sum of the memory's rows, each times its weight. Give the weights and the contexts of all
/// queries. Shorter memories of the batch are padded: only the first `lengths[n]` rows of `m[n]`
/// count, whatever finite numbers stand in the others, and the others have a weight of exactly 0.
/// A length may be 0: then all weights are 0, and so are the contexts. Scores may be in the
/// hundreds.
public func attend(
  _ q: Tensor, over m: Tensor, lengths: [Int]
) -> (weights: Tensor, context: Tensor) {
  notAnswered()
}

// MARK: - 8.2 ★★ The backward pass of softmax

/// dw (T, S), w (T, S) → de (T, S)
///
/// Each row of the weights `w` is the softmax of a row of scores, `w[t] = softmax(e[t])`. Given the
/// gradient of the loss with respect to the weights, and the weights themselves, give the gradient
/// with respect to the scores. Some weights may be exactly 0.
public func softmaxBackward(_ dw: Tensor, w: Tensor) -> Tensor {
  notAnswered()
}

// MARK: - 8.3 ★★★ The backward pass of attention

/// dContext (T, H), q (T, H), m (S, H) → dq (T, H), dm (S, H)
///
/// One example of a batch, and all rows of its memory count: with `w = softmax(q mᵀ)`, row by row,
/// the contexts are `w m`. Given the gradient of the loss with respect to the contexts, give those
/// with respect to queries and memory. Compute w anew.
public func attendBackward(
  _ dContext: Tensor, q: Tensor, m: Tensor
) -> (dq: Tensor, dm: Tensor) {
  notAnswered()
}

// MARK: - 8.4 ★★ The additive score

/// q (T, Q), m (S, K), Wq (Q, A), Wm (K, A), v (A) → e (T, S)
///
/// Give the score of each query with each row of the memory,
///
///     e[t, s] = v · tanh(q[t] Wq + m[s] Wm)
///
/// where the tanh is taken of each of the A numbers by itself.
public func additiveScore(
  _ q: Tensor, _ m: Tensor, Wq: Tensor, Wm: Tensor, v: Tensor
) -> Tensor {
  notAnswered()
}

// MARK: - 8.5 ★★ The general score's gradients

/// de (T, S), q (T, Q), m (S, K), W (Q, K) → dq (T, Q), dm (S, K); adds to dW (Q, K)
///
/// The general score is `e[t, s] = q[t] W · m[s]`, for all pairs at once `e = q W mᵀ`. Given the
/// gradient of the loss with respect to the scores, give those with respect to queries and memory,
/// and *add* the one with respect to W to `dW`, which may hold another example's share already.
public func generalScoreBackward(
  _ de: Tensor, q: Tensor, m: Tensor, W: Tensor, dW: inout Tensor
) -> (dq: Tensor, dm: Tensor) {
  notAnswered()
}
