import Ground
import Language
import Networks
import Tensors

/// A recurrent network that predicts each next word of a text.
///
///     let model = RecurrentLanguageModel(vocabulary, settings, random: random)
///     let streams = try ParallelStreams(corpus.training, streams: 20, steps: 35)
///     let trainer = Trainer(model, optimizer: SGD(rate: 20), batchSize: 1, random: random)
///     trainer.isShuffling = false
///     trainer.clipping = .norm(0.25)
///     try trainer.train(on: streams, epochs: 4)
///     model.perplexity(on: corpus.test)
///
/// Words become vectors, vectors go through the recurrent layers, and what comes out is asked for the
/// next word. (Mikolov et al., "Recurrent neural network based language model", Interspeech 2010.)
public final class RecurrentLanguageModel: Model, LanguageModel {
  /// What the recurrent layers are.
  public enum Cell: String, CaseIterable, Sendable {
    case rnn, gru, lstm
  }

  /// What can be chosen.
  public struct Settings: Equatable, Sendable {
    public var cell = Cell.lstm
    /// D, the size of the words' vectors.
    public var embeddingSize = 100
    /// H, the size of each recurrent layer's output.
    public var size = 100
    /// L, how many recurrent layers there are.
    public var layers = 1
    /// The rate of dropout on the words' vectors, between layers, and before the output.
    public var dropout: Float = 0
    /// Whether dropout keeps one mask for all steps of a block (Gal and Ghahramani, 2016).
    public var isVariational = false
    /// Whether the output's weights are the words' vectors (Press and Wolf, 2017); D must be H.
    public var isTied = false

    public init() {}
  }

  public let vocabulary: Vocabulary
  public let settings: Settings
  public let embedding: Embedding
  public let recurrent: RecurrentStack
  public let output: Affine
  /// On the words' vectors, and before the output.
  private let dropouts: (input: any Layer, output: any Layer)
  private let loss = SoftmaxWithLoss()

  public init(_ vocabulary: Vocabulary, _ settings: Settings, random: Random) {
    let (words, d, h) = (vocabulary.count, settings.embeddingSize, settings.size)
    require(
      !settings.isTied || d == h,
      "Words' vectors of \(d) numbers can't be the output's weights of \(h); make both sizes equal."
    )
    (self.vocabulary, self.settings) = (vocabulary, settings)
    func stream(_ name: String) -> Random { random.stream(name) }
    func dropout(_ name: String) -> any Layer {
      settings.isVariational
        ? VariationalDropout(settings.dropout, random: stream(name))
        : Dropout(settings.dropout, random: stream(name))
    }
    var weights = stream("weights")
    embedding = Embedding(
      words: words, size: d, weights: settings.initializer(d), random: &weights)
    recurrent = settings.stack(
      inputs: d, between: (1..<settings.layers).map { dropout("dropout \($0)") }
    ) { inputs, name in
      settings.cell.layer(inputs: inputs, size: h, name: name, random: &weights)
    }
    let bias = Parameter("output.bias", .zeros(words))
    if settings.isTied {
      output = Affine(embedding.weight, bias, transposed: true)
    } else {
      let weight = settings.initializer(h).matrix(inputs: words, outputs: h, random: &weights)
      output = Affine(Parameter("output.weight", weight), bias, transposed: true)
    }
    dropouts = (dropout("dropout"), dropout("dropout \(settings.layers)"))
  }

  public var parts: [any Trainable] {
    [embedding, dropouts.input, recurrent, dropouts.output, output]
  }
}

extension RecurrentLanguageModel.Settings {
  /// Words' vectors, and the output's weights: even, between ±1/√n.
  fileprivate func initializer(_ size: Int) -> Initializer {
    Initializer { inputs, outputs, random in
      let limit = 1 / Float(size).squareRoot()
      return .uniform([inputs, outputs], in: -limit..<limit, random: &random)
    }
  }
}

extension RecurrentLanguageModel.Cell {
  /// A layer of this kind.
  func layer(
    inputs: Int, size: Int, name: String, random: inout Random
  ) -> any Recurrent {
    switch self {
    case .rnn: RNN(inputs: inputs, size: size, name: name, random: &random)
    case .gru: GRU(inputs: inputs, size: size, name: name, random: &random)
    case .lstm: LSTM(inputs: inputs, size: size, name: name, random: &random)
    }
  }
}

// MARK: - Training

extension RecurrentLanguageModel {
  /// How well the model predicts a block's targets, going on from where the block before ended.
  public func forward(_ block: ParallelStreams.Block, mode: Mode) -> Score {
    loss.score(outputs(block.inputs, mode: mode), through: output, block.targets)
  }

  /// A row for each stream.
  public func stateRows(for block: ParallelStreams.Block) -> Int? { block.inputs.count }

  public func backward() {
    var gradient = dropouts.output.backward(output.backward(loss.backward()))
    gradient = recurrent.backward(gradient)
    embedding.backward(dropouts.input.backward(gradient))
  }

  /// N rows of T ids → (N, T, H): what the output layer makes the scores of.
  private func outputs(_ ids: [[Int]], mode: Mode) -> Tensor {
    let x = dropouts.input.forward(embedding.forward(ids), mode: mode)
    let h = recurrent.forward(x, lengths: nil, mode: mode)
    return dropouts.output.forward(h, mode: mode)
  }

  /// N rows of T ids → (N, T, V): the score of each next word.
  private func scores(_ ids: [[Int]], mode: Mode) -> Tensor {
    output.forward(outputs(ids, mode: mode), mode: mode)
  }
}

// MARK: - Predicting

extension RecurrentLanguageModel {
  public func logProbabilities(of ids: [Int], after context: [Int]) -> [Float] {
    afterReset {
      let text = context + ids
      // Before it has read anything, the model has only its state of zeros to go by.
      var logs = context.isEmpty ? logProbabilities(output.forward(noOutput), text.prefix(1)) : []
      // As many words at a time as make scores of a few megabytes.
      let length = max(1, (1 << 20) / vocabulary.count)
      for start in stride(from: 0, to: text.count - 1, by: length) {
        let end = min(start + length, text.count - 1)
        let scores = scores([Array(text[start..<end])], mode: .inference)
        logs += logProbabilities(scores, text[start + 1..<end + 1])
      }
      return logs.suffix(ids.count)
    }
  }

  public func nextWord(after context: [Int]) -> Tensor {
    afterReset {
      guard !context.isEmpty else { return softmax(output.forward(noOutput)).row(0) }
      let h = recurrent.forward(embedding.forward([context])).reshaped(-1, settings.size)
      return softmax(output.forward(h.rows(context.count - 1..<context.count))).row(0)
    }
  }

  /// One more word in each row, read from `state` on, which goes on → (N, V): the scores of each next
  /// word.
  func nextScores(after ids: [Int], state: inout [Tensor]) -> Tensor {
    afterReset {
      recurrent.state = state
      defer { state = recurrent.state }
      return scores(ids.map { [$0] }, mode: .inference).reshaped(ids.count, -1)
    }
  }

  private var noOutput: Tensor { .zeros(1, settings.size) }

  private func logProbabilities(_ scores: Tensor, _ ids: ArraySlice<Int>) -> [Float] {
    loss.losses(scores, Array(ids)).values.map { -$0 }
  }

  /// What `body` gives when the model starts with nothing read. What it had read before is kept.
  func afterReset<Result>(_ body: () -> Result) -> Result {
    let before = recurrent.state
    defer { recurrent.state = before }
    reset()
    return body()
  }
}
