import Foundation
import Synchronization

/// Ctrl-C and termination, noticed where it is safe to stop.
package enum Interruption {
  private static let asked = Atomic<Bool>(false)

  /// Whether the user, or the system, asked for an end.
  package static var isAsked: Bool { asked.load(ordering: .relaxed) }

  /// Begins to watch.
  package static func watch() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in Interruption.asked.store(true, ordering: .relaxed) }
    }
  }
}
