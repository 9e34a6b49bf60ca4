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

  /// - Parameters:
  ///   - embedding: of the V tokens of answers: (V, D).
  ///   - recurrent: from D to H.
  ///   - score: how well one of its outputs and one of the encoder's fit.
  public init(
    embedding: Embedding, recurrent: any Recurrent, score: Attention.Score = .dot,
    name: String = "decoder", random: inout Random
  ) {
    (self.embedding, self.recurrent) = (embedding, recurrent)
    let size = recurrent.outputs
    attention = Attention(
      score, queries: size, memory: size, name: "\(name).attention", random: &random)
    output = Affine(
      inputs: 2 * size, outputs: embedding.words, name: "\(name).output", random: &random)
  }

  public var parameters: [Parameter] {
    embedding.parameters + recurrent.parameters + attention.parameters + output.parameters
  }

  public var attentionWeights: Tensor? { attention.weights }

  public func forward(
    _ ids: [[Int]], lengths: [Int]?, of encoded: Encoded,
    state: inout [Tensor], mode: Mode
  ) -> Tensor {
    self.encoded = encoded
    let x = embedding.forward(ids)
    let h = recurrent.forward(x, lengths: lengths, from: &state, mode: mode)
    let context = attention.forward(
      h, over: encoded.outputs, lengths: encoded.lengths)
    return output.forward(.concatenate([context, h], axis: 2), mode: mode)
  }

  public func backward(_ dScores: Tensor) -> Encoded {
    let (dContext, dh) = output.backward(dScores).parted(at: recurrent.outputs)
    let (dQueries, dOutputs) = attention.backward(dContext)
    embedding.backward(recurrent.backward(dh + dQueries))
    return encoded!.gradient(outputs: dOutputs, state: recurrent.dState)
  }
}
