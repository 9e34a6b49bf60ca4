import Foundation
import Ground
import Tensors

extension WordNet {
  /// One of WordNet's files, in memory: bytes, since `Character`s would take seconds.
  struct File {
    let name: String
    private let bytes: [UInt8]

    init(_ name: String, in folder: String) throws {
      let url = URL(fileURLWithPath: folder).appendingPathComponent(name)
      guard let data = try? Data(contentsOf: url) else {
        throw InputError(
          "There is no WordNet file \(name) to read in the folder \(folder): install Debian's "
            + "package wordnet-base, or name the folder that holds it.")
      }
      self.name = name
      bytes = [UInt8](data)
    }

    /// The lines, without the license at the top, which is set off by two spaces.
    var lines: [Line] {
      var lines: [Line] = []
      var number = 0
      for rest in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        number += 1
        if rest.isEmpty || rest.starts(with: [0x20, 0x20]) { continue }
        lines.append(Line(file: name, number: number, rest: rest))
      }
      return lines
    }
  }

  /// A line whose fields, set apart by spaces, are taken one after the other.
  struct Line {
    let file: String
    let number: Int
    var rest: ArraySlice<UInt8>

    /// Whether all fields are taken.
    var isAtEnd: Bool { rest.allSatisfy { $0 <= 0x20 } }

    mutating func field() throws -> ArraySlice<UInt8> {
      guard let start = rest.firstIndex(where: { $0 > 0x20 }) else {
        throw error("The line ends before all its fields are there")
      }
      let end: Int = rest[start...].firstIndex { $0 <= 0x20 } ?? rest.endIndex
      defer { rest = rest[end...] }
      return rest[start..<end]
    }

    mutating func skip(_ fields: Int) throws {
      for _ in 0..<fields { _ = try field() }
    }

    mutating func number(radix: Int = 10) throws -> Int {
      let digits = try field()
      var value = 0
      for byte in digits {
        let digit = Int(byte >= UInt8(ascii: "a") ? byte - 87 : byte &- UInt8(ascii: "0"))
        guard digit < radix, digits.count <= 9 else {
          throw error("\"\(String(decoding: digits, as: UTF8.self))\" should be a number")
        }
        value = value * radix + digit
      }
      return value
    }

    /// A word, with spaces for WordNet's underscores.
    mutating func text() throws -> String {
      try string(field().map { $0 == UInt8(ascii: "_") ? 0x20 : $0 })
    }

    /// What follows the bar.
    func gloss() throws -> String {
      guard let bar = rest.firstIndex(of: UInt8(ascii: "|")) else {
        throw error("A synset needs a bar, |, and its gloss")
      }
      let text = rest[(bar + 1)...].drop { $0 == 0x20 }
      let end: Int = text.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? text.startIndex
      return try string(text[..<end])
    }

    private func string(_ bytes: some Collection<UInt8>) throws -> String {
      guard let string = String(validating: bytes, as: UTF8.self) else {
        throw error("The line is not UTF-8 text")
      }
      return string
    }

    func error(_ problem: String) -> InputError {
      InputError("\(problem) (\(file), line \(number)); get WordNet's files afresh.")
    }
  }
}
