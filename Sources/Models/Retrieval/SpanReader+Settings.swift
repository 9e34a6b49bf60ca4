import Ground
import Language
import Networks

extension SpanReader {
  public static let kind = "span reader"
  public static var vocabularyCount: Int { 1 }
  public var vocabularies: [Vocabulary] { [vocabulary] }

  public static func accepts(_ vocabularies: [Vocabulary]) -> Bool {
    vocabularies.allSatisfy { $0[Vocabulary.unknown] != nil }
  }

  /// What can be chosen.
  public struct Settings: ModelSettings {
    /// D, the size of the vectors of words.
    public var embeddingSize = 32
    /// H, the size of each LSTM's output.
    public var size = 32
    /// m, how many words an answer has at most.
    public var longest = 10
    /// Whether the model may say that the passage has no answer.
    public var canDecline = false
    /// The rate of dropout on what the LSTMs read and on what they make of it.
    public var dropout: Float = 0
    /// How often a word must occur to have a vector: the others teach what to do about unknown ones.
    public var minimumCount = 2
    /// Of how many words a passage is read at most.
    public var limit = 2_000

    public init() {}
  }
}

extension SpanReader.Settings {
  /// `2 × 32 on 32, up to 10 words, may decline, dropout 0.2`
  public var description: String {
    """
    2 × \(size) on \(embeddingSize), up to \(longest) words\(canDecline ? ", may decline" : ""), \
    dropout \(dropout)
    """
  }

  public func parameterCount(words: [Int]) -> Double {
    let (d, h) = (Double(embeddingSize), Double(size))
    return Double(words[0]) * d + d * d + 8 * h * (3 * d + 1 + 2 * h) + 8 * h * h
  }

  public func write(to writer: inout ByteWriter) {
    for number in [embeddingSize, size, longest, minimumCount, limit] { writer.write(number) }
    writer.write(canDecline)
    writer.write(dropout)
  }

  public init(from reader: inout ByteReader) throws {
    (embeddingSize, size) = (try reader.readInt(), try reader.readInt())
    (longest, minimumCount) = (try reader.readInt(), try reader.readInt())
    limit = try reader.readInt()
    canDecline = try reader.readBool()
    dropout = try reader.readFloat()
    guard min(embeddingSize, size, limit) > 0, (1...1_000_000).contains(longest),
      (0..<1).contains(dropout)
    else {
      throw ByteReader.Malformed()
    }
  }
}
