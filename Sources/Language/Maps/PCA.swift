import Ground
import Tensors

/// (N, D) → (N, `dimensions`): the points seen in the directions in which they vary most, the first of
/// them the most: principal component analysis, by an SVD of the points less their mean (Pearson, "On
/// lines and planes of closest fit to systems of points in space", 1901).
///
///     let places = pca(vectors.vectors(["cod", "herring", "boat"]))      // (3, 2)
public func pca(_ x: Tensor, dimensions: Int = 2) -> Tensor {
  require(
    x.rank == 2 && dimensions >= 1 && dimensions <= min(x.shape[0], x.shape[1]),
    "Points of shape \(x.shape) have no \(dimensions) principal components.")
  let centered = x.centered()
  return matmul(centered, exactSVD(centered).v.columns(0..<dimensions))
}

extension Tensor {
  /// (N, D) → (N, D): the rows less their mean, so that what all words share tells none apart.
  public func centered() -> Tensor { self - mean(axis: 0) }
}
