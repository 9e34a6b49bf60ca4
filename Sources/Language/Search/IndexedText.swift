import Foundation
import Ground

/// Reads the files of a folder for an index.
enum IndexedText {
  /// A file that is left out.
  struct Refusal: Error {
    let reason: String
  }

  /// Hands over the passages of the file at `path`, and the number of bytes of each block before it is cut.
  ///
  /// - Throws: `Refusal` for a file that is not UTF-8 text, or can't be read.
  static func readPassages(
    of path: String, _ progress: (Int) throws -> Void,
    _ body: ([UInt8], PassagePlace) throws -> Void
  ) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Refusal(reason: String(cString: strerror(errno))) }
    defer { close(file) }
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { block.deallocate() }
    let checked = { (bytes: [UInt8], place: PassagePlace) in
      guard String(validating: bytes, as: UTF8.self) != nil else {
        throw Refusal(reason: "not UTF-8 text")
      }
      try body(bytes, place)
    }
    var cutter: PassageCutter?
    while true {
      let count = Foundation.read(file, block.baseAddress!, block.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Refusal(reason: String(cString: strerror(errno))) }
      if count == 0 { break }
      try progress(count)
      var bytes = UnsafeRawBufferPointer(rebasing: block[..<count])
      if cutter == nil {
        // As git tells them apart.
        if bytes.prefix(8_000).contains(0) { throw Refusal(reason: "a binary file") }
        let mark = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        cutter = PassageCutter(offset: mark)
        bytes = UnsafeRawBufferPointer(rebasing: bytes[mark...])
      }
      try cutter!.take(bytes, checked)
    }
    try cutter?.finish(checked)
  }

  /// The first line of a text that isn't empty, without signs of a heading, and no longer than it can be shown.
  static func title(_ passage: [UInt8]) -> String? {
    let text = String(decoding: passage, as: UTF8.self)
    for line in text.unicodeScalars.split(whereSeparator: { $0 == "\n" || $0 == "\r" }) {
      let isOutside = { (scalar: Unicode.Scalar) in
        scalar == "#" || scalar == "=" || scalar == "*" || scalar.properties.isWhitespace
          || scalar.properties.generalCategory == .control
      }
      let rest = line.drop(while: isOutside)
      guard let last = rest.lastIndex(where: { !isOutside($0) }) else { continue }
      let title = String(rest[...last])
      return title.count > 80 ? title.prefix(79) + "…" : title
    }
    return nil
  }

  /// The passage that stands at a place of a file; nil if the file is no longer the one that was read.
  static func passage(at place: PassagePlace, of path: String, _ state: FileState) -> String? {
    guard FileState(of: path) == state else { return nil }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard (0...state.size).contains(place.offset), place.length <= state.size - place.offset else {
      return nil
    }
    var bytes = [UInt8](repeating: 0, count: place.length)
    let count = pread(file, &bytes, bytes.count, off_t(place.offset))
    return count == bytes.count ? String(validating: bytes, as: UTF8.self) : nil
  }
}
