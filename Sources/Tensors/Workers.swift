import Foundation
import Synchronization

/// Threads that help the one that has work: one for each core but its own.
///
/// To wake a sleeping thread takes 50 µs and more, as long as a small matrix product. So a worker that
/// has done its piece watches for the next one for a while before it sleeps, and a caller never waits
/// for a worker to wake: it takes all pieces that no worker has taken by then.
@usableFromInline
final class Workers: @unchecked Sendable {
  @usableFromInline static let shared = Workers()

  /// What the pieces of the present job call, with the piece's number.
  private var body: (Int) -> Void = { _ in }
  /// The job's number, and which of its pieces nobody has taken yet. With the job's number in it, a
  /// late worker can't take a piece of another job than the one it saw.
  private let open = Atomic<UInt64>(0)
  private let finished = Atomic<Int>(0)
  private let isBusy = Atomic<Bool>(false)
  /// The core that the caller of the present or the last job runs on; -1 before the first.
  private let callersCore = Atomic<Int32>(-1)
  private let sleepers = Atomic<Int>(0)
  private let alarm = DispatchSemaphore(value: 0)
  /// How long a worker watches before it sleeps.
  private static let patience: UInt64 = 1_000_000  // nanoseconds

  private init() {
    for _ in 1..<max(ProcessInfo.processInfo.activeProcessorCount, 1) {
      let thread = Thread { [unowned self] in work() }
      thread.qualityOfService = .userInitiated
      thread.start()
    }
  }

  /// Calls `body` with 0 ..< `pieces`, in any order and on several threads; or does nothing and returns
  /// false while the workers have another job: when jobs are nested, or come from several threads.
  @usableFromInline
  func perform(_ pieces: Int, _ body: @escaping (Int) -> Void) -> Bool {
    guard isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else { return false }
    self.body = body
    finished.store(0, ordering: .relaxed)
    callersCore.store(Core.current ?? -1, ordering: .relaxed)
    let job = OpenPieces(open.load(ordering: .relaxed)).number &+ 1
    open.store(
      OpenPieces(number: job, first: 0, end: UInt16(pieces)).bits, ordering: .sequentiallyConsistent
    )
    wake(pieces - 1)
    while takePiece(fromEnd: true) {}
    while finished.load(ordering: .acquiring) < pieces { sched_yield() }
    self.body = { _ in }
    isBusy.store(false, ordering: .releasing)
    return true
  }

  /// Takes one piece, if any is left, and does it.
  ///
  /// The caller takes the last pieces and the workers take the first, so that from job to job a thread
  /// mostly gets the same part of a tensor, which its core's cache still holds.
  private func takePiece(fromEnd: Bool) -> Bool {
    var seen = OpenPieces(open.load(ordering: .acquiring))
    while !seen.isEmpty {
      var rest = seen
      let piece = rest.take(fromEnd: fromEnd)
      let (taken, current) = open.weakCompareExchange(
        expected: seen.bits, desired: rest.bits, ordering: .acquiringAndReleasing)
      if taken {
        body(piece)
        finished.wrappingAdd(1, ordering: .releasing)
        return true
      }
      seen = OpenPieces(current)
    }
    return false
  }

  /// Wakes at most `count` workers that sleep.
  private func wake(_ count: Int) {
    var asleep = sleepers.load(ordering: .sequentiallyConsistent)
    var left = count
    while left > 0 && asleep > 0 {
      let (done, current) = sleepers.weakCompareExchange(
        expected: asleep, desired: asleep - 1, ordering: .sequentiallyConsistent)
      if done { alarm.signal() }
      (left, asleep) = (done ? left - 1 : left, done ? asleep - 1 : current)
    }
  }

  /// A worker's life.
  private func work() {
    while true {
      if takePiece(fromEnd: false) || watch() { continue }
      // Whoever opens a job after this line sees the sleeper; one opened before it is seen here.
      sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
      if OpenPieces(open.load(ordering: .sequentiallyConsistent)).isEmpty { alarm.wait() }
    }
  }

  /// Waits for a piece that can be taken; false if none came.
  ///
  /// A worker that woke on the caller's core would run only while the caller doesn't, and the system takes
  /// long to part two threads that run all the time: so it leaves by itself.
  private func watch() -> Bool {
    let end = DispatchTime.now().uptimeNanoseconds + Workers.patience
    repeat {
      if let core = Core.current, core == callersCore.load(ordering: .relaxed) { Core.leave(core) }
      for _ in 0..<8 {
        if !OpenPieces(open.load(ordering: .relaxed)).isEmpty { return true }
        sched_yield()
      }
    } while DispatchTime.now().uptimeNanoseconds < end
    return false
  }
}

/// The pieces of a job that nobody has taken yet, `first ..< end`, in 64 bits.
private struct OpenPieces {
  var number: UInt32
  var first: UInt16
  var end: UInt16

  init(number: UInt32, first: UInt16, end: UInt16) {
    (self.number, self.first, self.end) = (number, first, end)
  }

  init(_ bits: UInt64) {
    number = UInt32(truncatingIfNeeded: bits >> 32)
    (first, end) = (UInt16(truncatingIfNeeded: bits >> 16), UInt16(truncatingIfNeeded: bits))
  }

  var bits: UInt64 { UInt64(number) << 32 | UInt64(first) << 16 | UInt64(end) }
  var isEmpty: Bool { first >= end }

  /// Takes out the last piece, or the first.
  mutating func take(fromEnd: Bool) -> Int {
    if fromEnd {
      end -= 1
      return Int(end)
    }
    first += 1
    return Int(first) - 1
  }
}
