import Tensors

// Answers to the exercises of chapter 6, and why they are right. There are others.

// MARK: - 6.1 Clipping by norm

/// One factor for all keeps the direction of the whole step: what is small beside something else
/// stays so. In `Double` the square of 10³⁰ is an ordinary number. A norm of 0 is below c, so that
/// nothing is divided by it.
public func clipped(_ gradients: [Tensor], to c: Float) -> [Tensor] {
  var squares = 0.0
  for gradient in gradients {
    for number in gradient.values { squares += Double(number) * Double(number) }
  }
  let norm = squares.squareRoot()
  if norm <= Double(c) { return gradients }
  return gradients.map { $0 * Float(Double(c) / norm) }
}

// MARK: - 6.2 A step of an LSTM, forward

/// One product for all four, then their columns by themselves. The cell is added to and multiplied
/// number by number; no matrix and no tanh stands on the way from one c to the next.
public func lstmStep(
  _ x: Tensor, hBefore: Tensor, cBefore: Tensor, Wx: Tensor, Wh: Tensor, b: Tensor
) -> (h: Tensor, c: Tensor) {
  let H = hBefore.shape[1]
  let a = matmul(x, Wx) + matmul(hBefore, Wh) + b
  let i = sigmoid(a.columns(0..<H))
  let f = sigmoid(a.columns(H..<2 * H))
  let g = tanh(a.columns(2 * H..<3 * H))
  let o = sigmoid(a.columns(3 * H..<4 * H))
  let c = f * cBefore + i * g
  return (o * tanh(c), c)
}

// MARK: - 6.3 A step of an LSTM, backward

/// First the cell's whole gradient: what the next step sends back, and what comes through h. Then
/// each of the four by the product rule and its own derivative, s (1 − s) or 1 − g². Put side by
/// side again, they are the gradient of one affine layer's output, and the rest is that layer's way
/// back.
public func lstmStepBackward(
  dh: Tensor, dc: Tensor, x: Tensor, hBefore: Tensor, cBefore: Tensor,
  Wx: Tensor, Wh: Tensor, b: Tensor, dWx: inout Tensor, dWh: inout Tensor, db: inout Tensor
) -> (dx: Tensor, dhBefore: Tensor, dcBefore: Tensor) {
  let H = hBefore.shape[1]
  let a = matmul(x, Wx) + matmul(hBefore, Wh) + b
  let i = sigmoid(a.columns(0..<H))
  let f = sigmoid(a.columns(H..<2 * H))
  let g = tanh(a.columns(2 * H..<3 * H))
  let o = sigmoid(a.columns(3 * H..<4 * H))
  let shown = tanh(f * cBefore + i * g)

  let dc = dc + dh * o * (1 - shown * shown)
  let da = Tensor.concatenate(
    [
      dc * g * i * (1 - i), dc * cBefore * f * (1 - f), dc * i * (1 - g * g),
      dh * shown * o * (1 - o),
    ], axis: 1)
  dWx += matmul(x, da, transposed: .left)
  dWh += matmul(hBefore, da, transposed: .left)
  db += da.sum(axis: 0)
  return (
    matmul(da, Wx, transposed: .right), matmul(da, Wh, transposed: .right), dc * f
  )
}

// MARK: - 6.4 A step of a GRU, forward

/// The gates can share a product, the candidate can't: it has to wait for r. What z keeps of the
/// old state and what it lets in of the candidate sum to 1, so that states stay between −1 and 1.
public func gruStep(_ x: Tensor, before: Tensor, Wx: Tensor, Wh: Tensor, b: Tensor) -> Tensor {
  let H = before.shape[1]
  let half = matmul(x, Wx) + b
  let gates = sigmoid(half.columns(0..<2 * H) + matmul(before, Wh.columns(0..<2 * H)))
  let (r, z) = (gates.columns(0..<H), gates.columns(H..<2 * H))
  let n = tanh(half.columns(2 * H..<3 * H) + matmul(r * before, Wh.columns(2 * H..<3 * H)))
  return (1 - z) * n + z * before
}

// MARK: - 6.5 A step of a GRU, backward

/// The state before goes into h directly, by z; into both gates; and, times r, into the candidate.
/// Its gradient is the sum of these four. The product r ⊙ before is one value with one gradient,
/// which goes on to r by way of the state and to the state by way of r.
public func gruStepBackward(
  _ dh: Tensor, x: Tensor, before: Tensor, Wx: Tensor, Wh: Tensor, b: Tensor,
  dWx: inout Tensor, dWh: inout Tensor, db: inout Tensor
) -> (dx: Tensor, dBefore: Tensor) {
  let H = before.shape[1]
  let (ofGates, ofCandidate) = (Wh.columns(0..<2 * H), Wh.columns(2 * H..<3 * H))
  let half = matmul(x, Wx) + b
  let gates = sigmoid(half.columns(0..<2 * H) + matmul(before, ofGates))
  let (r, z) = (gates.columns(0..<H), gates.columns(H..<2 * H))
  let n = tanh(half.columns(2 * H..<3 * H) + matmul(r * before, ofCandidate))

  let daN = dh * (1 - z) * (1 - n * n)
  let dPast = matmul(daN, ofCandidate, transposed: .right)
  let daR = dPast * before * r * (1 - r)
  let daZ = dh * (before - n) * z * (1 - z)
  let daGates = Tensor.concatenate([daR, daZ], axis: 1)
  let da = Tensor.concatenate([daGates, daN], axis: 1)

  dWx += matmul(x, da, transposed: .left)
  dWh += Tensor.concatenate(
    [
      matmul(before, daGates, transposed: .left), matmul(r * before, daN, transposed: .left),
    ], axis: 1)
  db += da.sum(axis: 0)
  return (
    matmul(da, Wx, transposed: .right),
    dh * z + dPast * r + matmul(daGates, ofGates, transposed: .right)
  )
}

// MARK: - 6.6 A layer in both directions

/// The second layer gets the steps in reverse, so its row 0 belongs to the last step: what it gives
/// is turned round again before both stand side by side.
public func bothDirections(
  _ x: Tensor, onward: (Tensor) -> Tensor, back: (Tensor) -> Tensor
) -> Tensor {
  let reversed = Array((0..<x.shape[0]).reversed())
  let fromEnd = back(x.rows(at: reversed)).rows(at: reversed)
  return .concatenate([onward(x), fromEnd], axis: 1)
}
