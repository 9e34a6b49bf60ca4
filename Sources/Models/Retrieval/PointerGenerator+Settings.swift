import Ground
import Language
import Networks

extension PointerGenerator {
  public static let kind = "pointer-generator"
  public static var vocabularyCount: Int { 1 }
  public var vocabularies: [Vocabulary] { [vocabulary] }

  public static func accepts(_ vocabularies: [Vocabulary]) -> Bool {
    vocabularies.allSatisfy { $0[Vocabulary.unknown] != nil && $0[Pairs.end] != nil }
  }

  /// What can be chosen.
  public struct Settings: ModelSettings {
    /// D, the size of the vectors of words.
    public var embeddingSize = 32
    /// H, the size of the decoder's LSTM, and of the encoder's, which has half of it for each direction.
    public var size = 64
    /// How well a step of the decoder and one of the encoder fit.
    public var score = Attention.Score.additive
    /// The price of looking where one has looked before (the paper: 1); with 0 attention doesn't even know.
    public var coverage: Float = 0
    /// How often a word must occur to be in the vocabulary.
    public var minimumCount = 1
    /// How many words the vocabulary has at most; nil: as many as there are.
    public var vocabularyLimit: Int?
    /// Of how many words a text is read at most.
    public var limit = 400

    public init() {}
  }
}

extension PointerGenerator.Settings {
  /// `64 on 32, additive attention, coverage 1.0`
  public var description: String {
    "\(size) on \(embeddingSize), \(score.rawValue) attention, coverage \(coverage)"
  }

  /// The encoder's layers.
  var layers: Seq2Seq.Settings {
    var layers = Seq2Seq.Settings()
    (layers.embeddingSize, layers.size, layers.isBidirectional) = (embeddingSize, size, true)
    return layers
  }

  public func parameterCount(words: [Int]) -> Double {
    let (d, h, v) = (Double(embeddingSize), Double(size), Double(words[0]))
    return v * d + 4 * h * (d + h + 1) + 4 * h * (d + h / 2 + 1) + (2 * h + 1) * v + 2 * h + d
  }

  public func write(to writer: inout ByteWriter) {
    for number in [embeddingSize, size, minimumCount, vocabularyLimit ?? 0, limit] {
      writer.write(number)
    }
    writer.write(score.rawValue)
    writer.write(coverage)
  }

  public init(from reader: inout ByteReader) throws {
    (embeddingSize, size) = (try reader.readInt(), try reader.readInt())
    minimumCount = try reader.readInt()
    let most = try reader.readInt()
    vocabularyLimit = most == 0 ? nil : most
    limit = try reader.readInt()
    score = try reader.readChoice()
    coverage = try reader.readFloat()
    guard min(embeddingSize, size, limit) > 0, size.isMultiple(of: 2),
      coverage >= 0, coverage.isFinite
    else { throw ByteReader.Malformed() }
  }
}
