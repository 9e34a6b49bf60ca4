import Tensors

extension WordVectors {
  /// The vectors of the file at `path`, in any of the formats that `VectorsFile` reads.
  ///
  /// Published files have a few odd lines: a word twice, or cut within a character, or a number that is
  /// none. They are left out, and `leftOut` names them.
  ///
  /// - Parameter isStrict: whether an odd line is an error.
  /// - Throws: `InputError`, with the line that is malformed, where most are or `isStrict` holds.
  public init(from path: String, isStrict: Bool = false) throws {
    let contents = try VectorsFile.contents(of: path, isStrict: isStrict)
    self.init(Vocabulary(words: contents.words), contents.vectors)
    (leftOut, leftOutCount) = (contents.leftOut, contents.leftOutCount)
  }

  /// Writes the vectors as a file that most tools for word vectors open; whole or not at all.
  ///
  /// - Throws: `InputError` for a word that could not be read back, such as one with a space in it.
  public func save(to path: String, format: VectorsFile.Format = .text) throws {
    let vectors = table as? Tensor ?? table.rows(at: Array(0..<vocabulary.count))
    try VectorsFile.write(words: vocabulary.words, vectors: vectors, to: path, format: format)
  }
}
