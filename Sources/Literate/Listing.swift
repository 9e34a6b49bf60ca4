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
  /// Exercises, with their solutions and what judges them, are no part of the library.
  private lazy var files = Library.swiftFiles(under: root + "/Sources").filter { file in
    !["Exercises", "Solutions", "Check"].contains { file.hasPrefix("\(root)/Sources/\($0)/") }
  }
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

  /// Several declarations of one file, in the order of `names`, as one listing.
  func listing(of names: [String], comment: Bool) throws -> Listing {
    let parts = try names.map { try listing(of: $0, comment: comment) }
    let origins = Set(parts.map(\.origin))
    guard let origin = origins.first, origins.count == 1 else {
      throw ChapterError("One listing shows declarations of one file, not of \(origins.count).")
    }
    return Listing(code: parts.map(\.code).joined(separator: "\n\n"), origin: origin, summary: nil)
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
    try files.contains { file in
      try mayDeclare(name, file)
        && declarations(in: file).contains { $0.baseName.hasSuffix(".\(name)") }
    }
  }

  /// Whether the library declares an initializer of `type` with this label first.
  func hasInitializer(of type: String, firstLabel: String) throws -> Bool {
    try files.contains { file in
      try holds("init(\(firstLabel)", file)
        && declarations(in: file).contains { $0.name.hasPrefix("\(type).init(\(firstLabel):") }
    }
  }

  /// What `name` may mean in `files`.
  private func declarations(of name: String, in files: [String]) throws -> [Declaration] {
    try files.filter { mayDeclare(name, $0) }.flatMap(declarations(in:)).filter {
      name.contains("(") ? $0.name == name : $0.baseName == name
    }
  }

  /// Whether each word of `name` stands behind a keyword somewhere in the file. Most files are ruled out by
  /// that, and so needn't be read for their declarations.
  private func mayDeclare(_ name: String, _ file: String) -> Bool {
    let words = name.prefix { $0 != "(" }.split(separator: ".")
    return words.indices.allSatisfy { index in
      let word = words[index]
      if word == "init" || word == "subscript" { return holds(String(word), file) }
      let isLast = index == words.count - 1
      let keywords = Library.typeKeywords + (isLast ? Library.memberKeywords : [])
      return keywords.contains { holds("\($0) \(word)", file) }
        || index > 0 && holds(".\(word)", file)
    }
  }

  private static let typeKeywords = ["extension", "struct", "class", "enum", "protocol", "actor"]
  private static let memberKeywords = ["func", "var", "let", "case", "typealias"]

  /// The name of a declaration and the first sentence of its comment.
  private static func summary(of name: String, comment: [String]) -> String {
    let sentence = DocComment.firstSentence(of: comment)
    return "<code>\(Markdown.escapedHTML(name))</code>"
      + (sentence.isEmpty ? "" : ": " + Markdown.html(of: sentence))
  }

  fileprivate func shortened(_ file: String) -> Substring { file.dropFirst(root.count + 1) }
}

// MARK: - Reading the sources

extension Library {
  static func swiftFiles(under folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().map { folder + "/" + $0 }
  }

  /// The bytes of a file, and a zero behind them.
  private func contents(of file: String) -> Data {
    if let known = raw[file] { return known }
    let content = (FileManager.default.contents(atPath: file) ?? Data()) + [0]
    raw[file] = content
    return content
  }

  /// Whether `text` stands in the file. All files are looked through for each name, so this is left to the
  /// system's library: code of this room isn't optimized.
  private func holds(_ text: String, _ file: String) -> Bool {
    contents(of: file).withUnsafeBytes { bytes in
      strstr(bytes.baseAddress!.assumingMemoryBound(to: CChar.self), text) != nil
    }
  }

  private func text(of file: String) throws -> SwiftText {
    if let known = texts[file] { return known }
    do {
      let text = try SwiftText(String(decoding: contents(of: file).dropLast(), as: UTF8.self))
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

// MARK: - What readers may use

extension Library {
  /// A declaration that readers meet in the code of a page.
  struct PublicName: Equatable {
    /// `matmul`, `Tensor`, `Tensor.normal`.
    var name: String
    /// The first sentence of its comment.
    var sentence: String
    /// The file that declares it, as seen from the package's folder.
    var path: String
  }

  /// The public declarations called `names` (`Tensor`, `Tensor.normal`), by name; of several the first in
  /// the order of the files.
  ///
  /// All sources are searched for them. To read all their declarations would take longer than many a chapter
  /// runs, so this relies on their layout, which is `swift format`'s: a declaration begins a line, and what
  /// holds it stands above with less indentation.
  func publicNames(_ names: Set<String>) -> [PublicName] {
    let members = Set(
      names.filter { $0.contains(".") }.compactMap { $0.split(separator: ".").last })
    var found: [String: PublicName] = [:]
    for file in files {
      let lines = contents(of: file).linesBeginning(with: ["public ", "package "])
      let wanted = lines.compactMap { line -> (start: Int, name: Substring)? in
        guard let name = Library.declaredName(line.text) else { return nil }
        let mayBe = line.isIndented ? members.contains(name) : names.contains(String(name))
        return mayBe ? (line.start, name) : nil
      }
      guard !wanted.isEmpty, let text = try? text(of: file) else { continue }
      for (start, name) in wanted {
        let number = text.line(at: start)
        let whole = (text.owner(ofLine: number).map { $0 + "." } ?? "") + name
        guard names.contains(whole), found[whole]?.sentence.isEmpty ?? true else { continue }
        let sentence = DocComment.firstSentence(of: text.comment(aboveLine: number))
        found[whole] = PublicName(name: whole, sentence: sentence, path: String(shortened(file)))
      }
    }
    return found.values.sorted { ($0.name.lowercased(), $0.name) < ($1.name.lowercased(), $1.name) }
  }

  /// What a line declares that begins with `public` or `package`.
  private static func declaredName(_ line: Substring) -> Substring? {
    let words = line.split(separator: " ", maxSplits: 6)
    let keywords = typeKeywords + memberKeywords
    guard let index = words.firstIndex(where: { keywords.contains(String($0)) }),
      index + 1 < words.count
    else { return nil }
    let isClass = words[index] == "class" && keywords.contains(String(words[index + 1]))
    guard !isClass || index + 2 < words.count else { return nil }
    return words[index + (isClass ? 2 : 1)].prefix { !"(<:=,{?!".contains($0) }
  }
}

extension Data {
  /// The lines that begin with one of `beginnings`, blank space aside, and where each starts.
  fileprivate func linesBeginning(
    with beginnings: [String]
  ) -> [(start: Int, isIndented: Bool, text: Substring)] {
    withUnsafeBytes { bytes in
      let text = bytes.baseAddress!.assumingMemoryBound(to: CChar.self)
      return beginnings.flatMap { beginning in
        var result: [(start: Int, isIndented: Bool, text: Substring)] = []
        var next = UnsafePointer(text)
        while let found = strstr(next, beginning) {
          next = UnsafePointer(found) + beginning.utf8.count
          var before = UnsafePointer(found) - 1
          while before >= text, before.pointee == 32 { before -= 1 }
          guard before < text || before.pointee == 10 else { continue }
          let end = strchr(found, 10).map { UnsafePointer($0) } ?? text + count - 1
          let line = UnsafeRawBufferPointer(start: found, count: end - UnsafePointer(found))
          result.append(
            (
              UnsafePointer(found) - text, before < UnsafePointer(found) - 1,
              String(decoding: line, as: UTF8.self)[...]
            ))
        }
        return result
      }
    }
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
