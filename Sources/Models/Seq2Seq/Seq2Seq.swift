import Ground
import Language
import Networks
import Tensors

/// An encoder that reads a question, and a decoder that writes the answer.
///
///     let model = Seq2Seq(pairs.source, pairs.target, settings, random: random)
///     let trainer = Trainer(model, optimizer: Adam(), batchSize: 128, random: random)
///     trainer.clipping = .norm(5)
///     try trainer.train(on: training, epochs: 25)
///     try model.exactMatch(on: test)
///
/// Both are trained as one: the gradient of the answer's loss flows back through the decoder, through
/// what crosses over (h, and of an LSTM c too), and through the encoder. (Sutskever, Vinyals and Le,
/// NIPS 2014; Cho et al., EMNLP 2014.)
public final class Seq2Seq: SequenceModel {
  public let source: Vocabulary
  public let target: Vocabulary
  private let reader: SequenceEncoder
  public let decoder: any SequenceDecoder
  /// Whether questions are read from their end: then what the answer needs first was read last
  /// (Sutskever et al., section 3.3).
  public let isReversing: Bool
  /// What the model was made from; nil if from parts.
  private let chosen: Settings?
  private let loss = SoftmaxWithLoss(ignoring: PairBatch.padding)

  /// A model of the given parts. The decoder's recurrent layers must be as many as the encoder's, and
  /// as large as its outputs.
  public init(
    _ source: Vocabulary, _ target: Vocabulary, embedding: Embedding, encoder: any Recurrent,
    decoder: any SequenceDecoder, isReversing: Bool = false, settings: Settings? = nil
  ) {
    require(target[Pairs.end] != nil, "The answers' vocabulary needs the sign \(Pairs.end).")
    require(
      encoder.outputs == decoder.recurrent.outputs && encoder.height == decoder.recurrent.height,
      """
      A decoder of \(decoder.recurrent.height) layers of \(decoder.recurrent.outputs) can't go on \
      from an encoder of \(encoder.height) layers of \(encoder.outputs) outputs.
      """)
    (self.source, self.target, self.decoder) = (source, target, decoder)
    reader = SequenceEncoder(embedding, encoder)
    (self.isReversing, chosen) = (isReversing, settings)
  }

  /// What was chosen when the model was made.
  public var settings: Settings {
    guard let chosen else {
      stop("A model made of parts has no settings; save and load its parameters alone.")
    }
    return chosen
  }

  public var parts: [any Trainable] { [reader, decoder] }
  /// The vectors of the questions' tokens.
  public var embedding: Embedding { reader.embedding }
  public var encoder: any Recurrent { reader.recurrent }
}

// MARK: - Training

extension Seq2Seq {
  /// How well the model predicts each token of the answers, given those before it.
  public func forward(_ batch: PairBatch, mode: Mode) -> Score {
    let encoded = encode(batch.questions, mode: mode)
    let (inputs, targets) = batch.taught(end)
    let scores = decoder.forward(
      inputs.ids, lengths: inputs.lengths, of: encoded, mode: mode)
    return loss.score(scores, targets.ids)
  }

  public func backward() { reader.backward(decoder.backward(loss.backward())) }

  /// What the encoder makes of N questions.
  public func encode(_ questions: [[Int]], mode: Mode = .inference) -> Encoded {
    reader.forward(isReversing ? questions.map { $0.reversed() } : questions, mode: mode)
  }
}

// MARK: - Answering

extension Seq2Seq {
  public func writer(for questions: [[Int]]) -> any Writer {
    AnswerWriter(decoder, encode(questions))
  }

  /// The likeliest answer, token by token, and how much each of its T tokens, and the end sign if there
  /// is one among them, took of each of the question's S: (T, S); nil if the decoder can't look back.
  public func attention(of question: [Int], limit: Int) throws -> (answer: [Int], weights: Tensor?)
  {
    let answer = try answers(to: [question], limit: limit)[0]
    _ = decoder.forward([[end] + answer], of: encode([question]), mode: .inference)
    guard let weights = decoder.attentionWeights else { return (answer, nil) }
    let columns = isReversing ? question.indices.reversed() : Array(question.indices)
    return (answer, weights.row(0).transposed().rows(at: columns).transposed())
  }
}

/// A decoder that answers questions, step by step.
private final class AnswerWriter: Writer {
  private let decoder: any SequenceDecoder
  private var encoded: Encoded
  private var state: [Tensor]

  init(_ decoder: any SequenceDecoder, _ encoded: Encoded) {
    (self.decoder, self.encoded, state) = (decoder, encoded, encoded.state)
  }

  var rows: Int { encoded.lengths.count }

  func next(after ids: [Int]) -> Tensor {
    decoder.forward(ids.map { [$0] }, of: encoded, state: &state, mode: .inference)
      .reshaped(rows, -1)
  }

  func select(_ rows: [Int]) {
    encoded = encoded.rows(at: rows)
    state = state.map { $0.rows(at: rows) }
  }
}
