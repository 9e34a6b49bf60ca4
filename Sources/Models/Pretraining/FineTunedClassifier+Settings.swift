import Ground
import Language
import Networks
import Tensors

extension FineTunedClassifier {
  public static let kind = "fine-tuned text classifier"
  public static let vocabularyCount = 2
  public var vocabularies: [Vocabulary] {
    [vocabulary, Vocabulary(words: classes, counts: classCounts)]
  }

  public static func accepts(_ vocabularies: [Vocabulary]) -> Bool {
    vocabularies[0].count > 0 && vocabularies[1].count > 1
  }

  /// What learns when a pretrained model is fine-tuned.
  public enum Learning: Equatable, Sendable {
    /// The layer that makes scores of a text's vector; the Transformer is frozen.
    case top
    /// All weights.
    case all
    /// That layer, and for queries and values of each attention an update of rank r (`LowRankUpdate`).
    case lowRank(Int)

    /// `top`, `all` or `low-rank`.
    public var name: String {
      switch self {
      case .top: "top"
      case .all: "all"
      case .lowRank: "low-rank"
      }
    }
  }

  /// What can be chosen.
  public struct Settings: ModelSettings {
    /// Those of the pretrained model's Transformer.
    public var transformer: TransformerSettings
    /// Whether each of its words sees only those before it.
    public var isCausal: Bool
    public var learning: Learning
    /// The rate of dropout on the text's vector.
    public var dropout: Float = 0.1

    public init(_ transformer: TransformerSettings, isCausal: Bool, learning: Learning = .all) {
      (self.transformer, self.isCausal, self.learning) = (transformer, isCausal, learning)
    }

    /// The rate at which such a model learns well.
    public var usualRate: Float {
      switch learning {
      case .top: 0.01
      case .all: 0.0005
      case .lowRank: 0.002
      }
    }
  }
}

extension FineTunedClassifier.Settings {
  /// `all weights of 4 × 128, 4 heads, …`
  public var description: String {
    let learning =
      switch learning {
      case .top: "the top"
      case .all: "all weights"
      case .lowRank(let rank): "updates of rank \(rank)"
      }
    return "\(learning) of \(transformer), \(isCausal ? "one way" : "both ways")"
  }

  public func parameterCount(words: [Int]) -> Double {
    let rank: Double = if case .lowRank(let rank) = learning { Double(rank) } else { 0 }
    let (size, layers) = (Double(transformer.size), Double(transformer.layers))
    return transformer.parameterCount(words: [words[0]]) + 3 * rank * size * layers
      + (size + 1) * Double(words[1])
  }

  public func write(to writer: inout ByteWriter) {
    transformer.write(to: &writer)
    writer.write(isCausal)
    writer.write(learning.name)
    if case .lowRank(let rank) = learning { writer.write(rank) }
    writer.write(dropout)
  }

  public init(from reader: inout ByteReader) throws {
    transformer = try TransformerSettings(from: &reader)
    isCausal = try reader.readBool()
    switch try reader.readString() {
    case "top": learning = .top
    case "all": learning = .all
    case "low-rank": learning = .lowRank(try reader.readInt())
    default: throw ByteReader.Malformed()
    }
    dropout = try reader.readFloat()
    if case .lowRank(let rank) = learning, !(1...65_536).contains(rank) {
      throw ByteReader.Malformed()
    }
    guard (0..<1).contains(dropout) else { throw ByteReader.Malformed() }
  }
}
