import Language
import Networks
import Tensors

/// The half of a sequence-to-sequence model that reads: tokens to vectors, and recurrent layers over them.
final class SequenceEncoder: Trainable {
  /// The vectors of the questions' tokens.
  let embedding: Embedding
  let recurrent: any Recurrent
  /// Where the output of the highest layer stands in what is handed over.
  private var top = 0

  init(_ embedding: Embedding, _ recurrent: any Recurrent) {
    (self.embedding, self.recurrent) = (embedding, recurrent)
  }

  var parts: [any Trainable] { [embedding, recurrent] }

  /// What it makes of N questions.
  func forward(_ questions: [[Int]], mode: Mode) -> Encoded {
    let rows = Padded(questions, with: 0)
    recurrent.resetState()
    let outputs = recurrent.forward(
      embedding.forward(rows.ids), lengths: rows.lengths, mode: mode)
    let state = recurrent.handedOver
    top = state.count - recurrent.handedOverCounts.last!
    recurrent.resetState()
    return Encoded(
      outputs: outputs, last: state[top], state: state, lengths: rows.lengths)
  }

  /// The gradient of what it made: adds those of the parameters.
  func backward(_ gradient: Encoded) {
    var gradient = gradient
    gradient.state[top] += gradient.last
    embedding.backward(
      recurrent.backward(gradient.outputs, dState: recurrent.takenBack(gradient.state)))
  }
}
