import Foundation
import Ground

/// A piece of the library's own source, as a chapter quotes it.
struct Listing: Codable, Equatable {
  var code: String
  /// The file it stands in.
  var origin: String
}

/// The library's sources, read as they are asked for.
final class Library {
  private let folder: String
  private lazy var files = Library.swiftFiles(under: folder)
  private var raw: [String: Data] = [:]
  private var texts: [String: SwiftText] = [:]
  private var declarations: [String: [Declaration]] = [:]

  /// The Swift files under `folder`.
  init(folder: String) { self.folder = folder }

  /// The declaration called `name`.
  ///
  /// - Parameters:
  ///   - name: `Type.member`, `Type`, a free function; with labels, `Type.member(_:by:)`, where
  ///     several have the name.
  ///   - comment: whether the comment above the declaration comes along.
  func listing(of name: String, comment: Bool) throws -> Listing {
    guard name.contains(where: \.isLetter) else {
      throw ChapterError("list shows a declaration by its name; “\(name)” is none.")
    }
    let declaration = try choose(name)
    let text = try text(of: declaration.file)
    let first = comment ? declaration.commentStart : declaration.lines.lowerBound
    let lines = (first...declaration.lines.upperBound).map { text.line($0).trimmingSuffix(" ") }
    let path = "Sources/" + shortened(declaration.file)
    let shown = unindented(lines)
    let wide = shown.indices.filter {
      shown[$0].count > Weaver.widest && Library.mark(of: shown[$0]).isEmpty
    }
    guard wide.isEmpty else {
      let places = wide.map { "\(path):\(first + $0)" }.joined(separator: ", ")
      throw ChapterError("\(name) is wider than a page's \(Weaver.widest) columns: \(places).")
    }
    let code = Library.narrowed(shown).joined(separator: "\n")
    return Listing(code: code, origin: "[\(path)](../\(path))")
  }

  /// The one declaration meant by `name`: a type comes before its extensions.
  private func choose(_ name: String) throws -> Declaration {
    // Only a file that holds all the words of the name can declare it.
    let words = name.prefix { $0 != "(" }.split(separator: ".")
    let candidates = files.filter { file in
      let content = contents(of: file)
      return words.allSatisfy { content.firstRange(of: Data($0.utf8)) != nil }
    }
    var found = try candidates.flatMap(declarations(in:)).filter {
      name.contains("(") ? $0.name == name : $0.baseName == name
    }
    if found.contains(where: { !$0.isExtension }) { found.removeAll(where: \.isExtension) }
    if found.count == 1 { return found[0] }
    guard found.isEmpty else {
      let places = found.map { "\($0.name) (\(shortened($0.file)):\($0.lines.lowerBound))" }
      throw ChapterError("\(name) is ambiguous: " + places.joined(separator: ", ") + ".")
    }
    let all = try files.flatMap(declarations(in:)).map(\.baseName)
    let hint = nearest(to: name, among: all).map { "; did you mean \($0)?" } ?? "."
    throw ChapterError("The library's sources declare no \(name)\(hint)")
  }

  private func shortened(_ file: String) -> Substring { file.dropFirst(folder.count + 1) }
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
