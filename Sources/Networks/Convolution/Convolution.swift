import Ground
import Tensors

/// Small windows of weights that slide along a sequence or over a picture and look everywhere for the same
/// things: y[t] = Σⱼ x[t + j]·Wⱼ + b.
///
///     let filters = Convolution(width: 3, inputs: 300, filters: 100, random: &random)
///     let found = filters.forward(sentences)       // (N, T, 300) → (N, T − 2, 100)
///     let edges = Convolution(height: 3, width: 3, inputs: 1, filters: 8, random: &random)
///     edges.forward(pictures)                      // (N, H, W, 1) → (N, H − 2, W − 2, 8)
///
/// A layer whose windows are one row high takes sequences. (Over pictures: LeCun et al., "Backpropagation
/// applied to handwritten zip code recognition", 1989; over text: Kim, EMNLP 2014.)
public final class Convolution: Layer {
  /// W: (height · width · C, F), a window's numbers in the order in which they lie in the input.
  public let weight: Parameter
  /// b: (F).
  public let bias: Parameter
  /// How high and how wide a window is.
  public let height, width: Int
  /// How many zeros stand before and after each row, and how many such rows above and below a picture.
  public let padding: Int
  /// The latest input's shape, and its numbers with zeros around them.
  private var passed: (shape: [Int], grid: Grid, x: Tensor)?

  /// - Parameters:
  ///   - weight: W (height · width · C, F).
  ///   - bias: b (F).
  public init(
    _ weight: Parameter, _ bias: Parameter, height: Int = 1, width: Int, padding: Int = 0
  ) {
    require(
      height > 0 && width > 0 && padding >= 0,
      "A window of \(height) × \(width), \(padding) zeros around, can't slide.")
    let shape = weight.value.shape
    require(
      shape.count == 2 && shape[0].isMultiple(of: height * width) && bias.value.shape == [shape[1]],
      """
      A weight of shape \(shape) and a bias of shape \(bias.value.shape) make no windows of \
      \(height) × \(width).
      """)
    (self.weight, self.bias) = (weight, bias)
    (self.height, self.width, self.padding) = (height, width, padding)
  }

  /// - Parameters:
  ///   - inputs: C, how many numbers stand at each place.
  ///   - filters: F, how many things it looks for.
  public convenience init(
    height: Int = 1, width: Int, inputs: Int, filters: Int, padding: Int = 0,
    weights: Initializer = .he, name: String = "convolution", random: inout Random
  ) {
    let value = weights.matrix(
      inputs: height * width * inputs, outputs: filters, random: &random)
    self.init(
      Parameter("\(name).weight", value), Parameter("\(name).bias", .zeros(filters)),
      height: height, width: width, padding: padding)
  }

  public var parts: [any Trainable] { [weight, bias] }
  /// C.
  public var inputs: Int { weight.value.shape[0] / (height * width) }
  /// F.
  public var filters: Int { weight.value.shape[1] }

  /// x (N, T, C) → y (N, T + 2 padding − width + 1, F); or x (N, H, W, C) → y (N, H', W', F), likewise.
  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    let grid = grid(of: x.shape)
    let padded = grid.padded(x)
    passed = (x.shape, grid, padded)
    // Windows that begin where a row or a picture ends are made too, and left out: so all are one product.
    let all = Tensor.filled([grid.windows, filters]) { y in
      withBlocks(padded, weight.value) { x, w in
        for row in 0..<height {
          matmul(windows(x, grid, row), weights(w, row), into: y, adding: row > 0)
        }
      }
    }
    var y = grid.wholeWindows(of: all).reshaped(grid.shape(of: x.shape, filters: filters))
    y += bias.value
    return y
  }

  /// dy, shaped as y, → dx, shaped as x; dWⱼ = Σ x[t + j]ᵀ·dy[t], db = Σ dy.
  public func backward(_ dy: Tensor) -> Tensor {
    let (shape, grid, x) = remembered(passed, "Convolution")
    require(
      dy.shape == grid.shape(of: shape, filters: filters),
      "A gradient of shape \(dy.shape) doesn't fit \(filters) filters on \(shape).")
    let rows = dy.reshaped(-1, filters)
    bias.gradient += rows.sum(axis: 0)
    var dx = Tensor.zeros(x.shape)
    withBlocks(grid.allWindows(rows), x, weight.value) { dy, x, w in
      weight.gradient.changeBlock { dw in
        for row in 0..<height {
          matmul(
            windows(x, grid, row), dy, transposed: .left, into: weights(dw, row), adding: true)
        }
      }
      dx.changeBlock { dx in
        for place in 0..<height * width {
          let first = place / width * grid.columns + place % width
          matmul(
            dy, w[place * inputs..<(place + 1) * inputs], transposed: .right,
            into: dx[first..<first + grid.windows], adding: true)
        }
      }
    }
    return grid.unpadded(dx).reshaped(shape)
  }

  /// One row of each window, as the row of a matrix: they overlap in memory, nothing is copied.
  private func windows(_ x: MatrixBlock, _ grid: Grid, _ row: Int) -> MatrixBlock {
    MatrixBlock(
      x[row: row * grid.columns], rows: grid.windows, columns: width * inputs, step: inputs)
  }

  /// What is multiplied with them.
  private func weights(_ w: MatrixBlock, _ row: Int) -> MatrixBlock {
    w[row * width * inputs..<(row + 1) * width * inputs]
  }

  private func grid(of shape: [Int]) -> Grid {
    let isSequence = shape.count == 3 && height == 1
    require(
      (isSequence || shape.count == 4) && shape.last == inputs,
      "Windows of \(height) × \(width) on \(inputs) numbers can't slide over the shape \(shape).")
    let grid = Grid(
      items: shape[0], height: isSequence ? 1 : shape[1], width: shape[shape.count - 2],
      padding: (isSequence ? 0 : padding, padding), window: (height, width))
    require(
      grid.wholeRows > 0 && grid.wholeColumns > 0,
      """
      Windows of \(height) × \(width) don't fit into the shape \(shape) with \(padding) zeros around it.
      """)
    return grid
  }
}

