import Foundation
import Ground

extension BytePairEncoding {
  /// The merges of a published model: a text file with a pair a line, `Ġ t`, the commonest first, after a
  /// first line that may begin with `#version` (GPT-2's `merges.txt`). Each byte stands there as a character
  /// that can be seen: `Ġ` is the blank.
  ///
  /// - Throws: `InputError` if the file can't be read, or a line is no pair of pieces that are there before it.
  public init(path: String) throws {
    try self.init(lines: try TextFile.text(try Files.bytes(at: path), name: path), name: path)
  }

  /// The merges in the lines of such a file.
  ///
  /// - Parameter path: what to call it in errors.
  package init(lines text: String, name path: String) throws {
    var ids: [[UInt8]: Int] = [:]
    for byte in 0..<256 { ids[[UInt8(byte)]] = byte }
    var merges: [Pair] = []
    for (line, row) in text.unicodeScalars.split(separator: "\n").enumerated() {
      let row = row.last == "\r" ? row.dropLast() : row
      if line == 0, String(row).hasPrefix("#version") { continue }
      let parts = row.split(separator: " ").map(VisibleBytes.bytes)
      guard parts.count == 2, let first = ids[parts[0]], let second = ids[parts[1]] else {
        throw InputError("\(path), line \(line + 1): no two pieces that are there before it.")
      }
      let whole = parts[0] + parts[1]
      try demand(ids[whole] == nil, "\(path), line \(line + 1): this piece is there already.")
      ids[whole] = 256 + merges.count
      merges.append(Pair(first, second))
    }
    try self.init(merges: merges)
  }

  /// Writes the merges as `init(path:)` reads them.
  ///
  /// - Throws: `InputError` where the file can't be written.
  public func write(to path: String) throws { try Files.replace([(path, lines)]) }

  /// The merges as the lines of such a file.
  package var lines: String {
    let lines = merges.map { pair in
      VisibleBytes.text(pieces[pair.first]) + " " + VisibleBytes.text(pieces[pair.second])
    }
    return (["#version: 0.2"] + lines).joined(separator: "\n") + "\n"
  }
}

/// Bytes as characters that can be seen, as GPT-2's files write them: those that are visible in Latin-1 stand
/// for themselves, the others for U+0100 and what follows.
enum VisibleBytes {
  static let scalars: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (0..<256).map { (byte: UInt32) in
      let isVisible =
        (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte)
      if isVisible { return Unicode.Scalar(byte)! }
      next += 1
      return Unicode.Scalar(next - 1)!
    }
  }()

  private static let values = Dictionary(
    uniqueKeysWithValues: zip(scalars, 0...).map { ($0, UInt8($1)) })

  /// What the characters stand for; none for one that stands for nothing.
  static func bytes(_ text: Substring.UnicodeScalarView) -> [UInt8] {
    let bytes = text.map { values[$0] }
    return bytes.contains(nil) ? [] : bytes.compactMap { $0 }
  }

  static func text(_ bytes: [UInt8]) -> String {
    String(String.UnicodeScalarView(bytes.map { scalars[Int($0)] }))
  }
}
