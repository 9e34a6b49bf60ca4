/// Something wrong with what the reader gave us (a file, an option), in one sentence that says what, and
/// what to do.
public struct InputError: Error, CustomStringConvertible, Equatable {
  public let description: String

  public init(_ description: String) { self.description = description }

  /// The same with `advice` on how to go on.
  package func advising(_ advice: String) -> InputError {
    InputError(
      "\(description.hasSuffix(".") ? String(description.dropLast()) : description); \(advice).")
  }
}

/// Throws an `InputError` with `sentence` unless `condition` holds.
package func demand(_ condition: Bool, _ sentence: @autoclosure () -> String) throws {
  if !condition { throw InputError(sentence()) }
}
