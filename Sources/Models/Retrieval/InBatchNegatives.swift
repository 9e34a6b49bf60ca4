import Ground
import Networks
import Tensors

/// The loss of questions and passages that are vectors: each question should be more like its own passage than
/// like those of the other questions in the batch, which cost nothing more to compare it with.
///
///     scores = q · pᵀ / τ, loss = −mean log softmax(scores)ᵢᵢ
///
/// (Henderson et al., "Efficient natural language response suggestion for Smart Reply", 2017, section 4;
/// Karpukhin et al., "Dense passage retrieval for open-domain question answering", EMNLP 2020, section 3.2.)
public final class InBatchNegatives {
  /// τ, what scores are divided by.
  public let temperature: Float
  /// Whether passages look for their questions too: the loss is the mean of both directions'.
  public let isSymmetric: Bool
  private var passed: (questions: Tensor, passages: Tensor, dScores: Tensor)?

  public init(temperature: Float = 1, isSymmetric: Bool = false) {
    require(temperature > 0, "A temperature is a number above 0, not \(temperature).")
    (self.temperature, self.isSymmetric) = (temperature, isSymmetric)
  }

  /// Vectors of questions (N, K) and of their passages (N, K) → the mean loss, in nats, and how many questions
  /// are likest to their own passage.
  ///
  /// - Parameter groups: a number for each pair. Pairs with the same number have the same passage, or the same
  ///   question: neither is taken for a wrong one of the other. Nil if all are different.
  public func forward(
    _ questions: Tensor, _ passages: Tensor, groups: [Int]? = nil
  ) -> (loss: Float, correct: Int) {
    let count = questions.rowCount
    require(
      questions.rank == 2 && questions.shape == passages.shape,
      "Questions \(questions.shape) and passages \(passages.shape) aren't as many, or not as large."
    )
    require(
      groups.map { $0.count == count } ?? true, "\(count) pairs need as many numbers of groups.")
    var scores = matmul(questions, passages, transposed: .right) * (1 / temperature)
    if let groups { scores.exclude(groups) }
    let own = Array(0..<count)
    let correct = zip(scores.argmax(axis: 1), own).count { $0 == $1 }
    let (onward, back) = (SoftmaxWithLoss(), SoftmaxWithLoss())
    var loss = onward.forward(scores, own)
    var dScores = onward.backward()
    if isSymmetric {
      loss = (loss + back.forward(scores.transposed(), own)) / 2
      dScores = (dScores + back.backward().transposed()) * 0.5
    }
    passed = (questions, passages, dScores)
    return (loss, correct)
  }

  /// The gradients of both, (N, K) each. A passage has one from each question of the batch.
  public func backward() -> (questions: Tensor, passages: Tensor) {
    guard let (questions, passages, dScores) = passed else {
      stop("InBatchNegatives.backward needs a call of forward before it.")
    }
    let d = dScores * (1 / temperature)
    return (matmul(d, passages), matmul(d, questions, transposed: .left))
  }
}

extension Tensor {
  /// Sets the scores (N, N) between different pairs of one group to −∞, which has no probability.
  fileprivate mutating func exclude(_ groups: [Int]) {
    changeBlock { scores in
      for i in groups.indices {
        for j in groups.indices where i != j && groups[i] == groups[j] {
          scores[row: i][j] = -.infinity
        }
      }
    }
  }
}

/// Brings vectors to length 1, so that their dot products are cosines.
final class UnitVectors {
  private var passed: (y: Tensor, shares: Tensor)?

  /// x (N, K) → x / |x|; zeros stay zeros.
  func forward(_ x: Tensor) -> Tensor {
    let lengths = sqrt((x * x).sum(axis: 1, keepingAxis: true))
    let shares = lengths.map { $0 > 0 ? 1 / $0 : 0 }
    let y = x * shares
    passed = (y, shares)
    return y
  }

  /// dy (N, K) → dx (N, K): what of dy lies along the vector would change its length alone.
  func backward(_ dy: Tensor) -> Tensor {
    guard let (y, shares) = passed else {
      stop("UnitVectors.backward needs a call of forward before it.")
    }
    let along = (dy * y).sum(axis: 1, keepingAxis: true)
    return (dy - y * along) * shares
  }
}
