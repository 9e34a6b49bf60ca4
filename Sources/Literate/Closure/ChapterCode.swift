/// The tokens of a chapter's folder.
struct ChapterTokens {
  /// Of `main.swift`, where the cells are.
  var main: [Token]
  /// Of its other files, by their names and in the order of these.
  var others: [(file: String, tokens: [Token])] = []
}

/// The code of a chapter's folder, read for its declarations.
struct ChapterCode {
  /// The tokens of `main.swift`, where the cells are.
  private let main: [Token]
  /// What the chapter's files declare, in the order of the files.
  let declarations: [Node]
  /// The statements of `main.swift` that neither declare anything nor speak to the page.
  let actions: [Node]

  /// Reads the source of `main.swift` and of the chapter's other files.
  init(_ tokens: ChapterTokens) {
    main = tokens.main
    let statements = self.main[...].statements.filter { !$0.contains { $0.is("beginChapter") } }
    let elsewhere = tokens.others.flatMap { $0.tokens[...].statements }
    let ownTypes = ChapterCode.types(in: statements + elsewhere)
    let declare = { Node.declared(by: $0, ownTypes: ownTypes).map(\.withMentions) }
    var (own, actions): ([Node], [Node]) = ([], [])
    for statement in statements {
      let nodes = declare(statement)
      own += nodes
      guard nodes.isEmpty, ChapterCode.acts(statement) else { continue }
      actions.append(Node(title: statement.beginning, code: statement).withMentions)
    }
    for index in own.indices { own[index].isInMain = true }
    declarations = own + elsewhere.flatMap(declare)
    self.actions = actions
  }

  private static func types(in statements: [Statement]) -> Set<String> {
    let heads = statements.map(\.afterModifiers).filter {
      Node.types.contains($0.first?.text ?? "") || $0.first?.is("typealias") == true
    }
    return Set(heads.compactMap { $0.dropFirst().first?.text })
  }

  /// Whether a statement may change variables; calls that speak to the page are no part of what a
  /// cell computes, imports and conditions of compilation aren't either.
  private static func acts(_ statement: Statement) -> Bool {
    let rest = statement.drop { $0.is("try") || $0.is("await") }
    guard let first = rest.first, !first.is("import"), !first.is("#"), !first.is("extension") else {
      return false
    }
    return !(Source.speaking.contains(first.text) && rest.dropFirst().first?.is("(") == true)
  }

  /// The statement `record("name") { … }`, wherever it stands.
  func cell(named name: String) -> Statement? {
    let start = main.indices.dropLast(2).first {
      main[$0].is("record") && main[$0 + 1].is("(") && main[$0 + 2].text == "\"\(name)\""
    }
    guard let start else { return nil }
    let body = main[(start + 1)...].afterBrackets
    let end = body.first?.is("{") == true ? body.afterBrackets.startIndex : body.startIndex
    return main[start..<end]
  }
}

extension Statement {
  /// The first few tokens as a title, whatever the layout: `total += sizes.reduce(0 …`.
  fileprivate var beginning: String {
    var text = ""
    for index in indices {
      let isInside = index > startIndex && ["(", "["].contains(self[index - 1].text)
      let isApart =
        index > startIndex && self[index].followsSpace && !isInside
        && ![")", "]", "."].contains(self[index].text)
      let next = (isApart ? " " : "") + self[index].text
      if text.count + next.count > 32 { return text + " …" }
      text += next
    }
    return text
  }
}
