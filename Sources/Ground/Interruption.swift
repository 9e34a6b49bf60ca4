import Foundation
import Synchronization

/// Ctrl-C and termination, noticed where it is safe to stop.
package enum Interruption {
  private static let asked = Atomic<Bool>(false)

  /// Whether the user, or the system, asked for an end.
  package static var isAsked: Bool { asked.load(ordering: .relaxed) }

  /// Begins to watch, even where the program that started this one has shut the signals out.
  package static func watch() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in Interruption.asked.store(true, ordering: .relaxed) }
      sigaddset(&signals, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
