import Foundation

/// Says where in the chapter the program was when it crashed.
///
/// Swift ends a program whose top level throws, and one that breaks a precondition, without a word on
/// the line of the program. The chapter knows which statement spoke to the page last, so what went
/// wrong stands between that one and the next. (`SWIFT_BACKTRACE=enable=yes` gives a back trace instead.)
enum Crash {
  nonisolated(unsafe) private static var note = UnsafeMutableRawPointer.allocate(
    byteCount: 1024, alignment: 1)
  nonisolated(unsafe) private static var noteLength = 0

  /// Begins to watch for crashes.
  static func watch() {
    let wish = ProcessInfo.processInfo.environment["SWIFT_BACKTRACE"] ?? ""
    if wish.contains("enable=yes") { return }
    expect("")
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] {
      signal(number) { _ in
        _ = write(STDERR_FILENO, Crash.note, Crash.noteLength)
        _exit(1)
      }
    }
  }

  /// Notes what to say if the program crashes from now on.
  static func expect(_ sentence: String) {
    let bytes = Array((sentence + "\n").utf8.prefix(1024))
    noteLength = 0
    note.copyMemory(from: bytes, byteCount: bytes.count)
    noteLength = bytes.count
  }
}

extension SwiftText {
  /// The lines of code after line `number`, up to and with the next statement that speaks to the page.
  func candidates(after number: Int) -> [Int] {
    let speaking = (number + 1..<max(number + 1, lineCount + 1)).first { isSpeaking(inLine: $0) }
    let last = speaking.map { statement(from: $0, through: lineCount).upperBound } ?? lineCount
    return (number + 1..<max(number + 1, last + 1)).filter {
      !codeLine($0).allSatisfy(\.isWhitespace)
    }
  }

  /// Whether line `number` begins with a call that speaks to the page.
  func isSpeaking(inLine number: Int) -> Bool {
    ["show", "place", "name", "claim", "list", "record", "weaveChapter"].contains(
      call(inLine: number) ?? "")
  }
}
