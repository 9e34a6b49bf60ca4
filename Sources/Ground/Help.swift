/// What `--help` prints: how a program is used, what it does, its options, and a few examples, in lines of at
/// most 80 characters.
package struct Help {
  /// A command line, and what it is for.
  package struct Example: Sendable {
    let command: String
    let purpose: String

    /// The `command` without `swift run`.
    package init(_ command: String, _ purpose: String) {
      (self.command, self.purpose) = (command, purpose)
    }

    /// The example of a program whose name it doesn't say itself.
    package func run(by program: String) -> Example {
      Example(command.isEmpty ? program : program + " " + command, purpose)
    }
  }

  /// Names with what they stand for, under a heading; options have none.
  private struct List {
    let heading: String?
    let entries: [(name: String, text: String)]
  }

  package static let width = 80

  private let usage: String
  private let about: [String]
  private var lists: [List] = []
  private let examples: [Example]

  /// The help of a program that is used as `usage` says (without `swift run`), with a line of text for each of
  /// `about`.
  package init(_ usage: String, about: [String] = [], options: [Option], examples: [Example]) {
    (self.usage, self.about, self.examples) = (usage, about, examples)
    lists = [List(heading: nil, entries: options.map { ($0.usage, $0.help) })]
  }

  /// This help, with a list of what may be named.
  package func listing(_ heading: String, _ entries: [(name: String, text: String)]) -> Help {
    var help = self
    help.lists.append(List(heading: heading, entries: entries))
    return help
  }

  package var text: String {
    var parts = [["usage: swift run \(usage)"]]
    parts.append(about.flatMap { Terminal.wrapped($0, width: Help.width) })
    parts += lists.map(Help.lines)
    parts.append(["examples:"] + examples.flatMap(Help.lines))
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n")
  }

  /// The names in a column, what they stand for in another.
  private static func lines(of list: List) -> [String] {
    let indent = 2 + (list.entries.map(\.name.count).max() ?? 0) + 2
    let margin = String(repeating: " ", count: indent)
    let lines = list.entries.flatMap { name, text in
      let wrapped = Terminal.wrapped(margin + text, width: width)
      return ["  " + name + wrapped[0].dropFirst(2 + name.count)] + wrapped.dropFirst()
    }
    return (list.heading.map { ["\($0):"] } ?? []) + lines
  }

  private static func lines(of example: Example) -> [String] {
    ["  swift run " + example.command]
      + Terminal.wrapped("      " + example.purpose, width: width)
  }
}
