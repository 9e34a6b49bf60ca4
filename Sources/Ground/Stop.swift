import Foundation

/// Stops the program with a sentence that says what is wrong: a mistake in the calling code, such as
/// two shapes that don't fit. (Swift's own `precondition` is silent in optimized builds.)
@usableFromInline
@inline(never)
package func stop(_ sentence: String) -> Never {
  ProgressLine.clear()
  // What was printed before still lies in the C library's buffer, which an abort throws away.
  fflush(nil)
  StandardStreams.complain("error: \(sentence)\n")
  abort()
}

/// Stops the program with `sentence` unless `condition` holds.
@inlinable
@inline(__always)
package func require(_ condition: Bool, _ sentence: @autoclosure () -> String) {
  if !condition { stop(sentence()) }
}
