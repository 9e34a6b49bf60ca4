import Exercises
import Foundation
import Ground

/// Lets answers be judged by a process of their own each, so that one that traps or never ends is a verdict
/// and no more.
struct Judge {
  /// This program.
  var program = URL(filePath: Bundle.main.executablePath ?? CommandLine.arguments[0])
  /// How long an answer may take.
  var seconds = 5
  /// The environment of the process.
  var environment = ProcessInfo.processInfo.environment

  /// The verdict on an exercise's answer, and what the answer itself printed.
  func judge(_ exercise: Exercise) throws -> (verdict: Verdict, printed: [String]) {
    let process = Process()
    let (messages, errors) = (Pipe(), Pipe())
    process.executableURL = program
    process.arguments = [Judge.option.name, exercise.number]
    process.environment = environment.merging(["SWIFT_BACKTRACE": Report.backTrace]) { $1 }
    process.standardOutput = messages
    process.standardError = errors
    // It ends with this program, however that ends.
    let tether = Tether()
    tether.hold(process)
    try process.run()
    let pipes = [messages, errors].map(\.fileHandleForReading)
    let (texts, ended) = Judge.read(pipes, for: .seconds(seconds))
    if !ended { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    withExtendedLifetime(tether) {}
    let report = Report(messages: texts[0], errors: texts[1])
    // On a slow machine, the time may be over before the back trace is.
    let verdict: Verdict =
      ended || report.isCrash
      ? report.verdict(process) : .endless(seconds: seconds, on: report.input)
    return (verdict, report.printed)
  }

  /// Reads from several pipes at a time until all of them end; returns whether they did in time. Of what is
  /// very long, the end is thrown away.
  private static func read(
    _ pipes: [FileHandle], for time: Duration
  ) -> (texts: [String], ended: Bool) {
    let end = ContinuousClock.now + time
    var data = pipes.map { _ in Data() }
    var open = pipes.map { pollfd(fd: $0.fileDescriptor, events: Int16(POLLIN), revents: 0) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while open.contains(where: { $0.fd >= 0 }), ContinuousClock.now < end {
      let rest = (end - .now) / .milliseconds(1)
      guard poll(&open, nfds_t(open.count), Int32(rest.rounded(.up))) > 0 else { continue }
      for index in open.indices where open[index].revents != 0 {
        let count = Foundation.read(open[index].fd, &buffer, buffer.count)
        if count > 0, data[index].count < 1 << 20 { data[index] += buffer[..<count] }
        if count == 0 { open[index].fd = -1 }
      }
    }
    return (data.map { String(decoding: $0, as: UTF8.self) }, open.allSatisfy { $0.fd < 0 })
  }
}

// MARK: - The process that judges

/// What the process that judges says, a line each.
enum Message: Codable {
  /// It begins to try an input.
  case began(String)
  case found(Finding)
}

extension Judge {
  /// The option by which this program is asked for one judgement; people have no use for it.
  static let option = Option(
    "--judge", "N", help: "judge the answer to exercise N, for this program")

  /// Judges the answer to an exercise. What it prints goes to the error output, so that standard output has
  /// the messages alone.
  static func serve(_ exercise: Exercise) throws {
    Tether.follow()
    let output = dup(STDOUT_FILENO)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    let messages = FileHandle(fileDescriptor: output)
    func say(_ message: Message) {
      // A message always has a form in JSON.
      messages.write(try! JSONEncoder().encode(message) + Data("\n".utf8))
    }
    say(.found(exercise.judge(.answer) { say(.began($0)) }))
  }
}
