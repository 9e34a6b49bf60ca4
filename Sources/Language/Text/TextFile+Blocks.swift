import Foundation
import Ground
import Tensors

extension TextFile {
  /// What tells whether a file is still the one that was read before.
  struct State: Sendable, Equatable {
    let size: Int
    let modified: Date

    /// The state of the file at `path`, which can be read again and again: no pipe, no terminal.
    init(of path: String) throws {
      try Files.checkOrdinary(path)
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: target(of: path))
      else { throw Files.unreadable(path) }
      size = attributes[.size] as? Int ?? 0
      modified = attributes[.modificationDate] as? Date ?? .distantPast
    }
  }

  /// Where a symbolic link leads.
  private static func target(of path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  /// Hands the bytes of the file at `path` to `body`, `size` at a time and without a byte order mark,
  /// until it returns false.
  static func readBlocks(
    of path: String, size: Int = 1 << 18, _ body: (UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { throw Files.unreadable(path) }
    defer { close(file) }
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { block.deallocate() }
    var isFirst = true
    while true {
      let count = try fill(block, from: file, path)
      if count == 0 { return }
      let hasMark = isFirst && block.prefix(count).starts(with: [0xef, 0xbb, 0xbf])
      let bytes = UnsafeRawBufferPointer(rebasing: block[(hasMark ? 3 : 0)..<count])
      guard try body(bytes) else { return }
      isFirst = false
    }
  }

  /// Fills `block` as far as the file goes, and returns how far that is.
  private static func fill(
    _ block: UnsafeMutableRawBufferPointer, from file: Int32, _ path: String
  ) throws -> Int {
    var count = 0
    while count < block.count {
      let bytes = Foundation.read(file, block.baseAddress! + count, block.count - count)
      if bytes == 0 { break }
      if bytes < 0 && errno == EINTR { continue }
      guard bytes > 0 else { throw Files.unreadable(path) }
      count += bytes
    }
    return count
  }
}
