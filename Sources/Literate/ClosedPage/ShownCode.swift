/// The code of a chapter's `main.swift` as far as its page shows it, by its tokens.
final class ShownCode {
  /// Its statements, with what the page doesn't show marked as concealed.
  let statements: [Statement]
  /// The names that `list("…")` is called with.
  let listedNames: [String]
  /// The names that shown code mentions and doesn't declare on the spot.
  private(set) lazy var uses: [Use] = statements.flatMap { statement in
    statement.contains { !$0.isConcealed } ? Mentions(in: statement, notesUses: true).uses : []
  }

  /// The code of `main`, of which the page shows `lines`.
  init(_ main: [Token], lines: Set<Int>) {
    let main = main.concealing(allBut: lines)
    listedNames = main.listedNames
    // The author's first words are on no page, and what they name (`options`) is in every chapter.
    statements = main[...].statements.filter { !$0.contains { $0.is("beginChapter") } }
  }
}

// MARK: - Reading the tokens

extension [Token] {
  /// The tokens with those marked as concealed that the page doesn't show: all beyond `lines`, and of a
  /// figure's `show` the name, the caption and the alternative text.
  fileprivate func concealing(allBut lines: Set<Int>) -> [Token] {
    var result = self
    for index in indices where !lines.contains(self[index].line) {
      result[index].isConcealed = true
    }
    for index in indices.dropLast() where self[index].is("show") && self[index + 1].is("(") {
      let call = self[(index + 1)...].bracketed
      guard call.contains(where: { $0.is("caption") }), let comma = call.firstCommaInside else {
        continue
      }
      for index in comma..<call.endIndex - 1 { result[index].isConcealed = true }
    }
    return result
  }

  /// The names that `list("…")` is called with.
  fileprivate var listedNames: [String] {
    indices.dropLast(2).compactMap { index in
      guard self[index].is("list"), self[index + 1].is("("), self[index + 2].kind == .literal else {
        return nil
      }
      return self[index + 2].text.filter { $0 != "\"" }
    }
  }
}

extension Statement {
  /// Where the first comma stands within the bracket that the first token opens, and no other.
  fileprivate var firstCommaInside: Int? {
    var depth = 0
    return indices.first { index in
      if self[index].opens { depth += 1 }
      if self[index].closes { depth -= 1 }
      return depth == 1 && self[index].is(",")
    }
  }
}
