import Foundation
import Ground

/// A piece of the library's own source, or of the chapter's, as a chapter quotes it.
struct Listing: Codable, Equatable {
  var code: String
  /// The file it stands in.
  var origin: String
  /// What stands in its place until a reader unfolds it, as HTML; nil where it is open.
  var summary: String?
}

/// The library's sources and those in the chapter's folder, read as they are asked for.
final class Library {
  private let root: String
  private lazy var files = Library.swiftFiles(under: root + "/Sources")
  private let chapterFiles: [String]
  private var raw: [String: Data] = [:]
  private var texts: [String: SwiftText] = [:]
  private var declarations: [String: [Declaration]] = [:]

  /// - Parameters:
  ///   - root: the folder of the package.
  ///   - chapter: the folder of the chapter whose declarations can be quoted too, if there is one.
  init(root: String, chapter: String? = nil) {
    self.root = root
    chapterFiles = chapter.map(Library.swiftFiles) ?? []
  }

  /// The declaration called `name`.
  ///
  /// - Parameters:
  ///   - name: `Type.member`, `Type`, a free function; with labels, `Type.member(_:by:)`, where
  ///     several have the name.
  ///   - comment: whether the comment above the declaration comes along.
  ///   - folded: whether the reader has to unfold it.
  func listing(of name: String, comment: Bool, folded: Bool = false) throws -> Listing {
    guard name.contains(where: \.isLetter) else {
      throw ChapterError("list shows a declaration by its name; “\(name)” is none.")
    }
    let declaration = try choose(name)
    let text = try text(of: declaration.file)
    let first = comment ? declaration.commentStart : declaration.lines.lowerBound
    let lines = (first...declaration.lines.upperBound).map { text.line($0).trimmingSuffix(" ") }
    let path = shortened(declaration.file)
    let shown = unindented(lines)
    let wide = shown.indices.filter {
      shown[$0].count > Weaver.widest && Library.mark(of: shown[$0]).isEmpty
    }
    guard wide.isEmpty else {
      let places = wide.map { "\(path):\(first + $0)" }.joined(separator: ", ")
      throw ChapterError("\(name) is wider than a page's \(Weaver.widest) columns: \(places).")
    }
    let code = Library.narrowed(shown).joined(separator: "\n")
    return Listing(
      code: code, origin: "[\(path)](../\(path))",
      summary: folded ? Library.summary(of: name, comment: text.comment(above: declaration)) : nil)
  }

  /// The one declaration meant by `name`: a type comes before its extensions, the library before the
  /// chapter.
  private func choose(_ name: String) throws -> Declaration {
    var found = try declarations(of: name, in: files)
    if found.isEmpty { found = try declarations(of: name, in: chapterFiles) }
    if found.contains(where: { !$0.isExtension }) { found.removeAll(where: \.isExtension) }
    if found.count == 1 { return found[0] }
    guard found.isEmpty else {
      let places = found.map { "\($0.name) (\(shortened($0.file)):\($0.lines.lowerBound))" }
      throw ChapterError("\(name) is ambiguous: " + places.joined(separator: ", ") + ".")
    }
    let all = try (files + chapterFiles).flatMap(declarations(in:)).map(\.baseName)
    let hint = nearest(to: name, among: all).map { "; did you mean \($0)?" } ?? "."
    throw ChapterError("The library's sources declare no \(name)\(hint)")
  }

  /// Whether a type or an extension of the library declares a member called `name`.
  func hasMember(_ name: String) throws -> Bool {
    let words = ["func", "var", "let", "case", ","].map { Data("\($0) \(name)".utf8) }
    return try files.contains { file in
      let content = contents(of: file)
      return try words.contains { content.firstRange(of: $0) != nil }
        && declarations(in: file).contains { $0.baseName.hasSuffix(".\(name)") }
    }
  }

  /// Whether the library declares an initializer of `type` with this label first.
  func hasInitializer(of type: String, firstLabel: String) throws -> Bool {
    try files.contains { file in
      try contents(of: file).firstRange(of: Data("init(\(firstLabel)".utf8)) != nil
        && declarations(in: file).contains { $0.name.hasPrefix("\(type).init(\(firstLabel):") }
    }
  }

  /// What `name` may mean in `files`.
  private func declarations(of name: String, in files: [String]) throws -> [Declaration] {
    // Only a file that holds all the words of the name can declare it.
    let words = name.prefix { $0 != "(" }.split(separator: ".")
    return try files.filter { file in
      let content = contents(of: file)
      return words.allSatisfy { content.firstRange(of: Data($0.utf8)) != nil }
    }.flatMap(declarations(in:)).filter {
      name.contains("(") ? $0.name == name : $0.baseName == name
    }
  }

  /// The name of a declaration and the first sentence of its comment.
  private static func summary(of name: String, comment: [String]) -> String {
    let sentence = DocComment.firstSentence(of: comment)
    return "<code>\(Markdown.escapedHTML(name))</code>"
      + (sentence.isEmpty ? "" : ": " + Markdown.html(of: sentence))
  }

  private func shortened(_ file: String) -> Substring { file.dropFirst(root.count + 1) }
}

// MARK: - Reading the sources

extension Library {
  private static func swiftFiles(under folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().map { folder + "/" + $0 }
  }

  private func contents(of file: String) -> Data {
    if let known = raw[file] { return known }
    let content = FileManager.default.contents(atPath: file) ?? Data()
    raw[file] = content
    return content
  }

  private func text(of file: String) throws -> SwiftText {
    if let known = texts[file] { return known }
    do {
      let text = try SwiftText(String(decoding: contents(of: file), as: UTF8.self))
      texts[file] = text
      return text
    } catch let error as ChapterError {
      throw ChapterError("\(shortened(file)):\(error.line ?? 1): \(error.sentence)")
    }
  }

  private func declarations(in file: String) throws -> [Declaration] {
    if let known = declarations[file] { return known }
    let found = Declaration.all(in: try text(of: file), file: file)
    declarations[file] = found
    return found
  }
}

// MARK: - Fitting a page

extension Library {
  /// Comments wider than a page are broken anew: in the library's files they may be wider.
  static func narrowed(_ lines: [String]) -> [String] {
    var result: [String] = []
    var paragraph: [String] = []
    for line in lines + [""] {
      let text = words(ofComment: line)
      let continues = text.map { !$0.isEmpty && !"-| ".contains($0.first!) } ?? false
      if !continues || mark(of: line) != paragraph.first.map(mark(of:)) {
        result += broken(paragraph)
        paragraph = []
      }
      if text?.isEmpty == false { paragraph.append(line) } else { result.append(line) }
    }
    return result.dropLast()
  }

  private static func broken(_ paragraph: [String]) -> [String] {
    guard paragraph.contains(where: { $0.count > Weaver.widest }) else { return paragraph }
    let mark = mark(of: paragraph[0])
    let text = paragraph.compactMap(words(ofComment:)).joined(separator: " ")
    return Terminal.wrapped(text, width: Weaver.widest - mark.count).map { mark + $0 }
  }

  /// What a line begins with if it is a comment and nothing else, up to its words.
  private static func mark(of line: String) -> Substring {
    let indent = line.prefix { $0 == " " }
    let slashes = line.dropFirst(indent.count).prefix { $0 == "/" }
    return slashes.count < 2 ? "" : line.prefix(indent.count + slashes.count + 1)
  }

  private static func words(ofComment line: String) -> String? {
    let mark = mark(of: line)
    return mark.isEmpty ? nil : String(line.dropFirst(mark.count))
  }
}
