/// e^x and ln x in double precision, for sums that must stay exact over thousands of steps: in additions,
/// products and quotients alone, so that every machine gets the same bits.
package enum DoubleMaths {
  /// e^x within a few ulp for |x| ≤ 700; beyond that as at ±700.
  ///
  /// x = k ln 2 + r with |r| ≤ ½ ln 2, and e^r by its series to r¹³, whose rest is below 2⁻⁵⁷.
  package static func exp(_ x: Double) -> Double {
    let x = min(max(x, -700), 700)
    let k = (x * 1.442_695_040_888_963_4).rounded()
    // ln 2 in two parts, the first with few bits, so that its product with k is exact.
    let r = (x - k * 0.693_147_180_369_123_8) - k * 1.908_214_929_270_587_7e-10
    // 1/13!, 1/12!, …
    var sum = 1.6059043836821613e-10
    sum = sum * r + 2.08767569878681e-09
    sum = sum * r + 2.505210838544172e-08
    sum = sum * r + 2.755731922398589e-07
    sum = sum * r + 2.7557319223985893e-06
    sum = sum * r + 2.48015873015873e-05
    sum = sum * r + 0.0001984126984126984
    sum = sum * r + 0.001388888888888889
    sum = sum * r + 0.008333333333333333
    sum = sum * r + 0.041666666666666664
    sum = sum * r + 0.16666666666666666
    sum = sum * r + 0.5
    sum = sum * r + 1.0
    sum = sum * r + 1.0
    return sum * Double(bitPattern: UInt64(Int64(k) + 1023) << 52)
  }

  /// ln x within a few ulp, for ordinary x above 0.
  ///
  /// x = 2^k m with m from √½ to √2, and ln m = 2 (s + s³/3 + s⁵/5 + …) with s = (m − 1) / (m + 1); the rest
  /// after s²¹ is below 2⁻⁵⁵.
  package static func log(_ x: Double) -> Double {
    var (k, m) = (Double(x.exponent), x.significand)
    if m > 1.414_213_562_373_095_1 { (k, m) = (k + 1, m / 2) }
    let s = (m - 1) / (m + 1)
    let square = s * s
    // 1/21, 1/19, …
    var sum = 0.047619047619047616
    sum = sum * square + 0.05263157894736842
    sum = sum * square + 0.058823529411764705
    sum = sum * square + 0.06666666666666667
    sum = sum * square + 0.07692307692307693
    sum = sum * square + 0.09090909090909091
    sum = sum * square + 0.1111111111111111
    sum = sum * square + 0.14285714285714285
    sum = sum * square + 0.2
    sum = sum * square + 0.3333333333333333
    sum = sum * square + 1.0
    return k * 0.693_147_180_369_123_8 + (2 * s * sum + k * 1.908_214_929_270_587_7e-10)
  }
}
