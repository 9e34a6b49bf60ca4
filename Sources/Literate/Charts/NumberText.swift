import Ground

/// Numbers as a figure prints them: the same text in every locale and on every system.
enum NumberText {
  /// `value` with so many decimals, a true minus sign, and commas from 10,000 on.
  static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
    guard abs(value) < 1e15 else { return scientific(value) }
    let parts = format(abs(value), decimals: decimals).split(separator: ".")
    let digits = ([format(Int(parts[0]) ?? 0)] + parts.dropFirst().map(String.init))
      .joined(separator: ".")
    return (value < 0 && digits.contains { $0 > "0" } ? "−" : "") + digits
  }

  /// A coordinate: at most two decimals, no trailing zeros, a plain hyphen for a minus.
  static func coordinate(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return "\(sign)\(whole)."
      + (rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)")
  }

  /// `value` to three digits or so, such as 0.0123, 4.57, 12,300 or 3.2×10⁻⁷.
  static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, decimals: 0) }
    let exponent = decimalExponent(abs(value))
    if exponent < -4 || exponent > 6 { return scientific(value) }
    let text = fixed(value, decimals: max(0, 2 - exponent))
    guard text.contains(".") else { return text }
    let trimmed = text.reversed().drop { $0 == "0" }
    return String((trimmed.first == "." ? trimmed.dropFirst() : trimmed).reversed())
  }

  /// 10 to the power of `exponent` in superscripts, with a factor before it unless that is 1.
  static func power(_ exponent: Int, factor: Int = 1) -> String {
    let raised = String(exponent).map { superscripts[$0] ?? String($0) }.joined()
    return (factor == 1 ? "" : "\(factor)×") + "10" + raised
  }

  private static func scientific(_ value: Double) -> String {
    let exponent = decimalExponent(abs(value))
    let factor = exponent < 0 ? value * powerOfTen(-exponent) : value / powerOfTen(exponent)
    return fixed(factor, decimals: 1) + "×" + power(exponent)
  }

  private static let superscripts: [Character: String] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]
}

/// 10 to the power of `exponent`, the nearest `Double` as far as ±22.
func powerOfTen(_ exponent: Int) -> Double {
  var power = 1.0
  for _ in 0..<abs(exponent) { power *= 10 }
  return exponent < 0 ? 1 / power : power
}

/// The largest k with 10ᵏ ≤ `value`, for a positive, finite value.
func decimalExponent(_ value: Double) -> Int {
  var exponent = 0
  while powerOfTen(exponent) > value { exponent -= 1 }
  while powerOfTen(exponent + 1) <= value { exponent += 1 }
  return exponent
}

/// The decimal logarithm of a positive number, by the series of atanh: no system library is asked,
/// so a figure has the same bytes everywhere.
func decimalLogarithm(_ value: Double) -> Double {
  var (mantissa, exponent) = (value.significand, Double(value.exponent))
  if mantissa > 1.414 { (mantissa, exponent) = (mantissa / 2, exponent + 1) }
  let ratio = (mantissa - 1) / (mantissa + 1)
  var (term, sum) = (ratio, 0.0)
  for k in 0..<14 {
    sum += term / Double(2 * k + 1)
    term *= ratio * ratio
  }
  return (2 * sum + exponent * 0.693_147_180_559_945_3) / 2.302_585_092_994_045_7
}
