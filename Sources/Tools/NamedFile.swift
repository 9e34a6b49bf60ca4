import Ground

/// The files that tools keep what they make in, and find it by.
extension Arguments {
  /// The file that an option names, in which a request keeps what it makes.
  ///
  /// - Throws: `InputError` where it isn't given: “--train needs a place for the model: --model FILE.”
  func place(for what: String, _ option: String = "--model", of request: String) throws -> String {
    guard let path = try text(option) else {
      throw InputError("\(request) needs a place for the \(what): \(option) FILE.")
    }
    return path
  }

  /// The file that an option names, in which a request finds what it needs.
  ///
  /// - Throws: `InputError` where it isn't given: “--evaluate needs a model: --model FILE.”
  func file(of what: String, _ option: String = "--model", for request: String) throws -> String {
    guard let path = try text(option) else {
      throw InputError("\(request) needs a \(what): \(option) FILE.")
    }
    return path
  }

  /// The folder that an option names.
  ///
  /// - Throws: `InputError` where it isn't given: “--embed needs a model: --minilm FOLDER.”
  func folder(_ option: Option, for request: String) throws -> String {
    guard let path = try text(option.name) else {
      throw InputError("\(request) needs a model: \(option.usage).")
    }
    return path
  }
}
