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
  /// The gradient is made along the way, in place of the scores if nobody else holds them: the exponentials
  /// are there, and the row is in the cache.
  public func forward(_ x: consuming Tensor, _ t: [Int]) -> Float {
    let classes = requireFit(x.shape, t)
    let scale = scale(t)
    dx = nil  // so that its memory may serve again
    var dx = x
    var losses = Tensor.zeros(t.count)
    losses.withUnsafeMutableBufferPointer { losses in
      let losses = losses.baseAddress!
      dx.changeBlock { rows in
        Threads.split(t.count, grain: SoftmaxWithLoss.grain(classes)) { part in
          for i in part {
            losses[i] = loss(rows[row: i], t[i], classes: classes, scale: scale, dx: rows[row: i])
          }
        }
      }
    }
    self.dx = dx
    return losses.sum() * scale
  }

  /// Scores x (N, T, C) and a class for each of N rows of T → the mean loss, and how many of them count.
  public func score(_ x: consuming Tensor, _ t: [[Int]]) -> Score {
    let t = t.flatMap { $0 }
    return Score(loss: forward(x, t), count: counted(t))
  }

  /// The same for the scores that `output` makes of h (N, T, D), to the same bits: a row's loss and gradient
  /// are made while the cache still holds its scores, of which a large vocabulary has more than any cache
  /// takes.
  public func score(_ h: Tensor, through output: Affine, _ t: [[Int]]) -> Score {
    let t = t.flatMap { $0 }
    let classes = requireFit(h.shape.dropLast() + [output.outputs], t)
    let scale = scale(t)
    dx = nil
    var losses = Tensor.zeros(t.count)
    losses.withUnsafeMutableBufferPointer { losses in
      let losses = losses.baseAddress!
      dx = output.forward(h) { i, row in
        losses[i] = loss(row, t[i], classes: classes, scale: scale, dx: row)
      }
    }
    return Score(loss: losses.sum() * scale, count: counted(t))
  }

  /// Scores x (…, C) and N classes → (N): the loss of each row, 0 where it doesn't count. Nothing
  /// is kept for `backward`.
  public func losses(_ x: Tensor, _ t: [Int]) -> Tensor {
    let classes = requireFit(x.shape, t)
    return x.withBlock { x in
      Tensor(shape: [t.count]) { losses in
        Threads.split(t.count, grain: SoftmaxWithLoss.grain(classes)) { part in
          let space = Numbers.allocate(capacity: classes)
          defer { space.deallocate() }
          for i in part {
            losses[i] = loss(x[row: i], t[i], classes: classes, scale: 1, dx: space)
          }
        }
      }
    }
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

  /// What a row's gradient is multiplied by: one over how many rows count.
  private func scale(_ t: [Int]) -> Float { 1 / Float(max(counted(t), 1)) }

  /// How many rows are worth a thread.
  private static func grain(_ classes: Int) -> Int { 1 + (1 << 13) / (classes + 32) }

  /// C, if scores of this shape have a row for each target, and each target is one of their classes.
  private func requireFit(_ shape: [Int], _ t: [Int]) -> Int {
    let classes = shape.last ?? 0
    require(
      shape.reduce(1, *) == t.count * classes,
      "\(t.count) targets don't fit scores of shape \(shape).")
    if let id = t.first(where: { $0 != ignoring && !(0..<classes).contains($0) }) {
      stop("The target \(id) is not below the number of classes, \(classes).")
    }
    return classes
  }

  /// The loss of one row of scores; into `dx`, which may be the same place, its gradient times `scale`.
  private func loss(
    _ x: ReadOnlyNumbers, _ t: Int, classes: Int, scale: Float, dx: Numbers
  ) -> Float {
    if t == ignoring {
      dx.update(repeating: 0, count: classes)
      return 0
    }
    let (score, everywhere) = (x[t], smoothing / Float(classes))
    let most = largest(of: x, count: classes)
    let spread = smoothing == 0 ? 0 : everywhere * distances(x, below: most, count: classes)
    let sum = exponentials(from: x, to: dx, count: classes, less: most)
    let (share, less) = (scale / sum, scale * everywhere)
    @inline(always) func gradient(_ power: Lanes) -> Lanes { power * share - less }
    mapLanes(from: dx, to: dx, count: classes, gradient)
    dx[t] -= scale * (1 - smoothing)
    return (1 - smoothing) * (most - score) + spread + log(sum)
  }

  /// Σ (most − x).
  private func distances(_ x: ReadOnlyNumbers, below most: Float, count: Int) -> Float {
    var distances = Lanes.zero
    forEachLanes(count) { i, count in
      for j in 0..<count { distances[j] += most - x[i + j] }
    }
    return treeSum(distances)
  }
}
