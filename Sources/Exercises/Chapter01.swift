import Tensors

// Exercises of chapter 1. Replace a `notAnswered()` by your answer, then let it
// be judged, as in `swift run check 1.1`. You may add functions of your own;
// only what stands here already has to stay.
//
// Letters as in the book: N examples in a batch, D inputs, H hidden neurons, C
// classes. `dx` is the gradient of the loss with respect to x, and has x's
// shape.

// MARK: - 1.1 ★ Softmax

/// y (N, C) → p (N, C)
///
/// Turn each row of scores into probabilities,
/// `p[i] = exp(y[i]) / Σ exp(y[j])`. They have to come out right for scores in
/// the thousands too, whose exponential no `Float` can hold.
public func softmaxOfRows(_ y: Tensor) -> Tensor {
  notAnswered()
}

// MARK: - 1.2 ★★ Binary cross entropy from a logit

/// score y, target t → loss, dy
///
/// A yes-or-no question is answered by one score `y`: yes has the probability
/// `p = sigmoid(y)`. The target `t` is 1 for yes and 0 for no. Give the loss
/// `−t log p − (1 − t) log(1 − p)`, with the natural logarithm, and its
/// gradient with respect to the *score*. Both must be right for scores such as
/// 200 and −200, where `p` rounds to 1 and 0.
public func binaryCrossEntropy(_ y: Float, target t: Float) -> (loss: Float, dy: Float) {
  notAnswered()
}

// MARK: - 1.3 ★★ The backward pass of an affine layer

/// dy (N, H), x (N, D), W (D, H) → dx (N, D); adds to dW (D, H) and db (H)
///
/// An affine layer computes `y = xW + b`. Given the gradient of the loss with
/// respect to what it put out, `dy`, give the gradient with respect to what
/// went in, and *add* those with respect to the weights and the bias to `dW`
/// and `db`, which may hold another layer's share already.
public func affineBackward(
  _ dy: Tensor, x: Tensor, W: Tensor, dW: inout Tensor, db: inout Tensor
) -> Tensor {
  notAnswered()
}

// MARK: - 1.4 ★★ Softmax with cross entropy

/// y (N, C), N classes t → loss, dy (N, C)
///
/// Row n of `y` holds the scores of example n, and `t[n]` is its right class.
/// Give the cross entropy of the softmax's probabilities, `−log p[t]`, as the
/// mean over the batch, and the gradient of this mean with respect to the
/// scores.
public func softmaxWithCrossEntropy(
  _ y: Tensor, _ t: [Int]
) -> (loss: Float, dy: Tensor) {
  notAnswered()
}

// MARK: - 1.5 ★★ A step of Adam

/// W, g, m, s all (D)
///
/// Change the weights `W` by step number `step` (1, 2, …) of Adam, where `g` is
/// the gradient, and keep the running means `m` of the gradients and `s` of
/// their squares, which begin at 0. Take 0.9 for β₁, 0.999 for β₂ and 10⁻⁸ for
/// ε:
///
/// - `m ← β₁ m + (1 − β₁) g` and `s ← β₂ s + (1 − β₂) g²`;
/// - both begin too small, so use `m / (1 − β₁ˢᵗᵉᵖ)` and `s / (1 − β₂ˢᵗᵉᵖ)` in
///   their place, and leave `m` and `s` as they are;
/// - `W ← W − rate · m̂ / (√ŝ + ε)` with these corrected means m̂ and ŝ.
public func adamStep(
  _ W: inout [Float], g: [Float], m: inout [Float], s: inout [Float],
  step: Int, rate: Float
) {
  notAnswered()
}

// MARK: - 1.6 ★★★ All gradients of a two-layer network

/// x (N, D), N classes t, W1 (D, H), b1 (H), W2 (H, C), b2 (C) → loss and four
/// gradients
///
/// The whole network: `h = tanh(x W1 + b1)`, `y = h W2 + b2`, and the mean over
/// the batch of the cross entropy of `softmax(y)`. Give the loss, and its
/// gradient with respect to each of the four parameters.
public func twoLayerGradients(
  _ x: Tensor, _ t: [Int], W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor
) -> (loss: Float, dW1: Tensor, db1: Tensor, dW2: Tensor, db2: Tensor) {
  notAnswered()
}

// MARK: - 1.7 ★ Dropout, forward and backward

/// x (N, D), u (N, D) → y (N, D)
///
/// Dropout for training. `u` holds a random number from 0 to 1 for each neuron:
/// where it is below `p`, the neuron is silenced. The others are scaled so that
/// the expected value of every neuron stays what it was.
public func dropout(_ x: Tensor, u: Tensor, p: Float) -> Tensor {
  notAnswered()
}

/// dy (N, D), u (N, D) → dx (N, D)
///
/// The same layer's backward pass, with the same `u`.
public func dropoutBackward(_ dy: Tensor, u: Tensor, p: Float) -> Tensor {
  notAnswered()
}
