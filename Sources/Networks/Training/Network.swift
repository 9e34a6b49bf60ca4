import Tensors

/// The common case of a model: layers topped by a loss.
///
///     let network = Network(
///       Sequential(Affine(inputs: 2, outputs: 10, random: &random), Sigmoid(), …),
///       loss: SoftmaxWithLoss())
public final class Network<L: Loss>: Model {
  public let layers: any Layer
  public let loss: L

  public init(_ layers: any Layer, loss: L) { (self.layers, self.loss) = (layers, loss) }

  public var parts: [any Trainable] { [layers] }

  /// Inputs (N, …) → outputs (N, …), in inference.
  public func predict(_ x: Tensor) -> Tensor { layers.forward(x) }

  public func forward(_ batch: Examples<L.Target>, mode: Mode) -> Score {
    let y = layers.forward(batch.x, mode: mode)
    return Score(
      loss: loss.forward(y, batch.t), count: loss.counted(batch.t),
      correct: loss.correct(y, batch.t))
  }

  public func backward() { _ = layers.backward(loss.backward()) }
}
