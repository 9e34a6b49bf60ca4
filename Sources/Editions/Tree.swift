import Foundation
import Ground

/// A page as pandoc reads it: blocks that hold inlines, each an object with its type `t` and its content `c`.
struct Tree {
  typealias Node = [String: Any]

  private let head: Node
  var blocks: [Any]

  /// - Throws: `InputError` if `json` isn't what pandoc writes.
  init(json: Data) throws {
    guard let head = try JSONSerialization.jsonObject(with: json) as? Node,
      let blocks = head["blocks"] as? [Any]
    else { throw InputError("Pandoc's answer has no blocks; is it version 3 or later?") }
    (self.head, self.blocks) = (head, blocks)
  }

  private init(head: Node, blocks: [Any]) { (self.head, self.blocks) = (head, blocks) }

  /// The pages one after the other.
  static func joined(_ trees: [Tree]) -> Tree {
    Tree(head: trees[0].head, blocks: trees.flatMap(\.blocks))
  }

  /// What pandoc reads again.
  var json: Data {
    var whole = head
    whole["blocks"] = blocks
    // What pandoc wrote can be written again.
    return try! JSONSerialization.data(withJSONObject: whole, options: [.sortedKeys])
  }

  // MARK: - Changes

  /// The tree with each object replaced by what `change` makes of it, those inside first.
  func changed(_ change: (_ type: String, _ content: Any) -> Node?) -> Tree {
    Tree(head: head, blocks: blocks.map { Tree.changed($0, change) })
  }

  private static func changed(_ value: Any, _ change: (String, Any) -> Node?) -> Any {
    if let list = value as? [Any] { return list.map { changed($0, change) } }
    guard let node = value as? Node, let type = node["t"] as? String, let content = node["c"] else {
      return value
    }
    let inner = changed(content, change)
    return change(type, inner) ?? ["t": type, "c": inner]
  }

  /// The tree with every link and every picture's place sent through `target`.
  func retargeted(_ target: (_ place: String, _ isPicture: Bool) -> String) -> Tree {
    changed { type, content in
      guard type == "Link" || type == "Image", var parts = content as? [Any],
        var place = parts[2] as? [Any], let old = place[0] as? String
      else { return nil }
      place[0] = target(old, type == "Image")
      parts[2] = place
      return ["t": type, "c": parts]
    }
  }

  /// The tree with every picture kept so wide that its smallest label is 10 pixels high; on a phone, a wider one
  /// scrolls in its frame. `drawings` are the pictures' places, each with its SVG.
  func keepingLabels(of drawings: [(String, String)]) -> Tree {
    let widths = Dictionary(uniqueKeysWithValues: drawings).compactMapValues(Tree.legibleWidth)
    return changed { type, content in
      guard type == "Image", var parts = content as? [Any], var attributes = parts[0] as? [Any],
        let place = (parts[2] as? [Any])?[0] as? String, let width = widths[place]
      else { return nil }
      attributes[2] = [["style", "min-width: \(width)px"]]
      parts[0] = attributes
      return ["t": type, "c": parts]
    }
  }

