import Ground
import Tensors

/// In training, sets each number to zero with a given probability and scales the others up so that
/// the mean stays; in inference, does nothing. (Srivastava et al., JMLR 15, 2014, in the "inverted"
/// form of its section 10.)
public final class Dropout: Layer {
  /// The probability of zero, 0 ≤ p < 1.
  public let rate: Float
  private var random: Random
  /// What the latest forward multiplied by; nil where it did nothing.
  private var mask: Tensor?

  public init(_ rate: Float, random: Random) {
    require(rate >= 0 && rate < 1, "A dropout rate must be at least 0 and below 1, not \(rate).")
    self.rate = rate
    self.random = random
  }

  public var memory: [Memory] {
    get { [.random(random.state)] }
    set { if case .random(let state)? = newValue.first { random = Random(state) } }
  }

  /// x (…) → y (…).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor { forward(x, mask: x.shape, mode: mode) }

  /// x (…) → y (…), with a mask of a shape that broadcasts to that of x: where an axis of it is 1, all
  /// along that axis share their fate.
  func forward(_ x: Tensor, mask shape: [Int], mode: Mode) -> Tensor {
    mask = nil
    guard mode == .training, rate > 0 else { return x }
    let (rate, scale) = (rate, 1 / (1 - rate))
    let draws = Tensor.uniform(shape, in: 0..<1, random: &random)
    let mask = draws.map { $0 < rate ? 0 : scale }
    self.mask = mask
    return x * mask
  }

  /// dy (…) → dx (…).
  public func backward(_ dy: Tensor) -> Tensor {
    guard let mask else { return dy }
    return dy * mask
  }
}
