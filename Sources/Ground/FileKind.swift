import Foundation

/// A kind of file, told by how it begins: enough not to put one in the place of another by mistake.
package struct FileKind: Sendable {
  /// As in “a file holds no `vectors`”.
  let name: String
  private let isRight: @Sendable (_ beginning: [UInt8]) -> Bool

  /// The kind called `name`; `isRight` judges by the first 256 bytes of a file, or all if it has fewer.
  package init(_ name: String, _ isRight: @escaping @Sendable (_ beginning: [UInt8]) -> Bool) {
    (self.name, self.isRight) = (name, isRight)
  }

  /// Whether the file at `path` is of this kind, as an empty one is of any; one that can't be read is not.
  func includes(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    guard let beginning = try? file.read(upToCount: 256) ?? Data() else { return false }
    return beginning.isEmpty || isRight(Array(beginning))
  }
}

extension FileKind {
  /// A picture.
  package static let svg = FileKind("SVG picture") { $0.starts(with: "<svg".utf8) }
}
