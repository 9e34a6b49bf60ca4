/// The error function, erf x = 2/√π ∫₀ˣ e^-t² dt, within 2 ulp for every x.
@inlinable @inline(always)
public func erf(_ x: Lanes) -> Lanes {
  let a = x.magnitude
  // Below 1: x + x p(x²). p is the best polynomial in relative error.
  let p = Lanes.polynomial(
    a * a,
    [
      0x1.06eba8p-3, -0x1.81273ep-2, 0x1.ce2ce6p-4, -0x1.b7f71ap-6, 0x1.53f224p-8, -0x1.a3515ep-11,
      0x1.4771fep-14,
    ])
  // From 1 on: 1 - e^g(x), where g is nearly a parabola; from 3.95 on the nearest float is 1.
  let g = Lanes.polynomial(
    a.replacing(with: 3.95, where: a .> 3.95),
    [
      0x1.7bde64p-13, -0x1.2129ecp0, -0x1.443dd8p-1, -0x1.bbccp-4, 0x1.9c48aap-6, -0x1.127508p-8,
      0x1.cb333ep-12, -0x1.66ef72p-16,
    ])
  return a.addingProduct(a, p).replacing(with: 1 - exp(g), where: a .>= 1).signed(as: x)
}

/// erf x, within 2 ulp.
public func erf(_ x: Float) -> Float { erf(Lanes(repeating: x))[0] }
