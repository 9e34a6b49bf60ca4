/// A page that a reader can build again: its code uses only names that the page shows, the library's, and
/// Swift's.
///
/// What is used where is found by tokens, without types. So of members (`x.spread`) only those count
/// that an extension out of sight adds, and that neither the library nor the page declares as well.
struct ClosedPage {
  /// Something declared where readers of the page don't look.
  private struct Concealed {
    var file: String
    var line: Int

    var place: String { file.isEmpty ? "line \(line)" : "\(file):\(line)" }
  }

  /// The statements of `main.swift`, with what the page doesn't show marked as concealed.
  private let statements: [Statement]
  private let library: Library
  private var concealed: [String: Concealed] = [:]
  private var concealedMembers: [String: Concealed] = [:]
  private var shown: Set<String> = []
  private var shownMembers: Set<String> = []

  init(source: Source, tokens: ChapterTokens, library: Library) {
    self.library = library
    let main = tokens.main.concealing(allBut: source.shownLines)
    // The author's first words are on no page, and what they name (`options`) is in every chapter.
    statements = main[...].statements.filter { !$0.contains { $0.is("beginChapter") } }
    for (file, tokens) in tokens.others {
      for statement in tokens[...].statements { read(statement, file: file, isShown: false) }
    }
    for statement in statements {
      read(statement, file: "", isShown: statement.first?.isConcealed == false)
    }
    for name in main.listedNames {
      let base = name.prefix { $0 != "(" }
      shown.insert(String(base))
      if let point = base.lastIndex(of: ".") {
        shownMembers.insert(String(base[base.index(after: point)...]))
      }
    }
  }

  /// Notes what `statement` declares.
  private mutating func read(_ statement: Statement, file: String, isShown: Bool) {
    for node in Node.declared(by: statement, ownTypes: []) {
      let place = Concealed(file: file, line: node.line)
      let isShown = isShown && node.code.first?.isConcealed == false
      for name in node.isMember ? node.memberNames : node.names {
        switch (node.isMember, isShown) {
        case (true, true): shownMembers.insert(name)
        case (true, false): concealedMembers[name] = place
        case (false, true): shown.insert(name)
        case (false, false): concealed[name] = place
        }
      }
    }
  }
}

// MARK: - What is wrong

extension ClosedPage {
  /// Fails where shown code uses what readers don't see, with the line.
  func check() throws {
    let faults = try statements.flatMap { statement -> [(use: Use, place: String)] in
      guard statement.contains(where: { !$0.isConcealed }) else { return [] }
      return try Mentions(in: statement, notesUses: true).uses.compactMap { use in
        try place(of: use).map { (use, $0) }
      }
    }
    guard let first = faults.first else { return }
    let others = faults.dropFirst().map { "\n  line \($0.use.line): \($0.use.name) (\($0.place))" }
    throw ChapterError(
      "Readers see \(first.use.name) used here, but not what it is (\(first.place)): show it, or "
        + "`list(\"\(first.use.name)\", folded: true)`."
        + (others.isEmpty ? "" : " So it is with\(others.joined())"), line: first.use.line)
  }

  /// Where that stands which `use` mentions, if readers don't look there.
  private func place(of use: Use) throws -> String? {
    if let line = use.concealedLine { return "line \(line)" }
    if use.isMember {
      guard let place = concealedMembers[use.name], !shownMembers.contains(use.name),
        try !isDeclaredInSight(use.name)
      else { return nil }
      return place.place
    }
    if let label = use.firstLabel, let place = concealedMembers["\(use.name)(\(label):"],
      try !library.hasInitializer(of: use.name, firstLabel: label)
    {
      return place.place
    }
    return shown.contains(use.name) ? nil : concealed[use.name]?.place
  }

  /// Whether a type on the page or in the library has a member called `name`.
  private func isDeclaredInSight(_ name: String) throws -> Bool {
    let isOnPage = statements.contains { statement in
      guard statement.first?.isConcealed == false,
        Node.types.contains(statement.afterModifiers.first?.text ?? "")
      else { return false }
      return statement.body.statements.contains { member in
        let head = member.afterModifiers
        return head.first?.kind == .word && head.dropFirst().contains { $0.name == name }
      }
    }
    return try isOnPage || library.hasMember(name)
  }
}

// MARK: - Reading the tokens

extension [Token] {
  /// The tokens with those marked as concealed that the page doesn't show: all beyond `lines`, and of a
  /// figure's `show` the name, the caption and the alternative text.
  func concealing(allBut lines: Set<Int>) -> [Token] {
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
  var listedNames: [String] {
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

extension Node {
  /// The names by which code mentions a member that an extension adds: `spread`, or of an initializer
  /// `Tensor(of:`, as far as the first label. An extension for a protocol is mentioned by its members.
  fileprivate var memberNames: Set<String> {
    guard let match = title.wholeMatch(of: /(\w+)\.init\((\w+:)?.*/) else {
      return title.hasPrefix("extension ")
        ? names.subtracting([String(title.dropFirst(10))]) : names
    }
    return match.output.2.map { ["\(match.output.1)(\($0)"] } ?? []
  }
}
