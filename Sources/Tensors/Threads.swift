import Foundation
import Ground
import Synchronization

/// How many threads the library may use, and the one way it splits work among them.
///
/// Threads split *outputs*, never sums, so no result depends on their number.
public enum Threads {
  private static let chosen = Atomic<Int>(ProcessInfo.processInfo.activeProcessorCount)

  /// The most threads that work is split among.
  static let most = 1024

  /// The number of threads, at least 1; the machine's cores unless set. More than 1,024 are as many.
  /// Cores that are lent later, by the program that runs this one, count besides.
  public static var count: Int {
    get { chosen.load(ordering: .relaxed) + Tether.lentCores }
    set {
      require(newValue >= 1, "Threads.count must be at least 1, not \(newValue).")
      chosen.store(min(newValue, most) - Tether.lentCores, ordering: .relaxed)
    }
  }

  /// Runs `body` over `0..<count` cut into at most `Threads.count` contiguous ranges, in parallel. What
  /// is split within a range stays in one piece.
  ///
  /// - Parameters:
  ///   - count: how many independent items there are.
  ///   - grain: the fewest items worth a thread of their own (about 5 µs of work).
  ///   - body: called with disjoint ranges that together cover `0..<count`.
  @inline(__always)
  public static func split(
    _ count: Int, grain: Int = 1, _ body: (Range<Int>) -> Void
  ) {
    let pieces = min(Threads.count, count / max(grain, 1))
    let isShared =
      pieces > 1
      && withoutActuallyEscaping(body) { body in
        Workers.shared.perform(pieces) { piece in
          body(count * piece / pieces..<count * (piece + 1) / pieces)
        }
      }
    if !isShared && count > 0 { body(0..<count) }
  }

  /// Calls `body` with each of `0..<count`, in parallel: whoever is free takes the next. For items long
  /// enough that it matters when a thread is held up.
  @inline(__always)
  public static func forEach(_ count: Int, _ body: (Int) -> Void) {
    let next = Atomic<Int>(0)
    split(min(count, Threads.count)) { _ in
      while true {
        let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard item < count else { return }
        body(item)
      }
    }
  }
}
