import Language
import Networks
import Tensors

extension RecurrentLanguageModel: SavedLanguageModel {
  public static let kind = "recurrent language model"
}

extension RecurrentLanguageModel.Settings: ModelSettings {
  /// `lstm 2 × 650 on 650, dropout 0.5, tied`
  public var description: String {
    let kinds = (isVariational ? ", variational" : "") + (isTied ? ", tied" : "")
    return "\(cell.rawValue) \(layers) × \(size) on \(embeddingSize), dropout \(dropout)\(kinds)"
  }

  public func write(to writer: inout ByteWriter) {
    writer.write(cell.rawValue)
    for size in [embeddingSize, size, layers] { writer.write(size) }
    writer.write(dropout)
    writer.write(isVariational)
    writer.write(isTied)
  }

  public init(from reader: inout ByteReader) throws {
    cell = try reader.readChoice()
    embeddingSize = try reader.readInt()
    size = try reader.readInt()
    layers = try reader.readInt()
    dropout = try reader.readFloat()
    isVariational = try reader.readBool()
    isTied = try reader.readBool()
    guard min(embeddingSize, size, layers) > 0, !isTied || embeddingSize == size,
      (0..<1).contains(dropout)
    else { throw ByteReader.Malformed() }
  }
}
