import Foundation
import Testing

/// A program of this package, found where the tests were built.
struct Program {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  private let url: URL

  init(_ name: String) throws {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
    let folder =
      bundle.bundlePath.hasSuffix(".xctest")
      ? bundle.bundleURL.deletingLastPathComponent()
      : URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    url = folder.appending(path: name)
    try #require(FileManager.default.isExecutableFile(atPath: url.path), "\(url.path) is not built")
  }

  /// Where the program lies.
  var path: String { url.path }

  private init(url: URL) { self.url = url }

  func run(_ arguments: String...) throws -> Result { try run(arguments) }

  /// Runs the program to its end, or until it is interrupted or killed. (Programs that don't ask for
  /// interrupts get none here: they inherit what the test's own process blocks.)
  func run(
    _ arguments: [String], interruptedAfter seconds: Double? = nil, killedAfter end: Double? = nil
  ) throws -> Result {
    let process = Process()
    let output = try Capture()
    let errors = try Capture()
    process.executableURL = url
    process.arguments = arguments
    process.standardOutput = output.handle
    process.standardError = errors.handle
    try process.run()
    if let seconds {
      Thread.sleep(forTimeInterval: seconds)
      process.interrupt()
    }
    if let end {
      Thread.sleep(forTimeInterval: end)
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try output.text(), errors: try errors.text())
  }
}

extension Program {
  /// Runs the program where no file can grow beyond `size` bytes, a multiple of 512, as on a disk that
  /// is nearly full.
  func run(_ arguments: [String], withRoomFor size: Int) throws -> Result {
    try run(arguments, by: "ulimit -f \(size / 512); exec \"$@\"")
  }

  /// Runs the program as a line of a shell does, in which it and its arguments are `"$@"`.
  func run(_ arguments: [String], by line: String) throws -> Result {
    try Program(url: URL(filePath: "/bin/sh")).run(["-c", line, "sh", url.path] + arguments)
  }
}

extension Program {
  /// Runs any command of the machine in a folder.
  static func run(_ command: [String], in folder: URL) throws -> Result {
    try Program(url: URL(filePath: "/bin/sh")).run(
      ["-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder.path] + command)
  }
}

/// A file that catches what a program writes, of any length.
private struct Capture {
  private let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  let handle: FileHandle

  init() throws {
    try Data().write(to: url)
    handle = try FileHandle(forWritingTo: url)
  }

  /// What was written; the file is gone afterwards.
  func text() throws -> String {
    defer { try? FileManager.default.removeItem(at: url) }
    return try String(contentsOf: url, encoding: .utf8)
  }
}
