import Foundation
import Ground
import Tensors

/// The outside of a checkpoint: what makes a file one, whatever is in it.
///
///     8 bytes   "CtoA\r\n\u{1a}\n": what kind of file it is
///     8 bytes   the format's version
///     8 bytes   n, the length of what follows
///     n bytes   what is in it
///     8 bytes   the CRC-32 of all bytes before
///
/// Numbers are written lowest byte first.
package enum CheckpointFile {
  static let magic = Array("CtoA\r\n\u{1a}\n".utf8)
  static let version = 1

  /// Writes the file at `path`, whole or not at all.
  ///
  /// - Throws: `InputError` where it can't be written.
  package static func write(_ content: [UInt8], to path: String) throws {
    try Files.replace(path) { try $0.write(contentsOf: bytes(content)) }
  }

  /// All bytes of the file that holds `content`.
  package static func bytes(_ content: [UInt8]) -> [UInt8] {
    var header = ByteWriter()
    header.write(version)
    header.write(content.count)
    let bytes = magic + header.bytes + content
    var checksum = ByteWriter()
    checksum.write(Int(crc32(bytes)))
    return bytes + checksum.bytes
  }

  /// What is in the file at `path`.
  ///
  /// - Throws: `InputError` if there is none, or it is damaged, or no checkpoint.
  package static func read(_ path: String) throws -> [UInt8] {
    let bytes = [UInt8](try Files.bytes(at: path))
    guard bytes.starts(with: magic) else {
      throw InputError("\(path) is not a checkpoint of this book.")
    }
    var header = ByteReader(Array(bytes.dropFirst(magic.count).prefix(16)))
    guard let version = try? header.readInt(), let count = try? header.readInt(), count >= 0,
      bytes.count - 32 >= count
    else { throw InputError("\(path) is cut short; save it again, or use an older copy.") }
    guard version <= self.version else {
      throw InputError(
        """
        \(path) has version \(version) of the format, but this program reads only up to \
        \(self.version); use a newer program.
        """
      )
    }
    var checksum = ByteReader(Array(bytes.suffix(8)))
    guard bytes.count - 32 == count, try checksum.readInt() == Int(crc32(bytes.dropLast(8))) else {
      throw InputError("\(path) is damaged: its checksum is wrong; use another copy.")
    }
    return Array(bytes[24..<24 + count])
  }
}
