import Foundation
import Language
import Models
import Networks
import Tensors
import Testing

/// Layers and models of every kind, to look into.
private func subjects() -> [any Trainable] {
  var random = Random(seed: 1, stream: "parts")
  let (words, counts) = (Vocabulary(words: ["a", "b", "c", Pairs.end]), [4, 3, 2, 1])
  let tagged = Vocabulary(words: ["a", "b", Vocabulary.unknown])
  func embedding(size: Int = 4) -> Embedding { Embedding(words: 4, size: size, random: &random) }
  func lstm(inputs: Int = 4) -> LSTM { LSTM(inputs: inputs, size: 4, random: &random) }
  func dropout() -> Dropout { Dropout(0.5, random: random) }
  let layers: [any Trainable] = [
    Affine(inputs: 4, outputs: 4, random: &random), Softmax(), embedding(), dropout(),
    VariationalDropout(0.5, random: random), EmbeddingDot(embedding().weight), LayerNorm(4),
    RMSNorm(4), Convolution(width: 2, inputs: 4, filters: 4, random: &random), MaxOverTime(),
    MaxPool2D(), LinearChainCRF(tags: 4),
    WordFilters(widths: [2], inputs: 4, filters: 4, random: &random),
    Network(
      GatedFeedForward(size: 4, hidden: 5, random: &random), loss: SquaredError()),
    Sequential(PReLU(), ReLU(), Sigmoid(), Tanh(), ELU(), GELU(), LeakyReLU(), dropout()),
    PositionalEncoding(size: 4), PositionalEncoding(places: 3, size: 4, random: &random),
    Network(FeedForward(size: 4, hidden: 5, random: &random), loss: SquaredError()),
    RecurrentStack(
      [
        Bidirectional(lstm(), RNN(inputs: 4, size: 4, random: &random)), lstm(inputs: 8),
        GRU(inputs: 4, size: 4, reset: .after, random: &random),
      ], between: [dropout(), Tanh()]),
    GRU(inputs: 4, size: 4, random: &random),
    LowRankUpdate(inputs: 4, outputs: 4, rank: 2, random: &random),
  ]
  let scores: [any Trainable] = Attention.Score.allCases.map {
    Attention($0, queries: 4, memory: 4, random: &random)
  }
  let outputs: [any WordOutput] = [
    FullSoftmax(words: 4, size: 4, random: &random),
    HierarchicalSoftmax(counts: counts, size: 4, random: &random),
    NegativeSamplingLoss(counts: counts, size: 4, random: &random),
  ]
  var recurrent = RecurrentLanguageModel.Settings()
  (recurrent.layers, recurrent.isVariational, recurrent.isTied) = (2, true, true)
  var sequences = Seq2Seq.Settings()
  var transformer = TransformerSettings()
  (transformer.layers, transformer.dropout, transformer.positions) = (1, 0.1, .learned)
  var modern = transformer
  modern.positions = .rotary
  (modern.block.norm, modern.block.isGated, modern.block.keyHeads) = (.rms, true, 1)
  let taggers = Tagger.Characters.allCases.map { characters in
    var settings = Tagger.Settings()
    (settings.characters, settings.isChain) = (characters, characters != .none)
    return Tagger([Vocabulary](repeating: tagged, count: 3), settings, random: random)
  }
  let models: [any Trainable] = [
    RecurrentLanguageModel(words, .init(), random: random),
    RecurrentLanguageModel(words, recurrent, random: random),
    TransformerLanguageModel(words, transformer, random: random),
    Transformer(words, words, transformer, random: random),
    TransformerLanguageModel(words, modern, random: random),
    MaskedLanguageModel(words, transformer, random: random),
  ]
  let fineTuned = [FineTunedClassifier.Learning.all, .lowRank(2)].map { learning in
    FineTunedClassifier(
      [words, tagged], .init(transformer, isCausal: true, learning: learning), random: random)
  }
  let answering = Seq2Seq.Look.allCases.map { look in
    sequences.look = look
    return Seq2Seq(words, words, sequences, random: random)
  }
  let classifiers = NeuralTextClassifier.Encoder.allCases.map { encoder in
    var settings = NeuralTextClassifier.Settings(encoder)
    (settings.embeddingSize, settings.filters, settings.size) = (4, 4, 4)
    let classes = Vocabulary(words: ["x", "y"])
    return NeuralTextClassifier([words, classes], settings, random: random)
  }
  let covering = Attention(.dot, queries: 4, memory: 4, hasCoverage: true, random: &random)
  let finding: [any Trainable] = DualEncoder.Encoder.allCases.map { encoder in
    var settings = DualEncoder.Settings()
    (settings.encoder, settings.embeddingSize, settings.size) = (encoder, 4, 4)
    settings.isShared = encoder == .mean
    return DualEncoder([tagged], settings, random: random)
  }
  var reading = SpanReader.Settings()
  (reading.canDecline, reading.dropout) = (true, 0.5)
  var copying = PointerGenerator.Settings()
  copying.coverage = 1
  let signs = Vocabulary(words: ["a", Vocabulary.unknown, Pairs.end])
  let retrieval: [any Trainable] =
    finding + [
      covering, CrossEncoder([tagged], .init(), random: random),
      SpanReader([tagged], .init(), random: random), SpanReader([tagged], reading, random: random),
      PointerGenerator([signs], .init(), random: random),
      PointerGenerator([signs], copying, random: random),
    ]
  return layers + scores + models + fineTuned + taggers + answering + classifiers + retrieval
    + outputs.flatMap { [CBOW(embedding(), $0), SkipGram(embedding(), $0)] as [any Trainable] }
}

