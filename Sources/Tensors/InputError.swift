/// Something wrong with what the reader gave us (a file, an option), in one sentence that says what, and
/// what to do.
public struct InputError: Error, CustomStringConvertible, Equatable {
  public let description: String

  public init(_ description: String) { self.description = description }
}
