import Foundation
import Ground
import Networks
import Tensors

/// A published BERT, opened: pieces of words to vectors that know the whole text (Devlin et al., NAACL 2019).
///
/// It is chapter 9's encoder: blocks with the norms after the layers, each step seeing all others. Only what
/// comes in differs: positions are learned, each piece also bears the vector of the part of the text that it
/// stands in (here always the first), and the sum is brought to one size.
public final class BERTEncoder {
  /// What the model's `config.json` says.
  public struct Settings: Equatable, Sendable {
    /// D, the size of a vector.
    public var size: Int
    public var layers: Int
    public var heads: Int
    /// The size within the feed-forward layers.
    public var hidden: Int
    /// How many pieces a text may have.
    public var places: Int
    /// How many pieces there are.
    public var words: Int
    /// What keeps norms from a division by zero.
    public var epsilon: Float
  }

  public let settings: Settings
  private let file: Safetensors
  /// `bert.` where the file holds what was trained upon the encoder as well.
  private let prefix: String
  /// What is added in each place: (places, D), of its position and of its part of the text.
  private let added: Tensor
  private let norm: LayerNorm
  private let blocks: [TransformerBlock]
  /// How many pieces each row had at the latest forward.
  private var lengths: [Int] = []

  /// Opens the model in a folder: `config.json` and `model.safetensors`.
  ///
  /// - Throws: `InputError` if they can't be read or are of another kind of model.
  public init(folder: String) throws {
    let settings = try Settings(path: "\(folder)/config.json")
    file = try Safetensors(path: "\(folder)/model.safetensors")
    let words = "embeddings.word_embeddings.weight"
    prefix = file.shape(of: words) == nil ? "bert." : ""
    self.settings = settings
    let source = Source(file: file, prefix: prefix)
    try demand(
      file.shape(of: prefix + words) == [settings.words, settings.size],
      "\(folder): config.json and model.safetensors are of different models.")
    let positions = try source.tensor(
      "embeddings.position_embeddings.weight", [settings.places, settings.size])
    let part = try source.row(0, of: "embeddings.token_type_embeddings.weight", settings.size)
    added = positions + part
    norm = LayerNorm(settings.size, epsilon: settings.epsilon)
    try source.fill([norm.gain, norm.bias], from: "embeddings.LayerNorm")
    blocks = try (0..<settings.layers).map { layer in
      try source.block(layer, settings)
    }
  }

  /// N rows of ids, as many as they have → (N, T, D), T being the longest; 0 beyond a row's end. No row
  /// depends on the others.
  ///
  /// - Throws: `InputError` if a row is empty or has more ids than the model has places.
  public func forward(_ rows: [[Int]]) throws -> Tensor {
    let lengths = rows.map(\.count)
    return try vectors(of: rows).spread(lengths, over: lengths.max() ?? 0)
  }

  /// The same for all pieces of the first row, then of the second, and so on: (Σ lengths, D).
  ///
  /// - Throws: `InputError` as `forward` does.
  func vectors(of rows: [[Int]]) throws -> Tensor {
    lengths = rows.map(\.count)
    let longest = lengths.max() ?? 0
    try demand(
      lengths.allSatisfy { $0 > 0 } && longest <= settings.places,
      "The model reads texts of 1 to \(settings.places) pieces, \(longest) are too many or none.")
    var x = try file.rows(
      rows.flatMap { $0 }, of: "\(prefix)embeddings.word_embeddings.weight")
    x += added.rows(at: lengths.flatMap { Array(0..<$0) })
    x = norm.value(x)
    for block in blocks { x = block.value(x, lengths: lengths) }
    return x
  }

  /// How much each piece looks at each other in one of the layers, at the latest forward:
  /// (N, heads, T, T); 0 beyond a row's end.
  public func weights(layer: Int) -> Tensor {
    let (attention, longest) = (blocks[layer].attention, lengths.max() ?? 0)
    var weights = Tensor.zeros(lengths.count * settings.heads * longest, longest)
    for (n, length) in lengths.enumerated() {
      let own = attention.weights(ofText: n).reshaped(-1, length)
      for row in 0..<settings.heads * length {
        let place = (n * settings.heads + row / length) * longest + row % length
        for (s, weight) in own.row(row).values.enumerated() { weights[place, s] = weight }
      }
    }
    return weights.reshaped(lengths.count, settings.heads, longest, longest)
  }
}

