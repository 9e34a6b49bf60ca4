import Tensors

extension WordVectors {
  /// The vectors of the file at `path`, in any of the formats that `VectorsFile` reads.
  ///
  /// - Throws: `InputError`, with the line that is malformed.
  public init(from path: String) throws {
    let (words, vectors) = try VectorsFile.read(path)
    self.init(Vocabulary(words: words), vectors)
  }

  /// Writes the vectors as a file that most tools for word vectors open; whole or not at all.
  ///
  /// - Throws: `InputError` for a word that could not be read back, such as one with a space in it.
  public func save(to path: String, format: VectorsFile.Format = .text) throws {
    let vectors = table as? Tensor ?? table.rows(at: Array(0..<vocabulary.count))
    try VectorsFile.write(words: vocabulary.words, vectors: vectors, to: path, format: format)
  }
}
