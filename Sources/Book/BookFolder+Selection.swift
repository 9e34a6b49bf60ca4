import Ground
import Literate

extension BookFolder {
  /// The chapters with the given commands, in the book's order; all of them where none is named.
  func chapters(named commands: [String]) throws -> [ChapterPlace] {
    let all = chapters
    for command in commands where !all.contains(where: { $0.command == command }) {
      let hint = nearest(to: command, among: all.map(\.command)).map { " Did you mean \($0)?" }
      throw InputError("There is no chapter \(command).\(hint ?? " See --help.")")
    }
    return commands.isEmpty ? all : all.filter { commands.contains($0.command) }
  }
}
