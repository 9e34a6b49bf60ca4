/// `value` with exactly `decimals` digits after the point, rounded to nearest (ties to even): the
/// same text on every machine and in every locale.
///
///     format(97.312, decimals: 1)        // "97.3"
///     format(Float(0.5), decimals: 3)    // "0.500"
public func format<Number: BinaryFloatingPoint>(_ value: Number, decimals: Int) -> String {
  let value = Double(value)
  guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-∞" : "∞" }
  let decimals = min(max(decimals, 0), 15)
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  guard value.magnitude * scale < 0x1p62 else { return "\(value)" }

  // What the product with `scale` rounds away decides the ties.
  let scaled = value.magnitude * scale
  let lost = (-scaled).addingProduct(value.magnitude, scale)
  let whole = scaled.rounded(.down)
  let odd = whole.truncatingRemainder(dividingBy: 2) == 1
  let roundsUp =
    scaled - whole > 0.5 || (scaled - whole == 0.5 && (lost > 0 || (lost == 0 && odd)))
  let digits = String(UInt64(whole) + (roundsUp ? 1 : 0))
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let sign = value < 0 && digits != "0" ? "-" : ""
  if decimals == 0 { return sign + padded }
  return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}

/// `value` as the book writes a number nobody chose decimals for: at most four, without idle zeros;
/// very small and very large numbers as four digits and a power of ten.
///
///     format(0.70711)     // "0.7071"
///     format(2.0)         // "2.0"
///     format(0.0000123)   // "1.23e-5"
public func format<Number: BinaryFloatingPoint>(_ value: Number) -> String {
  let size = Double(value.magnitude)
  guard size.isFinite, size != 0, size < 0.0005 || size >= 1e9 else {
    return withoutIdleZeros(format(value, decimals: 4))
  }
  var mantissa = Double(value)
  var exponent = 0
  while mantissa.magnitude >= 10 {
    mantissa /= 10
    exponent += 1
  }
  while mantissa.magnitude < 1 {
    mantissa *= 10
    exponent -= 1
  }
  if format(mantissa.magnitude, decimals: 3) == "10.000" {
    mantissa /= 10
    exponent += 1
  }
  return withoutIdleZeros(format(mantissa, decimals: 3)) + "e\(exponent)"
}

/// `value` with a comma between thousands, from 10,000 on: `929,589`, but `2026`.
public func format<Number: BinaryInteger>(_ value: Number) -> String {
  let digits = String(value.magnitude)
  let sign = value < 0 ? "-" : ""
  guard digits.count > 4 else { return sign + digits }
  var grouped = ""
  for (index, digit) in digits.enumerated() {
    if index > 0 && (digits.count - index).isMultiple(of: 3) { grouped += "," }
    grouped.append(digit)
  }
  return sign + grouped
}

/// `number` without the zeros at the end of its decimals, but with one decimal left.
private func withoutIdleZeros(_ number: String) -> String {
  guard number.contains(".") else { return number }
  var digits = Substring(number)
  while digits.hasSuffix("0") && !digits.hasSuffix(".0") { digits = digits.dropLast() }
  return String(digits)
}

/// Any value as text, the way `show` prints it.
package func describe(_ value: Any) -> String {
  switch value {
  case let number as Double: format(number)
  case let number as Float: format(number)
  case let text as any StringProtocol: String(text)
  case let list as [Any]: describe(list: list)
  case let pairs as [AnyHashable: Any]: describe(pairs: pairs)
  default: describe(other: value)
  }
}

/// Lists of lists take a line a row.
private func describe(list: [Any]) -> String {
  let items = list.map(describe(element:))
  let isNested = list.contains { $0 is [Any] }
  return "[" + items.joined(separator: isNested ? ",\n " : ", ") + "]"
}

/// Dictionaries in the order of their keys' text: nothing on a page comes from hash order.
private func describe(pairs: [AnyHashable: Any]) -> String {
  if pairs.isEmpty { return "[:]" }
  let items = pairs.map { "\(describe(element: $0.key.base)): \(describe(element: $0.value))" }
  return "[" + items.sorted().joined(separator: ", ") + "]"
}

/// A value inside a list: text wears quotes there.
private func describe(element: Any) -> String {
  if let text = element as? any StringProtocol { return "\"\(text)\"" }
  return describe(element)
}

private func describe(other value: Any) -> String {
  if value is any CustomStringConvertible { return String(describing: value) }
  let mirror = Mirror(reflecting: value)
  switch mirror.displayStyle {
  case .optional:
    return mirror.children.first.map { describe($0.value) } ?? "nil"
  case .tuple:
    let items = mirror.children.map { child in
      let label = child.label.map { $0.hasPrefix(".") ? "" : "\($0): " } ?? ""
      return label + describe(element: child.value)
    }
    return "(" + items.joined(separator: ", ") + ")"
  default:
    return String(describing: value)
  }
}
