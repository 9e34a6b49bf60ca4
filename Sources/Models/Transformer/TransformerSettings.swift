import Language
import Networks
import Tensors

/// What can be chosen in a Transformer.
public struct TransformerSettings: Equatable, Sendable {
  /// How a token's place becomes a vector.
  public enum Positions: String, CaseIterable, Sendable {
    /// Waves of many lengths, fixed.
    case sinusoidal
    /// One vector for each place.
    case learned
  }

  /// D, the size of vectors throughout.
  public var size = 128
  /// L, how many blocks there are; in an encoder–decoder, in each of the two.
  public var layers = 4
  /// How many heads look back in each block; D is shared out among them.
  public var heads = 4
  /// How many tokens it sees at most.
  public var context = 64
  /// The rate of dropout on the vectors and on what each layer adds to them.
  public var dropout: Float = 0
  /// Whether norms stand before the layers or, as in the paper, after the sums.
  public var norm = NormPlace.before
  /// How places become vectors.
  public var positions = Positions.sinusoidal
  /// Whether the output's weights are the tokens' vectors (Press and Wolf, 2017).
  public var isTied = false
  /// How much probability training gives to what is not the target (the paper: 0.1).
  public var smoothing: Float = 0

  public init() {}
}

extension TransformerSettings: ModelSettings {
  /// `4 × 128, 4 heads, context 64, dropout 0.1, norms before, learned positions, tied`
  public var description: String {
    let details = (isTied ? ", tied" : "") + (smoothing > 0 ? ", smoothing \(smoothing)" : "")
    return """
      \(layers) × \(size), \(heads) heads, context \(context), dropout \(dropout), norms \
      \(norm.rawValue), \(positions.rawValue) positions\(details)
      """
  }

  public func parameterCount(words: [Int]) -> Double {
    let size = Double(size)
    let places = positions == .learned ? Double(context) : 0
    // The attention's four matrices, and the two of the feed-forward layer, which is four times as wide.
    return size * (Double(words.reduce(0, +)) + places + 12 * size * Double(layers))
  }

  public func write(to writer: inout ByteWriter) {
    for size in [size, layers, heads, context] { writer.write(size) }
    writer.write(dropout)
    writer.write(norm.rawValue)
    writer.write(positions.rawValue)
    writer.write(isTied)
    writer.write(smoothing)
  }

  public init(from reader: inout ByteReader) throws {
    size = try reader.readInt()
    layers = try reader.readInt()
    heads = try reader.readInt()
    context = try reader.readInt()
    dropout = try reader.readFloat()
    norm = try reader.readChoice()
    positions = try reader.readChoice()
    isTied = try reader.readBool()
    smoothing = try reader.readFloat()
    guard min(size, layers, heads, context) > 0, size.isMultiple(of: heads),
      positions == .learned || size.isMultiple(of: 2),
      (0..<1).contains(dropout), (0..<1).contains(smoothing)
    else { throw ByteReader.Malformed() }
  }
}
