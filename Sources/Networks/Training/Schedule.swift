import Ground
import Tensors

/// How the learning rate goes up and down in training: a factor for each step.
public struct Schedule: Sendable {
  /// Where in training a step stands.
  public struct Place: Sendable, Equatable {
    /// How many steps came before it.
    public var step: Int
    /// How many whole epochs came before it.
    public var epoch: Int
    /// How many steps the whole training has.
    public var steps: Int

    public init(step: Int, epoch: Int, steps: Int) {
      (self.step, self.epoch, self.steps) = (step, epoch, steps)
    }

    /// How much of the training came before, 0 ..< 1.
    var done: Float { Float(step) / Float(max(steps, 1)) }
  }

  /// What the rate is multiplied by.
  public let factor: @Sendable (Place) -> Float

  public init(_ factor: @escaping @Sendable (Place) -> Float) { self.factor = factor }

  /// Always 1.
  public static let constant = Schedule { _ in 1 }

  /// Multiplied by `factor` after every `epochs` epochs.
  public static func step(every epochs: Int, by factor: Float) -> Schedule {
    require(epochs > 0, "A step schedule needs at least 1 epoch a step, not \(epochs).")
    return Schedule { power(factor, $0.epoch / epochs) }
  }

  /// Multiplied by `factor` after each epoch.
  public static func exponential(by factor: Float) -> Schedule { step(every: 1, by: factor) }

  /// In a straight line from 1 to `end`.
  public static func linear(to end: Float = 0) -> Schedule { Schedule { 1 + (end - 1) * $0.done } }

  /// Along half a cosine wave from 1 to `end` (Loshchilov and Hutter, ICLR 2017, equation 5).
  public static func cosine(to end: Float = 0) -> Schedule {
    Schedule { end + (1 - end) * 0.5 * (1 + cos(Float.pi * $0.done)) }
  }

  /// Up in a straight line for `warmup` steps, then down with 1 / √step (Vaswani et al., NIPS 2017, section
  /// 5.3; there the peak is 1 / √(D · warmup), here it is 1).
  public static func inverseSquareRoot(warmup: Int) -> Schedule {
    require(warmup > 0, "A warm-up needs at least 1 step, not \(warmup).")
    return Schedule { place in
      let step = Float(place.step + 1) / Float(warmup)
      return min(step, 1 / step.squareRoot())
    }
  }

  /// First up in a straight line for `steps` steps, then this schedule for what is left.
  public func warmingUp(_ steps: Int) -> Schedule {
    Schedule { place in
      if place.step < steps { return Float(place.step + 1) / Float(steps) }
      return factor(Place(step: place.step - steps, epoch: place.epoch, steps: place.steps - steps))
    }
  }
}
