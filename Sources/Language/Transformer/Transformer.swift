import Networks
import Tensors

/// An encoder–decoder Transformer: it reads a question and answers it, token by token.
///
/// The encoder's blocks let every token of the question look at all others. The decoder's look back at
/// the answer so far and, by cross-attention, at what the encoder made of the question. (Vaswani et
/// al., "Attention is all you need", NIPS 2017.)
public final class Transformer: SequenceToSequence {
  public let source, target: Vocabulary
  public let settings: TransformerSettings
  public let encoder, decoder: TransformerStack
  let output: Affine
  private let loss: SoftmaxWithLoss

  public init(
    source: Vocabulary, target: Vocabulary, _ settings: TransformerSettings, random: Random
  ) {
    (self.source, self.target, self.settings) = (source, target, settings)
    encoder = TransformerStack(
      tokens: source.count, settings, isCausal: false, name: "encoder", random: random)
    decoder = TransformerStack(
      tokens: target.count + 1, settings, isCausal: true, readsMemory: true, name: "decoder",
      random: random)
    output = .output(of: decoder, settings, random: random)
    loss = SoftmaxWithLoss(ignoring: -1, smoothing: settings.smoothing)
  }

  /// The answer's end sign, which also stands before its first token.
  public var end: Int { target.count }

  public var parameters: [Parameter] {
    encoder.parameters + decoder.parameters + output.parameters
  }

  public var memory: [Memory] {
    get { encoder.memory + decoder.memory }
    set { restore(newValue, to: [encoder, decoder]) }
  }

  /// How well the model answers, each token given the true ones before it.
  public func forward(_ batch: PairBatch, mode: Mode) -> Score {
    let (inputs, targets) = batch.taught(end: end)
    let question = Padded(batch.questions)
    let encoded = encoder.forward(question.rows, lengths: question.lengths, mode: mode)
    let y = decoder.forward(
      inputs.rows, over: encoded, memoryLengths: question.lengths, mode: mode)
    let scores = output.forward(y, mode: mode)
    return Score(loss: loss.forward(scores, targets), count: inputs.lengths.reduce(0, +))
  }

  public func backward() {
    guard let dEncoded = decoder.backward(output.backward(loss.backward())) else { return }
    encoder.backward(dEncoded)
  }

  public func writer(for questions: [[Int]]) -> any Writer { TransformerAnswer(self, questions) }
}
