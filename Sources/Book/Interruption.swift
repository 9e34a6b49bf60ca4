import Foundation
import Synchronization

/// Ctrl-C and termination end the chapter that is running as well, and leave no folder behind.
enum Interruption {
  private struct State {
    var child: Int32?
    var scratch: [String] = []
  }

  private static let state = Mutex(State())
  nonisolated(unsafe) private static let sources = [SIGINT, SIGTERM].map { number in
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler { end() }
    source.resume()
    return source
  }

  /// Begins to watch for signals.
  static func watch() { _ = sources }

  /// The process that is running, by its number.
  static var child: Int32? {
    get { state.withLock { $0.child } }
    set { state.withLock { $0.child = newValue } }
  }

  /// The folders to remove.
  static var scratch: [String] {
    get { state.withLock { $0.scratch } }
    set { state.withLock { $0.scratch = newValue } }
  }

  private static func end() {
    let last = state.withLock { $0 }
    if let child = last.child { kill(child, SIGTERM) }
    for path in last.scratch { try? FileManager.default.removeItem(atPath: path) }
    exit(130)
  }
}
