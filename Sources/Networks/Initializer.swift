import Tensors

/// How weights begin.
///
///     let weights = Initializer.he.matrix(inputs: 784, outputs: 100, random: &random)
public struct Initializer: Sendable {
  private let make: @Sendable (_ inputs: Int, _ outputs: Int, _ random: inout Random) -> Tensor

  public init(
    _ make: @escaping @Sendable (_ inputs: Int, _ outputs: Int, _ random: inout Random) -> Tensor
  ) {
    self.make = make
  }

  /// W (inputs, outputs).
  public func matrix(inputs: Int, outputs: Int, random: inout Random) -> Tensor {
    make(inputs, outputs, &random)
  }

  /// All 0: right for biases, wrong for weights, whose units would all stay the same.
  public static let zeros = Initializer { inputs, outputs, _ in
    .zeros(inputs, outputs)
  }

  /// Ones on the diagonal: the layer begins by passing its input on (Le, Jaitly and Hinton, 2015).
  public static let identity = Initializer { inputs, outputs, _ in
    var weights = Tensor.zeros(inputs, outputs)
    for i in 0..<min(inputs, outputs) { weights[i, i] = 1 }
    return weights
  }

  /// Normal around 0.
  public static func normal(deviation: Float) -> Initializer {
    Initializer { inputs, outputs, random in
      .normal([inputs, outputs], deviation: deviation, random: &random)
    }
  }

  /// Even between ±√(6 / (inputs + outputs)), for tanh and sigmoid: signals keep their variance on
  /// the way forward and gradients on the way back (Glorot and Bengio, AISTATS 2010, equation 16).
  public static let xavier = Initializer { inputs, outputs, random in
    let limit = (6 / Float(inputs + outputs)).squareRoot()
    return .uniform([inputs, outputs], in: -limit..<limit, random: &random)
  }

  /// Normal with deviation √(2 / inputs), for ReLU, which loses half of the variance (He et al.,
  /// ICCV 2015, equation 10).
  public static let he = Initializer { inputs, outputs, random in
    let deviation = (2 / Float(inputs)).squareRoot()
    return .normal([inputs, outputs], deviation: deviation, random: &random)
  }
}
