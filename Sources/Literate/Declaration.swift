/// A declaration found in a source file.
struct Declaration {
  /// `LSTM.forward(_:)`: the enclosing types, the name, and for functions the labels.
  var name: String
  var file: String
  /// Its lines, attributes included, without the comment above it.
  var lines: ClosedRange<Int>
  /// The first line of the comment above it, or its own first line.
  var commentStart: Int
  /// Whether it is an extension, which adds to a type declared elsewhere.
  var isExtension: Bool

  /// The name without labels: `LSTM.forward`.
  var baseName: String { String(name.prefix { $0 != "(" }) }

  /// All declarations of a file that are not local to a function.
  static func all(in text: SwiftText, file: String) -> [Declaration] {
    all(in: text, lines: 1...text.lineCount, enclosing: "", file: file)
  }

  private static func all(
    in text: SwiftText, lines: ClosedRange<Int>, enclosing: String, file: String
  ) -> [Declaration] {
    text.statements(in: lines).flatMap { statement -> [Declaration] in
      guard let head = Head(text, statement) else { return [] }
      let start = text.startOfAttributes(above: statement.lowerBound)
      let declaration = Declaration(
        name: enclosing + head.name, file: file, lines: start...statement.upperBound,
        commentStart: text.startOfComment(above: start), isExtension: head.keyword == "extension")
      guard head.isType, let body = text.body(of: statement) else { return [declaration] }
      return [declaration]
        + all(in: text, lines: body, enclosing: enclosing + head.name + ".", file: file)
    }
  }
}

/// What a declaration says before its body: its keyword and its name.
private struct Head {
  private static let types: Set<Substring> = [
    "struct", "class", "enum", "actor", "protocol", "extension",
  ]
  private static let members: Set<Substring> = [
    "func", "init", "var", "let", "subscript", "typealias", "case",
  ]

  let keyword: Substring
  let name: String
  var isType: Bool { Head.types.contains(keyword) }

  /// The head of a statement, where it is a declaration: modifiers, then a keyword.
  init?(_ text: SwiftText, _ statement: ClosedRange<Int>) {
    let code = statement.map(text.codeLine).joined(separator: "\n")
    var rest = code.drop { $0 == " " }
    var found: Substring?
    // `class` is a modifier when another keyword follows, as in `class func`.
    while let word = Head.keyword(rest) ?? Head.modifier(rest) {
      if Head.keyword(rest) == nil && found != nil { break }
      found = Head.keyword(rest) ?? found
      rest = rest.dropFirst(word.count).drop { $0 == " " }
      if let found, found != "class" { break }
    }
    guard let found else { return nil }
    keyword = found
    let base = rest.prefix { !" (<:=,{\n?!".contains($0) }
    switch keyword {
    case "init", "subscript": name = keyword + Head.labels(rest)
    case "func": name = base + Head.labels(rest.dropFirst(base.count))
    default: name = String(base)
    }
    if name.isEmpty { return nil }
  }

  /// The keyword that `text` begins with.
  private static func keyword(_ text: Substring) -> Substring? {
    let word = text.prefix(while: \.isLetter)
    return types.contains(word) || members.contains(word) ? word : nil
  }

  /// The attribute or modifier that `text` begins with: `@inlinable`, `public`, `private(set)`.
  private static func modifier(_ text: Substring) -> Substring? {
    let word = text.prefix { $0 != " " && $0 != "\n" }
    let letters = word.drop { $0 == "@" || $0 == "_" }.prefix(while: \.isLetter)
    guard let first = word.first, first == "@" || first.isLowercase, !letters.isEmpty else {
      return nil
    }
    let isWhole = word.hasSuffix(letters) || word.last == ")"
    return isWhole ? word : nil
  }

  /// `(_:by:)`, from the first parameter list in `text`.
  private static func labels(_ text: Substring) -> String {
    guard let open = text.firstIndex(of: "(") else { return "" }
    var labels = ""
    var depth = 0
    var word: String? = ""
    for character in text[open...] {
      switch character {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "," where depth == 1: word = ""
      case ":" where depth == 1:
        if let word { labels += (word.split(separator: " ").first ?? "_") + ":" }
        word = nil
      default: word?.append(character == "\n" ? " " : character)
      }
      if depth == 0 { break }
    }
    return "(\(labels))"
  }
}

extension SwiftText {
  /// The lines between a declaration's opening brace and its closing one.
  fileprivate func body(of statement: ClosedRange<Int>) -> ClosedRange<Int>? {
    guard let opening = statement.first(where: { codeLine($0).contains("{") }) else { return nil }
    return opening + 1 < statement.upperBound ? opening + 1...statement.upperBound - 1 : nil
  }

  /// The lines of the comment above a declaration.
  func comment(above declaration: Declaration) -> [String] {
    (declaration.commentStart..<declaration.lines.lowerBound).map(line)
  }

  /// The lines of the comment above the declaration that begins in line `number`.
  func comment(aboveLine number: Int) -> [String] {
    let first = startOfAttributes(above: number)
    return (startOfComment(above: first)..<first).map(line)
  }

  /// The type that the declaration in line `number` is a member of, by the layout: `Tensor`; nil where it
  /// is of none.
  func owner(ofLine number: Int) -> String? {
    var owner: String?
    var number = number
    var indent = line(number).prefix { $0 == " " }.count
    while indent > 0, number > 1 {
      number -= 1
      let code = codeLine(number)
      let next = code.prefix { $0 == " " }.count
      guard next < indent, next < code.count else { continue }
      indent = next
      guard let head = Head(self, number...number), head.isType else { continue }
      owner = head.name + (owner.map { "." + $0 } ?? "")
    }
    return owner
  }

  /// The first of the lines right above `number` that hold nothing but attributes.
  fileprivate func startOfAttributes(above number: Int) -> Int {
    var first = number
    while first > 1, codeLine(first - 1).drop(while: { $0 == " " }).hasPrefix("@"),
      Head(self, first - 1...first - 1) == nil
    { first -= 1 }
    return first
  }

  /// The first line of the comment that ends right above line `number`.
  fileprivate func startOfComment(above number: Int) -> Int {
    var first = number
    while first > 1, line(first - 1).drop(while: { $0 == " " }).hasPrefix("//") { first -= 1 }
    return first
  }
}
