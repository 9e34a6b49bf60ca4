import Tensors

/// Softmax and cross entropy in one: −log of the probability that the scores give the right class.
///
/// Taken together they need no logarithm of a vanishing probability, −log softmax(x)ₜ = log Σ eˣ − xₜ,
/// and the gradient is simply (softmax(x) − one-hot(t)) / N.
public final class SoftmaxWithLoss: Loss {
  /// A target that doesn't count, such as padding.
  public let ignoring: Int?
  private var passed: (y: Tensor, t: [Int])?

  public init(ignoring: Int? = nil) { self.ignoring = ignoring }

  /// Scores x (…, C) and a class for each row → the mean loss over the rows that count, in nats.
  public func forward(_ x: Tensor, _ t: [Int]) -> Float {
    let losses = losses(x, t)
    return losses.sum() / Float(max(counted(t), 1))
  }

  /// Scores x (…, C) and N classes → (N): the loss of each row, 0 where it doesn't count.
  public func losses(_ x: Tensor, _ t: [Int]) -> Tensor {
    let classes = x.shape.last ?? 0
    require(
      x.count == t.count * classes, "\(t.count) targets don't fit scores of shape \(x.shape).")
    let y = softmax(x)
    passed = (y, t)
    // The largest x and its probability y give log Σ eˣ = x − log y, without another exponential.
    let peaks = x.reshaped(-1, classes).argmax()
    var losses = Tensor.zeros(t.count)
    losses.withUnsafeMutableBufferPointer { losses in
      x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { y in
          for (row, id) in t.enumerated() where id != ignoring {
            require(
              id >= 0 && id < classes,
              "The target \(id) is not below the number of classes, \(classes).")
            let peak = row * classes + peaks[row]
            losses[row] = x[peak] - x[row * classes + id] - log(y[peak])
          }
        }
      }
    }
    return losses
  }

  /// dx (…, C) = (softmax(x) − one-hot(t)) / N, and 0 in the rows that don't count.
  public func backward() -> Tensor {
    let t = remembered(passed, "SoftmaxWithLoss").t
    var dx = passed!.y
    passed = nil
    let classes = dx.shape.last ?? 0
    let scale = 1 / Float(max(counted(t), 1))
    dx *= scale
    dx.withUnsafeMutableBufferPointer { dx in
      for (row, id) in t.enumerated() {
        if id == ignoring {
          for i in row * classes..<(row + 1) * classes { dx[i] = 0 }
        } else {
          dx[row * classes + id] -= scale
        }
      }
    }
    return dx
  }

  /// How many of the rows that count have their largest score at the target.
  public func correct(_ x: Tensor, _ t: [Int]) -> Int? {
    zip(x.reshaped(t.count, -1).argmax(), t).count { guess, id in id != ignoring && guess == id }
  }

  private func counted(_ t: [Int]) -> Int {
    guard let ignoring else { return t.count }
    return t.count { $0 != ignoring }
  }
}
