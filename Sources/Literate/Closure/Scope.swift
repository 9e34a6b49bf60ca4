/// The names that a statement declares, and where they are known.
struct Scope {
  /// Where in the statement names are declared: there they mention nothing.
  private(set) var declared: Set<Int> = []
  /// The names known within its braces.
  private(set) var inside: Set<String> = []
  /// The names known in the statements after it.
  private(set) var after: Set<String> = []
  /// Whether it is a case of a `switch`, where nothing is known of the one before.
  private(set) var startsAnew = false
  /// Whether it is a type, whose members know each other.
  private var isType = false

  init(of statement: Statement) {
    let head = statement.afterModifiers
    let rest = head.dropFirst()
    guard let keyword = head.first, keyword.kind == .word else { return }
    switch keyword.text {
    case "let", "var":
      declare(rest.patternNames, in: rest)
      after = names(in: rest)
    case "func", "init", "subscript":
      declare(rest.parameters, in: rest)
      inside = names(in: rest)
      if keyword.text == "func", let name = rest.first?.name {
        inside.insert(name)
        after = [name]
      }
    case "for":
      let pattern = rest.prefix { !$0.is("in") }
      declare(pattern.indices.filter { pattern[$0].isName }, in: rest)
      inside = names(in: rest)
    case "if", "while", "guard", "switch", "case", "default", "do":
      declare(rest.boundNames, in: rest)
      inside = names(in: rest)
      after = keyword.is("guard") || keyword.is("case") ? inside : []
      startsAnew = keyword.is("case") || keyword.is("default")
      // `if let x` mentions the x outside.
      declared = declared.filter { statement.indices.contains($0 + 1) && !isShort($0, statement) }
    default:
      isType = Node.types.contains(keyword.text) || keyword.is("extension")
    }
  }

  /// The names that are known throughout the body of a type.
  func members(of body: Statement) -> Set<String> {
    guard isType else { return [] }
    return body.statements.reduce(into: []) { $0.formUnion(Scope(of: $1).after) }
  }

  private mutating func declare(_ indices: [Int], in code: Statement) {
    declared.formUnion(indices)
  }

  private func names(in code: Statement) -> Set<String> { Set(declared.map { code[$0].name }) }

  private func isShort(_ index: Int, _ statement: Statement) -> Bool {
    let next = statement[index + 1]
    return next.is("{") || next.is(",") || next.is("else")
  }
}

extension Token {
  /// The name without the quotes that a keyword needs.
  var name: String { text.filter { $0 != "`" } }

  /// Whether it can be a name in a pattern.
  var isName: Bool {
    kind == .word && !["_", "case", "let", "var", "try", "await"].contains(text)
  }
}

// MARK: - Where names are declared

extension Statement {
  /// In `a = 1, b = 2` or `(a, b) = f()`, what follows `let` or `var`.
  var patternNames: [Int] {
    var result: [Int] = []
    var depth = 0
    for index in indices {
      let begins = index == startIndex || (depth == 0 && self[index - 1].is(","))
      if begins && self[index].is("(") {
        result += self[index...].bracketed.indices.filter { self[$0].isName }
      } else if begins && self[index].isName && isDeclared(index) {
        result.append(index)
      }
      if self[index].opens { depth += 1 }
      if self[index].closes { depth -= 1 }
    }
    return result
  }

  /// After a comma, a name declares something where a value or a type follows; in
  /// `Dictionary<Int, Float>` none does.
  private func isDeclared(_ index: Int) -> Bool {
    guard index > startIndex else { return true }
    return index + 1 < endIndex && (self[index + 1].is("=") || self[index + 1].is(":"))
  }

  /// What `let` or `var` binds in the conditions of `if`, `guard` and `while`, and in patterns.
  var boundNames: [Int] {
    let conditions = prefix { !$0.is("{") }
    return conditions.indices.flatMap { index -> [Int] in
      guard conditions[index].is("let") || conditions[index].is("var"),
        index + 1 < conditions.endIndex
      else { return [] }
      let pattern = conditions[(index + 1)...]
      let part =
        pattern.first!.is("(") || pattern.first!.is(".")
        ? pattern.prefix { !$0.is("=") && !$0.is(":") } : pattern.prefix(1)
      return part.indices.filter {
        part[$0].isName && !($0 > part.startIndex && part[$0 - 1].is("."))
      }
    }
  }

  /// The names of parameters inside a function: the word before each colon of its lists.
  var parameters: [Int] {
    guard let open = firstIndex(where: { $0.is("(") }) else { return [] }
    let list = self[open...].bracketed
    return list.indices.dropFirst().filter { index in
      guard list[index].isName, index + 1 < list.endIndex, list[index + 1].is(":") else {
        return false
      }
      let before = list[index - 1]
      return before.is("(") || before.is(",") || before.kind == .word
    }
  }

  /// What stands before the `in` of a closure with this body; empty where there is none.
  var closureHeader: Statement {
    var depth = 0
    for index in indices {
      let token = self[index]
      if token.opens { depth += 1 }
      if token.closes { depth -= 1 }
      if depth == 0 && token.is("in") { return self[...index] }
      let mayStand =
        token.kind == .word && !token.is("for") || "()[],:<>-?.@".contains(token.text)
      if !mayStand { break }
    }
    return self[..<startIndex]
  }

  /// The names of parameters in a closure's header.
  var closureParameters: Set<String> {
    Set(indices.filter { self[$0].isName && !isType(at: $0) }.map { self[$0].name })
  }

  /// Whether the word at `index` is a type: behind a colon, a point, an arrow or an angle.
  private func isType(at index: Int) -> Bool {
    index > startIndex
      && [":", ".", ">", "<", "any", "some"].contains(where: self[index - 1].is)
  }
}
