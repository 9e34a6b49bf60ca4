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
    case .exact: x.mapLanes(Exact())
    case .tanh: x.mapLanes(Bent())
    }
  }

  /// Φ(x) + x·φ(x), where φ(x) = e^(−x²/2) / √(2π).
  public override func derivative(_ x: Tensor, y: Tensor) -> Tensor {
    switch form {
    case .exact: x.mapLanes(ExactSlope())
    case .tanh: x.mapLanes(BentSlope())
    }
  }

  /// In the form of the hyperbolic tangent dy ⊙ f′(x) in one go: this layer stands where a Transformer has
  /// the most numbers.
  public override func backward(_ dy: Tensor) -> Tensor {
    guard form == .tanh else { return super.backward(dy) }
    let x = latest.x
    require(dy.shape == x.shape, "A gradient of shape \(dy.shape) doesn't fit \(x.shape).")
    return withBlocks(x, dy) { from, upper in
      Tensor.filled(x.shape) { dx in
        Threads.split(x.count, grain: 1 << 14) { part in
          let first = part.lowerBound
          @inline(always) func multiply(_ i: Int, _ count: Int) {
            let x = Lanes(from.pointer + first + i, count: count)
            let dy = Lanes(upper.pointer + first + i, count: count)
            (dy * slope(x)).store(to: dx.pointer + first + i, count: count)
          }
          forEachLanes(part.count, multiply)
        }
      }
    }
  }
}

/// x·Φ(x).
private struct Exact: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { x * distribution(x) }
}

/// Φ(x) + x·φ(x).
private struct ExactSlope: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes {
    distribution(x) + x * exp(-0.5 * x * x) * 0.398_942_28
  }
}

/// x·σ(u).
private struct Bent: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { x * sigmoid(bend(x)) }
}

private struct BentSlope: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { slope(x) }
}

/// Φ(x) = ½ (1 + erf(x / √2)).
@inline(always)
private func distribution(_ x: Lanes) -> Lanes {
  0.5 + 0.5 * erf(x * 0.707_106_78)
}

/// u = 2 √(2/π) (x + 0.044715 x³), for which Φ(x) ≈ σ(u): ½ (1 + tanh(u/2)) is the same as σ(u).
@inline(always)
private func bend(_ x: Lanes) -> Lanes {
  x * Lanes(repeating: 1.595_769_1).addingProduct(x * x, Lanes(repeating: 0.071_354_814))
}

/// The derivative of x·σ(u): σ + x·σ(1 − σ)·u′.
@inline(always)
private func slope(_ x: Lanes) -> Lanes {
  let y = sigmoid(bend(x))
  let rise = Lanes(repeating: 1.595_769_1).addingProduct(x * x, Lanes(repeating: 0.214_064_44))
  return y.addingProduct(x * rise, y * (1 - y))
}
