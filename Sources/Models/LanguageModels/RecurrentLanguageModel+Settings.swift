import Language
import Networks
import Tensors

extension RecurrentLanguageModel: SavedLanguageModel {
  public static let kind = "recurrent language model"
}

extension RecurrentLanguageModel.Settings: RecurrentSettings, ModelSettings {
  /// `lstm 2 × 650 on 650, dropout 0.5, tied`
  public var description: String {
    let kinds = (isVariational ? ", variational" : "") + (isTied ? ", tied" : "")
    return "\(ofLayers), dropout \(dropout)\(kinds)"
  }

  public func parameterCount(words: [Int]) -> Double {
    let (embedding, output) = (Double(embeddingSize), Double(size))
    return Double(words[0]) * (embedding + (isTied ? 0 : output) + 1)
      + parameterCount(ofLayersOn: embedding)
  }

  public func write(to writer: inout ByteWriter) {
    writeLayers(to: &writer)
    writer.write(dropout)
    writer.write(isVariational)
    writer.write(isTied)
  }

  public init(from reader: inout ByteReader) throws {
    try readLayers(from: &reader)
    dropout = try reader.readFloat()
    isVariational = try reader.readBool()
    isTied = try reader.readBool()
    guard !isTied || embeddingSize == size, (0..<1).contains(dropout)
    else { throw ByteReader.Malformed() }
  }
}

// MARK: - Layers

/// What can be chosen in the recurrent layers of a model, be it one of texts or one of questions and
/// answers.
protocol RecurrentSettings {
  var cell: RecurrentLanguageModel.Cell { get set }
  /// D, the size of the vectors that the layers read.
  var embeddingSize: Int { get set }
  /// H, the size of each layer's output.
  var size: Int { get set }
  /// L, how many layers stand one above the other.
  var layers: Int { get set }
}

extension RecurrentLanguageModel.Cell {
  /// How many matrices a layer has on its inputs, and on its state.
  fileprivate var gates: Double {
    switch self {
    case .rnn: 1
    case .gru: 3
    case .lstm: 4
    }
  }
}

extension RecurrentSettings {
  /// `lstm 2 × 650 on 650`
  var ofLayers: String { "\(cell.rawValue) \(layers) × \(size) on \(embeddingSize)" }

  /// How many numbers the weights and biases of the layers have, the lowest of them on `inputs` numbers.
  func parameterCount(ofLayersOn inputs: Double) -> Double {
    let (size, layers) = (Double(size), Double(layers))
    let above = (layers - 1) * (2 * size + 1)
    return cell.gates * size * (inputs + size + 1 + above)
  }

  func writeLayers(to writer: inout ByteWriter) {
    writer.write(cell.rawValue)
    for size in [embeddingSize, size, layers] { writer.write(size) }
  }

  /// - Throws: if the bytes are no layers.
  mutating func readLayers(from reader: inout ByteReader) throws {
    cell = try reader.readChoice()
    embeddingSize = try reader.readInt()
    size = try reader.readInt()
    layers = try reader.readInt()
    guard min(embeddingSize, size, layers) > 0 else { throw ByteReader.Malformed() }
  }

  /// Layers one above the other, `lstm1`, `lstm2`, …, the lowest of them on `inputs` numbers.
  ///
  /// - Parameters:
  ///   - between: what stands between each layer and the next.
  ///   - layer: makes a layer of a number of inputs and a name.
  func stack(
    inputs: Int, between: [any Layer] = [],
    _ layer: (_ inputs: Int, _ name: String) -> any Recurrent
  ) -> RecurrentStack {
    RecurrentStack(
      (0..<layers).map { layer($0 == 0 ? inputs : size, "\(cell.rawValue)\($0 + 1)") },
      between: between)
  }
}
