import Ground
import Tensors

/// x·Φ(x), where Φ is the normal distribution function: the Gaussian error linear unit (Hendrycks and
/// Gimpel, 2016, section 2).
public final class GELU: Activation {
  /// How Φ is computed.
  public enum Form: String, Sendable {
    /// By the error function.
    case exact
    /// As ½ (1 + tanh(√(2/π) (x + 0.044715 x³))), off by at most 0.0005: GPT's choice.
    case tanh
  }

  public let form: Form

  public init(_ form: Form = .exact) { self.form = form }

  public override func value(_ x: Tensor) -> Tensor {
    switch form {
    case .exact: x.mapLanes { $0 * distribution($0) }
    case .tanh: x.mapLanes { $0 * sigmoid(bend($0)) }
    }
  }

  /// Φ(x) + x·φ(x), where φ(x) = e^(−x²/2) / √(2π).
  public override func derivative(_ x: Tensor, y: Tensor) -> Tensor {
    switch form {
    case .exact: x.mapLanes { distribution($0) + $0 * exp(-0.5 * $0 * $0) * 0.398_942_28 }
    case .tanh: x.mapLanes { slope($0) }
    }
  }

  /// In the form of the hyperbolic tangent dy ⊙ f′(x) in one go: this layer stands where a Transformer has
  /// the most numbers.
  public override func backward(_ dy: Tensor) -> Tensor {
    guard form == .tanh else { return super.backward(dy) }
    let x = latest.x
    require(dy.shape == x.shape, "A gradient of shape \(dy.shape) doesn't fit \(x.shape).")
    let (from, upper) = (x.block.pointer, dy.block.pointer)
    return Tensor.filled(x.shape) { dx in
      Threads.split(x.count, grain: 1 << 14) { part in
        let first = part.lowerBound
        forEachLanes(part.count) { i, count in
          let (x, dy) = (
            Lanes(from + first + i, count: count), Lanes(upper + first + i, count: count)
          )
          (dy * slope(x)).store(to: dx.pointer + first + i, count: count)
        }
      }
    }
  }
}

/// Φ(x) = ½ (1 + erf(x / √2)).
@inline(__always)
private func distribution(_ x: Lanes) -> Lanes {
  0.5 + 0.5 * erf(x * 0.707_106_78)
}

/// u = 2 √(2/π) (x + 0.044715 x³), for which Φ(x) ≈ σ(u): ½ (1 + tanh(u/2)) is the same as σ(u).
@inline(__always)
private func bend(_ x: Lanes) -> Lanes {
  x * Lanes(repeating: 1.595_769_1).addingProduct(x * x, Lanes(repeating: 0.071_354_814))
}

/// The derivative of x·σ(u): σ + x·σ(1 − σ)·u′.
@inline(__always)
private func slope(_ x: Lanes) -> Lanes {
  let y = sigmoid(bend(x))
  let rise = Lanes(repeating: 1.595_769_1).addingProduct(x * x, Lanes(repeating: 0.214_064_44))
  return y.addingProduct(x * rise, y * (1 - y))
}
