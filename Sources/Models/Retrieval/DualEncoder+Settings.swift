import Ground
import Language
import Networks

extension DualEncoder {
  public static let kind = "dual encoder"
  public static var vocabularyCount: Int { 1 }
  public var vocabularies: [Vocabulary] { [vocabulary] }

  public static func accepts(_ vocabularies: [Vocabulary]) -> Bool {
    vocabularies.allSatisfy { $0[Vocabulary.unknown] != nil }
  }

  /// What makes a vector of a text.
  public enum Encoder: String, CaseIterable, Sendable {
    /// The mean of the vectors of its words.
    case mean
    /// The largest numbers that an LSTM in either direction gives anywhere.
    case lstm
  }

  /// What two vectors are compared by.
  public enum Likeness: String, CaseIterable, Sendable {
    /// The dot product of both, brought to length 1.
    case cosine
    /// The dot product: long vectors are found more often.
    case dot
  }

  /// What can be chosen.
  public struct Settings: ModelSettings {
    public var encoder = Encoder.mean
    /// D, the size of the vectors of words.
    public var embeddingSize = 64
    /// H, the size of the LSTM's output in each direction.
    public var size = 64
    public var likeness = Likeness.cosine
    /// τ, what likeness is divided by before the softmax: cosines are at most 1, and e¹ is soon outweighed by
    /// many e⁰.
    public var temperature: Float = 0.05
    /// Whether questions and passages are read by one encoder.
    public var isShared = true
    /// Whether passages look for their questions too while the model learns.
    public var isSymmetric = false
    /// How often a word must occur to have a vector.
    public var minimumCount = 1
    /// The rate of dropout on what an LSTM reads.
    public var dropout: Float = 0
    /// Of how many words a text is read at most.
    public var limit = 1_000

    public init() {}
  }
}

extension DualEncoder.Settings {
  /// `mean on 64, shared, cosine / 0.05`
  public var description: String {
    let encoder = encoder == .mean ? "mean" : "lstm both ways × \(size), dropout \(dropout)"
    return """
      \(encoder) on \(embeddingSize), \(isShared ? "shared" : "apart"), \(likeness.rawValue) / \
      \(temperature)\(isSymmetric ? ", both directions" : "")
      """
  }

  public func parameterCount(words: [Int]) -> Double {
    let (d, h) = (Double(embeddingSize), Double(size))
    let layers = encoder == .mean ? 0 : 8 * h * (d + h + 1)
    return (isShared ? 1 : 2) * (Double(words[0]) * d + layers)
  }

  public func write(to writer: inout ByteWriter) {
    writer.write(encoder.rawValue)
    writer.write(likeness.rawValue)
    for number in [embeddingSize, size, minimumCount, limit] { writer.write(number) }
    for number in [temperature, dropout] { writer.write(number) }
    for choice in [isShared, isSymmetric] { writer.write(choice) }
  }

  public init(from reader: inout ByteReader) throws {
    (encoder, likeness) = (try reader.readChoice(), try reader.readChoice())
    (embeddingSize, size) = (try reader.readInt(), try reader.readInt())
    (minimumCount, limit) = (try reader.readInt(), try reader.readInt())
    (temperature, dropout) = (try reader.readFloat(), try reader.readFloat())
    (isShared, isSymmetric) = (try reader.readBool(), try reader.readBool())
    guard min(embeddingSize, size, limit) > 0, temperature > 0, temperature.isFinite,
      (0..<1).contains(dropout)
    else { throw ByteReader.Malformed() }
  }
}
