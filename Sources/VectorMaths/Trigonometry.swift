/// An angle taken apart: x = k π/2 + r with |r| ≤ π/4, in double precision, because near a multiple of
/// π/2 the digits of x cancel.
@usableFromInline
struct ReducedAngle {
  /// The number of quarter turns k; only its last two bits count.
  @usableFromInline var quarters: SIMD16<Int64>
  /// The rest r, in radians.
  @usableFromInline var rest: SIMD16<Double>

  /// The parts of the angles `x`, exact to 2⁻⁵⁰ for every float.
  @inlinable @inline(always)
  init(_ x: Lanes) {
    var wide = SIMD16<Double>.zero
    for i in 0..<16 { wide[i] = Double(x[i]) }
    self.init(wide)
    if any(x.magnitude .>= 0x1p40) { reduceHuge(x) }
  }

  /// The parts of the angles `wide`, all below 2⁴⁰, exact to 2⁻⁵⁰.
  @inlinable @inline(always)
  init(_ wide: SIMD16<Double>) {
    // Adding 1.5 · 2⁵² rounds to a whole number and puts that into the lowest bits.
    let shift = SIMD16<Double>(repeating: 0x1.8p52)
    let shifted = shift.addingProduct(wide, SIMD16(repeating: 0x1.45f306dc9c883p-1))  // 2/π
    let k = shifted - shift
    quarters = unsafeBitCast(shifted, to: SIMD16<Int64>.self)
    // π/2 to 106 bits: more than any float below 2⁴⁰ needs.
    rest = wide.addingProduct(k, SIMD16(repeating: -0x1.921fb54442d18p0))
      .addingProduct(k, SIMD16(repeating: -0x1.1a62633145c07p-54))
  }

  /// Does the huge angles among `x` again, one by one.
  @usableFromInline @inline(never)
  mutating func reduceHuge(_ x: Lanes) {
    for i in 0..<16 where x[i].magnitude >= 0x1p40 && x[i].isFinite {
      (quarters[i], rest[i]) = ReducedAngle.reduce(huge: x[i])
    }
  }

  /// The parts of an angle of 2⁴⁰ or more, from 256 binary digits of 2/π (Payne and Hanek, "Radian
  /// reduction for trigonometric functions", 1983).
  static func reduce(huge x: Float) -> (quarters: Int64, rest: Double) {
    let digits: [4 of UInt64] = [
      0xa2f9_836e_4e44_1529, 0xfc27_57d1_f534_ddc0, 0xdb62_9599_3c43_9041, 0xfe51_63ab_debb_c561,
    ]
    // |x| = m 2ᵉ with a whole number m. The digits of 2ᵉ 2/π that stand for multiples of 4 only add
    // whole turns to x; the 128 that follow hold all that a float can show.
    let m = UInt128(x.significandBitPattern | 1 << 23)
    let skipped = Int(x.exponent) - 23 - 2
    let (word, bit) = (skipped / 64, UInt64(skipped % 64))
    let next = bit == 0 ? 0 : digits[word + 2] >> (64 - bit)
    let window =
      UInt128(digits[word]) << (64 + bit) | UInt128(digits[word + 1]) << bit | UInt128(next)
    // In units of 2⁻¹²⁶ quarter turns; what overflows are whole turns again.
    let turn = m &* window
    let quarters = (turn &+ (1 << 125)) >> 126
    let rest = Double(Int128(truncatingIfNeeded: turn &- (quarters << 126))) * 0x1p-126
    let sign = x < 0 ? -1 : 1
    return (Int64(sign) * Int64(quarters), Double(sign) * rest * 0x1.921fb54442d18p0)
  }

  /// sin(π/2 (k + `ahead`) + r), with the best polynomials in relative error.
  @inlinable @inline(always)
  func sine(ahead: Int64) -> Lanes {
    let z = rest * rest
    let one = SIMD16<Double>(repeating: 1)
    let sine =
      rest
      * one.addingProduct(
        z,
        ReducedAngle.polynomial(
          z,
          [-0x1.5555554c6fe63p-3, 0x1.11110868fdfb4p-7, -0x1.a00f7e0ab206p-13, 0x1.6cd1ae5ec58p-19])
      )
    let cosine = one.addingProduct(
      z,
      ReducedAngle.polynomial(
        z,
        [
          -0.5, 0x1.5555554ed81bap-5, -0x1.6c16b8289666dp-10, 0x1.a010ddd66c6p-16,
          -0x1.241e68dccd8p-22,
        ]))
    let k = quarters &+ ahead
    // An odd number of quarter turns swaps sine and cosine, and the second bit turns the sign. On the
    // bits, because a comparison of sixteen `Int64` is done lane by lane.
    let (s, c) = (
      unsafeBitCast(sine, to: SIMD16<Int64>.self), unsafeBitCast(cosine, to: SIMD16<Int64>.self)
    )
    let swapped = s ^ ((s ^ c) & (0 &- (k & 1)))
    let signed = unsafeBitCast(swapped ^ ((k & 2) &<< 62), to: SIMD16<Double>.self)
    var result = Lanes.zero
    for i in 0..<16 { result[i] = Float(signed[i]) }
    return result
  }

  @inlinable @inline(always)
  static func polynomial<let count: Int>(_ x: SIMD16<Double>, _ c: [count of Double]) -> SIMD16<
    Double
  > {
    var sum = SIMD16<Double>(repeating: c[count - 1])
    var k = count - 1
    while k > 0 {
      k -= 1
      sum = SIMD16(repeating: c[k]).addingProduct(sum, x)
    }
    return sum
  }
}

/// sin x for x in radians, within 0.51 ulp for every finite x; NaN for ±∞.
@inlinable @inline(always)
public func sin(_ x: Lanes) -> Lanes { ReducedAngle(x).sine(ahead: 0) }

/// sin x for x in radians, within 0.51 ulp.
public func sin(_ x: Float) -> Float { sin(Lanes(repeating: x))[0] }

/// cos x for x in radians, within 0.51 ulp for every finite x; NaN for ±∞.
@inlinable @inline(always)
public func cos(_ x: Lanes) -> Lanes { ReducedAngle(x).sine(ahead: 1) }

/// cos x for x in radians, within 0.51 ulp.
public func cos(_ x: Float) -> Float { cos(Lanes(repeating: x))[0] }

/// sin x and cos x for an angle in double precision below 2⁴⁰, each within 0.51 ulp: where a product of
/// two numbers is an angle, a Float would round whole turns away.
package func sineAndCosine(_ x: Double) -> (sine: Float, cosine: Float) {
  let angle = ReducedAngle(SIMD16(repeating: x))
  return (angle.sine(ahead: 0)[0], angle.sine(ahead: 1)[0])
}
