/// A mark on an axis.
struct Tick: Equatable {
  let value: Double
  let label: String
}

/// The choice of ticks: multiples of 1, 2 or 5 times a power of ten.
enum Ticks {
  /// The multiples of a 1-2-5 step in `range`: the finest step that gives no more than `most`
  /// ticks, or the next finer one where that leaves fewer than three, or fewer than `most` if that
  /// is less. `wholes` asks for whole numbers only.
  static func linear(_ range: ClosedRange<Double>, most: Int, wholes: Bool = false) -> [Tick] {
    let length = range.upperBound - range.lowerBound
    guard length > 0, length.isFinite else {
      return [Tick(value: range.lowerBound, label: NumberText.short(range.lowerBound))]
    }
    let start = decimalExponent(length / Double(max(most, 1)))
    let exponents = wholes ? max(start, 0)..<max(start, 0) + 4 : start..<start + 4
    var finer: [Tick] = []
    for (exponent, factor) in exponents.flatMap({ exponent in [1, 2, 5].map { (exponent, $0) } }) {
      let ticks = multiples(of: factor, exponent, in: range)
      if ticks.count <= max(most, 2) {
        return ticks.count < min(most, 3) && (1...7).contains(finer.count) ? finer : ticks
      }
      finer = ticks
    }
    return finer
  }

  /// The multiples of `factor`·10^`exponent`, each value the nearest `Double` to its label.
  private static func multiples(of factor: Int, _ exponent: Int, in range: ClosedRange<Double>)
    -> [Tick]
  {
    let step = Double(factor) * powerOfTen(exponent)
    let slack = 1e-9
    let first = (range.lowerBound / step - slack).rounded(.up)
    let last = (range.upperBound / step + slack).rounded(.down)
    guard first <= last else { return [] }
    let isHuge = max(abs(first), abs(last)) * step >= 1e7 || exponent < -5
    return (0...Int(last - first)).map { index in
      let whole = (first + Double(index)) * Double(factor)
      let value = exponent < 0 ? whole / powerOfTen(-exponent) : whole * powerOfTen(exponent)
      return Tick(
        value: value,
        label: isHuge
          ? NumberText.short(value) : NumberText.fixed(value, decimals: max(0, -exponent)))
    }
  }

  /// Powers of ten in `range` (positive); with the factors 2 and 5, or 3, between them when there are few,
  /// and only each second, third, … power when there are many.
  static func logarithmic(_ range: ClosedRange<Double>, most: Int) -> [Tick] {
    let exponents = decimalExponent(range.lowerBound)...decimalExponent(range.upperBound)
    func ticks(_ factors: [Int], every stride: Int = 1) -> [Tick] {
      exponents.filter { $0 % stride == 0 }.flatMap { exponent in
        factors.map { factor in
          let value =
            exponent < 0
            ? Double(factor) / powerOfTen(-exponent) : Double(factor) * powerOfTen(exponent)
          return Tick(value: value, label: label(factor, exponent, in: exponents))
        }
      }.filter {
        range.lowerBound * (1 - 1e-9) <= $0.value && $0.value <= range.upperBound * (1 + 1e-9)
      }
    }
    let decades = ticks([1])
    if decades.count <= 3 {
      let finer = ticks([1, 2, 5])
      if finer.count < 3 { return linear(range, most: most) }
      if finer.count <= most { return finer }
      let thirds = ticks([1, 3])
      if decades.count < 3, thirds.count <= most { return thirds }
    }
    let stride = (1...).first { stride in ticks([1], every: stride).count <= max(most, 2) } ?? 1
    return ticks([1], every: stride)
  }

  private static func label(_ factor: Int, _ exponent: Int, in exponents: ClosedRange<Int>)
    -> String
  {
    if exponents.lowerBound < -3 || exponents.upperBound > 5 {
      return NumberText.power(exponent, factor: factor)
    }
    let value = Double(factor) * powerOfTen(exponent)
    return NumberText.fixed(value, decimals: max(0, -exponent))
  }
}
