import Ground
import Tensors

/// Softmax and cross entropy in one: −log of the probability that the scores give the right class.
///
/// Taken together they need no logarithm of a vanishing probability, −log softmax(x)ₜ = log Σ eˣ −
/// xₜ, and the gradient is simply (softmax(x) − one-hot(t)) / N.
public final class SoftmaxWithLoss: Loss {
  /// A target that doesn't count, such as padding.
  public let ignoring: Int?
  /// ε, the share of each target's weight that is spread evenly over all C classes, 0 ≤ ε < 1: the model
  /// is no longer asked for certainty (Szegedy et al., CVPR 2016, section 7).
  public let smoothing: Float
  private var dx: Tensor?

  public init(ignoring: Int? = nil, smoothing: Float = 0) {
    require(
      smoothing >= 0 && smoothing < 1,
      "The share to smooth must be at least 0 and below 1, not \(smoothing).")
    (self.ignoring, self.smoothing) = (ignoring, smoothing)
  }

  /// Scores x (…, C) and a class for each row → the mean loss over the rows that count, in nats.
  ///
  /// The gradient is made along the way: the exponentials are there, and the row is in the cache.
  public func forward(_ x: Tensor, _ t: [Int]) -> Float {
    let scale = 1 / Float(max(counted(t), 1))
    dx = nil  // so that its memory may serve again
    var losses = Tensor(0)
    dx = Tensor(shape: x.shape) { dx in
      losses = self.losses(x, t, scale: scale, gradient: dx.baseAddress)
    }
    return losses.sum() * scale
  }

  /// Scores x (N, T, C) and a class for each of N rows of T → the mean loss, and how many of them count.
  public func score(_ x: Tensor, _ t: [[Int]]) -> Score {
    let t = t.flatMap { $0 }
    return Score(loss: forward(x, t), count: counted(t))
  }

  /// Scores x (…, C) and N classes → (N): the loss of each row, 0 where it doesn't count. Nothing
  /// is kept for `backward`.
  public func losses(_ x: Tensor, _ t: [Int]) -> Tensor {
    losses(x, t, scale: 1, gradient: nil)
  }

  /// dx (…, C) = (softmax(x) − target) / N, where the target is one-hot(t), smoothed; and 0 in the rows that don't count.
  public func backward() -> Tensor { remembered(dx, "SoftmaxWithLoss") }

  /// How many of the rows that count have their largest score at the target.
  public func correct(_ x: Tensor, _ t: [Int]) -> Int? {
    let guesses = x.reshaped(t.count, -1).argmax()
    return zip(guesses, t).count { guess, id in id != ignoring && guess == id }
  }

  /// How many of the targets count.
  public func counted(_ t: [Int]) -> Int {
    guard let ignoring else { return t.count }
    return t.count { $0 != ignoring }
  }

  /// The loss of each row; if there is a place for it, the gradient times `scale` too.
  private func losses(_ x: Tensor, _ t: [Int], scale: Float, gradient: Numbers?) -> Tensor {
    let classes = x.shape.last ?? 0
    require(
      x.count == t.count * classes,
      "\(t.count) targets don't fit scores of shape \(x.shape).")
    if let id = t.first(where: { $0 != ignoring && !(0..<classes).contains($0) }) {
      stop("The target \(id) is not below the number of classes, \(classes).")
    }
    return Tensor(shape: [t.count]) { losses in
      x.withUnsafeBufferPointer { x in
        Threads.split(t.count, grain: 1 + (1 << 13) / (classes + 32)) { rows in
          // Without a place for the gradient, the space of one row serves all.
          let space = gradient ?? .allocate(capacity: classes)
          defer { if gradient == nil { space.deallocate() } }
          for row in rows {
            let dx = gradient == nil ? space : space + row * classes
            losses[row] = loss(
              x.baseAddress! + row * classes, t[row], classes: classes, scale: scale, dx: dx)
          }
        }
      }
    }
  }

  /// The loss of one row, and its gradient times `scale`.
  private func loss(
    _ x: UnsafePointer<Float>, _ t: Int, classes: Int, scale: Float, dx: Numbers
  ) -> Float {
    if t == ignoring {
      dx.update(repeating: 0, count: classes)
      return 0
    }
    let (largest, sum) = exponentials(from: x, to: dx, count: classes)
    let share = scale / sum
    if smoothing == 0 {
      mapLanes(from: dx, to: dx, count: classes) { $0 * share }
      dx[t] -= scale
      return largest - x[t] + log(sum)
    }
    let everywhere = smoothing / Float(classes)
    mapLanes(from: dx, to: dx, count: classes) { $0 * share - scale * everywhere }
    dx[t] -= scale * (1 - smoothing)
    var distances = Lanes.zero
    forEachLanes(classes) { i, count in
      for j in 0..<count { distances[j] += largest - x[i + j] }
    }
    return (1 - smoothing) * (largest - x[t]) + everywhere * treeSum(distances) + log(sum)
  }
}
