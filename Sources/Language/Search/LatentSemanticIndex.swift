import Ground
import Tensors

/// Documents compared by a few numbers each instead of their words: latent semantic indexing (Deerwester,
/// Dumais, Furnas, Landauer and Harshman, *Journal of the American Society for Information Science* 41(6), 1990).
/// Words that stand in the same documents come to mean the same, so that a question may find documents that
/// share no word with it.
///
///     let index = LatentSemanticIndex(of: VectorSpace(documents, isLogarithmic: true), dimensions: 200)
///     index.search(["lowest", "tide"], limit: 5)
public struct LatentSemanticIndex: Sendable {
  public let space: VectorSpace
  /// X ≈ U · diag(s) · Vᵀ, where X (N, V) are the documents' vectors.
  public let svd: SVD
  /// (N, K): the documents, each of length 1; 0 of an empty one.
  public let vectors: Tensor

  /// - Parameters:
  ///   - dimensions: K, from 1 to the smaller of N and V.
  ///   - seed: of the random vectors that the decomposition starts from.
  public init(of space: VectorSpace, dimensions: Int, seed: UInt64 = 1) {
    self.space = space
    var random = Random(seed: seed, stream: "latent semantic index")
    svd = randomizedSVD(space.vectors, rank: dimensions, random: &random)
    vectors = (svd.u * svd.s).withUnitRows
  }

  /// (1, K): a question, of length 1.
  public func vector(of words: [String]) -> Tensor {
    matmul(space.vector(of: words), svd.v).withUnitRows
  }

  /// The documents with the largest cosine to a question, at most `limit`, the best first.
  public func search(_ words: [String], limit: Int = 10) -> [Hit] {
    let scores = matmul(vectors, vector(of: words), transposed: .right)
    var best = Largest<Hit>(limit)
    for (document, score) in scores.values.enumerated() {
      best.offer(Hit(document: document, score: score))
    }
    return best.sorted
  }
}

extension Tensor {
  /// (N, D): each row brought to length 1; rows of zeros stay.
  var withUnitRows: Tensor {
    let norms = sqrt((self * self).sum(axis: 1)).reshaped(-1, 1)
    return self / (norms + 1e-12)
  }
}
