import Foundation
import Ground
import Tensors

/// Word vectors in the two formats of the word2vec program (Mikolov et al., 2013), which most tools
/// for word vectors open, and to read, GloVe's text without a header (Pennington et al., 2014).
///
///     try VectorsFile.write(words: words, vectors: vectors, to: "harbor.txt", format: .text)
///     let (words, vectors) = try VectorsFile.read("harbor.txt")
public enum VectorsFile {
  public enum Format: String, Sendable, CaseIterable {
    /// The line `V D`, then a line for each word: the word and its numbers, with spaces between.
    case text
    /// The line `V D`, then for each word: the word, a space, its D numbers as little-endian
    /// `Float`s and a line feed.
    case binary
  }
}

// MARK: - Writing

extension VectorsFile {
  /// Writes row n of `vectors` (V, D) as the vector of `words[n]`, as the shortest decimals that read
  /// back as the same numbers, or as their bits. The file appears whole or not at all.
  ///
  /// - Throws: `InputError` for words that could not be read back (empty, with a space, twice) and
  ///   numbers that are not finite, `InputError` where the file can't be written.
  public static func write(
    words: [String], vectors: Tensor, to path: String, format: Format
  ) throws {
    require(
      vectors.rank == 2 && vectors.shape[0] == words.count,
      "\(words.count) words can't name the rows of vectors of shape \(vectors.shape).")
    try check(words, vectors)
    try Files.replace(path) { file in
      var buffer = Array("\(words.count) \(vectors.shape[1])\n".utf8)
      try vectors.withUnsafeBufferPointer { values in
        for (index, word) in words.enumerated() {
          let row = values[index * vectors.shape[1]..<(index + 1) * vectors.shape[1]]
          buffer += word.utf8
          switch format {
          case .text: append(text: row, to: &buffer)
          case .binary: append(binary: row, to: &buffer)
          }
          if buffer.count >= 1 << 20 {
            try file.write(contentsOf: buffer)
            buffer.removeAll(keepingCapacity: true)
          }
        }
      }
      try file.write(contentsOf: buffer)
    }
  }

  private static func append(text row: Slice<UnsafeBufferPointer<Float>>, to buffer: inout [UInt8])
  {
    for value in row {
      buffer.append(UInt8(ascii: " "))
      buffer += value.description.utf8
    }
    buffer.append(UInt8(ascii: "\n"))
  }

  private static func append(
    binary row: Slice<UnsafeBufferPointer<Float>>, to buffer: inout [UInt8]
  ) {
    buffer.append(UInt8(ascii: " "))
    for value in row {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { buffer.append(contentsOf: $0) }
    }
    buffer.append(UInt8(ascii: "\n"))
  }

  /// Refuses what could not be read back.
  private static func check(_ words: [String], _ vectors: Tensor) throws {
    guard vectors.count > 0 else {
      throw InputError("There are no vectors to write: their shape is \(vectors.shape).")
    }
    try check(words)
    let bad = vectors.withUnsafeBufferPointer { $0.firstIndex { !$0.isFinite } }
    if let bad {
      let index = bad / vectors.shape[1]
      throw InputError(
        "The vector of word \(index), \"\(words[index])\", holds a number that is not finite.")
    }
  }

  /// Throws an `InputError` for words that could not be read back: empty ones, those with a space or a
  /// control character in them, which ends a word or is taken for numbers, and one that comes twice. No word
  /// that a `TextStream` finds is refused.
  package static func check(_ words: [String]) throws {
    var seen = Set<String>()
    for (index, word) in words.enumerated() {
      guard !word.isEmpty, word.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
        throw InputError(
          "Word \(index), \"\(word)\", is empty or holds a space, which would end it in the file.")
      }
      guard seen.insert(word).inserted else {
        throw InputError("Word \(index), \"\(word)\", stands in the list twice.")
      }
    }
  }
}

// MARK: - Reading

extension VectorsFile {
  /// What a file holds.
  struct Contents {
    var words: [String]
    /// (V, D).
    var vectors: Tensor
    /// The first lines that were left out, and how many there are in all.
    var leftOut: [LeftOutLine] = []
    var leftOutCount = 0
  }

  /// The words of a file in any of the formats, told apart by what it holds, and their vectors (V, D).
  ///
  /// - Parameter isStrict: whether an odd line is an error; it is left out otherwise, as
  ///   `WordVectors.init(from:isStrict:)` says.
  /// - Throws: `InputError`, with the line of a text or the word, from 0, of a binary file.
  public static func read(
    _ path: String, isStrict: Bool = false
  ) throws -> (words: [String], vectors: Tensor) {
    let contents = try contents(of: path, isStrict: isStrict)
    return (contents.words, contents.vectors)
  }

  static func contents(of path: String, isStrict: Bool) throws -> Contents {
    try Files.checkReadable(path)
    return try bytes(of: path).withUnsafeBytes { bytes in
      var reader = VectorsReader(
        bytes.bindMemory(to: UInt8.self), path: path, isStrict: isStrict)
      return try reader.read()
    }
  }

  /// The bytes of a file, which stay on the disk until they are looked at; a pipe is read whole.
  private static func bytes(of path: String) throws -> Data {
    guard Files.isOrdinary(path) else { return try Files.bytes(at: path) }
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    else { throw Files.unreadable(path) }
    return data
  }
}
