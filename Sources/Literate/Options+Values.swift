/// The values of a chapter's own options, read as what they should be.
extension Options {
  /// The value of an option, which must not be empty.
  package func text(_ name: String) throws -> String? {
    guard let text = self[name] else { return nil }
    guard !text.isEmpty else { throw ChapterError("The option \(name) needs a value.") }
    return text
  }

  /// A whole number.
  package func number(_ name: String) throws -> Int? {
    try self[name].map { text in
      guard let number = Int(text) else {
        throw ChapterError("\(name) needs a whole number, not “\(text)”.")
      }
      return number
    }
  }

  /// A number.
  package func number(_ name: String) throws -> Float? {
    try self[name].map { text in
      guard let number = Float(text) else {
        throw ChapterError("\(name) needs a number, not “\(text)”.")
      }
      return number
    }
  }

  /// A whole number within `range`.
  package func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    try number(name).map { (number: Int) in
      guard range.contains(number) else {
        throw ChapterError(
          "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound), not \(number)."
        )
      }
      return number
    }
  }

  /// The one of `choices` that an option names.
  package func choice<Choice: RawRepresentable<String>>(
    _ name: String, among choices: [Choice]
  ) throws -> Choice? {
    try self[name].map { text in
      guard let choice = choices.first(where: { $0.rawValue == text }) else {
        let names = choices.map(\.rawValue).joined(separator: " or ")
        throw ChapterError("\(name) is \(names), not “\(text)”.")
      }
      return choice
    }
  }
}
