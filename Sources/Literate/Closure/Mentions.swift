/// The names that a piece of code mentions and doesn't declare itself, as far as its tokens tell.
struct Mentions {
  /// Names, and the signs of operators, that stand for themselves.
  private(set) var names: Set<String> = []
  /// Names behind a point: members of something.
  private(set) var members: Set<String> = []
  /// Those of them that may be functions: no further point follows.
  private(set) var functions: Set<String> = []
  /// Names behind `&`: variables that are handed over to be changed.
  private(set) var changed: Set<String> = []

  init(in code: Statement) { read(code, locals: []) }

  mutating func formUnion(_ other: Mentions) {
    names.formUnion(other.names)
    members.formUnion(other.members)
    functions.formUnion(other.functions)
    changed.formUnion(other.changed)
  }

  /// Reads the statements of one scope, in which `locals` are known already.
  private mutating func read(_ code: Statement, locals: Set<String>) {
    var known = locals
    for statement in code.statements {
      let scope = Scope(of: statement)
      if scope.startsAnew { known = locals }
      read(statement, scope, known)
      known.formUnion(scope.after)
    }
  }

  /// Reads one statement; what it declares is known in its braces, or after it.
  private mutating func read(_ statement: Statement, _ scope: Scope, _ known: Set<String>) {
    let inner = known.union(scope.inside)
    var brackets: [String] = []
    var index = statement.startIndex
    var isAfterWhere = scope.startsAnew
    while index < statement.endIndex {
      let token = statement[index]
      if token.is("{") {
        let group = statement[index...].bracketed
        let body = group.dropFirst().dropLast()
        let header = body.closureHeader
        let parameters = header.closureParameters.union(scope.members(of: body))
        read(body[header.endIndex...], locals: inner.union(parameters))
        index = group.endIndex
        continue
      }
      isAfterWhere = isAfterWhere || token.is("where")
      if token.opens { brackets.append(token.text) }
      if token.closes { _ = brackets.popLast() }
      if !scope.declared.contains(index) && !isLabel(index, in: statement, within: brackets.last) {
        note(index, in: statement, locals: isAfterWhere ? inner : known)
      }
      index += 1
    }
  }

  private mutating func note(_ index: Int, in code: Statement, locals: Set<String>) {
    let token = code[index]
    if !token.interpolated.isEmpty { read(token.interpolated[...], locals: locals) }
    guard token.kind == .word || token.kind == .sign else { return }
    let name = token.name
    let next = index + 1 < code.endIndex ? code[index + 1] : nil
    if code.isMember(at: index) {
      members.insert(name)
      if next?.is(".") != true { functions.insert(name) }
    } else if next?.is("(") == true && Source.speaking.contains(name) {
      // It speaks to the page, and is no part of what is computed.
    } else if !locals.contains(name) {
      names.insert(name)
      if index > code.startIndex, code[index - 1].is("&"), !token.followsSpace {
        changed.insert(name)
      }
    }
  }

  /// Whether the word at `index` is the label of an argument or a parameter: `f(count: 3)`.
  private func isLabel(_ index: Int, in code: Statement, within bracket: String?) -> Bool {
    guard bracket == "(", code[index].kind == .word, index > code.startIndex,
      index + 1 < code.endIndex
    else { return false }
    let before = code[index - 1]
    return code[index + 1].is(":") && (before.is("(") || before.is(","))
  }
}

extension Statement {
  /// Whether a point stands before the word at `index`, and no range operator.
  fileprivate func isMember(at index: Int) -> Bool {
    guard index > startIndex, self[index - 1].is(".") else { return false }
    return !(index - 1 > startIndex && self[index - 2].is("."))
  }
}
