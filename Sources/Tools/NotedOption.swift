import Ground
import Models

/// An option that the model's file keeps, so that a resumed training need not be told it again.
package struct NotedOption {
  let option: Option
  /// Whether the whole training must have it in common: another one is a mistake when it is resumed.
  let isFixed: Bool

  init(_ name: String, _ value: String? = nil, help: String, isFixed: Bool = true) {
    self.init(Option(name, value, help: help), isFixed: isFixed)
  }

  init(_ option: Option, isFixed: Bool = true) {
    (self.option, self.isFixed) = (option, isFixed)
  }

  /// The key of its note.
  fileprivate var note: String { String(option.name.dropFirst(2)) }
}

extension [NotedOption] {
  /// `arguments` with what the file of `model` notes of its training; throws where they say otherwise.
  func completed(_ arguments: Arguments, by notes: [String: String], of model: String) throws
    -> Arguments
  {
    try demand(!notes.isEmpty, "“\(model)” has no training to resume; train anew.")
    var values: [String: String] = [:]
    for noted in self {
      let name = noted.option.name
      if noted.isFixed { try arguments.check(name, against: notes[noted.note], of: model) }
      values[name] = notes[noted.note]
    }
    return arguments.completed(by: values)
  }

  /// The notes of options with the given values; those without one are left out.
  func notes(_ values: [String: String?]) -> [String: String] {
    var notes: [String: String] = [:]
    for noted in self { notes[noted.note] = values[noted.option.name] ?? nil }
    return notes
  }
}
