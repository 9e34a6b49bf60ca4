/// Something a chapter put on its page while it ran, and the line of its source that did so.
struct Event: Codable, Equatable {
  var line: Int
  var output: Output
}

/// What can stand under a cell.
enum Output: Codable, Equatable {
  case text(String)
  case table(Table)
  case figure(Figure)
  case listing(Listing)
  case claim(Claim)
  /// Why something that stands in the book has no place on a page that was made of another text.
  case omission(String)
  /// The end of the recorded cell with this name: where its outputs come from.
  case provenance(Provenance, cell: String)
}

/// A picture with its hand-given name, caption and alternative text.
package struct Figure: Codable, Equatable, Sendable {
  var name: String
  var caption: String
  var alternative: String
  var svg: String

  /// The picture `drawing` as the figure `name` (the chapter's number and a word, `05-state-norms`),
  /// with a caption under it and a text for those who can't see it.
  package init(_ drawing: some Drawing, _ name: String, caption: String, alternative: String) {
    self.init(name: name, caption: caption, alternative: alternative, svg: drawing.svg)
  }

  init(name: String, caption: String, alternative: String, svg: String) {
    self.name = name
    self.caption = caption
    self.alternative = alternative
    self.svg = svg
  }
}

/// A sentence the run has to bear out.
struct Claim: Codable, Equatable {
  var sentence: String
  var held: Bool
}

/// A value the prose may use as `{{name}}`.
struct NamedValue: Codable, Equatable {
  var text: String
  var line: Int
}

/// What is wrong, and in which line of the chapter's source.
package struct ChapterError: Error, CustomStringConvertible {
  package var sentence: String
  package var line: Int?
  package var description: String { sentence }

  package init(_ sentence: String, line: Int? = nil) {
    self.sentence = sentence
    self.line = line
  }
}
