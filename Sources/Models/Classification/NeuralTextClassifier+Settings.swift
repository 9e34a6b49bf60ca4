import Ground
import Language
import Networks
import Tensors

extension NeuralTextClassifier {
  public static let kind = "neural text classifier"
  public static var vocabularyCount: Int { 2 }
  public var vocabularies: [Vocabulary] {
    [vocabulary, Vocabulary(words: classes, counts: classCounts)]
  }

  public static func accepts(_ vocabularies: [Vocabulary]) -> Bool {
    vocabularies[0].count > 0 && vocabularies[1].count > 1
  }

  public static func accepts(_ settings: Settings, with vocabularies: [Vocabulary]) -> Bool {
    settings.classWeights.map { $0.count == vocabularies[1].count } ?? true
  }

  /// What makes a vector of a text.
  public enum Encoder: String, CaseIterable, Sendable {
    /// The mean of the vectors of its words, and of rows of words (fastText).
    case mean
    /// What filters of several widths find anywhere in it (Kim).
    case convolution
    /// The largest numbers that an LSTM in either direction gives anywhere.
    case lstm
    /// The same LSTM on what filters of three words give at each word.
    case convolutionLSTM = "convolution-lstm"
  }

  /// What can be chosen.
  public struct Settings: ModelSettings {
    public var encoder = Encoder.convolution
    /// D, the size of the vectors of words.
    public var embeddingSize = 300
    /// F, how many filters there are of each width.
    public var filters = 100
    /// How many words filters see.
    public var widths = [3, 4, 5]
    /// H, the size of the LSTM's output in each direction.
    public var size = 150
    /// How many words the longest features have that a mean is taken of.
    public var longest = 1
    /// How often a word must occur to have a vector.
    public var minimumCount = 1
    /// The rate of dropout on the text's vector, and on what an LSTM reads.
    public var dropout: Float = 0.5
    /// The largest norm of the weights of a class.
    public var maxNorm: Float?
    /// The weight of each class's texts; 1 unless given.
    public var classWeights: [Float]?
    /// Of how many words a text is read at most.
    public var limit = 1_000

    /// What is usual for an encoder.
    public init(_ encoder: Encoder = .convolution) {
      self.encoder = encoder
      if encoder == .convolution { maxNorm = 3 }
      if encoder == .mean { (embeddingSize, dropout, longest) = (50, 0, 2) }
    }

    /// The rate at which such a model learns well.
    public var usualRate: Float {
      switch encoder {
      case .mean: 10
      case .convolution: 0.001
      case .lstm, .convolutionLSTM: 0.002
      }
    }
  }
}

extension NeuralTextClassifier.Settings {
  /// `convolution 3, 4, 5 × 100 on 300, dropout 0.5`
  public var description: String {
    let encoder =
      switch encoder {
      case .mean: longest == 1 ? "mean of words" : "mean of words and rows of up to \(longest)"
      case .convolution:
        "convolution " + widths.map { "\($0)" }.joined(separator: ", ") + " × \(filters)"
      case .lstm: "lstm both ways × \(size)"
      case .convolutionLSTM: "lstm both ways × \(size) on convolution 3 × \(filters)"
      }
    return "\(encoder) on \(embeddingSize), dropout \(dropout)"
  }

  /// The encoder, which reads vectors of `embedding`.
  func textEncoder(
    on embedding: Embedding, random: Random, weights: inout Random
  ) -> any TextEncoder {
    let d = embeddingSize
    switch encoder {
    case .mean: return MeanEncoder(embedding)
    case .convolution:
      return FilterEncoder(
        embedding,
        WordFilters(
          widths: widths, inputs: d, filters: filters, weights: .small, random: &weights))
    case .lstm, .convolutionLSTM:
      let isFiltered = encoder == .convolutionLSTM
      let filters =
        isFiltered
        ? Convolution(
          width: 3, inputs: d, filters: filters, padding: 1, weights: .small, random: &weights)
        : nil
      func lstm(_ name: String) -> LSTM {
        LSTM(inputs: filters?.filters ?? d, size: size, name: name, random: &weights)
      }
      return RecurrentEncoder(
        embedding, Dropout(dropout, random: random.stream("dropout of words")), filters,
        Bidirectional(lstm("onward"), lstm("back")))
    }
  }

  public func parameterCount(words: [Int]) -> Double {
    let (d, f, h) = (Double(embeddingSize), Double(filters), Double(size))
    func lstm(_ inputs: Double) -> Double { 8 * h * (inputs + h + 1) }
    let inner: (numbers: Double, outputs: Double) =
      switch encoder {
      case .mean: (0, d)
      case .convolution:
        (widths.reduce(0) { $0 + (Double($1) * d + 1) * f }, Double(widths.count) * f)
      case .lstm: (lstm(d), 2 * h)
      case .convolutionLSTM: ((3 * d + 1) * f + lstm(f), 2 * h)
      }
    return Double(words[0]) * d + inner.numbers + (inner.outputs + 1) * Double(words[1])
  }

  public func write(to writer: inout ByteWriter) {
    writer.write(encoder.rawValue)
    for number in [embeddingSize, filters, size, longest, minimumCount, limit] {
      writer.write(number)
    }
    writer.write(widths) { $0.write($1) }
    writer.write(dropout)
    writer.write(maxNorm) { $0.write($1) }
    writer.write(classWeights) { $0.write($1) { $0.write($1) } }
  }

  public init(from reader: inout ByteReader) throws {
    self.init(try reader.readChoice())
    (embeddingSize, filters) = (try reader.readInt(), try reader.readInt())
    (size, longest) = (try reader.readInt(), try reader.readInt())
    (minimumCount, limit) = (try reader.readInt(), try reader.readInt())
    widths = try reader.readArray { try $0.readInt() }
    dropout = try reader.readFloat()
    maxNorm = try reader.readOptional { try $0.readFloat() }
    classWeights = try reader.readOptional { try $0.readArray { try $0.readFloat() } }
    guard min(embeddingSize, filters, size) > 0, (1...1_000).contains(longest), limit > 0,
      !widths.isEmpty, widths.allSatisfy({ (1...1_000).contains($0) }), (0..<1).contains(dropout),
      maxNorm.map({ $0 > 0 }) ?? true
    else { throw ByteReader.Malformed() }
  }
}

extension Initializer {
  /// Even between ±1/√inputs: what a filter makes of a text is at first as large as the words' numbers.
  fileprivate static let small = Initializer { inputs, outputs, random in
    let limit = 1 / Float(inputs).squareRoot()
    return .uniform([inputs, outputs], in: -limit..<limit, random: &random)
  }
}
