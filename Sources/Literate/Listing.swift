import Foundation

/// A piece of the library's own source, as a chapter quotes it.
struct Listing: Codable, Equatable {
  var code: String
  /// The file it stands in.
  var origin: String
}

/// A declaration found in a source file.
struct Declaration {
  /// `LSTM.forward(_:)`: the enclosing types, the name, and for functions the labels.
  var name: String
  var file: String
  /// Its lines without the comment above it.
  var lines: ClosedRange<Int>
  /// The first line of the comment above it, or its own first line.
  var commentStart: Int
  /// Whether it is an extension, which adds to a type declared elsewhere.
  var isExtension = false

  /// The name without labels: `LSTM.forward`.
  var baseName: String { String(name.prefix { $0 != "(" }) }
}

extension Listing {
  /// The declaration called `name` in the Swift files under `folder`.
  ///
  /// - Parameters:
  ///   - name: `Type.member`, `Type`, a free function; with labels, `Type.member(_:by:)`, where
  ///     several have the name.
  ///   - comment: whether the comment above the declaration comes along.
  static func find(_ name: String, under folder: String, comment: Bool) throws -> Listing {
    let files = swiftFiles(under: folder)
    let found = try files.flatMap { file -> [Declaration] in
      let text = try SwiftText(Files.text(at: file) ?? "")
      return Declaration.all(in: text, file: file)
    }
    let declaration = try choose(name, among: found, folder: folder)
    let text = try SwiftText(Files.text(at: declaration.file) ?? "")
    let first = comment ? declaration.commentStart : declaration.lines.lowerBound
    let lines = (first...declaration.lines.upperBound).map { text.line($0).trimmingSuffix(" ") }
    let code = unindented(lines).joined(separator: "\n")
    let path = "Sources" + declaration.file.dropFirst(folder.count)
    return Listing(code: code, origin: "[\(path)](../\(path))")
  }

  private static func swiftFiles(under folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().map { folder + "/" + $0 }
  }

  /// The one declaration meant by `name`: a type comes before its extensions.
  private static func choose(
    _ name: String, among all: [Declaration], folder: String
  ) throws -> Declaration {
    var found = all.filter { name.contains("(") ? $0.name == name : $0.baseName == name }
    if found.contains(where: { !$0.isExtension }) { found.removeAll(where: \.isExtension) }
    if found.count == 1 { return found[0] }
    if found.isEmpty {
      let hint =
        nearest(to: name, among: all.map(\.baseName)).map { "; did you mean \($0)?" } ?? "."
      throw ChapterError("The library's sources declare no \(name)\(hint)")
    }
    let places = found.map {
      "\($0.name) (\($0.file.dropFirst(folder.count + 1)):\($0.lines.lowerBound))"
    }
    throw ChapterError("\(name) is ambiguous: " + places.joined(separator: ", ") + ".")
  }
}

// MARK: - Finding declarations

extension Declaration {
  private static let types: Set<String> = [
    "struct", "class", "enum", "actor", "protocol", "extension",
  ]
  private static let members: Set<String> = [
    "func", "init", "var", "let", "subscript", "typealias", "case",
  ]

  /// All declarations of a file that are not local to a function.
  static func all(in text: SwiftText, file: String) -> [Declaration] {
    declarations(in: text, lines: 1...text.lineCount, enclosing: "", file: file)
  }

  private static func declarations(
    in text: SwiftText, lines: ClosedRange<Int>, enclosing: String, file: String
  ) -> [Declaration] {
    text.statements(in: lines).flatMap { statement -> [Declaration] in
      guard let head = Head(text, statement) else { return [] }
      let isExtension = head.keyword == "extension"
      let declaration = Declaration(
        name: enclosing + head.name, file: file,
        lines: head.attributesStart...statement.upperBound,
        commentStart: commentStart(above: head.attributesStart, in: text), isExtension: isExtension)
      guard types.contains(head.keyword), let inner = text.body(of: statement) else {
        return [declaration]
      }
      return [declaration]
        + declarations(in: text, lines: inner, enclosing: enclosing + head.name + ".", file: file)
    }
  }

  /// The first line of the documentation that ends right above line `number`.
  private static func commentStart(above number: Int, in text: SwiftText) -> Int {
    var first = number
    while first > 1, text.line(first - 1).drop(while: { $0 == " " }).hasPrefix("//") { first -= 1 }
    return first
  }

  /// What a declaration says before its body.
  private struct Head {
    var keyword: String
    var name: String
    var attributesStart: Int

    init?(_ text: SwiftText, _ statement: ClosedRange<Int>) {
      let code = statement.map { text.codeLine($0) }.joined(separator: "\n")
      let words = code.split { $0 == " " || $0 == "\n" }.prefix(12)
      let isKeyword = { (word: Substring) -> Bool in
        let bare = String(word.prefix { $0.isLetter })
        return types.union(members).contains(bare)
      }
      // `class func` and `static var`: the member's keyword counts, not the modifier's.
      guard var index = words.firstIndex(where: isKeyword) else { return nil }
      if words[index] == "class", index + 1 < words.endIndex, isKeyword(words[index + 1]) {
        index += 1
      }
      let modifiers = words[..<index]
      guard modifiers.allSatisfy({ $0.hasPrefix("@") || $0.contains(/^[a-z]+(\([a-z]+\))?$/) })
      else {
        return nil
      }
      keyword = String(words[index].prefix { $0.isLetter })
      let rest = code[words[index].startIndex...].dropFirst(keyword.count)
      switch keyword {
      case "init", "subscript": name = keyword + Head.labels(rest)
      case "func":
        let declared = rest.drop { $0 == " " }
        let base = declared.prefix { $0 != "(" && $0 != "<" && $0 != " " }
        name = base + Head.labels(declared.dropFirst(base.count))
      default:
        name = String(
          rest.drop { $0 == " " }.prefix { $0.isLetter || $0.isNumber || "._`".contains($0) })
      }
      guard !name.isEmpty else { return nil }
      attributesStart = statement.lowerBound
      while attributesStart > 1,
        text.codeLine(attributesStart - 1).contains(
          /^ *@[A-Za-z_]+(\([^()]*\))?( *@[A-Za-z_]+(\([^()]*\))?)* *$/)
      { attributesStart -= 1 }
    }

    /// `(_:by:)`, from the parameter list that `text` begins with (after generic parameters).
    private static func labels(_ text: Substring) -> String {
      guard let open = text.firstIndex(of: "(") else { return "" }
      var depth = 0
      var labels = ""
      var word = ""
      var isLabel = true
      for character in text[open...] {
        switch character {
        case "(", "[", "{", "<": depth += 1
        case ")", "]", "}", ">": depth -= 1
        case ":" where depth == 1 && isLabel:
          labels += (word.split(separator: " ").first.map(String.init) ?? "") + ":"
          isLabel = false
        case "," where depth == 1:
          isLabel = true
          word = ""
          continue
        default: break
        }
        if depth == 0 { break }
        if isLabel && character != "(" { word.append(character == "\n" ? " " : character) }
      }
      return "(" + labels + ")"
    }
  }
}

extension SwiftText {
  /// The lines between a declaration's opening brace and its closing one.
  fileprivate func body(of statement: ClosedRange<Int>) -> ClosedRange<Int>? {
    guard let opening = statement.first(where: { codeLine($0).contains("{") }) else { return nil }
    return opening + 1 < statement.upperBound ? opening + 1...statement.upperBound - 1 : nil
  }
}
