import Tensors

/// Momentum and RMSprop in one: steps along a running mean of the gradients, divided by the root of
/// a running mean of their squares (Kingma and Ba, ICLR 2015, algorithm 1).
public final class Adam: Optimizer {
  public var rate: Float
  /// How much of the running means of gradients and squares is left after a step.
  public let decays: (mean: Float, square: Float)
  public let epsilon: Float
  public var state = OptimizerState(slots: ["mean", "square"])

  public init(rate: Float = 0.001, decays: (Float, Float) = (0.9, 0.999), epsilon: Float = 1e-8) {
    (self.rate, self.decays, self.epsilon) = (rate, decays, epsilon)
  }

  public func update(_ parameter: Parameter) { update(parameter, shrinkingBy: 0) }

  /// The means begin at 0 and would stay too small for many steps, so each is divided by 1 − βᵗ,
  /// the share of it that has been filled after t steps.
  ///
  /// - Parameter rows: the only rows to change; nil for all.
  func update(_ parameter: Parameter, shrinkingBy shrinkage: Float, rows: [Int]? = nil) {
    let (b1, b2, epsilon) = (decays.mean, decays.square, epsilon)
    let step = rate / (1 - power(b1, state.steps))
    let root = (1 - power(b2, state.steps)).squareRoot()
    state.update(parameter, rows: rows) { range, w, g, m, v in
      for i in range {
        m[i] = b1 * m[i] + (1 - b1) * g[i]
        v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i]
        w[i] -= shrinkage * w[i] + step * m[i] / (v[i].squareRoot() / root + epsilon)
      }
    }
  }
}

/// xⁿ by squaring, in double precision within.
func power(_ x: Float, _ n: Int) -> Float {
  var (square, result, n) = (Double(x), 1.0, n)
  while n > 0 {
    if n & 1 == 1 { result *= square }
    square *= square
    n >>= 1
  }
  return Float(result)
}
