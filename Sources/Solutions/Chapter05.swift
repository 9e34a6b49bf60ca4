import Tensors

// Answers to the exercises of chapter 5, and why they are right. There are others.

// MARK: - 5.1 Perplexity

/// The logarithm of a product is the sum of the logarithms, and those have a size that a number can
/// hold. The logarithm of 0 is −∞, the mean with it, and e to the power of ∞ is ∞: nothing special
/// is to be done.
public func perplexity(of p: [Float]) -> Float {
  exp(-p.reduce(0) { $0 + log($1) } / Float(p.count))
}

// MARK: - 5.2 Kneser–Ney for pairs

/// A pair counts for the words in it each time, but for how many words it joins only the first
/// time. Each context gives up D for every different word that followed it, which is just what the
/// first term lacks to sum to 1; with γ = 1 the shorter model has all of a context that was never
/// seen. Words that stand behind many others get most of it, whatever their own counts.
public func kneserNey(_ ids: [Int], V: Int, discount D: Float) -> [[Float]] {
  let none = [Int](repeating: 0, count: V)
  var pairs = [[Int]](repeating: none, count: V)
  var (pairsAfter, wordsAfter, wordsBefore) = (none, none, none)
  for (v, w) in zip(ids, ids.dropFirst()) {
    if pairs[v][w] == 0 {
      wordsAfter[v] += 1
      wordsBefore[w] += 1
    }
    pairs[v][w] += 1
    pairsAfter[v] += 1
  }
  let n = Float(wordsBefore.reduce(0, +))
  let rest = D * Float(wordsBefore.count { $0 > 0 }) / n
  let shorter = wordsBefore.map { max(Float($0) - D, 0) / n + rest / Float(V) }
  return (0..<V).map { v in
    guard pairsAfter[v] > 0 else { return shorter }
    let all = Float(pairsAfter[v])
    let rest = D * Float(wordsAfter[v]) / all
    return (0..<V).map { w in max(Float(pairs[v][w]) - D, 0) / all + rest * shorter[w] }
  }
}

// MARK: - 5.3 A recurrent cell, forward

/// An affine layer with two inputs, each with weights of its own, and one bias. The library's tanh
/// doesn't overflow; written as (eᵃ − e⁻ᵃ) / (eᵃ + e⁻ᵃ) it would, at 89.
public func rnnStep(_ x: Tensor, before: Tensor, Wx: Tensor, Wh: Tensor, b: Tensor) -> Tensor {
  tanh(matmul(x, Wx) + matmul(before, Wh) + b)
}

// MARK: - 5.4 A recurrent cell, backward

/// tanh has the derivative 1 − h² in what it gave out, and what is before it is an affine layer
/// twice: transposed weights lead back, and transposed inputs to the weights. da serves all five.
public func rnnStepBackward(
  _ dh: Tensor, x: Tensor, before: Tensor, h: Tensor, Wx: Tensor, Wh: Tensor,
  dWx: inout Tensor, dWh: inout Tensor, db: inout Tensor
) -> (dx: Tensor, dBefore: Tensor) {
  let da = dh * (1 - h * h)
  dWx += matmul(x, da, transposed: .left)
  dWh += matmul(before, da, transposed: .left)
  db += da.sum(axis: 0)
  return (matmul(da, Wx, transposed: .right), matmul(da, Wh, transposed: .right))
}

// MARK: - 5.5 Back-propagation through time

/// The loop unrolled is a network of T layers with the same weights, so the way back goes from the
/// last step to the first, and the steps' gradients of the weights add up. A state goes to the
/// layer above and to the next step: its gradient is the sum of what comes back from both. What the
/// first step sends back is the gradient of the start.
public func throughTime(
  _ x: Tensor, start: Tensor, Wx: Tensor, Wh: Tensor, b: Tensor, dy: Tensor
) -> (h: Tensor, dx: Tensor, dStart: Tensor, dWx: Tensor, dWh: Tensor, db: Tensor) {
  let T = x.shape[0]
  var states = [start]
  for t in 0..<T {
    states.append(rnnStep(x.rows(t..<t + 1), before: states[t], Wx: Wx, Wh: Wh, b: b))
  }

  var (dWx, dWh, db) = (Tensor.zeros(Wx.shape), Tensor.zeros(Wh.shape), Tensor.zeros(b.shape))
  var dx = Tensor.zeros(x.shape)
  var dNext = Tensor.zeros(start.shape)
  for t in (0..<T).reversed() {
    let step = rnnStepBackward(
      dy.rows(t..<t + 1) + dNext, x: x.rows(t..<t + 1), before: states[t], h: states[t + 1],
      Wx: Wx, Wh: Wh, dWx: &dWx, dWh: &dWh, db: &db)
    dx.setRows(from: t, to: step.dx)
    dNext = step.dBefore
  }
  return (Tensor.concatenate(Array(states.dropFirst())), dx, dNext, dWx, dWh, db)
}

// MARK: - 5.6 Parallel streams

/// The last id is a target only, hence L − 1. A stream's place in the text depends on n alone, and
/// the block says how far it has come; so row n of the next block begins where this one's ended.
public func parallelStreams(
  _ ids: [Int], N: Int, T: Int
) -> [(x: [[Int]], t: [[Int]])] {
  let length = max(ids.count - 1, 0) / N
  return stride(from: 0, to: length, by: T).map { first in
    let places = first..<min(first + T, length)
    return (
      x: (0..<N).map { n in places.map { ids[n * length + $0] } },
      t: (0..<N).map { n in places.map { ids[n * length + $0 + 1] } }
    )
  }
}
