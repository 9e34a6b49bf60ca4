import Foundation

/// What a chapter's program does with a reader's own files, in place of the chapter: learn vectors of
/// a text, say how surprised a model is by another.
package protocol Tool {
  /// The option that asks for the tool: `--train FILE`.
  static var request: Option { get }
  /// What else it understands, besides `--seed` and `--threads`.
  static var options: [Option] { get }
  /// How it may be used: what follows the program's name.
  static var example: Help.Example { get }

  /// Whether it takes words besides options: more of what its request asks for.
  static var takesWords: Bool { get }

  /// Lets the machine's `threads` take part in what follows.
  static func use(threads: Int)

  /// The tool as the options ask for it. All that can be known to go wrong is checked here, before
  /// any work.
  init(_ arguments: Arguments) throws

  /// Does the work. Throws `Interrupted` where it was asked to stop before its end: a tool that has
  /// something to save then watches for `Interruption`s; any other just ends.
  func run() throws
}

extension Tool {
  package static var takesWords: Bool { false }
}

/// Thrown by work that was asked to stop: what can be gone on with.
package struct Interrupted: Error {
  /// As in “go on with --resume FILE”.
  package let advice: String

  package init(_ advice: String) { self.advice = advice }
}

extension Arguments {
  /// Runs the one of `tools` that is asked for and ends the program; returns where none is.
  ///
  /// - Parameter chapters: what the chapter itself understands.
  /// - Throws: `InputError` for options that don't go together, and what the tool throws.
  package func run(_ tools: [any Tool.Type], besides chapters: [Option]) throws {
    guard let tool = try asked(of: tools, besides: chapters) else { return }
    do {
      tool.use(threads: try threads())
      try tool.init(self).run()
    } catch let stop as Interrupted {
      endInterrupted(stop.advice)
    }
    exit(0)
  }

  /// The tool that is asked for, if one is; what else is given must belong to it.
  private func asked(
    of tools: [any Tool.Type], besides chapters: [Option]
  ) throws -> (any Tool.Type)? {
    let asked = tools.filter { self[$0.request.name] != nil }
    guard let tool = asked.first else {
      for option in given where !chapters.contains(where: { $0.name == option }) {
        let requests = tools.filter { $0.options.contains { $0.name == option } }
          .map { $0.request.usage }.joined(separator: " or ")
        throw InputError("\(option) goes with \(requests).")
      }
      return nil
    }
    try demand(
      asked.count == 1,
      "One thing at a time: \(asked.map { $0.request.name }.joined(separator: " or ")).")
    if let word = words.first, !tool.takesWords {
      throw InputError("“\(word)” belongs to no option; give \(tool.request.name) one value.")
    }
    let common: [Option] = [tool.request, .seed, .threads, .help]
    let own = Set((common + tool.options).map(\.name))
    for option in given where !own.contains(option) {
      let others = tools.filter { $0.options.contains { $0.name == option } }
        .map { $0.request.name }
      let owner = others.isEmpty ? "the chapter" : others.joined(separator: " and ")
      throw InputError("\(option) is for \(owner); leave it out with \(tool.request.name).")
    }
    return tool
  }
}

extension [any Tool.Type] {
  /// What the chapter and all of them understand, each option once.
  package func options(with chapters: [Option]) -> [Option] {
    var options = chapters
    for option in flatMap({ [$0.request] + $0.options })
    where !options.contains(where: { $0.name == option.name }) {
      options.append(option)
    }
    return options
  }
}
