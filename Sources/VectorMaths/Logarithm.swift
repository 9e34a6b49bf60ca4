/// ln x, within 1 ulp for every x: subnormals included, -∞ at ±0, NaN below.
@inlinable @inline(always)
public func log(_ x: Lanes) -> Lanes {
  // A subnormal number's exponent lies hidden in leading zeros; 2²³ times it is a normal one.
  let small = x .< 0x1p-126
  let normal = x.replacing(with: x * 0x1p23, where: small)
  // x = 2ᵉ (1 + f) with √½ ≤ 1 + f < √2, taken apart through the bits of √½.
  let start = Int32(bitPattern: Float(0x1.6a09e6p-1).bitPattern)
  let above = normal.bits &- start
  let f = Lanes(bits: (above & 0x7f_ffff) &+ start) - 1
  let e = wholeNumbers(above &>> 23) - Lanes.zero.replacing(with: 23, where: small)
  // The best polynomial q, in relative error, for ln(1 + f) = f - ½ f² + f³ q(f).
  let q = Lanes.polynomial(
    f,
    [
      0x1.555548p-2, -0x1.000006p-2, 0x1.99a47ap-3, -0x1.555c52p-3, 0x1.233b38p-3, -0x1.fc257p-4,
      0x1.e6c3bp-4, -0x1.de1b24p-4, 0x1.148aa2p-4,
    ])
  // ln 2 in two parts, the first so short that e times it is exact.
  let square = f * f
  let tail = (square * f * q).addingProduct(e, Lanes(repeating: 0x1.7f7d1cp-20))
  let rest = f + tail.addingProduct(square, Lanes(repeating: -0.5))
  let result = rest.addingProduct(e, Lanes(repeating: 0x1.62e4p-1))
  return result.replacing(with: -.infinity, where: x .== 0)
    .replacing(with: .nan, where: x .< 0)
    .replacing(with: x, where: .!(x .< .infinity))
}

/// Whole numbers as floats, in one instruction. (The standard library's conversion of a whole vector
/// calls a function that goes lane by lane.)
@inlinable @inline(always)
func wholeNumbers(_ n: SIMD16<Int32>) -> Lanes {
  var result = Lanes.zero
  for i in 0..<16 { result[i] = Float(n[i]) }
  return result
}

/// ln x, within 1 ulp.
public func log(_ x: Float) -> Float { log(Lanes(repeating: x))[0] }

/// ln(1 + x) without losing a small x, within 3 ulp for every x: -∞ at -1, NaN below.
///
/// What rounding took from 1 + x is given back in proportion: ln s · x / (s - 1), where s is the rounded
/// sum (Kahan, in the HP-15C Advanced Functions Handbook, 1982).
@inlinable @inline(always)
public func log1p(_ x: Lanes) -> Lanes {
  let sum = 1 + x
  let result = log(sum) * (x / (sum - 1))
  return result.replacing(with: x, where: (sum .== 1) .| .!(x .< .infinity))
}

/// ln(1 + x) without losing a small x, within 3 ulp.
public func log1p(_ x: Float) -> Float { log1p(Lanes(repeating: x))[0] }
