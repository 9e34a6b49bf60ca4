import Language
import Networks
import Tensors

/// An encoder–decoder Transformer: it reads a question and answers it, token by token.
///
/// The encoder's blocks let every token of the question look at all others. The decoder's look back at
/// the answer so far and, by cross-attention, at what the encoder made of the question. (Vaswani et
/// al., "Attention is all you need", NIPS 2017.)
public final class Transformer: SequenceModel {
  public let source, target: Vocabulary
  public let settings: TransformerSettings
  public let encoder, decoder: TransformerStack
  let output: Affine
  private let loss: SoftmaxWithLoss

  public init(
    _ source: Vocabulary, _ target: Vocabulary, _ settings: TransformerSettings, random: Random
  ) {
    (self.source, self.target, self.settings) = (source, target, settings)
    encoder = TransformerStack(
      tokens: source.count, settings, isCausal: false, name: "encoder", random: random)
    decoder = TransformerStack(
      tokens: target.count, settings, isCausal: true, readsMemory: true, name: "decoder",
      random: random)
    output = .output(of: decoder, settings, random: random)
    loss = SoftmaxWithLoss(ignoring: PairBatch.padding, smoothing: settings.smoothing)
  }

  public var parts: [any Trainable] { [encoder, decoder, output] }
}

// MARK: - Training

extension Transformer {
  /// How well the model predicts each token of the answers, given those before it.
  public func forward(_ batch: PairBatch, mode: Mode) -> Score {
    let (inputs, targets) = batch.taught(end)
    let (memory, lengths) = encode(batch.questions, mode: mode)
    let y = decoder.forward(inputs.ids, over: memory, memoryLengths: lengths, mode: mode)
    let scores = output.forward(y, mode: mode)
    return loss.score(scores, targets.ids)
  }

  public func backward() {
    let dMemory = decoder.backward(output.backward(loss.backward()))
    encoder.backward(dMemory!)
  }

  /// What the encoder makes of N questions, (N, S, D), and how many of the S steps each has.
  func encode(_ questions: [[Int]], mode: Mode) -> (memory: Tensor, lengths: [Int]) {
    let rows = Padded(questions, with: 0)
    return (encoder.forward(rows.ids, lengths: rows.lengths, mode: mode), rows.lengths)
  }
}

// MARK: - Answering

extension Transformer {
  public func writer(for questions: [[Int]]) -> any Writer { TransformerAnswer(self, questions) }

  /// The likeliest answer, and how much each of its T tokens, and the end sign if there is one among
  /// them, took of each of the question's S, by each head of the decoder's block `block`: (heads, T, S).
  ///
  /// - Throws: `InputError` for a question or an answer that is longer than the model can read.
  public func attention(
    of question: [Int], block: Int, limit: Int
  ) throws -> (answer: [Int], weights: Tensor) {
    let answer = try answers(to: [question], limit: limit)[0]
    try decoder.demandPlaces(answer.count + 1, for: "An answer")
    let (memory, lengths) = encode([question], mode: .inference)
    _ = decoder.forward(
      [[end] + answer], over: memory, memoryLengths: lengths, mode: .inference)
    return (answer, decoder.blocks[block].memoryAttention!.weights.row(0))
  }
}
