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

  let code: ShownCode
  private let library: Library
  private var concealed: [String: Concealed] = [:]
  private var concealedMembers: [String: Concealed] = [:]
  private var shown: Set<String> = []
  private var shownMembers: Set<String> = []

  init(_ code: ShownCode, helpers: [(file: String, tokens: [Token])], library: Library) {
    self.code = code
    self.library = library
    for (file, tokens) in helpers {
      for statement in tokens[...].statements { read(statement, file: file, isShown: false) }
    }
    for statement in code.statements {
      read(statement, file: "", isShown: statement.first?.isConcealed == false)
    }
    for name in code.listedNames {
      let base = name.prefix { $0 != "(" }
      shown.insert(String(base))
      if let point = base.lastIndex(of: ".") {
        shownMembers.insert(String(base[base.index(after: point)...]))
      }
    }
  }

  /// The names that the chapter itself declares, members aside.
  var ownNames: Set<String> { shown.union(concealed.keys) }

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
    let faults = try code.uses.compactMap { use in try place(of: use).map { (use: use, place: $0) }
    }
    guard let first = faults.first else { return }
    var told: Set<String> = []
    let lines = faults.filter { told.insert($0.use.name).inserted }.dropFirst().map {
      "\n  line \($0.use.line): \($0.use.name) (\($0.place))"
    }
    throw ChapterError(
      "Readers see \(first.use.name) used here, but not what it is (\(first.place)): show it, or "
        + "`list(\"\(first.use.name)\", folded: true)`."
        + (lines.isEmpty ? "" : " So it is with" + lines.joined()), line: first.use.line)
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
    let isOnPage = code.statements.contains { statement in
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

// MARK: - Names of members

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
