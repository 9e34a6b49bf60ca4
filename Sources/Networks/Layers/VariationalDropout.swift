import Ground
import Tensors

/// Dropout for sequences: in training, what a row loses at its first step it loses at all steps, and
/// the rest is scaled up so that the mean stays; in inference, nothing happens.
///
/// A mask of its own at each step would garble what a recurrent layer carries along; one mask for all
/// of them takes the same units out of the whole sequence. (Gal and Ghahramani, NIPS 2016, section 4.)
public final class VariationalDropout: Layer {
  private let dropout: Dropout

  public init(_ rate: Float, random: Random) { dropout = Dropout(rate, random: random) }

  /// The probability of zero, 0 ≤ p < 1.
  public var rate: Float { dropout.rate }

  public var memory: [Memory] {
    get { dropout.memory }
    set { dropout.memory = newValue }
  }

  /// x (N, T, D) → y (N, T, D).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    require(
      x.rank == 3, "Variational dropout needs sequences (N, T, D), not the shape \(x.shape).")
    return dropout.forward(x, mask: [x.shape[0], 1, x.shape[2]], mode: mode)
  }

  /// dy (N, T, D) → dx (N, T, D).
  public func backward(_ dy: Tensor) -> Tensor { dropout.backward(dy) }
}
