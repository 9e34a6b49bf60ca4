import Foundation

/// Ends the program with one sentence on the error output and a non-zero exit.
///
/// - Parameter place: where the mistake is, as in `Chapters/05-RNN/main.swift:37`.
package func fail(_ sentence: String, at place: String? = nil) -> Never {
  say("error: \(sentence)", at: place)
  exit(1)
}

/// Says something the author, or whoever runs the program, should know; it goes on.
package func warn(_ sentence: String, at place: String? = nil) {
  say("warning: \(sentence)", at: place)
}

/// Writes a line to the error output, after the progress line is taken away.
private func say(_ sentence: String, at place: String?) {
  ProgressLine.clear()
  fflush(nil)
  let prefix = place.map { $0 + ": " } ?? ""
  StandardStreams.complain("\(prefix)\(sentence)\n")
}

/// Ends a program that was asked to stop before its end: says what can be gone on with, and exits as
/// shells expect after Ctrl-C.
package func endInterrupted(_ advice: String) -> Never {
  say("Interrupted; \(advice).", at: nil)
  exit(130)
}
