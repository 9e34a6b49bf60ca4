import Ground
import Tensors

/// What stands on top of a hidden vector and is asked for words: a loss with weights of its own.
///
/// A softmax over all words gives exact probabilities and costs V products a question;
/// `NegativeSamplingLoss` and `HierarchicalSoftmax` are two ways to pay for a few words only.
public protocol WordOutput: Trainable {
  /// h (N, D) and N rows of T words → the mean loss over the N T words, in nats.
  func forward(_ h: Tensor, _ t: [[Int]]) -> Float

  /// → dh (N, D) of the latest forward, and *adds* the parameters' gradients to
  /// `Parameter.gradient`.
  func backward() -> Tensor
}

/// How many words are asked for in each row, T: in all rows as many.
func wordsPerRow(_ t: [[Int]], _ h: Tensor) -> Int {
  let words = t.first?.count ?? 0
  require(
    h.rank == 2 && h.shape[0] == t.count,
    "\(t.count) rows of words don't fit hidden vectors of shape \(h.shape).")
  if let other = t.first(where: { $0.count != words }) {
    stop("Rows of \(words) and \(other.count) words can't stand in one batch.")
  }
  return words
}
