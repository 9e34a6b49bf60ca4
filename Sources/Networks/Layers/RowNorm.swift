import Ground
import Tensors

/// What a layer does that brings each row to one size: with its mean taken away before, or as it is.
struct RowNorm {
  /// D, the size of a row.
  let size: Int
  let epsilon: Float
  /// Whether each row's mean is taken away.
  let isCentered: Bool

  /// x (…, D), gain (D), bias (D) → y (…, D), and for each row what was taken away and what the rest was
  /// multiplied by: moments (rows, 2).
  func forward(_ x: Tensor, _ gain: Tensor, _ bias: Tensor?) -> (y: Tensor, moments: Tensor) {
    require(x.shape.last == size, "A norm of size \(size) can't take the shape \(x.shape).")
    var moments = Tensor.zeros(x.shape.dropLast().reduce(1, *), 2)
    let y = withBlocks(x, gain, bias ?? .zeros(size)) { from, gain, bias in
      Tensor.filled(x.shape) { y in
        moments.changeBlock { moments in
          Threads.split(y.rows, grain: 1 + (1 << 14) / size) { rows in
            for i in rows {
              forward(from[row: i], gain.pointer, bias.pointer, moments[row: i], y[row: i])
            }
          }
        }
      }
    }
    return (y, moments)
  }

  /// dy (…, D) → dx (…, D), dGain and dBias (D).
  ///
  /// The sums over all rows are made of sums over 64 rows each, so that several threads can share them
  /// and yet all numbers are added in one order.
  func backward(
    _ dy: Tensor, of x: Tensor, _ moments: Tensor, _ gain: Tensor
  ) -> (x: Tensor, gain: Tensor, bias: Tensor) {
    require(dy.shape == x.shape, "A gradient of shape \(dy.shape) doesn't fit \(x.shape).")
    let pieces = (moments.shape[0] + 63) / 64
    var sums = Tensor.zeros(pieces, 2 * size)
    let dx = withBlocks(x, gain, moments, dy) { from, gain, moments, dy in
      Tensor.filled(x.shape) { dx in
        sums.changeBlock { sums in
          Threads.split(pieces, grain: 1 + (1 << 14) / (64 * size)) { pieces in
            for piece in pieces {
              for i in 64 * piece..<min(64 * piece + 64, dx.rows) {
                backward(
                  from[row: i], gain.pointer, moments[row: i], dy[row: i], dx[row: i],
                  sums[row: piece])
              }
            }
          }
        }
      }
    }
    let sum = sums.sum(axis: 0).reshaped(2, size)
    return (dx, sum.row(0), sum.row(1))
  }
}

// MARK: - One row

extension RowNorm {
  /// x (D) → y (D), and into `moments` the mean and 1 / √(variance + ε).
  private func forward(
    _ x: ReadOnlyNumbers, _ gain: ReadOnlyNumbers, _ bias: ReadOnlyNumbers, _ moments: Numbers,
    _ y: Numbers
  ) {
    let mean = isCentered ? mean(x) : 0
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

  private func mean(_ x: ReadOnlyNumbers) -> Float {
    var sums = Lanes.zero
    forEachLanes(size) { j, count in sums += Lanes(x + j, count: count) }
    return treeSum(sums) / Float(size)
  }

  /// dy (D) → dx (D); adds dGain and dBias to `sums` (2 D).
  ///
  /// With n the normalized x and dn = dy ⊙ gain, dx = rate · (dn − mean(dn) − n · mean(dn ⊙ n)): what dn
  /// has in common with the shift and the scale that normalizing takes away has no effect. Where nothing
  /// is shifted, the mean of dn stays.
  private func backward(
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
    let common = isCentered ? treeSum(sum) / Float(size) : 0
    let along = treeSum(product) / Float(size)
    forEachLanes(size) { j, count in
      let normal = distances(x + j, mean, count: count) * rate
      let dNormal = Lanes(dy + j, count: count) * Lanes(gain + j, count: count)
      (rate * (dNormal - common - normal * along)).store(to: dx + j, count: count)
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
