import Foundation

/// The values of options, read as what they should be; nil where the option isn't given, an `InputError`
/// where it is something else.
extension Arguments {
  /// A text, which must not be empty.
  package func text(_ name: String) throws -> String? {
    guard let text = self[name] else { return nil }
    try demand(!text.isEmpty, "The option \(name) needs a value.")
    return text
  }

  /// A whole number of at least `minimum`.
  package func number<Number: FixedWidthInteger>(_ name: String, atLeast minimum: Number) throws
    -> Number?
  {
    guard let text = self[name] else { return nil }
    guard let number = Number(text), number >= minimum else {
      throw InputError("\(name) needs a whole number of at least \(minimum), not “\(text)”.")
    }
    return number
  }

  /// A whole number.
  package func number(_ name: String) throws -> Int? {
    guard let text = self[name] else { return nil }
    guard let number = Int(text) else {
      throw InputError("\(name) needs a whole number, not “\(text)”.")
    }
    return number
  }

  /// A whole number within `range`.
  package func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let number: Int = try number(name) else { return nil }
    try demand(
      range.contains(number),
      "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound), not \(number).")
    return number
  }

  /// A number.
  package func number(_ name: String) throws -> Float? {
    guard let text = self[name] else { return nil }
    guard let number = Float(text) else {
      throw InputError("\(name) needs a number, not “\(text)”.")
    }
    return number
  }

  /// A number above 0.
  package func positive(_ name: String) throws -> Float? {
    guard let number: Float = try number(name) else { return nil }
    try demand(number > 0 && number.isFinite, "\(name) is a number above 0, not \(number).")
    return number
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
    try number(Option.seed.name, atLeast: 0) ?? seed
  }
}
