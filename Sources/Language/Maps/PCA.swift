import Ground
import Tensors

/// (N, D) → (N, `dimensions`): the points seen in the directions in which they vary most, the first of
/// them the most: principal component analysis, by an SVD of the points less their mean (Pearson, "On
/// lines and planes of closest fit to systems of points in space", 1901).
///
///     let places = pca(vectors.vectors(["cod", "herring", "boat"]))      // (3, 2)
///
/// Points on a line, (N, 1) or (N), vary in one direction: in all directions beyond those that there are,
/// they are at 0.
public func pca(_ x: Tensor, dimensions: Int = 2) -> Tensor {
  let x = x.rank == 1 ? x.reshaped(-1, 1) : x
  require(
    x.rank == 2 && dimensions >= 1 && x.count > 0,
    "Points of shape \(x.shape) have no \(dimensions) principal components.")
  let known = min(dimensions, x.shape[0], x.shape[1])
  let centered = x.centered()
  let places = matmul(centered, exactSVD(centered).v.columns(0..<known))
  if known == dimensions { return places }
  return .concatenate([places, .zeros(x.shape[0], dimensions - known)], axis: 1)
}

extension Tensor {
  /// (N, D) → (N, D): the rows less their mean, so that what all words share tells none apart.
  public func centered() -> Tensor { self - mean(axis: 0) }
}
