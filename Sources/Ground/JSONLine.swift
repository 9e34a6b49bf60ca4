import Foundation

/// A line of JSON with its fields in the order given: one result of a program, for other programs.
package struct JSONLine {
  private var fields: [String] = []

  package init() {}

  package mutating func add(_ name: String, _ text: String) {
    fields.append("\(JSONLine.quoted(name)): \(JSONLine.quoted(text))")
  }

  package mutating func add(_ name: String, _ number: Int) {
    fields.append("\(JSONLine.quoted(name)): \(number)")
  }

  /// A number with four significant digits; `null` for one that isn't finite.
  package mutating func add(_ name: String, _ number: Double) {
    let text =
      number.isFinite
      ? String(format: "%.4g", locale: Locale(identifier: "en_US_POSIX"), number) : "null"
    fields.append("\(JSONLine.quoted(name)): \(text)")
  }

  package var text: String { "{" + fields.joined(separator: ", ") + "}" }

  private static func quoted(_ text: String) -> String {
    // A string always has a form in JSON.
    String(decoding: try! JSONEncoder().encode(text), as: UTF8.self)
  }
}
