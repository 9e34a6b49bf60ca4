import Ground
import Language
import Networks
import Tensors

extension Seq2Seq {
  /// What the decoder gets to see of a question.
  public enum Look: Equatable, Sendable {
    /// The state it begins with.
    case plain
    /// The encoder's last output, at every step.
    case peeky
    /// All of the encoder's outputs, weighted anew at every step.
    case attention(Attention.Score)
  }

  /// What can be chosen.
  public struct Settings: Equatable, Sendable {
    public var cell = RecurrentLanguageModel.Cell.lstm
    /// D, the size of the tokens' vectors.
    public var embeddingSize = 16
    /// H, the size of the encoder's outputs and of the decoder's.
    public var size = 128
    /// L, how many layers encoder and decoder have each.
    public var layers = 1
    public var look = Look.plain
    /// Whether questions are read from their end.
    public var isReversing = false
    /// Whether the encoder reads in both directions, with H/2 numbers for each.
    public var isBidirectional = false

    public init() {}
  }

  public convenience init(
    _ source: Vocabulary, _ target: Vocabulary, _ settings: Settings, random: Random
  ) {
    require(
      !settings.isBidirectional || settings.size.isMultiple(of: 2),
      "Two directions can't share \(settings.size) outputs; take an even size.")
    var random = random.stream("weights")
    func embedding(_ words: Vocabulary, _ name: String) -> Embedding {
      Embedding(
        words: words.count, size: settings.embeddingSize, weights: .normal(deviation: 1),
        name: name, random: &random)
    }
    let questions = embedding(source, "encoder.embedding")
    let encoder = settings.encoder(random: &random)
    let answers = embedding(target, "decoder.embedding")
    self.init(
      source, target, embedding: questions, encoder: encoder,
      decoder: settings.decoder(answers, random: &random), isReversing: settings.isReversing,
      settings: settings)
  }
}

extension Seq2Seq.Settings: RecurrentSettings, ModelSettings {
  /// `lstm 1 × 256 on 16, dot attention, reversing, bidirectional`
  public var description: String {
    let kinds = (isReversing ? ", reversing" : "") + (isBidirectional ? ", bidirectional" : "")
    return "\(ofLayers), \(look)\(kinds)"
  }

  public func parameterCount(words: [Int]) -> Double {
    let embedding = Double(embeddingSize)
    // The encoder's layers, of one direction or two, are left out: they have fewer than the decoder's.
    return Double(words[0] + words[1]) * embedding + Double(words[1]) * Double(size)
      + parameterCount(ofLayersOn: embedding)
  }

  public func write(to writer: inout ByteWriter) {
    writeLayers(to: &writer)
    writer.write(look.description)
    writer.write(isReversing)
    writer.write(isBidirectional)
  }

  public init(from reader: inout ByteReader) throws {
    try readLayers(from: &reader)
    let name = try reader.readString()
    isReversing = try reader.readBool()
    isBidirectional = try reader.readBool()
    guard let look = Seq2Seq.Look.allCases.first(where: { $0.description == name }),
      !isBidirectional || size.isMultiple(of: 2)
    else { throw ByteReader.Malformed() }
    self.look = look
  }
}

extension Seq2Seq.Look: CaseIterable, CustomStringConvertible {
  public static var allCases: [Seq2Seq.Look] {
    [.plain, .peeky] + Attention.Score.allCases.map { .attention($0) }
  }

  /// `plain`, `peeky`, `dot attention`, …
  public var description: String {
    switch self {
    case .plain: "plain"
    case .peeky: "peeky"
    case .attention(let score): "\(score.rawValue) attention"
    }
  }
}

extension Seq2Seq.Settings {
  func encoder(random: inout Random) -> any Recurrent {
    stack(inputs: embeddingSize) { inputs, name in
      guard isBidirectional else {
        return cell.layer(
          inputs: inputs, size: size, name: "encoder.\(name)", random: &random)
      }
      let directions = ["onward", "back"].map { direction in
        cell.layer(
          inputs: inputs, size: size / 2, name: "encoder.\(name).\(direction)", random: &random)
      }
      return Bidirectional(directions[0], directions[1])
    }
  }

  fileprivate func decoder(
    _ embedding: Embedding, random: inout Random
  ) -> any SequenceDecoder {
    let recurrent = stack(inputs: embeddingSize + (look == .peeky ? size : 0)) { inputs, name in
      cell.layer(inputs: inputs, size: size, name: "decoder.\(name)", random: &random)
    }
    return switch look {
    case .plain: PlainDecoder(embedding: embedding, recurrent: recurrent, random: &random)
    case .peeky: PeekyDecoder(embedding: embedding, recurrent: recurrent, random: &random)
    case .attention(let score):
      AttentionDecoder(
        embedding: embedding, recurrent: recurrent, score: score, random: &random)
    }
  }
}
