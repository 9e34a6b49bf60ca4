import Ground
import Tensors

/// The largest number of each square of a picture: it becomes smaller, and what was found may have moved a
/// little.
public final class MaxPool2D: Layer {
  /// How high and wide a square is.
  public let size: Int
  /// The latest input's shape, and for each number of the output the row of the input it came from.
  private var passed: (shape: [Int], sources: [Int])?

  public init(_ size: Int = 2) {
    require(size > 0, "Squares of \(size) can't be pooled.")
    self.size = size
  }

  /// x (N, H, W, C) → y (N, H / size, W / size, C); rows and columns that fill no square are left out. Of
  /// equal numbers the first counts.
  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    require(
      x.rank == 4 && x.shape[1] >= size && x.shape[2] >= size,
      "Squares of \(size) can't be pooled in the shape \(x.shape).")
    let (n, height, width, c) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let shape = [n, height / size, width / size, c]
    var sources = [Int](repeating: 0, count: shape.reduce(1, *))
    let y = Tensor.filled(shape) { y in
      x.withBlock { x in
        for place in 0..<y.rows {
          let (column, line) = (place % shape[2], place / shape[2])
          let first = (line / shape[1] * height + line % shape[1] * size) * width + column * size
          let largest = y[row: place]
          for offset in 0..<size * size {
            let source = first + offset / size * width + offset % size
            for j in 0..<c where offset == 0 || x[row: source][j] > largest[j] {
              (largest[j], sources[place * c + j]) = (x[row: source][j], source)
            }
          }
        }
      }
    }
    passed = (x.shape, sources)
    return y
  }

  /// dy, shaped as y, → dx (N, H, W, C): all of it goes to where the maxima stood.
  public func backward(_ dy: Tensor) -> Tensor {
    let (shape, sources) = remembered(passed, "MaxPool2D")
    require(
      dy.count == sources.count,
      "A gradient of shape \(dy.shape) doesn't fit squares of \(size) in \(shape).")
    var dx = Tensor.zeros(shape)
    let c = shape[3]
    dx.changeBlock { dx in
      dy.withBlock { dy in
        for (index, source) in sources.enumerated() {
          dx[row: source][index % c] = dy[row: index / c][index % c]
        }
      }
    }
    return dx
  }
}