/// The places of N pictures, all in one row, that a window may begin at.
private struct Grid {
  /// N.
  let items: Int
  /// How high and wide a picture is, without the zeros around it.
  let height, width: Int
  let padding: (rows: Int, columns: Int)
  /// How high and how wide a window is.
  let window: (height: Int, width: Int)

  /// How high and wide it is with them.
  var rows: Int { height + 2 * padding.rows }
  var columns: Int { width + 2 * padding.columns }
  /// How many windows lie wholly in it, one below and one beside the other.
  var wholeRows: Int { rows - window.height + 1 }
  var wholeColumns: Int { columns - window.width + 1 }
  /// How many windows there are if all pictures are one row of places, those that no picture holds
  /// included.
  var windows: Int { items * rows * columns - (window.height - 1) * columns - (window.width - 1) }

  /// What `filters` filters make of an input.
  func shape(of input: [Int], filters: Int) -> [Int] {
    [items] + (input.count == 4 ? [wholeRows] : []) + [wholeColumns, filters]
  }

  /// (N, height, width, C) → (N · rows · columns, C), with zeros around each picture.
  func padded(_ x: Tensor) -> Tensor {
    let x = x.reshaped(-1, x.shape[x.shape.count - 1])
    guard padding != (0, 0) else { return x }
    var result = Tensor.zeros(items * rows * columns, x.shape[1])
    result.changeBlock { padded in
      x.withBlock { x in
        forEachPictureRow { place, row in
          padded[row: place].update(from: x[row: row], count: width * x.columns)
        }
      }
    }
    return result
  }

  /// The same way back.
  func unpadded(_ x: Tensor) -> Tensor {
    guard padding != (0, 0) else { return x }
    return Tensor.filled([items * height * width, x.shape[1]]) { result in
      x.withBlock { x in
        forEachPictureRow { place, row in
          result[row: row].update(from: x[row: place], count: width * x.columns)
        }
      }
    }
  }

  /// Calls `body` for each row of a picture with where it begins among all places, and among those without
  /// zeros.
  private func forEachPictureRow(_ body: (_ place: Int, _ row: Int) -> Void) {
    for item in 0..<items {
      for row in 0..<height {
        body(
          (item * rows + row + padding.rows) * columns + padding.columns,
          (item * height + row) * width)
      }
    }
  }

  /// (windows, F) → (N · wholeRows · wholeColumns, F): those that lie wholly in a picture.
  func wholeWindows(of all: Tensor) -> Tensor {
    Tensor.filled([items * wholeRows * wholeColumns, all.shape[1]]) { y in
      all.withBlock { all in
        forEachRow { place, row in
          y[row: row].update(from: all[row: place], count: wholeColumns * y.columns)
        }
      }
    }
  }

  /// (N · wholeRows · wholeColumns, F) → (windows, F), with zeros for the others.
  func allWindows(_ whole: Tensor) -> Tensor {
    var result = Tensor.zeros(windows, whole.shape[1])
    result.changeBlock { all in
      whole.withBlock { whole in
        forEachRow { place, row in
          all[row: place].update(from: whole[row: row], count: wholeColumns * whole.columns)
        }
      }
    }
    return result
  }

  /// Calls `body` for each row of whole windows with its first one's number among all and among the whole.
  private func forEachRow(_ body: (_ place: Int, _ row: Int) -> Void) {
    for item in 0..<items {
      for row in 0..<wholeRows {
        body((item * rows + row) * columns, (item * wholeRows + row) * wholeColumns)
      }
    }
  }
}
