import Foundation
import Tensors

/// Reading text from the reader's own files.
public enum TextFile {
  /// The text of the file at `path`; throws an `InputError` if it is missing, a folder, empty, or not UTF-8.
  public static func read(_ path: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError("There is no file “\(path)”.")
    }
    if isFolder.boolValue {
      throw InputError("“\(path)” is a folder; name a text file within it.")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError("The file “\(path)” can't be read; check its permissions.")
    }
    return try text(data, name: path)
  }

  /// The text that `data`, the contents of the file called `name`, holds in UTF-8.
  static func text(_ data: Data, name: String) throws -> String {
    guard let text = String(validating: data, as: UTF8.self) else {
      throw InputError(
        "Line \(firstInvalidLine(data)) of “\(name)” is not UTF-8; save the file as UTF-8 text.")
    }
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw InputError("The file “\(name)” is empty.")
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