/// What an object holds in its properties, lists and tuples opened.
private func held(by object: Any) -> [Any] {
  func content(_ value: Any) -> [Any] {
    let mirror = Mirror(reflecting: value)
    return switch mirror.displayStyle {
    case .optional, .tuple, .collection: mirror.children.flatMap { content($0.value) }
    case .struct where !(value is Tensor || value is Random):
      mirror.children.flatMap { content($0.value) }
    default: [value]
    }
  }
  return sequence(first: Mirror(reflecting: object), next: \.superclassMirror).flatMap { mirror in
    mirror.children.flatMap { content($0.value) }
  }
}

/// Checks that a layer names all that it holds, and so do its parts. Returns their kinds.
private func check(_ layer: any Trainable) -> Set<String> {
  let kind = "\(type(of: layer))"
  if layer is Parameter { return [] }
  let (held, parts) = (held(by: layer), layer.parts)
  let trainable = held.compactMap { $0 as? any Trainable }
  #expect(
    Set(parts.map(ObjectIdentifier.init)) == Set(trainable.map(ObjectIdentifier.init)), "\(kind)")
  #expect(parts.count == trainable.count, "\(kind)")
  #expect(
    layer.parameters.map(ObjectIdentifier.init)
      == parts.flatMap(\.parameters).map(ObjectIdentifier.init), "\(kind)")

  let streams = held.compactMap { $0 as? Random }.map { CarriedState.random($0.state) }
  var carried = streams + parts.flatMap(\.carriedState)
  if let layer = layer as? any Recurrent, !parts.contains(where: { $0 is any Recurrent }) {
    carried.insert(.state(layer.state), at: 0)
  }
  #expect(layer.carriedState == carried, "\(kind)")
  return parts.reduce([String(kind.prefix { $0 != "<" })]) { $0.union(check($1)) }
}

@Suite struct PartsTests {
  @Test func everyLayerNamesAllItsParts() throws {
    let seen = subjects().reduce(into: Set<String>()) { $0.formUnion(check($1)) }
    // Every kind of layer that there is must be among them.
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources").standardizedFileURL
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    let declaration =
      /^(public |private )?final class (\w+)(<[^>]*>)?: [^{]*\b(Trainable|Layer|Activation|Recurrent|Attention\w+|Word\w+|Sequence\w+|\w*Model)\b/
      .anchorsMatchLineEndings()
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: declaration) {
        #expect(seen.contains(String(match.2)), "\(file.lastPathComponent)")
      }
    }
  }

  @Test func whatIsCarriedGoesBackToEachPart() {
    for (one, other) in zip(subjects(), subjects()) {
      one.carriedState = one.carriedState.map {
        switch $0 {
        case .state: .state([.ones(2, 4)])
        case .random(let state): .random(.init(key: state.key, drawn: state.drawn + 4))
        }
      }
      let carried = one.carriedState
      #expect(carried.isEmpty || carried != other.carriedState)
      other.carriedState = carried
      #expect(other.carriedState == carried)
      other.resetState()
      for case .state(let state) in other.carriedState { #expect(state.isEmpty) }
    }
  }

  /// A reader's own layer, made of two.
  private final class Both: Recurrent {
    let lower, upper: RNN
    init(_ lower: RNN, _ upper: RNN) { (self.lower, self.upper) = (lower, upper) }
    var parts: [any Trainable] { [lower, upper] }
    var inputs: Int { lower.inputs }
    var outputs: Int { upper.outputs }
    var dState: [Tensor] { lower.dState + upper.dState }
    var state: [Tensor] {
      get { lower.state + upper.state }
      set { (lower.state, upper.state) = (Array(newValue.prefix(1)), Array(newValue.dropFirst())) }
    }
    func forward(_ x: Tensor, lengths: [Int]?, mode: Mode) -> Tensor {
      upper.forward(lower.forward(x, lengths: lengths, mode: mode), lengths: lengths, mode: mode)
    }
    func backward(_ dy: Tensor, dState: [Tensor]) -> Tensor {
      lower.backward(upper.backward(dy))
    }
  }

  @Test func whatIsMadeOfLayersMustSayHowHighTheyStand() async {
    await #expect(processExitsWith: .failure) {
      var random = Random(seed: 1, stream: "both")
      let both = Both(
        RNN(inputs: 2, size: 3, random: &random), RNN(inputs: 3, size: 3, random: &random))
      _ = both.height
    }
  }
}
