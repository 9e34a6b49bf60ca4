import Foundation

/// The values of options, read as what they should be; nil where the option isn't given, an `InputError`
/// where it is something else. A number always has its bounds.
extension Arguments {
  /// A text, which must not be empty.
  package func text(_ name: String) throws -> String? {
    guard let text = self[name] else { return nil }
    try demand(!text.isEmpty, "The option \(name) needs a value.")
    return text
  }

  /// A whole number within `range`.
  package func number<Number: FixedWidthInteger>(
    _ name: String, in range: ClosedRange<Number>
  ) throws -> Number? {
    try value(name, { Number($0) }, in: range, "a whole number") { "\($0)" }
  }

  /// A number within `range`.
  package func number(_ name: String, in range: ClosedRange<Float>) throws -> Float? {
    try value(name, { Float($0) }, in: range, "a number") { plain($0) }
  }

  /// What `read` makes of an option's value, which must lie within `range`.
  private func value<Number: Comparable>(
    _ name: String, _ read: (String) -> Number?, in range: ClosedRange<Number>, _ kind: String,
    _ show: (Number) -> String
  ) throws -> Number? {
    guard let text = self[name] else { return nil }
    let number = read(text)
    if let number, range.contains(number) { return number }
    let (lowest, highest) = (show(range.lowerBound), show(range.upperBound))
    let given = number == nil ? "“\(text)”" : text
    throw InputError("\(name) is \(kind) from \(lowest) to \(highest), not \(given).")
  }

  /// The one of `choices` that an option names.
  package func choice<Choice: RawRepresentable<String>>(
    _ name: String, among choices: [Choice]
  ) throws -> Choice? {
    guard let text = self[name] else { return nil }
    guard let choice = choices.first(where: { $0.rawValue == text }) else {
      let names = choices.map(\.rawValue).joined(separator: " or ")
      throw InputError("\(name) is \(names), not “\(text)”.")
    }
    return choice
  }

  /// `--threads`; all cores unless given.
  package func threads() throws -> Int {
    try number(Option.threads.name, in: 1...1024)
      ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// `--seed`, or `seed` where it isn't given.
  package func seed(orElse seed: UInt64 = 1) throws -> UInt64 {
    try number(Option.seed.name, in: 0...UInt64.max) ?? seed
  }
}

/// A bound as people write it: `0.000001`, not `1e-06`; `1`, not `1.0`.
private func plain(_ bound: Float) -> String {
  let text = format(bound, decimals: 6)
  let digits = text.reversed().drop { $0 == "0" }
  return String((digits.first == "." ? digits.dropFirst() : digits).reversed())
}
