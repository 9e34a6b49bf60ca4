import Foundation
import Tensors

/// Writes a file whole or not at all.
public func writeAtomically(_ data: Data, to path: String) throws {
  try writeAtomically(to: path) { try $0.write(contentsOf: data) }
}

/// Writes what `body` writes whole or not at all: into a temporary file beside the one at `path`,
/// through to the disk, and then into its place by renaming, which a crash can't interrupt.
public func writeAtomically(to path: String, _ body: (FileHandle) throws -> Void) throws {
  let target = URL(fileURLWithPath: path)
  let folder = target.deletingLastPathComponent()
  let temporary = folder.appendingPathComponent(
    ".\(target.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).tmp")
  var isFolder: ObjCBool = false
  if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
    throw InputError("\(path) is a folder; name a file to write.")
  }
  guard FileManager.default.createFile(atPath: temporary.path, contents: nil),
    let file = FileHandle(forWritingAtPath: temporary.path)
  else {
    throw InputError("\(path) can't be written; does its folder exist, and may you write there?")
  }
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
