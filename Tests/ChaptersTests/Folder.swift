import Foundation

/// A folder of a test's own.
struct Folder {
  let path: String

  /// Runs `body` with a new folder that holds these texts by the names of their files; gone afterwards.
  static func with<R>(
    _ texts: [String: String] = [:], _ body: (_ folder: Folder) throws -> R
  ) throws -> R {
    let folder = Folder(
      path: FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path)
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    for (name, text) in texts { try folder.write(text, to: name) }
    return try body(folder)
  }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: path + "/" + name))
  }

  var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}
