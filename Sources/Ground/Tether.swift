import Foundation
import Synchronization

/// What ties a program to the one that runs it: it ends when that one does, whatever ends it, and uses
/// more cores when that one lends it some.
///
/// The tie is a pipe, the program's standard input. Each byte that arrives is a core, and the end of the
/// pipe is the end of the program.
package struct Tether {
  /// The environment variable by which a program knows that it is tied.
  private static let variable = "BOOK_TETHER"
  private static let lent = Atomic<Int>(0)

  private let pipe = Pipe()

  package init() {}

  /// Ties `process`, which has its environment already and hasn't begun to run.
  package func hold(_ process: Process) {
    process.standardInput = pipe
    let environment = process.environment ?? ProcessInfo.processInfo.environment
    process.environment = environment.merging([Tether.variable: "1"]) { $1 }
  }

  /// Lends the program that is tied one more core.
  package func lendCore() {
    var core: UInt8 = 1
    // A program that has just ended reads no more, and whoever writes to it would be ended too. Programs that
    // are started later inherit what is ignored, so it is so for this moment only.
    let before = signal(SIGPIPE, SIG_IGN)
    _ = write(pipe.fileHandleForWriting.fileDescriptor, &core, 1)
    signal(SIGPIPE, before)
  }
}

// MARK: - The program that is tied

extension Tether {
  /// How many cores were lent to this program so far.
  package static var lentCores: Int { lent.load(ordering: .relaxed) }

  /// Begins to follow the program that runs this one, if that one has tied it.
  package static func follow() {
    guard ProcessInfo.processInfo.environment[variable] != nil else { return }
    Thread.detachNewThread {
      var core: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &core, 1)
        if count == 1 {
          lent.wrappingAdd(1, ordering: .relaxed)
        } else if count == 0 || errno != EINTR {
          // As if asked by the other one, so that no file stays half written.
          kill(getpid(), SIGTERM)
          return
        }
      }
    }
  }
}
