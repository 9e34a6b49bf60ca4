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
    /// Nothing is added; queries and keys are turned.
    case rotary
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
  /// What the blocks are made of. With gates, their feed-forward layers are narrower and have as many weights.
  public var block = BlockParts()
  /// How attention is told of places.
  public var positions = Positions.sinusoidal
  /// Whether the output's weights are the tokens' vectors (Press and Wolf, 2017).
  public var isTied = false
  /// How much probability training gives to what is not the target (the paper: 0.1).
  public var smoothing: Float = 0

  public init() {}

  /// H, the size within a feed-forward layer: 4 D, or with gates 8/3 D, rounded to a multiple of eight.
  var hidden: Int { block.isGated ? (8 * size / 3 + 7) / 8 * 8 : 4 * size }
}

extension TransformerSettings: ModelSettings {
  /// `4 × 128, 4 heads, context 64, dropout 0.1, norms before, learned positions, tied`
  public var description: String {
    let details =
      (isTied ? ", tied" : "") + (smoothing > 0 ? ", smoothing \(smoothing)" : "")
      + (block.norm == .rms ? ", RMSNorm" : "") + (block.isGated ? ", SwiGLU" : "")
      + (block.keyHeads.map { ", keys of \($0) heads" } ?? "")
    return """
      \(layers) × \(size), \(heads) heads, context \(context), dropout \(dropout), norms \
      \(norm.rawValue), \(positions.rawValue) positions\(details)
      """
  }

  public func parameterCount(words: [Int]) -> Double {
    let size = Double(size)
    let places = positions == .learned ? Double(context) : 0
    // The attention's four matrices, two of them perhaps narrower, and the two or three of the feed-forward
    // layer, which have 8 D² together; in floating point, since damaged sizes may be any.
    let attention = 2 * size + 2 * size * Double(block.keyHeads ?? heads) / Double(heads)
    return size * (Double(words.reduce(0, +)) + places + (attention + 8 * size) * Double(layers))
  }

  public func write(to writer: inout ByteWriter) {
    for size in [size, layers, heads, context] { writer.write(size) }
    writer.write(dropout)
    writer.write(norm.rawValue)
    writer.write(positions.rawValue)
    writer.write(isTied)
    writer.write(smoothing)
    guard isModern else { return }
    writer.write(TransformerSettings.modern)
    writer.write(block.norm.rawValue)
    writer.write(block.isGated)
    writer.write(block.keyHeads ?? 0)
  }

  /// What follows in a file after the settings that all files have, if any later one isn't as it was.
  private static let modern = "since 2017"
  private var isModern: Bool { block != BlockParts() }

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
    try readModern(from: &reader)
    guard min(size, layers, heads, context) > 0, size.isMultiple(of: heads),
      positions == .learned || size.isMultiple(of: 2),
      positions != .rotary || (size / heads).isMultiple(of: 2),
      block.keyHeads.map({ $0 > 0 && heads.isMultiple(of: $0) }) ?? true,
      (0..<1).contains(dropout), (0..<1).contains(smoothing)
    else { throw ByteReader.Malformed() }
  }

  private mutating func readModern(from reader: inout ByteReader) throws {
    var after = reader
    guard (try? after.readString()) == TransformerSettings.modern else { return }
    reader = after
    block.norm = try reader.readChoice()
    block.isGated = try reader.readBool()
    let count = try reader.readInt()
    block.keyHeads = count == 0 ? nil : count
  }
}
