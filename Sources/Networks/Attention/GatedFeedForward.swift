import Tensors

/// Two layers, the first of which has gates: y = (swish(x·W) ⊙ x·V)·W₂ with swish(a) = a · σ(a), the same for
/// every step. (Called SwiGLU; Shazeer, "GLU variants improve Transformer", 2020, equation 6.)
///
/// Three matrices where `FeedForward` has two: with H = 8/3 D it has as many weights as the other with 4 D.
public final class GatedFeedForward: Layer {
  private let gate, value, output: MatMul
  /// x·W, σ of it, and x·V: (…, H).
  private var passed: (a: Tensor, gate: Tensor, value: Tensor)?

  /// - Parameters:
  ///   - size: D, the size of a step.
  ///   - hidden: H, the size between the layers.
  public init(
    size: Int, hidden: Int, weights: Initializer = .xavier, name: String = "feedForward",
    random: inout Random
  ) {
    func product(_ inputs: Int, _ outputs: Int, _ part: String) -> MatMul {
      MatMul(
        inputs: inputs, outputs: outputs, weights: weights, name: "\(name).\(part)", random: &random
      )
    }
    gate = product(size, hidden, "gate")
    value = product(size, hidden, "value")
    output = product(hidden, size, "output")
  }

  public var parts: [any Trainable] { [gate, value, output] }

  /// x (…, D) → y (…, D).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    let (a, b) = (gate.forward(x, mode: mode), value.forward(x, mode: mode))
    let s = sigmoid(a)
    passed = (a, s, b)
    return output.forward(a * s * b, mode: mode)
  }

  /// dy (…, D) → dx (…, D).
  public func backward(_ dy: Tensor) -> Tensor {
    let (a, s, b) = remembered(passed, "GatedFeedForward")
    let d = output.backward(dy)
    // swish′(a) = σ(a) + a · σ(a) · (1 − σ(a))
    var dx = gate.backward(d * b * (s + a * s * (1 - s)))
    dx += value.backward(d * a * s)
    return dx
  }
}
