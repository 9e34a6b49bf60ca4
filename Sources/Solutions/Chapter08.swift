import Tensors

// Answers to the exercises of chapter 8, and why they are right. There are others.

// MARK: - 8.1 Dot-product attention with lengths

/// The softmax is taken of the rows that count, and of no others, so nothing has to be hidden from
/// it. A memory of length 0 isn't asked at all: its softmax would be 0 / 0. What was never set is
/// still 0, as wanted.
public func attend(
  _ q: Tensor, over m: Tensor, lengths: [Int]
) -> (weights: Tensor, context: Tensor) {
  var weights = Tensor.zeros(q.shape[0], q.shape[1], m.shape[1])
  var context = Tensor.zeros(q.shape)
  for (n, length) in lengths.enumerated() where length > 0 {
    let rows = m.row(n).rows(0..<length)
    let w = softmax(matmul(q.row(n), rows, transposed: .right))
    let c = matmul(w, rows)
    for t in 0..<q.shape[1] {
      for s in 0..<length { weights[n, t, s] = w[t, s] }
      for j in 0..<q.shape[2] { context[n, t, j] = c[t, j] }
    }
  }
  return (weights, context)
}

// MARK: - 8.2 The backward pass of softmax

/// A score changes its own weight by w, and takes from all weights what it wins, each in proportion
/// to itself: ∂w[i]/∂e[s] is w[i] (1 − w[s]) for i = s and −w[i] w[s] otherwise. Summed up with dw
/// that is w[s] (dw[s] − Σ w[i] dw[i]), and the sum is the same for the whole row. So each row of
/// de adds up to 0: to raise all scores alike changes nothing.
public func softmaxBackward(_ dw: Tensor, w: Tensor) -> Tensor {
  w * (dw - (w * dw).sum(axis: 1, keepingAxis: true))
}

// MARK: - 8.3 The backward pass of attention

/// The memory is used twice, so two gradients arrive at it: as what was taken, wᵀ dContext, and as
/// what was compared, deᵀ q. Between the two lies the softmax. The queries were used once, to be
/// compared.
public func attendBackward(
  _ dContext: Tensor, q: Tensor, m: Tensor
) -> (dq: Tensor, dm: Tensor) {
  let w = softmax(matmul(q, m, transposed: .right))
  let dw = matmul(dContext, m, transposed: .right)
  let de = w * (dw - (w * dw).sum(axis: 1, keepingAxis: true))
  let taken = matmul(w, dContext, transposed: .left)
  let compared = matmul(de, q, transposed: .left)
  return (matmul(de, m), taken + compared)
}

// MARK: - 8.4 The additive score

/// Both products are made once for each query and once for each row, and not for each pair. Only
/// the tanh must be: it mixes the two, so nothing can be taken out of it. That is T · S · A of
/// them, which is why this score costs more than the others.
public func additiveScore(
  _ q: Tensor, _ m: Tensor, Wq: Tensor, Wm: Tensor, v: Tensor
) -> Tensor {
  let (queries, rows) = (matmul(q, Wq), matmul(m, Wm))
  var e = Tensor.zeros(q.shape[0], m.shape[0])
  for t in 0..<q.shape[0] {
    for s in 0..<m.shape[0] {
      e[t, s] = (v * tanh(queries.row(t) + rows.row(s))).sum()
    }
  }
  return e
}

// MARK: - 8.5 The general score's gradients

/// A product of three: each factor's gradient is that of the result, times the other two, with
/// transposes where the shapes ask for them. W served every pair, so its gradient is a sum over all
/// of them, which the matrix products make by themselves.
public func generalScoreBackward(
  _ de: Tensor, q: Tensor, m: Tensor, W: Tensor, dW: inout Tensor
) -> (dq: Tensor, dm: Tensor) {
  let found = matmul(de, m)
  dW += matmul(q, found, transposed: .left)
  let dq = matmul(found, W, transposed: .right)
  let dm = matmul(de, matmul(q, W), transposed: .left)
  return (dq, dm)
}
