import Foundation

/// One option of a command line: `--train FILE`, or a switch such as `--quick`.
public struct Option: Sendable {
  package let name: String
  let value: String?
  let valueIsOptional: Bool
  let help: String

  /// An option called `name` (with its dashes); `value` says what follows it, as in `FILE`, and is
  /// nil for a switch.
  public init(_ name: String, _ value: String? = nil, help: String) {
    self.init(name, value, valueIsOptional: false, help: help)
  }

  init(_ name: String, _ value: String?, valueIsOptional: Bool, help: String) {
    self.name = name
    self.value = value
    self.valueIsOptional = valueIsOptional
    self.help = help
  }

  /// How the option is written in the help.
  fileprivate var usage: String {
    guard let value else { return name }
    return valueIsOptional ? "\(name) [\(value)]" : "\(name) \(value)"
  }
}

/// The words of a command line, sorted into options and the rest.
package struct Arguments {
  /// The options given, with their values; a switch has the value "".
  package private(set) var options: [String: String] = [:]
  /// The words that belong to no option.
  package private(set) var words: [String] = []

  /// Sorts `arguments` by the options known; an unknown one is an error that suggests the nearest.
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
        let hint = nearest(to: parts[0], among: known.map(\.name)).map { " Did you mean \($0)?" }
        throw ChapterError("There is no option \(parts[0]).\(hint ?? " See --help.")")
      }
      guard options[option.name] == nil else {
        throw ChapterError("The option \(option.name) is given twice.")
      }
      options[option.name] = try Arguments.value(of: option, joined: parts.dropFirst().first, &rest)
    }
  }

  private static func value(
    of option: Option, joined: String?, _ rest: inout ArraySlice<String>
  ) throws -> String {
    guard let value = option.value else {
      guard joined == nil else { throw ChapterError("The option \(option.name) takes no value.") }
      return ""
    }
    if let joined { return joined }
    if let next = rest.first, !next.hasPrefix("--") {
      rest.removeFirst()
      return next
    }
    if option.valueIsOptional { return "" }
    throw ChapterError("The option \(option.name) needs a value: \(option.name) \(value).")
  }

  /// The value of `option` as a whole number of at least `minimum`, or nil where it isn't given.
  package func number<Number: FixedWidthInteger>(_ option: String, atLeast minimum: Number) throws
    -> Number?
  {
    guard let text = options[option] else { return nil }
    guard let number = Number(text), number >= minimum else {
      throw ChapterError("\(option) needs a whole number of at least \(minimum), not “\(text)”.")
    }
    return number
  }

  /// The options as the lines of a help text.
  package static func help(_ options: [Option]) -> String {
    let width = options.map(\.usage.count).max() ?? 0
    return options.map { option in
      "  " + option.usage + String(repeating: " ", count: width - option.usage.count + 2)
        + option.help
    }.joined(separator: "\n")
  }
}

/// The settings a reader gives a chapter on its command line.
public struct Options: Sendable {
  /// Which cells to record.
  public enum Record: Equatable, Sendable {
    case none
    case all
    case only(String)
  }

  /// The seed of every random stream.
  public var seed: UInt64
  /// How many threads to use; it changes no result.
  public var threads: Int
  /// The corpus: a name the book knows, or a file.
  public var corpus: String
  /// Less work, for a first look.
  public var quick: Bool
  public var record: Record
  /// The folder to write the page into, where it isn't the book.
  public var out: String?
  /// The corpus the book is made with.
  let booksCorpus: String
  /// Whether these are the settings the book itself is made with.
  public let isBooksOwn: Bool
  /// The values of the chapter's own options by name; a switch has the value "".
  private var values: [String: String]

  /// The value of one of the chapter's own options, or nil where it isn't given:
  /// `options["--train"]`.
  public subscript(name: String) -> String? { values[name] }

  /// These options, with `defaults` for those of the chapter's own that aren't given.
  package func completed(by defaults: [String: String]) -> Options {
    var options = self
    options.values.merge(defaults) { given, _ in given }
    return options
  }

  static let common = [
    Option("--corpus", "NAME", help: "the text to learn from: a corpus of the book's, or a file"),
    Option("--seed", "N", help: "the seed of every random number"),
    Option("--threads", "N", help: "how many threads to use (no result depends on it)"),
    Option("--out", "FOLDER", help: "write the page into this folder instead of book/"),
    Option(
      "--record", "CELL", valueIsOptional: true,
      help: "run the recorded cells too, or only one of them"),
    Option("--quick", help: "do less work, for a first look"),
    Option("--help", help: "show this and stop"),
  ]

  /// Reads `arguments`, where `corpus` and `seed` are the book's own.
  init(_ arguments: [String], corpus: String, seed: UInt64, extra: [Option]) throws {
    let parsed = try Arguments(arguments, known: Options.common + extra)
    if let word = parsed.words.first {
      throw ChapterError("“\(word)” is not an option. See --help.")
    }
    values = parsed.options
    self.seed = try parsed.number("--seed", atLeast: 0) ?? seed
    threads =
      try parsed.number("--threads", atLeast: 1) ?? ProcessInfo.processInfo.activeProcessorCount
    self.corpus = values["--corpus"] ?? corpus
    booksCorpus = corpus
    quick = values["--quick"] != nil
    out = values["--out"]
    record = values["--record"].map { $0.isEmpty ? .all : .only($0) } ?? .none
    isBooksOwn =
      self.seed == seed && self.corpus == corpus && !quick
      && extra.allSatisfy { parsed.options[$0.name] == nil }
    for name in ["--corpus", "--out"] where values[name]?.isEmpty == true {
      throw ChapterError("The option \(name) needs a value.")
    }
    if record != .none && !isBooksOwn && out == nil {
      throw ChapterError(
        "--record keeps what the book shows: give it the book's own settings, or --out.")
    }
  }
}
