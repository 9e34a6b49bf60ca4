import Foundation
import Ground
import Tensors

/// Reading text from the reader's own files.
public enum TextFile {
  /// The text of the file at `path`; throws an `InputError` if it is missing, a folder, empty, or not UTF-8.
  public static func read(_ path: String) throws -> String {
    try text(try Files.bytes(at: path), name: path)
  }

  static func empty(_ path: String) -> InputError { InputError("The file “\(path)” is empty.") }

  static func invalid(line: Int, _ path: String) -> InputError {
    InputError("Line \(line) of “\(path)” is not UTF-8; save the file as UTF-8 text.")
  }

  /// The text that `data`, the contents of the file called `name`, holds in UTF-8.
  static func text(_ data: Data, name: String) throws -> String {
    guard let text = String(validating: data, as: UTF8.self) else {
      throw invalid(line: firstInvalidLine(data), name)
    }
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw empty(name)
    }
    return text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
  }

  private static func firstInvalidLine(_ data: Data) -> Int {
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
  }
}

extension String {
  /// The lines and their numbers, from 1, without the blank ones.
  package func numberedLines() -> [(number: Int, text: Substring)] {
    split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .map { (number: $0 + 1, text: $1) }
      .filter { !$0.text.allSatisfy(\.isWhitespace) }
  }
}
