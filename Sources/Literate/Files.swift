import Foundation

/// Files that are replaced whole or not at all.
package enum Files {
  /// Writes several files, each to a temporary neighbor first; only when all of them are written
  /// do they take their places, in the order given. On any failure nothing has changed.
  package static func replace(_ files: [(path: String, text: String)]) throws {
    let interrupts = Interrupts()
    defer { interrupts.allow() }
    var written: [String] = []
    do {
      for file in files {
        let temporary = temporaryPath(for: file.path)
        written.append(temporary)
        try write(file.text, to: temporary)
      }
    } catch {
      remove(written)
      throw error
    }
    for (file, temporary) in zip(files, written) where rename(temporary, file.path) != 0 {
      let reason = String(cString: strerror(errno))
      remove(written)
      throw ChapterError("\(file.path) can't be replaced: \(reason).")
    }
  }

  /// Makes sure that there is a folder at `path`.
  package static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ChapterError("The folder \(path) can't be made: \(reason(error)).")
    }
  }

  /// The text of a file, or nil where there is none.
  package static func text(at path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  package static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  private static func remove(_ paths: [String]) {
    for path in paths { unlink(path) }
  }

  private static func temporaryPath(for path: String) -> String {
    let url = URL(filePath: path)
    return url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).\(getpid())")
      .path
  }

  private static func write(_ text: String, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else {
      throw ChapterError("\(path) can't be written: \(String(cString: strerror(errno))).")
    }
    defer { close(descriptor) }
    do {
      try FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(
        contentsOf: Data(text.utf8))
    } catch {
      throw ChapterError("\(path) can't be written: \(reason(error)).")
    }
  }

  /// An error of Foundation's without its codes.
  private static func reason(_ error: any Error) -> String {
    let code = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError) ?? error as NSError
    if code.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(code.code))) }
    return error.localizedDescription.trimmingSuffix(".")
  }
}

/// Holds back Ctrl-C and termination for the moment in which files take their places, so that they
/// come before or after it, never in between.
private final class Interrupts {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private let before: [(number: Int32, action: sigaction)]

  init() {
    before = Interrupts.signals.map { number in
      var ignore = sigaction()
      ignore.__sigaction_handler.sa_handler = SIG_IGN
      var old = sigaction()
      sigaction(number, &ignore, &old)
      return (number, old)
    }
  }

  func allow() {
    for var signal in before { sigaction(signal.number, &signal.action, nil) }
  }
}
