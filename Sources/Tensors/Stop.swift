import Foundation

/// Stops the program with a sentence that says what is wrong: a mistake in the calling code, such as
/// two shapes that don't fit. (Swift's own `precondition` is silent in optimized builds.)
@inline(never)
public func stop(_ sentence: String) -> Never {
  FileHandle.standardError.write(Data("error: \(sentence)\n".utf8))
  abort()
}

/// Stops the program with `sentence` unless `condition` holds.
@inline(__always)
public func require(_ condition: Bool, _ sentence: @autoclosure () -> String) {
  if !condition { stop(sentence()) }
}