  /// The width in pixels at which a drawing's smallest label is 10 pixels high; nil where it has no label.
  static func legibleWidth(_ svg: String) -> Int? {
    let sizes = svg.matches(of: /font-size="([0-9.]+)"/).compactMap { Double($0.output.1) }
    guard let smallest = sizes.min(), smallest > 0,
      let box = svg.firstMatch(of: /viewBox="0 0 ([0-9.]+)\s/), let width = Double(box.output.1)
    else { return nil }
    return Int((width * 10 / smallest).rounded(.up))
  }

  /// The tree with every heading's name preceded by that of its page: names are unique in the whole book then.
  func named(_ page: String) -> Tree {
    changed { type, content in
      guard type == "Header", var parts = content as? [Any], var attributes = parts[1] as? [Any],
        let id = attributes[0] as? String
      else { return nil }
      attributes[0] = parts[0] as? Int == 1 ? page : "\(page)-\(id)"
      parts[1] = attributes
      return ["t": type, "c": parts]
    }
  }

  /// The tree with what is folded away laid open, for readers that can't unfold.
  func unfolded() -> Tree {
    changed { type, content in
      guard type == "RawBlock", let parts = content as? [Any], let text = parts[1] as? String else {
        return nil
      }
      let open = text.replacing("<details>", with: "<div class=\"unfolded\">")
        .replacing("<summary>", with: "<p class=\"summary\">")
        .replacing("</summary>", with: "</p>").replacing("</details>", with: "</div>")
      return ["t": type, "c": [parts[0], open]]
    }
  }

  /// The tree without the line of links to the neighboring pages: editions have their own.
  func withoutNeighbors() -> Tree {
    let kept = blocks.filter { block in
      guard Tree.type(block) == "Para", let inlines = Tree.content(block) as? [Any] else {
        return true
      }
      return !inlines.contains { Tree.target(of: $0) == "README.md" } || inlines.count > 40
    }
    return Tree(head: head, blocks: kept)
  }

  /// The tree with each picture that is alone made a figure, and the emphasized paragraph below it its caption.
  func withFigures() -> Tree {
    var made: [Any] = []
    var last: Any?
    for block in blocks {
      if let caption = Tree.caption(block), let picture = last {
        made[made.count - 1] = Tree.figure(picture, caption: [["t": "Plain", "c": caption]])
        last = nil
      } else {
        last = Tree.picture(block)
        made.append(last.map { Tree.figure($0, caption: []) } ?? block)
      }
    }
    return Tree(head: head, blocks: made)
  }

  private static func figure(_ picture: Any, caption: [Any]) -> Node {
    [
      "t": "Figure",
      "c": [
        ["", [Any](), [Any]()], [NSNull(), caption], [["t": "Plain", "c": [picture]]],
      ],
    ]
  }

  /// What a paragraph that is nothing but emphasized says.
  private static func caption(_ block: Any) -> [Any]? {
    guard type(block) == "Para", let inlines = content(block) as? [Any], inlines.count == 1,
      type(inlines[0]) == "Emph"
    else { return nil }
    return content(inlines[0]) as? [Any]
  }

  /// The picture that a block is nothing but.
  private static func picture(_ block: Any) -> Any? {
    guard let inlines = content(block) as? [Any] else { return nil }
    if type(block) == "Para" || type(block) == "Plain" {
      return inlines.count == 1 && type(inlines[0]) == "Image" ? inlines[0] : nil
    }
    // Pandoc makes a figure of a picture that is alone: [attributes, caption, blocks].
    guard type(block) == "Figure", let inside = inlines[2] as? [Any], inside.count == 1 else {
      return nil
    }
    return picture(inside[0])
  }

  static func type(_ node: Any) -> String? { (node as? Node)?["t"] as? String }
  static func content(_ node: Any) -> Any? { (node as? Node)?["c"] }

  private static func target(of node: Any) -> String? {
    guard type(node) == "Link", let parts = content(node) as? [Any] else { return nil }
    return (parts[2] as? [Any])?[0] as? String
  }
}

// MARK: - Text

extension Tree {
  struct Section {
    let level: Int
    /// What a link to it says after `#`.
    let id: String
    let title: String
    /// The paragraphs, lists and tables below the heading, as plain text, a line each.
    var text: [String] = []
    /// What is in bold there: the terms that it explains.
    var terms: [String] = []
  }

  /// The page's headings, each with the text up to the next one.
  var headings: [Section] {
    var sections: [Section] = []
    for block in blocks {
      if Tree.type(block) == "Header", let parts = Tree.content(block) as? [Any] {
        sections.append(
          Section(
            level: parts[0] as? Int ?? 1, id: (parts[1] as? [Any])?[0] as? String ?? "",
            title: Tree.text(parts[2])))
      } else if !sections.isEmpty {
        sections[sections.count - 1].text += Tree.lines(block)
        sections[sections.count - 1].terms += Tree.terms(block)
      }
    }
    return sections
  }

  /// A block's paragraphs as plain text; of code nothing.
  private static func lines(_ node: Any) -> [String] {
    if let list = node as? [Any] { return list.flatMap(lines) }
    switch type(node) {
    case "Para", "Plain": return [text(content(node)!)]
    case "CodeBlock", "Header", nil: return []
    case "RawBlock":
      let raw = (content(node) as? [Any])?[1] as? String ?? ""
      let shown = raw.replacing(/<[^>]*>/, with: "").replacing("\n", with: " ")
      return shown.allSatisfy(\.isWhitespace) ? [] : [shown]
    default: return content(node).map(lines) ?? []
    }
  }

  private static func terms(_ node: Any) -> [String] {
    if let list = node as? [Any] { return list.flatMap(terms) }
    guard let inner = content(node) else { return [] }
    return type(node) == "Strong" ? [text(inner)] : terms(inner)
  }

  /// Inlines as plain text; formulas as their TeX without its backslashes.
  static func text(_ node: Any) -> String {
    if let list = node as? [Any] { return list.map(text).joined() }
    let inner = content(node)
    switch type(node) {
    case "Str": return inner as? String ?? ""
    case "Space", "SoftBreak", "LineBreak": return " "
    case "Code": return (inner as? [Any])?[1] as? String ?? ""
    case "Math":
      let tex = (inner as? [Any])?[1] as? String ?? ""
      return tex.replacing(/\\(?:mathbf|mathrm|text|operatorname)/, with: "").replacing(
        /[\\{}]/, with: "")
    case "Note": return ""
    case "Link", "Image": return text((inner as? [Any])?[1] ?? [])
    case "Quoted", "Span": return text((inner as? [Any])?[1] ?? [])
    case nil, "RawInline": return ""
    default: return inner.map(text) ?? ""
    }
  }
}