extension BERTEncoder.Settings {
  /// - Throws: `InputError` if the file can't be read, or is no BERT's.
  init(path: String) throws {
    let object = try? JSONSerialization.jsonObject(with: try Files.bytes(at: path))
    guard let fields = object as? [String: Any] else {
      try Files.checkReadable(path)
      throw InputError("\(path) is no configuration of a model: it holds no JSON object.")
    }
    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int {
      guard let number = fields[name] as? Int, range.contains(number) else {
        throw InputError("\(path) has no sensible \(name); take the file as published.")
      }
      return number
    }
    let activation = fields["hidden_act"] as? String ?? "gelu"
    let places = fields["position_embedding_type"] as? String ?? "absolute"
    try demand(
      activation == "gelu" && places == "absolute",
      "\(path): only models with hidden_act gelu and absolute positions are read.")
    size = try number("hidden_size", in: 1...65_536)
    layers = try number("num_hidden_layers", in: 1...1_000)
    heads = try number("num_attention_heads", in: 1...1_024)
    hidden = try number("intermediate_size", in: 1...1_048_576)
    self.places = try number("max_position_embeddings", in: 1...1_048_576)
    words = try number("vocab_size", in: 1...10_000_000)
    epsilon = Float(fields["layer_norm_eps"] as? Double ?? 1e-12)
    try demand(
      size % heads == 0, "\(path): \(size) columns can't be shared out to \(heads) heads.")
  }
}

/// The model's tensors under the names that they were published with.
private struct Source {
  let file: Safetensors
  let prefix: String

  func tensor(_ name: String, _ shape: [Int]) throws -> Tensor {
    let tensor = try file.tensor(prefix + name)
    try demand(
      tensor.shape == shape, "“\(name)” has the shape \(tensor.shape), not \(shape) as expected.")
    return tensor
  }

  func row(_ row: Int, of name: String, _ size: Int) throws -> Tensor {
    try file.rows([row], of: prefix + name).reshaped(size)
  }

  /// Sets a norm's gain and bias.
  func fill(_ parameters: [Parameter], from name: String) throws {
    for (parameter, part) in zip(parameters, ["weight", "bias"]) {
      parameter.value = try tensor("\(name).\(part)", parameter.value.shape)
    }
  }

  /// An affine layer's W (inputs, outputs) and b, of a file that holds W the other way round.
  func affine(_ name: String, _ inputs: Int, _ outputs: Int) throws -> [Tensor] {
    [
      try tensor("\(name).weight", [outputs, inputs]).transposed(),
      try tensor("\(name).bias", [outputs]),
    ]
  }

  func block(_ layer: Int, _ settings: BERTEncoder.Settings) throws -> TransformerBlock {
    var random = Random(seed: 0, stream: "replaced")
    let (size, hidden) = (settings.size, settings.hidden)
    let block = TransformerBlock(
      size: size, heads: settings.heads, hidden: hidden, isCausal: false, norm: .after,
      epsilon: settings.epsilon, activation: GELU(.exact), weights: .zeros, random: &random)
    let name = "encoder.layer.\(layer)"
    let asked = try ["query", "key", "value"].map {
      try affine("\(name).attention.self.\($0)", size, size)
    }
    let attention = [
      Tensor.concatenate(asked.map { $0[0] }, axis: 1), .concatenate(asked.map { $0[1] }),
    ]
    func norm(_ part: String) throws -> [Tensor] {
      try ["weight", "bias"].map { try tensor("\(name).\(part).LayerNorm.\($0)", [size]) }
    }
    let values =
      try attention + affine("\(name).attention.output.dense", size, size)
      + norm("attention.output") + affine("\(name).intermediate.dense", size, hidden)
      + affine("\(name).output.dense", hidden, size) + norm("output")
    for (parameter, value) in zip(block.parameters, values) { parameter.value = value }
    return block
  }
}
