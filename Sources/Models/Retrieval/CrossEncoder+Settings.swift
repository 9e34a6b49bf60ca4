import Ground
import Language
import Networks

extension CrossEncoder {
  public static let kind = "cross-encoder"
  public static var vocabularyCount: Int { 1 }
  public var vocabularies: [Vocabulary] { [vocabulary] }

  public static func accepts(_ vocabularies: [Vocabulary]) -> Bool {
    vocabularies.allSatisfy { $0[Vocabulary.unknown] != nil }
  }

  /// What can be chosen.
  public struct Settings: ModelSettings {
    /// D, the size of vectors throughout.
    public var size = 32
    /// L, how many blocks there are.
    public var layers = 1
    /// How many heads look about in each block.
    public var heads = 4
    /// The rate of dropout on the vectors and on what each layer adds to them.
    public var dropout: Float = 0
    /// How often a word must occur to have a vector.
    public var minimumCount = 2
    /// Of how many words a question and a passage are read at most, each.
    public var limit = 400

    public init() {}
  }
}

extension CrossEncoder.Settings {
  /// `1 × 32, 4 heads, dropout 0.1`
  public var description: String { "\(layers) × \(size), \(heads) heads, dropout \(dropout)" }

  public func parameterCount(words: [Int]) -> Double {
    let d = Double(size)
    return Double(words[0]) * d + 12 * d * d * Double(layers)
  }

  public func write(to writer: inout ByteWriter) {
    for number in [size, layers, heads, minimumCount, limit] { writer.write(number) }
    writer.write(dropout)
  }

  public init(from reader: inout ByteReader) throws {
    (size, layers) = (try reader.readInt(), try reader.readInt())
    (heads, minimumCount) = (try reader.readInt(), try reader.readInt())
    limit = try reader.readInt()
    dropout = try reader.readFloat()
    guard min(size, layers, heads, limit) > 0, size.isMultiple(of: heads), size.isMultiple(of: 2),
      (0..<1).contains(dropout)
    else { throw ByteReader.Malformed() }
  }
}
