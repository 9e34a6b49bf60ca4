import Tensors

// Exercises of chapter 5. Replace a `notAnswered()` by your answer, then let it be judged, as in
// `swift run check 5.1`. You may add functions of your own; only what stands here already has to
// stay.
//
// Letters as in the book: N sequences in a batch; T time steps; D numbers in an input, H in a
// state; V words, known by their ids 0, 1, …, V − 1. `dW` is the gradient of the loss with respect
// to W, and has its shape. All logarithms are natural ones.

// MARK: - 5.1 ★ Perplexity

/// T probabilities → perplexity
///
/// A model has read a text of T words, one or more, and gave the probability `p[t]` to word t
/// before it saw it. Give the perplexity, e to the power of the mean of `−ln p[t]`. The text may
/// have thousands of words, and the product of all their probabilities is too small for any number
/// type. A model that held a word for impossible has the perplexity infinity.
public func perplexity(of p: [Float]) -> Float {
  notAnswered()
}

// MARK: - 5.2 ★★★ Kneser–Ney for pairs

/// T ids, below V, a discount D → P (V, V)
///
/// An interpolated Kneser–Ney model of pairs of words, with one discount, from 0 to 1, for all
/// counts. Count over the text's T − 1 pairs, each word with the one behind it: `c(v w)`, how often
/// v and w are a pair; `c(v ·)`, how many pairs begin with v; `n(v ·)`, how many *different* words
/// follow v; and `n(· w)`, how many different words stand before w. Give in row v and column w of P
/// the probability that w comes after v:
///
///     P(w | v) = max(c(v w) − D, 0) / c(v ·) + γ(v) P(w)
///     γ(v)     = D · n(v ·) / c(v ·)
///     P(w)     = max(n(· w) − D, 0) / n + γ / V
///     γ        = D · m / n
///
/// where n is the number of different pairs, and m the number of *different* words that stand behind
/// another. After a v that begins no pair, γ(v) is 1, and there is no first term. Every row sums to
/// 1. The text has two words or more.
public func kneserNey(_ ids: [Int], V: Int, discount D: Float) -> [[Float]] {
  notAnswered()
}

// MARK: - 5.3 ★ A recurrent cell, forward

/// x (N, D), before (N, H), Wx (D, H), Wh (H, H), b (H) → h (N, H)
///
/// One step of a recurrent layer for N sequences: from the input `x` and the state of the step
/// before, the new state `h = tanh(x Wx + before Wh + b)`. What goes into tanh may be as large as
/// 200.
public func rnnStep(
  _ x: Tensor, before: Tensor, Wx: Tensor, Wh: Tensor, b: Tensor
) -> Tensor {
  notAnswered()
}

// MARK: - 5.4 ★★ A recurrent cell, backward

/// dh (N, H), x (N, D), before (N, H), h (N, H), Wx (D, H), Wh (H, H)
/// → dx (N, D), dBefore (N, H); adds to dWx (D, H), dWh (H, H) and db (H)
///
/// The way back through the step of exercise 5.3, which gave the state `h`. `dh` is the gradient of
/// the loss with respect to h, from the layer above and from the next step together. Give the
/// gradients with respect to the input and to the state before, and *add* those with respect to the
/// weights and the bias to what the other steps have left in `dWx`, `dWh` and `db`.
public func rnnStepBackward(
  _ dh: Tensor, x: Tensor, before: Tensor, h: Tensor,
  Wx: Tensor, Wh: Tensor,
  dWx: inout Tensor, dWh: inout Tensor, db: inout Tensor
) -> (dx: Tensor, dBefore: Tensor) {
  notAnswered()
}

// MARK: - 5.5 ★★★ Back-propagation through time

/// x (T, D), start (1, H), Wx (D, H), Wh (H, H), b (H), dy (T, H)
/// → h (T, H), dx (T, D), dStart (1, H), dWx (D, H), dWh (H, H), db (H)
///
/// One sequence, from its first step to its last and back. Row t of `h` is the state after step t,
/// and `start` the state before the first; a step is that of exercise 5.3. `dy[t]` is what the
/// layer above has to say to `h[t]`. The next step, which h[t] goes into as well, has something to
/// say too, but for the last. Give all states, and the gradients with respect to the inputs, to the
/// state at the start, and to the weights, which are the same in all steps. (Your answers to 5.3
/// and 5.4 are at hand.)
public func throughTime(
  _ x: Tensor, start: Tensor, Wx: Tensor, Wh: Tensor, b: Tensor, dy: Tensor
) -> (
  h: Tensor, dx: Tensor, dStart: Tensor,
  dWx: Tensor, dWh: Tensor, db: Tensor
) {
  notAnswered()
}

// MARK: - 5.6 ★★ Parallel streams

/// a text of L ids → blocks of inputs x and targets t, each N rows of T ids
///
/// Cut a text into N streams, which are read side by side, T steps at a time. Stream n begins at
/// place n · ⌊(L − 1) / N⌋ of the text and has ⌊(L − 1) / N⌋ inputs; what is left over at the end
/// is not read. The target of an input is the id behind it in the text. In each block row n belongs
/// to stream n, and goes on where row n of the block before has stopped. The last block has fewer
/// steps, if that is what is left. A text too short to give each stream an input has no blocks.
public func parallelStreams(
  _ ids: [Int], N: Int, T: Int
) -> [(x: [[Int]], t: [[Int]])] {
  notAnswered()
}
