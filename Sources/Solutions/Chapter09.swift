import Tensors

// Answers to the exercises of chapter 9, and why they are right. There are others.

// MARK: - 9.1 Causal self-attention

/// A score of −∞ has the exponential 0, and in each row one score at least is another: a position
/// sees itself. So no row is 0 / 0. The later scores must be hidden *before* the softmax, or the
/// others' weights don't add up to 1. It is √d, for the d products that a score sums up, and not √D.
public func causalSelfAttention(
  _ x: Tensor, WQ: Tensor, WK: Tensor, WV: Tensor
) -> (A: Tensor, y: Tensor) {
  let (Q, K, V) = (matmul(x, WQ), matmul(x, WK), matmul(x, WV))
  let (T, d) = (Q.shape[0], Q.shape[1])
  var scores = matmul(Q, K, transposed: .right) / Float(d).squareRoot()
  for t in 0..<T {
    for later in t + 1..<T { scores[t, later] = -.infinity }
  }
  let A = softmax(scores)
  return (A, matmul(A, V))
}

// MARK: - 9.2 Sinusoidal positions

/// A pair of columns has one angle, so 2i is the *even* column of the pair for both. The first pair
/// turns by one radian a position, each further pair more slowly, the last nearly 10,000 times.
public func sinusoids(_ T: Int, _ D: Int, from first: Int) -> Tensor {
  var P = Tensor.zeros(T, D)
  for t in 0..<T {
    for i in 0..<D / 2 {
      let angle = Float(first + t) / exp(Float(2 * i) / Float(D) * log(10_000))
      P[t, 2 * i] = sin(angle)
      P[t, 2 * i + 1] = cos(angle)
    }
  }
  return P
}

// MARK: - 9.3 Splitting and joining heads

/// `reshaped` never moves a number, it only counts the axes anew: (T, D) is (T, heads, d) as it
/// lies. To have all positions of one head together, the numbers must move, and that is
/// `transposed(axes:)`, which exchanges the two axes in the middle.
public func splitHeads(_ x: Tensor, heads: Int) -> Tensor {
  let (N, T, D) = (x.shape[0], x.shape[1], x.shape[2])
  return x.reshaped(N, T, heads, D / heads).transposed(axes: [0, 2, 1, 3])
}

/// The same two steps the other way around.
public func joinHeads(_ y: Tensor) -> Tensor {
  let (N, heads, T, d) = (y.shape[0], y.shape[1], y.shape[2], y.shape[3])
  return y.transposed(axes: [0, 2, 1, 3]).reshaped(N, T, heads * d)
}

// MARK: - 9.4 Layer norm's gradients

/// With dn = dy ⊙ g, a number of x moves its own n, but also μ and σ, and by them all others. What
/// dn has in common with a shift of the whole row, its mean, is taken away, and so is what it has in
/// common with a stretch, n times the mean of dn ⊙ n: the norm undoes shifts and stretches, so they
/// can't matter. A row of dx adds up to 0.
public func layerNormBackward(
  _ dy: Tensor, x: Tensor, g: Tensor, dg: inout Tensor, db: inout Tensor
) -> Tensor {
  let centered = x - x.mean(axis: 1, keepingAxis: true)
  let variance = (centered * centered).mean(axis: 1, keepingAxis: true)
  let sigma = sqrt(variance + 1e-5)
  let n = centered / sigma

  dg += (dy * n).sum(axis: 0)
  db += dy.sum(axis: 0)

  let dn = dy * g
  let shift = dn.mean(axis: 1, keepingAxis: true)
  let stretch = (dn * n).mean(axis: 1, keepingAxis: true)
  return (dn - shift - n * stretch) / sigma
}

// MARK: - 9.5 A cached step

/// The position is the number of those that came before, and the cache knows it. Its own key and
/// value go in first, since a position sees itself; later ones don't exist yet, so there is nothing
/// to mask. What came before never changes, as no earlier position sees this one: that is why it can
/// be kept.
public func cachedStep(
  _ x: Tensor, positions P: Tensor, WQ: Tensor, WK: Tensor, WV: Tensor,
  K: inout Tensor, V: inout Tensor
) -> Tensor {
  let t = K.shape[0]
  let z = x + P.rows(t..<t + 1)
  K = .concatenate([K, matmul(z, WK)])
  V = .concatenate([V, matmul(z, WV)])

  let scores = matmul(matmul(z, WQ), K, transposed: .right)
  return matmul(softmax(scores / Float(K.shape[1]).squareRoot()), V)
}

// MARK: - 9.6 Rotary positions

/// Both new numbers are made of both old ones, so the old ones must be kept until both are made.
/// The product of two pairs that were turned by α and β is that of the unturned ones, one of them
/// turned by α − β: a score then depends on how far apart two positions are, and not on where.
public func turned(_ x: Tensor, from first: Int) -> Tensor {
  let (T, d) = (x.shape[0], x.shape[1])
  var y = x
  for t in 0..<T {
    for i in 0..<d / 2 {
      let angle = Float(first + t) / exp(Float(2 * i) / Float(d) * log(10_000))
      let (a, b) = (x[t, 2 * i], x[t, 2 * i + 1])
      y[t, 2 * i] = a * cos(angle) - b * sin(angle)
      y[t, 2 * i + 1] = a * sin(angle) + b * cos(angle)
    }
  }
  return y
}

// MARK: - 9.7 Label smoothing

/// The target is another distribution, (1 − ε) one-hot + ε / V, and it adds up to 1. So the gradient
/// is what it ever was, p less the target: the loss is log Σ exp(s) − Σ target · s, and the first has
/// the derivative p. Taken so, no logarithm of p is needed, which is infinite where p was rounded to
/// 0; now that every token has a share, that would matter for all of them.
public func smoothedLoss(
  _ s: Tensor, _ t: [Int], by epsilon: Float
) -> (loss: Float, ds: Tensor) {
  let (T, V) = (s.shape[0], s.shape[1])
  let target = (1 - epsilon) * Tensor.oneHot(t, classes: V) + epsilon / Float(V)
  let logP = s - logSumExp(s).reshaped(T, 1)
  return (-(target * logP).sum() / Float(T), (softmax(s) - target) / Float(T))
}
