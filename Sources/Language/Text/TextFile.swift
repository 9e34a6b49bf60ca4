import Foundation
import Tensors

/// Reading text from the reader's own files.
public enum TextFile {
  /// The text of the file at `path`; throws an `InputError` if it is missing, a folder, empty, or not UTF-8.
  public static func read(_ path: String) throws -> String {
    try check(path)
    guard let data = FileManager.default.contents(atPath: path) else { throw unreadable(path) }
    return try text(data, name: path)
  }

  /// Throws an `InputError` unless there is a file at `path`.
  static func check(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError("There is no file “\(path)”.")
    }
    if isFolder.boolValue {
      throw InputError("“\(path)” is a folder; name a text file within it.")
    }
  }

  static func unreadable(_ path: String) -> InputError {
    InputError("The file “\(path)” can't be read; check its permissions.")
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
  func numberedLines() -> [(number: Int, text: Substring)] {
    split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .map { (number: $0 + 1, text: $1) }
      .filter { !$0.text.allSatisfy(\.isWhitespace) }
  }
}
