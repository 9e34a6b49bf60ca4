/// A declaration of a chapter's own, or a statement that acts on its variables.
struct Node {
  /// What it is called in a recording: `learned(_:)`, `Treebank`, `a, b`.
  var title: String
  /// The names by which code mentions it.
  var names: Set<String>
  /// Whether it adds a member to a type declared elsewhere.
  var isMember = false
  /// Whether it declares variables or constants.
  var isVariable = false
  /// Whether it stands in `main.swift`, whose lines run one after the other.
  var isInMain = false
  let code: Statement
  /// What it mentions in turn, once its code was read for that.
  private(set) var mentions = Mentions(in: [])

  init(
    title: String, names: Set<String> = [], isMember: Bool = false, isVariable: Bool = false,
    code: Statement
  ) {
    self.title = title
    self.names = names
    self.isMember = isMember
    self.isVariable = isVariable
    self.code = code
  }

  /// The node with its code read for what it mentions.
  var withMentions: Node {
    var node = self
    node.mentions = Mentions(in: code)
    return node
  }

  /// The line it begins in.
  var line: Int { code.first?.line ?? 0 }

  func isMentioned(in mentions: Mentions) -> Bool {
    if !mentions.names.isDisjoint(with: names) { return true }
    let members = title.hasSuffix(")") ? mentions.functions : mentions.members
    return isMember && !members.isDisjoint(with: names)
  }
}

// MARK: - Reading declarations

extension Node {
  static let types: Set<String> = ["struct", "class", "enum", "actor", "protocol"]

  /// The nodes that a statement declares; none where it declares nothing. Extensions of `ownTypes`
  /// belong to those.
  static func declared(by statement: Statement, ownTypes: Set<String>) -> [Node] {
    let head = statement.afterModifiers
    let rest = head.dropFirst()
    guard let keyword = head.first?.text, let name = rest.first?.name else { return [] }
    switch keyword {
    case "extension" where name == "[":
      let type = rest.bracketed.map(\.text).joined()
      return members(of: type, mentionedAs: "Array", extended: statement)
    case "extension":
      return ownTypes.contains(name)
        ? [Node(title: name, names: [name], code: statement)]
        : members(of: name, mentionedAs: name, extended: statement)
    case "func":
      return [function(rest, code: statement)]
    case "let", "var", "guard":
      let places = keyword == "guard" ? rest.boundNames : rest.patternNames
      let names = places.map { rest[$0].name }
      let title = names.joined(separator: ", ")
      return names.isEmpty
        ? [] : [Node(title: title, names: Set(names), isVariable: true, code: statement)]
    case _ where types.contains(keyword) || keyword == "typealias":
      return [Node(title: name, names: [name], code: statement)]
    default:
      return []
    }
  }

  /// An operator is mentioned by its first sign.
  private static func function(_ rest: Statement, code: Statement) -> Node {
    guard let first = rest.first else { return Node(title: "func", code: code) }
    let base =
      first.kind == .word
      ? first.text : rest.prefix { $0.isOperator }.map(\.text).joined()
    return Node(title: base + labels(rest), names: [first.name], code: code)
  }

  /// The members that an extension adds to a type declared elsewhere. What makes the type conform to
  /// a protocol works without being mentioned, so there the extension is one node.
  private static func members(
    of type: String, mentionedAs name: String, extended statement: Statement
  ) -> [Node] {
    let header = statement.prefix { !$0.is("{") && !$0.is("where") }
    let nodes = statement.body.statements.flatMap { member -> [Node] in
      let head = member.afterModifiers
      switch head.first?.text {
      case "init", "subscript":
        let title = type + "." + head.first!.text + labels(head.dropFirst())
        return [Node(title: title, names: [name], isMember: true, code: member)]
      default:
        return declared(by: member, ownTypes: []).map { node in
          Node(
            title: type + "." + node.title, names: node.names, isMember: true, code: member)
        }
      }
    }
    guard header.drop(while: { !$0.is(type) && !$0.is("]") }).contains(where: { $0.is(":") }) else {
      return nodes
    }
    let names = nodes.reduce(into: Set([name])) { $0.formUnion($1.names) }
    return [Node(title: "extension \(type)", names: names, isMember: true, code: statement)]
  }

  /// `(_:by:)`, from the first parameter list.
  private static func labels(_ rest: Statement) -> String {
    guard let open = rest.firstIndex(where: { $0.is("(") }) else { return "" }
    let list = rest[open...].bracketed
    var labels = ""
    var depth = 0
    for index in list.indices.dropLast(2) {
      if list[index].opens { depth += 1 }
      if list[index].closes { depth -= 1 }
      let begins = depth == 1 && (list[index].is("(") || list[index].is(","))
      let next = list[(index + 1)...]
      let colon = next.prefix(3).firstIndex { $0.is(":") }
      if begins, let colon, next[..<colon].allSatisfy({ $0.kind == .word }) {
        labels += next.first!.text + ":"
      }
    }
    return "(\(labels))"
  }
}
