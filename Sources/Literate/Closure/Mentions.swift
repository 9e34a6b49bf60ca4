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
  /// Each mention by itself, where that was asked for.
  private(set) var uses: [Use] = []
  private let notesUses: Bool

  /// Reads `code`.
  ///
  /// - Parameter notesUses: whether each mention is noted by itself, but for those that are concealed. A
  ///   local name then counts as known only where its declaration isn't concealed.
  init(in code: Statement, notesUses: Bool = false) {
    self.notesUses = notesUses
    read(code, locals: Locals())
  }

  mutating func formUnion(_ other: Mentions) {
    names.formUnion(other.names)
    members.formUnion(other.members)
    functions.formUnion(other.functions)
    changed.formUnion(other.changed)
  }

  /// Reads the statements of one scope, in which `locals` are known already.
  private mutating func read(_ code: Statement, locals: Locals) {
    var known = locals
    for statement in code.statements {
      let scope = Scope(of: statement)
      if scope.startsAnew { known = locals }
      read(statement, scope, known)
      known.add(scope.after, concealedIn: concealed(statement))
    }
  }

  /// The line of a statement that is concealed.
  private func concealed(_ statement: Statement) -> Int? {
    guard notesUses, let first = statement.first, first.isConcealed else { return nil }
    return first.line
  }

  /// Reads one statement; what it declares is known in its braces, or after it.
  private mutating func read(_ statement: Statement, _ scope: Scope, _ known: Locals) {
    let inner = known.adding(scope.inside)
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
        read(body[header.endIndex...], locals: inner.adding(parameters))
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

  private mutating func note(_ index: Int, in code: Statement, locals: Locals) {
    let token = code[index]
    if !token.interpolated.isEmpty, !(notesUses && token.isConcealed) {
      read(token.interpolated[...], locals: locals)
    }
    guard token.kind == .word || token.kind == .sign else { return }
    let name = token.name
    let next = index + 1 < code.endIndex ? code[index + 1] : nil
    if code.isMember(at: index) {
      members.insert(name)
      if next?.is(".") != true { functions.insert(name) }
      noteUse(of: name, at: index, in: code, isMember: true)
    } else if next?.is("(") == true && Source.speaking.contains(name) {
      // It speaks to the page, and is no part of what is computed.
    } else if !locals.names.contains(name) {
      names.insert(name)
      noteUse(of: name, at: index, in: code, concealedLine: locals.concealed[name])
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

// MARK: - Each mention by itself

/// A name where it stands in code, and stands for something that is declared elsewhere.
struct Use {
  var name: String
  /// The line; within a string, that in which the string begins.
  var line: Int
  /// Whether a point stands before it.
  var isMember = false
  /// What stands before that point, where it is a name by itself: `Tensor` in `Tensor.zeros`.
  var owner: String?
  /// The label of the first argument where it is called: `inputs` in `Affine(inputs: 2)`.
  var firstLabel: String?
  /// The line that declares it, for a local name that a reader doesn't see declared.
  var concealedLine: Int?
}

extension Mentions {
  private mutating func noteUse(
    of name: String, at index: Int, in code: Statement, isMember: Bool = false,
    concealedLine: Int? = nil
  ) {
    guard notesUses, !code[index].isConcealed, !code.isOther(at: index) else { return }
    let owner =
      isMember && index - 2 >= code.startIndex && code[index - 2].kind == .word
        && !code.isMember(at: index - 2) ? code[index - 2].name : nil
    uses.append(
      Use(
        name: name, line: code[index].line, isMember: isMember, owner: owner,
        firstLabel: code.firstLabel(behind: index), concealedLine: concealedLine))
  }
}

/// The names that are known within a scope.
private struct Locals {
  private(set) var names: Set<String> = []
  /// Names that are declared where readers don't look, and the line: these count as not known.
  private(set) var concealed: [String: Int] = [:]

  func adding(_ more: Set<String>) -> Locals {
    var result = self
    result.add(more, concealedIn: nil)
    return result
  }

  mutating func add(_ more: Set<String>, concealedIn line: Int?) {
    if let line {
      names.subtract(more)
      for name in more { concealed[name] = line }
    } else {
      names.formUnion(more)
      if !concealed.isEmpty { for name in more { concealed[name] = nil } }
    }
  }
}

extension Statement {
  /// Whether a point stands before the word at `index`, and no range operator.
  fileprivate func isMember(at index: Int) -> Bool {
    guard index > startIndex, self[index - 1].is(".") else { return false }
    return !(index - 1 > startIndex && self[index - 2].is("."))
  }
  /// Whether the word at `index` stands for nothing that is declared elsewhere, though its place in a
  /// line alone doesn't tell: a case of an enumeration, or the label of a closure behind another.
  fileprivate func isOther(at index: Int) -> Bool {
    guard index > startIndex else { return false }
    let before = self[index - 1]
    if before.is("case") || before.is(","), afterModifiers.first?.is("case") == true {
      return !hasColonOutsideBrackets
    }
    return before.is("}") && index + 1 < endIndex && self[index + 1].is(":")
  }

  private var hasColonOutsideBrackets: Bool {
    var depth = 0
    return contains { token in
      if token.opens { depth += 1 }
      if token.closes { depth -= 1 }
      return depth == 0 && token.is(":")
    }
  }

  /// The label of the first argument of a call of the name at `index`.
  fileprivate func firstLabel(behind index: Int) -> String? {
    guard index + 3 < endIndex, self[index + 1].is("("), self[index + 3].is(":"),
      self[index + 2].kind == .word
    else { return nil }
    return self[index + 2].text
  }
}
