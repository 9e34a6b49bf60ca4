import Language
import Networks
import Tensors

/// A decoder that knows of the question only the state it begins with.
///
/// (Sutskever, Vinyals and Le, "Sequence to sequence learning with neural networks", NIPS 2014.)
public final class PlainDecoder: SequenceDecoder {
  public let embedding: Embedding
  public let recurrent: any Recurrent
  public let output: Affine
  private var encoded: Encoded?

  /// - Parameters:
  ///   - embedding: of the V tokens of answers: (V, D).
  ///   - recurrent: from D to H.
  public init(
    embedding: Embedding, recurrent: any Recurrent, name: String = "decoder",
    random: inout Random
  ) {
    (self.embedding, self.recurrent) = (embedding, recurrent)
    output = Affine(
      inputs: recurrent.outputs, outputs: embedding.words, name: "\(name).output", random: &random)
  }

  public func forward(
    _ ids: [[Int]], lengths: [Int]?, of encoded: Encoded,
    state: inout [Tensor], mode: Mode
  ) -> Tensor {
    self.encoded = encoded
    let x = embedding.forward(ids)
    let h = recurrent.forward(x, lengths: lengths, from: &state, mode: mode)
    return output.forward(h, mode: mode)
  }

  public func backward(_ dScores: Tensor) -> Encoded {
    embedding.backward(recurrent.backward(output.backward(dScores)))
    return encoded!.gradient(state: recurrent.dState)
  }
}
