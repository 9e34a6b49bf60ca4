/// A statement or a declaration, by its tokens.
typealias Statement = ArraySlice<Token>

extension ArraySlice<Token> {
  /// The statements of a piece of source, one after the other.
  var statements: [Statement] {
    var result: [Statement] = []
    var start = startIndex
    var depth = 0
    for index in indices {
      if self[index].opens { depth += 1 }
      if self[index].closes { depth -= 1 }
      let ends =
        depth <= 0 && (index + 1 == endIndex || self[index].is(";") || isOver(start...index))
      guard ends else { continue }
      let end = self[index].is(";") ? index : index + 1
      if start < end { result.append(self[start..<end]) }
      (start, depth) = (index + 1, 0)
    }
    return result
  }

  /// Whether the statement in `range`, its brackets balanced, ends there.
  private func isOver(_ range: ClosedRange<Int>) -> Bool {
    let next = self[range.upperBound + 1]
    guard next.startsLine else { return false }
    if isCondition(at: range.lowerBound) || isCondition(at: range.upperBound + 1) { return true }
    return !demandsMore(range) && !isContinued(at: range.upperBound + 1)
  }

  /// Whether `#if`, `#else` or `#endif` stands at `index`: a line of its own.
  private func isCondition(at index: Int) -> Bool {
    self[index].is("#") && self[index].startsLine && index + 1 < endIndex
      && ["if", "elseif", "else", "endif"].contains(self[index + 1].text)
  }

  /// Whether a statement can't end with the last token of `range`: it is an operator between
  /// spaces, a comma, a keyword that wants something after it, or an attribute.
  private func demandsMore(_ range: ClosedRange<Int>) -> Bool {
    let last = self[range.upperBound]
    if last.is(",") || last.is(":") { return true }
    if last.kind == .word && Statement.unfinished.contains(last.text) { return true }
    if last.isOperator {
      var first = range.upperBound
      while first > range.lowerBound, !self[first].followsSpace, self[first - 1].isOperator {
        first -= 1
      }
      return self[first].followsSpace
    }
    return self[range].afterModifiers.isEmpty
  }

  /// Whether the token at `index` can only go on with the statement before it.
  private func isContinued(at index: Int) -> Bool {
    let token = self[index]
    if token.is("{") || Statement.continuing.contains(token.text) { return true }
    guard token.isOperator else { return false }
    var last = index
    while last + 1 < endIndex, self[last + 1].isOperator, !self[last + 1].followsSpace { last += 1 }
    guard last + 1 < endIndex else { return false }
    let isMember = token.is(".") && last == index && self[index + 1].kind == .word
    return isMember || self[last + 1].followsSpace
  }

  private static let unfinished: Set<String> = [
    "try", "await", "return", "throw", "else", "in", "as", "is", "where", "let", "var", "func",
  ]
  private static let continuing: Set<String> = [
    "where", "else", "catch", "as", "is", "throws", "rethrows", "async",
  ]
}

// MARK: - Parts of a statement

extension ArraySlice<Token> {
  private static let modifiers: Set<String> = [
    "public", "package", "internal", "private", "fileprivate", "open", "static", "final",
    "mutating", "nonmutating", "lazy", "weak", "unowned", "override", "required", "convenience",
    "indirect", "nonisolated", "prefix", "postfix", "infix", "dynamic", "consuming", "borrowing",
  ]

  /// The statement from its keyword on, without attributes and modifiers.
  var afterModifiers: Statement {
    var rest = self
    while let first = rest.first {
      if first.is("@") {
        rest = rest.dropFirst(2)
      } else if first.kind == .word && Statement.modifiers.contains(first.text) {
        rest = rest.dropFirst()
      } else if first.is("class") && rest.dropFirst().first.map(Statement.isMember) == true {
        rest = rest.dropFirst()
      } else {
        break
      }
      if let next = rest.first, next.is("("), !next.followsSpace { rest = rest.afterBrackets }
    }
    return rest
  }

  /// `class` is a modifier before a member's keyword.
  private static func isMember(_ token: Token) -> Bool {
    ["func", "var", "subscript"].contains(token.text)
  }

  /// What follows the bracket that the first token opens, once it is closed again.
  var afterBrackets: Statement { dropFirst(bracketed.count) }

  /// From the bracket that the first token opens to the one that closes it.
  var bracketed: Statement {
    var depth = 0
    for index in indices {
      if self[index].opens { depth += 1 }
      if self[index].closes { depth -= 1 }
      if depth <= 0 { return self[startIndex...index] }
    }
    return self
  }

  /// The tokens between the outermost braces: a declaration's body.
  var body: Statement {
    guard let brace = firstIndex(where: { $0.is("{") }) else { return [] }
    return self[brace...].bracketed.dropFirst().dropLast()
  }
}
