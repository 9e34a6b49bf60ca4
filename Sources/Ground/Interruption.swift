import Foundation
import Synchronization

/// Ctrl-C, termination, a terminal that is closed and a processor's time that is used up, noticed where it
/// is safe to stop.
package enum Interruption {
  private static let asked = Atomic<Bool>(false)

  /// Whether the user, or the system, asked for an end.
  package static var isAsked: Bool { asked.load(ordering: .relaxed) }

  /// Begins to watch, even where the program that started this one has shut the signals out; only a
  /// closed terminal may be ignored, since that is what `nohup` is for. Whoever watches has to look at
  /// `isAsked` from then on: the signals end nothing any more.
  package static func watch() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGXCPU] + (ignores(SIGHUP) ? [] : [SIGHUP]) {
      signal(number) { _ in Interruption.asked.store(true, ordering: .relaxed) }
      sigaddset(&signals, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Whether the program was started to ignore a signal.
  private static func ignores(_ number: Int32) -> Bool {
    guard let before = signal(number, SIG_IGN) else {
      // No handler at all is the default.
      signal(number, SIG_DFL)
      return false
    }
    signal(number, before)
    return unsafeBitCast(before, to: Int.self) == 1
  }
}
