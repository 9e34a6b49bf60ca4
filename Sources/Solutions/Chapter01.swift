import Tensors

// Answers to the exercises of chapter 1, and why they are right. There are others.

// MARK: - 1.1 Softmax

/// Numerator and denominator may both be divided by the exponential of the row's largest score: the fraction
/// stays, and no exponent is above 0. Whatever underflows to 0 then would have been 0 among seven digits
/// anyway. The sums keep their axis, (N, 1), so that each row is divided by its own.
public func softmaxOfRows(_ y: Tensor) -> Tensor {
  let e = exp(y - y.max(axis: 1, keepingAxis: true))
  return e / e.sum(axis: 1, keepingAxis: true)
}

// MARK: - 1.2 Binary cross entropy from a logit

/// −log σ(y) is log(1 + exp(−y)), and −log(1 − σ(y)) is y more, so the loss is (1 − t) y + log(1 + exp(−y)). Where
/// y is negative the exponential may overflow; there the logarithm is −y + log(1 + exp(y)), and max(y, 0)
/// puts both cases into one line. No logarithm of
/// a probability is taken, so none can be of 0. The gradient is what was said minus what should have been.
public func binaryCrossEntropy(_ y: Float, target t: Float) -> (loss: Float, dy: Float) {
  (max(y, 0) - t * y + log(1 + exp(-abs(y))), sigmoid(y) - t)
}

// MARK: - 1.3 The backward pass of an affine layer

/// The transposes follow from the shapes: only x transposed (D, N) times dy (N, H) has the shape of W. Every row
/// used the same W and b, so their gradients are sums over the rows: for W the matrix product sums by itself.
public func affineBackward(
  _ dy: Tensor, x: Tensor, W: Tensor, dW: inout Tensor, db: inout Tensor
) -> Tensor {
  dW += matmul(x, dy, transposed: .left)
  db += dy.sum(axis: 0)
  return matmul(dy, W, transposed: .right)
}

// MARK: - 1.4 Softmax with cross entropy

/// For one example the gradient is p − t with t one-hot; the mean over the batch divides it by N. Of the loss,
/// log Σ exp(y) − y[t] is safe with the largest score taken out of the sum: it never takes
/// the logarithm of a probability that was rounded to 0.
public func softmaxWithCrossEntropy(_ y: Tensor, _ t: [Int]) -> (loss: Float, dy: Tensor) {
  let (N, C) = (y.shape[0], y.shape[1])
  let shifted = y - y.max(axis: 1, keepingAxis: true)
  let sums = exp(shifted).sum(axis: 1, keepingAxis: true)
  let targets = Tensor.oneHot(t, classes: C)
  let losses = log(sums).sum() - (targets * shifted).sum()
  return (losses / Float(N), (exp(shifted) / sums - targets) / Float(N))
}

// MARK: - 1.5 A step of Adam

/// After `step` steps a mean that began at 0 has collected the share 1 − β^step of its weights, and dividing by
/// that makes it a mean. In the first step the corrected mean of g is g itself, and the corrected root is
/// |g|: so whatever the gradient's size, the first step is as long as the rate.
public func adamStep(
  _ W: inout [Float], g: [Float], m: inout [Float], s: inout [Float], step: Int, rate: Float
) {
  let (decay1, decay2): (Float, Float) = (0.9, 0.999)
  var (left1, left2): (Float, Float) = (1, 1)
  for _ in 0..<step {
    left1 *= decay1
    left2 *= decay2
  }
  for i in W.indices {
    m[i] = decay1 * m[i] + (1 - decay1) * g[i]
    s[i] = decay2 * s[i] + (1 - decay2) * g[i] * g[i]
    W[i] -= rate * (m[i] / (1 - left1)) / ((s[i] / (1 - left2)).squareRoot() + 1e-8)
  }
}

// MARK: - 1.6 All gradients of a two-layer network

/// Forward with everything kept, then backward through the same four steps in reverse: loss, affine, tanh,
/// affine. The derivative of tanh is 1 − h², in what it put out. The mean's division by N is in dy already, so
/// nothing after it divides again.
public func twoLayerGradients(
  _ x: Tensor, _ t: [Int], W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor
) -> (loss: Float, dW1: Tensor, db1: Tensor, dW2: Tensor, db2: Tensor) {
  let h = tanh(matmul(x, W1) + b1)
  let y = matmul(h, W2) + b2
  let (loss, dy) = softmaxWithCrossEntropy(y, t)

  let dh = matmul(dy, W2, transposed: .right)
  let da = dh * (1 - h * h)
  return (
    loss,
    matmul(x, da, transposed: .left), da.sum(axis: 0),
    matmul(h, dy, transposed: .left), dy.sum(axis: 0)
  )
}

// MARK: - 1.7 Dropout, forward and backward

/// A neuron survives with the probability 1 − p, so its expected value stays x if survivors count x / (1 − p).
/// (This is called inverted dropout: at inference nothing is left to do.)
public func dropout(_ x: Tensor, u: Tensor, p: Float) -> Tensor {
  x * (u .>= p) / (1 - p)
}

/// The layer multiplies each number by a constant, 0 or 1 / (1 − p). The backward pass of a multiplication is
/// to multiply by the same constant.
public func dropoutBackward(_ dy: Tensor, u: Tensor, p: Float) -> Tensor {
  dy * (u .>= p) / (1 - p)
}
