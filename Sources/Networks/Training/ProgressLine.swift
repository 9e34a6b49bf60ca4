import Foundation

/// The line that a terminal shows while a model trains. A pipe or a file gets nothing.
package struct ProgressLine {
  private let isShown: Bool
  private let start = ContinuousClock.now
  /// How much was done when the line was first drawn, by an earlier process perhaps.
  private var first: Double?
  private var shown: ContinuousClock.Instant?

  package init(isShown: Bool) { self.isShown = isShown && isatty(STDERR_FILENO) == 1 }

  /// Draws the line anew, ten times a second at most: `text`, and how long the rest will take.
  ///
  /// - Parameters:
  ///   - done: the share of the work that is done, 0 … 1.
  ///   - text: what to say, given the share done and the seconds spent since the line was first drawn.
  package mutating func show(
    _ done: Double, _ text: (_ share: Double, _ seconds: Double) -> String
  ) {
    guard isShown else { return }
    let now = ContinuousClock.now
    let before = first ?? done
    first = before
    if let shown, now - shown < .milliseconds(100) { return }
    shown = now
    let seconds = (now - start) / .seconds(1)
    let share = done - before
    let left = share > 0 ? seconds * (1 - done) / share : .infinity
    write("\r\(text(share, seconds))  \(ProgressLine.time(left)) left\u{1b}[K")
  }

  /// Wipes the line.
  package func finish() {
    if shown != nil { write("\r\u{1b}[K") }
  }

  /// `45 s`, `12 min`, `3 h 20 min`
  static func time(_ seconds: Double) -> String {
    let seconds = Int(min(seconds, 1e7).rounded(.up))
    if seconds < 100 { return "\(seconds) s" }
    let minutes = (seconds + 59) / 60
    return minutes < 100 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
