import Ground
import Tensors

/// y = (x − mean) / √(variance + ε) · gain + bias, with the mean and the variance of each row by itself:
/// whatever comes in, what goes on has the size that the gain gives it. (Ba, Kiros and Hinton, "Layer
/// normalization", 2016, equation 4.)
public final class LayerNorm: Layer {
  /// What each feature is multiplied by: (D), 1 at first.
  public let gain: Parameter
  /// What is then added to it: (D).
  public let bias: Parameter
  /// What keeps a row of equal numbers from a division by zero.
  public let epsilon: Float
  /// The latest input, and for each of its rows the mean and 1 / √(variance + ε).
  private var passed: (x: Tensor, moments: Tensor)?

  public init(_ size: Int, epsilon: Float = 1e-5, name: String = "norm") {
    gain = Parameter("\(name).gain", .ones(size))
    bias = Parameter("\(name).bias", .zeros(size))
    self.epsilon = epsilon
  }

  public var parts: [any Trainable] { [gain, bias] }
  /// D, the size of a row.
  public var size: Int { gain.value.count }

  /// x (…, D) → y (…, D).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    require(x.shape.last == size, "A LayerNorm of size \(size) can't take the shape \(x.shape).")
    let row = NormalizedRow(size: size, epsilon: epsilon)
    var moments = Tensor.zeros(x.shape.dropLast().reduce(1, *), 2)
    let y = withBlocks(x, gain.value, bias.value) { from, gain, bias in
      Tensor.filled(x.shape) { y in
        moments.changeBlock { moments in
          Threads.split(y.rows, grain: 1 + (1 << 14) / row.size) { rows in
            for i in rows {
              row.forward(from[row: i], gain.pointer, bias.pointer, moments[row: i], y[row: i])
            }
          }
        }
      }
    }
    passed = (x, moments)
    return y
  }

  /// dy (…, D) → dx (…, D); dGain = Σ dy ⊙ normalized x, dBias = Σ dy.
  ///
  /// The sums over all rows are made of sums over 64 rows each, so that several threads can share them
  /// and yet all numbers are added in one order.
  public func backward(_ dy: Tensor) -> Tensor {
    let (x, moments) = remembered(passed, "LayerNorm")
    require(dy.shape == x.shape, "A gradient of shape \(dy.shape) doesn't fit \(x.shape).")
    let row = NormalizedRow(size: size, epsilon: epsilon)
    let pieces = (moments.shape[0] + 63) / 64
    var sums = Tensor.zeros(pieces, 2 * size)
    let dx = withBlocks(x, gain.value, moments, dy) { from, gain, moments, dy in
      Tensor.filled(x.shape) { dx in
        sums.changeBlock { sums in
          Threads.split(pieces, grain: 1 + (1 << 14) / (64 * row.size)) { pieces in
            for piece in pieces {
              for i in 64 * piece..<min(64 * piece + 64, dx.rows) {
                row.backward(
                  from[row: i], gain.pointer, moments[row: i], dy[row: i], dx[row: i],
                  sums[row: piece])
              }
            }
          }
        }
      }
    }
    let sum = sums.sum(axis: 0)
    self.gain.gradient += sum.reshaped(2, size).row(0)
    bias.gradient += sum.reshaped(2, size).row(1)
    return dx
  }
}

/// What a LayerNorm does with one row.
private struct NormalizedRow {
  let size: Int
  let epsilon: Float

  /// x (D) → y (D), and into `moments` the mean and 1 / √(variance + ε).
  func forward(
    _ x: ReadOnlyNumbers, _ gain: ReadOnlyNumbers, _ bias: ReadOnlyNumbers, _ moments: Numbers,
    _ y: Numbers
  ) {
    var sums = Lanes.zero
    forEachLanes(size) { j, count in sums += Lanes(x + j, count: count) }
    let mean = treeSum(sums) / Float(size)
    // A second time over the row, which is in the cache: the mean of the squares less the square of
    // the mean would lose the digits of a variance that is small beside the mean.
    var squares = Lanes.zero
    forEachLanes(size) { j, count in
      let distance = distances(x + j, mean, count: count)
      squares.addProduct(distance, distance)
    }
    let rate = 1 / (treeSum(squares) / Float(size) + epsilon).squareRoot()
    forEachLanes(size) { j, count in
      let normal = distances(x + j, mean, count: count) * rate
      Lanes(bias + j, count: count).addingProduct(normal, Lanes(gain + j, count: count))
        .store(to: y + j, count: count)
    }
    (moments[0], moments[1]) = (mean, rate)
  }

  /// dy (D) → dx (D); adds dGain and dBias to `sums` (2 D).
  ///
  /// With n the normalized x and dn = dy ⊙ gain, dx = rate · (dn − mean(dn) − n · mean(dn ⊙ n)): what dn
  /// has in common with the shift and the scale that normalizing takes away has no effect.
  func backward(
    _ x: ReadOnlyNumbers, _ gain: ReadOnlyNumbers, _ moments: ReadOnlyNumbers,
    _ dy: ReadOnlyNumbers, _ dx: Numbers, _ sums: Numbers
  ) {
    let (mean, rate) = (moments[0], moments[1])
    var (sum, product) = (Lanes.zero, Lanes.zero)
    forEachLanes(size) { j, count in
      let normal = distances(x + j, mean, count: count) * rate
      let dy = Lanes(dy + j, count: count)
      let dNormal = dy * Lanes(gain + j, count: count)
      sum += dNormal
      product.addProduct(dNormal, normal)
      Lanes(sums + j, count: count).addingProduct(dy, normal).store(to: sums + j, count: count)
      (Lanes(sums + size + j, count: count) + dy).store(to: sums + size + j, count: count)
    }
    let common = treeSum(sum) / Float(size)
    let slope = treeSum(product) / Float(size)
    forEachLanes(size) { j, count in
      let normal = distances(x + j, mean, count: count) * rate
      let dNormal = Lanes(dy + j, count: count) * Lanes(gain + j, count: count)
      (rate * (dNormal - common - normal * slope)).store(to: dx + j, count: count)
    }
  }

  /// x − mean for `count` numbers, at most sixteen; the places after them stay 0.
  @inline(__always)
  private func distances(_ x: ReadOnlyNumbers, _ mean: Float, count: Int) -> Lanes {
    let distance = Lanes(x, count: count) - mean
    guard count < 16 else { return distance }
    var first = Lanes.zero
    for i in 0..<count { first[i] = distance[i] }
    return first
  }
}
