import Ground

extension FileKind {
  /// A checkpoint that says of itself first of all that it holds a `content`, such as a language model.
  package static func checkpoint(of content: String) -> FileKind {
    var beginning = ByteWriter()
    beginning.write(content)
    let bytes = beginning.bytes
    return FileKind(content) {
      // The version and the length stand between.
      $0.starts(with: CheckpointFile.magic) && $0.dropFirst(24).starts(with: bytes)
    }
  }
}
