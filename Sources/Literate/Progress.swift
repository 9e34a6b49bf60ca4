import Foundation
import Synchronization

/// One line on the terminal that tells how far a long piece of work has come: how much is done, a
/// note, the time left. It appears after the first second, and never in a pipe or a file.
///
///     var progress = Progress("counting", total: lines.count)
///     for line in lines {
///       …
///       progress.advance()
///     }
///     progress.finish()
public struct Progress {
  private static let isShown = Mutex(false)
  private static let hasTerminal = isatty(STDERR_FILENO) == 1

  private let label: String
  private let total: Int
  private var done = 0
  private let start = ContinuousClock.now
  private var shownAt = ContinuousClock.now

  /// Work called `label` that has `total` steps (0 where that isn't known).
  public init(_ label: String, total: Int = 0) {
    self.label = label
    self.total = total
  }

  /// Notes that `steps` more are done; `note` is a word on how things are going.
  public mutating func advance(_ steps: Int = 1, note: @autoclosure () -> String = "") {
    done += steps
    guard Progress.hasTerminal else { return }
    let now = ContinuousClock.now
    guard now - start > .seconds(1), now - shownAt > .milliseconds(100) else { return }
    shownAt = now
    show(elapsed: now - start, note: note())
  }

  /// Takes the line away.
  public func finish() { Progress.clear() }

  private func show(elapsed: Duration, note: String) {
    let seconds = elapsed / .seconds(1)
    var parts = [label]
    if total > 0 && done > 0 {
      let left = seconds * Double(max(total - done, 0)) / Double(done)
      parts += ["\(100 * done / total) %", "\(Progress.time(left)) left"]
    } else {
      parts += [Progress.time(seconds)]
    }
    if !note.isEmpty { parts.append(note) }
    let line = String(parts.joined(separator: " · ").prefix(79))
    Progress.isShown.withLock { $0 = true }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(line)".utf8))
  }

  /// Takes away the line that stands there, if one does.
  static func clear() {
    let wasShown = isShown.withLock { shown in
      defer { shown = false }
      return shown
    }
    if wasShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }

  /// `2 s`, `3 min 20 s`.
  private static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
  }
}
