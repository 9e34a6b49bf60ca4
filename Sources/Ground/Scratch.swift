import Foundation

/// A folder of its own in the system's place for temporary things.
package struct Scratch {
  package let path: String

  package init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString)")
    try Files.makeFolder(url.path)
    path = url.path
  }

  package func remove() { try? FileManager.default.removeItem(atPath: path) }
}
