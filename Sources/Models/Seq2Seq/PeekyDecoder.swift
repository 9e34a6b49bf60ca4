import Language
import Networks
import Tensors

/// A decoder that sees the encoder's last output at every step, both before its recurrent layers and
/// after them, and needs not keep all of it in mind.
///
/// (Cho et al., "Learning phrase representations using RNN encoder–decoder for statistical machine
/// translation", EMNLP 2014, section 2.2.)
public final class PeekyDecoder: SequenceDecoder {
  public let embedding: Embedding
  public let recurrent: any Recurrent
  public let output: Affine
  private var encoded: Encoded?

  /// - Parameters:
  ///   - embedding: of the V tokens of answers: (V, D).
  ///   - recurrent: from D + H to H.
  public init(
    embedding: Embedding, recurrent: any Recurrent, name: String = "decoder",
    random: inout Random
  ) {
    (self.embedding, self.recurrent) = (embedding, recurrent)
    output = Affine(
      inputs: 2 * recurrent.outputs, outputs: embedding.words, name: "\(name).output",
      random: &random)
  }

  public func forward(
    _ ids: [[Int]], lengths: [Int]?, of encoded: Encoded,
    state: inout [Tensor], mode: Mode
  ) -> Tensor {
    self.encoded = encoded
    let x = embedding.forward(ids)
    let last = encoded.last.repeated(x.shape[1])
    let h = recurrent.forward(
      .concatenate([x, last], axis: 2), lengths: lengths, from: &state, mode: mode)
    return output.forward(.concatenate([h, last], axis: 2), mode: mode)
  }

  public func backward(_ dScores: Tensor) -> Encoded {
    let (dh, dLast) = output.backward(dScores).parted(at: recurrent.outputs)
    let (dx, dLastBelow) = recurrent.backward(dh).parted(at: recurrent.inputs - recurrent.outputs)
    embedding.backward(dx)
    return encoded!.gradient(
      last: dLast.sum(axis: 1) + dLastBelow.sum(axis: 1), state: recurrent.dState)
  }
}
