import Tensors

/// A limit on gradients. It bounds explosions and does nothing against vanishing.
public enum Clipping: Equatable, Sendable {
  /// Scales all gradients together so that their common Euclidean norm is at most this: the
  /// direction stays (Pascanu, Mikolov and Bengio, ICML 2013, algorithm 1).
  case norm(Float)
  /// Cuts each number to between minus this and this: the direction changes.
  case value(Float)

  /// Limits the gradients of `parameters`, a shared one once. Returns the norm they had before.
  @discardableResult
  public func clip(_ parameters: [Parameter]) -> Float {
    let parameters = parameters.unique
    let norm = gradientNorm(parameters)
    switch self {
    case .norm(let limit):
      guard norm > limit else { break }
      for parameter in parameters { parameter.gradient *= limit / norm }
    case .value(let limit):
      for parameter in parameters {
        parameter.gradient.withUnsafeMutableBufferPointer { g in
          for i in g.indices { g[i] = min(max(g[i], -limit), limit) }
        }
      }
    }
    return norm
  }
}

/// The Euclidean norm of all gradients taken as one vector, a shared parameter's once.
public func gradientNorm(_ parameters: [Parameter]) -> Float {
  let squares = parameters.unique.map { $0.gradient.withUnsafeBufferPointer(sumOfSquares) }
  return Float(squares.reduce(0, +).squareRoot())
}

/// In double precision, where no square of a Float can overflow. Blocks of a fixed size are added up
/// by several threads, then their sums in order.
private func sumOfSquares(_ x: UnsafeBufferPointer<Float>) -> Double {
  guard x.count > 0 else { return 0 }
  let size = 1 << 16
  let blocks = (x.count + size - 1) / size
  let sums = [Double](unsafeUninitializedCapacity: blocks) { sums, count in
    let place = sums.baseAddress!
    Threads.split(blocks) { part in
      for block in part {
        let range = block * size..<min((block + 1) * size, x.count)
        place[block] = sumOfBlock(UnsafeBufferPointer(rebasing: x[range]))
      }
    }
    count = blocks
  }
  return sums.reduce(0, +)
}

/// In eight running sums, so that the order is fixed and the processor's lanes are full.
private func sumOfBlock(_ x: UnsafeBufferPointer<Float>) -> Double {
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
