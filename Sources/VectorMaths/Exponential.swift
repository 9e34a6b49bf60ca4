/// e to the power of y, in two parts: 2ⁿ, and what e^r - 1 is for the rest r = y - n ln 2, |r| ≤ ½ ln 2.
@usableFromInline
struct ReducedExponential {
  /// The whole number n.
  @usableFromInline let n: SIMD16<Int32>
  /// e^r - 1, to 0.6 ulp.
  @usableFromInline let excess: Lanes

  /// The parts of e^y, for |y| < 150 or NaN.
  @inlinable @inline(always)
  init(_ y: Lanes) {
    // Adding 1.5 · 2²³ leaves no bits for a fraction, so it rounds to the nearest whole number and
    // puts that into the lowest bits: cheaper than `rounded()`, which calls a function for each lane.
    let shift = Lanes(repeating: 0x1.8p23)
    let shifted = shift.addingProduct(y, Lanes(repeating: 0x1.715476p0))  // 1 / ln 2
    n = shifted.bits &- shift.bits
    // ln 2 in two parts, the first so short that n times it is exact.
    let whole = shifted - shift
    let r = y.addingProduct(whole, Lanes(repeating: -0x1.62e4p-1))
      .addingProduct(whole, Lanes(repeating: -0x1.7f7d1cp-20))
    // The best polynomial q, in relative error, for e^r - 1 = r + r² q(r).
    let q = Lanes.polynomial(
      r, [0.5, 0x1.555554p-3, 0x1.5554f8p-5, 0x1.1112d4p-7, 0x1.6d3a84p-10, 0x1.9e7cfp-13])
    excess = r.addingProduct(r * r, q)
  }
}

// MARK: - Exponential

/// e^x, within 1 ulp for every x: subnormal results included, infinite from 88.73 on, 0 below -103.98.
@inlinable @inline(always)
public func exp(_ x: Lanes) -> Lanes {
  // Beyond these bounds nothing changes any more; a NaN passes both comparisons unharmed.
  let y = x.replacing(with: 89, where: x .> 89).replacing(with: -104, where: x .< -104)
  let parts = ReducedExponential(y)
  // 2ⁿ in two factors, since n reaches from -150 to 128 and a float's exponent from -126 to 127. Only
  // the last product rounds, so a subnormal result is rounded once.
  let half = parts.n &>> 1
  return (1 + parts.excess) * Lanes.power(ofTwo: half) * Lanes.power(ofTwo: parts.n &- half)
}

/// e^x, within 1 ulp.
public func exp(_ x: Float) -> Float { exp(Lanes(repeating: x))[0] }

/// e^x - 1 for x ≤ 0, without losing small x in the 1; for positive x 0.
@inlinable @inline(always)
package func exponentialLessOne(_ x: Lanes) -> Lanes {
  // From -17.4 down the nearest float is -1.
  let parts = ReducedExponential(
    x.replacing(with: -20, where: x .< -20).replacing(with: 0, where: x .> 0))
  let power = Lanes.power(ofTwo: parts.n)
  return (power - 1).addingProduct(power, parts.excess)
}

// MARK: - Hyperbolic tangent

/// tanh x = (e^2x - 1) / (e^2x + 1), within 3 ulp for every x.
@inlinable @inline(always)
public func tanh(_ x: Lanes) -> Lanes {
  // From 9.02 on the nearest float is 1.
  let a = x.magnitude
  let parts = ReducedExponential(2 * a.replacing(with: 10, where: a .> 10))
  // e^2a - 1 = 2ⁿ (e^r - 1) + (2ⁿ - 1) loses no digits, however small a is.
  let power = Lanes.power(ofTwo: parts.n)
  let excess = (power - 1).addingProduct(power, parts.excess)
  return (excess / (excess + 2)).signed(as: x)
}

/// tanh x, within 3 ulp.
public func tanh(_ x: Float) -> Float { tanh(Lanes(repeating: x))[0] }

// MARK: - Sigmoid

/// σ(x) = 1 / (1 + e^-x), within 3 ulp for every x.
@inlinable @inline(always)
public func sigmoid(_ x: Lanes) -> Lanes {
  // With e^-|x| nothing overflows, and for x < 0 the small result e^x / (1 + e^x) keeps its digits.
  let power = exp(-x.magnitude)
  return Lanes(repeating: 1).replacing(with: power, where: x .< 0) / (1 + power)
}

/// σ(x) = 1 / (1 + e^-x), within 3 ulp.
public func sigmoid(_ x: Float) -> Float { sigmoid(Lanes(repeating: x))[0] }
