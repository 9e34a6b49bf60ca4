import Language
import Networks
import Tensors

/// A decoder that at every step looks back over all of the encoder's outputs and takes of them what it
/// needs now: a weighted sum, the context.
///
/// Attention comes after the recurrent layers, so that their output h can ask and the scores are made
/// of both, [context, h] (Luong, Pham and Manning, "Effective approaches to attention-based neural
/// machine translation", EMNLP 2015, section 3, less its layer between). No step waits for the context
/// of the one before, and all steps of teacher forcing are one product.
public final class AttentionDecoder: SequenceDecoder {
  public let embedding: Embedding
  public let recurrent: any Recurrent
  public let attention: Attention
  public let output: Affine
  private var encoded: Encoded?
  /// The vectors of the tokens that the latest forward read: (N, T, D).
  private(set) var inputs: Tensor?

  /// - Parameters:
  ///   - embedding: of the V tokens of answers: (V, D).
  ///   - recurrent: from D to H.
  ///   - score: how well one of its outputs and one of the encoder's fit.
  ///   - hasCoverage: whether attention knows where it has looked before.
  public init(
    embedding: Embedding, recurrent: any Recurrent, score: Attention.Score = .dot,
    hasCoverage: Bool = false, name: String = "decoder", random: inout Random
  ) {
    (self.embedding, self.recurrent) = (embedding, recurrent)
    let size = recurrent.outputs
    attention = Attention(
      score, queries: size, memory: size, hasCoverage: hasCoverage, name: "\(name).attention",
      random: &random)
    output = Affine(
      inputs: 2 * size, outputs: embedding.words, name: "\(name).output", random: &random)
  }

  public var parts: [any Trainable] { [embedding, recurrent, attention, output] }

  public var attentionWeights: Tensor? { attention.weights }

  public func forward(
    _ ids: [[Int]], lengths: [Int]?, of encoded: Encoded,
    state: inout [Tensor], mode: Mode
  ) -> Tensor {
    output.forward(read(ids, lengths: lengths, of: encoded, state: &state, mode: mode), mode: mode)
  }

  public func backward(_ dScores: Tensor) -> Encoded {
    backward(read: output.backward(dScores))
  }

  /// N rows of T ids → what the output is made of, [context, h]: (N, T, 2H).
  ///
  /// - Parameter taken: with coverage, how much of each of the encoder's steps was taken before: (N, S).
  func read(
    _ ids: [[Int]], lengths: [Int]?, of encoded: Encoded, state: inout [Tensor],
    taken: Tensor? = nil, mode: Mode
  ) -> Tensor {
    self.encoded = encoded
    let x = embedding.forward(ids)
    inputs = x
    let h = recurrent.forward(x, lengths: lengths, from: &state, mode: mode)
    let context = attention.forward(
      h, over: encoded.outputs, lengths: encoded.lengths, taken: taken)
    return .concatenate([context, h], axis: 2)
  }

  /// The gradient of what was read (N, T, 2H) → that of what was encoded. Adds the parameters' gradients.
  ///
  /// - Parameters:
  ///   - dWeights: that of the attention's weights (N, T, S) themselves, if something else was made of them.
  ///   - dInputs: that of the tokens' vectors (N, T, D), likewise.
  func backward(
    read d: Tensor, weights dWeights: Tensor? = nil, inputs dInputs: Tensor? = nil
  ) -> Encoded {
    let (dContext, dh) = d.parted(at: recurrent.outputs)
    let (dQueries, dOutputs) = attention.backward(dContext, weights: dWeights)
    let dx = recurrent.backward(dh + dQueries)
    embedding.backward(dInputs.map { dx + $0 } ?? dx)
    return encoded!.gradient(outputs: dOutputs, state: recurrent.dState)
  }
}
