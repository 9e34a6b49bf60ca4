import Foundation
import Ground

/// How a file writes tagged sentences: a line for each word, a blank line between sentences.
public enum TaggedFormat: Equatable, Sendable {
  /// The columns of CoNLL's shared tasks, set apart by tabs or blanks: the word first, its tag in the
  /// column `tag`, counted from 1; nil for the last one.
  case columns(tag: Int? = nil)
  /// CoNLL-U of Universal Dependencies: ten columns, the word in the second, in the fourth its part of
  /// speech as in all languages (UPOS), in the fifth as in its own (XPOS). Comments begin with #; the parts
  /// of a word count, not the word that they are written as (`1-2`), nor what was left out (`1.1`).
  case conllu(tag: Int = 4)

  /// CoNLL-U if the file's name says so.
  public init(ofFile path: String, tag: Int? = nil) {
    self = path.hasSuffix(".conllu") ? .conllu(tag: tag ?? 4) : .columns(tag: tag)
  }
}

extension TaggedSentences {
  /// The sentences of a file; in the format that its name tells, unless given.
  ///
  /// - Throws: `InputError` if there is no such file, it is empty or not UTF-8, or one of its lines has no
  ///   word and tag, by its number.
  public init(contentsOf path: String, format: TaggedFormat? = nil) throws {
    try self.init(
      text: try TextFile.read(path), name: path, format: format ?? TaggedFormat(ofFile: path))
  }

  /// The sentences of a text that came from the file `name`.
  public init(text: String, name: String, format: TaggedFormat) throws {
    var text = text
    let lines = TaggedLines(name: name, format: format)
    let sentences = try text.withUTF8 { try lines.sentences(of: $0) }
    try demand(!sentences.isEmpty, "“\(name)” has no tagged words.")
    self.init(sentences)
  }

  /// Two columns, word and tag, with a tab between: what `columns` reads.
  public var columns: String {
    sentences.map { sentence in
      zip(sentence.words, sentence.tags).map { "\($0)\t\($1)\n" }.joined()
    }.joined(separator: "\n")
  }

  /// Writes two columns, word and tag, to a file.
  ///
  /// - Throws: `InputError` where it can't be written.
  public func write(to path: String) throws {
    try Files.replace([(path, columns)])
  }
}

/// The lines of a file of tagged sentences.
private struct TaggedLines {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  let name: String
  let format: TaggedFormat

  func sentences(of text: Bytes) throws -> [TaggedSentence] {
    var result: [TaggedSentence] = []
    var (words, tags): ([String], [String]) = ([], [])
    func end() {
      if !words.isEmpty { result.append(TaggedSentence(words, tags)) }
      words.removeAll()
      tags.removeAll()
    }
    var (number, start) = (0, 0)
    while start < text.count {
      number += 1
      let line = line(of: text, from: start)
      start = line.end + 1
      if isBlank(text, line.range) {
        end()
      } else if let (word, tag) = try token(text, line.range, number) {
        words.append(word)
        tags.append(tag)
      }
    }
    end()
    return result
  }

  /// The line that begins at `start`, and where the sign stands that ends it.
  private func line(of text: Bytes, from start: Int) -> (range: Range<Int>, end: Int) {
    let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
    let isOfWindows = end > start && text[end - 1] == UInt8(ascii: "\r")
    return (start..<(isOfWindows ? end - 1 : end), end)
  }

  private func isBlank(_ text: Bytes, _ line: Range<Int>) -> Bool {
    let isSeen = line.contains { (33...126).contains(text[$0]) }
    return !isSeen && string(text, line).isBlank
  }

  /// The word and the tag of a line; nil if it has none that count.
  private func token(
    _ text: Bytes, _ line: Range<Int>, _ number: Int
  ) throws -> (word: String, tag: String)? {
    switch format {
    case .conllu(let tag):
      if text[line.lowerBound] == UInt8(ascii: "#") { return nil }
      let fields = fields(text, line, UInt8(ascii: "\t"))
      try demand(
        fields.count == 10,
        """
        Line \(number) of “\(name)” has \(counted(fields.count)); CoNLL-U has 10, set apart by tabs.
        """)
      let id = string(text, fields[0])
      guard id.utf8.allSatisfy({ (48...57).contains($0) }), !id.isEmpty else {
        try demand(
          id.wholeMatch(of: /[0-9]+[-.][0-9]+/) != nil,
          "Line \(number) of “\(name)” begins with “\(id)”, which numbers no word of CoNLL-U.")
        return nil
      }
      let (word, found) = (string(text, fields[1]), string(text, fields[tag - 1]))
      try demand(
        found != "_",
        "Line \(number) of “\(name)” has no tag in column \(tag); name another column.")
      return try checked(word, found, number)
    case .columns(let tag):
      let hasTabs = text[line].contains(UInt8(ascii: "\t"))
      let fields = fields(text, line, UInt8(ascii: hasTabs ? "\t" : " "))
      if string(text, fields[0]) == "-DOCSTART-" { return nil }
      let column = tag ?? fields.count
      try demand(
        fields.count >= max(column, 2),
        """
        Line \(number) of “\(name)” has \(counted(fields.count)); it needs a word in the first and a tag \
        in \(tag.map { "column \($0)" } ?? "the last").
        """)
      return try checked(string(text, fields[0]), string(text, fields[column - 1]), number)
    }
  }

  private func counted(_ columns: Int) -> String {
    "\(columns) \(columns == 1 ? "column" : "columns")"
  }

  private func checked(
    _ word: String, _ tag: String, _ number: Int
  ) throws -> (word: String, tag: String) {
    // Some files have blanks at the ends of lines.
    let tag = tag.trimmed
    try demand(
      !word.trimmed.isEmpty && !tag.isEmpty,
      "Line \(number) of “\(name)” has no \(tag.isEmpty ? "tag" : "word").")
    return (word, tag)
  }

  private func string(_ text: Bytes, _ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: text[range]), as: UTF8.self)
  }

  /// The places of the columns; where blanks set them apart, several count as one.
  private func fields(_ text: Bytes, _ line: Range<Int>, _ separator: UInt8) -> [Range<Int>] {
    var (fields, start): ([Range<Int>], Int) = ([], line.lowerBound)
    for place in line where text[place] == separator {
      fields.append(start..<place)
      start = place + 1
    }
    fields.append(start..<line.upperBound)
    return separator == UInt8(ascii: " ") ? fields.filter { !$0.isEmpty } : fields
  }
}
