import Ground

/// How a tensor prints.
extension Tensor: CustomStringConvertible {
  /// The numbers, one row a line, with as many decimals (four at most) as the longest of them needs; long
  /// axes are cut with a visible `…`. A number that would be 0 in four decimals, though it is not, is
  /// written as a few digits and a power of ten.
  public var description: String {
    let shown = shown().map { NumberText($0) }
    let decimals = shown.map(\.decimals).max() ?? 0
    let width = rank < 2 ? 0 : shown.map { $0.padded(to: decimals).count }.max() ?? 0
    return describe(axis: 0, offset: 0, stride: count) { value in
      let text = NumberText(value).padded(to: decimals)
      return String(repeating: " ", count: Swift.max(width - text.count, 0)) + text
    }
  }

  /// The indices of an axis that are shown; -1 stands for those between.
  private func indices(of axis: Int) -> [Int] {
    let length = shape[axis]
    let edge = axis == rank - 1 ? 4 : 3
    if length <= 2 * edge + 2 { return Array(0..<length) }
    return Array(0..<edge) + [-1] + Array(length - edge..<length)
  }

  /// The numbers that are shown.
  private func shown(axis: Int = 0, offset: Int = 0) -> [Float] {
    if axis == rank { return [storage.pointer[offset]] }
    let inner = shape[(axis + 1)...].reduce(1, *)
    return indices(of: axis).filter { $0 >= 0 }.flatMap {
      shown(axis: axis + 1, offset: offset + $0 * inner)
    }
  }

  private func describe(axis: Int, offset: Int, stride: Int, _ number: (Float) -> String) -> String
  {
    if axis == rank { return number(storage.pointer[offset]) }
    if shape[axis] == 0 { return "[]" }
    let inner = stride / shape[axis]
    let parts = indices(of: axis).map { index in
      index < 0
        ? "…" : describe(axis: axis + 1, offset: offset + index * inner, stride: inner, number)
    }
    let separator = axis == rank - 1 ? ", " : ",\n" + String(repeating: " ", count: axis + 1)
    return "[" + parts.joined(separator: separator) + "]"
  }
}

/// A number in fixed-point notation with at most four decimals, the same in every locale.
private struct NumberText {
  private let whole: String
  private let fraction: Substring
  /// Whether decimals may follow: not after a power of ten, or what is no number.
  private let isFixed: Bool

  init(_ value: Float) {
    let scaled = (Double(value).magnitude * 10_000).rounded()
    guard scaled < 1e18, scaled > 0 || value == 0 else {
      (whole, fraction, isFixed) = (NumberText.unfixed(value), "", false)
      return
    }
    let (integer, rest) = UInt64(scaled).quotientAndRemainder(dividingBy: 10_000)
    whole = (value < 0 ? "-" : "") + String(integer)
    var digits = String(rest + 10_000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    (fraction, isFixed) = (digits, true)
  }

  /// A number that has too many digits, or none, in fixed-point notation, or isn't finite.
  private static func unfixed(_ value: Float) -> String {
    if value.isFinite { return format(value) }
    return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
  }

  /// How many decimals the number needs.
  var decimals: Int { fraction.count }

  /// The number with exactly `decimals` decimals, if it can have any.
  func padded(to decimals: Int) -> String {
    if decimals == 0 || !isFixed { return whole }
    return whole + "." + fraction + String(repeating: "0", count: decimals - fraction.count)
  }
}
