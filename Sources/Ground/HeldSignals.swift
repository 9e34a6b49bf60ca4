import Foundation
import Synchronization

/// Holds back Ctrl-C and termination for the moments in which files are written and take their places, so
/// that they come before or after, never in between.
enum HeldSignals {
  private typealias Handler = @convention(c) (Int32) -> Void

  private static let numbers = [SIGINT, SIGTERM, SIGHUP]
  /// The signal that came meanwhile; 0 for none.
  private static let came = Atomic<Int32>(0)
  /// How many threads are writing, and what signals did before the first of them.
  private static let holders = Mutex((count: 0, before: [Handler?]()))

  /// Does `body`; a signal that came meanwhile comes after it.
  static func during<Result>(_ body: () throws -> Result) rethrows -> Result {
    holders.withLock { holders in
      holders.count += 1
      guard holders.count == 1 else { return }
      holders.before = numbers.map { number in
        signal(number) { HeldSignals.came.store($0, ordering: .relaxed) }
      }
    }
    defer { release() }
    return try body()
  }

  /// Lets signals through again, the one that was held back first of all.
  private static func release() {
    holders.withLock { holders in
      holders.count -= 1
      guard holders.count == 0 else { return }
      for (number, handler) in zip(numbers, holders.before) { _ = signal(number, handler) }
    }
    let number = came.exchange(0, ordering: .relaxed)
    if number != 0 { raise(number) }
  }
}
