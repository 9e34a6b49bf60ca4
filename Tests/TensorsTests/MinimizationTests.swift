import Foundation
import Tensors
import Testing

@Suite struct MinimizationTests {
  /// A bowl of which one axis is a thousand times as steep as another: x = A⁻¹ b.
  @Test(arguments: [false, true]) func findsTheLowestPlaceOfABowl(isKnown: Bool) {
    let steepness = [1.0, 30, 1000, 0.5, 7, 200, 3, 60, 11, 2]
    let center = (0..<10).map { Double($0) - 4.5 }
    let lowest = Minimization(tolerance: 1e-9).lowest(
      from: [Double](repeating: 3, count: 10), steepness: isKnown ? steepness : nil
    ) { x, g in
      var value = 0.0
      for i in 0..<10 {
        // Neighbors pull at each other.
        let (d, n) = (x[i] - center[i], x[(i + 1) % 10] - center[(i + 1) % 10])
        value += steepness[i] * d * d / 2 + 0.1 * d * n
        g[i] = steepness[i] * d + 0.1 * n + 0.1 * (x[(i + 9) % 10] - center[(i + 9) % 10])
      }
      return value
    }
    #expect(lowest.isFound && lowest.steps < (isKnown ? 20 : 200))
    // The gradient is within 1e-9, and the flattest axis has the steepness ½ − 0.2.
    for i in 0..<10 { #expect(abs(lowest.place[i] - center[i]) < 1e-8) }
    #expect(abs(lowest.value) < 1e-15)
  }

  /// ½ a (x − c)² + λ|x| is lowest where c is drawn toward 0 by λ/a, and no further than 0.
  @Test func aPriceOnMagnitudesMakesZeros() {
    let (a, c) = ([1.0, 2, 4, 1, 3], [0.4, -2, 0.1, 5, -0.2])
    let search = Minimization(tolerance: 1e-10, l1: 0.5, priced: 4)
    let lowest = search.lowest(from: [0, 0, 0, 0, 0]) { x, g in
      var value = 0.0
      for i in 0..<5 {
        g[i] = a[i] * (x[i] - c[i])
        value += g[i] * (x[i] - c[i]) / 2
      }
      return value
    }
    let expected = (0..<5).map { i in
      let pull = i < 4 ? 0.5 / a[i] : 0
      return c[i] > 0 ? max(c[i] - pull, 0) : min(c[i] + pull, 0)
    }
    #expect(lowest.isFound)
    for i in 0..<5 { #expect(abs(lowest.place[i] - expected[i]) < 1e-9) }
    #expect(lowest.place[0] == 0 && lowest.place[2] == 0)
  }

  @Test func whatCannotBeFoundIsSaid() {
    let short = Minimization(tolerance: 1e-12, limit: 3).lowest(from: [9, 9]) { x, g in
      (g[0], g[1]) = (4 * x[0] * x[0] * x[0], 2000 * x[1])
      return x[0] * x[0] * x[0] * x[0] + 1000 * x[1] * x[1]
    }
    #expect(short.steps == 3 && !short.isFound)
    let none = Minimization().lowest(from: []) { _, _ in 0 }
    #expect(none.isFound && none.place == [])
    // Downhill for ever.
    let endless = Minimization(limit: 10).lowest(from: [0]) { x, g in
      g[0] = -1
      return -x[0]
    }
    #expect(!endless.isFound)
  }

  /// Against Foundation's, which are good to an ulp or so.
  @Test func exponentialsAndLogarithmsAreOfDoublePrecision() {
    for i in -700...700 {
      let x = Double(i) + Double(i % 7) / 7.3
      guard x.magnitude < 700 else { continue }
      #expect(abs(DoubleMaths.exp(x) / Foundation.exp(x) - 1) < 4e-15, "\(x)")
    }
    for i in 0...4000 {
      let x = 1 + Double(i * i) / 37
      let error = abs(DoubleMaths.log(x) - Foundation.log(x))
      #expect(error < 1e-15 * max(1, Foundation.log(x)) * 2, "\(x)")
    }
    #expect(DoubleMaths.exp(0) == 1 && DoubleMaths.log(1) == 0)
  }
}
