import Foundation

/// Says where the program was when it crashed.
///
/// Swift ends a program whose top level throws, and one that breaks a precondition, without a word on
/// the line of the program. Whoever knows where it is says so here beforehand.
/// (`SWIFT_BACKTRACE=enable=yes` gives a back trace instead.)
package enum Crash {
  nonisolated(unsafe) private static let note = UnsafeMutableRawPointer.allocate(
    byteCount: 1024, alignment: 1)
  nonisolated(unsafe) private static var noteLength = 0
  /// What is said where the processor meets an instruction that it doesn't know.
  private static let foreign = Array(
    "error: This program was built for another processor; build it here: swift build\n".utf8)

  /// Begins to watch for crashes.
  package static func watch() {
    let wish = ProcessInfo.processInfo.environment["SWIFT_BACKTRACE"] ?? ""
    if wish.contains("enable=yes") { return }
    expect("error: The program stopped by a mistake of its own; please report it.")
    _ = foreign.count  // A handler may not make it when it is too late.
    for number in [SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGALRM] {
      signal(number) { _ in Crash.end(isForeign: false) }
    }
    watchInstructions()
  }

  /// Notes what to say if the program crashes from now on.
  package static func expect(_ sentence: String) {
    let bytes = Array((sentence + "\n").utf8.prefix(1024))
    noteLength = 0
    note.copyMemory(from: bytes, byteCount: bytes.count)
    noteLength = bytes.count
  }

  private static func end(isForeign: Bool) -> Never {
    if isForeign {
      foreign.withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    } else {
      _ = write(STDERR_FILENO, note, noteLength)
    }
    _exit(1)
  }

  /// Tells Swift's own traps, which on x86 are an illegal instruction too (`ud2`, the bytes 0F 0B), from
  /// instructions that only another processor has.
  private static func watchInstructions() {
    var action = sigaction()
    let handle:
      @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?)
        -> Void = { _, info, _ in
          #if arch(x86_64)
            let code = info?.pointee.faultingAddress?.assumingMemoryBound(to: UInt8.self)
            Crash.end(isForeign: code.map { !($0[0] == 0x0F && $0[1] == 0x0B) } ?? false)
          #else
            Crash.end(isForeign: true)
          #endif
        }
    action.sa_flags = SA_SIGINFO
    #if canImport(Glibc)
      action.__sigaction_handler.sa_sigaction = handle
    #elseif canImport(Musl)
      action.__sa_handler.sa_sigaction = handle
    #else
      action.__sigaction_u.__sa_sigaction = handle
    #endif
    sigaction(SIGILL, &action, nil)
  }
}

extension siginfo_t {
  /// Where the instruction lies that raised the signal.
  fileprivate var faultingAddress: UnsafeMutableRawPointer? {
    #if canImport(Glibc)
      return _sifields._sigfault.si_addr
    #elseif canImport(Musl)
      return __si_fields.__sigfault.si_addr
    #else
      return si_addr
    #endif
  }
}
