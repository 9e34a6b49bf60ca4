import Foundation
import Tensors

/// Writes a file whole or not at all.
public func writeAtomically(_ data: Data, to path: String) throws {
  try writeAtomically(to: path) { try $0.write(contentsOf: data) }
}

/// Writes what `body` writes whole or not at all: into a temporary file beside the one at `path`,
/// through to the disk, and then into its place by renaming, which a crash can't interrupt.
public func writeAtomically(to path: String, _ body: (FileHandle) throws -> Void) throws {
  let (temporary, file) = try temporaryFile(for: path)
  let target = URL(fileURLWithPath: path)
  let folder = target.deletingLastPathComponent()
  do {
    try body(file)
    try file.synchronize()
    try file.close()
    guard rename(temporary.path, target.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
  } catch {
    try? FileManager.default.removeItem(at: temporary)
    throw InputError("\(path) can't be written; is the disk full?")
  }
  // The renaming itself reaches the disk with the folder.
  let descriptor = open(folder.path, O_RDONLY)
  if descriptor >= 0 {
    fsync(descriptor)
    close(descriptor)
  }
}

/// Throws the error that writing to `path` would, as far as it can be known before: if the folder is
/// missing, say. Good to know before hours of work.
public func checkWritable(_ path: String) throws {
  let (temporary, file) = try temporaryFile(for: path)
  try? file.close()
  try? FileManager.default.removeItem(at: temporary)
}

/// A new file beside the one at `path`, to be renamed to it.
private func temporaryFile(for path: String) throws -> (place: URL, file: FileHandle) {
  let target = URL(fileURLWithPath: path)
  let temporary = target.deletingLastPathComponent().appendingPathComponent(
    ".\(target.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).tmp")
  var isFolder: ObjCBool = false
  if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
    throw InputError("\(path) is a folder; name a file to write.")
  }
  // The new file would take the place of a device or a pipe, not be written to it.
  let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
  if let kind, kind != .typeRegular && kind != .typeSymbolicLink {
    throw InputError("\(path) is no ordinary file; name one to write.")
  }
  guard FileManager.default.createFile(atPath: temporary.path, contents: nil),
    let file = FileHandle(forWritingAtPath: temporary.path)
  else {
    throw InputError("\(path) can't be written; does its folder exist, and may you write there?")
  }
  return (temporary, file)
}
