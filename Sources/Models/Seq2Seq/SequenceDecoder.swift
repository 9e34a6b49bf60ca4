import Language
import Networks
import Tensors

/// The half of a sequence-to-sequence model that writes: it reads an answer's tokens one after the
/// other, and says after each what comes next.
///
/// In training it reads the right answer, whatever it would have said itself: teacher forcing
/// (Williams and Zipser, 1989). So all steps are known beforehand, and taken at once.
public protocol SequenceDecoder: Trainable {
  /// The vectors of the answers' tokens.
  var embedding: Embedding { get }
  /// The layers that go on from what was encoded, from the embeddings of tokens to H.
  var recurrent: any Recurrent { get }
  /// From H, and what else the decoder sees, to a score for each token.
  var output: Affine { get }

  /// N rows of T ids → (N, T, V): the score of each next token.
  ///
  /// - Parameters:
  ///   - lengths: how many of its T ids each row has, the others are padding; nil if all have T.
  ///   - state: what the recurrent layers go on from, at first that of `encoded`; and then what they have
  ///     come to.
  func forward(
    _ ids: [[Int]], lengths: [Int]?, of encoded: Encoded, state: inout [Tensor], mode: Mode
  ) -> Tensor

  /// dScores (N, T, V) → the gradient of what was encoded. Adds the parameters' gradients.
  func backward(_ dScores: Tensor) -> Encoded

  /// How much each step of the latest forward took of each of the encoder's: (N, T, S); nil if it
  /// can't look back.
  var attentionWeights: Tensor? { get }
}

extension SequenceDecoder {
  public var parameters: [Parameter] {
    embedding.parameters + recurrent.parameters + output.parameters
  }

  public var memory: [Memory] {
    get { recurrent.memory }
    set { recurrent.memory = newValue }
  }

  public var attentionWeights: Tensor? { nil }

  /// N rows of T ids, from the answers' start → (N, T, V): the score of each next token.
  public func forward(
    _ ids: [[Int]], lengths: [Int]? = nil, of encoded: Encoded, mode: Mode
  ) -> Tensor {
    var state = encoded.state
    return forward(ids, lengths: lengths, of: encoded, state: &state, mode: mode)
  }

  /// The same without padding, for decoding step by step.
  public func forward(
    _ ids: [[Int]], of encoded: Encoded, state: inout [Tensor], mode: Mode
  ) -> Tensor {
    forward(ids, lengths: nil, of: encoded, state: &state, mode: mode)
  }
}
