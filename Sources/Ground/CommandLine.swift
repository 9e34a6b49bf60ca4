import Foundation

/// One option of a command line: `--train FILE`, or a switch such as `--quick`.
public struct Option: Sendable {
  package let name: String
  let value: String?
  let valueIsOptional: Bool
  let isRepeatable: Bool
  package let help: String

  /// An option called `name` (with its dashes); `value` says what follows it, as in `FILE`, and is
  /// nil for a switch.
  public init(_ name: String, _ value: String? = nil, help: String) {
    self.init(name, value, valueIsOptional: false, help: help)
  }

  package init(
    _ name: String, _ value: String?, valueIsOptional: Bool = false, isRepeatable: Bool = false,
    help: String
  ) {
    (self.name, self.value, self.help) = (name, value, help)
    (self.valueIsOptional, self.isRepeatable) = (valueIsOptional, isRepeatable)
  }

  /// How the option is written in the help: `--train FILE`.
  package var usage: String {
    guard let value else { return name }
    return valueIsOptional ? "\(name) [\(value)]" : "\(name) \(value)"
  }
}

extension Option {
  /// The options that every program of the book has in common.
  package static let seed = Option("--seed", "N", help: "the seed of every random number")
  package static let threads = Option(
    "--threads", "N", help: "how many threads to use (no result depends on it)")
  package static let help = Option("--help", help: "show this and stop")
}

/// The words of a command line, sorted into options and the rest.
package struct Arguments: Sendable {
  /// The options that were given, in their order.
  package private(set) var given: [String] = []
  /// Their values; a switch has the value "".
  private var values: [String: [String]] = [:]
  /// The words that belong to no option.
  package private(set) var words: [String] = []

  /// Sorts `arguments` by the options known.
  ///
  /// - Throws: `InputError` for an unknown option, with the nearest known one.
  package init(_ arguments: [String], known: [Option]) throws {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-" else {
        words.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init)
      guard let option = known.first(where: { $0.name == parts[0] }) else {
        let hint = nearest(to: parts[0], among: known.map(\.name)).map { "Did you mean \($0)?" }
        throw InputError("There is no option \(parts[0]). \(hint ?? "See --help.")")
      }
      let isNew = values[option.name] == nil
      try demand(isNew || option.isRepeatable, "The option \(option.name) is given twice.")
      let value = try Arguments.value(of: option, joined: parts.dropFirst().first, &rest)
      if isNew { given.append(option.name) }
      values[option.name, default: []].append(value)
    }
  }

  private static func value(
    of option: Option, joined: String?, _ rest: inout ArraySlice<String>
  ) throws -> String {
    guard let value = option.value else {
      try demand(joined == nil, "The option \(option.name) takes no value.")
      return ""
    }
    if let joined { return joined }
    if let next = rest.first, !next.hasPrefix("--") {
      rest.removeFirst()
      return next
    }
    if option.valueIsOptional { return "" }
    throw InputError("The option \(option.name) needs a value: \(option.name) \(value).")
  }

  /// The value of an option, or nil where it isn't given; a switch has the value "".
  package subscript(name: String) -> String? { values[name]?.first }

  /// All values of an option that may be given more than once.
  package func all(_ name: String) -> [String] { values[name] ?? [] }

  /// These arguments, with `defaults` for the options that aren't given.
  package func completed(by defaults: [String: String]) -> Arguments {
    var arguments = self
    arguments.values.merge(defaults.mapValues { [$0] }) { given, _ in given }
    return arguments
  }
}
