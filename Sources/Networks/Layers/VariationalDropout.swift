import Tensors

/// Dropout for sequences: in training, what a row loses at its first step it loses at all steps, and
/// the rest is scaled up so that the mean stays; in inference, nothing happens.
///
/// A mask of its own at each step would garble what a recurrent layer carries along; one mask for all
/// of them takes the same units out of the whole sequence. (Gal and Ghahramani, NIPS 2016, section 4.)
public final class VariationalDropout: Layer {
  /// The probability of zero, 0 ≤ p < 1.
  public let rate: Float
  private var random: Random
  /// What each step of the latest forward was multiplied by: (N, 1, D); nil where it did nothing.
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

  /// x (N, T, D) → y (N, T, D).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    require(
      x.rank == 3, "Variational dropout needs sequences (N, T, D), not the shape \(x.shape).")
    mask = nil
    guard mode == .training, rate > 0 else { return x }
    let (rate, scale) = (rate, 1 / (1 - rate))
    let draws = Tensor.uniform([x.shape[0], 1, x.shape[2]], in: 0..<1, random: &random)
    let mask = draws.map { $0 < rate ? 0 : scale }
    self.mask = mask
    return x * mask
  }

  /// dy (N, T, D) → dx (N, T, D).
  public func backward(_ dy: Tensor) -> Tensor {
    guard let mask else { return dy }
    return dy * mask
  }
}
