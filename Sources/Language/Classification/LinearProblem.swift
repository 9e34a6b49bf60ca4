import Ground
import Tensors

/// What is to be minimized to fit linear scores to texts:
///
///     L = 1/N Σ w_t ℓ(x·W + b, t) + ½ λ₂ ΣW² + λ₁ Σ|W|
///
/// Numbers lie as in W: a row of `columns` for each feature, and one more for the biases. They are of double
/// precision, so that a gradient of thousands of summands can vanish.
struct LinearProblem {
  /// ℓ, the loss of a text's scores.
  enum Loss {
    /// −log softmax(y)_t: a column for each class.
    case softmax
    /// −log σ(±y): one column, whose score speaks for the second of two classes.
    case sigmoid
    /// max(0, 1 − ±y)²: one column, likewise.
    case squaredHinge
  }

  private let x: SparseMatrix
  private let labels: [Int]
  /// What each text's loss is multiplied by.
  private let shares: [Double]
  private let loss: Loss
  private let l2: Double
  /// How many numbers a feature has.
  let columns: Int

  init(
    _ x: SparseMatrix, _ labels: [Int], classes: Int, _ loss: Loss, l2: Float?,
    textWeights: [Float]?
  ) {
    require(
      x.rows == labels.count && x.rows > 0, "\(labels.count) labels don't fit \(x.rows) texts.")
    require(classes > 1, "A classifier needs two classes at least, not \(classes).")
    require(
      labels.allSatisfy((0..<classes).contains), "A label must be below \(classes), the classes.")
    (self.x, self.labels, self.loss) = (x, labels, loss)
    shares = labels.indices.map { Double(textWeights?[$0] ?? 1) / Double(x.rows) }
    self.l2 = l2.map(Double.init) ?? 1 / Double(x.rows)
    columns = loss == .softmax ? classes : 1
  }

  /// Where L is lowest.
  func solved(l1: Float = 0, tolerance: Float, limit: Int) -> Minimization.Lowest {
    Minimization(
      tolerance: Double(tolerance), limit: limit, l1: Double(l1), priced: x.columns * columns
    ).lowest(
      from: [Double](repeating: 0, count: (x.columns + 1) * columns), steepness: steepness, value)
  }

  /// Of each number the root of L's curvature at 0: between one measure for all, which common and rare words
  /// aren't, and the curvature itself, which is much smaller later on where texts are rightly parted.
  private var steepness: [Double] {
    let c = Double(columns)
    let most =
      switch loss {
      case .softmax: (c - 1) / (c * c)
      case .sigmoid: 0.25
      case .squaredHinge: 2.0
      }
    var squares = [Double](repeating: 0, count: x.columns)
    for row in 0..<x.rows {
      for entry in x.starts[row]..<x.starts[row + 1] {
        let value = Double(x.values[entry])
        squares[Int(x.indices[entry])] += shares[row] * value * value
      }
    }
    let rows = squares.map { max(most * $0 + l2, 1e-12) } + [max(most * shares.reduce(0, +), 1e-12)]
    return rows.flatMap { [Double](repeating: $0.squareRoot(), count: columns) }
  }

  /// W with b below it: (V + 1, columns).
  func rows(of place: [Double]) -> Tensor {
    Tensor(place.map { Float($0) }, shape: [x.columns + 1, columns])
  }

  /// L without λ₁'s part, and its gradient.
  private func value(
    _ w: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
  ) -> Double {
    let size = x.columns * columns
    for i in 0..<size { gradient[i] = l2 * w[i] }
    for i in size..<size + columns { gradient[i] = 0 }
    var sum = l2 / 2 * sumOfSquares(w, size)
    x.indices.withUnsafeBufferPointer { indices in
      x.values.withUnsafeBufferPointer { values in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: columns) { y in
          let y = y.baseAddress!
          for row in 0..<x.rows {
            let entries = x.starts[row]..<x.starts[row + 1]
            for c in 0..<columns { y[c] = w[size + c] }
            for entry in entries {
              let (place, value) = (Int(indices[entry]) * columns, Double(values[entry]))
              for c in 0..<columns { y[c] += value * w[place + c] }
            }
            sum += shares[row] * lossAndGradient(y, labels[row])
            for c in 0..<columns {
              y[c] *= shares[row]
              gradient[size + c] += y[c]
            }
            for entry in entries {
              let (place, value) = (Int(indices[entry]) * columns, Double(values[entry]))
              for c in 0..<columns { gradient[place + c] += value * y[c] }
            }
          }
        }
      }
    }
    return sum
  }

  /// ℓ of the scores y, which become its gradient.
  @inline(__always)
  private func lossAndGradient(_ y: UnsafeMutablePointer<Double>, _ label: Int) -> Double {
    switch loss {
    case .softmax:
      // p − t.
      var most = y[0]
      for c in 1..<columns { most = max(most, y[c]) }
      let own = y[label]
      var total = 0.0
      for c in 0..<columns {
        y[c] = DoubleMaths.exp(y[c] - most)
        total += y[c]
      }
      for c in 0..<columns { y[c] = y[c] / total - (c == label ? 1 : 0) }
      return DoubleMaths.log(total) + most - own
    case .sigmoid:
      let side = label == 1 ? y[0] : -y[0]
      let power = DoubleMaths.exp(-side.magnitude)
      // 1 − σ(side), by the power that can't overflow.
      let miss = (side > 0 ? power : 1) / (1 + power)
      y[0] = label == 1 ? -miss : miss
      return DoubleMaths.log(1 + power) + max(-side, 0)
    case .squaredHinge:
      let gap = max(0, 1 - (label == 1 ? y[0] : -y[0]))
      y[0] = label == 1 ? -2 * gap : 2 * gap
      return gap * gap
    }
  }
}

/// In eight sums, which are added up in the end.
private func sumOfSquares(_ w: UnsafePointer<Double>, _ count: Int) -> Double {
  var lanes = SIMD8<Double>.zero
  for i in 0..<count / 8 {
    let eight = UnsafeRawPointer(w + 8 * i).loadUnaligned(as: SIMD8<Double>.self)
    lanes += eight * eight
  }
  var sum = 0.0
  for i in 0..<8 { sum += lanes[i] }
  for i in count / 8 * 8..<count { sum += w[i] * w[i] }
  return sum
}

/// The weight of each text, by the weights of the classes.
///
/// - Parameter count: C.
func textWeights(_ labels: [Int], by classWeights: [Float]?, classes count: Int) -> [Float]? {
  guard let classWeights else { return nil }
  require(
    classWeights.count == count && classWeights.allSatisfy { $0 >= 0 },
    "\(count) classes need as many weights, none negative, not \(classWeights).")
  return labels.map { classWeights[$0] }
}
