import Foundation
import Ground

extension LabeledTexts {
  /// How a line of a file says which class its text has.
  public enum Form: Sendable, CaseIterable {
    /// `label<tab>text`.
    case tabs
    /// fastText's, `__label__name text`.
    case marks
    /// A number before the text, `0 text`, as in the published files of SST-2 and TREC.
    case numbers
  }

  /// The texts in a file, one a line, in the form that its first line has. A line ends at U+000A alone, with
  /// or without U+000D before it; blank ones don't count.
  ///
  /// - Parameters:
  ///   - tokenizer: what cuts the texts.
  ///   - classes: those of a model that has learned already, the only ones there may be then; unless given, the
  ///     labels of the file in alphabetical order.
  /// - Throws: `InputError` if the file can't be read, is not UTF-8, or has a line without a label or a text,
  ///   or with a label that isn't among `classes`: with the line's number.
  public init(
    file path: String, tokenizer: Tokenizer = .words, classes: [String]? = nil
  ) throws {
    try self.init(file: path, cut: .tokenizer(tokenizer), classes: classes)
  }

  /// The same, with texts that are cut in any way.
  ///
  /// - Throws: `InputError` as the other one does.
  public init(file path: String, cut: TextCut, classes: [String]? = nil) throws {
    try self.init(text: try TextFile.read(path), name: path, cut: cut, classes: classes)
  }

  /// The texts of a file called `name` that holds `text`.
  init(
    text: String, name: String, form: Form? = nil, cut: TextCut, classes: [String]?
  ) throws {
    let lines = text.numberedLines()
    let form = try form ?? Form(of: lines[0], in: name)
    let examples = try lines.map { line in
      let (label, text) = try form.parted(line, in: name)
      if let classes, !classes.contains(label) {
        let known = classes.map { "“\($0)”" }.joined(separator: ", ")
        throw InputError(
          """
          Line \(line.number) of “\(name)” has the label “\(label)”, which the model never saw; it knows \
          \(known).
          """)
      }
      return (text: cut.text(of: text), label: label)
    }
    guard let classes else {
      self.init(examples)
      let isProse = self.classes.count > max(20, count / 2)
      try demand(
        !isProse,
        """
        “\(name)” has \(self.classes.count) different labels on \(count) lines; a line is a label, a tab and a \
        text.
        """)
      return
    }
    let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    self.init(examples.map(\.text), examples.map { places[$0.label]! }, classes: classes)
  }
}

extension LabeledTexts.Form {
  private static let mark = "__label__"

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// The form of a file whose first line this is.
  fileprivate init(of line: (number: Int, text: Substring), in name: String) throws {
    let scalars = line.text.unicodeScalars
    if line.text.trimmed.hasPrefix(Self.mark) {
      self = .marks
    } else if scalars.contains("\t") {
      self = .tabs
    } else if let first = scalars.split(separator: " ").first,
      first.allSatisfy(Self.isDigit)
    {
      self = .numbers
    } else {
      throw InputError(
        """
        Line \(line.number) of “\(name)” has no label; put it before the text, with a tab between them, or as \
        __label__name.
        """)
    }
  }

  /// The label and the text of a line.
  fileprivate func parted(
    _ line: (number: Int, text: Substring), in name: String
  ) throws -> (label: String, text: String) {
    func error(_ what: String) -> InputError {
      InputError("Line \(line.number) of “\(name)” has \(what).")
    }
    let separator: Unicode.Scalar = self == .tabs ? "\t" : " "
    let trimmed = self == .tabs ? line.text : Substring(line.text.trimmed)
    let parts = trimmed.unicodeScalars.split(
      separator: separator, maxSplits: 1, omittingEmptySubsequences: false
    ).map { Substring($0).trimmed }
    var label = parts[0]
    switch self {
    case .tabs:
      if parts.count < 2 { throw error("no tab between a label and a text") }
    case .marks:
      guard label.hasPrefix(Self.mark) else {
        throw error("no label; write \(Self.mark)name first")
      }
      label = String(label.dropFirst(Self.mark.count))
      if parts.count > 1, parts[1].hasPrefix(Self.mark) {
        throw error("two labels; keep the one that fits best")
      }
    case .numbers:
      guard label.unicodeScalars.allSatisfy(Self.isDigit) else {
        throw error("no number for a label, as the first line has")
      }
    }
    guard !label.isBlank else { throw error("no label before its text") }
    guard parts.count > 1, !parts[1].isBlank else { throw error("a label but no text") }
    return (label.normalized, parts[1])
  }
}

extension Tokenizer {
  /// The tokens of a text that stands in one line: as it would be cut, without a sign that the line ends.
  public func text(of line: String) -> [String] {
    let tokens = tokens(in: line)
    return self == .lines && tokens.last == Tokenizer.endOfSentence ? tokens.dropLast() : tokens
  }
}
