import Foundation

extension Files {
  /// Writes several texts, each into a temporary neighbor first; only when all of them are on the disk do
  /// they take their places, in the order given, and no Ctrl-C comes in between. On a failure nothing has
  /// changed.
  ///
  /// A file that is there keeps its owner and mode, and a link goes on leading to it.
  package static func replace(_ files: [(path: String, text: String)]) throws {
    try write(
      files.map { file in
        Writing(path: file.path) { try $0.write(contentsOf: Data(file.text.utf8)) }
      })
  }

  /// Writes what `body` writes whole or not at all: into a temporary neighbor of the file at `path`,
  /// through to the disk, and then into its place by renaming, which a crash can't interrupt.
  ///
  /// A file that is there keeps its owner and mode, and a link goes on leading to it.
  package static func replace(_ path: String, _ body: (FileHandle) throws -> Void) throws {
    try withoutActuallyEscaping(body) { try write([Writing(path: path, body: $0)]) }
  }

  private struct Writing {
    let path: String
    let body: (FileHandle) throws -> Void
  }

  private static func write(_ files: [Writing]) throws {
    try HeldSignals.during {
      var written: [TemporaryFile] = []
      defer { for file in written { file.remove() } }
      for writing in files {
        let file = try TemporaryFile(for: Place(writing.path))
        written.append(file)
        try file.write(writing.body)
      }
      for file in written { try file.takePlace() }
    }
  }
}
