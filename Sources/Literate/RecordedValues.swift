import Foundation
import Ground

/// A value of another chapter as prose names it: `{{02.plain:men}}` is the value `men` that chapter 2
/// named in its recorded cell `plain`.
struct ValueName: Hashable {
  /// The two digits of the chapter, or the letter of an appendix.
  var chapter: String
  var cell: String
  var name: String

  /// `{{name}}`, of this chapter or another.
  nonisolated(unsafe) static let pattern =
    /\{\{((?:(?:\d\d|[A-Z])\.[a-z0-9-]+:)?[A-Za-z0-9][A-Za-z0-9_ .-]*)\}\}/

  /// Reads `02.plain:men`; nil where it is the name of a value of the chapter's own.
  init?(_ text: Substring) {
    guard let match = text.wholeMatch(of: /(\d\d|[A-Z])\.([a-z0-9-]+):(.+)/) else { return nil }
    (chapter, cell) = (String(match.output.1), String(match.output.2))
    name = String(match.output.3)
  }

  /// The chapter's number as its place has it.
  var chapterNumber: String { Int(chapter).map(String.init) ?? chapter }
}

/// What the recorded cells of the book's chapters have named.
struct RecordedValues {
  let folder: BookFolder

  /// The value, or what is wrong.
  func text(of value: ValueName) throws -> String {
    guard let chapter = folder.chapters.first(where: { $0.prefix == value.chapter }) else {
      throw ChapterError("There is no chapter \(value.chapter) to take a value from.")
    }
    let path = "\(folder.pages)/recorded/\(value.chapter)-\(value.cell).json"
    guard let recording = try Recording.read(path) else {
      let hint = nearest(to: value.cell, among: cells(of: chapter)).map { "; did you mean \($0)?" }
      throw ChapterError(
        "Chapter \(chapter.number) has no recording \(value.cell)\(hint ?? ".")")
    }
    if let text = recording.names[value.name] { return text }
    throw ChapterError(missing(value, in: recording, of: chapter))
  }

  /// The value, or nil where there is none.
  func knownText(of name: Substring) -> String? {
    ValueName(name).flatMap { try? text(of: $0) }
  }

  private func missing(
    _ value: ValueName, in recording: Recording, of chapter: ChapterPlace
  ) -> String {
    if isLive(value.name, in: chapter) {
      return "Chapter \(chapter.number) names \(value.name), but not in its recorded cell "
        + "\(value.cell): only what a recorded cell names can be read from another chapter."
    }
    let known = recording.names.keys.sorted()
    let sentence = "The recording \(value.chapter)-\(value.cell) names no \(value.name)"
    if let hint = nearest(to: value.name, among: known) {
      return "\(sentence); did you mean \(hint)?"
    }
    return sentence
      + (known.isEmpty ? ", and nothing else." : "; it names \(known.joined(separator: ", ")).")
  }

  /// Whether the chapter names such a value anywhere.
  private func isLive(_ name: String, in chapter: ChapterPlace) -> Bool {
    let source = Files.text(at: chapter.source) ?? ""
    return source.matches(of: /\bname\(\s*"([^"]*)"/).contains { $0.output.1 == name }
  }

  private func cells(of chapter: ChapterPlace) -> [String] {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.pages + "/recorded")
    return (files ?? []).sorted().filter { $0.hasPrefix(chapter.prefix + "-") }
      .map { String($0.dropFirst(chapter.prefix.count + 1).dropLast(5)) }
  }
}
