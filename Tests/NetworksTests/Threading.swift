import Synchronization
import Tensors

private let lock = Mutex(())

/// What `body` gives when the library may use `count` threads. One caller at a time, so that none
/// changes the number under another's feet (results would be the same; only the test would be
/// idle).
func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
  try lock.withLock { _ in
    let before = Threads.count
    defer { Threads.count = before }
    Threads.count = count
    return try body()
  }
}
