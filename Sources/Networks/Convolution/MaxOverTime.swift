import Ground
import Tensors

/// The largest number of each column over all steps of a sequence, however long it is: whether something was
/// found, and not where. (Collobert et al., "Natural language processing (almost) from scratch", JMLR 2011,
/// section 3.3.2.)
public final class MaxOverTime: Layer {
  /// The latest input's shape, and where each maximum stands in it.
  private var passed: (shape: [Int], steps: [Int])?

  public init() {}

  /// At which step of each of the N rows the latest maximum of each of the F columns stood.
  public var steps: [[Int]] {
    guard let (shape, steps) = passed else { return [] }
    return (0..<shape[0]).map { Array(steps[$0 * shape[2]..<($0 + 1) * shape[2]]) }
  }

  /// x (N, T, F) → y (N, F).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor { forward(x, lengths: nil) }

  /// x (N, T, F), of which row n has `lengths[n]` steps, at least one → y (N, F). Of equal numbers the first
  /// counts.
  public func forward(_ x: Tensor, lengths: [Int]?) -> Tensor {
    require(x.rank == 3, "A maximum over time needs the shape (N, T, F), not \(x.shape).")
    let (n, t, f) = (x.shape[0], x.shape[1], x.shape[2])
    let lengths = lengths ?? Array(repeating: t, count: n)
    require(lengths.count == n, "\(lengths.count) lengths don't fit a batch of \(n) rows.")
    if let length = lengths.first(where: { !(1...max(t, 1)).contains($0) }) {
      stop("A row of \(t) steps has no maximum over \(length).")
    }
    var steps = [Int](repeating: 0, count: n * f)
    let y = Tensor.filled([n, f]) { y in
      x.withBlock { x in
        for i in 0..<n {
          let largest = y[row: i]
          largest.update(from: x[row: i * t], count: f)
          for step in 1..<max(lengths[i], 1) {
            let row = x[row: i * t + step]
            for j in 0..<f where row[j] > largest[j] {
              (largest[j], steps[i * f + j]) = (row[j], step)
            }
          }
        }
      }
    }
    passed = (x.shape, steps)
    return y
  }

  /// dy (N, F) → dx (N, T, F): all of it goes to where the maxima stood.
  public func backward(_ dy: Tensor) -> Tensor {
    let (shape, steps) = remembered(passed, "MaxOverTime")
    require(
      dy.shape == [shape[0], shape[2]],
      "A gradient of shape \(dy.shape) doesn't fit maxima of \(shape).")
    var dx = Tensor.zeros(shape)
    dx.changeBlock { dx in
      dy.withBlock { dy in
        for i in 0..<shape[0] {
          for j in 0..<shape[2] {
            dx[row: i * shape[1] + steps[i * shape[2] + j]][j] = dy[row: i][j]
          }
        }
      }
    }
    return dx
  }
}
