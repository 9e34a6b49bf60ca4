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

  /// The nearest folder at or around `path`, with symbolic links followed, that has all of `parts`; nil
  /// where none does.
  package static func folder(around path: String, with parts: [String]) -> String? {
    var folder = URL(filePath: path).resolvingSymlinksInPath()
    while folder.path != "/" {
      if parts.allSatisfy({ exists(folder.appending(path: $0).path) }) {
        return folder.path.hasSuffix("/") ? String(folder.path.dropLast()) : folder.path
      }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }

  /// Throws an `InputError` unless there is a file at `path` that can be read.
  package static func checkReadable(_ path: String) throws {
    let hint = path == "-" ? " For standard input, name /dev/stdin." : ""
    try demand(exists(path), "There is no file “\(path)”.\(hint)")
    try demand(!isFolder(path), "“\(path)” is a folder; name a file within it.")
    if !FileManager.default.isReadableFile(atPath: path) { throw unreadable(path) }
  }

  /// The error for a file that is there but can't be read.
  package static func unreadable(_ path: String) -> InputError {
    InputError("The file “\(path)” can't be read; check its permissions.")
  }

  /// Whether there is a file at `path` that can be read again and again: no pipe, no terminal.
  package static func isOrdinary(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Throws an `InputError` unless the file at `path` can be read again and again.
  package static func checkOrdinary(_ path: String) throws {
    try checkReadable(path)
    try demand(
      isOrdinary(path), "“\(path)” is no ordinary file, so it can't be read twice; save it as one.")
  }

  /// The bytes of the file at `path`, which may be a pipe too, to its end.
  ///
  /// - Throws: `InputError` if there is none, it can't be read, or there is no memory for it.
  package static func bytes(at path: String) throws -> Data {
    try checkReadable(path)
    guard let file = FileHandle(forReadingAtPath: path) else { throw unreadable(path) }
    defer { try? file.close() }
    var status = stat()
    fstat(file.fileDescriptor, &status)
    try checkRoom(for: Double(status.st_size), path)
    var data = Data()
    data.reserveCapacity(Int(status.st_size))
    do {
      // A pipe doesn't say how much is to come, and some devices never end.
      while let part = try file.read(upToCount: 1 << 24), !part.isEmpty {
        data.append(part)
        try checkRoom(for: Double(data.count), path)
      }
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("The file “\(path)” can't be read: \(reason(error)).")
    }
    return data
  }

  private static func checkRoom(for bytes: Double, _ path: String) throws {
    try Memory.demand(bytes, for: "What is left of “\(path)”", advice: "take a shorter one")
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
