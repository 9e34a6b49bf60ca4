import Foundation
import Synchronization

/// The line on a terminal that tells how far a long piece of work has come, and how long the rest will
/// take. It appears after the first second, is drawn anew ten times a second at most, and never goes
/// into a pipe or a file.
///
///     var progress = ProgressLine("counting", total: lines.count)
///     defer { progress.finish() }
///     for line in lines {
///       …
///       progress.advance()
///     }
public struct ProgressLine {
  /// How many lines stand there now.
  private static let standing = Mutex(0)
  /// Whether there is a terminal to draw on; where there is none, a log may be what somebody reads.
  package static let hasTerminal = isatty(STDERR_FILENO) == 1

  private let label: String
  private let total: Int
  private let isShown: Bool
  private var done = 0
  private let start = ContinuousClock.now
  private var drawn = ContinuousClock.now
  /// The share that was done when the line was first asked for, by an earlier process perhaps.
  private var firstShare: Double?

  /// Work called `label` that has `total` steps (0 where that isn't known).
  public init(_ label: String, total: Int = 0) {
    (self.label, self.total) = (label, total)
    isShown = ProgressLine.hasTerminal
  }

  /// Work that says itself how far it is, by `show`.
  package init(isShown: Bool) {
    (label, total) = ("", 0)
    self.isShown = isShown && ProgressLine.hasTerminal
  }

  /// Notes that `steps` more are done; `note` is a word on how things are going.
  public mutating func advance(_ steps: Int = 1, note: @autoclosure () -> String = "") {
    done += steps
    guard let seconds = secondsIfDue() else { return }
    var parts = [label]
    if total > 0 && done > 0 {
      let left = seconds * Double(max(total - done, 0)) / Double(done)
      parts += ["\(100 * done / total) %", "\(ProgressLine.time(left)) left"]
    } else {
      parts.append(ProgressLine.time(seconds))
    }
    draw(parts + [note()])
  }

  /// Draws the line anew.
  ///
  /// - Parameters:
  ///   - share: the share of the work that is done, 0 … 1.
  ///   - text: what to say, given the share done since the line was first asked for, and the seconds.
  package mutating func show(
    _ share: Double, _ text: (_ share: Double, _ seconds: Double) -> String
  ) {
    let before = firstShare ?? share
    firstShare = before
    guard let seconds = secondsIfDue() else { return }
    let here = share - before
    let left = here > 0 ? seconds * (1 - share) / here : .infinity
    draw([text(here, seconds), "\(ProgressLine.time(left)) left"])
  }

  /// Takes the line away.
  public func finish() { ProgressLine.clear() }

  /// Does `work`, which can't say how far it has come, under a line that tells how long it has taken.
  package static func during<Result>(
    _ label: String, _ work: () throws -> Result
  ) rethrows -> Result {
    guard hasTerminal else { return try work() }
    let line = ProgressLine(label)
    let queue = DispatchQueue(label: "progress")
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + 1, repeating: 0.5)
    timer.setEventHandler {
      line.draw([label, time((ContinuousClock.now - line.start) / .seconds(1))])
    }
    timer.resume()
    defer {
      timer.cancel()
      queue.sync { line.finish() }
    }
    return try work()
  }

  /// The seconds since the work began, where it is time to draw.
  private mutating func secondsIfDue() -> Double? {
    guard isShown else { return nil }
    let now = ContinuousClock.now
    guard now - start > .seconds(1), now - drawn > .milliseconds(100) else { return nil }
    drawn = now
    return (now - start) / .seconds(1)
  }

  private func draw(_ parts: [String]) {
    ProgressLine.draw([parts.filter { !$0.isEmpty }.joined(separator: " · ")])
  }

  /// Draws `lines` in place of those that stand there.
  static func draw(_ lines: [String]) {
    let before = standing.withLock { standing in
      defer { standing = lines.count }
      return standing
    }
    let text = lines.map { String($0.prefix(79)) }.joined(separator: "\n")
    StandardStreams.complain(erasing(before) + text)
  }

  /// Takes away the lines that stand there, if any do.
  package static func clear() {
    let before = standing.withLock { standing in
      defer { standing = 0 }
      return standing
    }
    if before > 0 { StandardStreams.complain(erasing(before)) }
  }

  /// What clears the line that a terminal is at, and those above it if `count` of them are to go.
  static func erasing(_ count: Int) -> String {
    Array(repeating: "\r\u{1B}[K", count: max(count, 1)).joined(separator: "\u{1B}[A")
  }

  /// `45 s`, `12 min`, `3 h 20 min`.
  package static func time(_ seconds: Double) -> String {
    let seconds = Int(min(seconds, 1e7).rounded(.up))
    if seconds < 100 { return "\(seconds) s" }
    let minutes = (seconds + 59) / 60
    return minutes < 100 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }
}
