import Tensors

/// A limit on gradients. It bounds explosions and does nothing against vanishing.
public enum Clipping: Equatable, Sendable {
  /// Scales all gradients together so that their common Euclidean norm is at most this: the
  /// direction stays (Pascanu, Mikolov and Bengio, ICML 2013, algorithm 1).
  case norm(Float)
  /// Cuts each number to between minus this and this: the direction changes.
  case value(Float)

  /// Limits the gradients of `parameters`, a shared one once.
  public func clip(_ parameters: [Parameter]) {
    let parameters = parameters.unique
    switch self {
    case .norm(let limit):
      let norm = gradientNorm(parameters)
      guard norm > limit else { return }
      for parameter in parameters { parameter.gradient *= limit / norm }
    case .value(let limit):
      for parameter in parameters {
        parameter.gradient.withUnsafeMutableBufferPointer { g in
          for i in g.indices { g[i] = min(max(g[i], -limit), limit) }
        }
      }
    }
  }
}

/// The Euclidean norm of all gradients taken as one vector, a shared parameter's once.
public func gradientNorm(_ parameters: [Parameter]) -> Float {
  let squares = parameters.unique.map { $0.gradient.withUnsafeBufferPointer(sumOfSquares) }
  return Float(squares.reduce(0, +).squareRoot())
}

/// In double precision, where no square of a Float can overflow; in eight running sums, so that the
/// order is fixed and the processor's lanes are full.
private func sumOfSquares(_ x: UnsafeBufferPointer<Float>) -> Double {
  var lanes = SIMD8<Double>.zero
  let blocks = x.count / 8
  for block in 0..<blocks {
    let raw = UnsafeRawPointer(x.baseAddress! + block * 8)
    let eight = SIMD8<Double>(raw.loadUnaligned(as: SIMD8<Float>.self))
    lanes += eight * eight
  }
  for i in blocks * 8..<x.count { lanes[i - blocks * 8] += Double(x[i]) * Double(x[i]) }
  let four = lanes.lowHalf + lanes.highHalf
  return (four.x + four.z) + (four.y + four.w)
}
