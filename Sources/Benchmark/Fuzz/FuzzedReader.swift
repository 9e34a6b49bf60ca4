import Foundation
import Ground
import Networks
import Tensors

/// Something that reads what a user gives it: a file, in most cases.
struct FuzzedReader {
  /// What is typed after `--reader`.
  let name: String
  /// Inputs that it takes.
  let seeds: [[UInt8]]
  /// Reads a damaged input, and works with what it has read, as far as that goes. Throws an `InputError` or
  /// an `UnknownWord` for what it refuses.
  let read: (_ input: [UInt8], _ random: inout Random) throws -> Void
}

/// The file that readers are given, in memory where the machine allows it; all in a folder of their own,
/// which is gone in the end.
struct FuzzFiles {
  let folder: String
  var input: String { folder + "/input" }

  init() throws {
    let memory = "/dev/shm"
    let place = Files.isFolder(memory) ? memory : FileManager.default.temporaryDirectory.path
    folder = "\(place)/fuzz-\(getpid())"
    try Files.makeFolder(folder)
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// Writes a file, without the care that a file of the user's gets.
  func write(_ bytes: [UInt8], to path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
      throw Files.unreadable(path)
    }
  }

  /// Writes the input; as a checkpoint whose checksum is right, or all would be refused for that.
  func write(_ input: [UInt8], asCheckpoint: Bool = false) throws {
    guard asCheckpoint else { return try write(input, to: self.input) }
    try write(CheckpointFile.bytes(input), to: self.input)
  }

  /// The content that `save` puts into a checkpoint.
  func content(_ save: (String) throws -> Void) throws -> [UInt8] {
    try save(input)
    return try CheckpointFile.read(input)
  }
}
