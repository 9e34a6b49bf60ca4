import Foundation
import Ground
import Tensors

/// Reading text from the reader's own files: UTF-8, with or without a byte order mark, in lines that end at
/// U+000A.
public enum TextFile {
  /// The text of the file at `path`; throws an `InputError` if it is missing, a folder, empty, or not UTF-8.
  public static func read(_ path: String) throws -> String {
    try text(try Files.bytes(at: path), name: path)
  }

  static func empty(_ path: String) -> InputError { InputError("The file “\(path)” is empty.") }

  static func invalid(line: Int, _ path: String) -> InputError {
    InputError("Line \(line) of “\(path)” is not UTF-8; save the file as UTF-8 text.")
  }

  /// The text that `data`, the contents of the file called `name`, holds in UTF-8, without a byte order
  /// mark; throws an `InputError` if there is nothing to see in it.
  static func text(_ data: Data, name: String) throws -> String {
    guard let text = String(validating: data, as: UTF8.self) else {
      throw invalid(line: firstInvalidLine(data), name)
    }
    guard !text.isBlank else { throw empty(name) }
    return text.withoutMark
  }

  private static func firstInvalidLine(_ data: Data) -> Int {
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
  }
}

extension String {
  /// The text without a byte order mark.
  var withoutMark: String {
    guard unicodeScalars.first == "\u{FEFF}" else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.dropFirst()))
  }

  /// The lines and their numbers, from 1, without the blank ones. A line ends at U+000A alone, with or
  /// without U+000D before it: what else Unicode counts among line ends may stand in a line.
  package func numberedLines() -> [(number: Int, text: Substring)] {
    withoutMark.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { (number: $0 + 1, text: Substring($1.last == "\r" ? $1.dropLast() : $1)) }
      .filter { !$0.text.isBlank }
  }
}
