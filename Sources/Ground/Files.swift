import Foundation

/// Files as the book needs them: looked at before they are used, with one sentence for all that can be
/// wrong.
package enum Files {
  /// The text of a file, or nil where there is none.
  package static func text(at path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether there is a file or a folder at `path`.
  package static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  /// Whether there is a folder at `path`.
  package static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Throws an `InputError` unless there is a file at `path` that can be read.
  package static func checkReadable(_ path: String) throws {
    try demand(exists(path), "There is no file “\(path)”.")
    try demand(!isFolder(path), "“\(path)” is a folder; name a file within it.")
    if !FileManager.default.isReadableFile(atPath: path) { throw unreadable(path) }
  }

  /// The error for a file that is there but can't be read.
  package static func unreadable(_ path: String) -> InputError {
    InputError("The file “\(path)” can't be read; check its permissions.")
  }

  /// The bytes of the file at `path`.
  ///
  /// - Throws: `InputError` if there is none, or it can't be read.
  package static func bytes(at path: String) throws -> Data {
    try checkReadable(path)
    guard let data = FileManager.default.contents(atPath: path) else { throw unreadable(path) }
    return data
  }

  /// Makes sure that there is a folder at `path`.
  package static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw InputError("The folder \(path) can't be made: \(reason(error)).")
    }
  }

  /// Throws an `InputError` unless files can be written into the folder at `path`, or it can be made.
  /// Good to know before hours of work.
  package static func checkFolder(_ path: String) throws {
    var existing = URL(filePath: path)
    while FileStatus(existing.path) == nil, existing.path != "/" {
      existing.deleteLastPathComponent()
    }
    try demand(isFolder(existing.path), "\(existing.path) is no folder; name one to write into.")
    try demand(
      access(existing.path, W_OK | X_OK) == 0,
      "You may not write into the folder \(existing.path); name another.")
  }

  /// Whether both are names of one file, which is there.
  package static func areSame(_ a: String, _ b: String) -> Bool {
    FileStatus(a).map { $0.identity == FileStatus(b)?.identity } ?? false
  }

  /// Removes the file at `path`, if it is there.
  package static func remove(_ path: String) { unlink(path) }

  /// An error of Foundation's without its codes.
  static func reason(_ error: any Error) -> String {
    let code = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError) ?? error as NSError
    if code.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(code.code))) }
    let text = error.localizedDescription
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
